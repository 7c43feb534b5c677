import Datasets
import Models
import Parameters
import Safetensors
import Testing

/// Small data and parameters on which every model of the registry can be tried.
enum ModelSamples {
    static let userCount = 30, itemCount = 40

    /// Two groups of users who like two groups of items: something to learn, in about 350 interactions.
    static let data: TrainingData = {
        var train = Interactions()
        for user in 0..<userCount {
            for item in 0..<itemCount where user % 2 == item % 2 && (user * 7 + item * 3) % 5 < 3 {
                train.users.append(Int32(user))
                train.items.append(Int32(item))
                train.ratings.append(Float(1 + (user / 2 + item / 3) % 5))
                train.timestamps.append(Int64(user * 100 + item))
            }
        }
        let columns: [[Int32]] = (0..<itemCount).map { [Int32($0 % 2), Int32(2 + $0 % 3)] }
        let values: [Float] = (0..<2 * itemCount).map { 1 + Float($0 % 4) }
        let features = SparseFeatures(
            offsets: (0...itemCount).map { 2 * $0 }, columns: columns.flatMap { $0 }, values: values, columnCount: 5,
            fields: [FeatureField("group", .multi, columns: 0..<2), FeatureField("title", .text, columns: 2..<5)])
        var data = TrainingData(
            train: train, userCount: userCount, itemCount: itemCount, userFeatures: userFeatures, itemFeatures: features)
        data.documents = documents(train)
        return data
    }()

    /// A review of up to nine words for each interaction, which tell its rating; one item in four has a text of its own instead, one in
    /// five both. User 5 wrote nothing.
    private static func documents(_ train: Interactions) -> ReviewDocuments {
        var reviews = IndexRows(), userReviews = IndexRows(), itemReviews = IndexRows(), itemTexts = IndexRows()
        for row in 0..<train.count {
            let length = train.users[row] == 5 ? 0 : 1 + (row * 7) % 9
            reviews.append((0..<length).map { Int32(2 + ($0 % 2 == 0 ? Int(train.ratings[row]) : 8 + (row + $0) % 10)) })
        }
        for user in 0..<Int32(userCount) { userReviews.append(train.users.indices.filter { train.users[$0] == user }.map(Int32.init)) }
        for item in 0..<Int32(itemCount) {
            itemTexts.append(item % 4 == 0 || item % 5 == 0 ? [20, 21, 2 + item % 7] : [])
            itemReviews.append(item % 4 == 0 ? [] : train.items.indices.filter { train.items[$0] == item }.map(Int32.init))
        }
        return ReviewDocuments(
            vocabularySize: 24, maxTokens: 20, reviews: reviews, userReviews: userReviews, itemReviews: itemReviews, itemTexts: itemTexts,
            ownReviews: train.users.indices.map(Int32.init))
    }

    /// The same with an encoder's vectors in the place of learned ones: every unit has one of nineteen, and one of some marks.
    static func frozen(marks: Int) -> TrainingData {
        var data = data
        let vectors = (0..<19 * 7).map { Float16(Float(($0 * 37) % 23) / 11 - 1).bitPattern }, units = Int32(0)..<24
        data.documents?.frozen = FrozenUnits(
            vectors: HalfRows(vectors, columns: 7), rows: units.map { $0 * 5 % 19 },
            marks: marks > 0 ? units.map { $0 % Int32(marks) } : [],
            markCount: marks)
        return data
    }

    /// A category, and a number that every seventh user lacks.
    private static let userFeatures: SparseFeatures = {
        let columns: [[Int32]] = (0..<userCount).map { [Int32($0 % 3), $0 % 7 == 0 ? 4 : 3] }
        let values: [[Float]] = (0..<userCount).map { [1, $0 % 7 == 0 ? 1 : Float($0 % 5) / 2 - 1] }
        return SparseFeatures(
            offsets: (0...userCount).map { 2 * $0 }, columns: columns.flatMap { $0 }, values: values.flatMap { $0 }, columnCount: 5,
            fields: [FeatureField("age", .categorical, columns: 0..<3), FeatureField("income", .numeric, columns: 3..<5)])
    }()

    static func parameters(_ definition: any ModelDefinition.Type, _ changes: [(String, ParameterValue)] = []) -> ParameterValue {
        let defaults = definition.fields.map { ($0.name, $0.defaultValue ?? .null) }
        let names = Set(definition.fields.map(\.name))
        let small: [(String, ParameterValue)] = [
            ("embedding_dim", .int(8)), ("batch_size", .int(64)), ("init_std", .double(0.1)), ("dropout", .double(0)),
            widths(definition),
        ]
        let text: [(String, ParameterValue)] =
            definition.documents == .none ? [] : [("hidden", .int(6)), ("fusion_dim", .int(8)), ("window", .int(3))]
        return .record(defaults + (small + text + changes).filter { names.contains($0.0) })
    }

    /// `layers` is a list of widths, or (of graphs) their number.
    private static func widths(_ definition: any ModelDefinition.Type) -> (String, ParameterValue) {
        if case .int? = definition.fields.first(where: { $0.name == "layers" })?.defaultValue { return ("layers", .int(2)) }
        return ("layers", .list([.int(16), .int(8)]))
    }

