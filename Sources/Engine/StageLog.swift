import Diagnostics
import Files
import Glibc
import Store
import Threads

/// What a node prints: a file made with the first line. Trouble with the log never fails a stage.
final class StageLog: Sendable {
    let path: String
    private let files: FileSystem
    private let descriptor = Mutex<Int32?>(nil)
    /// Takes the lines in place of the file.
    private let forward: (@Sendable (String) -> Void)?

    /// Of a stage that works for another process: that one writes the file.
    init(forward: @escaping @Sendable (String) -> Void) {
        self.forward = forward
        (files, path) = (.local, "")
    }

    /// The key is in the name: a later run, or another trial of a sweep, under the same name must not write over this one.
    init(directory: String, node: String, key: Digest, files: FileSystem) {
        self.files = files
        forward = nil
        let name = String(node.prefix(50).map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "_" })
        path = "\(directory)/\(name).\(key.short).log"
    }

    /// Nil when nothing was printed.
    var pathIfWritten: String? { descriptor.withLock { $0 } == nil ? nil : path }

    func write(_ line: String) {
        if let forward { return forward(line) }
        descriptor.withLock { descriptor in
            if descriptor == nil {
                if let parent = FileSystem.parent(of: path) { try? files.makeDirectories(parent) }
                descriptor = try? files.create(path)
            }
            if let descriptor { try? files.write(Array(line.utf8) + [10], to: descriptor, path: path) }
        }
    }

    deinit {
        descriptor.withLock { descriptor in
            if let descriptor { files.close(descriptor) }
        }
    }
}
