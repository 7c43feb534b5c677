import Glibc

/// An exponential moving average without the pull towards 0 at its start: sᵢ = w sᵢ₋₁ + (1 − w) xᵢ, divided by 1 − wⁱ. Values that are
/// not finite stay and are left out of the average. `weight` in [0, 1): 0 changes nothing.
///
/// Source: the bias correction of Kingma and Ba 2015, arXiv:1412.6980, as TensorBoard smooths its curves.
public func smoothed(_ values: [Double], weight: Double) -> [Double] {
    guard weight > 0, weight < 1 else { return values }
    var sum = 0.0, count = 0.0
    return values.map { value in
        guard value.isFinite else { return value }
        sum = weight * sum + (1 - weight) * value
        count += 1
        return sum / (1 - pow(weight, count))
    }
}
