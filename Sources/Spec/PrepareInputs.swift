import Diagnostics
import Parameters

/// Decodes a command stage's `inputs`: a list of sources, or a mapping from names to sources. A source is a path, or
/// `{from: STAGE, file: OUTPUT}` (`file` may be left out where the stage has one output).
struct PrepareInputs {
    let values: ValueDecoder
    /// The outputs of all command stages.
    let stages: [String: [String]]
    private var problems: Problems { values.problems }

    init(values: ValueDecoder, stages: [String: [String]]) {
        self.values = values
        self.stages = stages
    }

    func decode(_ node: SpecNode?) -> [CommandStage.Input] {
        guard let node, !node.isNull else { return [] }
        var seen: Set<String> = []
        if let items = node.items {
            return items.compactMap { item in
                guard let source = source(item) else { return nil }
                return input(named: source.baseName, source, at: item.place, seen: &seen)
            }
        }
        guard let entries = node.entries else {
            problems.report(
                "'inputs' must be a list or a mapping, is \(node.kind)", at: node.place,
                hint: node.scalar.map { "write [\(excerpt($0.text))]" })
            return []
        }
        return entries.compactMap { entry in
            guard let source = source(entry.value) else { return nil }
            guard isContained(entry.key) else {
                problems.report(
                    "an input's name must be a path inside the stage's own folder, is '\(excerpt(entry.key))'", at: entry.keyPlace,
                    hint: "a relative path without '..'")
                return nil
            }
            return input(named: entry.key, source, at: entry.keyPlace, seen: &seen)
        }
    }

    private func input(
        named name: String, _ source: CommandStage.InputSource, at place: Place, seen: inout Set<String>
    ) -> CommandStage.Input? {
        guard isContained(name) else {
            problems.report("this input has no file name", at: place, hint: "name it: inputs: {name: path}")
            return nil
        }
        guard seen.insert(name).inserted else {
            problems.report("two inputs have the name '\(excerpt(name))'", at: place, hint: "name them: inputs: {name: path}")
            return nil
        }
        return CommandStage.Input(name: name, source: source)
    }

    private func source(_ node: SpecNode) -> CommandStage.InputSource? {
        if let scalar = node.scalar, !scalar.isNull {
            guard case .string(let path)? = values.path(scalar.text, name: "inputs", at: node.place) else { return nil }
            guard let (stage, output) = CommandStage.reference(path) else { return .path(path) }
            return self.output(output, of: stage, at: node.place)
        }
        guard let entries = node.entries else {
            problems.report(
                "an input must be a path or {from: STAGE, file: OUTPUT}, is \(node.kind)", at: node.place)
            return nil
        }
        let fields = [
            FieldDeclaration("from", .string, "name of the command stage"),
            FieldDeclaration("file", .optional(.string), default: .null, "which of its outputs"),
        ]
        guard
            let record = values.record(entries, fields: fields, context: "an input", place: node.place),
            case .string(let stage)? = record["from"]
        else { return nil }
        let place = node["file"]?.place ?? node["from"]?.place ?? node.place
        if case .string(let file)? = record["file"] { return output(file, of: stage, at: place) }
        return onlyOutput(of: stage, at: place)
    }

    private func onlyOutput(of stage: String, at place: Place) -> CommandStage.InputSource? {
        guard let outputs = stages[stage] else { return unknown(stage, at: place) }
        guard outputs.count == 1 else {
            problems.report(
                "stage '\(stage)' has \(outputs.count) outputs", at: place,
                hint: "say which: {from: \(stage), file: \(outputs.first ?? "…")}")
            return nil
        }
        return .output(stage: stage, file: outputs[0])
    }

    private func output(_ file: String, of stage: String, at place: Place) -> CommandStage.InputSource? {
        guard let outputs = stages[stage] else { return unknown(stage, at: place) }
        guard outputs.contains(file) else {
            problems.report(
                "stage '\(stage)' has no output '\(excerpt(file))'", at: place, hint: suggestion(for: file, among: outputs))
            return nil
        }
        return .output(stage: stage, file: file)
    }

    private func unknown(_ stage: String, at place: Place) -> CommandStage.InputSource? {
        problems.report(
            "there is no stage '\(excerpt(stage))' in prepare", at: place, hint: suggestion(for: stage, among: stages.keys.sorted()))
        return nil
    }
}

extension CommandStage.InputSource {
    /// The last part of its path.
    fileprivate var baseName: String {
        switch self {
        case .path(let path), .output(_, let path): path.split(separator: "/").last.map(String.init) ?? ""
        }
    }
}
