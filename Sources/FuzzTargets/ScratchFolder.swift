import Diagnostics
import Glibc

/// A folder in memory for readers that want a path. Removed with the object.
final class ScratchFolder {
    let path: String

    init() throws {
        let place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var name = Array("\(place)/pipeline-fuzz-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else { throw Failure(.inputOutput, "cannot make a folder in '\(place)'") }
        path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    private var names: Set<String> = []

    /// Writes a file anew; its path.
    func write(_ name: String, _ bytes: some Collection<UInt8>) throws -> String {
        let path = "\(path)/\(name)", bytes = Array(bytes)
        names.insert(name)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(.inputOutput, "cannot write '\(path)'") }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withContiguousStorageIfAvailable { Glibc.write(descriptor, $0.baseAddress, $0.count) } ?? -1
            guard count > 0 else { throw Failure(.inputOutput, "cannot write '\(path)'") }
            written += count
        }
        return path
    }

    /// Files that others make here, to be removed too.
    func adopt(_ others: Set<String>) { names.formUnion(others) }

    func remove(_ name: String) { if names.remove(name) != nil { unlink("\(path)/\(name)") } }
}
