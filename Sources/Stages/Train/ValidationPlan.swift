import Diagnostics
import Evaluation
import Metrics
import Models
import Parameters

/// What a training measures on validation data after its epochs: an evaluation protocol and how often.
///
/// In a spec: `validation: {protocol: sampled, metrics: [ndcg@10], every: 1}`. Null stands for RMSE (rating models) or NDCG@10 by full
/// ranking (the others), with the metric of `early_stopping` where it names one. A model that is fitted in one step is validated on demand
/// alone: nothing chooses by what it would measure.
struct ValidationPlan: Sendable {
    var evaluation: any EvaluationProtocol
    var every: Int

    static let every = FieldDeclaration("every", .int(1...100_000), default: .int(1), "epochs between validations")

    static let field = FieldDeclaration(
        "validation",
        .optional(
            .tagged(
                tag: "protocol",
                EvaluationProtocolRegistry.all.map { TaggedCase($0.id, $0.documentation, $0.fields + [every]) })),
        default: .null,
        "what to measure on validation data, and every how many epochs; takes what 'evaluate' takes; null: rmse for rating models, "
            + "full-ranking ndcg@10 for the others, nothing for models that are fitted in one step")

    /// Raised whenever the same validation would measure something else.
    var version: Int { type(of: evaluation).version }

    /// Nil where nothing is measured.
    init?(optional value: ParameterValue?) throws {
        guard let value, value != .null else { return nil }
        try self.init(value)
    }

    /// From a resolved value; see `resolve`.
    init(_ value: ParameterValue) throws {
        guard case .string(let id)? = value["protocol"], let kind = EvaluationProtocolRegistry.protocol(named: id) else {
            throw ParameterMismatch(path: "validation.protocol", value: value)
        }
        evaluation = try kind.make(parameters: value)
        every = try value["every"].flatMap(Int.init(parameterValue:)) ?? Self.invalid(value)
    }

    private static func invalid(_ value: ParameterValue) throws -> Int { throw ParameterMismatch(path: "validation.every", value: value) }

    /// The value with the default filled in. Throws `Failure(.invalidInput)` where early stopping watches what is not measured.
    /// - isOnDemand: null stays null.
    static func resolve(
        _ value: ParameterValue?, kind: ModelKind, earlyStopping: EarlyStopping?, isOnDemand: Bool
    ) throws -> ParameterValue {
        if isOnDemand, value == nil || value == .null { return .null }
        let resolved = value.flatMap { $0 == .null ? nil : $0 } ?? defaultValue(kind: kind, watched: earlyStopping?.metric)
        let measured = try ValidationPlan(resolved).evaluation.requests.map(\.name)
        if let watched = earlyStopping?.metric {
            let name = try MetricRegistry.parse([watched], cutoffs: [10]).map(\.name).first ?? watched
            guard measured.contains(name) else {
                throw Failure(
                    .invalidInput,
                    "early_stopping watches '\(watched)', which validation does not measure (\(measured.joined(separator: ", ")))",
                    hint: "add it to validation.metrics")
            }
        }
        return resolved
    }

    private static func defaultValue(kind: ModelKind, watched: String?) -> ParameterValue {
        let watchesRatings = watched.flatMap { MetricRegistry.metric(named: $0) }?.kind == .rating
        let isRating = watched == nil ? kind == .rating : watchesRatings
        let id = isRating ? RatingProtocol.id : FullRankingProtocol.id
        let fields = EvaluationProtocolRegistry.protocol(named: id)?.fields ?? []
        var record = ParameterValue.Record(fields.compactMap { field in field.defaultValue.map { (field.name, $0) } })
        record["protocol"] = .string(id)
        record["metrics"] = .list([.string(watched ?? (isRating ? "rmse" : "ndcg@10"))])
        record["every"] = .int(1)
        return .record(record)
    }
}
