/// Σ |predicted − actual| / pairs, summed in Double. In rating units, ≥ 0.
public enum MeanAbsoluteError: RatingMetric {
    public static let id = "mae"
    public static let documentation = "mean absolute error of predicted ratings, over all pairs"
    public static let source = "Herlocker et al. 2004, doi:10.1145/963770.963772"
    public static let higherIsBetter = false

    public static func value(predicted: ArraySlice<Float>, actual: ArraySlice<Float>) -> Double {
        var sum = 0.0
        for (prediction, rating) in zip(predicted, actual) { sum += abs(Double(prediction) - Double(rating)) }
        return sum / Double(actual.count)
    }
}
