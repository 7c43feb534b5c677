import Diagnostics
import Foundation
import GRDB
import RunDatabase
import Testing

@Suite struct MetricStorageTests {
    /// A database as version 0.2 left it, with one run: `Fixtures/before-metric-points.sql`, by `sqlite3 pipeline.db .dump`.
    @Test func historiesOfOlderDatabasesStay() throws {
        let workspace = try Workspace()
        let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/before-metric-points.sql")
        let old = try DatabaseQueue(path: workspace.path)
        try old.writeWithoutTransaction { try $0.execute(sql: String(contentsOf: fixture, encoding: .utf8)) }
        try old.close()
        let database = try workspace.database()
        let summary = try database.run(id: "a1f0").summary
        #expect(summary.metric("ndcg@10") == 0.35 && summary.metric("rmse") == 0.94)
        let series = try database.history("a1f0", metrics: ["valid/ndcg@10"])
        #expect(series.first?.points.map(\.value) == [0.33, 0.34, 0.35 - 0.02 / 3])
        #expect(series.first?.points.map(\.time.description) == ["01", "02", "03"].map { "2026-03-01T10:00:\($0).000Z" })
        #expect(try database.history("c3d4").first?.points.first?.value.isNaN == true)
        let times = try database.query("SELECT time FROM metrics WHERE run = 'a1f0' AND name = 'train/loss' ORDER BY step").rows
        #expect(times == [[.text("2026-03-01T10:00:01.000Z")], [.text("2026-03-01T10:00:02.000Z")], [.text("2026-03-01T10:00:03.000Z")]])
    }

    @Test func viewsAgreeWithWhatWasLogged() throws {
        let workspace = try Workspace(), database = try workspace.database()
        try database.beginRun(record("r"))
        let first = Timestamp(milliseconds: 1_764_000_000_123)
        for step in 1...4 {
            let time = Timestamp(milliseconds: first.milliseconds + step * 61_007)
            try database.log(metrics: [
                MetricPoint(run: "r", name: "loss", step: step, value: 1 / Double(step), time: time),
                MetricPoint(run: "r", name: "odd", step: step, value: step == 2 ? .nan : .infinity, time: time),
            ])
        }
        // An earlier point, and one that replaces another.
        try database.log(metrics: [
            MetricPoint(run: "r", name: "loss", step: 0, value: 9, time: first), MetricPoint(run: "r", name: "loss", step: 4, value: 7),
            MetricPoint(run: "r", name: "final", value: .nan), MetricPoint(run: "r", name: "final", value: 3),
        ])
        let history = try database.history("r", metrics: ["loss"])
        #expect(history.first?.points.map(\.value) == [9, 1, 0.5, 1.0 / 3, 7])
        #expect(history.first?.points.first?.time == first)
        let view = try database.query("SELECT step, value, time FROM metric_history WHERE run = 'r' AND name = 'loss' AND step = 2")
        #expect(view.rows == [[.integer(2), .real(0.5), .text(Timestamp(milliseconds: first.milliseconds + 122_014).description)]])
        #expect(try database.query("SELECT count(*) FROM metrics WHERE run = 'r'").rows == [[.integer(10)]])
        #expect(try database.history("r", metrics: ["odd"]).first?.points.map { "\($0.value)" } == ["inf", "nan", "inf", "inf"])
        #expect(try database.query("SELECT last_step FROM run_summary").rows == [[.integer(4)]])
    }

    /// A new attempt begins with nothing, and leaves no points without a run.
    @Test func pointsGoWithTheirRun() throws {
        let workspace = try Workspace(), database = try workspace.database()
        try database.beginRun(record("r"))
        try database.log(metrics: (1...3).map { MetricPoint(run: "r", name: "loss", step: $0, value: 1) })
        try database.finishRun("r", status: .failed)
        try database.beginRun(record("r"))
        #expect(try database.history("r").isEmpty)
        #expect(try database.query("SELECT count(*) FROM metric_points").rows == [[.integer(0)]])
    }

    @Test func provenanceIsKept() throws {
        let workspace = try Workspace(), database = try workspace.database()
        var run = record("r")
        run.provenance = Provenance(
            specSource: "experiment: x # as written\n", gitCommit: "0123abc", isGitDirty: true, cpu: "A fast one", threads: 2, user: "ada",
            command: "pipeline run 'my exp.yaml'")
        try database.beginRun(run)
        try database.recordStage(
            StageRecord(
                run: "r", stage: "train", status: .ran, seconds: 2,
                usage: StageUsage(cpuSeconds: 1.5, peakMemory: 1 << 30, bytesRead: 10, bytesWritten: 20)))
        #expect(try database.run(id: "r").provenance == run.provenance)
        #expect(try database.stages("r").first?.usage == StageUsage(cpuSeconds: 1.5, peakMemory: 1 << 30, bytesRead: 10, bytesWritten: 20))
    }

    /// 200,000 points a second is what the benchmark asks for; a busy machine must not fail this.
    @Test func loggingIsFast() throws {
        let workspace = try Workspace(), database = try workspace.database()
        try database.beginRun(record("r"))
        let points = (1...2500).flatMap { step in
            (0..<20).map {
                MetricPoint(run: "r", name: "metric-\($0)", step: step, value: Double(step), time: Timestamp(milliseconds: step))
            }
        }
        let clock = ContinuousClock()
        let elapsed = try clock.measure { try database.log(metrics: points) }
        print("logged \(points.count) points in \(elapsed)")
        #expect(elapsed < .seconds(2))
    }
}
