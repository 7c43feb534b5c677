import Foundation
import Testing

/// Making again, keeping, sharing, tidying.
@Suite struct KeepingTests {
    private struct Reproduced: Decodable {
        struct Stage: Decodable { var node: String; var result: String; var why: [String]; var files: [String] }
        var identical: Bool
        var first_difference: String?
        var stages: [Stage]
    }

    private func reproduce(_ bench: Bench, _ run: String, _ options: String...) throws -> (code: Int32, result: Reproduced) {
        let output = try bench.start(["reproduce", run, "--format", "json"] + options).wait()
        let result = try JSONDecoder().decode(Reproduced.self, from: Data(output.stdout.utf8))
        return (output.code, result)
    }

    @Test(arguments: ["tiny/ancf", "tiny/popularity"]) func runsAreMadeAgainBitByBit(run: String) throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        let (code, result) = try reproduce(bench, run, "--keep", "again")
        #expect(code == 0 && result.identical && result.first_difference == nil)
        #expect(result.stages.count == 4 && result.stages.allSatisfy { $0.result == "identical" })
        #expect(FileManager.default.fileExists(atPath: bench.path("again/pipeline.db")))
        let again = try bench.pipeline("reproduce", run, "--keep", "again")
        #expect(again.code == 64 && again.stderr.contains("not empty"))
    }

    @Test func relativePathsAndCommandStagesAreMadeAgain() throws {
        let script = "awk -F';' 'BEGIN{print \"user,item,rating\"}{print $1\",\"$2\",\"$3}' raw.txt > ratings.csv\n"
        let raw = "a;b;5\na;c;4\na;d;3\nb;b;2\nb;c;1\nb;e;4\n"
        let bench = try Bench(["in/exp.yaml": Specs.prepared, "in/raw.txt": raw, "in/clean.sh": script])
        #expect(try bench.pipeline("run", "in/exp.yaml").code == 0)
        #expect(try reproduce(bench, "latest").result.identical)
    }

    @Test func anotherInputIsNamedBeforeAnythingRuns() throws {
        let bench = try Bench(["exp.yaml": Specs.popularityOfFile, "ratings.csv": Specs.ratings])
        try bench.run()
        try bench.edit("ratings.csv", "dan,book,5", "dan,song,1")
        let (code, result) = try reproduce(bench, "latest")
        #expect(code == 1 && !result.identical && result.first_difference == "ingest")
        #expect(result.stages[0].why.first?.contains("another file now") == true)
        #expect(result.stages.dropFirst().allSatisfy { $0.result == "not made" })
    }

    /// A result that was tampered with, under the same key: as a stage that is not deterministic would leave it.
    @Test func theFirstStageThatIsNotWhatItWasIsNamed() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        let script =
            "import os, sqlite3; sqlite3.connect('runs/pipeline.db').execute(\"VACUUM INTO 'runs/copy.db'\");"
            + " c = sqlite3.connect('runs/copy.db'); c.execute('PRAGMA journal_mode = WAL'); c.execute('PRAGMA foreign_keys = OFF');"
            + " c.execute(\"INSERT INTO artifacts VALUES ('00ff', 'train', 1, 1, '2026-01-01T00:00:00.000Z')\");"
            + " c.execute(\"UPDATE stages SET artifact = '00ff' WHERE node = 'train/gmf'\"); c.commit(); c.close();"
            + " os.replace('runs/copy.db', 'runs/pipeline.db')"
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        python.arguments = ["python3", "-c", script]
        python.currentDirectoryURL = bench.folder
        try python.run()
        python.waitUntilExit()
        #expect(python.terminationStatus == 0)
        let (code, result) = try reproduce(bench, "tiny/gmf")
        #expect(code == 1 && result.first_difference == "train/gmf")
        #expect(result.stages.first { $0.node == "train/gmf" }?.why.contains { $0.contains("not deterministic") } == true)
        #expect(result.stages.first { $0.node == "evaluate/gmf" }?.result == "identical")
    }

    @Test func theTrash() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let gmf = try #require(try bench.run().runs.first { $0.variant == "gmf" }).id
        #expect(try bench.pipeline("rm", "tiny/gmf", "--dry-run").stdout.contains("would go into the trash"))
        #expect(try bench.pipeline("runs").stdout.contains(gmf))
        #expect(try bench.pipeline("rm", "tiny/gmf").stdout.contains("pipeline restore \(gmf)"))
        #expect(try !bench.pipeline("runs").stdout.contains(gmf))
        #expect(try bench.pipeline("runs", "--trashed").stdout.contains(gmf))
        #expect(try bench.pipeline("show", "tiny/gmf").code == 64)
        #expect(try bench.pipeline("restore", String(gmf.prefix(6))).stdout.contains("is back"))
        #expect(try bench.pipeline("show", "tiny/gmf").code == 0)
        #expect(try bench.pipeline("restore", gmf).code == 64)

        #expect(try bench.pipeline("rm", gmf).code == 0)
        try bench.run()
        #expect(try bench.pipeline("runs").stdout.contains(gmf), "who asks for it again gets it back")

        #expect(try bench.pipeline("rm", gmf).code == 0)
        #expect(try bench.pipeline("rm", "--empty-trash").stdout.contains("gc"))
        #expect(try bench.query("SELECT count(*) FROM metrics WHERE run = '\(gmf)'") == ["0"])
        let kept = try bench.pipeline("gc", "--dry-run")
        #expect(kept.code == 0 && kept.stdout.contains("2 results"), "\(kept.stdout)")
        #expect(try bench.pipeline("rm", "nobody").code == 64)
    }

    @Test func tagsAndNotes() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        #expect(try bench.pipeline("tag", "tiny/gmf", "owner=ada", "why=a=b").stdout.contains("owner=ada why=a=b"))
        #expect(try bench.pipeline("tag", "tiny/gmf", "--remove", "owner").stdout.contains("why=a=b"))
        #expect(try bench.pipeline("tag", "tiny/gmf", "--remove", "owner").code == 64)
        #expect(try bench.pipeline("tag", "tiny/gmf").code == 64)
        #expect(try bench.pipeline("note", "tiny/gmf", "too much dropout").stdout.contains("too much dropout"))
        #expect(try bench.pipeline("note", "tiny/ancf").stdout.contains("no notes"))
    }

    @Test func anArchiveMovesARunWithItsModel() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let runs = try bench.run().runs
        let id = try #require(runs.first { $0.variant == "gmf" }).id
        #expect(try bench.pipeline("archive", "tiny/gmf", "--output", "gmf.tar", "--all-stages").code == 0)
        let imported = try bench.pipeline("import", "gmf.tar", "--workspace", "other")
        #expect(imported.code == 0 && imported.stdout.contains(id), "\(imported.stderr)")
        let here = try bench.pipeline("recommend", id, "--user", "1", "--format", "csv")
        let there = try bench.pipeline("recommend", id, "--user", "1", "--format", "csv", "--workspace", "other")
        #expect(here.code == 0 && here.stdout == there.stdout && !here.stdout.isEmpty)
        let log = try bench.pipeline("log", id, "--workspace", "other")
        #expect(log.code == 0 && !log.stdout.isEmpty, "\(log.stderr)")
        let again = try bench.start(["run", "exp.yaml", "--workspace", "other", "--format", "json"]).wait()
        let report = try RunReport(again.stdout)
        #expect(!report.ran.contains("train/gmf") && report.ran.contains("train/ancf"), "what came with the archive is cached")
        #expect(try bench.pipeline("import", "gmf.tar", "--workspace", "other").code == 64)
        #expect(try bench.pipeline("verify", "--workspace", "other").code == 0)
    }
}
