import Diagnostics
import Glibc
import JSON
import RunDatabase
import Store
import Tensor

/// What this machine is, what it reaches, and what holds it back: `pipeline doctor`. Everything that can be measured is measured, on one
/// core, in about two seconds; the figures are this moment's.
public struct Doctor {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    public func examine() -> [Finding] { machine() + products() + memory() + DiskExamination(workspace).findings() + database() + data() }

    /// One line for `examine` to read from a process with other kernels.
    public static func productRateLine() -> String { "\(BLAS.kernels) \(productRate())" }

    private static func productRate() -> Double { MachineProbe.productRate(m: 512, n: 512, k: 512, seconds: 0.2) }

    private func machine() -> [Finding] {
        let processors = Machine.processors, load = Machine.load ?? 0
        var findings = [
            Finding("machine", "processor", .string(Machine.processor ?? "unknown")),
            Finding("machine", "vector extensions", .string(Machine.extensions.joined(separator: " "))),
            Finding("machine", "our kernels", .string(MachineProbe.vectorExtensions)).advised(
                .slow, "this processor has neither AVX2 nor AVX-512: expect a fifth of the documented speed or less",
                when: MachineProbe.vectorExtensions == "baseline"),
            Finding("machine", "processors", .int(processors)).advised(
                .note, "training uses one thread for each run: --jobs \(processors) uses them all", when: processors > 1),
        ]
        if let quota = Machine.processorQuota, quota < Double(processors) {
            findings.append(
                Finding("machine", "processor quota", .double(quota)).advised(
                    .slow, "the control group allows fewer processors than there are: more --jobs than \(max(1, Int(quota))) gain nothing"))
        }
        findings.append(
            Finding("machine", "load", .double(load), unit: "processes").advised(
                .slow, "others compute here too: what is measured below, and runs, are slower than they could be",
                when: load > 0.75 * Double(processors)))
        return findings
    }

    private func products() -> [Finding] {
        let rate = Self.productRate(), limit = MachineProbe.arithmeticLimit(seconds: 0.1)
        var findings = [
            Finding("products", "library", .string(BLAS.build.split(separator: " ").prefix(2).joined(separator: " "))),
            Finding("products", "kernels", .string(BLAS.kernels)),
            Finding("products", "rate, 512 × 512 × 512", .double(rounded(rate)), unit: "GFLOP/s"),
            Finding(
                "products", "rate, 256 × 64 × 64",
                .double(rounded(MachineProbe.productRate(m: 256, n: 64, k: 64, seconds: 0.1))), unit: "GFLOP/s"),
        ]
        if limit > 0 {
            findings.append(
                Finding("products", "limit (multiply-adds in registers)", .double(rounded(limit)), unit: "GFLOP/s").advised(
                    .note, "products reach \(Int(100 * rate / limit)) % of it", when: rate < 0.6 * limit))
        }
        if let told = BLAS.givenKernels { findings += withoutCoreType(told, rate) }
        findings += threads()
        return findings
    }

    /// What OPENBLAS_CORETYPE costs: the same product in a process without it.
    private func withoutCoreType(_ told: String, _ rate: Double) -> [Finding] {
        let variable = Finding("products", BLASChoice.libraryVariable, .string(told))
        guard let other = OtherKernels.measure() else {
            return [variable.advised(.note, "chooses the kernels; what the library would choose itself could not be measured")]
        }
        return [
            variable,
            Finding("products", "rate without it (\(other.kernels))", .double(rounded(other.rate)), unit: "GFLOP/s").advised(
                .slow,
                "\(BLASChoice.variable)=auto makes products \(fixedPoint(other.rate / rate)) times as fast; last bits of results change "
                    + "(each run records its kernels)",
                when: other.rate > 1.15 * rate),
        ]
    }

    private func threads() -> [Finding] {
        let names = ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "GOTO_NUM_THREADS", "OPENBLAS_L2_SIZE", "OPENBLAS_VERBOSE"]
        let others = names.compactMap { name in BLASChoice.value(name).map { Finding("products", name, .string($0)) } }
        return [Finding("products", "threads of a product", .int(1))]
            + others.map { finding in
                finding.advised(.note, "has no effect here: products use one thread", when: finding.name.hasSuffix("NUM_THREADS"))
            }
    }

    private func memory() -> [Finding] {
        guard let memory = Machine.memory else { return [] }
        let rate = memory.available > 400_000_000 ? MachineProbe.copyRate(megabytes: 96, seconds: 0.12) : nil
        return [
            Finding("memory", "total", .int(memory.total), unit: "bytes"),
            Finding("memory", "available", .int(memory.available), unit: "bytes").advised(
                .slow, "little memory is left: use fewer --jobs", when: memory.available < 2_000_000_000),
        ] + (rate.map { [Finding("memory", "copy rate of one core", .double(rounded($0)), unit: "GB/s")] } ?? [])
    }

    private func database() -> [Finding] {
        let mode = RunDatabase.journalMode(path: workspace.databasePath)
        return [
            Finding("database", "SQLite", .string(RunDatabase.libraryVersion)),
            Finding("database", "journal", .string(mode ?? "wal, when a run makes it")).advised(
                .slow, "readers and the writer wait for each other; the file system may not allow a write-ahead log",
                when: mode != nil && mode != "wal"),
        ]
    }

    private func data() -> [Finding] {
        let path = BLASChoice.value("DATA") ?? "../shared/data"
        let found = access(path, R_OK) == 0
        return [
            Finding("data", "directory (DATA)", .string(path)).advised(
                .note, "there is no such directory: specs that name \u{24}{DATA} need DATA=/where/the/data/is", when: !found)
        ]
    }
}

func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
func fixedPoint(_ value: Double) -> String { "\(rounded(value))" }
