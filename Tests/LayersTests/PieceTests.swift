import Layers
import Randomness
import Tensor
import Testing

/// A batch that passes in pieces takes the step of the whole batch.
@Suite struct PieceTests {
    private struct Trained {
        let weights: WeightStore
        let losses: [Double]
        let pieces: Int
    }

    /// Three steps of at most `batch` rows over 60 users × 50 items, whole or in pieces.
    private func train(_ choice: LossChoice, batch: Int, whole: Bool) -> Trained {
        let pairs = (0..<60).flatMap { user in (0..<50).filter { ($0 * 7 + user) % 6 == 0 }.map { (Int32(user), Int32($0)) } }
        let sampler = NegativeSampler(
            users: pairs.map(\.0), items: pairs.map(\.1), userCount: 60, itemCount: 50, negatives: 2,
            layout: choice == .bpr ? .pairwise : .pointwise, seed: 5)
        let weights = WeightStore(seed: 9)
        let network =
            whole ? Network(capacity: batch, weights: weights, isTraining: true) : Network(batch: batch, weights: weights)
        let users = network.table("users", rows: 60, columns: 21, deviation: 0.3)
        let items = network.table("items", rows: 50, columns: 21, deviation: 0.3)
        let hidden = network.linear("hidden", network.product(users: users, items: items), outputs: 18, relu: true)
        let loss = network.loss(choice, on: network.project("output", hidden), offset: 0)
        let optimizer = Optimizer(.sgd(SGDOptions()), network: network)
        var random = RandomStream(seed: 1, purpose: "test"), losses: [Double] = []
        sampler.begin(epoch: 1)
        for first in stride(from: 0, to: sampler.rowsPerEpoch, by: batch).prefix(3) {
            let rows = min(batch, sampler.rowsPerEpoch - first)
            losses.append(network.step(rows: rows, from: sampler, loss: loss, optimizer: optimizer, random: &random))
        }
        return Trained(weights: weights, losses: losses, pieces: (batch + network.capacity - 1) / network.capacity)
    }

    @Test(arguments: [LossChoice.bce, .bpr], [530, 1_200]) func piecesTakeTheStepOfTheBatch(_ choice: LossChoice, batch: Int) {
        let whole = train(choice, batch: batch, whole: true), parts = train(choice, batch: batch, whole: false)
        #expect(whole.pieces == 1 && parts.pieces == (batch + 255) / 256)
        for (a, b) in zip(whole.losses, parts.losses) {
            // Pairs that share a batch are the same; a whole batch of pairs holds them in another order.
            #expect(abs(a - b) < 1e-6 * abs(a))
        }
        #expect(whole.weights.entries.map(\.name) == parts.weights.entries.map(\.name))
        for (a, b) in zip(whole.weights.entries, parts.weights.entries) {
            for (x, y) in zip(a.storage.array, b.storage.array) { #expect(abs(x - y) < 1e-6) }
        }
    }
}
