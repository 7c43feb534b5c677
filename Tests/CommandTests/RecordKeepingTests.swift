import Foundation
import Glibc
import Testing

/// What is said of runs is what happened: reasons, durations, counts, and records that the database has lost.
@Suite struct RecordKeepingTests {
    // MARK: Reasons

    @Test func removedRunsDoNotMakeOthersLookRun() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        #expect(try bench.pipeline("rm", "tiny/gmf").code == 0)
        #expect(try bench.pipeline("rm", "--empty-trash").code == 0)
        #expect(try bench.pipeline("gc").code == 0)
        let output = try bench.pipeline("explain", "exp.yaml", "--set", "train.gmf.embedding_dim=16", "--format", "json")
        let plan = try PlanReport(output.stdout), reason = plan.stages.first { $0.node == "train/gmf" }?.reason
        #expect(reason?.kind == "previous_removed" && reason?.text.contains("has not run before") == true, "\(output.stdout)")
        // The removed configuration itself did run.
        let removed = try PlanReport(try bench.pipeline("explain", "exp.yaml", "--format", "json").stdout)
        #expect(removed.reason("train/gmf").hasPrefix("ran before"))
    }

    @Test func stagesThatDidNotBeginWereNotInterrupted() throws {
        let bench = try Bench(["exp.yaml": Specs.long.replacing("epochs: 30", with: "epochs: 2000")])
        let run = try bench.start(["run", "exp.yaml", "--jobs", "1"])
        #expect(try run.waitForProgress { $0.contains("train/ancf: epoch") })
        run.send(SIGINT)
        let output = try run.wait()
        #expect(output.code == 130)
        #expect(output.stdout.contains("1 interrupted, 3 not started"), "\(output.stdout)")
        #expect(try bench.query("SELECT DISTINCT node FROM stages WHERE reason = 'interrupted'") == ["train/ancf"])
        let unstarted = try bench.query("SELECT DISTINCT node FROM stages WHERE reason = 'not started' AND status = 'skipped' ORDER BY 1")
        #expect(unstarted == ["evaluate/ancf", "evaluate/gmf", "train/gmf"])
    }

    // MARK: Identity of command stages

    @Test func parametersOfProgramsAreTheTextsThatTheyRead() throws {
        let spec = Specs.prepared.replacing(
            "outputs: [ratings.csv]", with: "outputs: [ratings.csv]\n    parameters: {T: 3, names: [1, two]}")
        let bench = try Bench([
            "exp.yaml": spec, "raw.txt": "a;b;5\na;c;4\nb;b;1\nb;d;4\na;e;3\nb;c;2\n",
            "clean.sh": "(echo user,item,rating; tr ';' ',' < raw.txt) > ratings.csv\n",
        ])
        let first = try bench.run()
        for other in ["{T: '3', names: [1, two]}", "{T: \"3\", names: ['1', 'two']}"] {
            try bench.write("exp.yaml", spec.replacing("{T: 3, names: [1, two]}", with: other))
            let again = try bench.run()
            #expect(again.ran.isEmpty && again.runs.map(\.id) == first.runs.map(\.id), "\(other)")
        }
        try bench.write("exp.yaml", spec.replacing("T: 3", with: "T: 3.0"))
        #expect(try bench.run().ran.contains("prepare/clean"))
        try bench.write("exp.yaml", spec.replacing("T: 3", with: "T: 3, t: 4"))
        let clash = try bench.pipeline("run", "exp.yaml")
        #expect(clash.code == 65 && clash.stderr.contains("parameters 'T' and 't' are both PARAMETER_T"), "\(clash.stderr)")
    }

    // MARK: Lists and messages

    @Test func aListThatIsCutOffSaysSo() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        let cut = try bench.pipeline("runs", "--limit", "2", "--sort", "-ndcg@10")
        #expect(cut.stderr == "2 of 3 runs; --limit 3 lists all\n")
        #expect(try bench.pipeline("runs", "--limit", "1", "--filter", "model = gmf").stderr.isEmpty)
        #expect(try bench.pipeline("runs", "--limit", "3").stderr.isEmpty)
    }

    @Test func theMessageOfAQueryNamesTheDatabaseThatIsAsked() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run("--workspace", "my runs")
        let refused = try bench.pipeline("query", "DELETE FROM runs", "--workspace", "my runs")
        #expect(refused.code == 64 && refused.stderr.contains("sqlite3 'my runs/pipeline.db'"), "\(refused.stderr)")
    }

    // MARK: MLflow

    @Test func mlflowFindsArtifactsAndDurations() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        #expect(try bench.pipeline("export", "--experiment", "tiny", "--to", "mlflow", "--output", "out put").code == 0)
        let root = bench.path("out put/mlruns")
        let files = try FileManager.default.subpathsOfDirectory(atPath: root).filter { $0.hasSuffix("/meta.yaml") }
        var runs = 0
        for file in files {
            let text = try String(contentsOfFile: "\(root)/\(file)", encoding: .utf8)
            let fields = Dictionary(
                text.split(separator: "\n").compactMap { line in
                    line.range(of: ": ").map { (String(line[..<$0.lowerBound]), String(line[$0.upperBound...])) }
                }, uniquingKeysWith: { first, _ in first })
            let place = try #require(fields["artifact_uri"] ?? fields["artifact_location"]).trimming("\"")
            #expect(place.hasPrefix("file:///") && place.contains("/out%20put/mlruns/"), "\(place)")
            let folder = try #require(URL(string: place)?.path)
            #expect(FileManager.default.fileExists(atPath: folder))
            guard let start = fields["start_time"].flatMap(Int.init), let end = fields["end_time"].flatMap(Int.init) else { continue }
            runs += 1
            let id = String(try #require(fields["run_id"]).trimming("\"").prefix(10))
            let seconds = try #require(Double(bench.query("SELECT seconds FROM runs WHERE id = '\(id)'").first ?? ""))
            #expect(abs(Double(end - start) / 1000 - seconds) < 0.002, "\(id)")
        }
        #expect(runs == 3 && files.count == 4)
    }

    // MARK: An older database

    /// The database as it was after three runs, beside the store of five.
    private func benchWithOlderDatabase() throws -> Bench {
        let bench = try Bench(["exp.yaml": Specs.threeVariants]), files = FileManager.default
        try bench.run()
        try files.copyItem(atPath: bench.path("runs/pipeline.db"), toPath: bench.path("backup.db"))
        try bench.run("--set", "train.gmf.embedding_dim=4", "--set", "train.ancf.embedding_dim=4")
        for suffix in ["", "-wal", "-shm"] { try? files.removeItem(atPath: bench.path("runs/pipeline.db\(suffix)")) }
        try files.copyItem(atPath: bench.path("backup.db"), toPath: bench.path("runs/pipeline.db"))
        return bench
    }

    private func expectAllFive(_ bench: Bench) throws {
        #expect(try bench.query("SELECT count(*) FROM runs") == ["5"])
        #expect(try bench.run("--set", "train.gmf.embedding_dim=4", "--set", "train.ancf.embedding_dim=4").ran.isEmpty)
        #expect(try bench.run().ran.isEmpty)
        let verified = try bench.pipeline("verify")
        #expect(verified.code == 0, "\(verified.stderr)")
        #expect(try bench.pipeline("runs").stderr.isEmpty)
    }

    @Test func anOlderDatabaseIsNoticedAndMended() throws {
        let bench = try benchWithOlderDatabase()
        for command in [["runs"], ["best", "--metric", "ndcg@10"]] {
            let output = try bench.start(command).wait()
            #expect(output.code == 0 && output.stderr.contains("lacks 2 runs that the store has on record"), "\(output.stderr)")
        }
        let verified = try bench.pipeline("verify")
        #expect(verified.code == 74 && verified.stderr.contains("lacks 2 runs"), "\(verified.stderr)")
        #expect(try bench.query("SELECT count(*) FROM runs") == ["3"], "looking changes nothing")
        let repaired = try bench.pipeline("verify", "--repair")
        #expect(repaired.code == 0, "\(repaired.stderr)")
        try expectAllFive(bench)
    }

    @Test func resultsOfRunsThatAnOlderDatabaseLacksAreKept() throws {
        let bench = try benchWithOlderDatabase()
        let planned = try bench.pipeline("gc", "--dry-run")
        #expect(planned.stdout.contains("would free 0 B") && planned.stderr.contains("lacked 2 runs"), "\(planned.stderr)")
        let collected = try bench.pipeline("gc")
        #expect(collected.stdout.contains("freed 0 B") && collected.stderr.contains("lacked 2 runs"), "\(collected.stderr)")
        try expectAllFive(bench)
    }

    @Test func whoeverRunsOnGetsThemBack() throws {
        let bench = try benchWithOlderDatabase()
        let output = try bench.pipeline("run", "exp.yaml", "--set", "train.gmf.embedding_dim=12")
        #expect(output.code == 0 && output.stderr.contains("lacked 2 runs"), "\(output.stderr)")
        #expect(try bench.query("SELECT count(*) FROM runs") == ["6"])
        #expect(try bench.pipeline("verify").code == 0)
    }

    /// What was deleted for good stays deleted.
    @Test func deletedRunsAreNotMissing() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        #expect(try bench.pipeline("rm", "tiny/gmf").code == 0)
        #expect(try bench.pipeline("rm", "--empty-trash").code == 0)
        #expect(try bench.pipeline("runs").stderr.isEmpty)
        #expect(try bench.pipeline("verify").code == 0)
        #expect(try bench.query("SELECT count(*) FROM runs") == ["2"])
    }
}

extension String {
    fileprivate func trimming(_ characters: String) -> String { trimmingCharacters(in: CharacterSet(charactersIn: characters)) }
}
