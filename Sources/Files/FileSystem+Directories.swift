import Diagnostics
import Glibc

extension FileSystem {
    /// Makes the directory and those above it; one that exists is fine.
    package func makeDirectories(_ path: String) throws(Failure) {
        do { try makeDirectory(path) } catch {
            guard error.number == ENOENT, let parent = Self.parent(of: path), parent != path else {
                throw .system("create the directory", path, error.number)
            }
            try makeDirectories(parent)
            do { try makeDirectory(path) } catch { throw .system("create the directory", path, error.number) }
        }
    }

    private func makeDirectory(_ path: String) throws(SystemError) {
        do { try operations.makeDirectory(path) } catch  where error.number == EEXIST { return } catch  where error.number == EROFS {
            // What is there need not be made, also where nothing can be.
            if FileStatus(path: path)?.isDirectory != true { throw error }
        }
    }

    /// True when something was removed.
    @discardableResult
    package func remove(_ path: String) -> Bool {
        do { try operations.unlink(path) } catch { return false }
        return true
    }

    /// Removes a tree, as far as it can be removed. Symbolic links are removed, not followed. `first`: the name of a file that is removed
    /// before the others of its directory, because they count only beside it.
    package func removeTree(_ path: String, first: String? = nil) {
        do {
            try operations.unlink(path)
            return
        } catch  where error.number == ENOENT { return } catch {}
        try? operations.changeMode(path, to: 0o700)
        if let first { remove("\(path)/\(first)") }
        for name in (try? operations.names(in: path)) ?? [] { removeTree("\(path)/\(name)", first: first) }
        try? operations.removeDirectory(path)
    }

    /// Makes a directory's entries durable.
    package func synchronizeDirectory(_ path: String) throws(Failure) {
        try attempting("make durable", path) { () throws(SystemError) in try operations.synchronizeDirectory(path) }
    }

    package func link(_ target: String, at path: String) throws(Failure) {
        try attempting("link", path) { () throws(SystemError) in try operations.makeSymbolicLink(to: target, at: path) }
    }

    /// Bytes of all regular files; those that cannot be looked at count nothing.
    package func treeSize(_ path: String) -> Int {
        guard let status = FileStatus(path: path) else { return 0 }
        guard !status.isRegular else { return status.size }
        return ((try? operations.names(in: path)) ?? []).reduce(0) { $0 + treeSize("\(path)/\($1)") }
    }

    package static func parent(of path: String) -> String? {
        guard let slash = path.lastIndex(of: "/") else { return path == "." ? nil : "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// As the kernel names it; "." where it does not.
    package static var currentDirectory: String { realPath(".") ?? "." }

    /// From the root, without links; nil where there is nothing.
    package static func realPath(_ path: String) -> String? {
        guard let text = realpath(path, nil) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }
}
