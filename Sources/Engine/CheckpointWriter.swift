import Diagnostics
import Files
import Store

/// Writes the files of one checkpoint. For one thread at a time.
public final class CheckpointWriter {
    let directory: String
    private let fileSystem: FileSystem
    private var finished: [String: ArtifactFile] = [:]
    private var started: Set<String> = []

    init(directory: String, files: FileSystem) throws(Failure) {
        self.directory = directory
        fileSystem = files
        try files.makeDirectories(directory)
    }

    /// A new file; its name holds no slash.
    public func createFile(_ name: String) throws(Failure) -> ArtifactFileWriter {
        let path = try path(name)
        return ArtifactFileWriter(try HashingFileWriter(path: path, in: fileSystem)) { (writer) throws(Failure) in
            let (digest, size) = try writer.close()
            self.finished[name] = ArtifactFile(name: name, digest: digest, size: size)
        }
    }

    public func write(_ text: String, to name: String) throws(Failure) { try write(Array(text.utf8), to: name) }

    public func write(_ bytes: [UInt8], to name: String) throws(Failure) {
        let file = try createFile(name)
        try file.write(bytes)
        try file.finish()
    }

    /// Where to write a file oneself; it is hashed when the checkpoint is stored.
    public func path(_ name: String) throws(Failure) -> String {
        guard !name.isEmpty, !name.contains("/"), !name.hasPrefix(".") else {
            throw Failure(.internalError, "'\(name)' cannot be the name of a checkpoint's file")
        }
        started.insert(name)
        return "\(directory)/\(name)"
    }

    func files() throws(Failure) -> [ArtifactFile] {
        for name in started.sorted() where finished[name] == nil {
            finished[name] = try fileSystem.durableFile("\(directory)/\(name)", name: name)
        }
        return Array(finished.values)
    }
}
