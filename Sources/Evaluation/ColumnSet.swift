/// Columns of per-user values that may be about different users, joined by user.
struct ColumnSet {
    private var columns: [(name: String, users: [Int32], values: [Float])] = []

    /// `users` ascending.
    mutating func add(_ name: String, users: [Int32], values: [Float]) { columns.append((name, users, values)) }

    func joined() -> PerUserValues {
        guard let first = columns.first, columns.contains(where: { $0.users != first.users }) else {
            return PerUserValues(
                users: columns.first?.users ?? [], columns: Dictionary(columns.map { ($0.name, $0.values) }) { first, _ in first })
        }
        let users = Set(columns.flatMap(\.users)).sorted()
        let place = Dictionary(uniqueKeysWithValues: users.enumerated().map { ($0.element, $0.offset) })
        var joined: [String: [Float]] = [:]
        for column in columns {
            var values = [Float](repeating: .nan, count: users.count)
            for (user, value) in zip(column.users, column.values) { if let place = place[user] { values[place] = value } }
            joined[column.name] = values
        }
        return PerUserValues(users: users, columns: joined)
    }
}
