import Foundation
import Testing

/// The store under a user's hands: damaged files, collected files, lost databases.
@Suite struct MaintenanceTests {
    private func objects(_ bench: Bench) throws -> [String] {
        let root = bench.path("runs/store/objects")
        return try FileManager.default.subpathsOfDirectory(atPath: root).map { "\(root)/\($0)" }.filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
        }.sorted()
    }

    /// Another byte in the middle of each file, at the same size.
    private func damage(_ paths: [String]) throws {
        for path in paths {
            var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            guard !bytes.isEmpty else { continue }
            bytes[bytes.count / 2] ^= 0x40
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try handle.write(contentsOf: bytes)
            try handle.close()
        }
    }

    @Test func aWholeStoreIsVerified() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        let output = try bench.pipeline("verify")
        #expect(output.code == 0, "\(output.stderr)")
        #expect(output.stdout.contains("objects") && output.stderr.isEmpty)
    }

    @Test func damageIsFoundAndMended() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let first = try bench.run()
        let damaged = try objects(bench)
        try damage(damaged)
        let output = try bench.pipeline("verify")
        #expect(output.code == 74)
        #expect(output.stderr.contains("quarantine"))
        let mended = try bench.run()
        #expect(mended.artifacts == first.artifacts)
        #expect(try bench.pipeline("verify").code == 0)
    }

    /// Without `verify` too: what is read is checked. A run that comes upon damaged figures of a stage that it did not mean to run ends with
    /// 74 and says to run again; every other damage it mends by itself.
    @Test func damageIsNeverServed() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        try damage(try objects(bench))
        let change = ["run", "exp.yaml", "--format", "json", "--set", "train.gmf.optimizer.learning_rate=0.03"]
        let output = try bench.start(change).wait()
        #expect(output.code == 0 || output.code == 74 && output.stderr.contains("run again"), "\(output.stderr)")
        let mended = try RunReport(try bench.start(change).wait().stdout)
        let fresh = try bench.run("--set", "train.gmf.optimizer.learning_rate=0.03", "--workspace", "fresh")
        #expect(mended.artifacts == fresh.artifacts)
        #expect(mended.runs.map(\.metrics) == fresh.runs.map(\.metrics))
    }

    @Test func collectingTakesNothingThatIsNeeded() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let first = try bench.run()
        #expect(try bench.pipeline("gc", "--dry-run").code == 0)
        #expect(try bench.pipeline("gc").code == 0)
        let second = try bench.run()
        #expect(second.ran.isEmpty && second.artifacts == first.artifacts)
        #expect(try bench.pipeline("verify").code == 0)

        let continued = try bench.start(["run", "exp.yaml", "--set", "train.gmf.epochs=6"]).wait()
        #expect(continued.stderr.contains("train/gmf: continues after epoch 3"), "\(continued.stderr)")
    }

    /// What the policy lets go is made again when it is wanted, the same; what stays is reproduced without running anything.
    @Test func oldResultsGoOnRequest() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants + "only: [gmf]\n"])
        let old = try bench.run("--set", "train.gmf.optimizer.learning_rate=0.03")
        let new = try bench.run()
        let dry = try bench.pipeline("gc", "--keep-last", "1", "--dry-run")
        #expect(dry.code == 0 && dry.stdout.contains("would go"), "\(dry.stdout)\(dry.stderr)")
        #expect(try bench.run("--set", "train.gmf.optimizer.learning_rate=0.03").ran.isEmpty)

        let collected = try bench.pipeline("gc", "--keep-last", "1")
        #expect(collected.code == 0 && collected.stdout.contains("results of 1 runs went"), "\(collected.stdout)\(collected.stderr)")
        #expect(try bench.run().ran.isEmpty)
        #expect(try bench.pipeline("verify").code == 0)
        let again = try bench.run("--set", "train.gmf.optimizer.learning_rate=0.03")
        #expect(again.ran == ["train/gmf", "evaluate/gmf"])
        #expect(again.artifacts == old.artifacts && new.artifacts != old.artifacts)

        #expect(try bench.pipeline("gc", "--max-size", "many").code == 64)
        #expect(try bench.pipeline("gc", "--older-than", "30d").stdout.contains("results of 0 runs went"))
    }

    @Test func collectingLeavesAnInterruptedTrainingItsEpochs() throws {
        let bench = try Bench(["exp.yaml": Specs.long.replacing("epochs: 30", with: "epochs: 2000")])
        let run = try bench.start(["run", "exp.yaml"])
        #expect(try run.waitForProgress { $0.contains("train/ancf: epoch") })
        // Plain progress has a line every few seconds; an epoch takes hundredths of one.
        usleep(500_000)
        run.send(SIGINT)
        #expect(try run.wait().code == 130)
        #expect(try bench.pipeline("gc").code == 0)
        let again = try bench.start(["run", "exp.yaml"])
        #expect(try again.waitForProgress { $0.contains("train/ancf: continues after epoch") })
        again.send(SIGKILL)
        _ = try again.wait()
    }

    @Test func collectingGoesOnBesideARun() throws {
        let bench = try Bench(["exp.yaml": Specs.long.replacing("epochs: 30", with: "epochs: 2000")])
        let run = try bench.start(["run", "exp.yaml"])
        #expect(try run.waitForProgress { $0.contains("train/ancf: epoch") })
        // What the run has found and made so far is its own, whatever is on record.
        #expect(try bench.pipeline("gc").stdout.contains("freed 0 B"))
        usleep(500_000)
        #expect(try bench.pipeline("gc").stdout.contains("freed 0 B"))
        run.send(SIGKILL)
        _ = try run.wait()
        #expect(try bench.pipeline("verify").code == 0)
        let again = try bench.start(["run", "exp.yaml"])
        #expect(try again.waitForProgress { $0.contains("train/ancf: continues after epoch") })
        again.send(SIGKILL)
        _ = try again.wait()
    }

    /// Results are in the store; the database can be made again.
    @Test func aLostDatabaseIsWrittenAgain() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let first = try bench.run()
        let metrics = try bench.query("SELECT run, name, step, value FROM metrics ORDER BY 1, 2, 3")
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: bench.path("runs/pipeline.db\(suffix)")) }
        let second = try bench.run()
        #expect(second.ran.isEmpty)
        #expect(second.runs.map(\.id) == first.runs.map(\.id))
        #expect(try bench.query("SELECT run, name, step, value FROM metrics ORDER BY 1, 2, 3") == metrics)
        #expect(try bench.run().ran.isEmpty)
    }
}
