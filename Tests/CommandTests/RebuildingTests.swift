import Foundation
import Glibc
import Testing

/// A run database that is lost or damaged, and one that may only be read.
@Suite struct RebuildingTests {
    private static let files = ["pipeline.db", "pipeline.db-wal", "pipeline.db-shm"]

    /// Runs of three variants, others with another rate, a sweep; tags, notes, runs in the trash and one that is deleted.
    private func bench() throws -> Bench {
        let bench = try Bench(["exp.yaml": Specs.threeVariants, "sweep.yaml": SweepTests.spec(trials: 4)])
        try bench.run()
        let others = try bench.run("--set", "train.gmf.optimizer.learning_rate=0.03", "--tag", "kind=other")
        #expect(try bench.pipeline("sweep", "sweep.yaml").code == 0)
        #expect(try bench.pipeline("tag", "tiny/ancf", "paper=yes").code == 0)
        #expect(try bench.pipeline("note", "tiny/ancf", "worth \"a\" second\nlook").code == 0)
        #expect(try bench.pipeline("rm", "tiny/popularity").code == 0)
        let gone = try #require(others.runs.first { $0.variant == "gmf" }?.id)
        #expect(try bench.pipeline("rm", gone).code == 0)
        #expect(try bench.pipeline("rm", "--empty-trash", gone).code == 0)
        return bench
    }

    private func answers(_ bench: Bench) throws -> [String] {
        let commands = [
            ["runs", "--format", "json"], ["runs", "--trashed", "--format", "json"],
            ["compare", "tiny/ancf", "tiny/gmf", "--format", "json"], ["sweeps", "--format", "json"],
            ["sweep", "show", "searched", "--format", "json"], ["best", "--metric", "ndcg@10", "--format", "json"],
            ["show", "tiny/ancf", "--format", "json"], ["query", "SELECT * FROM stages ORDER BY id", "--format", "csv"],
            ["query", "SELECT * FROM metrics ORDER BY run, name, step", "--format", "csv"],
            ["query", "SELECT * FROM notes", "--format", "csv"], ["query", "SELECT * FROM trial_steps", "--format", "csv"],
        ]
        return try commands.map { command in
            let output = try bench.start(command).wait()
            #expect(output.code == 0, "\(command): \(output.stderr)")
            return output.stdout
        }
    }

    private func lose(_ bench: Bench) {
        for file in Self.files { try? FileManager.default.removeItem(atPath: bench.path("runs/\(file)")) }
    }

    @Test func aLostDatabaseComesBack() throws {
        let bench = try bench(), before = try answers(bench)
        #expect(try bench.pipeline("verify").code == 0)
        lose(bench)
        let missing = try bench.pipeline("runs")
        #expect(missing.code == 66 && missing.stderr.contains("rebuild-database"), "\(missing.stderr)")
        // Nothing that runs need goes meanwhile.
        #expect(try bench.pipeline("gc").code == 66)
        let output = try bench.pipeline("rebuild-database")
        #expect(output.code == 0 && output.stderr.isEmpty, "\(output.stderr)")
        #expect(output.stdout.contains("1 sweeps, 4 trials"), "\(output.stdout)")
        #expect(try answers(bench) == before)
        #expect(try bench.pipeline("verify").code == 0)
        #expect(try bench.run("--set", "train.gmf.optimizer.learning_rate=0.03").ran.isEmpty)
        #expect(try bench.pipeline("gc").code == 0)
        #expect(try bench.run().ran.isEmpty)
    }

    /// Whoever goes on without it gets it back first.
    @Test func aRunBringsItBack() throws {
        let bench = try bench(), before = try answers(bench)
        lose(bench)
        #expect(try bench.run().ran.isEmpty)
        // The run that was in the trash was asked for, and is none of it any more.
        let runs = try bench.query("SELECT count(*) FROM runs"), notes = try bench.query("SELECT count(*) FROM notes")
        #expect(runs.first.flatMap { Int($0) }.map { $0 > 5 } == true && notes == ["1"])
        #expect(try bench.start(["sweep", "show", "searched", "--format", "json"]).wait().stdout == before[4])
    }

    @Test(arguments: [40, 4096 + 30, 3 * 4096 + 2000]) func aDamagedDatabaseIsNamedAndMade(place: Int) throws {
        let bench = try bench(), before = try answers(bench), path = bench.path("runs/pipeline.db")
        // Nothing waits in the log that those who read have left.
        #expect((try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int).flatMap { $0 } ?? 0 == 0)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[place] ^= 0x11
        try bytes.write(to: URL(fileURLWithPath: path))
        let verified = try bench.pipeline("verify")
        #expect(verified.code == 74 && verified.stderr.contains("database"), "\(verified.stderr)")
        let repaired = try bench.pipeline("verify", "--repair")
        #expect(repaired.code == 0, "\(repaired.stderr)")
        #expect(try answers(bench) == before)
        let left = try FileManager.default.contentsOfDirectory(atPath: bench.path("runs")).filter { $0.hasPrefix("pipeline.db.former") }
        #expect(left.contains { (try? Data(contentsOf: URL(fileURLWithPath: bench.path("runs/\($0)")))) == bytes })
    }

    /// A folder in which nothing can be made: a read-only mount where this user may make one, else one without rights to write.
    @Test(arguments: [false, true]) func aReadOnlyWorkspaceIsRead(hasLog: Bool) throws {
        let bench = try bench(), before = try answers(bench)
        if hasLog {
            // What was written while another process had it open, and died: the log is there, what it told others is not.
            let script = """
                import sqlite3, os, subprocess, sys
                reader = sqlite3.connect("runs/pipeline.db").execute("SELECT * FROM runs")
                reader.fetchone()
                subprocess.run([sys.argv[1], "tag", "tiny/ancf", "paper=no"], check=True)
                os._exit(0)
                """
            try script.write(toFile: bench.path("hold.py"), atomically: false, encoding: .utf8)
            #expect(try shell("python3 hold.py \"$0\"", Binary.path, in: bench) == 0)
            try? FileManager.default.removeItem(atPath: bench.path("runs/pipeline.db-shm"))
            #expect(FileManager.default.fileExists(atPath: bench.path("runs/pipeline.db-wal")))
        }
        let isMounted = getuid() == 0 && (try? shell("mount --bind runs runs && mount -o remount,ro,bind runs", in: bench)) == 0
        if !isMounted { try shell("chmod a-w runs runs/store runs/pipeline.db*", in: bench) }
        defer {
            if isMounted { _ = try? shell("umount runs", in: bench) }
            _ = try? shell("chmod -R u+w runs", in: bench)
        }
        guard access(bench.path("runs"), W_OK) != 0 else {
            print("SKIPPED: this user may write everywhere and may not mount: reading a read-only workspace was not tested")
            return
        }
        let after = try answers(bench)
        #expect(hasLog ? after[0] == before[0].replacing("\"yes\"", with: "\"no\"") : after == before)
        let recommended = try bench.pipeline("recommend", "tiny/ancf", "--user", "1")
        #expect(recommended.code == 0, "\(recommended.stderr)")
        #expect(try bench.pipeline("tag", "tiny/ancf", "a=b").code == 74)
    }

    @discardableResult private func shell(_ script: String, _ argument: String = "", in bench: Bench) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script, argument]
        process.currentDirectoryURL = bench.folder
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
