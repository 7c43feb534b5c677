import Glibc

/// A path of a data file, which may go on into a zip archive as if that were a folder: `ml-1m.zip/ml-1m/ratings.dat`.
public struct DataPath: Hashable, Sendable {
    /// What lies on the disk.
    public var file: String
    /// The file inside it, where the path goes on.
    public var member: String?

    /// The longest beginning of the path that is a file is the archive; where there is none the path stays whole.
    public init(_ path: String) {
        file = path
        guard !Self.exists(path) else { return }
        var end = path.endIndex
        while let slash = path[..<end].lastIndex(of: "/"), slash > path.startIndex {
            let beginning = String(path[..<slash])
            if Self.exists(beginning) {
                guard Self.isFile(beginning) else { return }
                file = beginning
                member = String(path[path.index(after: slash)...])
                return
            }
            end = slash
        }
    }

    private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    private static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}
