import Diagnostics
import Glibc

/// An exclusive lock on a path, held by an open file: it ends with the process, so no lock is ever left for a person to remove.
package final class FileLock: Sendable {
    private let path: String
    private let descriptor: Int32
    /// A shared lock's file stays: others may hold it too.
    private let removesFile: Bool

    private init(path: String, descriptor: Int32, removesFile: Bool = true) {
        self.path = path
        self.descriptor = descriptor
        self.removesFile = removesFile
    }

    /// A lock that any number may hold, or one exclusively. Nil when it cannot be had now.
    package static func tryAcquireShared(_ path: String, exclusive: Bool = false) throws(Failure) -> FileLock? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .system("create the lock", path) }
        if flock(descriptor, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 {
            return FileLock(path: path, descriptor: descriptor, removesFile: false)
        }
        let number = errno
        close(descriptor)
        guard number == EWOULDBLOCK || number == EINTR else { throw .system("lock", path, number) }
        return nil
    }

    /// Nil when somebody else, in this process or another, holds it.
    package static func tryAcquire(_ path: String) throws(Failure) -> FileLock? {
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw .system("create the lock", path) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let number = errno
                close(descriptor)
                if number == EWOULDBLOCK || number == EINTR { return nil }
                throw .system("lock", path, number)
            }
            // The holder before us removes the file as it lets go; a lock on a removed file keeps nobody out.
            if FileStatus(descriptor: descriptor)?.inode == FileStatus(path: path)?.inode {
                return FileLock(path: path, descriptor: descriptor)
            }
            close(descriptor)
        }
    }

    /// Waits, looking every 20 ms. `isCancelled` ends the waiting with nil.
    package static func acquire(_ path: String, unless isCancelled: () -> Bool = { false }) throws(Failure) -> FileLock? {
        while true {
            if let lock = try tryAcquire(path) { return lock }
            if isCancelled() { return nil }
            usleep(20_000)
        }
    }

    deinit {
        if removesFile { unlink(path) }
        close(descriptor)
    }
}
