import Foundation
import Processes
import Testing

/// Exit codes are interface: 0, 1, 64, 65, 66, 74; and every failure says where, what, and what next.
@Suite struct ExitCodeTests {
    @Test func success() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        for arguments in [["validate", "exp.yaml"], ["graph", "exp.yaml"], ["run", "exp.yaml"], ["runs"], ["--version"], ["--help"]] {
            let output = try bench.start(arguments).wait()
            #expect(output.code == 0, "\(arguments) \(output.stderr)")
            #expect(!output.stdout.isEmpty)
        }
    }

    @Test(arguments: [
        ["run", "exp.yaml", "--jbos", "2"], ["run"], ["run", "exp.yaml", "--jobs", "0"], ["run", "exp.yaml", "--tag", "novalue"],
        ["rum", "exp.yaml"], ["run", "exp.yaml", "--set", "train.gmf.epochs"], ["show", "nosuchrun"], ["compare", "latest"],
        ["models", "ancff"], ["stages", "ingst"], ["stages", "ingest", "movilens"], ["runs", "--format", "xml"], ["query"],
    ])
    func usage(arguments: [String]) throws {
        let bench = try Bench(["exp.yaml": Specs.popularityOfFile, "ratings.csv": Specs.ratings])
        try bench.run()
        let output = try bench.start(arguments).wait()
        #expect(output.code == 64, "\(output.stderr)")
        #expect(output.stdout.isEmpty)
        #expect(!output.stderr.isEmpty)
    }

    @Test func nearMissesAreSuggested() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        #expect(try bench.pipeline("models", "ancff").stderr.contains("ancf"))
        #expect(try bench.pipeline("stages", "ingst").stderr.contains("ingest"))
        #expect(try bench.pipeline("run", "exp.yaml", "--jbos", "2").stderr.contains("--jobs"))
    }

    @Test func invalidSpecsAreReportedCompletely() throws {
        let bench = try Bench([
            "exp.yaml": """
            experiment: broken
            ingest: {format: synthetic, users: 60}
            split: {strategy: leave-one-out, ordr: random}
            train: {model: gmf, epochs: many, embedding_dim: -3}
            evaluate: {protocol: full-ranking, metrics: [ndgc]}
            """
        ])
        for command in ["validate", "run", "graph"] {
            let output = try bench.pipeline(command, "exp.yaml")
            #expect(output.code == 65)
            #expect(output.stdout.isEmpty)
            for place in [
                "exp.yaml:3:34: error: unknown key 'ordr'", "exp.yaml:4:29: error: 'epochs'", "exp.yaml:4:50: error: 'embedding_dim'",
            ] {
                #expect(output.stderr.contains(place), "\(output.stderr)")
            }
            #expect(output.stderr.contains("did you mean 'order'?"))
            #expect(output.stderr.contains("    3 | split: {strategy: leave-one-out, ordr: random}"))
        }
        #expect(!FileManager.default.fileExists(atPath: bench.path("runs/pipeline.db")))
    }

    /// Swift's library of threads crashes where it cannot open its own files.
    @Test(arguments: [4, 6, 8, 10, 12, 14, 15]) func tooFewDescriptorsAreTold(limit: Int) throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let script = "ulimit -n \(limit); exec \"$0\" run \(bench.path("exp.yaml")) --workspace \(bench.path("runs"))"
        let result = try HelperProgram.run(["/bin/sh", "-c", script, Binary.path], errors: .kept)
        // With too few the program itself cannot be loaded.
        guard result.ending != .exited(127) else { return }
        #expect(result.ending == .exited(74) && result.errors.contains("ulimit -n"), "\(result)")
    }

    @Test func severalSpecsAreCheckedToTheEnd() throws {
        let bench = try Bench([
            "good.yaml": Specs.threeVariants, "bad.yaml": Specs.threeVariants.replacing("[ndcg, recall]", with: "[ndgc, recall]"),
        ])
        let output = try bench.pipeline("validate", "bad.yaml", "nosuch.yaml", "good.yaml")
        #expect(output.code == 65)
        #expect(output.stdout == "good.yaml: valid: 3 runs, 8 stages\n")
        #expect(output.stderr.contains("bad.yaml:9:") && output.stderr.contains("nosuch.yaml"), "\(output.stderr)")
        #expect(try bench.pipeline("validate", "nosuch.yaml", "bad.yaml").code == 66)
        #expect(try bench.pipeline("validate", "good.yaml", "good.yaml").code == 0)
        #expect(try bench.pipeline("validate").code == 64)
    }

    @Test func wrongMetricNamesPointAtThemselves() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants.replacing("[ndcg, recall]", with: "[ndgc, recall]")])
        let output = try bench.pipeline("validate", "exp.yaml")
        #expect(output.code == 65)
        #expect(output.stderr.contains("exp.yaml:9:"), "\(output.stderr)")
        #expect(output.stderr.contains("ndcg"))
    }

    @Test func wrongOverridesPointAtTheOption() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let output = try bench.pipeline("run", "exp.yaml", "--set", "train.gmf.epochs=many", "--set", "train.gmf.epoch=3")
        #expect(output.code == 65)
        #expect(output.stderr.contains("--set"))
        #expect(output.stderr.contains("'epochs' must be a whole number, is 'many'"))
        #expect(output.stderr.contains("did you mean 'epochs'?"))
    }

    @Test func missingSpec() throws {
        let output = try Bench().pipeline("run", "nosuch.yaml")
        #expect(output.code == 66)
        #expect(output.stderr.contains("nosuch.yaml"))
    }

    @Test func missingDataPointAtTheSpec() throws {
        let bench = try Bench(["exp.yaml": Specs.popularityOfFile])
        let output = try bench.pipeline("run", "exp.yaml")
        #expect(output.code == 66)
        #expect(output.stderr.contains("exp.yaml:2:37: error: input file 'ratings.csv' does not exist"), "\(output.stderr)")
    }

    @Test func nothingToShowYet() throws {
        let bench = try Bench()
        for arguments in [["runs"], ["show", "latest"], ["query", "SELECT 1"], ["log", "latest"], ["compare", "a", "b"]] {
            let output = try bench.start(arguments).wait()
            #expect(output.code == 66)
            #expect(output.stderr.contains("pipeline run"))
        }
        #expect(!FileManager.default.fileExists(atPath: bench.path("runs")))
    }

    @Test func malformedRowsAreNamedAndCounted() throws {
        let rows = Specs.ratings + (1...13).map { "eve,item\($0),\($0 == 5 ? "4" : "x\($0)")\n" }.joined()
        let bench = try Bench(["exp.yaml": Specs.popularityOfFile, "ratings.csv": rows])
        let output = try bench.pipeline("run", "exp.yaml")
        #expect(output.code == 65)
        #expect(output.stderr.contains("ratings.csv:14:11: error: the rating 'x1' is not a finite number"), "\(output.stderr)")
        #expect(output.stderr.contains("12 rows cannot be read; the first 10 are shown"))
        #expect(output.stderr.contains("on_bad_row: skip"))
        #expect(!output.stderr.contains("'x12'"))

        let skipping = try bench.run("--set", "ingest.on_bad_row=skip")
        #expect(skipping.runs.first?.metrics["data/bad_rows"] == 12)
    }

    @Test func aFailingCommandShowsItsLastLinesAndItsLog() throws {
        let script = "for i in $(seq 1 100); do echo line $i; done; echo 'no such column: user' >&2; exit 3\n"
        let bench = try Bench(["exp.yaml": Specs.prepared, "raw.txt": "a;b;5\n", "clean.sh": script])
        let output = try bench.pipeline("run", "exp.yaml")
        #expect(output.code == 1)
        #expect(output.stderr.contains("exit code 3"))
        #expect(output.stderr.contains("no such column: user"))
        #expect(output.stderr.contains("line 100\n") && !output.stderr.contains("line 9\n"))
        let log = try #require(output.stderr.split(whereSeparator: { $0.isWhitespace || $0 == "'" }).last { $0.hasSuffix(".log") })
        #expect(try bench.read(String(log)).contains("line 9\n"))
        #expect(try bench.pipeline("log", "latest").stdout.contains("no such column: user"))
    }

    /// What does not depend on the failure is still done.
    @Test func oneFailingVariantLeavesTheOthers() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let output = try bench.pipeline(
            "run", "exp.yaml", "--format", "json", "--set", "train.gmf.optimizer.learning_rate=1e30", "--set", "train.gmf.loss=mse")
        #expect(output.code == 1, "\(output.stderr)")
        let report = try RunReport(output.stdout)
        #expect(report.nodes("failed") == ["train/gmf"])
        #expect(report.nodes("skipped") == ["evaluate/gmf"])
        #expect(report.ran == Specs.nodes.subtracting(["train/gmf", "evaluate/gmf"]))
        #expect(report.runs.map(\.status) == ["finished", "failed", "finished"])
    }

    @Test func aWorkspaceThatCannotBe() throws {
        let bench = try Bench(["exp.yaml": Specs.popularityOfFile, "ratings.csv": Specs.ratings])
        let output = try bench.pipeline("run", "exp.yaml", "--workspace", "ratings.csv/runs")
        #expect(output.code == 74)
        #expect(output.stderr.contains("ratings.csv/runs"))
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere")) func aWorkspaceThatMayNotBeWritten() throws {
        let bench = try Bench(["exp.yaml": Specs.popularityOfFile, "ratings.csv": Specs.ratings])
        try FileManager.default.createDirectory(atPath: bench.path("locked"), withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: bench.path("locked"))
        #expect(try bench.pipeline("run", "exp.yaml", "--workspace", "locked/runs").code == 74)
    }
}
