import Datasets

/// The relevant items of each user of a part who has any. An item that a user has more than once counts once, with its highest rating.
struct Positives: Sendable {
    /// Ascending.
    private(set) var users: [Int32] = []
    private(set) var offsets: [Int] = [0]
    /// Items of `users[i]` at `offsets[i]..<offsets[i + 1]`, ascending.
    private(set) var items: [Int32] = []
    /// Above 0: the rating, or 1 where that is missing or not above 0.
    private(set) var relevances: [Float] = []
    private(set) var usersWithout = 0
    /// A relevant interaction has no rating above 0, so that graded gains mean nothing.
    private(set) var hasUngraded = false

    /// Relevant are interactions with a rating of at least `threshold`, or all where it is nil.
    init(_ interactions: Interactions, threshold: Double?) {
        let order = interactions.users.indices.sorted {
            (interactions.users[$0], interactions.items[$0]) < (interactions.users[$1], interactions.items[$1])
        }
        var start = 0
        while start < order.count {
            let user = interactions.users[order[start]]
            var end = start
            while end < order.count, interactions.users[order[end]] == user { end += 1 }
            append(user, order[start..<end], of: interactions, threshold: threshold.map { Float($0) })
            start = end
        }
    }

    private mutating func append(_ user: Int32, _ rows: ArraySlice<Int>, of interactions: Interactions, threshold: Float?) {
        let start = items.count
        for row in rows {
            let rating = interactions.ratings[row]
            if let threshold, !(rating >= threshold) { continue }
            let graded = rating > 0
            hasUngraded = hasUngraded || !graded
            if items.count > start, items[items.count - 1] == interactions.items[row] {
                relevances[items.count - 1] = max(relevances[items.count - 1], graded ? rating : 1)
            } else {
                items.append(interactions.items[row])
                relevances.append(graded ? rating : 1)
            }
        }
        guard items.count > start else {
            usersWithout += 1
            return
        }
        users.append(user)
        offsets.append(items.count)
    }

    func range(at index: Int) -> Range<Int> { offsets[index]..<offsets[index + 1] }
}
