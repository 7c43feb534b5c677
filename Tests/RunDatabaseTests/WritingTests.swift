import Diagnostics
import Parameters
import Processes
import RunDatabase
import Testing

@Suite struct WritingTests {
    /// A clock that is set back while a run goes on: it takes no time, rather than less, and can be read.
    @Test func aClockThatWasSetBack() throws {
        let workspace = try Workspace(), database = try workspace.database()
        let started = instant("2026-03-01T10:00:00.000Z"), before = instant("2025-12-31T23:59:59.000Z")
        try database.beginRun(record("a1f0", started: started))
        try database.log(metrics: [MetricPoint(run: "a1f0", name: "train/loss", step: 1, value: 0.5, time: before)])
        try database.finishRun("a1f0", status: .finished, at: before)
        let run = try database.run(id: "a1f0")
        #expect(run.summary.seconds == 0 && run.summary.status == .finished && run.summary.started == started)
        #expect(try database.history("a1f0").flatMap(\.points).map(\.value) == [0.5])
    }

    @Test func aRunComesBackAsItWentIn() throws {
        let workspace = try Workspace()
        let database = try workspace.database()
        try populate(database)
        let details = try database.run(id: "a2f0"), run = details.summary
        #expect(run.experiment == "movielens" && run.variant == "ancf@seed=2" && run.group == "ancf" && run.seed == 2)
        #expect(run.status == .finished && run.seconds == 12.5 && run.finished == instant("2026-03-02T10:00:12.500Z"))
        #expect(details.specPath == "exp.yaml" && details.blasKernel == "Haswell" && details.attempts == 1)
        #expect(run.tags.map(\.key) == ["owner"] && run.tags.map(\.value) == ["ada"])
        #expect(
            run.parameters.map(\.name) == [
                "evaluate.cutoffs", "seed", "train.bias", "train.dropout", "train.epochs", "train.model", "train.optimizer.learning_rate",
            ])
        #expect(run.parameter("train.optimizer.learning_rate")?.value == .double(0.002))
        #expect(run.parameter("train.epochs")?.value == .int(3))
        #expect(run.parameter("train.bias")?.value == .bool(true))
        #expect(run.parameter("train.dropout")?.value == .null)
        #expect(run.parameter("evaluate.cutoffs")?.text == "[5, 10]")
        #expect(run.metrics.map(\.name) == ["ndcg@10", "rmse", "train/best_epoch"])
        #expect(run.metric("ndcg@10") == 0.36)
    }

    @Test func historyAndStages() throws {
        let workspace = try Workspace()
        let database = try workspace.database()
        try populate(database)
        let series = try database.history("a1f0")
        #expect(series.map(\.name) == ["train/loss", "valid/ndcg@10"])
        #expect(series[0].points.map(\.step) == [1, 2, 3])
        #expect(series[0].points.map(\.value) == [0.7, 0.35, 0.7 / 3])
        #expect(series[0].points[0].time == instant("2026-03-01T10:00:01.000Z"))
        #expect(try database.history("a1f0", metrics: ["train/loss"]).count == 1)
        let stages = try database.stages("a1f0")
        #expect(stages.map(\.node) == ["split", "train.ancf"])
        #expect(stages[1].status == .ran && stages[1].seconds == 9.5 && stages[1].logPath == "runs/logs/a1f0/train.log")
        #expect(stages[1].artifact?.bytes == 1_200_000)
        #expect(stages[1].reasonJSON == #"{"changed":["optimizer.learning_rate"]}"#)
        #expect(try database.events("a1f0").map(\.kind) == ["bad_rows"])
    }

    @Test func valuesThatAreNoNumbersSurvive() throws {
        let workspace = try Workspace()
        let database = try workspace.database()
        try database.beginRun(record("a"))
        let values: [Double] = [.infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 0, 0.1]
        try database.log(metrics: values.enumerated().map { MetricPoint(run: "a", name: "m", step: $0.offset, value: $0.element) })
        try database.log(metrics: [
            MetricPoint(run: "a", name: "final", value: .nan), MetricPoint(run: "a", name: "wide", value: .infinity),
        ])
        #expect(try database.history("a")[0].points.map(\.value.bitPattern) == values.map(\.bitPattern))
        #expect(try database.run(id: "a").summary.metric("final")?.isNaN == true)
        #expect(try database.run(id: "a").summary.metric("wide") == .infinity)
        let json = try database.query("SELECT metrics FROM run_summary").rows
        #expect(json == [[.text(#"{"final":null,"wide":null}"#)]])
    }

    @Test func theSameStepAgainReplaces() throws {
        let workspace = try Workspace()
        let database = try workspace.database()
        try database.beginRun(record("a"))
        for value in [0.5, 0.25] {
            try database.log(metrics: [
                MetricPoint(run: "a", name: "loss", step: 1, value: value), MetricPoint(run: "a", name: "rmse", value: value),
            ])
        }
        #expect(try database.history("a")[0].points.map(\.value) == [0.25])
        #expect(try database.run(id: "a").summary.metrics.map(\.value) == [0.25])
        #expect(try database.query("SELECT count(*) FROM metrics").rows == [[.integer(2)]])
    }

    @Test func aNewAttemptMakesWayAndIsRemembered() throws {
        let workspace = try Workspace()
        let database = try workspace.database()
        try populate(database)
        try database.beginRun(record("c3d4", variant: "gmf", rate: 0.1))
        let details = try database.run(id: "c3d4")
        #expect(details.attempts == 2 && details.summary.status == .running && details.summary.error == nil)
        #expect(details.summary.seconds == nil && details.summary.metrics.isEmpty)
        #expect(details.summary.parameter("train.optimizer.learning_rate")?.number == 0.1)
        #expect(try database.stages("c3d4").isEmpty && database.history("c3d4").isEmpty)
        let event = try #require(try database.events("c3d4").last)
        #expect(event.kind == "attempt" && event.message == "began again; the attempt of 2026-03-05T10:00:00.000Z was failed")
    }

    @Test func nothingIsRecordedForARunThatIsNotThere() throws {
        let workspace = try Workspace()
        let database = try workspace.database()
        try database.beginRun(record("a"))
        let points = [MetricPoint(run: "a", name: "m", value: 1), MetricPoint(run: "nobody", name: "m", value: 1)]
        #expect(throws: Failure.self) { try database.log(metrics: points) }
        // All or nothing.
        #expect(try database.run(id: "a").summary.metrics.isEmpty)
        #expect(throws: Failure.self) { try database.finishRun("nobody", status: .finished) }
        #expect(throws: Failure.self) { try database.tag("nobody", "k", "v") }
    }

    @Test func aDeadProcessIsNotRunning() throws {
        let workspace = try Workspace()
        let database = try workspace.database()
        let current = ProcessIdentity.current
        var dead = current, elsewhere = current, beforeBoot = current
        dead.startTicks -= 1
        elsewhere.host = "another-machine"
        elsewhere.bootID = "another-boot"
        beforeBoot.bootID = "the-boot-before"
        for (id, process) in [("alive", current), ("dead", dead), ("elsewhere", elsewhere), ("rebooted", beforeBoot)] {
            try database.beginRun(record(id, process: process))
        }
        func statuses(_ database: RunDatabase) throws -> [String: RunStatus] {
            Dictionary(uniqueKeysWithValues: try database.runs().map { ($0.id, $0.status) })
        }
        let expected: [String: RunStatus] = [
            "alive": .running, "dead": .interrupted, "elsewhere": .running, "rebooted": .interrupted,
        ]
        #expect(try database.query("SELECT count(*) FROM runs WHERE status = 'running'").rows == [[.integer(4)]])
        #expect(try statuses(database) == expected, "whatever the table says")
        // Whoever opens the database sets it right, for SQL too.
        let reader = try workspace.database(.readOnly)
        #expect(try statuses(reader) == expected)
        #expect(try reader.runs(RunFilter(status: .running)).map(\.id).sorted() == ["alive", "elsewhere"])
        #expect(try reader.runs(RunFilter(status: .interrupted)).map(\.id).sorted() == ["dead", "rebooted"])
        #expect(
            try reader.query("SELECT id FROM runs WHERE status = 'running' ORDER BY id").rows == [[.text("alive")], [.text("elsewhere")]])
        #expect(try reader.query("SELECT count(*) FROM run_summary WHERE status = 'interrupted'").rows == [[.integer(2)]])
        let again = try workspace.database()
        #expect(try statuses(again) == expected)
        let recorded = try again.query("SELECT id FROM runs WHERE status = 'interrupted' ORDER BY id").rows
        #expect(recorded == [[.text("dead")], [.text("rebooted")]])
        #expect(try again.events("dead").map(\.kind) == ["interrupted"])
        #expect(try again.runs(RunFilter(status: .running)).map(\.id).sorted() == ["alive", "elsewhere"])
    }
}
