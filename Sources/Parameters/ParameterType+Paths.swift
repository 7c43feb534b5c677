extension ParameterType {
    /// The value with every path in it, as this type declares paths, changed. What does not fit the type stays as it is.
    public func replacingPaths(in value: ParameterValue, by replacement: (String) -> String) -> ParameterValue {
        switch (self, value) {
        case (.path, .string(let text)): return .string(replacement(text))
        case (.optional(let wrapped), _): return wrapped.replacingPaths(in: value, by: replacement)
        case (.list(let element, _), .list(let values)):
            return .list(values.map { element.replacingPaths(in: $0, by: replacement) })
        case (.map(let element), .record(let record)):
            return .record(record.fields.map { ($0.name, element.replacingPaths(in: $0.value, by: replacement)) })
        case (.record(let fields), .record): return fields.replacingPaths(in: value, by: replacement)
        case (.tagged(let tag, let cases), .record):
            let id = value[tag].flatMap(String.init(parameterValue:))
            return cases.first { $0.id == id }.map { $0.fields.replacingPaths(in: value, by: replacement) } ?? value
        default: return value
        }
    }
}

extension [FieldDeclaration] {
    /// The record with the paths in its declared fields changed.
    public func replacingPaths(in value: ParameterValue, by replacement: (String) -> String) -> ParameterValue {
        guard case .record(var record) = value else { return value }
        for field in self { record[field.name] = record[field.name].map { field.type.replacingPaths(in: $0, by: replacement) } }
        return .record(record)
    }
}
