import CKernels
import Tensor

/// Moves a network's weights by their gradients and forgets the gradients of embedding rows.
/// Weight decay adds λ p to the gradient of p (L2, as PyTorch's `weight_decay`); of embeddings only to rows that the rule updates.
public final class Optimizer {
    /// t: steps taken.
    public var step: Int64 = 0
    private var rule: any UpdateRule
    private let clip: Double?
    private let dense: [(name: String, tensor: Tensor, moments: [Storage])]
    private let tables: [(name: String, table: EmbeddingTable, moments: [Storage])]

    public convenience init(_ options: OptimizerOptions, weightDecay: Double = 0, clip: Double? = nil, network: Network) {
        self.init(options, weightDecay: weightDecay, clip: clip, parameters: network.parameters, tables: network.tables)
    }

    /// `clip` bounds the Euclidean norm of the whole gradient of a step.
    public init(
        _ options: OptimizerOptions, weightDecay: Double = 0, clip: Double? = nil, parameters: [(name: String, tensor: Tensor)],
        tables: [(name: String, table: EmbeddingTable)]
    ) {
        let rule = options.rule(weightDecay: weightDecay)
        self.rule = rule
        self.clip = clip
        let moments = { (count: Int) in
            rule.moments.map { _ in
                let storage = Storage(count: count)
                storage.pointer.update(repeating: rule.initialMoment, count: count)
                return storage
            }
        }
        dense = parameters.map { ($0.name, $0.tensor, moments($0.tensor.count)) }
        self.tables = tables.map { ($0.name, $0.table, moments($0.table.rows * $0.table.columns)) }
    }

    public func takeStep() {
        step += 1
        clipGradient()
        rule.begin(step: step)
        for entry in dense { rule.update(entry.tensor, entry.moments) }
        for entry in tables {
            rule.update(entry.table, entry.moments)
            entry.table.clearGradient()
        }
    }

    private func clipGradient() {
        guard let clip else { return }
        var squares = 0.0
        for entry in dense { squares += ck_squared_norm(entry.tensor.count, entry.tensor.gradient) }
        for entry in tables {
            let gradients = entry.table.touchedGradients
            if let start = gradients.baseAddress { squares += ck_squared_norm(gradients.count, start) }
        }
        let norm = squares.squareRoot()
        guard norm > clip else { return }
        let factor = Float(clip / norm)
        for entry in dense { ck_scale(entry.tensor.count, factor, entry.tensor.gradient) }
        for entry in tables {
            let gradients = entry.table.touchedGradients
            if let start = gradients.baseAddress { ck_scale(gradients.count, factor, start) }
        }
    }

    /// Every moment under `<parameter>.<moment>`, flat.
    public var moments: [(name: String, storage: Storage)] {
        (dense.map { ($0.name, $0.moments) } + tables.map { ($0.name, $0.moments) }).flatMap { name, storages in
            zip(rule.moments, storages).map { ("\(name).\($0)", $1) }
        }
    }
}
