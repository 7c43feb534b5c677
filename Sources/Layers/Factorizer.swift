import CKernels
import Randomness
import Tensor

/// Floats that a `Factorizer` shares with its owner.
public typealias FactorStorage = Storage

/// Biased matrix factorization by stochastic gradient descent, one rating after another: r̂ = μ + b_u + c_i + p_u · q_i.
/// Source: Koren, Bell, Volinsky 2009, doi:10.1109/MC.2009.263; the update of Funk 2006.
public final class Factorizer {
    public let userFactors: Storage, itemFactors: Storage, userBias: Storage, itemBias: Storage
    private let users: [Int32], items: [Int32], ratings: [Float]
    private let factors: Int
    private var constants: ck_factorization
    private var order: [Int32] = []

    /// Factors start from N(0, `deviation`²), biases at 0. Every index lies in 0..<count.
    public init(
        users: [Int32], items: [Int32], ratings: [Float], userCount: Int, itemCount: Int, factors: Int, deviation: Double, mean: Float,
        learningRate: Double, biasRegularization: Double, factorRegularization: Double, seed: UInt64
    ) {
        (self.users, self.items, self.ratings, self.factors) = (users, items, ratings, factors)
        constants = ck_factorization(
            mean: mean, rate: Float(learningRate), bias_regularization: Float(biasRegularization),
            factor_regularization: Float(factorRegularization))
        let store = WeightStore(seed: seed)
        userFactors = store.storage("user_factors", shape: [userCount, factors], .normal(deviation))
        itemFactors = store.storage("item_factors", shape: [itemCount, factors], .normal(deviation))
        userBias = Storage(count: userCount)
        itemBias = Storage(count: itemCount)
    }

    public var count: Int { users.count }

    public func begin(epoch: Int, seed: UInt64) { order = shuffledOrder(count: users.count, seed: seed, epoch: epoch, reusing: order) }

    /// Updates by the ratings at positions `range` of the epoch's order; returns the sum of their squared errors before each update.
    public func update(_ range: Range<Int>) -> Double {
        order.withUnsafeBufferPointer { order in
            guard let start = order.baseAddress else { return 0 }
            return ck_factorize(
                range.count, start + range.lowerBound, users, items, ratings, factors, userFactors.pointer, itemFactors.pointer,
                userBias.pointer, itemBias.pointer, &constants)
        }
    }
}
