import Diagnostics
import RunDatabase
import Testing

@Suite struct WarningTests {
    private let constant = Diagnostic.warning("predictions are constant", hint: "lower the rate", kind: "constant_predictions")

    private func stage(_ warnings: [Diagnostic]) -> StageRecord {
        StageRecord(run: "a1f0", stage: "train", node: "train.ancf", actionKey: "k1", status: .ran, seconds: 1, warnings: warnings)
    }

    @Test func warningsOfAStageAreThoseOfItsLastRecord() throws {
        let workspace = try Workspace(), database = try workspace.database()
        try database.beginRun(record("a1f0", started: instant("2026-03-01T10:00:00.000Z")))
        try database.recordStages([stage([constant, .warning("other words")])])
        #expect(try database.stages("a1f0").map(\.warnings) == [[constant, .warning("other words")]])
        #expect(
            try database.query("SELECT kind FROM warnings ORDER BY position").rows == [[.text("constant_predictions")], [.text("other")]])
        #expect(try database.run(id: "a1f0").summary.warnings == 2)
        #expect(try database.runs(RunFilter(expression: RunExpression(parsing: "warnings > 1"))).map(\.id) == ["a1f0"])

        try database.recordStages([stage([constant])])
        #expect(try database.stages("a1f0").map(\.warnings) == [[constant]])
        #expect(try database.query("SELECT warnings FROM run_summary").rows == [[.integer(1)]])
    }

    @Test func aRunThatBeginsAgainHasNone() throws {
        let workspace = try Workspace(), database = try workspace.database()
        let run = record("a1f0", started: instant("2026-03-01T10:00:00.000Z"))
        try database.beginRun(run)
        try database.recordStages([stage([constant])])
        try database.finishRun("a1f0", status: .failed)
        try database.beginRun(run)
        #expect(try database.query("SELECT count(*) FROM warnings").rows == [[.integer(0)]])
    }
}
