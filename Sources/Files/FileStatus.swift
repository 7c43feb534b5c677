import Glibc

/// What `stat` says of a regular file; equal values mean that the content has not changed.
package struct FileStatus: Hashable, Sendable {
    package var device: UInt64
    package var inode: UInt64
    package var size: Int
    /// Nanoseconds since 1970.
    package var modified: Int
    package var changed: Int
    package var isRegular = true
    package var isDirectory = false

    package init(device: UInt64, inode: UInt64, size: Int, modified: Int, changed: Int) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
        self.changed = changed
    }

    package init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    package init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int(status.st_size)
        modified = Self.nanoseconds(status.st_mtim)
        changed = Self.nanoseconds(status.st_ctim)
        isRegular = status.st_mode & S_IFMT == S_IFREG
        isDirectory = status.st_mode & S_IFMT == S_IFDIR
    }

    /// Files may claim any time (`touch -d 4000-01-01`). What is further from 1970 than 127 years before or 285 after counts as that far, so
    /// that neither this nor an age computed from it exceeds 64 bits.
    private static func nanoseconds(_ time: timespec) -> Int {
        min(max(Int(time.tv_sec), -4_000_000_000), 9_000_000_000) * 1_000_000_000 + Int(time.tv_nsec)
    }
}
