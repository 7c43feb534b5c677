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
    public var known: Int
    /// Nil for a continuum.
    public var size: Int?
    public var parameters: [Parameter]
    public var stages: [Stage]

    /// For the trials that are left, one after another; nil where a stage never ran here.
    public var estimatedSeconds: Double? {
        let own = stages.filter { !$0.isShared }
        guard own.allSatisfy({ $0.seconds != nil }) else { return nil }
        let shared = stages.filter { $0.isShared && !$0.isCached }.compactMap(\.seconds).reduce(0, +)
        return shared + Double(max(0, trials - known)) * own.compactMap(\.seconds).reduce(0, +)
    }
}

extension SweepPlan {
    public func preview(in workspace: Workspace) throws(Failure) -> SweepPreview {
        let first = space.space.assignment { _, distribution in distribution.firstCode }
        let last = space.space.assignment { _, distribution in distribution.lastCode }
        let experiments = try [first, last].map { (point) throws(Failure) in try experiment(space.choice(point), checksFiles: true) }
        let planned = try Runner(experiments[0], workspace: workspace).plan()
        let other = Dictionary(try Runner(experiments[1], workspace: workspace).plan().map { ($0.name, $0) }) { first, _ in first }
        let stages = planned.map { node in
            let nodes = experiments.map { $0.graph[node.name] }
            let isSame = nodes[1].map { $0.parameters == nodes[0]?.parameters && $0.seed == nodes[0]?.seed } ?? false
            return SweepPreview.Stage(
                node: node.name, isShared: isSame && !dependsOnSearch(node.name, experiments), isCached: node.status == .cached,
                seconds: node.predictedSeconds ?? other[node.name]?.predictedSeconds)
        }
        let known = (try? workspace.readDatabase()).flatMap { try? $0.trials(of: name).count } ?? 0
        return SweepPreview(
            name: name, sampler: type(of: sampler).id, pruner: type(of: pruner).id, trials: settings.trials, known: known,
            size: { if case .finite(let count) = space.space.size { count } else { nil } }(),
            parameters: space.space.parameters.map(describe),
            stages: stages)
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
