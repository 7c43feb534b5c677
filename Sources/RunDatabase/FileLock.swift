import Diagnostics
import Glibc

/// Runs `body` while holding an advisory lock on a file, waiting until nobody else does. The kernel gives the lock up when this
/// process ends, however it ends.
func whileLocking<Result>(_ path: String, _ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
        throw Failure(
            .inputOutput, "cannot create '\(path)': \(String(cString: strerror(errno)))", hint: "is there room, and may you write there?")
    }
    defer {
        // Closing alone would leave the lock with a child that another thread is just starting, until that child becomes its program.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
    while flock(descriptor, LOCK_EX) != 0 {
        guard errno == EINTR else { throw Failure(.inputOutput, "cannot lock '\(path)': \(String(cString: strerror(errno)))") }
    }
    return try body()
}
