import Dispatch
import Statistics
import Threads

/// One metric of all sides.
public struct ComparedMetric: Sendable {
    public struct Value: Hashable, Sendable {
        /// Mean over the side's runs; NaN where one has NaN.
        public var mean: Double
        /// Sample standard deviation over the runs (seeds, folds); nil for one run.
        public var deviation: Double?
        public var runs: Int
        /// 95 %, by bootstrap over users; nil without values of users, and for metrics that are not means over users (rmse).
        public var interval: Interval?

        init(mean: Double, deviation: Double?, runs: Int) { (self.mean, self.deviation, self.runs) = (mean, deviation, runs) }
    }

    /// The side against the first.
    public struct Test: Hashable, Sendable {
        /// Over users that both have: first minus other, to be read with `higherIsBetter`.
        public var users: PairedComparison?
        /// What verdicts go by: p of the sign flips over users, adjusted by Holm for all tests of the comparison. Where both sides have
        /// several runs whose values vary, the larger of it and Welch's p over runs, adjusted likewise, since what holds for the users of
        /// these runs need not hold for other seeds.
        public var pValue: Double? {
            let known = [adjusted?.permutation, adjustedSeeds].compactMap(\.self).filter { !$0.isNaN }
            return known.max()
        }
        /// p-values adjusted for all tests of their kind in the comparison.
        public var adjusted: Adjusted?
        /// Over runs (seeds, folds), where both have several.
        public var seeds: TestResult?
        /// Welch's p over runs, adjusted by Holm; NaN where no run differs from the others of its side.
        public var adjustedSeeds: Double?

        package init(users: PairedComparison?, adjusted: Adjusted?, seeds: TestResult?, adjustedSeeds: Double? = nil) {
            self.users = users
            self.adjusted = adjusted
            self.seeds = seeds
            self.adjustedSeeds = adjustedSeeds
        }
    }

    public struct Adjusted: Hashable, Sendable {
        public var tTest: Double
        public var wilcoxon: Double
        public var permutation: Double

        package init(tTest: Double, wilcoxon: Double, permutation: Double) {
            self.tTest = tTest
            self.wilcoxon = wilcoxon
            self.permutation = permutation
        }
    }

    public var name: String
    public var higherIsBetter: Bool
    /// One for each side; nil where a run lacks the metric.
    public var values: [Value?]
    /// One for each side; nil for the first.
    public var tests: [Test?]
    /// Whether the metric is the mean over users of their values, so that intervals over users are intervals of it.
    public var isMeanOverUsers: Bool

    /// Position of the best value; nil in a tie and where fewer than two are known.
    public var best: Int? {
        let known = values.enumerated().compactMap { index, value in value.map { (index, $0.mean) } }.filter { !$0.1.isNaN }
        guard known.count > 1, let best = known.max(by: { higherIsBetter ? $0.1 < $1.1 : $0.1 > $1.1 }) else { return nil }
        return known.count { $0.1 == best.1 } == 1 ? best.0 : nil
    }
}

extension ComparedMetric {
    /// All metrics, with p-values adjusted over all of them, and how many tests of a kind there are. Sides that `tested` does not name are
    /// shown and not tested.
    static func all(
        _ names: [String], _ sides: [ComparedSide], _ tables: [PerUserTable?], tested: Set<Int>, _ options: Comparison.Options
    ) -> (metrics: [ComparedMetric], tests: Int) {
        var metrics = names.map { ComparedMetric($0, sides) }
        let own = metrics.indices.flatMap { metric in sides.indices.map { Place(metric: metric, side: $0) } }
        let intervals = concurrently(own) { [metrics] place in
            metrics[place.metric].values[place.side]?.interval(
                of: names[place.metric], tables[place.side], resamples: options.resamples, seed: options.seed)
        }
        for (place, interval) in zip(own, intervals) { metrics[place.metric].values[place.side]?.interval = interval }
        let pairs = metrics.indices.flatMap { metric in tested.sorted().map { Place(metric: metric, side: $0) } }
        let compared = concurrently(pairs) { paired(names[$0.metric], tables[0], tables[$0.side], options) }
        for (pair, users) in zip(pairs, compared) { metrics[pair.metric].add(users, side: pair.side, sides) }
        adjust(&metrics, pairs)
        addIntervals(to: &metrics, pairs, tables, options)
        return (metrics, compared.count { $0 != nil })
    }

