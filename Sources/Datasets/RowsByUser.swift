/// Row numbers of interactions grouped by user, in the data's order within a user.
public struct RowsByUser: Sendable {
    /// The rows of user u are `rows[offsets[u]..<offsets[u + 1]]`.
    public private(set) var offsets: [Int]
    public private(set) var rows: [Int32]

    public init(_ users: [Int32], userCount: Int) {
        offsets = [Int](repeating: 0, count: userCount + 1)
        for user in users { offsets[Int(user) + 1] += 1 }
        for user in 0..<userCount { offsets[user + 1] += offsets[user] }
        var next = offsets
        rows = [Int32](repeating: 0, count: users.count)
        for (row, user) in users.enumerated() {
            rows[next[Int(user)]] = Int32(truncatingIfNeeded: row)
            next[Int(user)] += 1
        }
    }

    public var userCount: Int { offsets.count - 1 }

    public subscript(user: Int) -> ArraySlice<Int32> { rows[offsets[user]..<offsets[user + 1]] }
}
