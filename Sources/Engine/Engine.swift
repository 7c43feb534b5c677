import Diagnostics
import Parameters
import Store

/// Runs graphs: finds what is known already, runs the rest in dependency order, and says why.
///
///     let engine = Engine(store: try Store(workspace: "runs"), jobs: 2, delegate: display)
///     let results = engine.run(graph, scope: "movielens-1m")
public final class Engine: Sendable {
    public let store: Store
    /// How many nodes run at once.
    public let jobs: Int
    /// How many threads each may use.
    public let threadsPerNode: Int
    /// Remembered with every result made here, such as the host; no key depends on it.
    public let facts: [String: String]
    let delegate: any EngineDelegate
    /// Where stages work that may take a process down; nil: here.
    let isolation: (any StageIsolation)?

    public convenience init(
        store: Store, jobs: Int = 1, threadsPerNode: Int = 1, facts: [String: String] = [:], delegate: any EngineDelegate = SilentDelegate()
    ) {
        self.init(store: store, jobs: jobs, threadsPerNode: threadsPerNode, facts: facts, delegate: delegate, isolation: nil)
    }

    package init(
        store: Store, jobs: Int = 1, threadsPerNode: Int = 1, facts: [String: String] = [:],
        delegate: any EngineDelegate = SilentDelegate(), isolation: (any StageIsolation)?
    ) {
        self.store = store
        self.jobs = max(1, jobs)
        self.threadsPerNode = max(1, threadsPerNode)
        self.facts = facts
        self.delegate = delegate
        self.isolation = isolation
    }

    /// Runs what is not known and returns a result for each node, in the graph's order. Blocks the calling thread.
    ///
    /// - scope: groups what ran last under a node's name, such as the experiment's name.
    /// - force: names of nodes or ids of stages that run although they are known.
    /// - logDirectory: where nodes' logs go, as `<node>.<key>.log`; `<workspace>/logs/<scope>` when nil.
    ///
    /// A node that fails makes those that read it skipped; others go on. After cancellation nothing is started, stages have a second to
    /// return, and those that do not are left behind and no longer heard; what they finish all the same is whole and counts in
    /// the next run.
    public func run(
        _ graph: Graph, scope: String, force: Set<String> = [], cancellation: CancellationToken = CancellationToken(),
        logDirectory: String? = nil
    ) -> [NodeResult] {
        store.sweep()
        let run = Run(
            engine: self, graph: graph, scope: scope, force: force, cancellation: cancellation,
            logDirectory: logDirectory ?? "\(store.workspace)/logs/\(Self.fileName(scope))")
        return Scheduler(run: run, jobs: jobs).run()
    }

    private static func fileName(_ scope: String) -> String {
        let name = String(scope.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "_" })
        return name.isEmpty || name.allSatisfy { $0 == "." } ? "_" : name
    }
}
