/// Σ (p − p̄)(a − ā) / √(Σ (p − p̄)² Σ (a − ā)²) over all pairs, in two passes in Double. Range [−1, 1].
/// NaN for fewer than two pairs, or where predictions or ratings are all the same.
public enum PearsonCorrelation: RatingMetric {
    public static let id = "pearson"
    public static let documentation = "Pearson correlation of predicted and true ratings, over all pairs"
    public static let source = "Pearson 1895, doi:10.1098/rspl.1895.0041"

    public static func value(predicted: ArraySlice<Float>, actual: ArraySlice<Float>) -> Double {
        let meanPrediction = predicted.reduce(0.0) { $0 + Double($1) } / Double(predicted.count)
        let meanRating = actual.reduce(0.0) { $0 + Double($1) } / Double(actual.count)
        var covariance = 0.0, predictionVariance = 0.0, ratingVariance = 0.0
        for (prediction, rating) in zip(predicted, actual) {
            let x = Double(prediction) - meanPrediction, y = Double(rating) - meanRating
            covariance += x * y
            predictionVariance += x * x
            ratingVariance += y * y
        }
        guard predictionVariance > 0, ratingVariance > 0 else { return .nan }
        return max(-1, min(1, covariance / (predictionVariance * ratingVariance).squareRoot()))
    }
}
