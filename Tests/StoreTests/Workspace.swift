import Diagnostics
import Files
import Processes
import Store

/// A workspace that is removed with the test. `PIPELINE_TEST_DIRECTORY` or /tmp.
final class Workspace: Sendable {
    let path: String

    init() throws {
        let unique = "\(ProcessIdentity.current.text)-\(UInt64.random(in: 0...UInt64.max))"
        path = "\(FileSystem.environment["PIPELINE_TEST_DIRECTORY"] ?? "/tmp")/pipeline-store-\(unique)"
        try FileSystem.local.makeDirectories(path)
    }

    func store() throws -> Store { try Store(workspace: "\(path)/runs") }

    func file(_ name: String, _ text: String) throws -> String {
        try write(Array(text.utf8), to: "\(path)/\(name)")
        return "\(path)/\(name)"
    }

    func write(_ bytes: [UInt8], to target: String) throws {
        try FileSystem.local.replace(target, with: bytes, temporary: target + ".new")
    }

    deinit { FileSystem.local.removeTree(path) }
}

/// The names in a directory; none where it is not there.
func listing(_ path: String) -> [String] { (try? FileSystem.local.list(path)) ?? [] }

extension Store {
    /// Puts a blob into the store and returns its digest.
    func add(_ bytes: [UInt8]) throws -> Digest {
        let attempt = try attempt(), writer = try writer(in: attempt)
        try writer.write(bytes)
        let (digest, size) = try writer.close()
        try publish(writer.path, as: digest, size: size, in: attempt)
        return digest
    }

    func addArtifact(_ files: [String: String]) throws -> Artifact {
        artifact(
            ArtifactManifest(
                try files.map { name, text in
                    ArtifactFile(name: name, digest: try add(Array(text.utf8)), size: text.utf8.count)
                }))
    }
}
