import Metrics

/// What is known of each epoch so far: part of every checkpoint, so that a resumed training decides as an undisturbed one.
package struct TrainingHistory: Codable, Hashable, Sendable {
    package struct Epoch: Codable, Hashable, Sendable {
        /// Mean training loss; nil for models that have none.
        package var loss: Double?
        /// The learning rate of its last step; nil for models that have none.
        package var learningRate: Double?
        /// Validation metrics by name; empty where the epoch was not validated.
        package var metrics: [String: Double]

        package init(loss: Double? = nil, learningRate: Double? = nil, metrics: [String: Double] = [:]) {
            self.loss = loss
            self.learningRate = learningRate
            self.metrics = metrics
        }
    }

    package var epochs: [Epoch] = []

    package init(epochs: [Epoch] = []) { self.epochs = epochs }

    /// The epoch (from 1) with the best finite value of the metric, the earliest of equals; nil when none has one.
    package func best(_ metric: WatchedMetric) -> Int? {
        var best: (epoch: Int, value: Double)?
        for (index, epoch) in epochs.enumerated() {
            guard let value = epoch.metrics[metric.name], value.isFinite else { continue }
            if let found = best, !metric.isBetter(value, than: found.value) { continue }
            best = (index + 1, value)
        }
        return best?.epoch
    }

    /// The epoch after which early stopping ends the training, if within this history: the first with `patience` epochs
    /// since the last improvement by more than `minDelta`.
    package func stop(_ rule: EarlyStopping, watching metric: WatchedMetric) -> Int? {
        var reference: (epoch: Int, value: Double)?
        for (index, epoch) in epochs.enumerated() {
            guard let value = epoch.metrics[metric.name] else { continue }
            if value.isFinite, reference.map({ metric.isBetter(value, than: $0.value, by: rule.minDelta) }) ?? true {
                reference = (index + 1, value)
            } else if index + 1 - (reference?.epoch ?? 0) >= rule.patience {
                return index + 1
            }
        }
        return nil
    }
}

/// The validation metric that selects.
package struct WatchedMetric: Hashable, Sendable {
    package var name: String
    package var higherIsBetter: Bool

    package init(name: String, higherIsBetter: Bool) {
        self.name = name
        self.higherIsBetter = higherIsBetter
    }

    package func isBetter(_ value: Double, than other: Double, by margin: Double = 0) -> Bool {
        higherIsBetter ? value > other + margin : value < other - margin
    }
}
