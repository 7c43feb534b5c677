import Datasets
import Parameters

public struct BiasBaselineParameters: ParameterRecord {
    public var iterations = 10
    public var userRegularization = 15.0
    public var itemRegularization = 10.0

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("iterations", \.iterations, in: 1...1000, "alternating passes over items and users"),
        Field("user_regularization", \.userRegularization, in: .nonNegative, "ratings' worth of shrinkage of a user's bias to 0"),
        Field("item_regularization", \.itemRegularization, in: .nonNegative, "ratings' worth of shrinkage of an item's bias to 0"),
    ]
}

/// r̂(u, i) = μ + b_u + b_i, by alternating least squares:
/// b_i = Σ_{u∈R(i)} (r_ui − μ − b_u) / (λ_i + |R(i)|), then b_u = Σ_{i∈R(u)} (r_ui − μ − b_i) / (λ_u + |R(u)|).
/// Users and items without training ratings have bias 0. Defaults are those of Surprise's BaselineOnly.
public enum BiasBaseline: ModelDefinition {
    public static let id = "bias"
    public static let version = 1
    public static let documentation = "Global mean plus shrunken user and item biases: what any rating model must beat."
    public static let paper = "Koren 2010, Factor in the neighbors, doi:10.1145/1644873.1644874, §2.1"
    public static let isIterative = false
    public static let callsForeignCode = false
    public static let fields = BiasBaselineParameters.declarations

    public static let userWeights: UserWeights? = UserWeights(rows: ["user_bias"])

    public static func kind(_ parameters: ParameterValue) -> ModelKind { .rating }

    public static func make(parameters: ParameterValue, data: TrainingData, seed: UInt64) throws -> any TrainableModel {
        let options = try BiasBaselineParameters(resolved: parameters)
        try data.check(for: id)
        try data.checkRatings(for: id)
        return ClosedFormModel(definition: Self.self, parameters: parameters, data: data) { tensors($0, options) }
    }

    private static func tensors(_ data: TrainingData, _ options: BiasBaselineParameters) -> [NamedTensor] {
        let fitted = fit(data, options)
        return [
            NamedTensor("global_mean", [Float(fitted.mean)], shape: []), NamedTensor("user_bias", fitted.users.map(Float.init)),
            NamedTensor("item_bias", fitted.items.map(Float.init)),
        ]
    }

    /// μ, b_u and b_i.
    static func fit(_ data: TrainingData, _ options: BiasBaselineParameters) -> (mean: Double, users: [Double], items: [Double]) {
        let train = data.train
        let mean = train.ratings.reduce(0.0) { $0 + Double($1) } / Double(train.count)
        var users = [Double](repeating: 0, count: data.userCount)
        var items = [Double](repeating: 0, count: data.itemCount)
        for _ in 0..<options.iterations {
            items = shrunkenMeans(train.items, train.users, users, train.ratings, mean, data.itemCount, options.itemRegularization)
            users = shrunkenMeans(train.users, train.items, items, train.ratings, mean, data.userCount, options.userRegularization)
        }
        return (mean, users, items)
    }

    /// For each group: Σ (rating − mean − other side's bias) / (regularization + count).
    private static func shrunkenMeans(
        _ groups: [Int32], _ others: [Int32], _ otherBias: [Double], _ ratings: [Float], _ mean: Double, _ groupCount: Int,
        _ regularization: Double
    ) -> [Double] {
        var sums = [Double](repeating: 0, count: groupCount), counts = sums
        for row in groups.indices {
            sums[Int(groups[row])] += Double(ratings[row]) - mean - otherBias[Int(others[row])]
            counts[Int(groups[row])] += 1
        }
        return zip(sums, counts).map { $1 == 0 ? 0 : $0 / (regularization + $1) }
    }

    public static func scoreParts(
        _ source: some WeightSource, parameters: ParameterValue, user: ScoredUser, items: [Int32], itemCount: Int
    ) throws -> [ScoreParts]? {
        let mean = try source.floats("global_mean")[0], biases = try source.floats("item_bias")
        let own = try user.index.map { try source.floats("user_bias", rows: [Int($0)..<Int($0) + 1])[0] } ?? 0
        return items.map { item in
            ScoreParts(terms: [
                ScoreParts.Term("mean rating", mean), ScoreParts.Term("the user's bias", own),
                ScoreParts.Term("the item's bias", biases[Int(item)]),
            ])
        }
    }

    public static func makeScorer(
        weights: [NamedTensor], parameters: ParameterValue, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        let reader = TensorReader(weights, model: id)
        return AdditiveScorer(
            offset: try reader.floats("global_mean", shape: [])[0], userTerms: try reader.floats("user_bias", shape: [userCount]),
            itemTerms: try reader.floats("item_bias", shape: [itemCount]))
    }
}
