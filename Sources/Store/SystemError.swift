import Diagnostics
import Glibc

extension Failure {
    /// What the system said about `path`, as exit code 74 (66 when it does not exist).
    package static func system(_ action: String, _ path: String, _ number: Int32 = errno) -> Failure {
        let hint: String? =
            switch number {
            case ENOSPC, EDQUOT: "free some space, or choose another place with --workspace; nothing that was finished is lost"
            case EACCES, EPERM, EROFS: "check the permissions, or choose another place with --workspace"
            case EMFILE, ENFILE: "raise the limit on open files (ulimit -n)"
            default: nil
            }
        let code: ExitCode = number == ENOENT ? .missingInput : .inputOutput
        return Failure(code, "\(path): cannot \(action): \(String(cString: strerror(number)))", hint: hint)
    }
}
