import Diagnostics
import Glibc

/// Files and directories with errors as `Failure`: 74 with what the system said and what to do about it, 66 where something does not exist.
package struct FileSystem: Sendable {
    package let operations: any FileOperations

    package init(_ operations: any FileOperations) { self.operations = operations }

    /// The file system of the machine.
    package static let local = FileSystem(SystemCalls())

    package func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    package func isSymbolicLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    // MARK: Opening

    /// For a new file that nobody else has, or, where not `exclusive`, one in the place of what is there.
    package func create(_ path: String, exclusive: Bool = false) throws(Failure) -> Int32 {
        try attempting("create", path) { () throws(SystemError) in
            try operations.open(path, flags: O_WRONLY | O_CREAT | (exclusive ? O_EXCL : O_TRUNC), mode: 0o644)
        }
    }

    /// For writing at the end of a file, which is made where there is none.
    package func append(to path: String) throws(Failure) -> Int32 {
        try attempting("open", path) { () throws(SystemError) in
            try operations.open(path, flags: O_WRONLY | O_CREAT | O_APPEND, mode: 0o644)
        }
    }

    /// Waits for nobody, where a pipe has taken the place of the file.
    package func openForReading(_ path: String) throws(Failure) -> Int32 {
        try attempting("open", path) { () throws(SystemError) in try operations.open(path, flags: O_RDONLY | O_NONBLOCK, mode: 0) }
    }

    package func close(_ descriptor: Int32) { operations.close(descriptor) }

    // MARK: Reading

    /// The next bytes, at most a buffer's worth; 0 at the end.
    package func read(_ descriptor: Int32, into buffer: inout [UInt8], path: String) throws(Failure) -> Int {
        while true {
            do { return try operations.read(descriptor, into: &buffer) } catch  where error.number == EINTR { continue } catch {
                throw .system("read", path, error.number)
            }
        }
    }

    /// Nil when there is no such file. A pipe that nobody writes to is empty; it is not waited for.
    package func read(_ path: String) throws(Failure) -> [UInt8]? {
        let descriptor: Int32
        do { descriptor = try operations.open(path, flags: O_RDONLY | O_NONBLOCK, mode: 0) } catch {
            if error.number == ENOENT { return nil }
            throw .system("open", path, error.number)
        }
        defer { close(descriptor) }
        // One byte more than the file has, so that the common case is a single call.
        let size = FileStatus(descriptor: descriptor)?.size ?? 0
        var bytes = [UInt8](repeating: 0, count: size + 1)
        let count = try read(descriptor, into: &bytes, path: path)
        bytes.removeLast(bytes.count - count)
        if count == 0 || count == size { return bytes }
        // Files that grow while they are read, and those (such as in /proc) whose size is not known.
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = try read(descriptor, into: &piece, path: path), count > 0 { bytes += piece[..<count] }
        return bytes
    }

    /// The names in a directory, ascending; none when there is no such directory.
    package func list(_ path: String) throws(Failure) -> [String] {
        do { return try operations.names(in: path).sorted() } catch  where error.number == ENOENT || error.number == ENOTDIR {
            return []
        } catch { throw .system("list", path, error.number) }
    }

    // MARK: Writing

    package func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32, path: String) throws(Failure) {
        var rest = bytes
        while !rest.isEmpty {
            do { rest = rest.dropFirst(try operations.write(rest, to: descriptor)) } catch  where error.number == EINTR { continue } catch {
                throw .system("write", path, error.number)
            }
        }
    }

    package func write(_ bytes: [UInt8], count: Int? = nil, to descriptor: Int32, path: String) throws(Failure) {
        try write(bytes[..<(count ?? bytes.count)], to: descriptor, path: path)
    }

    /// Makes a file's content durable.
    package func synchronize(_ descriptor: Int32, path: String) throws(Failure) {
        try attempting("make durable", path) { () throws(SystemError) in try operations.synchronize(descriptor) }
    }

    package func rename(_ from: String, to path: String) throws(Failure) {
        try attempting("rename \(from) to it", path) { () throws(SystemError) in try operations.rename(from, to: path) }
    }

    /// Writes a whole file so that after a crash either the old content or the new is there; where it need not be `durable` that holds
    /// for the death of processes, not for the loss of power, and the file must say itself whether it is whole.
    /// `temporary` must be on the same file system and belong to the caller alone; it is gone afterwards, whatever happens.
    package func replace(_ path: String, with bytes: [UInt8], temporary: String, durable: Bool = true) throws(Failure) {
        let descriptor = try create(temporary)
        do throws(Failure) {
            defer { close(descriptor) }
            try write(bytes, to: descriptor, path: temporary)
            if durable { try synchronize(descriptor, path: temporary) }
        } catch {
            remove(temporary)
            throw error
        }
        do throws(Failure) { try rename(temporary, to: path) } catch {
            remove(temporary)
            throw error
        }
    }

    func attempting<Result>(
        _ action: String, _ path: String, _ body: () throws(SystemError) -> Result
    ) throws(Failure) -> Result {
        while true {
            do { return try body() } catch  where error.number == EINTR { continue } catch { throw .system(action, path, error.number) }
        }
    }
}
