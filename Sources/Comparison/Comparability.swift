import Orchestrator
import RunDatabase

/// A reason why results must not be put side by side.
public struct Mismatch: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable { case data, split, `protocol` }

    public var kind: Kind
    public var message: String
}

/// What two runs must have in common for their results to be comparable: the same interactions, the same split, the same way to measure.
public struct Comparability {
    let first: ComparedSide
    let second: ComparedSide

    public init(_ first: ComparedSide, _ second: ComparedSide) { (self.first, self.second) = (first, second) }

    public var mismatches: [Mismatch] {
        let data = differs(artifact: "ingest"), split = differs(artifact: "split")
        var result: [Mismatch] = []
        if data {
            result.append(Mismatch(kind: .data, message: "the data differ: \(difference(under: "ingest", else: "other input files"))"))
        }
        if split, !data {
            result.append(
                Mismatch(kind: .split, message: "the splits differ: \(difference(under: "split", else: "another seed or other code"))"))
        }
        let asked: Set = ["evaluate.metrics", "evaluate.cutoffs"]
        let rows = parameterRows([first, second]).filter { $0.name.hasPrefix("evaluate.") && !asked.contains($0.name) && $0.differs }
        if !rows.isEmpty {
            result.append(Mismatch(kind: .protocol, message: "the protocols differ: \(rows.map(text).joined(separator: "; "))"))
        }
        return result
    }

    /// Whether the two have different artifacts of a stage. Seeds may each have a split of their own, as long as both sides have the same.
    private func differs(artifact stage: String) -> Bool {
        let a = digests(of: stage, first), b = digests(of: stage, second)
        return !a.isEmpty && !b.isEmpty && a != b
    }

    private func digests(of stage: String, _ side: ComparedSide) -> Set<String> {
        Set(side.members.compactMap { member in member.stages.last { $0.stage == stage }?.artifact?.digest })
    }

    private func difference(under stage: String, else fallback: String) -> String {
        let rows = parameterRows([first, second]).filter { $0.name.hasPrefix(stage + ".") && $0.differs }
        return rows.isEmpty ? fallback : rows.map(text).joined(separator: "; ")
    }

    private func text(_ row: DifferingRow) -> String {
        "\(row.name) is \(row.values[0] ?? "not set") in \(first.name), \(row.values[1] ?? "not set") in \(second.name)"
    }
}
