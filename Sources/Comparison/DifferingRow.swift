import Orchestrator
import RunDatabase

/// Something that the sides have each their own value of.
public struct DifferingRow: Hashable, Sendable {
    public var name: String
    /// One for each side; nil where it has none. A side of several runs has all their values: `1, 2, 3`.
    public var values: [String?]

    public var differs: Bool { Set(values).count > 1 }
}

/// All parameters of the sides, sorted by name.
func parameterRows(_ sides: [ComparedSide]) -> [DifferingRow] {
    let tables = sides.map { side in
        side.runs.map { run in Dictionary(run.parameters.map { ($0.name, $0.text) }) { first, _ in first } }
    }
    let names = Set(tables.flatMap { $0.flatMap(\.keys) }).sorted()
    return names.map { name in DifferingRow(name: name, values: tables.map { table in joined(table.map { $0[name] }) }) }
}

/// Different values of a side's runs in their order; nil where none has any.
private func joined(_ values: [String?]) -> String? {
    var distinct: [String] = []
    for value in values.compactMap({ $0 }) where !distinct.contains(value) { distinct.append(value) }
    return distinct.isEmpty ? nil : distinct.joined(separator: ", ")
}

/// What else may make results differ: data, program, code of the stages, machine.
func environmentRows(_ sides: [ComparedSide], _ workspace: Workspace) -> [DifferingRow] {
    func row(_ name: String, _ value: (ComparedSide.Member) -> String?) -> DifferingRow {
        DifferingRow(name: name, values: sides.map { joined($0.members.map(value)) })
    }
    func digest(_ stage: String) -> DifferingRow {
        row("\(stage) artifact") { member in (member.stages.last { $0.stage == stage }?.artifact?.digest).map { String($0.prefix(12)) } }
    }
    let stages = ["ingest", "tokenize", "split", "encode", "train", "evaluate"]
    let code = stages.map { stage in
        row("\(stage) code version") { member in
            member.stages.last { $0.stage == stage }.flatMap { workspace.codeVersion(of: $0) }.map(String.init)
        }
    }
    let rows =
        [
            digest("ingest"), digest("split"), row("pipeline version") { $0.details.version },
            row("git commit") { member in
                let suffix = member.details.provenance.isGitDirty == true ? " (changed)" : ""
                return member.details.provenance.gitCommit.map { String($0.prefix(12)) + suffix }
            },
        ] + code + [
            row("BLAS kernels") { $0.details.blasKernel }, row("processor") { $0.details.provenance.cpu },
            row("threads") { $0.details.provenance.threads.map(String.init) }, row("host") { $0.details.process.host },
            row("user") { $0.details.provenance.user },
        ]
    return rows.filter { row in row.differs && row.values.contains { $0 != nil } }
}
