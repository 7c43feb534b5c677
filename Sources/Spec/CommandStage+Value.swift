import Parameters

extension CommandStage {
    /// The stage as an entry of `prepare` that decodes to it again. Paths go through `path`.
    public func value(path: (String) -> String) -> ParameterValue {
        var record = ParameterValue.Record([("name", .string(name)), ("command", commandValue)])
        if case .shell = command { record["shell"] = .bool(true) }
        if !inputs.isEmpty { record["inputs"] = .record(inputs.map { ($0.name, $0.source.value(path: path)) }) }
        record["outputs"] = .list(outputs.map(ParameterValue.string))
        if case .record(let known) = parameters, !known.fields.isEmpty { record["parameters"] = parameters }
        if !environment.isEmpty {
            record["environment"] = .record(environment.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
        }
        if !inherit.isEmpty { record["inherit"] = .list(inherit.map(ParameterValue.string)) }
        if let timeout { record["timeout"] = .double(timeout) }
        if let memory { record["memory"] = .int(memory) }
        if retries.count > 0 { record["retries"] = retries.parameterValue }
        return .record(record)
    }

    private var commandValue: ParameterValue {
        switch command {
        case .arguments(let arguments): .list(arguments.map(ParameterValue.string))
        case .shell(let text): .string(text)
        }
    }
}

extension CommandStage.InputSource {
    fileprivate func value(path: (String) -> String) -> ParameterValue {
        switch self {
        case .path(let text): .string(path(text))
        case .output(let stage, let file): .record([("from", .string(stage)), ("file", .string(file))])
        }
    }
}
