import Diagnostics
import Layers

extension LearningRateSchedule {
    /// Throws `Failure(.invalidInput)` where the warm-up leaves nothing of the decay.
    func check(stepsPerEpoch: Int) throws {
        guard shape == .linear || shape == .cosine, warmupSteps >= totalEpochs * stepsPerEpoch else { return }
        throw Failure(
            .invalidInput,
            "schedule '\(shape.rawValue)' warms up for \(warmupSteps) steps, but its \(totalEpochs) epochs have only "
                + "\(totalEpochs * stepsPerEpoch) (\(stepsPerEpoch) batches each)",
            hint: "lower warmup_steps or raise total_epochs")
    }
}
