import Diagnostics

/// What item–item models have in common when some users are scored, and when scores are explained: w(i, j) adds to the score of item j for
/// each item i that the user has.
enum ItemItem {
    static let userWeights = UserWeights(lists: [("user_offsets", ["user_items"])])

    private static let dense = "item_weights"

    static func weights(of users: [Int32], from source: some WeightSource) throws -> [NamedTensor] {
        let own = try userWeights.selecting(users, of: source, omitting: [dense])
        guard source.has(dense), case .int32(let items)? = own.first(where: { $0.name == "user_items" })?.values else { return own }
        return own + (try rows(of: items, source))
    }

    static func weights(having histories: [[Int32]], from source: some WeightSource) throws -> [NamedTensor] {
        let items = histories.flatMap { $0 }
        let lists = [
            UserWeights.offsets("user_offsets", histories.map(\.count)), NamedTensor("user_items", shape: [items.count], .int32(items)),
        ]
        guard source.has(dense) else { return lists + (try source.names.filter { $0.hasPrefix("neighbor_") }.map(source.tensor)) }
        return lists + (try rows(of: items, source))
    }

    /// The rows of B that scores of these items' owners need.
    private static func rows(of items: [Int32], _ source: some WeightSource) throws -> [NamedTensor] {
        let numbers = Set(items).sorted()
        return [
            try source.tensor(dense, rows: numbers.map { Int($0)..<Int($0) + 1 }),
            NamedTensor(ItemWeights.rowNumbers, shape: [numbers.count], .int32(numbers)),
        ]
    }

    /// w(i, ·) of one item, by item; entries that are 0 or not kept are left out.
    private static func row(_ item: Int, _ source: some WeightSource) throws -> [(item: Int32, weight: Float)] {
        if source.has(dense) {
            let values = try source.floats(dense, rows: [item..<item + 1])
            return values.enumerated().filter { $0.element != 0 }.map { (Int32(truncatingIfNeeded: $0.offset), $0.element) }
        }
        let bounds = try source.int64s("neighbor_offsets", rows: [item..<item + 2]).map { Int($0) }
        guard bounds.count == 2, bounds[0] <= bounds[1] else { return [] }
        return Array(
            zip(
                try source.int32s("neighbor_items", rows: [bounds[0]..<bounds[1]]),
                try source.floats("neighbor_weights", rows: [bounds[0]..<bounds[1]])
            ).map { (item: $0, weight: $1) })
    }

    static func parts(_ source: some WeightSource, user: ScoredUser, items: [Int32], itemCount: Int) throws -> [ScoreParts] {
        let wanted = Set(items)
        var parts = Dictionary(items.map { ($0, ScoreParts()) }) { $1 }
        for own in user.distinctItems where Int(own) < itemCount {
            for entry in try row(Int(own), source) where wanted.contains(entry.item) {
                parts[entry.item]?.items.append(ScoreParts.ItemPart(item: own, value: entry.weight))
            }
        }
        return items.map { parts[$0] ?? ScoreParts() }
    }

    /// Of symmetric weights of which each item keeps only the largest, also those that the other item kept.
    static func likeness(_ source: some WeightSource, isSymmetric: Bool, itemCount: Int) throws -> ItemLikeness {
        guard isSymmetric, !source.has(dense) else {
            return ItemLikeness(
                itemCount: itemCount, meaning: "the model's weight of the item for the other: what having it adds to the other's score"
            ) { try row($0, source) }
        }
        let offsets = try source.int64s("neighbor_offsets").map { Int($0) }, columns = try source.int32s("neighbor_items")
        let values = try source.floats("neighbor_weights")
        return ItemLikeness(itemCount: itemCount, meaning: "the model's similarity of the two items, by the users who have them") { item in
            var found: [Int32: Float] = [:]
            for entry in offsets[item]..<offsets[item + 1] { found[columns[entry]] = values[entry] }
            var other = 0
            for (entry, column) in columns.enumerated() where Int(column) == item {
                while offsets[other + 1] <= entry { other += 1 }
                found[Int32(truncatingIfNeeded: other)] = values[entry]
            }
            return found.map { (item: $0.key, weight: $0.value) }
        }
    }
}
