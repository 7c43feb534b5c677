import Diagnostics
import Dispatch
import Engine
import JSON
import RunDatabase
import Spec
import Store
import Threads

/// Carries out runs of one spec for another process: orders come in, events go out. It writes to the store and never opens the database.
public final class Worker: Sendable {
    private let template: SpecTemplate
    let store: Store
    private let write: @Sendable (String) -> Void
    private let state = Mutex(State())
    /// Counts verdicts and requests to stop.
    private let answers = DispatchSemaphore(value: 0)

    private struct State {
        var cancellation: CancellationToken?
        var verdicts: [Bool] = []
    }

    /// `write` sends one line; it is called by several threads, one at a time.
    public init(
        spec: String, overrides: [String], workspace: Workspace, write: @escaping @Sendable (String) -> Void
    ) throws(Failure) {
        template = try Experiment.template(file: spec, overrides: overrides)
        store = try workspace.openStore()
        self.write = write
    }

    /// For the thread that reads: takes a line. Gives the run that is to be carried out, if it was such an order.
    func take(_ line: String) -> WorkOrder.Run? {
        switch WorkOrder(line: line) {
        case .run(let run): return run
        case .verdict(let goesOn):
            state.withLock { $0.verdicts.append(goesOn) }
            answers.signal()
        case .stop:
            state.withLock { $0.cancellation?.cancel() }
            answers.signal()
        case nil: break
        }
        return nil
    }

    func send(_ event: WorkerEvent) { write(event.json.compact) }

    /// Blocks until the run is over; the last event is `done`.
    func carryOut(_ order: WorkOrder.Run) {
        do throws(Failure) {
            try run(order)
            send(.done(nil))
        } catch {
            send(.done(error))
        }
    }

    private func run(_ order: WorkOrder.Run) throws(Failure) {
        let experiment = try Experiment(
            spec: try template.resolve(order.values, includesSweep: false), variants: order.variants, only: order.index)
        guard let plan = experiment.runs.first else {
            throw Failure(.internalError, "the order names run \(order.index), and the spec has fewer")
        }
        guard try RunIdentity(plan, of: experiment, store: store).id == order.id else {
            throw Failure(
                .invalidInput, "the spec or its input files changed while the sweep was at work",
                hint: "start the sweep again: it goes on with what still fits")
        }
        let cancellation = CancellationToken()
        state.withLock { state in
            state.cancellation = cancellation
            state.verdicts = []
        }
        let engine = Engine(
            store: store, jobs: 1, threadsPerNode: order.threads, facts: ["version": productVersion],
            delegate: WorkerDelegate(worker: self, cancellation: cancellation, asks: order.asks))
        _ = engine.run(experiment.graph, scope: experiment.name, cancellation: cancellation)
        state.withLock { $0.cancellation = nil }
    }

    /// Blocks until the coordinator has said whether to go on.
    func awaitVerdict(_ cancellation: CancellationToken) -> Bool {
        while !cancellation.isCancelled {
            if let verdict = state.withLock({ $0.verdicts.isEmpty ? nil : $0.verdicts.removeFirst() }) { return verdict }
            answers.wait()
        }
        return false
    }
}
