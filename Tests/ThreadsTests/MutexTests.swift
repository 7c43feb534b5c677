import Diagnostics
import Glibc
import Testing
import Threads

/// The lock of this project, and that ThreadSanitizer, where it watches, sees it: without `Threads.Mutex`'s other form every one of these
/// would be reported.
@Suite struct MutexTests {
    private final class Shared: Sendable {
        let count = Mutex(0)
        let names = Mutex<[String]>([])
    }

    /// Several threads that contend for a lock, each of which finds what the others left.
    @Test func contendedByThreads() throws {
        let shared = Shared()
        let turns = try runBlocks("turns", 8, threads: 4, isCancelled: { false }) {
            { block in
                for turn in 0..<20_000 {
                    shared.count.withLock { $0 += 1 }
                    if turn % 100 == 0 { shared.names.withLock { $0.append("\(block).\(turn)") } }
                }
                return block
            }
        }
        #expect(turns == Array(0..<8))
        #expect(shared.count.withLock { $0 } == 160_000)
        #expect(shared.names.withLock { Set($0).count } == 1600)
    }

    private struct Held: Error {}

    @Test func anErrorReleasesIt() throws {
        let count = Mutex(1)
        #expect(throws: Held.self) {
            try count.withLock { (value: inout Int) throws(Held) in
                value = 2
                throw Held()
            }
        }
        #expect(count.withLock { $0 } == 2)
    }

    #if THREAD_SANITIZER
        private final class Unguarded: @unchecked Sendable { var count = 0 }

        /// Run by `Scripts/sanitize` alone, which expects a report: a sanitizer that sees nothing here has seen nothing anywhere.
        @Test(.enabled(if: getenv("PIPELINE_SANITIZER_CONTROL") != nil)) func aRaceForTheSanitizer() throws {
            let unguarded = Unguarded()
            // Each thread waits before and after, so that no lock that it takes for its block orders it after the others.
            _ = try runBlocks("race", 4, threads: 4, isCancelled: { false }) {
                { _ in
                    usleep(100_000)
                    unguarded.count += 1
                    usleep(100_000)
                }
            }
            #expect(unguarded.count > 0)
        }
    #endif
}