    static func adam(_ rate: Double) -> ParameterValue {
        .record([
            ("name", .string("adam")), ("learning_rate", .double(rate)), ("beta1", .double(0.9)), ("beta2", .double(0.999)),
            ("epsilon", .double(1e-8)), ("embeddings", .string("lazy")),
        ])
    }

    static func make(
        _ definition: any ModelDefinition.Type, _ parameters: ParameterValue, data: TrainingData = data, seed: UInt64 = 77
    ) throws -> any TrainableModel {
        try definition.make(parameters: parameters, data: data, seed: seed)
    }
}

/// A registry entry as a test argument.
struct Listed: Sendable, CustomTestStringConvertible {
    let definition: any ModelDefinition.Type
    /// Parameters that differ from the small defaults.
    var changes: [(String, ParameterValue)] = []
    /// What it learns from, and what is special about that.
    var data = ModelSamples.data
    var dataDescription = ""

    var testDescription: String { definition.id + dataDescription + changes.map { " \($0.0)=\($0.1)" }.joined() }
    var parameters: ParameterValue { ModelSamples.parameters(definition, changes) }

    func make(seed: UInt64 = 77) throws -> any TrainableModel {
        try ModelSamples.make(definition, parameters, data: data, seed: seed)
    }

    /// Every model, and every loss, solver and head of those that have several.
    static let all: [Listed] = ModelRegistry.all.flatMap { definition -> [Listed] in
        let choices = choices(definition, "loss").map { [("loss", ParameterValue.string($0))] }
        var listed = (choices.isEmpty ? [[]] : choices).map { Listed(definition: definition, changes: $0) }
        if definition.fields.contains(where: { $0.name == "dropout" }) {
            listed.append(Listed(definition: definition, changes: [("dropout", .double(0.2)), ("clip_gradient", .double(1))]))
            listed.append(Listed(definition: definition, changes: [("embedding_dim", .int(24)), ("layers", .list([.int(50), .int(24)]))]))
        }
        if definition.id == ANCF.id {
            let attention = ParameterValue.record([("items", .int(4)), ("attention_dim", .int(3)), ("smoothing", .double(0.5))])
            listed.append(Listed(definition: definition, changes: [("head", .string("sum"))]))
            listed.append(Listed(definition: definition, changes: [("history_attention", attention)]))
        }
        if definition.id == GMF.id {
            listed += ["bce", "bpr", "sampled_softmax"].map {
                Listed(definition: definition, changes: [("negative_sampling", popularity), ("loss", .string($0))])
            }
        }
        if definition.id == DCNv2.id {
            listed.append(Listed(definition: definition, changes: [("structure", .string("stacked"))]))
            let lowRank: [(String, ParameterValue)] = [("rank", .int(3)), ("layers", .list([])), ("feature_dim", .int(5))]
            listed.append(Listed(definition: definition, changes: lowRank))
        }
        if definition.id == TwoTower.id {
            let layers = ParameterValue.list([.int(16), .int(8)])
            listed += [
                [("history", .int(0)), ("normalize", .bool(false))], [("user_layers", layers), ("item_layers", layers)],
                [("negatives", .int(20)), ("negative_sampling", popularity), ("hard_negatives", .int(10))],
            ].map { Listed(definition: definition, changes: $0) }
        }
        if definition.id == DeepCooperativeNetwork.id {
            let cnn = ("text_encoder", ParameterValue.string("cnn"))
            listed += [
                [cnn], [cnn, ("head", .string("dense")), ("shared_sides", .bool(true))],
                [("head", .string("fm")), ("biases", .string("none"))],
                [("shared_sides", .bool(true)), ("id_embedding_dim", .int(4)), ("biases", .string("learned"))],
            ].map { Listed(definition: definition, changes: $0) }
            listed += [[], [cnn], [("shared_sides", .bool(true))]].enumerated().map { place, changes in
                Listed(
                    definition: definition, changes: changes, data: ModelSamples.frozen(marks: place < 2 ? 3 : 0),
                    dataDescription: " over frozen vectors")
            }
        }
        if definition.id == EASE.id { listed.append(Listed(definition: definition, changes: [("neighbors", .int(5))])) }
        if definition.id == ItemKNN.id {
            let bm25: [(String, ParameterValue)] = [("weighting", .string("bm25")), ("similarity", .string("dot_product"))]
            listed.append(Listed(definition: definition, changes: bm25 + [("neighbors", .int(5))]))
        }
        if definition.id == ImplicitALS.id {
            // Few factors and steps: with many, the first epoch already fits the sample data.
            listed = [
                [("factors", .int(3))], [("factors", .int(5)), ("solver", .string("conjugate_gradient")), ("steps", .int(1))],
            ].map { Listed(definition: definition, changes: $0) }
        }
        return listed
    }

    private static let popularity = ParameterValue.record([("name", .string("popularity")), ("exponent", .double(0.75))])

    private static func choices(_ definition: any ModelDefinition.Type, _ name: String) -> [String] {
        guard case .choice(let choices)? = definition.fields.first(where: { $0.name == name })?.type else { return [] }
        return choices
    }
}
