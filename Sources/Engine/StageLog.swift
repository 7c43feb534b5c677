import Diagnostics
import Glibc
import Store
import Synchronization

/// What a node prints: a file made with the first line. Trouble with the log never fails a stage.
final class StageLog: Sendable {
    let path: String
    private let descriptor = Mutex<Int32?>(nil)

    init(directory: String, node: String) {
        let name = String(node.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "_" })
        path = "\(directory)/\(name).log"
    }

    /// Nil when nothing was printed.
    var pathIfWritten: String? { descriptor.withLock { $0 } == nil ? nil : path }

    func write(_ line: String) {
        descriptor.withLock { descriptor in
            if descriptor == nil {
                if let parent = FileSystem.parent(of: path) { try? FileSystem.makeDirectories(parent) }
                let opened = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o644)
                if opened >= 0 { descriptor = opened }
            }
            if let descriptor { try? FileSystem.write(Array(line.utf8) + [10], to: descriptor, path: path) }
        }
    }

    deinit {
        descriptor.withLock { descriptor in
            if let descriptor { close(descriptor) }
        }
    }
}
