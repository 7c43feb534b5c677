import Parameters

extension JSONValue {
    /// The value as other programs read it.
    public init(_ value: ParameterValue) {
        self =
            switch value {
            case .null: .null
            case .bool(let value): .bool(value)
            case .int(let value): .int(value)
            case .double(let value): .double(value)
            case .string(let value): .string(value)
            case .list(let values): .array(values.map(JSONValue.init))
            case .record(let record): .object(record.fields.map { ($0.name, JSONValue($0.value)) })
            }
    }
}
