import Datasets
import Diagnostics
import Parameters

/// Rocchio's content-based baseline: with x_i the (TF-IDF) feature row of item i, the profile of user u is the mean of x_i over the user's
/// training items and s(u, i) = cos(profile_u, x_i). Items that nobody has interacted with are scored like any other;
/// users without interactions and items without features score 0.
public enum ContentProfile: ModelDefinition {
    public static let id = "content-profile"
    public static let version = 1
    public static let documentation =
        "Cosine between an item's encoded content and the mean content of the user's items; needs an encode stage."
    public static let paper =
        "Rocchio 1971, Relevance feedback in information retrieval; Pazzani & Billsus 2007, doi:10.1007/978-3-540-72079-9_10"
    public static let itemFeatures = FeatureUse.required
    public static let isIterative = false
    public static let fields: [FieldDeclaration] = []

    public static func kind(_ parameters: ParameterValue) -> ModelKind { .implicit }

    public static func make(parameters: ParameterValue, data: TrainingData, seed: UInt64) throws -> any TrainableModel {
        try data.check(for: id)
        guard let features = data.itemFeatures else {
            throw Failure(.invalidInput, "model 'content-profile' needs item features", hint: "add tokenize and encode blocks to the spec")
        }
        try features.check(rows: data.itemCount, of: "item")
        return ClosedFormModel(definition: Self.self, parameters: parameters, data: data) { fit($0, features) }
    }

    /// Unit item rows and, for each user, the sum of the rows of the user's items: cosines do not see the profile's length.
    private static func fit(_ data: TrainingData, _ features: SparseFeatures) -> [NamedTensor] {
        let width = features.columnCount
        var profiles = [Float](repeating: 0, count: data.userCount * width)
        for (user, item) in zip(data.train.users, data.train.items) {
            for entry in features.offsets[Int(item)]..<features.offsets[Int(item) + 1] {
                profiles[Int(user) * width + Int(features.columns[entry])] += features.values[entry]
            }
        }
        for user in 0..<data.userCount { normalize(&profiles, user * width..<(user + 1) * width) }
        var values = features.values
        for item in 0..<data.itemCount { normalize(&values, features.offsets[item]..<features.offsets[item + 1]) }
        return [
            NamedTensor("user_profiles", profiles, shape: [data.userCount, width]),
            NamedTensor("item_offsets", shape: [features.offsets.count], .int64(features.offsets.map(Int64.init))),
            NamedTensor("item_columns", shape: [features.columns.count], .int32(features.columns)), NamedTensor("item_values", values),
        ]
    }

    private static func normalize(_ values: inout [Float], _ range: Range<Int>) {
        let norm = values[range].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        guard norm > 0 else { return }
        for index in range { values[index] = Float(Double(values[index]) / norm) }
    }

    public static let userWeights: UserWeights? = UserWeights(rows: ["user_profiles"])
    public static let scoresHistories = true

    public static func weights(
        having histories: [[Int32]], from source: some WeightSource, parameters: ParameterValue, itemCount: Int
    ) throws -> [NamedTensor] {
        let rows = try ContentRows(source), width = rows.width
        var profiles = [Float](repeating: 0, count: histories.count * width)
        for (user, history) in histories.enumerated() {
            for item in history { rows.add(Int(item), to: &profiles, at: user * width) }
            normalize(&profiles, user * width..<(user + 1) * width)
        }
        let rest = try source.names.filter { $0 != "user_profiles" }.map(source.tensor)
        return [NamedTensor("user_profiles", profiles, shape: [histories.count, width])] + rest
    }

    public static func itemLikeness(
        _ source: some WeightSource, parameters: ParameterValue, itemCount: Int
    ) throws -> ItemLikeness? {
        let rows = try ContentRows(source)
        return ItemLikeness(itemCount: itemCount, meaning: "cosine of the items' encoded content") { item in
            (0..<itemCount).map { (Int32(truncatingIfNeeded: $0), rows.product(item, $0)) }
        }
    }

    /// s(u, j) = Σ_i x_i · x_j / |Σ_i x_i| over the user's items i, with unit rows x. The sum is the score where the encoder gave unit rows.
    public static func scoreParts(
        _ source: some WeightSource, parameters: ParameterValue, user: ScoredUser, items: [Int32], itemCount: Int
    ) throws -> [ScoreParts]? {
        let rows = try ContentRows(source)
        var profile = [Float](repeating: 0, count: rows.width)
        for item in user.items { rows.add(Int(item), to: &profile, at: 0) }
        let norm = Float(profile.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot())
        guard norm > 0 else { return nil }
        let counts = Dictionary(user.items.map { ($0, 1) }, uniquingKeysWith: +)
        return items.map { target in
            ScoreParts(
                items: user.distinctItems.map { own in
                    ScoreParts.ItemPart(item: own, value: Float(counts[own] ?? 1) * rows.product(Int(own), Int(target)) / norm)
                })
        }
    }

    public static func makeScorer(
        weights: [NamedTensor], parameters: ParameterValue, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        let reader = TensorReader(weights, model: id)
        let width = try reader.shape(of: "user_profiles").last ?? 0
        let columns = try reader.int32s("item_columns")
        let features = SparseFeatures(
            offsets: try reader.int64s("item_offsets", shape: [itemCount + 1]).map { Int($0) }, columns: columns,
            values: try reader.floats("item_values", shape: [columns.count]), columnCount: width)
        try features.check(rows: itemCount, of: "item")
        return ContentProfileScorer(
            profiles: try reader.floats("user_profiles", shape: [userCount, width]), features: features, userCount: userCount)
    }
}
