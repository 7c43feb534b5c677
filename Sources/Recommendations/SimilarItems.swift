import Diagnostics

/// Items that a run's model holds to be like one.
public struct SimilarItems: Sendable {
    public let item: Int32
    /// The nearest first.
    public let entries: [(item: Int32, likeness: Float)]
    /// What the numbers are.
    public let meaning: String
    public let items: Catalogue

    /// `item` is an id or (a part of) a title. Throws `Failure(.invalidInput)` for models that relate no items.
    public init(to item: String, of source: TrainedRun, count: Int) throws {
        items = try source.items()
        self.item = try items.find(item)
        guard let likeness = try source.model.itemLikeness() else {
            throw Failure(
                .invalidInput, "model '\(source.model.definition.id)' does not relate items to each other",
                hint: "ask a run of a model with item vectors or item–item weights, such as item-knn, ease, ials or bpr-mf")
        }
        entries = try likeness.nearest(to: self.item, count: count)
        meaning = likeness.meaning
    }
}
