import Diagnostics
import Engine
import RunDatabase
import Store

extension Runner {
    /// Runs of which nothing has to run.
    package struct Settled {
        /// Those that are on record as finished: they stay as they are. Runs in the trash are none of them: whoever asks for one again
        /// gets it back.
        package var runs: [String: RunOutcome.Run] = [:]
        /// The others: how each of their stages ends when they are recorded.
        package var cached: [String: [NodeResult]] = [:]
        /// What their stages took when they ran.
        package var seconds = 0.0
    }

    func settledRuns(_ runs: [(id: String, plan: PlannedRun)]) throws(Failure) -> Settled {
        guard let database = try? workspace.readDatabase() else { return Settled() }
        return try settledRuns(runs, in: database)
    }

    /// Without a database, no run is on record.
    package func settledRuns(
        _ runs: [(id: String, plan: PlannedRun)], in database: RunDatabase?, remembering recollection: Recollection? = nil
    ) throws(Failure) -> Settled {
        let planned = Engine(store: store).plan(experiment.graph, scope: experiment.name, memory: recollection?.plans)
        let byName = Dictionary(planned.map { ($0.name, $0) }) { first, _ in first }
        let summaries = try database?.finishedRuns(runs.map(\.id)) ?? [:]
        var settled = Settled()
        for run in runs {
            let nodes = run.plan.nodes.compactMap { byName[$0] }
            guard nodes.allSatisfy({ $0.status == .cached }) else { continue }
            guard let summary = summaries[run.id], summary.trashed == nil else {
                let results = nodes.compactMap(\.result)
                let isKept = try recollection?.keep(results.compactMap(\.key)) ?? true
                if isKept { settled.cached[run.id] = results }
                continue
            }
            settled.runs[run.id] = RunOutcome.Run(
                id: run.id, variant: run.plan.variant, group: run.plan.group, status: .finished, seconds: summary.seconds ?? 0,
                metrics: summary.metrics.map { ($0.name, $0.value) }, stages: nodes.map(RunOutcome.Stage.init))
        }
        settled.seconds = planned.filter { $0.status == .cached }.reduce(0) { $0 + ($1.predictedSeconds ?? 0) }
        return settled
    }
}
