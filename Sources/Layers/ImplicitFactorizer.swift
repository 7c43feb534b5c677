import CKernels
import Tensor

/// Factors of implicit feedback by stochastic gradient descent on positives and sampled negatives, one sample after another.
public final class ImplicitFactorizer {
    public enum Loss: Sendable {
        /// −ln σ(x_ui − x_uj), x_ui = c_i + p_u·q_i. Source: Rendle et al. 2009, arXiv:1205.2618, figure 4.
        case pairwise
        /// Log loss of x_ui = b + b_u + c_i + p_u·q_i. Source: Rendle et al. 2020, arXiv:2005.09683, §3.
        case logistic
    }

    public struct Options: Sendable {
        public var factors = 64, negatives = 1
        /// Of the initial factors; biases start at 0.
        public var deviation = 0.1
        public var learningRate = 0.05
        /// λ of users and positives, of a pair's negative, and of biases.
        public var regularization = 0.0, negativeRegularization = 0.0, biasRegularization = 0.0
        /// False: c stays 0 (`pairwise` only).
        public var usesItemBias = true

        public init() {}
    }

    public let userFactors: Storage, itemFactors: Storage, userBias: Storage, itemBias: Storage, bias: Storage
    private let loss: Loss
    private let options: Options
    private let stream: NegativeStream
    private var constants: ck_implicit

    /// Every index lies in 0..<count.
    public init(
        _ loss: Loss, users: [Int32], items: [Int32], userCount: Int, itemCount: Int, options: Options, seed: UInt64
    ) {
        (self.loss, self.options) = (loss, options)
        stream = NegativeStream(
            users: users, items: items, userCount: userCount, itemCount: itemCount, negatives: options.negatives, seed: seed)
        constants = ck_implicit(
            rate: Float(options.learningRate), factor_regularization: Float(options.regularization),
            negative_regularization: Float(options.negativeRegularization), bias_regularization: Float(options.biasRegularization))
        let store = WeightStore(seed: seed)
        userFactors = store.storage("user_factors", shape: [userCount, options.factors], .normal(options.deviation))
        itemFactors = store.storage("item_factors", shape: [itemCount, options.factors], .normal(options.deviation))
        (userBias, itemBias, bias) = (Storage(count: userCount), Storage(count: itemCount), Storage(count: 1))
    }

    /// Positives of an epoch: those whose users have a negative.
    public var positiveCount: Int { stream.count }
    public var blocksPerEpoch: Int { stream.blocksPerEpoch }
    /// Samples for each positive: pairs, or the positive and its negatives.
    public var samplesPerPositive: Int { loss == .pairwise ? options.negatives : options.negatives + 1 }

    public func begin(epoch: Int) { stream.begin(epoch: epoch) }

    /// Updates by the next positives of the epoch and their negatives. Returns how many samples they made and the sum of the losses before
    /// each update; nil at the end of the epoch.
    public func next() -> (samples: Int, loss: Double)? {
        let count = stream.fill()
        guard count > 0 else { return nil }
        let sum = descend(count, stream.userBlock.pointer, stream.positiveBlock.pointer, stream.negativeBlock.pointer)
        return (count * samplesPerPositive, sum)
    }

    /// Updates by given samples: `negatives` holds those of the first positive, then those of the second, and so on.
    public func update(users: [Int32], positives: [Int32], negatives: [Int32]) -> Double {
        precondition(positives.count == users.count && negatives.count == users.count * options.negatives)
        return descend(users.count, users, positives, negatives)
    }

    private func descend(
        _ count: Int, _ users: UnsafePointer<Int32>, _ positives: UnsafePointer<Int32>, _ negatives: UnsafePointer<Int32>
    ) -> Double {
        switch loss {
        case .pairwise:
            ck_descend_pairs(
                count, options.negatives, users, positives, negatives, options.factors, userFactors.pointer, itemFactors.pointer,
                options.usesItemBias ? itemBias.pointer : nil, &constants)
        case .logistic:
            ck_descend_labels(
                count, options.negatives, users, positives, negatives, options.factors, userFactors.pointer, itemFactors.pointer,
                userBias.pointer, itemBias.pointer, bias.pointer, &constants)
        }
    }
}
