import Diagnostics
import Files
import Glibc

/// Files that a stage made, in the store. Reading one for the first time in a process checks its digest.
public struct Artifact: Sendable {
    public let manifest: ArtifactManifest
    let store: Store
    /// Where a checkpoint's files are; nil for objects.
    let directory: String?

    public var digest: Digest { manifest.digest }

    public func contains(_ name: String) -> Bool { manifest[name] != nil }

    /// Where the file is, to be read only. Throws `Failure` (70) when there is no file of that name, and (74) when the file is missing or
    /// damaged; it is then in quarantine, and the next run makes it again.
    public func path(_ name: String) throws(Failure) -> String {
        guard let file = manifest[name] else {
            let names = manifest.files.map(\.name)
            throw Failure(.internalError, "the artifact has no file '\(name)'", hint: suggestion(for: name, among: names))
        }
        let path = location(of: file)
        try store.verify(file, at: path)
        return path
    }

    public func bytes(_ name: String) throws(Failure) -> [UInt8] {
        let path = try path(name)
        guard let bytes = try store.files.read(path) else { throw .system("open", path, ENOENT) }
        return bytes
    }

    public func string(_ name: String) throws(Failure) -> String { String(decoding: try bytes(name), as: UTF8.self) }

    /// Names of files that are gone or have another size: one `stat` a file.
    package var missingFiles: [String] {
        manifest.files.filter { FileStatus(path: location(of: $0))?.size != $0.size }.map(\.name)
    }

    /// Names of files whose content is not what it was; they are in quarantine afterwards.
    package func damagedFiles() -> [String] {
        manifest.files.filter { file in
            do { try store.verify(file, at: location(of: file)) } catch { return true }
            return false
        }.map(\.name)
    }

    /// Whether a file's content is still what it was, read again although it was found well before; one that is not is in quarantine
    /// afterwards.
    package func isStillIntact(_ name: String) -> Bool {
        guard let file = manifest[name] else { return false }
        let path = location(of: file)
        store.forget(verified: path)
        do { try store.verify(file, at: path) } catch { return false }
        return true
    }

    /// Names of files whose content is not what it was, which stay where they are: for directories that go as a whole.
    var wrongFiles: [String] {
        manifest.files.filter { file in
            let path = location(of: file)
            if store.isVerified(path) { return false }
            guard (try? Digest.hashing(path: path, in: store.files))?.digest == file.digest else { return true }
            store.markVerified(path)
            return false
        }.map(\.name)
    }

    /// The same output with only the named files; nil when one of them is not there.
    package func selecting(_ names: [String]) -> Artifact? {
        let files = names.compactMap { manifest[$0] }
        return files.count == names.count
            ? Artifact(manifest: ArtifactManifest(files), store: store, directory: directory) : nil
    }

    func location(of file: ArtifactFile) -> String {
        directory.map { "\($0)/\(file.name)" } ?? store.objectPath(file.digest)
    }
}
