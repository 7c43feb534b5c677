/// √(Σ (predicted − actual)² / pairs). In rating units, ≥ 0.
public enum RootMeanSquaredError: RatingMetric {
    public static let id = "rmse"
    public static let documentation = "root of the mean squared error of predicted ratings, over all pairs"
    public static let source = "Herlocker et al. 2004, doi:10.1145/963770.963772"
    public static let higherIsBetter = false

    public static func value(predicted: ArraySlice<Float>, actual: ArraySlice<Float>) -> Double {
        MeanSquaredError.value(predicted: predicted, actual: actual).squareRoot()
    }
}
