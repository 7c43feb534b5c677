import Orchestrator
import RunDatabase

/// A run with what a report tells of it.
struct ReportedRun: Sendable {
    var details: RunDetails
    var title: String
    var stages: [StageRecord]
    var perUser: UserValues?

    var summary: RunSummary { details.summary }

    /// The digest of what a stage of this kind made: equal digests are the same bytes.
    func artifact(_ stage: String) -> String? { stages.first { $0.stage == stage }?.artifact?.digest }

    /// Of the evaluation, by dotted name: what must be equal for results to be comparable.
    var evaluation: [String: String] {
        Dictionary(summary.parameters.filter { $0.name.hasPrefix("evaluate.") }.map { ($0.name, $0.text) }) { first, _ in first }
    }
}

/// Why two runs cannot be compared user by user; nil where they can.
func obstacle(_ a: ReportedRun, _ b: ReportedRun) -> String? {
    if let first = a.artifact("ingest"), let second = b.artifact("ingest"), first != second { return "their data differ" }
    if a.artifact("split") == nil || a.artifact("split") != b.artifact("split") { return "their splits differ" }
    let names = Set(a.evaluation.keys).union(b.evaluation.keys)
    // More metrics or cutoffs change none of those that both have.
    let differing = names.subtracting(["evaluate.metrics", "evaluate.cutoffs"]).filter { a.evaluation[$0] != b.evaluation[$0] }.sorted()
    if !differing.isEmpty { return "they were evaluated differently (\(differing.joined(separator: ", ")))" }
    return a.perUser == nil || b.perUser == nil ? "values of single users are no longer in the store" : nil
}
