import Diagnostics
import Glibc

/// A file that a person asked for by name. It grows under another name and gets its own once it is whole and durable; without `finish` nothing
/// is left of it. A device or pipe (`/dev/stdout`, `/dev/full`) is written to as it is: it can be neither replaced nor undone.
public final class OutputFile {
    public let path: String
    private let target: String
    private let temporary: String?
    private let descriptor: Int32
    private var isFinished = false

    /// Throws `inputOutput` where it cannot be made.
    public init(_ path: String) throws(Failure) {
        self.path = path
        // A link is followed: what it points to is replaced, not the link.
        target = Self.resolved(path)
        let isSpecial = Self.isSpecial(target)
        temporary = isSpecial ? nil : "\(target).\(getpid()).part"
        let flags = isSpecial ? O_WRONLY : O_WRONLY | O_CREAT | O_TRUNC
        descriptor = open(temporary ?? target, flags | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.failure(path, errno) }
    }

    deinit {
        close(descriptor)
        if !isFinished, let temporary { unlink(temporary) }
    }

    /// Whole, or not at all.
    public static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        let file = try OutputFile(path)
        try file.write(bytes)
        try file.finish()
    }

    public func write(_ bytes: [UInt8], count: Int? = nil) throws(Failure) {
        try FileSystem.local.write(bytes, count: count, to: descriptor, path: path)
    }

    public func write(_ text: String) throws(Failure) { try write(Array(text.utf8)) }

    /// Makes it durable and gives it its name.
    public func finish() throws(Failure) {
        if let temporary {
            guard fdatasync(descriptor) == 0, rename(temporary, target) == 0 else { throw Self.failure(path, errno) }
        }
        isFinished = true
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    private static func isSpecial(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        let kind = status.st_mode & S_IFMT
        return kind != S_IFREG && kind != S_IFDIR
    }

    private static func failure(_ path: String, _ number: Int32) -> Failure {
        let hint =
            switch number {
            case ENOENT, ENOTDIR: "check that the folder exists"
            case EACCES, EPERM, EROFS: "check write permission"
            case EISDIR: "it is a folder: name a file"
            default: nil as String?
            }
        return Failure(.inputOutput, "cannot write '\(path)': \(String(cString: strerror(number)))", hint: hint)
    }
}
