import Randomness

/// The users, items and choices behind `SyntheticFormat`.
struct SyntheticWorld {
    private let options: SyntheticFormat.Options
    private let genreCount: Int
    private let itemGenres: [Int]
    /// Items of each genre, the most popular first, with running sums of their weights.
    private let shelves: [(items: [Int32], cumulative: [Double])]
    private let overall: (items: [Int32], cumulative: [Double])
    private let itemBiases: [Double]

    init(_ options: SyntheticFormat.Options) {
        self.options = options
        genreCount = options.latentDim
        var stream = RandomStream(seed: UInt64(options.seed), purpose: "synthetic items")
        var genres = (0..<options.items).map { $0 % options.latentDim }
        stream.shuffle(&genres)
        itemGenres = genres
        itemBiases = (0..<options.items).map { _ in 0.4 * stream.normal() }
        var shelves: [[Int32]] = Array(repeating: [], count: options.latentDim)
        for (item, genre) in genres.enumerated() { shelves[genre].append(Int32(item)) }
        self.shelves = shelves.map { items in
            var total = 0.0
            return (
                items,
                items.indices.map { rank in
                    total += 1 / Double(rank + 3)
                    return total
                }
            )
        }
        var total = 0.0
        let longest = shelves.map(\.count).max() ?? 0
        let byRank = (0..<longest).flatMap { rank in shelves.compactMap { rank < $0.count ? $0[rank] : nil } }
        overall = (
            byRank,
            byRank.indices.map { rank in
                total += 1 / Double(rank / max(1, options.latentDim) + 3)
                return total
            }
        )
    }

    mutating func raw(_ common: IngestOptions) -> RawInteractions {
        var raw = RawInteractions(common)
        let counts = interactionCounts()
        raw.interactions.reserveCapacity(options.interactions)
        // Ids are indexed in order, so that ids and indices agree where nothing is filtered; items are indexed as they first occur.
        var isTaken = [Int32](repeating: -1, count: options.items)
        for user in 0..<options.users where counts[user] > 0 {
            let index = raw.users.index(integer: user + 1)
            append(user: user, index: index, count: counts[user], &isTaken, to: &raw)
        }
        raw.itemTable = itemTable()
        return raw
    }

    /// Five or more each where that is possible, the rest by log-normal activity; at most 60 % of the items.
    private func interactionCounts() -> [Int] {
        let limit = options.items * 6 / 10
        let base = min(5, options.interactions / options.users, limit)
        var stream = RandomStream(seed: UInt64(options.seed), purpose: "synthetic activity")
        var counts = [Int](repeating: base, count: options.users)
        var total = 0.0
        let cumulative = counts.indices.map { _ in
            total += exponential(0.8 * stream.normal())
            return total
        }
        var rest = options.interactions - base * options.users
        while rest > 0 {
            var user = Self.draw(cumulative, &stream)
            while counts[user] >= max(1, limit) { user = (user + 1) % options.users }
            counts[user] += 1
            rest -= 1
        }
        return counts
    }

    private func append(user: Int, index: Int32, count: Int, _ isTaken: inout [Int32], to raw: inout RawInteractions) {
        var stream = RandomStream(seed: UInt64(options.seed), purpose: "synthetic user", position: UInt64(user))
        let tastes = taste(&stream)
        var total = 0.0
        let cumulative = tastes.map { taste in
            total += taste
            return total
        }
        let userBias = 0.4 * stream.normal()
        // 2020-01-01 and up to three years on; one interaction in some hours or days.
        var time = Int64(1_577_836_800 + stream.below(3 * 365 * 86_400))
        for _ in 0..<count {
            let item = choose(user, cumulative, &isTaken, &stream)
            let liking = tastes[itemGenres[Int(item)]] * Double(genreCount).squareRoot()
            let value = 2.9 + userBias + itemBiases[Int(item)] + 1.2 * min(liking, 1.5) + (0.2 + 2 * options.noise) * stream.normal()
            time += Int64(60 + stream.below(36 * 3600))
            raw.interactions.users.append(index)
            raw.interactions.items.append(raw.items.index(integer: Int(item) + 1))
            raw.interactions.ratings.append(Float(min(5, max(1, value.rounded()))))
            raw.interactions.timestamps.append(time * 1_000_000)
        }
    }

    /// Weights over genres that sum to 1: two or three that matter.
    private func taste(_ stream: inout RandomStream) -> [Double] {
        var weights = [Double](repeating: 0.02 / Double(genreCount), count: genreCount)
        for strength in [0.6, 0.28, 0.1] { weights[stream.below(genreCount)] += strength }
        return weights
    }

    private func choose(
        _ user: Int, _ cumulative: [Double], _ isTaken: inout [Int32], _ stream: inout RandomStream
    ) -> Int32 {
        for attempt in 0..<24 {
            let byTaste = stream.uniform() >= options.noise && attempt < 16
            let shelf = byTaste ? shelves[Self.draw(cumulative, &stream)] : overall
            let item = shelf.items[Self.draw(shelf.cumulative, &stream)]
            if isTaken[Int(item)] != Int32(user) {
                isTaken[Int(item)] = Int32(user)
                return item
            }
        }
        // The user has nearly all there is of what they like: the next free item.
        var item = stream.below(options.items)
        while isTaken[item] == Int32(user) { item = (item + 1) % options.items }
        isTaken[item] = Int32(user)
        return Int32(item)
    }

    /// An index with probability in proportion to its weight, by bisection of the running sums.
    private static func draw(_ cumulative: [Double], _ stream: inout RandomStream) -> Int {
        let target = stream.uniform() * (cumulative.last ?? 0)
        var low = 0, high = cumulative.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] <= target { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func itemTable() -> AttributeTable {
        var table = AttributeTable(names: ["title", "genres"])
        var stream = RandomStream(seed: UInt64(options.seed), purpose: "synthetic titles")
        for item in 0..<options.items {
            let main = itemGenres[item], second = stream.below(genreCount)
            let genres = second == main || stream.below(3) > 0 ? [main] : [main, second]
            let title = SyntheticTitles.title(genre: main, &stream)
            table.add(String(item + 1), [title, genres.map(SyntheticTitles.genre).joined(separator: "|")])
        }
        return table
    }
}
