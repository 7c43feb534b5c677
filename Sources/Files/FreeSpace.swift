import Glibc

/// What a file system has left.
package struct FreeSpace: Hashable, Sendable {
    /// For users without privileges.
    package var bytes: Int
    /// Files and directories that can still be made; nil where the file system does not count them.
    package var files: Int?

    /// Of the file system that holds `path`, or would.
    package init?(at path: String) {
        var status = statvfs()
        var place = path
        while statvfs(place, &status) != 0 {
            guard let parent = FileSystem.parent(of: place), parent != place else { return nil }
            place = parent
        }
        bytes = Int(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
        files = status.f_files > 0 ? Int(clamping: UInt64(status.f_favail)) : nil
    }
}
