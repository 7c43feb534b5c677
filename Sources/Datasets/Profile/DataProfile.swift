/// What the data looks like, in numbers: part of every dataset and shown to people.
public struct DataProfile: Codable, Hashable, Sendable {
    /// Of how many interactions a user (or item) has; users without interactions in the training data count as 0.
    public struct Spread: Codable, Hashable, Sendable {
        public var mean: Double
        public var minimum: Int
        public var lowerQuartile: Int
        public var median: Int
        public var upperQuartile: Int
        public var maximum: Int
    }

    /// Ratings in [from, to]; from = to for a single value.
    public struct RatingBin: Codable, Hashable, Sendable {
        public var from: Double
        public var to: Double
        public var count: Int
    }

    public var users: Int
    public var items: Int
    public var interactions: Int
    /// interactions / (users · items)
    public var density: Double
    public var perUser: Spread
    public var perItem: Spread
    public var ratingMean: Double
    public var ratings: [RatingBin]
    /// Share of interactions that fall on the fifth of the items that have most.
    public var topFifthShare: Double
    /// Share of items with fewer than five interactions.
    public var rareItemShare: Double
    /// Gini coefficient of interactions over items: 0 all equal, towards 1 concentrated.
    public var itemGini: Double
    public var unknownTimes: Int
    /// Unix seconds with their fraction; null where no time is known.
    public var firstTime: Double?
    public var lastTime: Double?
    /// Whether the data came with ratings. Null in profiles of versions that did not say.
    public var explicitRatings: Bool?
    public var givenTestInteractions: Int
}

extension DataProfile {
    public init(_ dataset: Dataset) {
        let data = dataset.interactions
        let userDegrees = degrees(data.users, dataset.userIDs.count), itemDegrees = degrees(data.items, dataset.itemIDs.count)
        users = dataset.userIDs.count
        items = dataset.itemIDs.count
        interactions = data.count
        density = users > 0 && items > 0 ? Double(data.count) / (Double(users) * Double(items)) : 0
        let perItemSorted = itemDegrees.sorted()
        perUser = Spread(sorted: userDegrees.sorted())
        perItem = Spread(sorted: perItemSorted)
        ratingMean = data.count > 0 ? data.ratings.reduce(0.0) { $0 + Double($1) } / Double(data.count) : 0
        ratings = ratingHistogram(data.ratings)
        let top = perItemSorted.suffix((items + 4) / 5).reduce(0, +)
        topFifthShare = data.count > 0 ? Double(top) / Double(data.count) : 0
        rareItemShare = items > 0 ? Double(itemDegrees.count { $0 < 5 }) / Double(items) : 0
        itemGini = gini(sorted: perItemSorted)
        var first = Int64.max, last = Int64.min, unknown = 0
        for time in data.timestamps {
            if time == Interactions.unknownTime {
                unknown += 1
                continue
            }
            first = min(first, time)
            last = max(last, time)
        }
        unknownTimes = unknown
        firstTime = unknown < data.count ? Double(first) / 1e6 : nil
        lastTime = unknown < data.count ? Double(last) / 1e6 : nil
        explicitRatings = dataset.hasRatings
        givenTestInteractions = dataset.givenTest?.count ?? 0
    }
}

extension DataProfile.Spread {
    /// Quantile q of n sorted values is the one at index ⌊q (n − 1)⌋.
    init(sorted: [Int]) {
        let at = { (quarter: Int) in sorted.isEmpty ? 0 : sorted[(sorted.count - 1) * quarter / 4] }
        mean = sorted.isEmpty ? 0 : Double(sorted.reduce(0, +)) / Double(sorted.count)
        (minimum, lowerQuartile, median, upperQuartile, maximum) = (at(0), at(1), at(2), at(3), at(4))
    }
}

private func degrees(_ column: [Int32], _ count: Int) -> [Int] {
    var result = [Int](repeating: 0, count: count)
    for index in column { result[Int(index)] += 1 }
    return result
}

/// G = Σᵢ (2i − n − 1) xᵢ / (n Σ xᵢ), xᵢ ascending, i from 1.
///
/// Source: Gini 1912; in the form of Damgaard and Weiner 2000, "Describing inequality in plant size or fecundity", Ecology 81, 1139–1142.
private func gini(sorted: [Int]) -> Double {
    let total = sorted.reduce(0, +)
    guard total > 0 else { return 0 }
    var weighted = 0.0
    for (index, value) in sorted.enumerated() { weighted += Double(2 * (index + 1) - sorted.count - 1) * Double(value) }
    return weighted / (Double(sorted.count) * Double(total))
}

/// One bin a value for up to 20 distinct values, else ten of equal width.
private func ratingHistogram(_ ratings: [Float]) -> [DataProfile.RatingBin] {
    guard let first = ratings.first else { return [] }
    var counts: [Float: Int] = [:]
    var low = first, high = first, current = first, run = 0
    for rating in ratings {
        low = min(low, rating)
        high = max(high, rating)
        // Past 20 distinct values only the bounds matter.
        guard counts.count <= 20 else { continue }
        if rating == current {
            run += 1
        } else {
            counts[current, default: 0] += run
            (current, run) = (rating, 1)
        }
    }
    counts[current, default: 0] += run
    if counts.count <= 20 {
        return counts.sorted { $0.key < $1.key }.map { .init(from: Double($0.key), to: Double($0.key), count: $0.value) }
    }
    let width = (Double(high) - Double(low)) / 10
    var bins = (0..<10).map {
        DataProfile.RatingBin(from: Double(low) + Double($0) * width, to: Double(low) + Double($0 + 1) * width, count: 0)
    }
    for rating in ratings { bins[min(9, Int((Double(rating) - Double(low)) / width))].count += 1 }
    return bins
}
