import Parameters
import Spec
import Stages

/// Names of a run's nodes: the stage, with the variants and axis values that its result depends on (`train/ancf@seed=1`). The same from
/// run to run of a spec whatever its values are, so that the engine can say what changed under a name.
struct NodeNames {
    private let spec: ResolvedSpec
    private let run: RunConfiguration
    /// Stage → the stages that it depends on, itself included.
    private var ancestry: [String: Set<String>] = [:]
    private var seeded: Set<String> = []
    private var names: [String: String] = [:]

    init(spec: ResolvedSpec, run: RunConfiguration) {
        self.spec = spec
        self.run = run
    }

    /// Call in the order of the stages. `others`: the names of the runs with another variant that inputs come from, by variant.
    mutating func name(of stage: String, _ plan: StagePlan, others: [String: NodeNames]) -> String {
        ancestry[stage] = plan.inputs.reduce(into: [stage]) { result, input in
            let names = input.variant.flatMap { others[$0] } ?? self
            result.formUnion(names.ancestry[input.stage] ?? [])
        }
        if plan.seed != nil, plan.followsRunSeed { seeded.insert(stage) }
        for other in others.values { seeded.formUnion(other.seeded) }
        let name = stage + label(of: ancestry[stage] ?? [stage])
        names[stage] = name
        return name
    }

    func name(ofAdded stage: String) -> String { names[stage] ?? stage }

    private func label(of stages: Set<String>) -> String {
        let variants = spec.blockOrder.filter(stages.contains).compactMap { run.blocks[$0]?.variant }
        let axes = run.axes.filter { applies($0.name, to: stages) }.map { "\($0.name)=\($0.value)" }
        return (variants.isEmpty ? "" : "/" + variants.joined(separator: ".")) + (axes.isEmpty ? "" : "@" + axes.joined(separator: ","))
    }

    private func applies(_ axis: String, to stages: Set<String>) -> Bool {
        if spec.topAxes.contains(where: { $0.name == axis }) { return !stages.isDisjoint(with: seeded) }
        return stages.contains { stage in
            let block = spec.blocks[stage]?.first { $0.variant == run.blocks[stage]?.variant }
            return block?.axes.contains { $0.name == axis || "\(stage).\($0.name)" == axis } ?? false
        }
    }
}
