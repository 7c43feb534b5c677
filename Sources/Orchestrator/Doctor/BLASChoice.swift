import Diagnostics
import Glibc
import Tensor

/// Which kernels OpenBLAS runs. It decides when it is loaded, by the processor or by OPENBLAS_CORETYPE, and never again: another choice
/// needs another process.
public enum BLASChoice {
    public static let variable = "PIPELINE_BLAS_KERNELS"
    static let libraryVariable = "OPENBLAS_CORETYPE"

    /// What OpenBLAS 0.3 knows for x86-64 and ARM; which of them a build holds and a processor can run shows after the start.
    static let names = [
        "Prescott", "Core2", "Penryn", "Dunnington", "Nehalem", "Sandybridge", "Haswell", "SkylakeX", "Cooperlake", "SapphireRapids",
        "Athlon", "Opteron", "Opteron_SSE3", "Barcelona", "Bobcat", "Bulldozer", "Piledriver", "Steamroller", "Excavator", "Zen", "Atom",
        "Nano", "ARMV8", "CORTEXA53", "CORTEXA57", "CORTEXA72", "CORTEXA73", "FALKOR", "THUNDERX", "THUNDERX2T99", "TSV110", "NEOVERSEN1",
        "NEOVERSEV1", "NEOVERSEN2",
    ]

    /// Starts this program again with the same arguments where PIPELINE_BLAS_KERNELS asks for other kernels than OpenBLAS was told to use:
    /// `auto` lets it choose by the processor, any other value names them. Returns where nothing is asked or all is as asked.
    /// Throws `Failure(.usage)` for kernels that do not exist or do not run here.
    public static func apply(arguments: [String]) throws(Failure) {
        guard let wanted = value(variable), !wanted.isEmpty else { return }
        let told = value(libraryVariable)
        if wanted == "auto" {
            if told != nil { try restart(arguments, kernels: nil) }
            return
        }
        guard let name = names.first(where: { $0.lowercased() == wanted.lowercased() }) else {
            throw Failure(
                .usage, "\(variable)=\(wanted): there are no such kernels",
                hint: suggestion(for: wanted, among: names + ["auto"])
                    ?? "auto lets the BLAS library choose; it knows \(names.prefix(20).joined(separator: ", "))")
        }
        if told?.lowercased() != name.lowercased() { try restart(arguments, kernels: name) }
        guard BLAS.kernels.lowercased() == name.lowercased() else {
            throw Failure(
                .usage, "\(variable)=\(wanted): the BLAS library cannot run these kernels here; it uses \(BLAS.kernels)",
                hint: "\(variable)=auto takes the best that it has for this processor")
        }
    }

    private static func restart(_ arguments: [String], kernels: String?) throws(Failure) {
        if let kernels { setenv(libraryVariable, kernels, 1) } else { unsetenv(libraryVariable) }
        var words = arguments.map { strdup($0) } + [nil]
        execv("/proc/self/exe", &words)
        let number = errno
        for word in words { free(word) }
        throw Failure(.internalError, "cannot start again with other BLAS kernels: \(String(cString: strerror(number)))")
    }

    static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
