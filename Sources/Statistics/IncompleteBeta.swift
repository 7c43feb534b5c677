/// The regularised incomplete beta function I_x(a, b) for a, b > 0 and x in 0...1, to about 1e-12.
///
/// By the continued fraction with the modified Lentz algorithm, which converges quickly for x < (a + 1) / (a + b + 2); beyond it by
/// I_x(a, b) = 1 − I_{1−x}(b, a). Source: DLMF 8.17.22 and 8.17.4, https://dlmf.nist.gov/8.17; Lentz 1976, doi:10.1364/AO.15.000668.
public func regularizedIncompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard a > 0, b > 0, !x.isNaN else { return .nan }
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    let logFactor =
        a * logarithm(x) + b * logarithmOfOnePlus(-x) + logarithmOfGamma(a + b) - logarithmOfGamma(a) - logarithmOfGamma(b)
    let factor = exponential(logFactor)
    if x < (a + 1) / (a + b + 2) { return factor * continuedFraction(x, a, b) / a }
    return 1 - factor * continuedFraction(1 - x, b, a) / b
}

private func continuedFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func kept(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / kept(1 - (a + b) * x / (a + 1))
    var result = d
    for m in 1...20_000 {
        let m = Double(m)
        let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / kept(1 + even * d)
        c = kept(1 + even / c)
        result *= d * c
        let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / kept(1 + odd * d)
        c = kept(1 + odd / c)
        result *= d * c
        if abs(d * c - 1) < 1e-15 { break }
    }
    return result
}
