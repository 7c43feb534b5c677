import Diagnostics
import Glibc

/// How many files this process may have open.
enum DescriptorLimit {
    /// Below, no run can be carried out, and Swift's library of threads crashes where it cannot open its own.
    static let minimum = 16

    /// Throws `inputOutput` where the limit is too low for anything.
    static func check() throws(Failure) {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < minimum else { return }
        throw Failure(
            .inputOutput, "this process may have \(limit.rlim_cur) files open, and needs \(minimum) at least",
            hint: "raise the limit (ulimit -n 1024)")
    }
}
