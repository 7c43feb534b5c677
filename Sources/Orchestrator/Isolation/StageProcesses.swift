import Diagnostics
import Engine
import Files
import Processes
import Store
import Threads

/// Processes of this program in which stages work that call code of others: one for each that works at once, started with the first such
/// stage and kept for the next. A run of which all is cached starts none.
final class StageProcesses: StageIsolation {
    private let command: [String]
    private let store: Store
    private let state = Mutex(State())

    private struct State {
        var idle: [StageProcess] = []
        var hasStarted = false
        var isClosed = false
    }

    /// `program`: this one, which `stage-worker` makes work for another process.
    init(program: String, workspace: Workspace, store: Store) {
        command = [program, "stage-worker", "--workspace", workspace.path]
        self.store = store
    }

    func perform(_ order: StageOrder, cancellation: CancellationToken, listener: any StageListener) throws -> StageReturn {
        let process = try take()
        do {
            let result = try process.perform(order, cancellation: cancellation, listener: listener)
            giveBack(process)
            return try result.get()
        } catch let death as StageProcess.Death {
            // What it was writing, and what it had noted that it needs.
            store.sweepDead()
            // Signals to all of a job come to this process too, perhaps a moment later.
            if death.mayBeACancellation { for _ in 0..<20 where !cancellation.isCancelled { pause(0.01) } }
            throw cancellation.isCancelled ? StageCancelled() as any Error : death.failure(of: order)
        }
    }

    private func take() throws -> StageProcess {
        // One that died while it was idle is nothing to blame the next stage for.
        while let idle = state.withLock({ $0.idle.popLast() }) { if idle.isAlive { return idle } }
        state.withLock { $0.hasStarted = true }
        return try StageProcess(command: command, environment: FileSystem.environment, attempt: try store.attempt())
    }

    private func giveBack(_ process: StageProcess) {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.idle.append(process) }
            return state.isClosed
        }
        if isClosed { process.close() }
    }

    /// Ends those that are idle and removes what they leave. One whose stage was left behind ends with this process.
    func close() {
        let (idle, hasStarted) = state.withLock { state in
            defer { state.idle = [] }
            state.isClosed = true
            return (state.idle, state.hasStarted)
        }
        for process in idle { process.closeInput() }
        for process in idle { process.close() }
        if hasStarted { store.sweepDead() }
    }

    deinit { close() }
}
