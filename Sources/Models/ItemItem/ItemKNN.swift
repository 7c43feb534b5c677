import Datasets
import Diagnostics
import Layers
import Parameters

public enum ItemSimilarity: String, ParameterChoice, Sendable {
    case cosine
    case dotProduct = "dot_product"
}

public enum InteractionWeighting: String, ParameterChoice, Sendable { case none, tfidf, bm25 }

public struct ItemKNNParameters: ParameterRecord {
    public var neighbors = 100
    public var similarity = ItemSimilarity.cosine
    public var shrinkage = 0.0
    public var weighting = InteractionWeighting.none
    public var saturation: Double?
    public var lengthWeight: Double?

    static let defaultSaturation = 100.0
    static let defaultLengthWeight = 0.8

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("neighbors", \.neighbors, in: 1...1_000_000, "k: items that say something about an item, the most similar ones"),
        Field("similarity", \.similarity, "of two items' columns: cosine, or dot_product (for weighting bm25)"),
        Field("shrinkage", \.shrinkage, in: .nonNegative, "h in x·y / (|x| |y| + h): doubts similarities that few interactions make"),
        Field(
            "weighting", \.weighting,
            "of interactions: none, tfidf (active users count less), or bm25 (also popular items; with similarity dot_product)"),
        Field("saturation", \.saturation, in: .positive, "K₁ of bm25; null: 100"),
        Field("length_weight", \.lengthWeight, in: .unit, "b of bm25, how far popularity discounts; null: .8"),
    ]

    func validate() throws {
        var problems: [Diagnostic] = []
        if similarity == .dotProduct, shrinkage != 0 {
            problems.append(.error("'shrinkage' has no meaning with similarity 'dot_product'", hint: "remove it, or use cosine"))
        }
        if weighting != .bm25, saturation != nil || lengthWeight != nil {
            problems.append(
                .error("'saturation' and 'length_weight' belong to weighting 'bm25'", hint: "remove them, or use weighting: bm25"))
        }
        if weighting == .bm25, similarity == .cosine {
            problems.append(
                .error(
                    "a cosine cancels what bm25 takes off popular items: with it 'bm25' would be 'tfidf'",
                    hint: "use similarity: dot_product, or weighting: tfidf"))
        }
        guard problems.isEmpty else { throw Failure(.invalidInput, problems) }
    }
}

/// Item-based nearest neighbours on binary interactions: s(u, j) = Σ_{i ∈ history(u) ∩ N_k(j)} sim(i, j), with N_k(j) the k items most
/// similar to j (of equal ones the first by index; itself excluded) and, over users u,
///
///     sim(i, j) = Σ_u w_ui w_uj / (|w_i| |w_j| + h)      cosine with shrinkage h
///     sim(i, j) = Σ_u w_ui w_uj                          dot_product
///
/// where w_ui of an interaction is 1 (`none`), idf_u = ln(I / (1 + |history(u)|)) (`tfidf`), or
/// idf_u (K₁ + 1) / (K₁ (1 − b + b n_i / mean n) + 1) with n_i the users of item i (`bm25`). A user with nearly all items has
/// idf_u < 0 by that formula; it is taken as 0.
/// Sources: Sarwar et al. 2001; shrinkage as in Ferrari Dacrema et al. 2019, arXiv:1907.06902, §3.2; weightings as in `implicit`.
public enum ItemKNN: ItemItemDefinition {
    public static let id = "item-knn"
    public static let version = 1
    public static let documentation = "Nearest neighbours among items: users like what is similar to what they have."
    public static let paper = "Sarwar et al. 2001, doi:10.1145/371920.372071"
    public static let isIterative = false
    public static let callsForeignCode = false
    public static let fields = ItemKNNParameters.declarations

    public static func kind(_ parameters: ParameterValue) -> ModelKind { .implicit }

    public static func validate(_ parameters: ParameterValue) throws { try ItemKNNParameters(resolved: parameters).validate() }

    public static func complete(_ parameters: inout ParameterValue) throws {
        guard try ItemKNNParameters(resolved: parameters).weighting == .bm25 else { return }
        parameters.complete("saturation", with: .double(ItemKNNParameters.defaultSaturation))
        parameters.complete("length_weight", with: .double(ItemKNNParameters.defaultLengthWeight))
    }

    public static func make(parameters: ParameterValue, data: TrainingData, seed: UInt64) throws -> any TrainableModel {
        let options = try ItemKNNParameters(resolved: parameters)
        try options.validate()
        try data.check(for: id)
        return ClosedFormModel(definition: Self.self, parameters: parameters, data: data) { data in
            let history = data.history
            let similarities = ItemSimilarities(history, itemCount: data.itemCount, options)
            return history.tensors + ItemWeights.sparse(similarities.nearest(options.neighbors)).tensors(itemCount: data.itemCount)
        }
    }

    public static func itemLikeness(
        _ source: some WeightSource, parameters: ParameterValue, itemCount: Int
    ) throws -> ItemLikeness? { try ItemItem.likeness(source, isSymmetric: true, itemCount: itemCount) }

    public static func makeScorer(
        weights: [NamedTensor], parameters: ParameterValue, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        try ItemItemScorer(weights, model: id, isSparse: true, userCount: userCount, itemCount: itemCount)
    }
}
