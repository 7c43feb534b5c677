import Diagnostics
import RunDatabase
import Testing

@Suite struct RetentionTests {
    private func stage(_ run: String, _ key: String) -> StageRecord {
        StageRecord(run: run, stage: "train", node: "train", actionKey: key, status: .ran, reason: "", seconds: 1)
    }

    /// Oldest first, with the keys of their actions; tags of people, best trials by every objective, and running runs are pinned.
    @Test func runsWithWhatPinsThem() throws {
        let workspace = try Workspace(), database = try workspace.database()
        for (index, id) in ["a", "b", "c", "d", "e"].enumerated() {
            var run = record(id, started: instant("2026-03-0\(index + 1)T10:00:00.000Z"))
            run.tags = id == "a" ? ["owner": "ada"] : ["sweep": "s", "trial": String(index)]
            try database.beginRun(run)
            try database.recordStages([stage(id, "key-\(id)")])
            if id != "e" { try database.finishRun(id, status: .finished, at: instant("2026-03-0\(index + 1)T11:00:00.000Z")) }
        }
        // Trial 1 is best by the first objective, trial 3 by the second; trial 2 would be by both, but breaks a constraint.
        try database.beginSweep(
            SweepRecord(
                name: "s", experiment: "movielens", specPath: "exp.yaml", settings: "{}",
                objectives: #"[{"metric": "ndcg@10", "direction": "maximize"}, {"metric": "seconds", "direction": "minimize"}]"#))
        for (number, run, values, violation) in [(1, "b", [0.5, 9.0], 0.0), (2, "c", [0.9, 1.0], 0.1), (3, "d", [0.4, 2.0], 0.0)] {
            var trial = TrialRecord(number: number, parameters: "{}")
            (trial.status, trial.values, trial.violation, trial.runs) = (.finished, values, violation, [run])
            try database.record(trials: [trial], of: "s")
        }
        let runs = try database.retainedRuns()
        #expect(runs.map(\.id) == ["a", "b", "c", "d", "e"])
        #expect(runs.map(\.pin) == [.tagged, .best, nil, .best, .running])
        #expect(runs.map(\.actionKeys) == ["a", "b", "c", "d", "e"].map { ["key-\($0)"] })
        #expect(runs[0].lastUsed == instant("2026-03-01T11:00:00.000Z") && runs[4].lastUsed == instant("2026-03-05T10:00:00.000Z"))
    }
}

@Suite struct GroupedTests {
    /// One transaction: another connection sees nothing before the end, everything after; what fails inside undoes itself alone.
    @Test func isOneTransaction() throws {
        let workspace = try Workspace(), database = try workspace.database(), reader = try workspace.database(.readOnly)
        try database.grouped { () throws(Failure) in
            try database.beginRun(record("a"))
            do {
                try database.log(metrics: [
                    MetricPoint(run: "a", name: "loss", step: 1, value: 1), MetricPoint(run: "nobody", name: "loss", step: 1, value: 1),
                ])
                Issue.record("a run that was not begun")
            } catch {}
            try database.finishRun("a", status: .finished)
            #expect(try reader.finishedRuns(["a"]).isEmpty)
            #expect(try database.finishedRuns(["a"]).count == 1)
        }
        #expect(try reader.finishedRuns(["a"])["a"]?.metrics.isEmpty == true)
    }

    @Test func isUndoneWhereTheBodyThrows() throws {
        let workspace = try Workspace(), database = try workspace.database()
        #expect(throws: Failure.self) {
            try database.grouped { () throws(Failure) in
                try database.beginRun(record("a"))
                throw Failure(.usage, "changed my mind")
            }
        }
        #expect(try database.retainedRuns().isEmpty)
        try database.beginRun(record("b"))
        #expect(try database.retainedRuns().map(\.id) == ["b"])
    }
}
