import Diagnostics
import Engine
import Files
import Glibc
import Parameters
import Store
import Testing

@Suite struct CommandTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    private func command(
        _ line: String, outputs: [String] = ["out"], parameters: [(name: String, value: ParameterValue)] = [], from inputs: [String] = [],
        files: [Node.ExternalFile] = [], timeout: Double? = nil
    ) -> Node {
        node(
            "prepare", parameters + [("command", .string(line))], from: inputs, files: files,
            running: CommandExecutor(.shell(line), outputs: outputs, limits: CommandLimits(timeout: timeout)))
    }

    private func runs(_ name: String) -> Bool { FileSystem.local.exists("\(bench.path)/\(name)") }

    @Test func inputsParametersAndOutputs() throws {
        let data = try bench.file("data.csv", "1,2")
        let nodes = [
            node("a"),
            command(
                "cat ratings.csv a/out > out; printf %s \"$PARAMETER_MIN_COUNT\" > sub/count; echo done",
                outputs: ["out", "sub/count"], parameters: [("min_count", .int(5))], from: ["a"],
                files: [.init("ratings.csv", at: data)]),
        ]
        let outcome = try bench.run(nodes)
        #expect(outcome["prepare"]?.error == nil)
        #expect(try outcome.text("prepare") == "1,2a{}")
        #expect(try outcome["prepare"]?.artifact?.string("sub/count") == "5")
        #expect(bench.recorder.named("log") == ["prepare: done"])
        #expect(try bench.nothingRuns(nodes))
    }

    /// Whoever started this program, or another of its threads, may have left descriptors open that do not close on exec.
    @Test func itHasNoDescriptorsButItsOwn() throws {
        let left = fcntl(0, F_DUPFD, 20)
        defer { close(left) }
        let outcome = try bench.run([command("ls /proc/self/fd > out")])
        // 3 is that by which the folder is read.
        #expect(left > 3)
        #expect(try outcome.text("prepare") == "0\n1\n2\n3\n")
    }

    @Test func argumentsAreNotInterpreted() throws {
        let executor = CommandExecutor(.arguments(["cp", "a b;$HOME", "out"]), outputs: ["out"])
        let path = try bench.file("x", "text")
        let outcome = try bench.run([node("copy", files: [.init("a b;$HOME", at: path)], running: executor)])
        #expect(try outcome.text("copy") == "text")
    }

    @Test func anExitCodeShowsTheLastLinesAndTheLog() throws {
        let outcome = try bench.run([command("seq 100; echo oops >&2; touch out; exit 3")])
        let error = try #require(outcome["prepare"]?.error)
        #expect(error.code == .stageFailed)
        #expect(error.description.contains("exit code 3"))
        #expect(error.description.contains("    100\n    oops") && error.description.contains("    82\n"))
        #expect(!error.description.contains("    81\n"))
        let log = try #require(outcome["prepare"]?.logPath)
        #expect(error.diagnostics[0].hint?.contains(log) == true)
        #expect(try FileSystem.local.read(log)?.count == 292 + 5)
        #expect(try bench.engine().store.actionKeys().isEmpty)
    }

    @Test func missingOutputsAndProgramsAreErrors() throws {
        #expect(try bench.run([command("true", outputs: ["x", "y"])])["prepare"]?.error?.description.contains("did not make x, y") == true)
        #expect(try bench.run([command("no-such-program-here")])["prepare"]?.error?.description.contains("127") == true)
        #expect(try bench.run([command("ln -s /etc/passwd out")])["prepare"]?.error?.description.contains("symbolic link") == true)
        #expect(try bench.run([command("mkdir out")])["prepare"]?.status == .failed)
        #expect(try bench.run([command("kill -9 $$")])["prepare"]?.error?.description.contains("signal 9") == true)
    }

    @Test func aTimeoutStopsTheWholeGroup() throws {
        let began = FileSystem.now()
        let outcome = try bench.run([command("trap '' TERM; (sleep 3; touch \(bench.path)/late) & sleep 3", timeout: 0.2)])
        #expect(outcome["prepare"]?.error?.description.contains("stopped after 200 ms, its timeout") == true)
        #expect(FileSystem.now() - began < 2_500_000_000)
        usleep(100_000)
        #expect(!runs("late"))
    }

    /// What a command leaves running is killed with its end, and cannot write into what was published.
    @Test func whatIsLeftRunningIsKilled() throws {
        let outcome = try bench.run([command("(sleep 0.4; echo more >> out; touch \(bench.path)/late) & echo x > out")])
        #expect(try outcome.text("prepare") == "x\n")
        usleep(600_000)
        #expect(!runs("late"))
        #expect(try outcome.text("prepare") == "x\n")
    }

    @Test func cancellationKillsWithinASecond() throws {
        let token = CancellationToken()
        let trigger = node(
            "trigger",
            running: Closure { _ in
                usleep(150_000)
                token.cancel()
            })
        let began = FileSystem.now()
        let stubborn = command("trap '' TERM; echo started; (sleep 2; touch \(bench.path)/late) & sleep 5; touch out")
        let outcome = try bench.run([stubborn, trigger], cancellation: token)
        #expect(outcome["prepare"]?.status == .cancelled)
        #expect(FileSystem.now() - began < 2_500_000_000)
        #expect(bench.recorder.named("log") == ["prepare: started"])
    }

    /// As `inputs: {ratings.csv: {from: clean, file: out}}` in a spec: the file itself, and no other file of that output.
    @Test func oneNamedFileOfAnOutputIsLinkedUnderTheInputsName() throws {
        let executor = CommandExecutor(.shell("cat in.txt > out; ls >> out"), outputs: ["out"])
        var reader = node("prepare", running: executor)
        reader.inputs = [Node.Input("in.txt", from: "a", files: ["out"])]
        #expect(try bench.run([node("a"), reader]).text("prepare") == "a{}in.txt\nout\n")
    }

    @Test func theInputsCannotBeWrittenTo() throws {
        let nodes = [node("a"), command("stat -Lc %a a/out > out", from: ["a"])]
        #expect(try bench.run(nodes).text("prepare") == "444\n")
    }

    @Test func anOutputThatIsNoFileIsNamed() throws {
        let data = try bench.file("data", "1")
        for (text, words) in [
            ("mkdir out", "output out of 'prepare' is a folder"), ("mkfifo out", "output out of 'prepare' is a pipe"),
            ("ln -s /etc/passwd out", "output out of 'prepare' is a symbolic link"),
        ] {
            let error = try #require(try bench.run([command(text)])["prepare"]?.error)
            #expect(error.code == .stageFailed && error.description == words, "\(error)")
        }
        let same = node(
            "prepare", [("command", .string("true"))], files: [.init("out", at: data)],
            running: CommandExecutor(.shell("true"), outputs: ["out"]))
        #expect(try bench.run([same])["prepare"]?.error?.description.contains("output out of 'prepare' has the name of an input") == true)
    }

    /// What an earlier run printed is not what a later one prints.
    @Test func everyActionHasALogOfItsOwn() throws {
        let first = try bench.run([command("echo one; touch out")])["prepare"]?.logPath
        let second = try bench.run([command("echo two; touch out")])["prepare"]?.logPath
        #expect(try FileSystem.local.read(try #require(first)) == Array("one\n".utf8))
        #expect(try FileSystem.local.read(try #require(second)) == Array("two\n".utf8))
        #expect(try bench.run([command("echo one; touch out")])["prepare"]?.logPath == first)
    }
}
