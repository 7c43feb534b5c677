import JSON
import Orchestrator
import Parameters
import RunDatabase
import Search

/// What of an earlier invocation's trials still counts. Identity is content: a trial belongs to a sweep whose data, settings and code are those
/// that it was made with. Another trial would be proposed on the strength of results of something else.
struct SweepResumption {
    enum Verdict: Hashable {
        case kept
        /// Failed, or without its runs, for a reason that may be gone.
        case retried
        /// Made with other data, settings or code.
        case outdated
        /// No point of the space as it is now.
        case outside
    }

    let plan: SweepPlan
    let bases: SweepBases
    /// As the database has the sweep; nil where it is new.
    let known: SweepRecord?
    let retriesFailed: Bool

    var hasOtherObjectives: Bool { known.map { $0.objectives != plan.objectives.json || $0.constraints != plan.constraintsJSON } ?? false }

    func verdict(_ trial: TrialRecord) -> (Verdict, Assignment?) {
        guard let assignment = assignment(trial) else { return (.outside, nil) }
        guard trial.base == bases.digest(plan.space.choice(assignment)) else { return (.outdated, assignment) }
        switch trial.status {
        case .failed where retriesFailed || hasOtherObjectives: return (.retried, assignment)
        case .finished where trial.runs.isEmpty: return (.retried, assignment)
        case .pruned where trial.runs.isEmpty: return (.retried, assignment)
        default: return (.kept, assignment)
        }
    }

    /// Nil where the trial's parameters are no point of the space.
    private func assignment(_ trial: TrialRecord) -> Assignment? {
        guard let json = try? JSONValue(parsing: trial.parameters), let members = json.members else { return nil }
        let values = Dictionary(members.map { ($0.name, ParameterValue($0.value)) }) { first, _ in first }
        return plan.space.space.assignment(of: values)
    }

    /// What has changed since the trials were made, for people; empty where that was not recorded.
    var changes: String {
        guard let recorded = known?.base else { return known == nil ? "" : "they are from before sweeps recorded what they rest on" }
        let lines = bases.changes(since: recorded)
        return lines.prefix(3).joined(separator: "; ") + (lines.count > 3 ? "; \(lines.count - 3) more" : "")
    }
}
