import Diagnostics
import JSON
import Orchestrator
import Parameters
import Search
import Spec
import Stages
import Store

/// A spec with a sweep, checked: everything that is known before the first trial.
public struct SweepPlan: Sendable {
    public let name: String
    public let spec: ResolvedSpec
    let specFile: String
    let overrides: [String]
    let template: SpecTemplate
    let settings: SweepSettings
    let space: SweepSpace
    let objectives: Objectives
    let sampler: any Sampler
    let pruner: any Pruner

    /// - trials: in place of what the spec says.
    public init(file: String, overrides: [String] = [], trials: Int? = nil) throws(Failure) {
        template = try Experiment.template(file: file, overrides: overrides)
        spec = try template.resolve()
        guard let sweep = spec.sweep else {
            throw Failure(
                .invalidInput, "\(file): the spec has no 'sweep'",
                hint: "add sweep: {objective: {metric: valid/ndcg@10}, parameters: {train.optimizer.learning_rate: [0.001, 0.01]}}")
        }
        let spec = spec
        var settings = try placed(spec) { () throws(Failure) in try SweepSettings(resolved: sweep) }
        if let trials { settings.trials = trials }
        self.settings = settings
        (specFile, self.overrides) = (file, overrides)
        name = settings.name ?? spec.experiment
        space = try SweepSpace(spec, schema: pipelineSchema)
        try Self.check(settings, space, spec, template)
        objectives = try placed(spec) { () throws(Failure) in try Objectives(settings) }
        sampler = try placed(spec) { () throws(Failure) in try asFailure { try SamplerRegistry.make(settings.sampler) } }
        pruner = try placed(spec) { () throws(Failure) in try asFailure { try PrunerRegistry.make(settings.pruner) } }
        if let refusal = type(of: sampler).refusal(of: space.space, objectives: objectives.entries.count) {
            throw Failure(.invalidInput, [spec.diagnostic(refusal, atKeys: ["sweep", "sampler"])])
        }
    }

    /// That something measures what the sweep looks at, whichever variants a trial has.
    private static func check(
        _ settings: SweepSettings, _ space: SweepSpace, _ spec: ResolvedSpec, _ template: SpecTemplate
    ) throws(Failure) {
        var runs: [PlannedRun] = []
        for codes in space.variantChoices {
            let choice = space.choice(space.space.assignment { index, distribution in codes[index] ?? distribution.firstCode })
            let values = choice.values + Self.validations(choice, of: spec, settings)
            let experiment = try Experiment(
                spec: try template.resolve(values, includesSweep: false), variants: choice.variants, checksFiles: false)
            runs += experiment.runs.prefix(1)
        }
        try ObjectiveCheck(spec: spec, settings: settings).check(runs)
    }

    /// What trials rest on, for each choice of variants.
    func bases(in store: Store) throws(Failure) -> SweepBases {
        var bases: [String: ExperimentBase] = [:]
        for codes in space.variantChoices {
            let choice = space.choice(space.space.assignment { index, distribution in codes[index] ?? distribution.firstCode })
            bases[choice.label] = try ExperimentBase(try baseExperiment(choice), store: store)
        }
        return SweepBases(byChoice: bases)
    }

    /// The spec's own values, without the search; where these are no experiment, the first point of the space stands for it.
    private func baseExperiment(_ choice: TrialChoice) throws(Failure) -> Experiment {
        do throws(Failure) {
            let spec = try template.resolve([], includesSweep: false)
            return try Experiment(spec: spec, variants: choice.variants, checksFiles: false)
        } catch {
            return try experiment(choice)
        }
    }

    var constraintsJSON: String {
        JSONValue.array(settings.constraints.map { .string("\($0.metric) \($0.isUpperBound ? "<" : ">") \($0.bound)") }).compact
    }

    /// What the database keeps of what was asked for.
    var settingsJSON: String {
        JSONValue.object([("sweep", spec.sweep.map { JSONValue($0) } ?? .null), ("space", space.space.json)]).compact
    }

    /// One trial's experiment: one choice of variants, one value for each parameter, `repeats` seeds.
    func experiment(_ choice: TrialChoice, checksFiles: Bool = false) throws(Failure) -> Experiment {
        try Experiment(
            spec: try template.resolve(values(choice), includesSweep: false), variants: choice.variants, checksFiles: checksFiles)
    }

    /// The overrides of a trial, with its seeds.
    func values(_ choice: TrialChoice) -> [String] {
        let values = choice.values + Self.validations(choice, of: spec, settings)
        guard settings.repeats > 1, case .int(let seed)? = spec.top["seed"] else { return values }
        let seeds = (0..<settings.repeats).map { String(seed + $0) }
        return values + ["seed=[\(seeds.joined(separator: ","))]"]
    }

    /// Models that are fitted in one step measure nothing on validation data unless asked to: an objective or constraint asks.
    private static func validations(_ choice: TrialChoice, of spec: ResolvedSpec, _ settings: SweepSettings) -> [String] {
        let watched = (settings.objectives.map(\.metric) + settings.constraints.map(\.metric)).filter { $0.hasPrefix("valid/") }
        guard !watched.isEmpty, let blocks = spec.blocks[TrainStage.id] else { return [] }
        return blocks.compactMap { block in
            guard choice.variants[TrainStage.id].map({ $0 == block.variant }) ?? true,
                let request = TrainStage.validation(of: block, measuring: watched.map { String($0.dropFirst(6)) })
            else { return nil }
            return "\(block.path).validation=\(request)"
        }
    }
}

/// Gives problems of the sweep their place in the spec.
private func placed<Value>(_ spec: ResolvedSpec, _ body: () throws(Failure) -> Value) throws(Failure) -> Value {
    do throws(Failure) {
        return try body()
    } catch {
        throw Failure(
            error.code,
            error.diagnostics.map { $0.location == nil ? spec.diagnostic($0.message, within: "sweep", hint: $0.hint) : $0 })
    }
}

private func asFailure<Value>(_ body: () throws -> Value) throws(Failure) -> Value {
    do { return try body() } catch { throw error as? Failure ?? Failure(.internalError, "\(error)") }
}
