import Diagnostics
import Store
import Threads

/// Does the work of an order in this process for another one, which has the action's lock and will record what comes back.
package enum StageGuest {
    /// Throws what the stage throws; anything but a `Failure` or a cancellation as a defect of the stage.
    package static func perform(
        _ order: StageOrder, _ executor: any StageExecutor, in store: Store, cancellation: CancellationToken, listener: any StageListener
    ) throws -> StageReturn {
        let node = order.node(executor: executor), relay = Relay(listener), meter = ResourceMeter(), command = CommandPeak()
        let inputs = Dictionary(order.inputs.map { ($0.name, store.artifact($0.manifest)) }) { first, _ in first }
        for artifact in inputs.values { store.trust(artifact) }
        let attempt = try store.attempt()
        let context = StageContext(
            node: node, components: order.components, inputs: inputs, threads: order.threads, attempt: attempt, store: store,
            log: StageLog { listener.logged($0) }, cancellation: cancellation, events: RunEvents(relay), isForced: order.isForced,
            commandPeak: command)
        relay.context.withLock { $0 = WeakContext(context) }
        defer { listener.measured(meter.stop(command: command.bytes)) }
        do { try executor.execute(context) } catch let cancelled as StageCancelled { throw cancelled } catch {
            throw Run.failure(error, node)
        }
        let manifest = try context.manifest()
        try store.settle(attempt)
        return StageReturn(manifest: manifest, keptKey: context.keptKey)
    }

    private struct WeakContext: Sendable {
        weak var context: StageContext?

        init(_ context: StageContext) { self.context = context }
    }

    /// Of a node's events those that come from its stage; the others are the other process's to tell.
    private final class Relay: EngineDelegate {
        private let listener: any StageListener
        let context = Mutex<WeakContext?>(nil)

        init(_ listener: any StageListener) { self.listener = listener }

        func nodeResumed(_ node: Node, from epoch: Int) { listener.resumed(from: epoch) }
        func nodeProgress(_ node: Node, _ progress: StageProgress) { listener.progressed(progress) }
        func nodeLog(_ node: Node, _ line: String) { listener.printed(line) }

        func warning(_ diagnostic: Diagnostic, node: String?) {
            let context = context.withLock { $0?.context }
            listener.warned(diagnostic, isKept: context?.warnings.contains(diagnostic) ?? false)
        }
    }
}
