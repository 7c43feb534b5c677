import Threads
import Tensor

/// Scores of a network that is not a dot product, in batches of pairs. Safe to call from several threads at once: each call takes a
/// network (buffers, not weights) from a pool.
public final class NetworkScores: Sendable {
    /// Pairs go through the network in batches of exactly this many, the last one padded. No operation of a network that only scores
    /// lets a row's bits depend on its place in the batch.
    public static let block = 240

    /// One network's buffers; used by one call at a time.
    private final class Lane: @unchecked Sendable {
        let network: Network
        let scores: Network.Layer

        init(_ network: Network, _ scores: Network.Layer) { (self.network, self.scores) = (network, scores) }
    }

    private let weights: WeightStore
    private let build: @Sendable (Network) -> Network.Layer
    private let idle = Mutex<[Lane]>([])

    /// `build` adds the model's layers to a network and returns its scores, B × 1.
    public init(weights: WeightStore, build: @escaping @Sendable (Network) -> Network.Layer) {
        (self.weights, self.build) = (weights, build)
        idle.withLock { $0.append(makeLane()) }
    }

    public func score(users: [Int32], items: [Int32]) -> [Float] {
        var scores = [Float](repeating: 0, count: users.count)
        let lane = takeLane()
        defer { idle.withLock { $0.append(lane) } }
        for start in stride(from: 0, to: users.count, by: Self.block) {
            let rows = min(Self.block, users.count - start)
            for row in 0..<rows {
                lane.network.users.pointer[row] = users[start + row]
                lane.network.items.pointer[row] = items[start + row]
            }
            lane.network.forward(rows: Self.block)
            for row in 0..<rows { scores[start + row] = lane.scores.values[row] }
        }
        return scores
    }

    /// Row-major `users.count` × `itemCount` at the front of `scores`.
    public func scoreAllItems(users: ArraySlice<Int32>, itemCount: Int, into scores: inout [Float]) {
        let lane = takeLane()
        defer { idle.withLock { $0.append(lane) } }
        var position = 0
        for user in users {
            lane.network.users.pointer.update(repeating: user, count: Self.block)
            for start in stride(from: 0, to: itemCount, by: Self.block) {
                let rows = min(Self.block, itemCount - start)
                for row in 0..<rows { lane.network.items.pointer[row] = Int32(truncatingIfNeeded: start + row) }
                lane.network.forward(rows: Self.block)
                for row in 0..<rows { scores[position + row] = lane.scores.values[row] }
                position += rows
            }
        }
    }

    private func takeLane() -> Lane { idle.withLock { $0.popLast() } ?? makeLane() }

    private func makeLane() -> Lane {
        let network = Network(capacity: Self.block, weights: weights, isTraining: false)
        return Lane(network, build(network))
    }
}
