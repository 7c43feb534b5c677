import Diagnostics
import Glibc
import Quantities

extension Failure {
    /// What the system said about `path`, as exit code 74 (66 when it does not exist), with what to do about it.
    package static func system(_ action: String, _ path: String, _ number: Int32 = errno) -> Failure {
        let code: ExitCode = number == ENOENT ? .missingInput : .inputOutput
        return Failure(code, "\(path): cannot \(action): \(String(cString: strerror(number)))", hint: hint(path, number))
    }

    /// What the hints of all failures for want of room say.
    package static let collectingHint = "'pipeline gc --dry-run' tells what old results would free"

    /// Something failed because there was no room.
    package var isForWantOfRoom: Bool { diagnostics.contains { $0.hint?.contains(Self.collectingHint) ?? false } }

    private static func hint(_ path: String, _ number: Int32) -> String? {
        switch number {
        case ENOSPC, EDQUOT:
            let room = FreeSpace(at: path).map { "\($0.text) there; " } ?? ""
            return room + collectingHint + ", --workspace chooses another place; "
                + "nothing that was finished is lost"
        case EACCES, EPERM: return "check the permissions, or choose another place with --workspace"
        case EROFS: return "the file system is mounted read-only; choose another place with --workspace"
        case EMFILE: return "this process has too many files open: raise the limit (ulimit -n), or use fewer --jobs"
        case ENFILE: return "the machine has too many files open: end other programs, or raise fs.file-max"
        case EIO: return "the disk or its connection has failed; look at dmesg. Nothing that was finished is lost: run again"
        case ENOMEM: return "the machine has no memory left: end other programs, or use fewer --jobs"
        default: return nil
        }
    }
}

extension FreeSpace {
    fileprivate var text: String {
        formatBytes(bytes) + " free" + (files.map { $0 < 100 ? " and room for \($0) more files" : "" } ?? "")
    }
}
