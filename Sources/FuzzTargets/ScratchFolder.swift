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
        for name in descriptors.keys { remove(name) }
        for name in others { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// Of the files written here. They stay open, and are written over: making and freeing them takes longer than most readers.
    private var descriptors: [String: Int32] = [:]
    private var others: Set<String> = []

    /// Writes a file anew; its path.
    func write(_ name: String, _ bytes: some Collection<UInt8>) throws -> String {
        let path = "\(path)/\(name)", bytes = Array(bytes)
        let descriptor = descriptors[name] ?? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(.inputOutput, "cannot write '\(path)'") }
        descriptors[name] = descriptor
        var written = 0
        while written < bytes.count {
            let count =
                bytes[written...].withContiguousStorageIfAvailable { pwrite(descriptor, $0.baseAddress, $0.count, written) } ?? -1
            guard count > 0 else { throw Failure(.inputOutput, "cannot write '\(path)'") }
            written += count
        }
        guard ftruncate(descriptor, bytes.count) == 0 else { throw Failure(.inputOutput, "cannot write '\(path)'") }
        return path
    }

    /// Files that others make here, to be removed too.
    func adopt(_ names: Set<String>) { others.formUnion(names) }

    func remove(_ name: String) {
        guard let descriptor = descriptors.removeValue(forKey: name) else { return }
        close(descriptor)
        unlink("\(path)/\(name)")
    }
}
