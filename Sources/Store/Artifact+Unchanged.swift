import Diagnostics

extension Artifact {
    /// As `path`, for commands that answer at once: a file whose bytes were compared with its digest before, and of which `stat` says the
    /// same as then, is not read again. `Store.verify` reads all of them.
    public func unchangedPath(_ name: String) throws(Failure) -> String {
        guard let file = manifest[name] else { return try path(name) }
        let path = location(of: file)
        guard (try? store.fileDigest(path)) == file.digest else { return try self.path(name) }
        return path
    }
}
