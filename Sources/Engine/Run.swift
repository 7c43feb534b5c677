import Diagnostics
import Store
import Threads

/// One call of `Engine.run`: what its threads share.
final class Run: Sendable {
    let engine: Engine
    let graph: Graph
    let scope: String
    let force: Set<String>
    let cancellation: CancellationToken
    let logDirectory: String
    let events: RunEvents
    /// What ran last, as it was when this run began.
    let last: ScopeIndex
    /// Set for plans; nil asks the store every time.
    let memory: PlanMemory?
    /// Plans look, and keep nothing from being collected.
    let isPlan: Bool
    private let state: Mutex<State>

    private struct State {
        var artifacts: [Artifact?]
        /// Forced nodes that ran; a second node with the same key need not.
        var forcedKeys: Set<Digest> = []
        var newKeys: [String: Digest] = [:]
        /// Results of nodes that ran again because their output was found damaged.
        var remade: [Int: NodeResult] = [:]
    }

    init(
        engine: Engine, graph: Graph, scope: String, force: Set<String>, cancellation: CancellationToken, logDirectory: String,
        memory: PlanMemory? = nil, isPlan: Bool = false
    ) {
        self.engine = engine
        self.graph = graph
        self.scope = scope
        self.force = force
        self.cancellation = cancellation
        self.logDirectory = logDirectory
        self.memory = memory
        self.isPlan = isPlan
        events = RunEvents(engine.delegate)
        do { last = try memory?.scopeIndex(scope, in: engine.store) ?? engine.store.scopeIndex(scope) } catch {
            last = ScopeIndex()
            events.send { $0.warning(.warning("cannot tell what ran last: \(error)"), node: nil) }
        }
        state = Mutex(State(artifacts: graph.nodes.map { _ in nil }))
    }

    var store: Store { engine.store }

    func action(_ key: Digest) throws(Failure) -> Store.Lookup {
        guard let memory else {
            if !isPlan { try store.use(key) }
            return try store.action(key)
        }
        return try memory.action(key, in: store)
    }

    func artifact(of index: Int) -> Artifact? { state.withLock { $0.artifacts[index] } }

    func succeeded(_ index: Int, _ artifact: Artifact, key: Digest) {
        let name = graph.nodes[index].name
        state.withLock { state in
            state.artifacts[index] = artifact
            if last[name] != key { state.newKeys[name] = key }
        }
    }

    func remade(_ index: Int, _ result: NodeResult) { state.withLock { $0.remade[index] = result } }

    func takeRemade() -> [Int: NodeResult] {
        state.withLock { state in
            defer { state.remade = [:] }
            return state.remade
        }
    }

    func isForced(_ node: Node, key: Digest) -> Bool {
        (force.contains(node.name) || force.contains(node.stage)) && !state.withLock { $0.forcedKeys.contains(key) }
    }

    func ranForced(_ key: Digest) { state.withLock { _ = $0.forcedKeys.insert(key) } }

    /// Remembers what ran, so that the next run can say what changed.
    func close() {
        let keys = state.withLock { $0.newKeys }
        do { try store.updateScopeIndex(scope, with: keys) } catch {
            events.send { $0.warning(.warning("cannot remember what ran last: \(error)"), node: nil) }
        }
        events.close()
    }
}
