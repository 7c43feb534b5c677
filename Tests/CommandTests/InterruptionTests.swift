import Foundation
import Testing

/// A run that is cut off at any moment ends, when it is started again, as if nothing had happened.
@Suite struct InterruptionTests {
    /// What an undisturbed run leaves behind.
    struct Ending: Equatable {
        var artifacts: [String: String]
        var metrics: [String]
        /// Something had to run.
        var didWork: Bool

        init(of bench: Bench) throws {
            let report = try bench.run()
            artifacts = report.artifacts
            didWork = !report.ran.isEmpty
            metrics = try bench.query(
                """
                SELECT runs.variant, metrics.name, metrics.step, metrics.value FROM metrics JOIN runs ON runs.id = metrics.run
                ORDER BY 1, 2, 3
                """)
        }
    }

    static let undisturbed: Result<Ending, any Error> = Result { try Ending(of: try Bench(["exp.yaml": Specs.long])) }

    private func expectUndisturbedEnding(_ bench: Bench) throws {
        let expected = try Self.undisturbed.get(), ending = try Ending(of: bench)
        #expect(expected.artifacts.count == 6)
        #expect(ending.artifacts == expected.artifacts)
        #expect(ending.metrics == expected.metrics)
        #expect(try statuses(bench) == ["finished": 2])
        // Nothing half-written stays: at most the last process's own empty folder. What a process left that was killed between the record
        // of its last action and the end of its attempt goes with the next run that writes, not with one that has nothing to do.
        guard ending.didWork else { return }
        let halfWritten = try FileManager.default.subpathsOfDirectory(atPath: bench.path("runs/store/tmp")).filter { $0.contains("/") }
        #expect(halfWritten.isEmpty)
    }

    private func statuses(_ bench: Bench) throws -> [String: Int] {
        let output = try bench.pipeline("runs", "--format", "json")
        #expect(output.code == 0, "\(output.stderr)")
        let runs = try JSONDecoder().decode([RunStatus].self, from: Data(output.stdout.utf8))
        return Dictionary(runs.map { ($0.status, 1) }, uniquingKeysWith: +)
    }

    private struct RunStatus: Decodable { var status: String }

    private func expectNothingRuns(_ bench: Bench) throws {
        guard FileManager.default.fileExists(atPath: bench.path("runs/pipeline.db")) else { return }
        #expect(try statuses(bench)["running"] == nil)
    }

    private func killed(_ bench: Bench, when isTime: (String) -> Bool) throws {
        let run = try bench.start(["run", "exp.yaml"])
        _ = try run.waitForProgress(isTime)
        run.send(SIGKILL)
        #expect([0, 137].contains(try run.wait().code))
        try expectNothingRuns(bench)
    }

    @Test(arguments: ["ingest: started", "✓ ingest", "✓ split", "train/ancf: started", "✓ train/ancf", "✓ train/gmf", "✓ evaluate/ancf"])
    func killedAtTheBorderOfAStage(sign: String) throws {
        let bench = try Bench(["exp.yaml": Specs.long])
        try killed(bench) { $0.contains(sign) }
        try expectUndisturbedEnding(bench)
    }

    @Test(arguments: [0.005, 0.03, 0.1, 0.2, 0.35, 0.5])
    func killedAtAnyMoment(seconds: Double) throws {
        let bench = try Bench(["exp.yaml": Specs.long])
        let run = try bench.start(["run", "exp.yaml", "--jobs", "2"])
        usleep(UInt32(seconds * 1e6))
        run.send(SIGKILL)
        #expect([0, 137].contains(try run.wait().code))
        try expectNothingRuns(bench)
        try expectUndisturbedEnding(bench)
    }

    /// Again and again in one workspace, each time a little later, mostly in the middle of an epoch.
    @Test func killedManyTimes() throws {
        let bench = try Bench(["exp.yaml": Specs.long])
        for round in 0..<12 {
            let run = try bench.start(["run", "exp.yaml"])
            usleep(UInt32(20_000 + 17_000 * round))
            run.send(SIGKILL)
            #expect([0, 137].contains(try run.wait().code))
        }
        try expectNothingRuns(bench)
        try expectUndisturbedEnding(bench)
    }

    @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
    func stoppedBySignal(signal: Int32, code: Int32) throws {
        let bench = try Bench(["exp.yaml": Specs.long.replacing("epochs: 30", with: "epochs: 2000")])
        let run = try bench.start(["run", "exp.yaml"])
        #expect(try run.waitForProgress { $0.contains("train/ancf: epoch") })
        let sent = Date()
        run.send(signal)
        let output = try run.wait()
        // A second is promised on a quiet machine.
        #expect(Date().timeIntervalSince(sent) < 5)
        #expect(output.code == code, "\(output.stderr)")
        #expect(output.stdout.contains("interrupted"))
        #expect(try statuses(bench) == ["interrupted": 2])

        // Fewer epochs than were asked for, but more than are done: they go on from what is stored.
        try bench.write("exp.yaml", Specs.long)
        try expectEnding(bench, of: "train/ancf", "evaluate/ancf")
    }

    private func expectEnding(_ bench: Bench, of nodes: String...) throws {
        let expected = try Self.undisturbed.get().artifacts, ending = try bench.run().artifacts
        for node in nodes { #expect(ending[node] == expected[node], "\(node)") }
    }

    /// A command of the user's ends with the run that started it.
    @Test func aCommandStageStopsToo() throws {
        let bench = try Bench(["exp.yaml": Specs.prepared, "raw.txt": ""])
        try bench.write("clean.sh", "echo $$ > '\(bench.path("pid"))'\nsleep 100\n")
        let run = try bench.start(["run", "exp.yaml"])
        let deadline = Date(timeIntervalSinceNow: 30)
        var command: Int32?
        while command == nil, Date() < deadline {
            command = (try? bench.read("pid")).flatMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
            usleep(5000)
        }
        let pid = try #require(command)
        run.send(SIGINT)
        #expect(try run.wait().code == 130)
        #expect(kill(pid, 0) == -1)
    }
}
