import Datasets
import Layers
import Threads

/// A `Scorer` over a network that is not a dot product.
struct NetworkScorer: Scorer {
    let userCount: Int
    let itemCount: Int
    let offset: Float
    private let scores: NetworkScores
    private let panels: LazyPanels

    init<Definition: GradientDefinition>(
        _ definition: Definition.Type, _ weights: [NamedTensor], _ options: Definition.Options, features: PairFeatures = PairFeatures(),
        offset: Float, userCount: Int, itemCount: Int
    ) {
        let store = WeightStore(
            weights.compactMap { tensor in
                guard case .float(let values) = tensor.values else { return nil }
                return (tensor.name, tensor.shape, values)
            })
        (self.userCount, self.itemCount, self.offset) = (userCount, itemCount, offset)
        scores = NetworkScores(weights: store) {
            Definition.build($0, options, features: features, userCount: userCount, itemCount: itemCount)
        }
        panels = LazyPanels { Definition.panels(store, options, userCount: userCount, itemCount: itemCount) }
    }

    func scoreAllItems(users: ArraySlice<Int32>, into scores: inout [Float]) throws {
        try checkBlock(users: users, capacity: scores.count)
        if let panels = panels.value {
            panels.scoreAllItems(users: users, into: &scores)
        } else {
            self.scores.scoreAllItems(users: users, itemCount: itemCount, into: &scores)
        }
        if offset != 0 { for index in 0..<users.count * itemCount { scores[index] += offset } }
    }

    func score(users: [Int32], items: [Int32]) throws -> [Float] {
        try checkPairs(users: users, items: items)
        let raw = scores.score(users: users, items: items)
        return offset == 0 ? raw : raw.map { $0 + offset }
    }
}

/// What a model computes of its items once, at the first ranking of all of them.
private final class LazyPanels: Sendable {
    private let made = Mutex<PanelScores??>(nil)
    private let make: @Sendable () -> PanelScores?

    init(_ make: @escaping @Sendable () -> PanelScores?) { self.make = make }

    var value: PanelScores? {
        made.withLock { made in
            if let made { return made }
            let value = make()
            made = .some(value)
            return value
        }
    }
}
