import Parameters
import RunDatabase
import Testing

@Suite struct RecalledTests {
    private let started = instant("2026-03-01T10:00:00.000Z"), finished = instant("2026-03-01T10:00:02.500Z")

    private func stages(of run: String) -> [StageRecord] {
        let artifact = ArtifactRecord(digest: "w", files: 2, bytes: 12, created: started)
        return [
            StageRecord(run: run, stage: "split", actionKey: "k0", status: .cached, reason: "unchanged", seconds: 1),
            StageRecord(run: run, stage: "train", actionKey: "k1", status: .cached, reason: "known", seconds: 1.5, artifact: artifact),
        ]
    }

    private func points(of run: String) -> [MetricPoint] {
        let steps = (1...3).map { MetricPoint(run: run, name: "train/loss", step: $0, value: 1 / Double($0), time: finished) }
        let finals = [("ndcg@10", 0.4), ("auc", .nan), ("ndcg@10", 0.5)]
        return steps + finals.map { MetricPoint(run: run, name: $0.0, value: $0.1, time: finished) }
    }

    private func stepByStep(_ run: RunRecord, in database: RunDatabase) throws {
        try database.beginRun(run)
        try database.recordStages(stages(of: run.id))
        try database.log(metrics: points(of: run.id))
        try database.finishRun(run.id, status: .finished, seconds: 2.5, at: finished)
    }

    private func atOnce(_ run: RunRecord, in database: RunDatabase) throws {
        try database.record(finished: [
            FinishedRun(run: run, stages: stages(of: run.id), metrics: points(of: run.id), seconds: 2.5, finished: finished)
        ])
    }

    /// Every table, row for row.
    private func content(_ database: RunDatabase) throws -> [[[QueryValue]]] {
        try ["runs", "parameters", "tags", "stages", "artifacts", "final_metrics", "metric_series", "metric_points", "events"].map {
            try database.query("SELECT * FROM \($0) ORDER BY 1, 2, 3").rows
        }
    }

    /// A run recorded at once is one recorded step by step, also where an attempt came before, whatever had become of that.
    @Test(arguments: [nil, RunStatus.failed, .pruned, .interrupted])
    func isAsRecordedStepByStep(after earlier: RunStatus?) throws {
        let workspaces = try [Workspace(), Workspace()], databases = try workspaces.map { try $0.database() }
        for database in databases {
            try database.beginRun(record("other", started: started))
            if let earlier {
                try database.beginRun(record("a", rate: 7, started: started))
                try database.recordStages([StageRecord(run: "a", stage: "old", status: .ran, seconds: 1)])
                try database.log(metrics: [MetricPoint(run: "a", name: "train/loss", step: 9, value: 1, time: started)])
                try database.log(metrics: [MetricPoint(run: "a", name: "old", value: 1, time: started)])
                try database.finishRun("a", status: earlier, error: "e", at: started)
            }
        }
        try stepByStep(record("a", started: started), in: databases[0])
        try atOnce(record("a", started: started), in: databases[1])
        let expected = try content(databases[0]), found = try content(databases[1])
        for (a, b) in zip(expected, found) { #expect(a == b) }
        #expect(try databases[1].finalMetric("ndcg@10", of: "a") == 0.5)
        #expect(try databases[1].finalMetric("auc", of: "a")?.isNaN == true)
        #expect(try databases[1].finalMetric("nothing", of: "a") == nil)
        withExtendedLifetime(workspaces) {}
    }

    /// Somebody else recorded the same run meanwhile: it is not a new attempt. From the trash it comes back.
    @Test func whatIsFinishedStays() throws {
        let workspace = try Workspace(), database = try workspace.database()
        try stepByStep(record("a", started: started), in: database)
        var again = record("a", rate: 9, started: finished)
        again.tags = ["sweep": "s"]
        try atOnce(again, in: database)
        let kept = try database.run(id: "a")
        #expect(kept.attempts == 1 && kept.summary.started == started && kept.summary.tags.map(\.key) == ["owner", "sweep"])
        try database.trash(["a"])
        try atOnce(again, in: database)
        let back = try database.run(id: "a")
        #expect(back.attempts == 2 && back.summary.trashed == nil && back.summary.started == finished)
        #expect(try database.runIDs(of: "movielens") == ["a"])
        #expect(try database.runIDs(of: "others").isEmpty)
    }

    /// Without the check of references the same rows, and trials go with what belongs to them.
    @Test func referencesNeedNotBeChecked() throws {
        let workspace = try Workspace(), plain = try workspace.database()
        let unchecked = try RunDatabase(path: workspace.path, mode: .readWrite, checksReferences: false)
        try stepByStep(record("a", started: started), in: plain)
        try atOnce(record("b", started: started), in: unchecked)
        for table in ["parameters", "stages", "final_metrics", "metric_series"] {
            #expect(try plain.query("SELECT count(*) FROM \(table) GROUP BY run").rows.map(\.first).count == 2, "\(table)")
        }
        try unchecked.beginSweep(SweepRecord(name: "s", experiment: "movielens", settings: "{}", objectives: "[]"))
        try unchecked.record(trials: [TrialRecord(number: 1, parameters: "{}", runs: ["b"])], of: "s")
        try unchecked.record(steps: [TrialStep(number: 1, step: 1, value: 0.5)], of: "s")
        try unchecked.removeTrials([1], of: "s")
        #expect(
            try plain.query("SELECT count(*) FROM trial_runs UNION ALL SELECT count(*) FROM trial_steps").rows == [
                [.integer(0)], [.integer(0)],
            ])
        for table in ["parameters", "stages", "final_metrics", "metric_series", "tags"] {
            #expect(try plain.query("SELECT count(*) FROM \(table) WHERE run NOT IN (SELECT id FROM runs)").rows == [[.integer(0)]])
        }
    }

