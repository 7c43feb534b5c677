import Parameters

/// What Adam does to embedding rows that a batch does not name.
public enum SparseUpdates: String, ParameterChoice, Sendable { case lazy, dense, exact }

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
            "rows that a batch does not name: lazy leaves them and their moments as they are; dense decays the moments and moves the rows "
                + "at every step, as Adam is written; exact is dense at nearly the price of lazy: rows catch up when they are next read"),
    ]
}
