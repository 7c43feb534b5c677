import CKernels
import Tensor

/// m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², p ← p − η · m̂ / (√v̂ + ε), m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
///
/// Weight decay λ: `adam` adds λ p to g (L2, as PyTorch's Adam); `adamw` takes p ← (1 − η λ) p before the step and leaves g alone
/// (decoupled, as PyTorch's AdamW).
///
/// Embedding rows that no sample of the batch names have gradient 0:
/// - `dense` applies the formula to them too: moments decay and the row goes on moving by its momentum (and by its decay), exactly as
///   PyTorch's Adam on dense gradients.
/// - `lazy` skips them: neither row nor moments change, while t counts every step for every row, as PyTorch's SparseAdam (whose ε is
///   added before, not after, the correction of v). Weight decay too reaches only the rows of the batch.
/// - `exact` computes what `dense` computes, up to rounding, but later: a row is brought up to date when a batch next reads it, and every
///   row at the end of the epoch (`RowCatchUp`).
///
/// Source: Kingma & Ba 2015, arXiv:1412.6980, algorithm 1; Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2.
struct Adam: UpdateRule {
    let options: AdamOptions
    let weightDecay: Double
    let isDecoupled: Bool
    let moments = ["first_moment", "second_moment"]
    let initialMoment: Float = 0
    private let history: AdamHistory?
    private var constants = ck_adam()

    init(_ options: AdamOptions, weightDecay: Double, isDecoupled: Bool) {
        self.options = options
        self.weightDecay = weightDecay
        self.isDecoupled = isDecoupled
        history = options.embeddings == .exact ? AdamHistory(options, l2: isDecoupled ? 0 : weightDecay) : nil
    }

    var learningRate: Double { options.learningRate }

    func beginEpoch(steps: Int) { history?.reset(steps: steps) }

    mutating func begin(step: Int64, learningRate: Double) {
        let first = 1 - power(options.beta1, step), second = 1 - power(options.beta2, step)
        let stepSize = learningRate / first, root = 1 / second.squareRoot()
        let shrink = isDecoupled ? 1 - learningRate * weightDecay : 1
        constants = ck_adam(
            step_size: Float(stepSize), beta1: Float(options.beta1), beta2: Float(options.beta2), epsilon: Float(options.epsilon),
            complement1: Float(1 - options.beta1), complement2: Float(1 - options.beta2), inverse_root_correction: Float(root),
            weight_decay: isDecoupled ? 0 : Float(weightDecay), shrink: Float(shrink))
        history?.append(stepSize: stepSize, root: root, shrink: shrink)
    }

    func update(_ parameter: Tensor, _ moments: [Storage]) {
        withUnsafePointer(to: constants) {
            ck_adam_dense(parameter.count, parameter.values, parameter.gradient, moments[0].pointer, moments[1].pointer, $0)
        }
    }

    func update(_ table: EmbeddingTable, _ moments: [Storage]) {
        withUnsafePointer(to: constants) {
            switch options.embeddings {
            case .lazy: ck_adam_rows(table.columns, table.rowGradient, table.values, moments[0].pointer, moments[1].pointer, $0)
            case .dense:
                ck_adam_all_rows(
                    table.rows, table.columns, table.rowGradient, table.values, moments[0].pointer, moments[1].pointer, $0)
            case .exact:
                ck_adam_rows(table.columns, table.rowGradient, table.values, moments[0].pointer, moments[1].pointer, $0)
                (table.pending as? RowCatchUp)?.markTouched(table)
            }
        }
    }

    func pending(_ table: EmbeddingTable, _ moments: [Storage]) -> (any PendingRows)? {
        history.map { RowCatchUp($0, table, moments) }
    }

    /// baseⁿ by repeated squaring, the same bits everywhere.
    private func power(_ base: Double, _ exponent: Int64) -> Double {
        var result = 1.0, square = base, rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result *= square }
            square *= square
            rest >>= 1
        }
        return result
    }
}
