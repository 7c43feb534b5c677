import CKernels
import Parameters
import Tensor

public struct AdaGradOptions: ParameterRecord, Hashable {
    public var learningRate = 0.01
    public var epsilon = 1e-10
    public var initialAccumulator = 0.0

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("learning_rate", \.learningRate, in: .positive, "step size"),
        Field("epsilon", \.epsilon, in: .positive, "added to the root of the accumulated squares"),
        Field("initial_accumulator", \.initialAccumulator, in: .nonNegative, "what the sums of squares start with"),
    ]
}

/// s ← s + g², p ← p − η · g / (√s + ε) (as PyTorch's Adagrad). Rows with gradient 0 do not move, so sparse updates are exact.
/// Source: Duchi, Hazan, Singer 2011, JMLR 12.
struct AdaGrad: UpdateRule {
    let options: AdaGradOptions
    let weightDecay: Double
    private var rate: Float = 0

    init(options: AdaGradOptions, weightDecay: Double) {
        self.options = options
        self.weightDecay = weightDecay
    }

    var learningRate: Double { options.learningRate }
    let moments = ["squares"]

    var initialMoment: Float { Float(options.initialAccumulator) }

    mutating func begin(step: Int64, learningRate: Double) { rate = Float(learningRate) }

    func update(_ parameter: Tensor, _ moments: [Storage]) {
        ck_adagrad_dense(
            parameter.count, parameter.values, parameter.gradient, moments[0].pointer, rate,
            Float(options.epsilon), Float(weightDecay))
    }

    func update(_ table: EmbeddingTable, _ moments: [Storage]) {
        ck_adagrad_rows(
            table.columns, table.rowGradient, table.values, moments[0].pointer, rate, Float(options.epsilon),
            Float(weightDecay))
    }
}
