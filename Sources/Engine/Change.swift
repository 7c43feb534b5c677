import Parameters
import Store

/// One difference between an action and the one that last succeeded under the same node name.
public enum Change: Hashable, Sendable {
    case stage(old: String, new: String)
    case code(old: Int, new: Int)
    /// A parameter by dotted path; nil where it is not there.
    case parameter(path: String, old: ParameterValue?, new: ParameterValue?)
    case seed(old: UInt64?, new: UInt64?)
    /// The content of an external file.
    case file(name: String, path: String)
    case fileAdded(name: String, path: String)
    case fileRemoved(name: String)
    /// The output of another node.
    case input(name: String, node: String)
    case inputAdded(name: String, node: String)
    case inputRemoved(name: String)
}

extension Change: CustomStringConvertible {
    public var description: String {
        switch self {
        case .stage(let old, let new): "stage changed \(old) → \(new)"
        case .code(let old, let new): "code version changed \(old) → \(new)"
        case .parameter(let path, let old?, let new?): "parameter \(path) changed \(text(old, besides: new)) → \(text(new, besides: old))"
        case .parameter(let path, nil, let new): "parameter \(path) added: \(new ?? .null)"
        case .parameter(let path, let old, nil): "parameter \(path) removed (was \(old ?? .null))"
        case .seed(let old, let new): "seed changed \(text(old)) → \(text(new))"
        case .file(let name, let path): "content of \(path) changed (\(name))"
        case .fileAdded(let name, let path): "file \(path) added (\(name))"
        case .fileRemoved(let name): "file \(name) removed"
        case .input(let name, let node): "output of \(node) changed (\(name))"
        case .inputAdded(let name, let node): "input \(name) added (from \(node))"
        case .inputRemoved(let name): "input \(name) removed"
        }
    }

    /// A text that looks like the other value is quoted.
    private func text(_ value: ParameterValue, besides other: ParameterValue) -> String {
        guard case .string(let text) = value, text == other.description else { return value.description }
        return "'\(text)'"
    }

    private func text(_ seed: UInt64?) -> String { seed.map(String.init) ?? "none" }

    /// A record for JSON: `kind`, and what there is of `path`, `name`, `node`, `old`, `new`.
    public var parameterValue: ParameterValue {
        let seed = { (seed: UInt64?) -> ParameterValue in seed.map { .string(String($0)) } ?? .null }
        return switch self {
        case .stage(let old, let new): record("stage", [("old", .string(old)), ("new", .string(new))])
        case .code(let old, let new): record("code", [("old", .int(old)), ("new", .int(new))])
        case .parameter(let path, let old, let new):
            record("parameter", [("path", .string(path)), ("old", old ?? .null), ("new", new ?? .null)])
        case .seed(let old, let new): record("seed", [("old", seed(old)), ("new", seed(new))])
        case .file(let name, let path): record("file", [("name", .string(name)), ("path", .string(path))])
        case .fileAdded(let name, let path): record("file_added", [("name", .string(name)), ("path", .string(path))])
        case .fileRemoved(let name): record("file_removed", [("name", .string(name))])
        case .input(let name, let node): record("input", [("name", .string(name)), ("node", .string(node))])
        case .inputAdded(let name, let node): record("input_added", [("name", .string(name)), ("node", .string(node))])
        case .inputRemoved(let name): record("input_removed", [("name", .string(name))])
        }
    }

    private func record(_ kind: String, _ fields: [(name: String, value: ParameterValue)]) -> ParameterValue {
        .record([("kind", .string(kind))] + fields)
    }
}

extension Change {
    /// What differs between two actions, in the order stage, code, parameters, seed, files, inputs.
    package static func between(_ old: ActionComponents, _ new: ActionComponents, of node: Node) -> [Change] {
        var changes: [Change] = []
        if old.stage != new.stage { changes.append(.stage(old: old.stage, new: new.stage)) }
        if old.codeVersion != new.codeVersion { changes.append(.code(old: old.codeVersion, new: new.codeVersion)) }
        changes += parameters(old.parameters, new.parameters)
        if old.seed != new.seed { changes.append(.seed(old: old.seed, new: new.seed)) }
        let paths = Dictionary(node.files.map { ($0.name, $0.path) }) { $1 }
        changes += named(
            old.files, new.files, changed: { .file(name: $0, path: paths[$0] ?? $0) },
            added: { .fileAdded(name: $0, path: paths[$0] ?? $0) }, removed: { .fileRemoved(name: $0) })
        let nodes = Dictionary(node.inputs.map { ($0.name, $0.node) }) { $1 }
        changes += named(
            old.inputs, new.inputs, changed: { .input(name: $0, node: nodes[$0] ?? $0) },
            added: { .inputAdded(name: $0, node: nodes[$0] ?? $0) }, removed: { .inputRemoved(name: $0) })
        return changes
    }

    private static func parameters(_ old: ParameterValue, _ new: ParameterValue) -> [Change] {
        let before = Dictionary(old.flattened().map { ($0.path, $0.value) }) { $1 }
        let after = Dictionary(new.flattened().map { ($0.path, $0.value) }) { $1 }
        return Set(before.keys).union(after.keys).sorted()
            .filter { before[$0] != after[$0] }
            .map { .parameter(path: $0, old: before[$0], new: after[$0]) }
    }

    private static func named(
        _ old: [ActionComponents.NamedDigest], _ new: [ActionComponents.NamedDigest], changed: (String) -> Change,
        added: (String) -> Change, removed: (String) -> Change
    ) -> [Change] {
        let before = Dictionary(old.map { ($0.name, $0.digest) }) { $1 }, after = Dictionary(new.map { ($0.name, $0.digest) }) { $1 }
        return Set(before.keys).union(after.keys).sorted().compactMap { name in
            switch (before[name], after[name]) {
            case (nil, _): added(name)
            case (_, nil): removed(name)
            case (let old, let new): old == new ? nil : changed(name)
            }
        }
    }
}
