import Datasets
import Models
import Parameters
import Safetensors

/// The weights that a train stage made, of which only what is asked for is read.
public struct TrainedModel: WeightSource {
    /// The file of a train stage's artifact that holds them.
    public static let fileName = WeightsFile.name

    public let definition: any ModelDefinition.Type
    /// The model's own, resolved.
    public let parameters: ParameterValue
    /// What its scores mean.
    public let kind: ModelKind
    public let userCount: Int
    public let itemCount: Int
    /// The epoch whose weights these are.
    public let epoch: Int
    private let file: SafetensorsFile

    /// Throws `Failure(.invalidInput)` for a file that is not one of a train stage.
    public init(path: String) throws {
        file = try SafetensorsFile(path: path)
        let header = try WeightsHeader(file, path: path)
        definition = try ModelRegistry.require(header.model)
        parameters = header.parameters
        kind = try definition.kind(parameters)
        userCount = header.userCount
        itemCount = header.itemCount
        epoch = header.epoch
    }

    public var names: [String] { file.names }
    public func shape(_ name: String) throws -> [Int] { try file.shape(name) }
    public func tensor(_ name: String) throws -> NamedTensor { try file.namedTensor(name) }

    public func tensor(_ name: String, rows: [Range<Int>]) throws -> NamedTensor {
        let shape = [rows.reduce(0) { $0 + $1.count }] + (try file.shape(name)).dropFirst()
        return switch try file.type(name) {
        case .int32: NamedTensor(name, shape: shape, .int32(try file.int32s(name, rows: rows)))
        case .int64: NamedTensor(name, shape: shape, .int64(try file.int64s(name, rows: rows)))
        default: NamedTensor(name, shape: shape, .float(try file.floats(name, rows: rows)))
        }
    }

    /// Of everybody.
    public func makeScorer() throws -> any Scorer {
        try definition.makeScorer(
            weights: try names.map(tensor), parameters: parameters, userCount: userCount, itemCount: itemCount)
    }

    /// Of some users, of whom user k is `users[k]`.
    public func makeScorer(of users: [Int32]) throws -> any Scorer {
        try definition.makeScorer(of: users, from: self, parameters: parameters, userCount: userCount, itemCount: itemCount)
    }

    /// Of new users, each by the items that they have.
    public func makeScorer(having histories: [[Int32]]) throws -> any Scorer {
        try definition.makeScorer(having: histories, from: self, parameters: parameters, itemCount: itemCount)
    }

    public func itemLikeness() throws -> ItemLikeness? {
        try definition.itemLikeness(self, parameters: parameters, itemCount: itemCount)
    }

    public func scoreParts(of user: ScoredUser, items: [Int32]) throws -> [ScoreParts]? {
        try definition.scoreParts(self, parameters: parameters, user: user, items: items, itemCount: itemCount)
    }
}
