import Diagnostics
import Store

extension Engine {
    /// What `run` would do, in the graph's order. Reads external files that are not known yet, and executes nothing.
    public func plan(_ graph: Graph, scope: String, force: Set<String> = []) -> [PlannedNode] {
        plan(graph, scope: scope, force: force, memory: nil)
    }

    package func plan(_ graph: Graph, scope: String, force: Set<String> = [], memory: PlanMemory?) -> [PlannedNode] {
        let run = Run(
            engine: self, graph: graph, scope: scope, force: force, cancellation: CancellationToken(), logDirectory: "", memory: memory,
            isPlan: true)
        var planned: [PlannedNode?] = graph.nodes.map { _ in nil }
        for index in graph.order {
            planned[index] = plan(index, run, above: graph.dependencies[index].compactMap { planned[$0] })
        }
        run.events.close()
        return planned.compactMap { $0 }
    }

    private func plan(_ index: Int, _ run: Run, above: [PlannedNode]) -> PlannedNode {
        let node = run.graph.nodes[index]
        var planned = PlannedNode(name: node.name, stage: node.stage, status: .willRun, reason: .neverRan)
        if let key = run.last[node.name], case .found(let record) = try? run.action(key) { planned.predictedSeconds = record.seconds }
        let unknown = above.filter { $0.status != .cached }.map(\.name)
        guard unknown.isEmpty else {
            planned.status = .unknownUntilUpstreamRuns
            planned.reason = .upstreamWillRun(nodes: unknown)
            return planned
        }
        do {
            guard let prepared = try run.prepare(index) else { return planned }
            planned.key = prepared.key
            let known = try run.known(index, prepared)
            if run.isForced(node, key: prepared.key) {
                planned.reason = .forced
            } else if case .cached(let result) = known, let artifact = result.artifact {
                (planned.status, planned.reason, planned.predictedSeconds) = (.cached, result.reason, result.seconds)
                planned.artifact = artifact.digest
                planned.result = result
                run.succeeded(index, artifact, key: prepared.key)
            } else if case .mustRun(let reason) = known {
                planned.reason = run.reason(for: node, prepared, reason)
            }
        } catch { planned.error = error }
        return planned
    }
}
