import Diagnostics
import Glibc
import Synchronization

/// Runs a body for each of `count` pieces on `threads` threads of its own, the calling one among them. `makeBody` is called once a thread,
/// so that a body can own its workspace. Pieces are handed out in order; after an error no further ones start, and the error of the
/// earliest piece is thrown. `isCancelled` is asked before every piece; then the error is `Failure(.interrupted)`.
func onWorkerThreads(
    _ count: Int, threads: Int, isCancelled: @Sendable () -> Bool, makeBody: @Sendable () -> (Int) throws -> Void
) throws {
    let state = Mutex(Pieces(count: count))
    let work: @Sendable () -> Void = {
        let body = makeBody()
        while let piece = state.withLock({ $0.take() }) {
            do {
                if isCancelled() { throw Failure(.interrupted, "encoding was interrupted") }
                try body(piece)
            } catch { state.withLock { $0.failed(piece, error) } }
        }
    }
    withoutActuallyEscaping(work) { work in
        var started: [pthread_t] = []
        for _ in 1..<max(1, min(threads, count)) {
            var thread = pthread_t()
            let box = Unmanaged.passRetained(ThreadBody(work))
            let status = pthread_create(
                &thread, nil,
                { argument in
                    if let argument { Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run() }
                    return nil
                }, box.toOpaque())
            if status == 0 { started.append(thread) } else { box.release() }
        }
        work()
        for thread in started { pthread_join(thread, nil) }
    }
    if let failure = state.withLock({ $0.failure }) { throw failure.error }
}

private struct Pieces {
    private var next = 0
    private let count: Int
    private(set) var failure: (piece: Int, error: any Error)?

    init(count: Int) { self.count = count }

    mutating func take() -> Int? {
        guard failure == nil, next < count else { return nil }
        defer { next += 1 }
        return next
    }

    mutating func failed(_ piece: Int, _ error: any Error) {
        if piece < failure?.piece ?? Int.max { failure = (piece, error) }
    }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
