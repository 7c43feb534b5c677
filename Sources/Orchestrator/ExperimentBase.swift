import Diagnostics
import Engine
import JSON
import Store

/// What results of an experiment rest on: of every stage its code version, resolved parameters, seed and the content of its input files. Equal
/// bases give equal results for equal choices.
package struct ExperimentBase: Hashable, Sendable {
    /// Node → {"version", "parameters", "seed", "files"}, as JSON.
    package let json: JSONValue
    /// SHA-256 of that, in hexadecimal.
    package var digest: String { Digest(hashing: Array(json.compact.utf8)).hex }

    /// Hashes external files that the store does not know yet.
    package init(_ experiment: Experiment, store: Store) throws(Failure) {
        var members: [(String, JSONValue)] = []
        for node in experiment.graph.nodes {
            var files: [(String, JSONValue)] = []
            for file in node.files { files.append((file.name, .string(try store.fileDigest(file.path).hex))) }
            members.append(
                (
                    node.name,
                    .object([
                        ("version", .int(node.codeVersion)), ("parameters", JSONValue(node.parameters)),
                        ("seed", node.seed.map { .string(String($0)) } ?? .null), ("files", .object(files)),
                    ])
                ))
        }
        json = .object(members.sorted { $0.0 < $1.0 })
    }

    /// What differs from what was recorded before, a line each: `ingest: interactions changed`, `train/mf: epochs 3 → 6`.
    package func changes(since recorded: JSONValue) -> [String] {
        guard let old = recorded.members, let new = json.members else { return [] }
        let known = Dictionary(old.map { ($0.name, $0.value) }) { first, _ in first }
        let names = Set(new.map(\.name))
        return new.flatMap { member -> [String] in
            guard let other = known[member.name] else { return ["\(member.name) is new"] }
            return Self.changes(from: other, to: member.value).map { "\(member.name): \($0)" }
        } + old.filter { !names.contains($0.name) }.map { "\($0.name) is gone" }
    }

    private static func changes(from old: JSONValue, to new: JSONValue) -> [String] {
        var lines: [String] = []
        for file in new["files"]?.members ?? [] where old["files"]?[file.name] != file.value { lines.append("\(file.name) changed") }
        lines += differences(old["parameters"] ?? .null, new["parameters"] ?? .null, path: "")
        if old["seed"] != new["seed"] { lines.append("seed \(text(old["seed"])) → \(text(new["seed"]))") }
        if old["version"] != new["version"] { lines.append("another version of its code") }
        return lines
    }

    private static func differences(_ old: JSONValue, _ new: JSONValue, path: String) -> [String] {
        guard old != new else { return [] }
        guard let before = old.members, let after = new.members else { return ["\(path) \(text(old)) → \(text(new))"] }
        let names = Set(before.map(\.name)).union(after.map(\.name)).sorted()
        return names.flatMap { name in
            differences(old[name] ?? .null, new[name] ?? .null, path: path.isEmpty ? name : "\(path).\(name)")
        }
    }

    private static func text(_ value: JSONValue?) -> String { value.map { $0.string ?? $0.compact } ?? "none" }
}
