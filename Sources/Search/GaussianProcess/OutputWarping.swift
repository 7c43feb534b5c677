/// A rising change of scale under which losses look more like draws of a Gaussian process: errors often span orders of magnitude, and the
/// few bad ones would otherwise hide the differences between good ones.
///
/// Losses are shifted so that the best is 0 and divided by their median; then a Box–Cox power with an offset, ((z + c)^λ − 1) / λ, and
/// standardised. Infinite losses count as the worst finite one.
/// Source: Box, Cox 1964, doi:10.1111/j.2517-6161.1964.tb00553.x; its use for hyperparameters: Cowen-Rivers et al. 2022, arXiv:2012.03826.
struct OutputWarping: Hashable, Sendable {
    let power: Double
    let offset: Double

    /// From none to a mild logarithm. Stronger ones stretch the scale around the best trial so much that the model sees nothing else: they
    /// are faster on long valleys, but stay in the first local minimum.
    static let all = [
        OutputWarping(power: 1, offset: 1), OutputWarping(power: 0.5, offset: 0.3), OutputWarping(power: 0, offset: 1),
    ]

    /// The standardised values, and the logarithm of how much the scale was stretched around the losses: what makes densities of
    /// differently warped values comparable.
    func callAsFunction(_ losses: [Double]) -> (values: [Double], logStretch: Double) {
        let finite = losses.filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max(), high > low else {
            return (losses.map { $0 == .infinity && !finite.isEmpty ? 1 : 0 }, 0)
        }
        let shifted = losses.map { $0.isFinite ? $0 - low : $0 > 0 ? high - low : 0 }
        let unit = max(shifted.sorted()[shifted.count / 2], 1e-6 * (high - low))
        let positive = shifted.map { $0 / unit + offset }
        let warped = positive.map { power == 0 ? logarithm($0) : (Search.power($0, power) - 1) / power }
        let count = Double(losses.count), mean = warped.reduce(0, +) / count
        let deviation = max((warped.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot(), 1e-12)
        let stretch = (power - 1) * positive.reduce(0.0) { $0 + logarithm($1) } - count * (logarithm(unit) + logarithm(deviation))
        return (warped.map { ($0 - mean) / deviation }, stretch)
    }
}
