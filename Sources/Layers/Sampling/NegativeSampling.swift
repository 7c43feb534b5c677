import Parameters

public struct PopularitySamplingOptions: ParameterRecord, Hashable {
    public var exponent = 0.75

    public init() {}

    public static let fields: [Field<Self>] = [
        Field(
            "exponent", \.exponent, in: .unit,
            "probability ∝ (training interactions of the item) to this power; items without interactions are never drawn")
    ]
}

/// Where sampled negatives come from: `negative_sampling: {name: popularity, exponent: 0.75}`.
/// Source of the exponent: Mikolov et al. 2013, arXiv:1310.4546, section 2.2.
public enum NegativeSampling: ParameterConvertible, Hashable, Sendable {
    case uniform
    case popularity(PopularitySamplingOptions)

    public static let parameterType = ParameterType.tagged(
        tag: "name",
        [
            TaggedCase("uniform", "every item alike"),
            TaggedCase("popularity", "by how often items occur in training", PopularitySamplingOptions.declarations),
        ])

    public init?(parameterValue: ParameterValue) {
        guard case .string(let name)? = parameterValue["name"] else { return nil }
        switch name {
        case "uniform": self = .uniform
        case "popularity":
            guard let options = try? PopularitySamplingOptions(resolved: parameterValue) else { return nil }
            self = .popularity(options)
        default: return nil
        }
    }

    public var parameterValue: ParameterValue {
        switch self {
        case .uniform: return .record([("name", .string("uniform"))])
        case .popularity(let options):
            guard case .record(var record) = options.parameterValue else { return .string("popularity") }
            record["name"] = .string("popularity")
            return .record(record)
        }
    }
}
