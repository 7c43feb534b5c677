import Layers
import Randomness
import Tensor
import Testing

@Suite struct SamplerTests {
    /// 40 users × 30 items; user u has the items i with (u + i) % 3 == 0, user 39 has all.
    static let pairs: [(Int32, Int32)] = {
        var pairs: [(Int32, Int32)] = []
        for user in Int32(0)..<40 {
            for item in Int32(0)..<30 where user == 39 || (user + item) % 3 == 0 { pairs.append((user, item)) }
        }
        return pairs
    }()
    static let positives = Set(pairs.map { [$0.0, $0.1] })

    private func drain(_ sampler: some BatchSampler, capacity: Int, epoch: Int) -> [[(user: Int32, item: Int32, target: Float)]] {
        let network = Network(capacity: capacity, weights: WeightStore(seed: 0), isTraining: true)
        sampler.begin(epoch: epoch)
        var batches: [[(user: Int32, item: Int32, target: Float)]] = []
        while true {
            let rows = sampler.fill(network)
            if rows == 0 { return batches }
            batches.append((0..<rows).map { (network.users.pointer[$0], network.items.pointer[$0], network.targets.values[$0]) })
        }
    }

    private func make(_ layout: NegativeSampler.Layout, negatives: Int, seed: UInt64 = 3) -> NegativeSampler {
        NegativeSampler(
            users: Self.pairs.map(\.0), items: Self.pairs.map(\.1), userCount: 40, itemCount: 30, negatives: negatives, layout: layout,
            seed: seed)
    }

    @Test(arguments: [1, 7, 64, 100_000]) func pointwiseEpochsHoldEveryPositiveOnceAndNoFalseNegative(capacity: Int) {
        let sampler = make(.pointwise, negatives: 4)
        let rows = drain(sampler, capacity: capacity, epoch: 1).flatMap { $0 }
        #expect(rows.count == sampler.rowsPerEpoch && rows.count == (Self.pairs.count - 30) * 5)
        let seen = rows.filter { $0.target == 1 }.map { [$0.user, $0.item] }
        #expect(seen.count == Set(seen).count && Set(seen) == Self.positives.filter { $0[0] != 39 })
        #expect(rows.allSatisfy { $0.target == 1 || !Self.positives.contains([$0.user, $0.item]) })
        #expect(rows.allSatisfy { $0.user != 39 }, "a user with every item has no negatives")
    }

    @Test func whatAnEpochYieldsDoesNotDependOnTheBatchSize() {
        let whole = drain(make(.pointwise, negatives: 2), capacity: 100_000, epoch: 5).flatMap { $0 }
        let sampler = make(.pointwise, negatives: 2)
        _ = drain(sampler, capacity: 9, epoch: 4)
        let parts = drain(sampler, capacity: 11, epoch: 5).flatMap { $0 }
        #expect(whole.elementsEqual(parts) { $0 == $1 })
        let other = drain(sampler, capacity: 11, epoch: 6).flatMap { $0 }
        #expect(!whole.elementsEqual(other) { $0 == $1 })
    }

    @Test func pairsJoinAPositiveAndANegativeOfOneUser() {
        let sampler = make(.pairwise, negatives: 3)
        let batches = drain(sampler, capacity: 50, epoch: 1)
        #expect(batches.map(\.count).reduce(0, +) == sampler.rowsPerEpoch)
        for batch in batches {
            let half = batch.count / 2
            for pair in 0..<half {
                #expect(batch[pair].user == batch[half + pair].user)
                #expect(Self.positives.contains([batch[pair].user, batch[pair].item]))
                #expect(!Self.positives.contains([batch[half + pair].user, batch[half + pair].item]))
            }
        }
    }

    /// 30 − 10 items are free for user 0: each should be drawn about equally often (χ² with 19 degrees of freedom, p = .001: 43.8).
    @Test func negativesAreUniform() {
        var counts: [Int32: Int] = [:]
        let sampler = make(.pointwise, negatives: 200)
        for row in drain(sampler, capacity: 4096, epoch: 1).joined() where row.user == 0 && row.target == 0 {
            counts[row.item, default: 0] += 1
        }
        let expected = Double(counts.values.reduce(0, +)) / 20
        #expect(counts.count == 20)
        #expect(counts.values.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected } < 43.8)
    }

    @Test func ratingsComeOnceAnEpoch() {
        let ratings = Self.pairs.indices.map { Float($0) }
        let sampler = RatingSampler(users: Self.pairs.map(\.0), items: Self.pairs.map(\.1), ratings: ratings, seed: 1)
        let rows = drain(sampler, capacity: 33, epoch: 2).flatMap { $0 }
        #expect(rows.map(\.target).sorted() == ratings)
        #expect(rows.allSatisfy { Self.pairs[Int($0.target)] == ($0.user, $0.item) })
    }

    /// Few users have a bit for each pair, so many of them lists behind filters: the same pairs give the same draws.
    @Test func listsAndBitsGiveTheSameDraws() {
        let pairs = (0..<9000).map { (Int32($0 % 9), Int32($0 * 7 % 10_000)) }
        let rows = [9, 60_000].map { userCount in
            let sampler = NegativeSampler(
                users: pairs.map(\.0), items: pairs.map(\.1), userCount: userCount, itemCount: 10_000, negatives: 4, layout: .pointwise,
                seed: 3)
            return drain(sampler, capacity: 512, epoch: 1).flatMap { $0 }.map { [$0.user, $0.item] }
        }
        #expect(rows[0] == rows[1] && rows[0].count == 45_000)
    }

    /// The order is RandomStream's shuffle, the negatives its numbers one after another without the user's own items.
    @Test(arguments: [2, 40, 61, 900]) func anEpochFollowsFromItsStreams(count: Int) {
        let pairs = (0..<count).map { (Int32($0 % 7), Int32($0 * 11 % 1000)) }
        var order = Array(pairs.indices), shuffle = RandomStream(seed: 5, purpose: "shuffle", position: 2)
        shuffle.shuffle(&order)
        var random = RandomStream(seed: 5, purpose: "negatives", position: 2), expected: [[Int32]] = []
        for (user, item) in order.map({ pairs[$0] }) {
            let own = Set(pairs.filter { $0.0 == user }.map(\.1))
            expected.append([user, item])
            for _ in 0..<3 {
                var drawn = Int32(random.below(1000))
                while own.contains(drawn) { drawn = Int32(random.below(1000)) }
                expected.append([user, drawn])
            }
        }
        let sampler = NegativeSampler(
            users: pairs.map(\.0), items: pairs.map(\.1), userCount: 7, itemCount: 1000, negatives: 3, layout: .pointwise, seed: 5)
        #expect(drain(sampler, capacity: 50, epoch: 2).joined().map { [$0.user, $0.item] } == expected)
    }

    /// So many users and items that positives are kept in lists and not in bits.
    @Test func largeDataHasNoFalseNegativesEither() {
        let users = [Int32](repeating: 7, count: 4_000) + [Int32](repeating: 59_999, count: 3) + [0]
        let items = (0..<4_000).map { Int32($0 * 2 + 1) } + [0, 5_000, 9_999] + [4_000]
        let known = Set(zip(users, items).map { [$0, $1] })
        let sampler = NegativeSampler(
            users: users, items: items, userCount: 60_000, itemCount: 10_000, negatives: 9, layout: .pointwise, seed: 3)
        let rows = drain(sampler, capacity: 512, epoch: 1).flatMap { $0 }
        #expect(rows.count == 40_040)
        #expect(rows.allSatisfy { ($0.target == 1) == known.contains([$0.user, $0.item]) })
    }
}
