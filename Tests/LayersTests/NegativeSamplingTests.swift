import Foundation
import Layers
import Tensor
import Testing

/// Negatives of pair models by popularity: what is drawn, and what never is.
@Suite struct NegativeSamplingTests {
    /// User 0 has items 0 and 1, user 1 item 2, user 2 item 3; others give items 0, 1, 2 and 3 their counts of 8, 4, 2 and 1; item 4
    /// has none.
    static let users: [Int32] = [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 3, 4, 5, 3]
    static let items: [Int32] = [0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2]

    private func negatives(of user: Int32, _ layout: NegativeSampler.Layout, exponent: Double) -> [Int32: Double] {
        var options = PopularitySamplingOptions()
        options.exponent = exponent
        let items = Self.items
        let sampler = NegativeSampler(
            users: Self.users, items: items, userCount: 10, itemCount: 5, negatives: 20_000, layout: layout,
            distribution: NegativeSampling.popularity(options).distribution(items: items, itemCount: 5), seed: 4)
        let network = Network(capacity: 1_000_000, weights: WeightStore(seed: 0), isTraining: true)
        sampler.begin(epoch: 1)
        var counts: [Int32: Double] = [:]
        while true {
            let rows = sampler.fill(network, atMost: network.capacity)
            guard rows > 0 else { return counts }
            for row in 0..<rows where network.users.pointer[row] == user {
                let isNegative = layout == .pointwise ? network.targets.values[row] == 0 : row >= rows / 2
                if isNegative { counts[network.items.pointer[row], default: 0] += 1 }
            }
        }
    }

    /// χ² with at most 2 degrees of freedom; 99.99 % quantile 18.4. Counts of the items are 8, 4, 2, 1 and 0.
    @Test(arguments: [0.5, 1], [NegativeSampler.Layout.pointwise, .pairwise])
    func negativesFollowPopularityAmongTheItemsTheUserDoesNotHave(exponent: Double, layout: NegativeSampler.Layout) {
        let popularity = [8.0, 4, 2, 1].map { pow($0, exponent) }
        let owned: [[Int]] = [[0, 1], [2], [3]]
        for (user, own) in owned.enumerated() {
            let counts = negatives(of: Int32(user), layout, exponent: exponent)
            let drawn: Double = counts.values.reduce(0, +)
            let open = (0..<4).filter { !own.contains($0) }
            let total: Double = open.reduce(0.0) { $0 + popularity[$1] }
            #expect(Set(counts.keys) == Set(open.map { Int32($0) }), "never the user's own, never an item without interactions")
            var chi = 0.0
            for item in open {
                let expected = popularity[item] / total * drawn, difference = (counts[Int32(item)] ?? 0) - expected
                chi += difference * difference / expected
            }
            #expect(chi < 18.4, "user \(user): \(counts)")
        }
    }

    /// With every item that can be drawn among the user's own there is nothing to draw.
    @Test func usersWithEveryDrawableItemAreLeftOut() {
        let users: [Int32] = [0, 0, 1], items: [Int32] = [0, 1, 0]
        let sampler = NegativeSampler(
            users: users, items: items, userCount: 2, itemCount: 5, negatives: 1, layout: .pointwise,
            distribution: NegativeSampling.popularity(PopularitySamplingOptions()).distribution(items: items, itemCount: 5), seed: 1)
        #expect(sampler.positiveCount == 1)
    }
}
