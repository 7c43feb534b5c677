import Parameters

extension CommandStage {
    /// The parameters as the cache key has them. Programs read texts, so values that are the same text are the same: `3` and `'3'` are one,
    /// `3` and `3.0` are two.
    public var parameterIdentity: ParameterValue { parameters.asReadByPrograms }
}

extension ParameterValue {
    /// The plain YAML value that is written like this one, where there is one: of all values with the same text, always the same one.
    fileprivate var asReadByPrograms: ParameterValue {
        switch self {
        case .record(let record): return .record(record.fields.map { ($0.name, $0.value.asReadByPrograms) })
        case .list(let values): return .list(values.map(\.asReadByPrograms))
        default:
            let text = description
            let plain = ScalarDecoding.untyped(SpecNode.Scalar(text: text, style: .plain))
            return plain.description == text ? plain : .string(text)
        }
    }
}
