import Comparison
import Orchestrator
import RunDatabase

/// A run with what a report tells of it.
struct ReportedRun: Sendable {
    var title: String
    /// The run by itself, as comparisons take it.
    var side: ComparedSide
    /// What its test gave for each user; nil where the run has none or the store holds it no longer.
    var perUser: PerUserTable?

    init(_ member: ComparedSide.Member, title: String, in workspace: Workspace) {
        self.title = title
        side = ComparedSide(name: title, members: [member])
        perUser = PerUserTable(side, in: workspace)
        (details, stages) = (member.details, member.stages)
    }

    let details: RunDetails
    let stages: [StageRecord]

    var summary: RunSummary { details.summary }

    var id: String { summary.id }

    /// The digest of what a stage of this kind made: equal digests are the same bytes.
    func artifact(_ stage: String) -> String? { stages.first { $0.stage == stage }?.artifact?.digest }
}
