import Diagnostics
import Glibc
import Tensor

/// Which kernels OpenBLAS runs. It decides when it is loaded, and never again, so this comes first in the program. OpenBLAS's own choice goes
/// by the processor's model and falls back to the slowest kernels on models that it does not know; ours goes by what the processor can do.
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

    /// What PIPELINE_BLAS_KERNELS asks for, else OPENBLAS_CORETYPE, else what fits the processor. `auto` is what fits the processor, whatever
    /// OPENBLAS_CORETYPE says. Throws `Failure(.usage)` for kernels that do not exist or do not run here.
    public static func apply() throws(Failure) {
        guard let wanted = value(variable), !wanted.isEmpty else { return BLAS.prepare(.environment) }
        if wanted == "auto" { return BLAS.prepare(.processor) }
        guard let name = names.first(where: { $0.lowercased() == wanted.lowercased() }) else {
            throw Failure(
                .usage, "\(variable)=\(wanted): there are no such kernels",
                hint: suggestion(for: wanted, among: names + ["auto"])
                    ?? "auto chooses by the processor; OpenBLAS knows \(names.prefix(20).joined(separator: ", "))")
        }
        BLAS.prepare(.named(name))
        guard BLAS.kernels.lowercased() == name.lowercased() else {
            throw Failure(
                .usage, "\(variable)=\(wanted): the BLAS library cannot run these kernels here; it uses \(BLAS.kernels)",
                hint: "\(variable)=auto takes those that fit this processor")
        }
    }

    /// Whether the kernels are those that the environment names.
    static var isTheUsers: Bool {
        let wanted = value(variable) ?? ""
        return wanted.isEmpty ? !(value(libraryVariable) ?? "").isEmpty : wanted != "auto"
    }

    static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
