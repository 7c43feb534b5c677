import Foundation
import Layers
import Randomness
import Tensor
import Testing

@Suite struct ColumnSamplerTests {
    /// Item i of 10 occurs i times, user by user.
    static let items = (0..<10).flatMap { item in [Int32](repeating: Int32(item), count: item) }
    static let users = (0..<45).map { Int32($0 % 9) }

    private func make(batch: Int, sampled: Int, _ sampling: NegativeSampling = .uniform, seed: UInt64 = 5) -> ColumnSampler {
        ColumnSampler(
            users: Self.users, items: Self.items, batch: batch, sampled: sampled,
            distribution: sampling.distribution(items: Self.items, itemCount: 10), seed: seed)
    }

    private func popularity(_ exponent: Double) -> NegativeSampling {
        var options = PopularitySamplingOptions()
        options.exponent = exponent
        return .popularity(options)
    }

    private func drain(_ sampler: ColumnSampler, sampled: Int, epoch: Int) -> [(users: [Int32], columns: [Int32])] {
        let users = Indices(capacity: sampler.batch), columns = Indices(capacity: sampler.batch + sampled)
        sampler.begin(epoch: epoch)
        var batches: [(users: [Int32], columns: [Int32])] = []
        while true {
            let rows = sampler.fill(users: users, columns: columns)
            guard rows > 0 else { return batches }
            batches.append(((0..<rows).map { users.pointer[$0] }, (0..<rows + sampled).map { columns.pointer[$0] }))
        }
    }

    @Test(arguments: [1, 8, 44, 45, 1000]) func anEpochHoldsEveryPositiveOnceInBatchesOfEqualSize(batch: Int) {
        let sampler = make(batch: batch, sampled: 3)
        let batches = drain(sampler, sampled: 3, epoch: 2)
        #expect(batches.count == sampler.batchCount && sampler.batch <= batch)
        let pairs = batches.flatMap { batch in zip(batch.users, batch.columns).map { [$0, $1] } }
        #expect(pairs.map { $0.description }.sorted() == zip(Self.users, Self.items).map { [$0, $1].description }.sorted())
        let sizes = batches.map(\.users.count)
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) < batches.count)
    }

    @Test func epochsDifferAndRepeatBySeed() {
        let sampler = make(batch: 9, sampled: 4)
        let first = drain(sampler, sampled: 4, epoch: 1).flatMap(\.columns)
        #expect(drain(sampler, sampled: 4, epoch: 2).flatMap(\.columns) != first)
        #expect(drain(make(batch: 9, sampled: 4), sampled: 4, epoch: 1).flatMap(\.columns) == first)
        #expect(drain(make(batch: 9, sampled: 4, seed: 6), sampled: 4, epoch: 1).flatMap(\.columns) != first)
    }

    /// χ² of 200,000 draws with at most 9 degrees of freedom; 99.99 % quantile 33.7.
    @Test(arguments: [nil, 0, 0.75, 1] as [Double?]) func sampledItemsFollowTheirDistribution(exponent: Double?) {
        let distribution = (exponent.map(popularity) ?? .uniform).distribution(items: Self.items, itemCount: 10)
        let weights = (0..<10).map { item in exponent.map { item == 0 ? 0 : Foundation.pow(Double(item), $0) } ?? 1 }
        let total = weights.reduce(0, +)
        var random = RandomStream(seed: 3, purpose: "test"), counts = [Double](repeating: 0, count: 10)
        for _ in 0..<200_000 { counts[Int(distribution.item(&random))] += 1 }
        var chi = 0.0
        for item in 0..<10 {
            let expected = weights[item] / total * 200_000
            #expect(abs(distribution.probabilities[item] - weights[item] / total) < 1e-12)
            if expected == 0 { #expect(counts[item] == 0) } else { chi += (counts[item] - expected) * (counts[item] - expected) / expected }
        }
        #expect(chi < 33.7, "\(counts)")
    }

    /// By hand: 9 in-batch columns with p = i / 45, 3 uniform ones with 1 / 10.
    @Test func logProbabilitiesMixBothSources() {
        let mixed = make(batch: 9, sampled: 3).logProbabilities(itemCount: 10, isInBatch: true)
        for item in 0..<10 { #expect(abs(Double(mixed[item]) - log((9 * Double(item) / 45 + 0.3) / 12)) < 1e-6) }
        let inBatch = make(batch: 9, sampled: 0).logProbabilities(itemCount: 10, isInBatch: true)
        #expect(inBatch[0] == 0 && abs(Double(inBatch[9]) - log(0.2)) < 1e-6)
        let sampled = make(batch: 9, sampled: 3).logProbabilities(itemCount: 10, isInBatch: false)
        #expect(sampled.allSatisfy { abs(Double($0) - log(0.1)) < 1e-6 })
    }
}
