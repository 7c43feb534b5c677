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
    /// Samples of an epoch: pairs, or positives and negatives.
    public var samplesPerEpoch: Int { stream.count * (loss == .pairwise ? options.negatives : options.negatives + 1) }
    public var blocksPerEpoch: Int { (samplesPerEpoch + NegativeStream.block - 1) / NegativeStream.block }

    public func begin(epoch: Int) { stream.begin(epoch: epoch) }

    /// Updates by the next block of samples. Returns how many there were and the sum of their losses before each update; nil at the
    /// end of the epoch.
    public func next() -> (samples: Int, loss: Double)? {
        let count = loss == .pairwise ? stream.fillPairs() : stream.fillSamples()
        guard count > 0 else { return nil }
        let (users, items) = (stream.users.pointer, stream.items.pointer)
        let sum =
            loss == .pairwise ? descend(count, users, items, items + count) : descend(count, users, items, labels: stream.labels.pointer)
        return (count, sum)
    }

    /// Updates by given pairs (`pairwise` only), in their order; the sum of their losses.
    public func update(users: [Int32], positives: [Int32], negatives: [Int32]) -> Double {
        precondition(loss == .pairwise && positives.count == users.count && negatives.count == users.count)
        return descend(users.count, users, positives, negatives)
    }

    /// Updates by given samples with labels 0 and 1 (`logistic` only), in their order; the sum of their losses.
    public func update(users: [Int32], items: [Int32], labels: [Float]) -> Double {
        precondition(loss == .logistic && items.count == users.count && labels.count == users.count)
        return descend(users.count, users, items, labels: labels)
    }

    private func descend(
        _ count: Int, _ users: UnsafePointer<Int32>, _ positives: UnsafePointer<Int32>, _ negatives: UnsafePointer<Int32>
    ) -> Double {
        ck_descend_pairs(
            count, users, positives, negatives, options.factors, userFactors.pointer, itemFactors.pointer,
            options.usesItemBias ? itemBias.pointer : nil, &constants)
    }

    private func descend(
        _ count: Int, _ users: UnsafePointer<Int32>, _ items: UnsafePointer<Int32>, labels: UnsafePointer<Float>
    ) -> Double {
        ck_descend_labels(
            count, users, items, labels, options.factors, userFactors.pointer, itemFactors.pointer, userBias.pointer, itemBias.pointer,
            bias.pointer, &constants)
    }
}
