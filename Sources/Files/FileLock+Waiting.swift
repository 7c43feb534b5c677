import Diagnostics
import Glibc

extension FileLock {
    /// Runs `body` while holding an exclusive lock on a file that stays, waiting in the kernel until nobody else holds it.
    package static func whileHolding<Result>(
        _ path: String, in files: FileSystem = .local, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let descriptor = try descriptor(path, in: files)
        defer {
            // As in `deinit`.
            flock(descriptor, LOCK_UN)
            files.close(descriptor)
        }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .system("lock", path) }
        }
        return try body()
    }
}
