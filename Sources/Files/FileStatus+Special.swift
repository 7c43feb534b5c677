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
        case S_IFREG: isMadeUp(path) ? "no stored file: the system makes up what is read there" : nil
        case S_IFDIR: "a folder"
        case S_IFIFO: "a pipe"
        case S_IFSOCK: "a socket"
        default: "a device"
        }
    }

    /// Source: Linux, include/uapi/linux/magic.h.
    private static let madeUp: Set<Int> = [
        0x9FA0,  // proc
        0x6265_6572,  // sysfs
        0x6462_6720,  // debugfs
        0x7472_6163,  // tracefs
        0x6367_7270,  // cgroup2
        0x0027_E0EB,  // cgroup
    ]

    private static func isMadeUp(_ path: String) -> Bool {
        var system = statfs()
        return statfs(path, &system) == 0 && madeUp.contains(Int(system.f_type))
    }
}
