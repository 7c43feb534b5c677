import Parameters

/// `schedule: {name: cosine, total_epochs: 20, warmup_steps: 500}`: the factor on the optimizer's learning rate at each step.
///
/// Lengths are absolute (`total_epochs`, not the epochs that a run asks for), so that the same epoch has the same rate however far a run
/// goes, and a longer run continues a shorter one's cached epochs.
///
/// With t = 1, 2, … the step since training began, e = 1, 2, … the epoch, S the steps of an epoch, w `warmup_steps`:
///
///     warm-up       t ≤ w: times t / w
///     constant      1
///     step          factor^⌊(e − 1) / every⌋
///     exponential   factor^(e − 1)
///     linear        f + (1 − f) (1 − x)              x = (t − 1 − w) / (total_epochs · S − w), in [0, 1]
///     cosine        f + (1 − f) (1 + cos π x) / 2    f = final_fraction
///
/// As PyTorch's StepLR, ExponentialLR (stepped every epoch), LinearLR and CosineAnnealingLR (stepped every batch, after the warm-up).
/// Source: Goyal et al. 2017, arXiv:1706.02677 (warm-up); Loshchilov & Hutter 2017, arXiv:1608.03983, eq. 5 without restarts (cosine).
public struct LearningRateSchedule: ParameterConvertible, Hashable {
    public enum Shape: String, CaseIterable, Sendable { case constant, step, exponential, linear, cosine }

    public var shape = Shape.constant
    public var warmupSteps = 0
    /// Epochs from one drop to the next (`step`).
    public var every = 10
    public var factor = 0.1
    public var totalEpochs = 20
    public var finalFraction = 0.0

    public init() {}

    public static let constant = LearningRateSchedule()

    /// The factor at step `step` of the whole training, which lies in `epoch`; both count from 1.
    public func factor(step: Int64, epoch: Int, stepsPerEpoch: Int) -> Double {
        if step <= Int64(warmupSteps), shape == .linear || shape == .cosine { return warmUp(step) }
        let progress = progress(step: step, stepsPerEpoch: stepsPerEpoch)
        return switch shape {
        case .constant: warmUp(step)
        case .step: warmUp(step) * power((epoch - 1) / every)
        case .exponential: warmUp(step) * power(epoch - 1)
        case .linear: finalFraction + (1 - finalFraction) * (1 - progress)
        case .cosine: finalFraction + (1 - finalFraction) * 0.5 * (1 + cosine(progress))
        }
    }

    private func warmUp(_ step: Int64) -> Double { step < Int64(warmupSteps) ? Double(step) / Double(warmupSteps) : 1 }

    private func progress(step: Int64, stepsPerEpoch: Int) -> Double {
        let length = Int64(totalEpochs) * Int64(stepsPerEpoch) - Int64(warmupSteps)
        guard length > 0 else { return 1 }
        return min(1, Double(step - 1 - Int64(warmupSteps)) / Double(length))
    }

    private func power(_ exponent: Int) -> Double { (0..<exponent).reduce(1) { value, _ in value * factor } }
}
