import Diagnostics
import Parameters

/// Every pruner there is. A new one is a new file and a line here.
public enum PrunerRegistry {
    public static let all: [any Pruner.Type] = [
        NoPruner.self,
        MedianPruner.self,
        SuccessiveHalvingPruner.self,
        ASHAPruner.self,
        HyperbandPruner.self,
    ]

    /// `pruner: asha`, or `pruner: {name: asha, reduction_factor: 4}`.
    public static var parameterType: ParameterType {
        .tagged(tag: "name", all.map { TaggedCase($0.id, $0.summary, declarations(of: $0)) })
    }

    private static func declarations<P: Pruner>(of type: P.Type) -> [FieldDeclaration] { P.Options.declarations }

    /// From a word, or from a record that validation has resolved against `parameterType`.
    public static func make(_ value: ParameterValue) throws -> any Pruner {
        let id =
            switch value {
            case .string(let word): word
            default: value["name"].flatMap { String(parameterValue: $0) } ?? ""
            }
        guard let type = all.first(where: { $0.id == id }) else {
            throw Failure(.invalidInput, "unknown pruner '\(id)'", hint: suggestion(for: id, among: all.map { $0.id }))
        }
        return try make(type, value)
    }

    private static func make<P: Pruner>(_ type: P.Type, _ value: ParameterValue) throws -> any Pruner {
        if case .record = value { return try P(P.Options(resolved: value)) }
        return P(P.Options())
    }
}
