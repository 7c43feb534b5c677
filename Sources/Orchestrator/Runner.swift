import Console
import Diagnostics
import Engine
import Files
import JSON
import Parameters
import RunDatabase
import Store
import Tensor

/// Carries an experiment out: spec → graph → store and run database.
public struct Runner: Sendable {
    public let experiment: Experiment
    public let workspace: Workspace
    package let store: Store

    public init(_ experiment: Experiment, workspace: Workspace) throws(Failure) {
        self.experiment = experiment
        self.workspace = workspace
        store = try workspace.openStore()
    }

    /// For many experiments one after the other on a store that is open.
    package init(_ experiment: Experiment, on recollection: Recollection) {
        (self.experiment, workspace, store) = (experiment, recollection.workspace, recollection.store)
    }

    /// What a run would do; executes nothing.
    public func plan(force: Set<String> = []) throws(Failure) -> [PlannedNode] {
        try check(force)
        return Engine(store: store).plan(experiment.graph, scope: experiment.name, force: force)
    }

    /// Blocks until everything is done, failed or cancelled.
    public func run(_ request: RunRequest, cancellation: CancellationToken) throws(Failure) -> RunOutcome {
        let clock = Stopwatch()
        try check(request.force)
        // Also where nothing is to be done: a killed run may have left its last folder.
        store.sweep()
        let identified = try identifiedRuns()
        let runs = identified.map { (id: $0.id, plan: $0.plan) }
        let settled = request.force.isEmpty ? try settledRuns(runs) : Settled()
        if settled.runs.count == Set(runs.map(\.id)).count {
            try addTags(request.tags, to: runs.map(\.id))
            return RunOutcome(
                experiment: experiment.name, runs: runs.compactMap { settled.runs[$0.id] }, failures: [], isUpToDate: true,
                wasInterrupted: false, seconds: clock.seconds, savedSeconds: settled.seconds)
        }
        let open = identified.filter { settled.runs[$0.id] == nil }
        try addTags(request.tags, to: Array(settled.runs.keys))
        let database = try workspace.writeDatabase()
        let display = ProgressDisplay(quiet: request.isQuiet)
        defer { display.close() }
        if let recovered = database.recovered {
            let warning = Diagnostic.warning("the run database lacked \(recovered); they are recorded again from the store")
            display.note(DiagnosticRenderer().render(warning).trimmingLineEnd)
        }
        let provenance = self.provenance(threads: request.threads)
        for run in open { try database.beginRun(record(run, tags: request.tags, provenance: provenance)) }
        let recorder = RunRecorder(database: database, display: display, runs: open.map { ($0.id, $0.plan) })
        let isolation = request.program.map { StageProcesses(program: $0, workspace: workspace, store: store) }
        defer { isolation?.close() }
        let engine = Engine(
            store: store, jobs: request.jobs, threadsPerNode: request.threads, facts: ["version": productVersion], delegate: recorder,
            isolation: isolation)
        let results = engine.run(experiment.graph, scope: experiment.name, force: request.force, cancellation: cancellation)
        recorder.closeOpen()
        if let problem = recorder.problem { throw problem }
        return try outcome(runs, settled, results, database, cancellation, clock)
    }

    private func addTags(_ tags: [String: String], to runs: [String]) throws(Failure) {
        guard !tags.isEmpty else { return }
        let database = try workspace.writeDatabase()
        for run in runs { for (key, value) in tags { try database.tag(run, key, value) } }
    }

    /// The runs with their ids, in the order of the spec.
    package func identifiedRuns() throws(Failure) -> [IdentifiedRun] {
        var runs: [IdentifiedRun] = []
        for plan in experiment.runs {
            let identity = try RunIdentity(plan, of: experiment, store: store)
            runs.append(IdentifiedRun(id: identity.id, plan: plan, digest: identity.digest.hex))
        }
        return runs
    }

    package func provenance(threads: Int = 1) -> Provenance { .here(spec: experiment.spec.sourceFiles, threads: threads) }

    package func record(_ run: IdentifiedRun, tags: [String: String], provenance: Provenance) -> RunRecord {
        RunRecord(
            id: run.id, experiment: experiment.name, variant: run.plan.variant, group: run.plan.group,
            specPath: experiment.spec.sourceFiles.first, spec: JSONValue(run.plan.resolvedSpec(of: experiment)).pretty,
            configurationDigest: run.digest, seed: run.plan.configuration.top["seed"].flatMap(Int.init(parameterValue:)),
            version: productVersion, directory: FileSystem.currentDirectory, blasKernel: BLAS.kernels, parameters: run.plan.parameters,
            tags: tags, provenance: provenance)
    }

    private func outcome(
        _ runs: [(id: String, plan: PlannedRun)], _ settled: Settled, _ results: [NodeResult], _ database: RunDatabase,
        _ cancellation: CancellationToken,
        _ clock: Stopwatch
    ) throws(Failure) -> RunOutcome {
        let byName = Dictionary(results.map { ($0.name, $0) }) { first, _ in first }
        var outcomes: [RunOutcome.Run] = []
        for run in runs {
            if let known = settled.runs[run.id] {
                outcomes.append(known)
                continue
            }
            let summary = try database.run(run.id).summary
            let stages = run.plan.nodes.compactMap { byName[$0] }.map(RunOutcome.Stage.init)
            outcomes.append(
                RunOutcome.Run(
                    id: run.id, variant: run.plan.variant, group: run.plan.group, status: summary.status, seconds: summary.seconds ?? 0,
                    metrics: summary.metrics.map { ($0.name, $0.value) }, stages: stages))
        }
        return RunOutcome(
            experiment: experiment.name, runs: outcomes, failures: results.compactMap(\.error), isUpToDate: false,
            wasInterrupted: cancellation.isCancelled, seconds: clock.seconds,
            savedSeconds: results.filter { $0.status == .cached }.reduce(0) { $0 + $1.seconds })
    }

    /// A word that forces nothing is a mistake.
    private func check(_ force: Set<String>) throws(Failure) {
        let names = Set(experiment.graph.nodes.flatMap { [$0.name, $0.stage] })
        let unknown = force.subtracting(names).sorted()
        guard unknown.isEmpty else {
            throw Failure(
                .usage,
                unknown.map {
                    .error("--force: nothing is called '\($0)'", hint: suggestion(for: $0, among: names.sorted()))
                })
        }
    }
}
