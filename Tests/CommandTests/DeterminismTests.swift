import Foundation
import Testing

@Suite struct DeterminismTests {
    /// Same spec, same machine: the same bytes, whatever runs at once.
    @Test func jobsAndThreadsDoNotMatter() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let one = try bench.run("--jobs", "1", "--workspace", "one")
        let again = try bench.run("--jobs", "1", "--workspace", "again")
        let two = try bench.run("--jobs", "2", "--workspace", "two")
        let threads = try bench.run("--jobs", "2", "--threads", "2", "--workspace", "threads")
        #expect(Set(one.artifacts.keys) == Specs.nodes)
        #expect(again.artifacts == one.artifacts)
        #expect(two.artifacts == one.artifacts)
        #expect(threads.artifacts == one.artifacts)
        for other in [again, two, threads] {
            #expect(other.runs.map(\.id) == one.runs.map(\.id))
            #expect(other.runs.map(\.metrics) == one.runs.map(\.metrics))
        }
    }

    @Test func anotherSeedMakesAnotherResult() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let seven = try bench.run()
        let eight = try bench.run("--set", "seed=8")
        #expect(eight.artifacts["ingest"] == seven.artifacts["ingest"])
        #expect(eight.artifacts["train/gmf"] != seven.artifacts["train/gmf"])
    }

    /// Two processes on one workspace: each action runs once in all, and both see it.
    @Test func twoProcessesShareTheWork() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let arguments = ["run", "exp.yaml", "--format", "json"]
        let processes = [try bench.start(arguments), try bench.start(arguments)]
        let outputs = try processes.map { try $0.wait() }
        #expect(outputs.map(\.code) == [0, 0], "\(outputs.map(\.stderr))")
        let reports = try outputs.map { try RunReport($0.stdout) }
        #expect(reports[0].artifacts == reports[1].artifacts)
        #expect(Set(reports[0].artifacts.keys) == Specs.nodes)
        #expect(reports[0].ran.isDisjoint(with: reports[1].ran))
        #expect(reports[0].ran.union(reports[1].ran) == Specs.nodes)
        #expect(reports.flatMap(\.runs).allSatisfy { $0.status == "finished" })
        #expect(try bench.query("SELECT status, count(*) FROM runs GROUP BY status") == ["finished,3"])
        #expect(try bench.run().ran.isEmpty)
    }

    /// One of two processes is killed at work; the other takes over.
    @Test func theOtherTakesOver() throws {
        let bench = try Bench(["exp.yaml": Specs.long])
        let first = try bench.start(["run", "exp.yaml"])
        #expect(try first.waitForProgress { $0.contains("train/ancf: started") })
        let second = try bench.start(["run", "exp.yaml", "--format", "json"])
        usleep(150_000)
        first.send(SIGKILL)
        #expect([0, 137].contains(try first.wait().code))
        let output = try second.wait()
        #expect(output.code == 0, "\(output.stderr)")
        let alone = try bench.run("--workspace", "alone")
        #expect(try RunReport(output.stdout).artifacts == alone.artifacts)
        #expect(try bench.query("SELECT status, count(*) FROM runs GROUP BY status") == ["finished,2"])
    }
}
