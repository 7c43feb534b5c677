import JSON
import Orchestrator

/// What the trials of a sweep rest on, by the variants that they have: a change of one variant leaves the trials of others alone.
struct SweepBases {
    /// `TrialChoice.label` → base. Of more choices than sixteen the others have none, and their trials always count.
    let byChoice: [String: ExperimentBase]

    func digest(_ choice: TrialChoice) -> String? { byChoice[choice.label]?.digest }

    var json: String { JSONValue.object(byChoice.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }).compact }

    /// What differs from what was recorded before, each change once.
    func changes(since recorded: String) -> [String] {
        guard let before = try? JSONValue(parsing: recorded) else { return [] }
        var lines: [String] = []
        for (choice, base) in byChoice.sorted(by: { $0.key < $1.key }) {
            guard let old = before[choice] else { continue }
            for line in base.changes(since: old) where !lines.contains(line) { lines.append(line) }
        }
        return lines
    }
}

extension TrialChoice {
    /// `train=ancf`; empty where the spec has no variants to choose.
    var label: String { variants.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",") }
}
