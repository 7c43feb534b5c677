import Evaluation
import Models

/// What to recommend to one user, and on what grounds.
public struct Recommendation: Sendable {
    /// What the list is made of.
    public enum Basis: Sendable, Hashable {
        /// The model's scores for a user whom it was trained with.
        case model
        /// The model's scores for somebody new, by the items that they have.
        case items
        /// Training interactions of each item: nothing is known of the user.
        case popularity
    }

    public struct Entry: Sendable {
        public var item: Int32
        public var score: Float
        /// It is in the user's test part: held out from the training, and indeed chosen by the user.
        public var isHeldOut: Bool
        public var explanation: Explanation?
    }

    /// As it was asked for; nil for somebody described by items.
    public var user: String?
    public var basis: Basis
    /// What the user has in training and in validation, which is not recommended; or the items that were given.
    public var trainingItems: [Int32]
    public var validationItems: [Int32]
    /// Best first.
    public var entries: [Entry]
    /// Something that the reader must know: why it is not the model's answer.
    public var remark: String?
}

/// Why an item is recommended.
public enum Explanation: Sendable, Hashable {
    /// The score is the sum of these: the items that add most, what the others add together, and the terms that no item makes.
    case sum(items: [ScoreParts.ItemPart], others: Float, terms: [ScoreParts.Term])
    /// The model is no sum over items: the user's own items that are most like it.
    case likeness([ScoreParts.ItemPart])
    case none
}
