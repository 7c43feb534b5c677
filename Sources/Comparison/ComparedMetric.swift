import Dispatch
import Statistics
import Synchronization

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
    }

    /// The side against the first.
    public struct Test: Hashable, Sendable {
        /// Over users that both have: first minus other, to be read with `higherIsBetter`.
        public var users: PairedComparison?
        /// p-values adjusted for all tests of their kind in the comparison.
        public var adjusted: Adjusted?
        /// Over runs, where both have several.
        public var seeds: TestResult?
    }

    public struct Adjusted: Hashable, Sendable {
        public var tTest: Double
        public var wilcoxon: Double
        public var permutation: Double
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
    /// All metrics, with p-values adjusted over all of them, and how many tests of a kind there are.
    static func all(
        _ names: [String], _ sides: [ComparedSide], _ tables: [PerUserTable?], _ options: Comparison.Options
    ) -> (metrics: [ComparedMetric], tests: Int) {
        var metrics = names.map { ComparedMetric($0, sides) }
        let pairs = metrics.indices.flatMap { metric in sides.indices.dropFirst().map { (metric: metric, side: $0) } }
        let results = Mutex([PairedComparison?](repeating: nil, count: pairs.count))
        DispatchQueue.concurrentPerform(iterations: pairs.count) { index in
            let pair = pairs[index], name = names[pair.metric]
            guard let first = tables[0], let other = tables[pair.side], let values = PerUserTable.paired(first, other, name) else { return }
            let result = PairedComparison(
                values.first, values.second, higherIsBetter: isHigherBetter(name), resamples: options.resamples, seed: options.seed)
            results.withLock { $0[index] = result }
        }
        let compared = results.withLock { $0 }
        for (pair, users) in zip(pairs, compared) { metrics[pair.metric].add(users, side: pair.side, sides) }
        adjust(&metrics, pairs)
        return (metrics, compared.count { $0 != nil })
    }

    private init(_ name: String, _ sides: [ComparedSide]) {
        self.name = name
        higherIsBetter = isHigherBetter(name)
        values = sides.map { side in
            let values = side.runs.compactMap { $0.metric(name) }
            guard !values.isEmpty, values.count == side.runs.count else { return nil }
            let moments = Moments(values)
            return Value(mean: moments.mean, deviation: values.count > 1 ? moments.deviation : nil, runs: values.count)
        }
        tests = sides.map { _ in nil }
        isMeanOverUsers = true
    }

    private mutating func add(_ users: PairedComparison?, side: Int, _ sides: [ComparedSide]) {
        func seeds(_ index: Int) -> [Double] { sides[index].runs.compactMap { $0.metric(name) } }
        let isRepeated = seeds(0).count > 1 && seeds(side).count > 1
        tests[side] = Test(users: users, adjusted: nil, seeds: isRepeated ? welchTTest(seeds(0), seeds(side)) : nil)
        guard let users else { return }
        func isMean(_ mean: Double, _ value: Value?) -> Bool { value.map { abs($0.mean - mean) <= 1e-5 * max(1, abs(mean)) } ?? false }
        guard isMean(users.firstMean, values[0]), isMean(users.secondMean, values[side]) else {
            isMeanOverUsers = false
            return
        }
        values[0]?.interval = users.firstInterval
        values[side]?.interval = users.secondInterval
    }

    private static func adjust(_ metrics: inout [ComparedMetric], _ pairs: [(metric: Int, side: Int)]) {
        let tested = pairs.filter { metrics[$0.metric].tests[$0.side]?.users != nil }
        func adjusted(_ value: (PairedComparison) -> Double) -> [Double] {
            holmAdjusted(tested.map { pair in metrics[pair.metric].tests[pair.side]?.users.map(value) ?? .nan })
        }
        let t = adjusted { $0.tTest.pValue }, wilcoxon = adjusted { $0.wilcoxon.pValue }
        let permutation = adjusted { $0.permutation.pValue }
        for (index, pair) in tested.enumerated() {
            metrics[pair.metric].tests[pair.side]?.adjusted = Adjusted(
                tTest: t[index], wilcoxon: wilcoxon[index], permutation: permutation[index])
        }
    }
}
