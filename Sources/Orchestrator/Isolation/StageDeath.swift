import Diagnostics
import Engine
import Glibc
import Processes
import Tensor

extension StageProcess.Death {
    /// Whether it died of what also asks this process to stop.
    var mayBeACancellation: Bool {
        guard case .killed(let signal)? = ending else { return false }
        return [SIGTERM, SIGINT, SIGHUP, SIGQUIT].contains(signal)
    }

    func failure(of order: StageOrder) -> Failure {
        var message = "'\(order.name)' \(Self.text(ending))"
        if !lastLines.isEmpty { message += "; it printed last:\n" + lastLines.map { "    \($0)" }.joined(separator: "\n") }
        return Failure(.stageFailed, message, hint: Self.hint(ending, stage: order.work.stage))
    }

    private static func text(_ ending: ProcessEnding?) -> String {
        switch ending {
        case .killed(let signal): "was killed by \(SignalName.text(signal))"
        case .exited(let code): "ended its process with exit code \(code)"
        case nil: "closed its output and did not end"
        }
    }

    private static func hint(_ ending: ProcessEnding?, stage: String) -> String? {
        switch ending {
        case .killed(SIGKILL): memoryHint
        case .killed(let signal) where SignalName.isCrash(signal):
            "a library that it calls crashed, or it has a defect; the other stages went on"
                + (stage == "tokenize" ? "" : "; \(kernelsHint)")
        case .killed(SIGXCPU), .killed(SIGXFSZ): "a limit of the shell or the batch system was reached: see 'ulimit -a'"
        default: nil
        }
    }

    static let memoryHint =
        "often the system does this when memory runs out ('dmesg' tells): run fewer stages at a time (--jobs 1), or give it less to hold"

    private static var kernelsHint: String {
        let kernels = "matrix products ran with OpenBLAS's \(BLAS.kernels) kernels"
        return BLASChoice.isTheUsers
            ? "\(kernels), which the environment asks for: PIPELINE_BLAS_KERNELS=auto takes those that fit the processor"
            : "\(kernels): 'pipeline doctor' examines them, and PIPELINE_BLAS_KERNELS=NAME takes others"
    }
}
