import Diagnostics
import Glibc

/// The few calls that the store is made of, with errors as `Failure`.
package enum FileSystem {
    /// Makes the directory and those above it; one that exists is fine.
    package static func makeDirectories(_ path: String) throws(Failure) {
        if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
        let number = errno
        guard number == ENOENT, let parent = parent(of: path), parent != path else { throw .system("create the directory", path, number) }
        try makeDirectories(parent)
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw .system("create the directory", path) }
    }

    package static func parent(of path: String) -> String? {
        guard let slash = path.lastIndex(of: "/") else { return path == "." ? nil : "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// As the kernel names it; "." where it does not.
    package static var currentDirectory: String {
        guard let text = realpath(".", nil) else { return "." }
        defer { free(text) }
        return String(cString: text)
    }

    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Nil when there is no such file.
    package static func read(_ path: String) throws(Failure) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 && errno == ENOENT { return nil }
        guard descriptor >= 0 else { throw .system("open", path) }
        defer { close(descriptor) }
        // One byte more than the file has, so that the common case is a single call.
        var bytes = [UInt8](repeating: 0, count: (FileStatus(descriptor: descriptor)?.size ?? 0) + 1)
        var used = 0
        repeat { used = pread(descriptor, &bytes, bytes.count, 0) } while used < 0 && errno == EINTR
        guard used >= 0 else { throw .system("read", path) }
        if used == bytes.count { return try readInPieces(descriptor, path) }
        bytes.removeLast(bytes.count - used)
        return bytes
    }

    /// For files that grow while they are read, and those (such as in /proc) whose size is not known.
    private static func readInPieces(_ descriptor: Int32, _ path: String) throws(Failure) -> [UInt8] {
        var result: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .system("read", path) }
            if count == 0 { return result }
            result.append(contentsOf: piece[..<count])
        }
    }

    package static func write(_ bytes: [UInt8], count: Int? = nil, to descriptor: Int32, path: String) throws(Failure) {
        var rest = count ?? bytes.count
        guard rest > 0 else { return }
        var written = Glibc.write(descriptor, bytes, rest)
        while written != rest {
            if written < 0 && errno != EINTR { throw .system("write", path) }
            rest -= max(0, written)
            let end = count ?? bytes.count
            let tail = Array(bytes[(end - rest)..<end])
            written = Glibc.write(descriptor, tail, rest)
        }
    }

    package static func rename(_ from: String, to path: String) throws(Failure) {
        guard Glibc.rename(from, path) == 0 else { throw .system("rename \(from) to it", path) }
    }

    /// True when something was removed.
    @discardableResult
    package static func remove(_ path: String) -> Bool { unlink(path) == 0 }

    /// Removes a tree. Symbolic links are removed, not followed.
    package static func removeTree(_ path: String) {
        if unlink(path) == 0 || errno == ENOENT { return }
        chmod(path, 0o700)
        for name in directoryListing(path) { removeTree("\(path)/\(name)") }
        rmdir(path)
    }

    /// Makes a directory's entries durable.
    package static func syncDirectory(_ path: String) throws(Failure) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", path) }
        defer { close(descriptor) }
        // Some network file systems cannot sync a directory and say EINVAL; they have no lesser durability to offer.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw .system("make durable", path) }
    }

    /// Writes a whole file so that after a crash either the old content or the new is there; where it need not be `durable` that holds
    /// for the death of processes, not for the loss of power, and the file must say itself whether it is whole.
    /// `temporary` must be on the same file system and belong to the caller alone.
    package static func replace(_ path: String, with bytes: [UInt8], temporary: String, durable: Bool = true) throws(Failure) {
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .system("create", temporary) }
        do {
            defer { close(descriptor) }
            try write(bytes, to: descriptor, path: temporary)
            guard !durable || fdatasync(descriptor) == 0 else { throw Failure.system("make durable", temporary) }
        }
        try rename(temporary, to: path)
    }

    package static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
    }
}
