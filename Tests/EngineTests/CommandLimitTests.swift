import Diagnostics
import Engine
import Files
import Glibc
import Parameters
import Store
import Testing

/// How far a command may go, and how it is tried again. None of that is part of its key: every test ends with a null build, under other
/// limits.
@Suite struct CommandLimitTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    private func command(_ text: String, limits: CommandLimits = .init(), retries: CommandRetries = .init()) -> Node {
        node(
            "prepare", [("command", .string(text))],
            running: CommandExecutor(.shell(text), outputs: ["out"], limits: limits, retries: retries))
    }

    private func number(_ name: String) throws -> Int {
        Int(String(decoding: try FileSystem.local.read("\(bench.path)/\(name)") ?? [], as: UTF8.self).filter(\.isNumber)) ?? 0
    }

    /// One process above the limit, then several that are above it only together.
    @Test func memoryIsLimitedForAllProcessesTogether() throws {
        // tail keeps what follows the last line end: as many bytes as are given to it.
        let hold = { (megabytes: Int) in "(head -c \(megabytes)000000 /dev/zero; sleep 3) | tail -n 1 > /dev/null" }
        let one = hold(120), three = "for i in 1 2 3; do \(hold(45)) & done; wait"
        for text in [one, three] {
            let began = FileSystem.now()
            let outcome = try bench.run([command(text + "; touch out", limits: CommandLimits(memory: 100_000_000))])
            let error = try #require(outcome["prepare"]?.error)
            #expect(error.code == .stageFailed)
            #expect(error.description.contains("above its limit of 100 MB"), "\(error)")
            #expect(error.diagnostics[0].hint?.contains("raise memory") == true)
            #expect(FileSystem.now() - began < 2_900_000_000)
            #expect(outcome["prepare"]?.usage?.peakMemory ?? 0 > 100_000_000)
        }
        let small = command("head -c 20000000 /dev/zero | tail -n 1 | wc -c > out", limits: CommandLimits(memory: 100_000_000))
        #expect(try bench.run([small]).text("prepare")?.contains("20000000") == true)
        #expect(try bench.nothingRuns([command("head -c 20000000 /dev/zero | tail -n 1 | wc -c > out", limits: CommandLimits(memory: 1))]))
    }

    @Test func retriesStartFromAnEmptyDirectory() throws {
        let count = "\(bench.path)/count"
        let text = "ls > list; echo $TRY >> \(count); test $TRY -ge 3; ls > out; cat list >> out"
        let outcome = try bench.run([command(text, retries: CommandRetries(count: 2, delay: 0.02))])
        #expect(outcome["prepare"]?.error == nil)
        #expect(try outcome.text("prepare") == "list\nout\nlist\n")
        #expect(try number("count") == 123)
        let warnings = bench.recorder.warnings
        #expect(warnings.count == 3 && warnings[0].contains("ended with exit code 1; try 2 of 3 in 20 ms"), "\(warnings)")
        #expect(warnings[1].contains("try 3 of 3 in 40 ms"))
        #expect(try bench.nothingRuns([command(text, limits: CommandLimits(timeout: 1), retries: CommandRetries(count: 7))]))
    }

    @Test func afterTheLastTryItHasFailed() throws {
        let retries = CommandRetries(count: 2, delay: 0.01)
        let failing = try bench.run([command("echo $TRY >> \(bench.path)/count; exit 4", retries: retries)])
        #expect(failing["prepare"]?.error?.description.contains("ended with exit code 4, in each of 3 tries") == true)
        #expect(try number("count") == 123)
        let late = try bench.run([
            command("echo $TRY >> \(bench.path)/late; sleep 3", limits: CommandLimits(timeout: 0.1), retries: retries)
        ])
        #expect(late["prepare"]?.error?.description.contains("stopped after 100 ms, its timeout, in each of 3 tries") == true)
        #expect(try number("late") == 123)
        #expect(try bench.engine().store.actionKeys().isEmpty)
    }

    /// Another try would not help.
    @Test func whatCannotPassIsNotTriedAgain() throws {
        let retries = CommandRetries(count: 3, delay: 0.01)
        let missing = try bench.run([command("no-such-program-here", retries: retries)])
        #expect(missing["prepare"]?.error?.description.contains("127") == true && bench.recorder.warnings.isEmpty)
        let forgetful = try bench.run([command("echo $TRY >> \(bench.path)/count", retries: retries)])
        #expect(forgetful["prepare"]?.error?.description.contains("did not make out") == true)
        #expect(try number("count") == 1)
    }

    @Test func cancellationEndsTheWaitForTheNextTry() throws {
        let token = CancellationToken()
        let trigger = node(
            "trigger",
            running: Closure { _ in
                usleep(200_000); token.cancel()
            })
        let began = FileSystem.now()
        let outcome = try bench.run(
            [command("exit 1", retries: CommandRetries(count: 3, delay: 30)), trigger], cancellation: token)
        #expect(outcome["prepare"]?.status == .cancelled)
        #expect(FileSystem.now() - began < 2_500_000_000)
    }

    @Test func delaysGrowUpToAnHour() {
        let retries = CommandRetries(count: 50, delay: 10, backoff: 3)
        #expect((1...8).map(retries.delay(after:)) == [10, 30, 90, 270, 810, 2430, 3600, 3600])
        #expect(CommandRetries(count: 2, delay: 7200, backoff: 2).delay(after: 2) == 7200)
        #expect(CommandRetries(count: 2, delay: 5, backoff: 1).delay(after: 40) == 5)
    }

    /// `setsid`, like `timeout` and job control, leaves the group of the command.
    @Test func whatLeavesTheGroupIsKilledToo() throws {
        let stray = "setsid sh -c 'sleep 0.5; touch \(bench.path)/late' &"
        let text = stray + " echo x > out"
        #expect(try bench.run([command(text)]).text("prepare") == "x\n")
        let stopped = try bench.run([command(stray + " sleep 3; touch out", limits: CommandLimits(timeout: 0.1))])
        #expect(stopped["prepare"]?.status == .failed)
        usleep(800_000)
        #expect(!FileSystem.local.exists("\(bench.path)/late"))
        #expect(try bench.nothingRuns([command(text)]))
    }

    /// Neither its group nor its environment tells whose it is, only that its parent was the command's.
    @Test func whatAlsoDropsItsEnvironmentIsKilledWithACommandThatIsStopped() throws {
        let text = "sh -c 'trap \"\" TERM; setsid env -i sh -c \"sleep 1; echo x > \(bench.path)/late\"; sleep 3' & wait"
        let stopped = try bench.run([command(text, limits: CommandLimits(timeout: 0.2))])
        #expect(stopped["prepare"]?.error?.description.contains("its timeout") == true)
        usleep(900_000)
        #expect(!FileSystem.local.exists("\(bench.path)/late"))
    }

    @Test func longLinesOfItsOutputAreCutInTheMessage() throws {
        let outcome = try bench.run([command("head -c 5000 /dev/zero | tr '\\0' x; exit 3")])
        let message = try #require(outcome["prepare"]?.error?.description)
        #expect(message.contains("exit code 3") && message.contains("xxx …") && message.utf8.count < 600, "\(message)")
        #expect(try FileSystem.local.read(try #require(outcome["prepare"]?.logPath))?.count == 5001)
    }
}
