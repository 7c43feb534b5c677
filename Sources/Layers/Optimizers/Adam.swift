import CKernels
import Parameters
import Tensor

public enum SparseUpdates: String, ParameterChoice, Sendable { case lazy, dense }

public struct AdamOptions: ParameterRecord, Hashable {
    public var learningRate = 0.001
    public var beta1 = 0.9
    public var beta2 = 0.999
    public var epsilon = 1e-8
    public var embeddings = SparseUpdates.lazy

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("learning_rate", \.learningRate, in: .positive, "step size"),
        Field("beta1", \.beta1, in: .belowOne, "decay of the gradient's running mean"),
        Field("beta2", \.beta2, in: .belowOne, "decay of the squared gradient's running mean"),
        Field("epsilon", \.epsilon, in: .positive, "added to the root of the second moment"),
        Field(
            "embeddings", \.embeddings,
            "rows that a batch does not touch: lazy leaves them and their moments as they are, dense decays and "
                + "moves them as Adam is written"),
    ]
}

/// m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², p ← p − η · m̂ / (√v̂ + ε), m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
///
/// Embedding rows that no sample of the batch names have gradient 0. `dense` applies the formula to them too: moments decay and the row
/// goes on
/// moving by its momentum, exactly as PyTorch's Adam on dense gradients. `lazy` skips them: neither row nor moments change, while t counts
/// every step for every row, as PyTorch's SparseAdam (whose ε is added before, not after, the correction of v).
/// Source: Kingma & Ba 2015, arXiv:1412.6980, algorithm 1.
struct Adam: UpdateRule {
    let options: AdamOptions
    let weightDecay: Double
    let moments = ["first_moment", "second_moment"]
    let initialMoment: Float = 0
    private var constants = ck_adam()

    init(_ options: AdamOptions, weightDecay: Double) {
        self.options = options
        self.weightDecay = weightDecay
    }

    mutating func begin(step: Int64) {
        let first = 1 - power(options.beta1, step), second = 1 - power(options.beta2, step)
        constants = ck_adam(
            step_size: Float(options.learningRate / first), beta1: Float(options.beta1), beta2: Float(options.beta2),
            epsilon: Float(options.epsilon), inverse_root_correction: Float(1 / second.squareRoot()), weight_decay: Float(weightDecay))
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
            }
        }
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
