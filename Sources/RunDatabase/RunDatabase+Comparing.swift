import Diagnostics
import GRDB

/// Runs side by side.
public struct RunComparison: Hashable, Sendable {
    public struct ParameterRow: Hashable, Sendable {
        public var name: String
        /// One for each run, in the order of `runs`; nil where the run has no such parameter.
        public var values: [RecordedParameter?]
    }

    public struct MetricRow: Hashable, Sendable {
        public var name: String
        public var values: [Double?]
    }

    public var runs: [RunSummary]
    /// Only those that differ, sorted by name.
    public var parameters: [ParameterRow]
    /// How many parameters are the same in all.
    public var equalParameters: Int
    /// All final metrics that any of the runs has, sorted by name.
    public var metrics: [MetricRow]
}

extension RunDatabase {
    /// Compares runs given by full id, in that order. Throws `usage` for an id that is not there.
    public func compare(_ ids: [String]) throws(Failure) -> RunComparison {
        var runs: [RunSummary] = []
        for id in ids { runs.append(try run(id: id).summary) }
        let parameters = sideBySide(runs.map { run in run.parameters.map { ($0.name, $0) } })
        let differing = parameters.filter { row in row.values.contains { $0?.text != row.values.first??.text } }
        let metrics = sideBySide(runs.map { run in run.metrics.map { ($0.name, $0.value) } })
        return RunComparison(
            runs: runs, parameters: differing.map { .init(name: $0.name, values: $0.values) },
            equalParameters: parameters.count - differing.count, metrics: metrics.map { .init(name: $0.name, values: $0.values) })
    }
}

private func sideBySide<Value>(_ columns: [[(String, Value)]]) -> [(name: String, values: [Value?])] {
    let tables = columns.map { Dictionary($0, uniquingKeysWith: { first, _ in first }) }
    let names = Set(tables.flatMap(\.keys)).sorted()
    return names.map { name in (name, tables.map { $0[name] }) }
}
