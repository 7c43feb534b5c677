import Datasets
import Parameters

/// Most popular: s(u, i) = number of training interactions of item i, the same for every user.
public enum Popularity: ModelDefinition {
    public static let id = "popularity"
    public static let version = 1
    public static let documentation = "Items by number of training interactions, the same order for every user."
    public static let paper = "Cremonesi, Koren, Turrin 2010, doi:10.1145/1864708.1864721 (TopPop)"
    public static let isIterative = false
    public static let callsForeignCode = false
    public static let fields: [FieldDeclaration] = []

    public static let userWeights: UserWeights? = UserWeights(rows: [])

    public static func kind(_ parameters: ParameterValue) -> ModelKind { .implicit }

    public static func make(parameters: ParameterValue, data: TrainingData, seed: UInt64) throws -> any TrainableModel {
        try data.check(for: id)
        return ClosedFormModel(definition: Self.self, parameters: parameters, data: data) { data in
            var counts = [Float](repeating: 0, count: data.itemCount)
            for item in data.train.items { counts[Int(item)] += 1 }
            return [NamedTensor("item_counts", counts)]
        }
    }

    public static func scoreParts(
        _ source: some WeightSource, parameters: ParameterValue, user: ScoredUser, items: [Int32], itemCount: Int
    ) throws -> [ScoreParts]? {
        let counts = try source.floats("item_counts")
        return items.map { ScoreParts(terms: [ScoreParts.Term("training interactions of the item", counts[Int($0)])]) }
    }

    public static func makeScorer(
        weights: [NamedTensor], parameters: ParameterValue, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        let counts = try TensorReader(weights, model: id).floats("item_counts", shape: [itemCount])
        return AdditiveScorer(offset: 0, userTerms: [Float](repeating: 0, count: userCount), itemTerms: counts)
    }
}