    /// A side's figures of one metric.
    private struct Place: Hashable, Sendable {
        var metric: Int
        var side: Int
    }

    private static func concurrently<Result: Sendable>(_ places: [Place], _ work: @Sendable (Place) -> Result?) -> [Result?] {
        let results = Mutex([Result?](repeating: nil, count: places.count))
        DispatchQueue.concurrentPerform(iterations: places.count) { index in
            let result = work(places[index])
            results.withLock { $0[index] = result }
        }
        return results.withLock { $0 }
    }

    /// Without an interval, whose level depends on the p-values of all pairs.
    private static func paired(
        _ name: String, _ first: PerUserTable?, _ other: PerUserTable?, _ options: Comparison.Options
    ) -> PairedComparison? {
        guard let first, let other, let values = PerUserTable.paired(first, other, name) else { return nil }
        return PairedComparison(
            values.first, values.second, higherIsBetter: isHigherBetter(name), resamples: options.resamples, seed: options.seed, level: nil)
    }

    private init(_ name: String, _ sides: [ComparedSide]) {
        self.name = name
        higherIsBetter = isHigherBetter(name)
        values = sides.map { Value(name, $0) }
        tests = sides.map { _ in nil }
        isMeanOverUsers = true
    }

    private mutating func add(_ users: PairedComparison?, side: Int, _ sides: [ComparedSide]) {
        func seeds(_ index: Int) -> [Double] { sides[index].runs.compactMap { $0.metric(name) } }
        let isRepeated = seeds(0).count > 1 && seeds(side).count > 1
        tests[side] = Test(users: users, adjusted: nil, seeds: isRepeated ? welchTTest(seeds(0), seeds(side)) : nil)
        if users != nil, values[0]?.interval == nil || values[side]?.interval == nil { isMeanOverUsers = false }
    }

    private static func adjust(_ metrics: inout [ComparedMetric], _ pairs: [Place]) {
        let tested = pairs.filter { metrics[$0.metric].tests[$0.side]?.users != nil }
        func adjusted(_ pairs: [Place], _ value: (PairedComparison) -> Double) -> [Double] {
            holmAdjusted(pairs.map { pair in metrics[pair.metric].tests[pair.side]?.users.map(value) ?? .nan })
        }
        let t = adjusted(tested) { $0.tTest.pValue }, wilcoxon = adjusted(tested) { $0.wilcoxon.pValue }
        let permutation = adjusted(tested) { $0.permutation.pValue }
        for (index, pair) in tested.enumerated() {
            metrics[pair.metric].tests[pair.side]?.adjusted = Adjusted(
                tTest: t[index], wilcoxon: wilcoxon[index], permutation: permutation[index])
        }
        let repeated = pairs.filter { metrics[$0.metric].tests[$0.side]?.seeds != nil }
        let seeds = holmAdjusted(repeated.map { metrics[$0.metric].tests[$0.side]?.seeds?.pValue ?? .nan })
        for (pair, p) in zip(repeated, seeds) { metrics[pair.metric].tests[pair.side]?.adjustedSeeds = p }
    }

    /// Intervals of differences at the level at which Holm's procedure tests them: where it multiplies a p-value by k, the interval covers
    /// 1 − .05 / k. It leaves out 0 where p · k < .05, as far as bootstrap and permutation agree. Source: Holm 1979.
    private static func addIntervals(
        to metrics: inout [ComparedMetric], _ pairs: [Place], _ tables: [PerUserTable?], _ options: Comparison.Options
    ) {
        let tested = pairs.filter { metrics[$0.metric].tests[$0.side]?.users != nil }
        let factors = holmFactors(tested.map { metrics[$0.metric].tests[$0.side]?.users?.permutation.pValue ?? .nan })
        let level = Dictionary(uniqueKeysWithValues: zip(tested, factors.map { 1 - 0.05 / Double($0) }))
        let intervals = concurrently(tested) { [metrics] place -> Interval? in
            guard let first = tables[0], let other = tables[place.side], let level = level[place],
                let values = PerUserTable.paired(first, other, metrics[place.metric].name)
            else { return nil }
            return PairedComparison.interval(values.first, values.second, resamples: options.resamples, seed: options.seed, level: level)
        }
        for (pair, interval) in zip(tested, intervals) { metrics[pair.metric].tests[pair.side]?.users?.interval = interval }
    }
}
