import Diagnostics
import Store

extension Run {
    /// Lets the stage do its work, here or in another process; its output is complete afterwards.
    func carryOut(_ node: Node, _ prepared: Prepared, _ context: StageContext, isForced: Bool) throws -> ArtifactManifest {
        guard let isolation = engine.isolation, let work = node.executor.foreignWork else {
            try node.executor.execute(context)
            return try context.manifest()
        }
        let order = StageOrder(
            node, work, components: prepared.components, inputs: prepared.inputs, threads: engine.threadsPerNode, isForced: isForced)
        let done = try isolation.perform(order, cancellation: cancellation, listener: HostedStage(context: context, events: events))
        // Before the other process ends, which keeps them until then.
        try store.use(done.manifest.files.map(\.digest) + [done.keptKey].compactMap(\.self))
        context.keep(done.keptKey)
        store.trust(store.artifact(done.manifest))
        return done.manifest
    }
}

/// Tells a run what its stage says in another process, as if it worked here.
private struct HostedStage: StageListener {
    let context: StageContext
    let events: RunEvents

    func logged(_ line: String) { context.log.write(line) }
    func printed(_ line: String) { events.send { $0.nodeLog(context.node, line) } }
    func progressed(_ progress: StageProgress) { context.report(progress) }
    func measured(_ usage: ResourceUsage) { context.note(usage) }

    func resumed(from epoch: Int) {
        context.checkpoints.note(resumedFrom: epoch)
        events.send { $0.nodeResumed(context.node, from: epoch) }
    }

    func warned(_ diagnostic: Diagnostic, isKept: Bool) {
        if isKept { context.note(diagnostic) }
        events.send { $0.warning(diagnostic, node: context.node.name) }
    }
}
