import Diagnostics
import Orchestrator
import Parameters
import RunDatabase
import Search

/// What a sweep would do.
public struct SweepPreview: Sendable {
    public struct Parameter: Sendable {
        public var name: String
        public var values: String
        public var condition: String?
    }

    public struct Stage: Sendable {
        public var node: String
        /// Its kind: variants of a stage are alternatives.
        public var stage: String
        /// Trials have it in common.
        public var isShared: Bool
        public var isCached: Bool
        /// What it took last.
        public var seconds: Double?
    }

    public var name: String
    public var sampler: String
    public var pruner: String
    public var trials: Int
    /// Trials on record that count, those of them that would be tried again, and those that are planned again since something has changed.
    public var known: Int
    public var retried: Int
    public var outdated: Int
    public var changes: String
    /// Nil for a continuum.
    public var size: Int?
    public var parameters: [Parameter]
    public var stages: [Stage]

    /// For the trials that are left, one after another and none stopped early; nil where a stage never ran here. Of variants the mean:
    /// each may be chosen as often as another.
    public var estimatedSeconds: Double? {
        let shared = stages.filter { $0.isShared && !$0.isCached }.map(\.seconds)
        let own = Dictionary(grouping: stages.filter { !$0.isShared }, by: \.stage).values.map { alternatives in
            let known = alternatives.compactMap(\.seconds)
            return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
        }
        guard (shared + own).allSatisfy({ $0 != nil }) else { return nil }
        return shared.compactMap(\.self).reduce(0, +) + Double(max(0, trials - known)) * own.compactMap(\.self).reduce(0, +)
    }
}

extension SweepPlan {
    public func preview(in workspace: Workspace) throws(Failure) -> SweepPreview {
        var stages: [SweepPreview.Stage] = []
        for choices in space.variantChoices {
            for stage in try self.stages(choosing: choices, in: workspace) where !stages.contains(where: { $0.node == stage.node }) {
                stages.append(stage)
            }
        }
        let known = try knownTrials(in: workspace)
        return SweepPreview(
            name: name, sampler: type(of: sampler).id, pruner: type(of: pruner).id, trials: settings.trials,
            known: known.kept, retried: known.retried,
            outdated: known.outdated, changes: known.changes,
            size: { if case .finite(let count) = space.space.size { count } else { nil } }(),
            parameters: space.space.parameters.map(describe),
            stages: stages)
    }

    private struct KnownTrials {
        var kept = 0
        var retried = 0
        var outdated = 0
        var changes = ""
    }

    /// As `SweepCoordinator.begin` would take them up.
    private func knownTrials(in workspace: Workspace) throws(Failure) -> KnownTrials {
        guard let database = try? workspace.readDatabase(), let record = try database.sweep(name) else { return KnownTrials() }
        let resumption = SweepResumption(
            plan: self, bases: try bases(in: workspace.openStore()), known: record, retriesFailed: false)
        let verdicts = try database.trials(of: name).map { resumption.verdict($0).0 }
        let outdated = verdicts.count { $0 == .outdated }
        return KnownTrials(
            kept: verdicts.count { $0 == .kept }, retried: verdicts.count { $0 == .retried }, outdated: outdated,
            changes: outdated > 0 ? resumption.changes : "")
    }

    /// The stages of trials with these variants: two trials at opposite ends of the space show what trials have in common.
    private func stages(choosing variants: [Int: Double], in workspace: Workspace) throws(Failure) -> [SweepPreview.Stage] {
        let first = space.space.assignment { index, distribution in variants[index] ?? distribution.firstCode }
        let last = space.space.assignment { index, distribution in variants[index] ?? distribution.lastCode }
        let experiments = try [first, last].map { (point) throws(Failure) in try experiment(space.choice(point), checksFiles: true) }
        let planned = try Runner(experiments[0], workspace: workspace).plan()
        let other = Dictionary(try Runner(experiments[1], workspace: workspace).plan().map { ($0.name, $0) }) { first, _ in first }
        return planned.map { node in
            let nodes = experiments.map { $0.graph[node.name] }
            let isSame = nodes[1].map { $0.parameters == nodes[0]?.parameters && $0.seed == nodes[0]?.seed } ?? false
            return SweepPreview.Stage(
                node: node.name, stage: node.stage, isShared: isSame && !dependsOnSearch(node.name, experiments),
                isCached: node.status == .cached, seconds: node.predictedSeconds ?? other[node.name]?.predictedSeconds)
        }
    }

    /// Whether something above a node differs between two points of the space.
    private func dependsOnSearch(_ name: String, _ experiments: [Experiment]) -> Bool {
        guard let one = experiments[0].graph[name], let two = experiments[1].graph[name] else { return true }
        if one.parameters != two.parameters || one.seed != two.seed || one.codeVersion != two.codeVersion { return true }
        return one.inputs.contains { dependsOnSearch($0.node, experiments) }
    }

    private func describe(_ parameter: SearchParameter) -> SweepPreview.Parameter {
        let condition = parameter.condition.map { condition in
            let parent = space.space.parameters[condition.parent]
            let words = condition.choices.map { parent.distribution.value(ofCode: Double($0)).description }
            return "\(parent.name) is \(words.joined(separator: " or "))"
        }
        return SweepPreview.Parameter(name: parameter.name, values: text(parameter.distribution), condition: condition)
    }

    private func text(_ distribution: Distribution) -> String {
        switch distribution {
        case .choice(let values, _): return values.map(\.description).joined(separator: ", ")
        case .number(let number):
            let low = distribution.value(ofCode: number.low), high = distribution.value(ofCode: number.rounded(number.high))
            let step = number.isLog || number.step == nil || number.step == 1 && number.isInteger ? "" : ", step \(number.step ?? 1)"
            return "\(low) … \(high)\(number.isLog ? ", logarithmic" : "")\(step)"
        }
    }

    /// What a person should know before the sweep, such as a choice that is made on test data.
    public var warnings: [Diagnostic] {
        objectives.chosenOnTest.map { metric in
            .warning(
                "the sweep chooses by '\(metric)' on test data: the best value found is too good to be reported",
                hint: "choose on validation data: metric: valid/\(metric)")
        }
    }
}

extension Distribution {
    /// The highest number, or the last of a list.
    var lastCode: Double {
        switch self {
        case .number(let number): number.high
        case .choice(let values, _): Double(values.count - 1)
        }
    }
}
