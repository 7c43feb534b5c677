import ArgumentParser
import Console
import JSON
import Orchestrator
import Quantities

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Tells what this machine is and reaches, and what to do about anything slow.",
        discussion: """
            Measures one core's matrix products (against the limit of its multiply-adds,
            and without OPENBLAS_CORETYPE where that is set), memory, hashing and the
            workspace's disk, in about two seconds. Figures are this moment's: a busy
            machine measures less.

            Matrix products run with the OpenBLAS kernels that fit the processor, unless
            OPENBLAS_CORETYPE names others. PIPELINE_BLAS_KERNELS=auto overrides that
            variable; any other value names kernels, such as Haswell or SkylakeX. Each run
            records the kernels that it ran with.

            EXAMPLES
              pipeline doctor
              PIPELINE_BLAS_KERNELS=auto pipeline doctor
              pipeline doctor --format json
            """)

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var format: FormatOptions

    @Flag(name: .customLong("only-product-rate"), help: .hidden)
    var onlyProductRate = false

    func run() {
        if onlyProductRate { return Output.write(Doctor.productRateLine() + "\n") }
        let findings = Doctor(workspace.location).examine()
        Output.write(format.format == .table ? lines(findings) : "", findings: findings, as: format.format)
    }

    /// Findings by area, then what to do.
    private func lines(_ findings: [Finding]) -> String {
        let color = Output.color, width = findings.map { $0.name.count }.max() ?? 0
        var text = "", area = ""
        for finding in findings {
            if finding.area != area {
                text += (area.isEmpty ? "" : "\n") + Style.bold.paint(finding.area, color: color) + "\n"
                area = finding.area
            }
            let gap = String(repeating: " ", count: width - finding.name.count)
            let mark = finding.verdict == .slow ? Style.yellow.paint("  ← slow", color: color) : ""
            text += "  \(finding.name)\(gap)  \(finding.cell.text)\(mark)\n"
        }
        for verdict in [Finding.Verdict.slow, .note] {
            let advised = findings.filter { $0.verdict == verdict && $0.advice != nil }
            guard !advised.isEmpty else { continue }
            text += "\n" + Style.bold.paint(verdict == .slow ? "what to do" : "worth knowing", color: color) + "\n"
            for finding in advised { text += "  \(finding.name): \(finding.advice ?? "")\n" }
        }
        return text
    }
}

extension Finding {
    fileprivate var cell: Table.Cell {
        switch (value, unit) {
        case (.int(let bytes), "bytes"): Table.Cell(value, text: formatBytes(bytes))
        case (.int(let count), _): Table.Cell(value, text: formatCount(count) + (unit.map { " " + $0 } ?? ""))
        case (.double(let number), _): Table.Cell(value, text: formatMetric(number) + (unit.map { " " + $0 } ?? ""))
        case (.string(let text), _): Table.Cell(value, text: text)
        default: Table.Cell(value, text: "")
        }
    }
}

extension Output {
    fileprivate static func write(_ text: String, findings: [Finding], as format: OutputFormat) {
        guard format != .table else { return write(text) }
        var table = Table([
            Table.Column("area"), Table.Column("name"), Table.Column("value"), Table.Column("unit"), Table.Column("verdict"),
            Table.Column("what to do", key: "advice"),
        ])
        for finding in findings {
            table.append([
                .text(finding.area), .text(finding.name), finding.cell, finding.unit.map { .text($0) } ?? .empty,
                .text(finding.verdict.rawValue), finding.advice.map { .text($0) } ?? .empty,
            ])
        }
        write(table, as: format)
    }
}
