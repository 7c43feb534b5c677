/// Finds repeated (user, item) pairs in one pass over the rows of each user.
enum DuplicateFilter {
    /// Which rows stay. With `mean`, the ratings of those rows are set to the means. With `error`, rows to report are those after the
    /// first.
    static func apply(_ policy: DuplicatePolicy, to interactions: inout Interactions, userCount: Int, itemCount: Int) -> [Bool] {
        var isKept = [Bool](repeating: true, count: interactions.count)
        guard policy != .keep else { return isKept }
        let grouped = RowsByUser(interactions.users, userCount: userCount)
        // The user that last met the item, and the row it stays with so far.
        var owner = [Int32](repeating: -1, count: itemCount)
        var keeper = [Int32](repeating: 0, count: itemCount)
        var sums: [Int: (sum: Double, count: Int)] = [:]
        for user in 0..<userCount {
            for row in grouped[user] {
                let item = Int(interactions.items[Int(row)])
                guard owner[item] == Int32(user) else {
                    owner[item] = Int32(user)
                    keeper[item] = row
                    continue
                }
                let before = Int(keeper[item])
                let replaces = shouldReplace(policy, interactions.timestamps[before], interactions.timestamps[Int(row)])
                isKept[replaces ? before : Int(row)] = false
                if replaces { keeper[item] = row }
                guard policy == .mean else { continue }
                let known = sums.removeValue(forKey: before) ?? (Double(interactions.ratings[before]), 1)
                sums[Int(keeper[item])] = (known.sum + Double(interactions.ratings[Int(row)]), known.count + 1)
            }
        }
        for (row, mean) in sums { interactions.ratings[row] = Float(mean.sum / Double(mean.count)) }
        return isKept
    }

    /// Whether the later row takes the place of the one kept so far. Where a time is unknown, the order of the file decides.
    private static func shouldReplace(_ policy: DuplicatePolicy, _ before: Int64, _ after: Int64) -> Bool {
        let areKnown = before != Interactions.unknownTime && after != Interactions.unknownTime
        switch policy {
        case .keep, .error: return false
        case .first: return areKnown && after < before
        case .last, .mean: return !areKnown || after >= before
        }
    }
}
