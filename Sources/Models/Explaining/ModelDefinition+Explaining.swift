import Diagnostics
import Parameters

extension ModelDefinition {
    public static var itemVectorTensors: [String] { [] }

    public static func itemLikeness(
        _ source: some WeightSource, parameters: ParameterValue, itemCount: Int
    ) throws -> ItemLikeness? {
        let tables = try itemVectorTensors.filter(source.has).map { name in
            (values: try source.floats(name), width: try source.shape(name).dropFirst().reduce(1, *))
        }
        guard let first = tables.first, tables.allSatisfy({ $0.values.count == $0.width * itemCount }) else { return nil }
        if tables.count == 1 { return ItemLikeness(ItemVectors(columns: first.width, values: first.values)) }
        var values: [Float] = []
        for item in 0..<itemCount {
            for table in tables { values += table.values[item * table.width..<(item + 1) * table.width] }
        }
        return ItemLikeness(ItemVectors(columns: tables.reduce(0) { $0 + $1.width }, values: values))
    }

    public static func scoreParts(
        _ source: some WeightSource, parameters: ParameterValue, user: ScoredUser, items: [Int32], itemCount: Int
    ) throws -> [ScoreParts]? { nil }
}

/// Whose scores are explained.
public struct ScoredUser: Hashable, Sendable {
    /// Nil for somebody whom the model was not trained with.
    public var index: Int32?
    /// The training items, or those that a new user has; in any order, perhaps with repetitions.
    public var items: [Int32]

    public init(index: Int32?, items: [Int32]) { (self.index, self.items) = (index, items) }

    var distinctItems: [Int32] { Set(items).sorted() }
}
