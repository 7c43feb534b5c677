import Diagnostics
import Metrics
import Parameters

/// A way to evaluate: which candidates, which metrics. A new one is a new file and a line in `EvaluationProtocolRegistry`.
public protocol EvaluationProtocol: Sendable {
    associatedtype Options: ParameterRecord
    /// The word of the spec: `evaluate: {protocol: full-ranking}`.
    static var id: String { get }
    static var documentation: String { get }
    /// Raised whenever the same options would give other values: part of the cache key.
    static var version: Int { get }
    /// Throws a `Failure` with a diagnostic for each metric that is unknown or does not fit the protocol.
    init(options: Options) throws(Failure)
    var requests: [MetricRequest] { get }
    /// Prepares candidates and masks once for all scorers. Throws where the part is empty or holds no relevant item.
    func prepare(_ task: EvaluationTask) throws -> Evaluator
}

/// A protocol of the registry, its type erased.
public struct AnyEvaluationProtocol: Sendable {
    public let id: String
    public let documentation: String
    public let version: Int
    public let fields: [FieldDeclaration]
    private let build: @Sendable (ParameterValue) throws -> any EvaluationProtocol

    init<P: EvaluationProtocol>(_ type: P.Type) {
        id = P.id
        documentation = P.documentation
        version = P.version
        fields = P.Options.declarations
        build = { try P(options: P.Options(resolved: $0)) }
    }

    /// From parameters resolved against `fields`. Throws `Failure` for metrics that are unknown or do not fit.
    public func make(parameters: ParameterValue) throws -> any EvaluationProtocol { try build(parameters) }

    public var taggedCase: TaggedCase { TaggedCase(id, documentation, fields) }
}

/// Every evaluation protocol there is.
public enum EvaluationProtocolRegistry {
    public static let all: [AnyEvaluationProtocol] = [
        AnyEvaluationProtocol(FullRankingProtocol.self),
        AnyEvaluationProtocol(SampledProtocol.self),
        AnyEvaluationProtocol(RatingProtocol.self),
    ]

    public static func `protocol`(named id: String) -> AnyEvaluationProtocol? { all.first { $0.id == id } }
}
