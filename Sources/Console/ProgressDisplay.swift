import Dispatch
import Glibc
import Threads

/// Shows people what runs: on a terminal a line for each running stage, redrawn in place at most ten times a second, below the lines of
/// those that ended; elsewhere plain lines; or nothing.
///
/// Safe to call from any thread; calls return at once, but for the write to the terminal. The cursor is never hidden and the screen
/// never switched, so that a process killed at any moment leaves a usable terminal. While a live display is open, everything else that
/// goes to the same terminal goes through `note`.
public final class ProgressDisplay: Sendable {
    public enum Mode: Hashable, Sendable {
        /// Redraws in place.
        case live
        /// A line for each start and end, and one for an epoch unless one was written for that stage within the interval, in seconds.
        case plain(interval: Double)
        case quiet
    }

    public let mode: Mode
    private let state: Mutex<Drawing>
    private let size: @Sendable () -> TerminalCapabilities
    private let clock: @Sendable () -> Double
    private let write: @Sendable (String) -> Void
    private let ticker: Mutex<DispatchSourceTimer?>

    /// On standard error: live on a terminal, plain elsewhere.
    public convenience init(quiet: Bool = false) {
        let live = TerminalCapabilities.standardError.isTerminal
        self.init(
            mode: quiet ? .quiet : live ? .live : .plain(interval: 5), capabilities: { .standardError }, clock: monotonicSeconds,
            write: { writeAll($0, to: 2) })
        if mode == .live { startTicking() }
    }

    /// For any other output. `clock` counts seconds and never goes back; `write` receives whole frames or lines. Draws only when called.
    public init(
        mode: Mode, capabilities: @escaping @Sendable () -> TerminalCapabilities, clock: @escaping @Sendable () -> Double,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.mode = mode
        size = capabilities
        self.clock = clock
        self.write = write
        state = Mutex(Drawing())
        ticker = Mutex(nil)
    }

    deinit { ticker.withLock { $0?.cancel() } }

    /// A stage begins. The same id again begins anew. Plain output says so unless it is not `announced`, for what is short and many.
    public func start(_ id: String, title: String, announced: Bool = true) {
        change { drawing, now in
            drawing.state.start(id, title, at: now)
            if announced, case .plain = self.mode { drawing.permanent.append("\(singleLine(title)): started") }
        }
    }

    /// A stage goes on. Unknown ids are ignored.
    public func update(_ id: String, _ update: ProgressUpdate) {
        change { drawing, now in
            guard let index = drawing.state.stages.firstIndex(where: { $0.id == id }) else { return }
            let before = drawing.state.stages[index].update.epoch
            drawing.state.stages[index].apply(update, at: now)
            guard case .plain(let interval) = self.mode, update.epoch != nil, update.epoch != before else { return }
            guard now - (drawing.lastPlainLine[id] ?? -.infinity) >= interval else { return }
            drawing.lastPlainLine[id] = now
            drawing.permanent.append(plainLine(drawing.state.stages[index], at: now))
        }
    }

    /// A stage ended; its line stays: "✓ train ancf  12.3 s  ndcg@10 0.3512". A stage that was never started is shown under `title`, or
    /// its id.
    public func finish(_ id: String, _ symbol: ProgressSymbol, _ text: String = "", title: String? = nil) {
        change { drawing, _ in
            let known = drawing.state.stages.first { $0.id == id }?.title
            let name = singleLine(title ?? known ?? id)
            drawing.state.noteTitle(name)
            drawing.state.stages.removeAll { $0.id == id }
            drawing.lastPlainLine[id] = nil
            drawing.permanent.append(
                self.renderer.finished(symbol, name, singleLine(text), titleWidth: drawing.state.titleWidth))
        }
    }

    /// A line that stays, above the running stages.
    public func note(_ line: String) {
        change { drawing, _ in drawing.permanent.append(line) }
    }

    /// Removes the running lines; what is permanent stays. Later calls write nothing.
    public func close() {
        ticker.withLock {
            $0?.cancel()
            $0 = nil
        }
        state.withLock { drawing in
            guard !drawing.isClosed else { return }
            drawing.state.stages = []
            draw(&drawing, now: clock())
            drawing.isClosed = true
        }
    }

    /// Redraws running lines whose spinner or time has moved on; the ticker's work.
    public func tick() {
        guard mode == .live else { return }
        state.withLock { drawing in
            let now = clock()
            guard !drawing.state.stages.isEmpty, now - drawing.lastDrawn >= 0.1 - 1e-3 else { return }
            draw(&drawing, now: now)
        }
    }

    private func startTicking() {
        ticker.withLock { ticker in
            let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "pipeline.progress"))
            timer.schedule(deadline: .now() + 0.1, repeating: 0.1, leeway: .milliseconds(10))
            timer.setEventHandler { [weak self] in self?.tick() }
            timer.activate()
            ticker = timer
        }
    }

    private var renderer: ProgressRenderer {
        let capabilities = size()
        return ProgressRenderer(
            width: max(2, capabilities.width ?? 80), height: max(3, capabilities.height ?? 24),
            color: capabilities.color)
    }

    /// Applies a change; permanent lines appear at once, running lines at most every tenth of a second.
    private func change(_ body: (inout Drawing, Double) -> Void) {
        guard mode != .quiet else { return }
        state.withLock { drawing in
            guard !drawing.isClosed else { return }
            let now = clock()
            body(&drawing, now)
            if !drawing.permanent.isEmpty || now - drawing.lastDrawn >= 0.1 { draw(&drawing, now: now) }
        }
    }

    private func draw(_ drawing: inout Drawing, now: Double) {
        let renderer = self.renderer
        let permanent = drawing.permanent
        drawing.permanent = []
        drawing.lastDrawn = now
        guard mode == .live else {
            if !permanent.isEmpty { write(permanent.map { $0 + "\n" }.joined()) }
            return
        }
        let running = renderer.lines(drawing.state, at: now)
        guard !permanent.isEmpty || !running.isEmpty || !drawing.shown.isEmpty else { return }
        write(drawing.frame(permanent, running, width: renderer.width))
    }
}

private let monotonicSeconds: @Sendable () -> Double = {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

private func writeAll(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)
    while !bytes.isEmpty {
        let count = Glibc.write(descriptor, bytes, bytes.count)
        if count > 0 {
            bytes.removeFirst(count)
        } else if errno == EAGAIN {
            usleep(1000)
        } else if errno != EINTR {
            return
        }
    }
}
