import Diagnostics
import Glibc

/// An exclusive lock on a path, held by an open file: it ends with the process, so no lock is ever left for a person to remove.
package final class FileLock: Sendable {
    private let path: String
    private let descriptor: Int32
    private let files: FileSystem
    /// A shared lock's file stays: others may hold it too.
    private let removesFile: Bool

    private init(path: String, descriptor: Int32, files: FileSystem, removesFile: Bool = true) {
        self.path = path
        self.descriptor = descriptor
        self.files = files
        self.removesFile = removesFile
    }

    /// A lock that any number may hold, or one exclusively. Nil when it cannot be had now.
    package static func tryAcquireShared(_ path: String, exclusive: Bool = false, in files: FileSystem = .local) throws(Failure)
        -> FileLock?
    {
        let descriptor = try descriptor(path, in: files)
        guard try tryLock(descriptor, exclusive ? LOCK_EX : LOCK_SH, path, files) else { return nil }
        return FileLock(path: path, descriptor: descriptor, files: files, removesFile: false)
    }

    /// Nil when somebody else, in this process or another, holds it.
    package static func tryAcquire(_ path: String, in files: FileSystem = .local) throws(Failure) -> FileLock? {
        while true {
            let descriptor = try descriptor(path, in: files)
            guard try tryLock(descriptor, LOCK_EX, path, files) else { return nil }
            // The holder before us removes the file as it lets go; a lock on a removed file keeps nobody out.
            if FileStatus(descriptor: descriptor)?.inode == FileStatus(path: path)?.inode {
                return FileLock(path: path, descriptor: descriptor, files: files)
            }
            files.close(descriptor)
        }
    }

    /// Waits, looking every 20 ms. `isCancelled` ends the waiting with nil.
    package static func acquire(
        _ path: String, in files: FileSystem = .local, unless isCancelled: () -> Bool = { false }
    ) throws(Failure) -> FileLock? {
        while true {
            if let lock = try tryAcquire(path, in: files) { return lock }
            if isCancelled() { return nil }
            usleep(20_000)
        }
    }

    /// The lock's file, made where there is none, for those who take the lock often.
    package static func descriptor(_ path: String, in files: FileSystem) throws(Failure) -> Int32 {
        do throws(Failure) {
            return try files.attempting("create the lock", path) { () throws(SystemError) in
                try files.operations.open(path, flags: O_RDWR | O_CREAT, mode: 0o644)
            }
        } catch  where error.code == .missingInput {
            // Nothing that a user named is missing: somebody has removed the folder, or it cannot be made.
            throw Failure(.inputOutput, "\(path): cannot create the lock: there is no such folder", hint: "may you write there?")
        }
    }

    /// False, and the descriptor closed, when somebody else has it.
    private static func tryLock(_ descriptor: Int32, _ operation: Int32, _ path: String, _ files: FileSystem) throws(Failure) -> Bool {
        if flock(descriptor, operation | LOCK_NB) == 0 { return true }
        let number = errno
        files.close(descriptor)
        guard number == EWOULDBLOCK || number == EINTR else { throw .system("lock", path, number) }
        return false
    }

    deinit {
        if removesFile { files.remove(path) }
        // Closing alone would leave the lock with a child that another thread is just starting, until that child becomes its program.
        flock(descriptor, LOCK_UN)
        files.close(descriptor)
    }
}
