#if THREAD_SANITIZER
    import Glibc

    /// The same words as `Synchronization.Mutex`, over a POSIX mutex. Only in builds that ThreadSanitizer watches: Swift's own waits in
    /// the kernel without telling it, so that it reports what two threads did one after the other, each under the lock.
    public struct Mutex<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
        private let guarded: Guarded<Value>

        public init(_ value: consuming sending Value) { guarded = Guarded(value) }

        public borrowing func withLock<Result: ~Copyable, Problem: Error>(
            _ body: (inout sending Value) throws(Problem) -> sending Result
        ) throws(Problem) -> sending Result {
            pthread_mutex_lock(guarded.lock)
            defer { pthread_mutex_unlock(guarded.lock) }
            return try body(&guarded.value)
        }
    }

    private final class Guarded<Value: ~Copyable> {
        let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        var value: Value

        init(_ value: consuming Value) {
            self.value = value
            pthread_mutex_init(lock, nil)
        }

        deinit {
            pthread_mutex_destroy(lock)
            lock.deallocate()
        }
    }
#else
    public import Synchronization

    /// The lock of this project, in one place: see above for what takes its place under ThreadSanitizer.
    public typealias Mutex<Value: ~Copyable> = Synchronization.Mutex<Value>
#endif
