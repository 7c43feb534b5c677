import Console
import Engine
import RunDatabase

/// The stages of a run: what became of each, why, and how long the work took.
struct StageTable {
    let stages: [StageRecord]

    var table: Table {
        var table = Table([
            Table.Column("stage", key: "node", mayShrink: false), Table.Column("status", mayShrink: false), .number("time", key: "seconds"),
            .number("CPU", key: "cpu_seconds"), .number("memory", key: "peak_memory"),
            Table.Column("because", key: "reason", wraps: true), Table.Column("artifact", mayShrink: false),
            .number("size", key: "bytes"),
        ])
        for stage in stages {
            table.append([
                .text(stage.node), .text(stage.word, style: style(stage.status)), .seconds(stage.seconds),
                .seconds(stage.usage.cpuSeconds), stage.usage.peakMemory.map { .bytes($0) } ?? .empty, .text(stage.reason),
                stage.artifact.map { Table.Cell(.string($0.digest), text: String($0.digest.prefix(8)), style: .dim) } ?? .empty,
                stage.artifact.map { .bytes($0.bytes) } ?? .empty,
            ])
        }
        return table
    }

    private func style(_ status: StageStatus) -> Style {
        switch status {
        case .ran: .green
        case .cached: .dim
        case .failed: .red
        case .skipped: .yellow
        }
    }
}

extension StageRecord {
    /// What became of it: a stage that was at work when its run was stopped, and one whose turn had not come, were skipped by nobody.
    var word: String {
        switch reason {
        case Reason.interrupted.description where status == .skipped: "interrupted"
        case Reason.notStarted.description where status == .skipped: "not started"
        default: status.rawValue
        }
    }
}
