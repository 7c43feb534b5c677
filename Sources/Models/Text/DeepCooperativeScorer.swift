import Datasets
import Layers

/// Scores by the head alone: the documents' vectors are among the weights.
struct DeepCooperativeScorer: Scorer {
    let userCount: Int
    let itemCount: Int
    private let offset: Float
    private let range: ClosedRange<Float>
    private let scores: NetworkScores

    init(
        _ options: DeepCooperativeParameters, _ weights: [NamedTensor], offset: Float, range: [Float], userCount: Int, itemCount: Int
    ) {
        let store = WeightStore(
            weights.compactMap { tensor in
                guard case .float(let values) = tensor.values else { return nil }
                return (tensor.name, tensor.shape, values)
            })
        (self.userCount, self.itemCount, self.offset) = (userCount, itemCount, offset)
        self.range = options.clipRatings && range[0] <= range[1] ? range[0]...range[1] : -Float.infinity...Float.infinity
        scores = NetworkScores(weights: store) { Self.build(options, userCount: userCount, itemCount: itemCount, $0) }
    }

    /// The head over the stored vectors.
    private static func build(
        _ options: DeepCooperativeParameters, userCount: Int, itemCount: Int, _ network: Network
    ) -> Network.Layer {
        let stored = { (name: String, rows: Int, columns: Int) in network.table(name, rows: rows, columns: columns, deviation: 0) }
        let contexts = [
            network.rows(of: stored(DeepCooperativeNetwork.userVectors, userCount, options.vectorSize), at: network.users),
            network.rows(of: stored(DeepCooperativeNetwork.itemVectors, itemCount, options.vectorSize), at: network.items),
        ]
        let damped =
            options.biases == .damped
            ? network.concatenate([
                network.rows(of: stored(DeepCooperativeNetwork.userBiases, userCount, 1), at: network.users),
                network.rows(of: stored(DeepCooperativeNetwork.itemBiases, itemCount, 1), at: network.items),
            ]) : nil
        return DeepCooperativeLayers.head(
            options, contexts, damped: damped, userCount: userCount, itemCount: itemCount, network: network)
    }

    /// Throws `Failure(.invalidInput)` where a tensor that scoring needs is missing or of another shape.
    static func check(_ weights: [NamedTensor], _ options: DeepCooperativeParameters, userCount: Int, itemCount: Int) throws {
        let reader = TensorReader(weights, model: DeepCooperativeNetwork.id), wanted = WeightStore(seed: 0)
        _ = build(options, userCount: userCount, itemCount: itemCount, Network(capacity: 1, weights: wanted, isTraining: false))
        for entry in wanted.entries { _ = try reader.floats(entry.name, shape: entry.shape) }
    }

    func scoreAllItems(users: ArraySlice<Int32>, into scores: inout [Float]) throws {
        try checkBlock(users: users, capacity: scores.count)
        self.scores.scoreAllItems(users: users, itemCount: itemCount, into: &scores)
        for index in 0..<users.count * itemCount { scores[index] = rating(scores[index]) }
    }

    func score(users: [Int32], items: [Int32]) throws -> [Float] {
        try checkPairs(users: users, items: items)
        return scores.score(users: users, items: items).map(rating)
    }

    private func rating(_ score: Float) -> Float { min(max(score + offset, range.lowerBound), range.upperBound) }
}
