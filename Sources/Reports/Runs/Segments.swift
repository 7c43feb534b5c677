import Datasets

/// Users by how much is known of them, and by how popular the items are that they should be shown.
public struct Segments: Sendable {
    public struct Segment: Hashable, Sendable {
        public var name: String
        public var users: [Int32]
    }

    /// By training interactions: 0, 1–5, 6–10, …; empty ones are left out.
    public let byHistory: [Segment]
    /// By the test items: only popular ones, some of both, only others.
    public let byPopularity: [Segment]
    /// Items in the head.
    public let headCount: Int
    /// The part of training interactions that falls on the head.
    public let headShare: Double

    private static let bounds = [0, 5, 10, 20, 50, 100, 200]

    /// The head are the fifth of the items that have most training interactions (ties by index). Test rows rated below `threshold` are no
    /// positives.
    public init(_ split: DataSplit, threshold: Double? = nil) {
        var history = [Int](repeating: 0, count: split.userCount), popularity = [Int](repeating: 0, count: split.itemCount)
        for user in split.train.users { history[Int(user)] += 1 }
        for item in split.train.items { popularity[Int(item)] += 1 }
        let order = popularity.indices.sorted { (popularity[$1], $0) < (popularity[$0], $1) }
        headCount = (split.itemCount + 4) / 5
        var isHead = [Bool](repeating: false, count: split.itemCount)
        for item in order.prefix(headCount) { isHead[item] = true }
        headShare =
            split.train.count > 0 ? Double(order.prefix(headCount).reduce(0) { $0 + popularity[$1] }) / Double(split.train.count) : 0
        var head = [Int](repeating: 0, count: split.userCount), tail = head
        for row in 0..<split.test.count where threshold.map({ Double(split.test.ratings[row]) >= $0 }) ?? true {
            if isHead[Int(split.test.items[row])] { head[Int(split.test.users[row])] += 1 } else { tail[Int(split.test.users[row])] += 1 }
        }
        let tested = head.indices.filter { head[$0] + tail[$0] > 0 }
        byHistory = Self.histories(tested, history)
        let popular = tested.filter { tail[$0] == 0 }, mixed = tested.filter { head[$0] > 0 && tail[$0] > 0 }
        let rare = tested.filter { head[$0] == 0 }
        byPopularity = [("popular items only", popular), ("popular and long-tail items", mixed), ("long-tail items only", rare)]
            .filter { !$0.1.isEmpty }.map { Segment(name: $0.0, users: $0.1.map(Int32.init)) }
    }

    private static func histories(_ users: [Int], _ counts: [Int]) -> [Segment] {
        (0...bounds.count).compactMap { index in
            let low = index == 0 ? 0 : bounds[index - 1] + 1, high = index < bounds.count ? bounds[index] : Int.max
            let members = users.filter { (low...high).contains(counts[$0]) }
            guard !members.isEmpty else { return nil }
            let name = index == 0 ? "new users (0)" : high == Int.max ? "over \(bounds[index - 1])" : "\(low)–\(high)"
            return Segment(name: name, users: members.map(Int32.init))
        }
    }
}
