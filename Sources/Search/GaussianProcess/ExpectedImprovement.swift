/// The logarithm of the expected improvement over the best value so far: its maximum is the same as of the improvement itself, but it has
/// a slope also where the improvement is tiny.
///
/// Source: Jones, Schonlau, Welch 1998, doi:10.1023/A:1008306431147; Ament et al. 2023, arXiv:2310.20708.
enum ExpectedImprovement {
    /// With u = (best − mean) / deviation: log(deviation · (φ(u) + u Φ(u))), and its derivatives by mean and deviation. Smaller is better.
    static func log(best: Double, mean: Double, deviation: Double) -> (value: Double, byMean: Double, byDeviation: Double) {
        let u = (best - mean) / deviation
        if u < -25 {
            // φ + uΦ → φ / u² for u → −∞.
            let value = -0.5 * u * u - TruncatedNormal.logRootTwoPi - 2 * logarithm(-u) + logarithm(deviation)
            return (value, u / deviation, u * u / deviation)
        }
        let density = exponential(-0.5 * u * u - TruncatedNormal.logRootTwoPi)
        let mass = 0.5 * complementaryErrorFunction(-u / 2.0.squareRoot())
        let improvement = density + u * mass
        return (logarithm(improvement * deviation), -mass / (improvement * deviation), density / (improvement * deviation))
    }
}
