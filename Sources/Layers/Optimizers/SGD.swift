import CKernels
import Parameters
import Tensor

public struct SGDOptions: ParameterRecord, Hashable {
    public var learningRate = 0.01
    public var momentum = 0.0

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("learning_rate", \.learningRate, in: .positive, "step size"),
        Field("momentum", \.momentum, in: .belowOne, "decay of the velocity; embedding rows that a batch does not touch keep theirs"),
    ]
}

/// velocity ← momentum · velocity + g, p ← p − η · velocity (as PyTorch's SGD). Rows that the batch does not touch stay as they are.
struct SGD: UpdateRule {
    let options: SGDOptions
    let weightDecay: Double
    private var rate: Float = 0

    init(options: SGDOptions, weightDecay: Double) {
        self.options = options
        self.weightDecay = weightDecay
    }

    var learningRate: Double { options.learningRate }
    let initialMoment: Float = 0

    var moments: [String] { options.momentum > 0 ? ["velocity"] : [] }

    mutating func begin(step: Int64, learningRate: Double) { rate = Float(learningRate) }

    func update(_ parameter: Tensor, _ moments: [Storage]) {
        ck_sgd_dense(
            parameter.count, parameter.values, parameter.gradient, moments.first?.pointer, rate,
            Float(options.momentum), Float(weightDecay))
    }

    func update(_ table: EmbeddingTable, _ moments: [Storage]) {
        ck_sgd_rows(
            table.columns, table.rowGradient, table.values, moments.first?.pointer, rate,
            Float(options.momentum), Float(weightDecay))
    }
}
