import Threads

/// What is fitted to trials before a Gaussian process models them.
struct FittedModel: Sendable {
    var warping: OutputWarping
    var hyperparameters: GaussianProcess.Hyperparameters
}

/// Models are fitted to every trial while there are few, then only when their number has grown by a sixteenth. Which trials they are fitted
/// to depends on nothing but the trials, so a result that is remembered here is what would be computed again.
final class HyperparameterCache: Sendable {
    static let shared = HyperparameterCache()

    private struct Key: Hashable {
        let vectors: [[Double]]
        let losses: [Double]
        let warpings: [OutputWarping]
    }

    private let known = Mutex<(results: [Key: FittedModel], order: [Key])>(([:], []))

    /// The warping and the hyperparameters of highest posterior density.
    func model(_ encoding: UnitEncoding, _ vectors: [[Double]], _ losses: [Double], warpings: [OutputWarping]) -> FittedModel {
        let step = max(1, vectors.count / 16), count = vectors.count - vectors.count % step
        let key = Key(vectors: Array(vectors.prefix(count)), losses: Array(losses.prefix(count)), warpings: warpings)
        if let found = known.withLock({ $0.results[key] }) { return found }
        var best: (loss: Double, model: FittedModel)?
        for warping in warpings {
            let (values, stretch) = warping(key.losses)
            let (hyperparameters, loss) = GaussianProcess.fit(encoding, key.vectors, values)
            if best.map({ loss - stretch < $0.loss }) ?? true {
                best = (loss - stretch, FittedModel(warping: warping, hyperparameters: hyperparameters))
            }
        }
        let model = best?.model ?? FittedModel(warping: OutputWarping.all[0], hyperparameters: .init(groups: encoding.groups.count))
        known.withLock { state in
            if state.results.updateValue(model, forKey: key) == nil { state.order.append(key) }
            while state.order.count > 64 { state.results[state.order.removeFirst()] = nil }
        }
        return model
    }
}
