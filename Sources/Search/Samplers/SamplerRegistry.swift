import Diagnostics
import Parameters

/// Every sampler there is. A new one is a new file and a line here.
public enum SamplerRegistry {
    public static let all: [any Sampler.Type] = [
        AutoSampler.self,
        TPESampler.self,
        GPSampler.self,
        CMAESSampler.self,
        SobolSampler.self,
        RandomSampler.self,
        GridSampler.self,
    ]

    /// `sampler: tpe`, or `sampler: {name: tpe, startup_trials: 20}`.
    public static var parameterType: ParameterType {
        .tagged(tag: "name", all.map { TaggedCase($0.id, $0.summary, declarations(of: $0)) })
    }

    private static func declarations<S: Sampler>(of type: S.Type) -> [FieldDeclaration] { S.Options.declarations }

    /// From a word, or from a record that validation has resolved against `parameterType`.
    public static func make(_ value: ParameterValue) throws -> any Sampler {
        let id =
            switch value {
            case .string(let word): word
            default: value["name"].flatMap { String(parameterValue: $0) } ?? ""
            }
        guard let type = all.first(where: { $0.id == id }) else {
            throw Failure(.invalidInput, "unknown sampler '\(id)'", hint: suggestion(for: id, among: all.map { $0.id }))
        }
        return try make(type, value)
    }

    private static func make<S: Sampler>(_ type: S.Type, _ value: ParameterValue) throws -> any Sampler {
        if case .record = value { return try S(S.Options(resolved: value)) }
        return S(S.Options())
    }
}
