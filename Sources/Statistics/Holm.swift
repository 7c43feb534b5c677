/// p-values adjusted for their number by Holm's step-down procedure: to reject those below α keeps the probability of any false rejection
/// below α, whatever their dependence. NaN stays NaN and does not count. Source: Holm 1979, https://www.jstor.org/stable/4615733.
public func holmAdjusted(_ pValues: [Double]) -> [Double] {
    let order = pValues.indices.filter { !pValues[$0].isNaN }.sorted { pValues[$0] < pValues[$1] }
    var adjusted = pValues, floor = 0.0
    for (place, index) in order.enumerated() {
        floor = max(floor, min(1, pValues[index] * Double(order.count - place)))
        adjusted[index] = floor
    }
    return adjusted
}

/// By what Holm's procedure multiplies each p-value: the number of those that are not smaller. 1 for NaN.
public func holmFactors(_ pValues: [Double]) -> [Int] {
    let order = pValues.indices.filter { !pValues[$0].isNaN }.sorted { pValues[$0] < pValues[$1] }
    var factors = [Int](repeating: 1, count: pValues.count)
    for (place, index) in order.enumerated() { factors[index] = order.count - place }
    return factors
}
