import Parameters
import Spec

extension RunConfiguration {
    /// The run's seed; validation has made sure that it is not negative.
    public var seed: UInt64 { UInt64(clamping: top["seed"].flatMap(Int.init(parameterValue:)) ?? 0) }
}
