/// Anything that can say how well an item fits a user: what models give to evaluation and recommendation.
/// Higher is better. Scores are comparable within a user; for rating models they are predicted ratings in the data's units.
/// Calls may come from several threads at once.
public protocol Scorer: Sendable {
    var userCount: Int { get }
    var itemCount: Int { get }

    /// Scores of every item for each of the users: row-major `users.count` × `itemCount`, written to the front of `scores`,
    /// which the caller has sized to at least that.
    func scoreAllItems(users: ArraySlice<Int32>, into scores: inout [Float]) throws

    /// Scores of the pairs (users[i], items[i]).
    func score(users: [Int32], items: [Int32]) throws -> [Float]
}
