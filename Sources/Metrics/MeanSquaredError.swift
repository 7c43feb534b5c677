/// Σ (predicted − actual)² / pairs, summed in Double. In squared rating units, ≥ 0.
public enum MeanSquaredError: RatingMetric {
    public static let id = "mse"
    public static let documentation = "mean squared error of predicted ratings, over all pairs"
    public static let source = "Gauss 1821, Theoria combinationis observationum"
    public static let higherIsBetter = false

    public static func value(predicted: ArraySlice<Float>, actual: ArraySlice<Float>) -> Double {
        var sum = 0.0
        for (prediction, rating) in zip(predicted, actual) {
            let error = Double(prediction) - Double(rating)
            sum += error * error
        }
        return sum / Double(actual.count)
    }
}
