import Diagnostics
import Parameters

/// Decodes `prepare`: a list of command stages.
struct PrepareDecoder {
    let values: ValueDecoder
    private var problems: Problems { values.problems }

    init(values: ValueDecoder) { self.values = values }

    private static let keys = CommandStage.declarations.map(\.name)

    private struct Parts {
        var node: SpecNode
        var name: String
        var outputs: [String]
    }

    func decode(_ node: SpecNode?) -> [CommandStage] {
        guard let node, !node.isNull else { return [] }
        guard let items = node.items else {
            problems.report(
                "'prepare' must be a list of stages, is \(node.kind)", at: node.place, hint: "start each stage with '- name: …'")
            return []
        }
        let stages = items.compactMap(parts)
        var outputs: [String: [String]] = [:]
        for stage in stages {
            if outputs.updateValue(stage.outputs, forKey: stage.name) != nil {
                let place = stage.node["name"]?.place ?? stage.node.place
                problems.report("two stages have the name '\(stage.name)'", at: place, hint: "names are unique")
            }
        }
        let decoded = stages.map { stage(from: $0, outputs: outputs) }
        reportCycles(decoded, in: stages)
        return decoded
    }

    /// Name and outputs come first: the inputs of any stage may refer to them.
    private func parts(_ node: SpecNode) -> Parts? {
        guard let entries = node.entries else {
            problems.report(
                "a command stage must be a mapping, is \(node.kind)", at: node.place, hint: "write '- name: …' with its keys below")
            return nil
        }
        for entry in entries where !Self.keys.contains(entry.key) {
            problems.report(
                "unknown key '\(excerpt(entry.key))' in a command stage", at: entry.keyPlace,
                hint: ForeignWords.hint(for: entry.key, value: nil, among: Self.keys) ?? suggestion(for: entry.key, among: Self.keys))
        }
        guard let name = name(node) else { return nil }
        return Parts(node: node, name: name, outputs: outputs(node, stage: name))
    }

    private func name(_ node: SpecNode) -> String? {
        guard let name = node["name"] else {
            problems.report("missing 'name' in a command stage", at: node.place, hint: "add name: NAME")
            return nil
        }
        guard let text = name.scalar?.text, isVariantName(text) else {
            problems.report(
                "a stage's name cannot be \(name.kind)", at: name.place, hint: "names are made of the letters A-Z a-z, digits, '_' and '-'")
            return nil
        }
        return text
    }

    private func outputs(_ node: SpecNode, stage: String) -> [String] {
        guard let list = node["outputs"] else {
            problems.report(
                "missing 'outputs' in stage '\(stage)'", at: node["name"]?.place ?? node.place,
                hint: "list the files that it writes: [file]")
            return []
        }
        guard case .list(let found)? = values.decode(list, as: .list(of: .string, count: 1...100_000), name: "outputs") else { return [] }
        var seen: Set<String> = []
        var result: [String] = []
        for (item, value) in zip(list.items ?? [], found) {
            guard case .string(let path) = value else { continue }
            if !isContained(path) {
                problems.report(
                    "an output must be a path inside the stage's own folder, is '\(excerpt(path))'", at: item.place,
                    hint: "a relative path without '..'")
            } else if !seen.insert(path).inserted {
                problems.report("the output '\(excerpt(path))' is given twice", at: item.place)
            } else {
                result.append(path)
            }
        }
        return result
    }

    private func stage(from parts: Parts, outputs: [String: [String]]) -> CommandStage {
        let node = parts.node, command = PrepareCommand(values: values)
        return CommandStage(
            name: parts.name, command: command.command(node, stage: parts.name),
            inputs: PrepareInputs(values: values, stages: outputs).decode(node["inputs"]), outputs: parts.outputs,
            parameters: parameters(node["parameters"]), environment: environment(node["environment"]), inherit: command.inherit(node),
            timeout: command.timeout(node), memory: command.memory(node), retries: command.retries(node),
            location: problems.source(node.place).location(node["name"]?.place ?? node.place))
    }

    private func parameters(_ node: SpecNode?) -> ParameterValue {
        guard let node, !node.isNull, values.entries(of: node, name: "parameters") != nil else { return .record([]) }
        let parameters = ValueDecoder.untyped(node)
        var paths: [String: String] = [:]
        for (path, _) in parameters.flattened() {
            let name = ParameterValue.environmentName(of: path)
            guard let other = paths.updateValue(path, forKey: name) else { continue }
            problems.report(
                "parameters '\(excerpt(other))' and '\(excerpt(path))' are both \(excerpt(name)) in the program's environment",
                at: node.place, hint: "rename one of the two")
        }
        return parameters
    }

    private func environment(_ node: SpecNode?) -> [String: String] {
        guard let node, !node.isNull, let entries = values.entries(of: node, name: "environment") else { return [:] }
        var result: [String: String] = [:]
        for entry in entries {
            if entry.key.isEmpty || entry.key.contains("=") {
                problems.report("'\(excerpt(entry.key))' cannot be the name of an environment variable", at: entry.keyPlace)
            } else if let scalar = entry.value.scalar {
                result[entry.key] = scalar.text
            } else {
                problems.report("'\(excerpt(entry.key))' must be a text, is \(entry.value.kind)", at: entry.value.place)
            }
        }
        return result
    }

    /// Reports every stage that waits for itself.
    private func reportCycles(_ stages: [CommandStage], in parts: [Parts]) {
        var waiting: [String: Int] = [:]
        var dependents: [String: [String]] = [:]
        for stage in stages {
            waiting[stage.name] = stage.dependencies.count
            for name in stage.dependencies { dependents[name, default: []].append(stage.name) }
        }
        var ready = stages.map(\.name).filter { waiting[$0] == 0 }
        while let name = ready.popLast() {
            waiting[name] = nil
            for dependent in dependents[name] ?? [] {
                waiting[dependent]? -= 1
                if waiting[dependent] == 0 { ready.append(dependent) }
            }
        }
        guard let first = zip(stages, parts).first(where: { waiting[$0.0.name] != nil }) else { return }
        let names = stages.map(\.name).filter { waiting[$0] != nil }
        problems.report(
            "stages wait for each other: \(names.prefix(8).joined(separator: ", "))", at: first.1.node["name"]?.place ?? first.1.node.place,
            hint: "an input from a stage must not depend on this stage's own output")
    }
}

extension CommandStage {
    /// The command stages whose outputs this one reads, each once.
    public var dependencies: Set<String> {
        Set(
            inputs.compactMap { input in
                if case .output(let stage, _) = input.source { stage } else { nil }
            })
    }
}

/// Whether a path is relative and stays in its folder.
func isContained(_ path: String) -> Bool {
    !path.isEmpty && !path.hasPrefix("/") && !path.hasSuffix("/")
        && path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { $0 != ".." && $0 != "." && !$0.isEmpty }
}
