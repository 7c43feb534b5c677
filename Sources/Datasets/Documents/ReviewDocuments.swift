/// What models of texts read of users and items. A user's document is made of the reviews that the user wrote, an item's of its own text
/// (a description) and of the reviews that it got; which reviews these are was decided by who made this (`encode: {encoder: documents}`:
/// training reviews only, unless asked for a leak).
public struct ReviewDocuments: Hashable, Sendable {
    public enum Side: Hashable, Sendable, CaseIterable { case user, item }

    /// V: token ids are in 0..<vocabularySize; 0 is padding, 1 unknown, but not of units with vectors.
    public var vocabularySize: Int
    /// L: documents are cut to so many tokens.
    public var maxTokens: Int
    /// Token ids of each review.
    public var reviews: IndexRows
    /// The reviews of each user and each item, in the order in which documents take them.
    public var userReviews: IndexRows
    public var itemReviews: IndexRows
    /// Token ids of each item's own text, which comes before its reviews; empty rows where there is none.
    public var itemTexts: IndexRows
    /// The review of each training interaction, which both documents leave out while that interaction is learned; −1: nothing is left out.
    public var ownReviews: [Int32]
    /// Vectors of the tokens, then called units, where a pretrained encoder made them; nil: models learn them.
    public var frozen: FrozenUnits?

    public init(
        vocabularySize: Int, maxTokens: Int, reviews: IndexRows, userReviews: IndexRows, itemReviews: IndexRows, itemTexts: IndexRows,
        ownReviews: [Int32], frozen: FrozenUnits? = nil
    ) {
        self.vocabularySize = vocabularySize
        self.maxTokens = maxTokens
        self.reviews = reviews
        self.userReviews = userReviews
        self.itemReviews = itemReviews
        self.itemTexts = itemTexts
        self.ownReviews = ownReviews
        self.frozen = frozen
    }

    /// Appends a document's tokens, at most `maxTokens`: the item's own text, then the reviews but `left out`.
    public func append(_ side: Side, _ index: Int, without leftOut: Int32 = -1, to tokens: inout [Int32]) {
        var room = maxTokens
        if side == .item {
            let text = itemTexts[index].prefix(room)
            tokens.append(contentsOf: text)
            room -= text.count
        }
        for review in side == .user ? userReviews[index] : itemReviews[index] where review != leftOut {
            guard room > 0 else { return }
            let text = reviews[Int(review)].prefix(room)
            tokens.append(contentsOf: text)
            room -= text.count
        }
    }

    /// All documents of a side, nothing left out.
    public func documents(_ side: Side) -> IndexRows {
        var rows = IndexRows()
        for index in 0..<(side == .user ? userReviews.count : itemReviews.count) {
            append(side, index, to: &rows.values)
            rows.offsets.append(rows.values.count)
        }
        return rows
    }

    /// Whether every number is in range and there are as many rows as there should be.
    public func isValid(userCount: Int, itemCount: Int, interactionCount: Int) -> Bool {
        maxTokens > 0 && vocabularySize > 1 && reviews.isValid(below: vocabularySize) && itemTexts.isValid(below: vocabularySize)
            && userReviews.isValid(below: reviews.count) && itemReviews.isValid(below: reviews.count) && userReviews.count == userCount
            && itemReviews.count == itemCount && itemTexts.count == itemCount && ownReviews.count == interactionCount
            && ownReviews.allSatisfy { $0 >= -1 && Int($0) < reviews.count } && frozen?.isValid(unitCount: vocabularySize) ?? true
    }
}
