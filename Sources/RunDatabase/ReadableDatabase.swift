import Diagnostics
import Files
import Glibc
import Processes
import Threads

/// How a database is read in a folder in which nothing can be made, where SQLite would make files beside it: as a file that nobody changes,
/// or, where it has a log that was not yet carried into it, as a copy in the folder for temporary files.
final class ReadableDatabase: Sendable {
    let path: String
    let isImmutable: Bool
    private let original: String
    private let copy = Mutex<String?>(nil)

    /// Where it is now: the file or its copy.
    var location: String { copy.withLock { $0 } ?? path }

    /// Nil where files can be made beside it, or are there already.
    init?(_ path: String) throws(Failure) {
        guard access(FileSystem.parent(of: path) ?? ".", W_OK) != 0 else { return nil }
        let log = FileStatus(path: path + "-wal"), files = FileSystem.local
        // A process with rights to write has it open, or died with it: what it made serves readers too.
        if log != nil, files.exists(path + "-shm"), access(path + "-shm", R_OK) == 0, access(path + "-wal", R_OK) == 0 { return nil }
        original = path
        isImmutable = (log?.size ?? 0) == 0
        if isImmutable {
            self.path = path
        } else {
            let copied = try Self.copy(path)
            self.path = copied
            copy.withLock { $0 = copied }
        }
    }

    deinit {
        if let copy = copy.withLock({ $0 }), let folder = FileSystem.parent(of: copy) { FileSystem.local.removeTree(folder) }
    }

    /// A copy that may be changed; it ends with this.
    func copied() throws(Failure) -> String {
        try copy.withLock { (copy) throws(Failure) in
            if let copy { return copy }
            let made = try Self.copy(original)
            copy = made
            return made
        }
    }

    private static func copy(_ path: String) throws(Failure) -> String {
        let files = FileSystem.local, base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let folder = "\(base)/pipeline-database-\(ProcessIdentity.current.text)-\(FileSystem.now())"
        try files.makeDirectories(folder)
        let target = folder + "/pipeline.db"
        do throws(Failure) {
            for suffix in ["", "-wal"] {
                guard let bytes = try files.read(path + suffix) else { continue }
                try files.replace(target + suffix, with: bytes, temporary: target + ".part", durable: false)
            }
        } catch {
            files.removeTree(folder)
            throw error
        }
        return target
    }
}