    /// More values than SQLite takes in one statement.
    @Test func manyValuesAtOnce() throws {
        let workspace = try Workspace(), database = try workspace.database()
        var run = record("wide")
        run.parameters = .record((0..<40_000).map { ("p\($0)", .int($0)) })
        let metrics = (0..<40_000).map { MetricPoint(run: "wide", name: "m\($0)", value: Double($0)) }
        try database.record(finished: [FinishedRun(run: run, stages: [], metrics: metrics, seconds: 0)])
        #expect(try database.query("SELECT count(*), sum(number) FROM parameters").rows == [[.integer(40_000), .real(799_980_000)]])
        #expect(try database.query("SELECT count(*), sum(value) FROM final_metrics").rows == [[.integer(40_000), .real(799_980_000)]])
    }

    private func trial(_ number: Int, of database: RunDatabase) throws {
        var run = record("t\(number)", started: started)
        run.parameters = .record((0..<20).map { ("fixed.p\($0)", .int($0)) } + [("train.rate", .double(Double(number) / 8))])
        // One that has another value for once, and one that others lack.
        if number == 5 { run.parameters = .record([("fixed.p3", .string("x")), ("fixed.p4", .int(4)), ("train.rate", .int(1))]) }
        if number == 6, case .record(var parameters) = run.parameters {
            parameters["fixed.p7"] = .null
            parameters["more"] = .bool(true)
            run.parameters = .record(parameters.fields.map { ($0.name, $0.value) })
        }
        try atOnce(run, in: database)
    }

    /// What trials have in common is kept once, and nobody who asks for parameters notices: neither queries nor filters nor records.
    @Test func commonParametersAreKeptOnce() throws {
        let workspace = try Workspace(), separate = try Workspace()
        let database = try workspace.database()
        for number in 1...8 { try trial(number, of: database) }
        // Each by a process that knows nothing of the others: nothing is shared.
        for number in 1...8 { try trial(number, of: try separate.database()) }
        let plain = try separate.database()
        for sql in [
            "SELECT * FROM parameters ORDER BY run, name", "SELECT id, parameters FROM run_summary ORDER BY id",
            "SELECT run, value FROM parameters WHERE name = 'train.rate' AND number > 0.3 ORDER BY 1",
        ] {
            #expect(try database.query(sql).rows == plain.query(sql).rows, "\(sql)")
        }
        #expect(try plain.query("SELECT count(*) FROM parameter_sets").rows == [[.integer(0)]])
        // All but the rate; then, from the sixth on, without the one that differed there.
        #expect(
            try database.query("SELECT count(*) FROM parameter_sets GROUP BY digest ORDER BY 1").rows == [[.integer(19)], [.integer(20)]])
        #expect(try database.query("SELECT count(*) FROM own_parameters").rows == [[.integer(21 + 3 * 1 + 3 + 3 + 2 * 2)]])
        for id in ["t1", "t3", "t5", "t6", "t8"] {
            #expect(try database.run(id: id).summary.parameters == plain.run(id: id).summary.parameters)
            #expect(try database.everything(of: id) == plain.everything(of: id))
        }
        #expect(try database.configurations(of: ["t2", "t3"], but: ["rate"]).values.count == 2)
        #expect(Set(try database.configurations(of: ["t1", "t2", "t8"], but: ["rate"]).values).count == 1)
        #expect(try database.parameter("fixed.p7", of: ["t2", "t6"]) == ["t2": "7"])
        // Another process comes to the same sets.
        for number in 1...8 {
            let again = try workspace.database()
            try again.trash(["t\(number)"])
            try again.deleteTrashed(["t\(number)"])
        }
        #expect(try database.query("SELECT count(*) FROM parameter_sets").rows == [[.integer(0)]])
        for number in 1...2 { try trial(number, of: database) }
        #expect(try database.query("SELECT count(*) FROM parameters WHERE run = 't2'").rows == [[.integer(21)]])
    }

    /// A run with a shared set that is begun again has its own parameters alone.
    @Test func aRunBegunAgainLeavesItsSet() throws {
        let workspace = try Workspace(), database = try workspace.database()
        for number in 1...3 { try trial(number, of: database) }
        for id in ["t2", "t3"] { try database.beginRun(record(id, started: finished)) }
        let expected = try Workspace(), other = try expected.database()
        try other.beginRun(record("t2", started: finished))
        let sql = "SELECT name, value, number, type FROM parameters WHERE run = 't2' ORDER BY name"
        #expect(try database.query(sql).rows == other.query(sql).rows)
        #expect(try database.query("SELECT count(*) FROM parameter_sets").rows == [[.integer(0)]])
    }
}
