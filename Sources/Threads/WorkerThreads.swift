import Diagnostics
import Glibc

/// Runs `body` for blocks 0..<count on `threads` threads of its own (not on Swift's cooperative pool, which such work would starve) and
/// returns what it gave, in block order. `makeBody` is called once a thread, so that a body can own scratch space.
///
/// Blocks are handed out in order and do not depend on the number of threads. The error of the lowest failing block is thrown; once one
/// block has failed no further blocks start. `isCancelled` is asked before every block; then the error is `Failure(.interrupted)`, which says that
/// what has this name was interrupted.
public func runBlocks<Output: Sendable>(
    _ name: String, _ count: Int, threads: Int, isCancelled: @Sendable () -> Bool,
    makeBody: @Sendable () -> (Int) throws -> Output
) throws -> [Output] {
    let state = Mutex(BlockState<Output>(count: count))
    let work: @Sendable () -> Void = {
        let body = makeBody()
        while let block = state.withLock({ $0.take() }) {
            let result: Result<Output, any Error>
            if isCancelled() {
                result = .failure(Failure(.interrupted, "\(name) was interrupted"))
            } else {
                result = Result { try body(block) }
            }
            state.withLock { $0.record(result, of: block) }
        }
    }
    onThreads(max(1, min(threads, count)), work)
    return try state.withLock { try $0.finish() }
}

private struct BlockState<Output: Sendable> {
    private var next = 0
    private var outputs: [Output?]
    private var failure: (block: Int, error: any Error)?

    init(count: Int) { outputs = Array(repeating: nil, count: count) }

    mutating func take() -> Int? {
        guard failure == nil, next < outputs.count else { return nil }
        defer { next += 1 }
        return next
    }

    mutating func record(_ result: Result<Output, any Error>, of block: Int) {
        switch result {
        case .success(let output): outputs[block] = output
        case .failure(let error) where block < failure?.block ?? Int.max: failure = (block, error)
        case .failure: break
        }
    }

    func finish() throws -> [Output] {
        if let failure { throw failure.error }
        return outputs.compactMap { $0 }
    }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Runs `work` on `count` threads, the calling one among them, and returns when all are done. Where the system gives fewer threads,
/// fewer do all the work.
private func onThreads(_ count: Int, _ work: @Sendable () -> Void) {
    withoutActuallyEscaping(work) { work in
        var threads: [pthread_t] = []
        for _ in 1..<max(1, count) {
            var thread = pthread_t()
            let body = Unmanaged.passRetained(ThreadBody(work))
            let status = pthread_create(
                &thread, nil,
                { argument in
                    if let argument { Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run() }
                    return nil
                }, body.toOpaque())
            if status == 0 { threads.append(thread) } else { body.release() }
        }
        work()
        for thread in threads { pthread_join(thread, nil) }
    }
}
