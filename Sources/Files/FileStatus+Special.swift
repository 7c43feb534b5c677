import Glibc

extension FileStatus {
    /// What stands at a path in place of an input file, as words after "is"; nil for a regular file, and where there is nothing.
    ///
    /// What is in `/proc` and `/sys` says that it is regular, but is made up while it is read: some of it never ends, some waits, and none
    /// says when it has changed.
    package static func obstacle(at path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: isMadeUp(status) ? "no stored file: the system makes up what is read there" : nil
        case S_IFDIR: "a folder"
        case S_IFIFO: "a pipe"
        case S_IFSOCK: "a socket"
        default: "a device"
        }
    }

    /// Where such file systems are mounted, if they are.
    private static let madeUp = ["/proc", "/sys", "/sys/kernel/debug", "/sys/kernel/tracing", "/sys/fs/cgroup"]

    private static func isMadeUp(_ status: stat) -> Bool {
        var root = stat(), place = stat()
        guard stat("/", &root) == 0, status.st_dev != root.st_dev else { return false }
        return madeUp.contains { stat($0, &place) == 0 && place.st_dev == status.st_dev }
    }
}
