import Datasets
import Diagnostics

/// What a scorer is evaluated on: one part of a split, the rest of it telling which items a user has seen.
public struct EvaluationTask: Sendable {
    public enum Part: String, Sendable, CaseIterable { case validation, test }

    public var split: DataSplit
    public var part: Part
    /// Keys the sampling of candidates and the order among equal scores: the same for every model and epoch that are to be compared.
    public var seed: UInt64

    public init(split: DataSplit, part: Part, seed: UInt64) {
        self.split = split
        self.part = part
        self.seed = seed
    }

    /// The interactions to predict.
    public var interactions: Interactions { part == .test ? split.test : split.validation }

    /// What a user has seen before them: train, and for the test part also validation.
    public var history: [Interactions] { part == .test ? [split.train, split.validation] : [split.train] }

    /// Negatives that came with the data; they belong to the test part.
    public var givenCandidates: [[Int32]]? { part == .test ? split.testCandidates : nil }

    private var emptyReason: String {
        (part == .test ? split.emptyTestReason : nil) ?? "there is nothing to evaluate"
    }

    func check() throws(Failure) {
        guard interactions.count > 0 else {
            throw Failure(
                .invalidInput, "the \(part.rawValue) part of the split is empty: " + emptyReason,
                hint: "choose a split that leaves interactions for \(part.rawValue)")
        }
        for interactions in history + [self.interactions] {
            let users = 0..<Int32(clamping: split.userCount), items = 0..<Int32(clamping: split.itemCount)
            guard interactions.users.allSatisfy(users.contains), interactions.items.allSatisfy(items.contains) else {
                throw Failure(
                    .internalError, "a split names users or items outside its \(split.userCount) users and \(split.itemCount) items")
            }
        }
    }
}
