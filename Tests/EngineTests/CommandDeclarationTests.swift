import Diagnostics
import Engine
import Files
import Glibc
import Parameters
import Store
import Testing

/// What a command sees and leaves beyond what its stage declares.
@Suite struct CommandDeclarationTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    private func command(
        _ text: String, outputs: [String] = ["out"], from inputs: [String] = [], files: [Node.ExternalFile] = [],
        environment: CommandEnvironment = .init()
    ) -> Node {
        node(
            "prepare", [("command", .string(text))], from: inputs, files: files,
            running: CommandExecutor(.shell(text), outputs: outputs, environment: environment))
    }

    @Test func undeclaredOutputsAreNamedWithTheLineToPaste() throws {
        let text = "touch out sub/b sub/out2 './-d e'; ln -s out link; cat data > /dev/null"
        let nodes = [command(text, outputs: ["out", "sub/out2"], files: [.init("data", at: try bench.file("data", "1"))])]
        let outcome = try bench.run(nodes)
        #expect(outcome["prepare"]?.artifact?.manifest.files.map(\.name) == ["out", "sub/out2"])
        #expect(bench.recorder.warnings.count == 1)
        #expect(bench.recorder.warnings.first?.hasSuffix("were not kept: -d e, link, sub/b") == true, "\(bench.recorder.warnings)")
        #expect(bench.recorder.hints.first?.hasPrefix("to keep them: outputs: [out, sub/out2, '-d e', link, sub/b]") == true)
        #expect(try bench.nothingRuns(nodes))
    }

    @Test func whatWasMadeInsteadOfTheOutputIsNamed() throws {
        let outcome = try bench.run([command("touch ratings.csv", outputs: ["rating.csv"])])
        #expect(outcome["prepare"]?.error?.description.contains("did not make rating.csv; it made ratings.csv") == true)
    }

    /// Nothing of this process's own variables but what is named.
    @Test func onlyDeclaredVariablesArePassedOn() throws {
        setenv("PIPELINE_TEST_ONE", "1", 1)
        let text = "env | cut -d= -f1 | sort > out"
        let plain = try bench.run([command(text)])
        let names = Set(try #require(try plain.text("prepare")).split(separator: "\n").map(String.init))
        let known = Set(CommandEnvironment.fixed.keys).union([
            "THREADS", "TRY", "PIPELINE_COMMAND", "PARAMETER_COMMAND", "PYTHONSAFEPATH", "PYTHONPATH", "PWD", "_", "SHLVL",
        ])
        let passed = names.subtracting(known)
        #expect(
            passed.allSatisfy { name in
                CommandEnvironment.passedOn.contains { $0.hasSuffix("*") ? name.hasPrefix($0.dropLast()) : $0 == name }
            }, "\(passed)")
        #expect(names.contains("PATH") && names.isSuperset(of: CommandEnvironment.fixed.keys))
        #expect(try bench.nothingRuns([command(text, environment: CommandEnvironment(inherited: ["HOSTNAME"]))]))
    }

    @Test func inheritedAndDeclaredVariables() throws {
        // As `FileSystem.environment` has them: those that this process was started with.
        let name = try #require(
            FileSystem.environment.first { !$0.value.isEmpty && !$0.value.contains("\n") && $0.key.count > 3 && $0.key != "PATH" })
        let text = "printf '%s;%s;%s' \"$\(name.key)\" \"$TZ\" \"$A\" > out"
        let environment = CommandEnvironment(["TZ": "Europe/Vienna", "A": "b c"], inherited: ["\(name.key.prefix(3))*"])
        let nodes = [command(text, environment: environment)]
        #expect(try bench.run(nodes).text("prepare") == "\(name.value);Europe/Vienna;b c")
        #expect(try bench.nothingRuns(nodes))
    }

    @Test func aScriptStopsAtTheFirstErrorAndAtUnsetVariables() throws {
        #expect(try bench.run([command("false\ntouch out")])["prepare"]?.error?.description.contains("exit code 1") == true)
        #expect(try bench.run([command("echo $MISPELLED > out")])["prepare"]?.status == .failed)
    }

    /// Root may write through the link of an input, whatever its mode says.
    @Test func anOutputOfAnotherStageThatTheCommandChangesIsNoticed() throws {
        let breaking = command("f=$(readlink a/out); chmod u+w $f; echo more >> $f; touch out", from: ["a"])
        let outcome = try bench.run([node("a"), breaking])
        #expect(outcome["prepare"]?.error?.description.contains("changed its input a/out") == true, "\(outcome["prepare"]?.error as Any)")
        let mended = [node("a"), command("cat a/out > out", from: ["a"])]
        #expect(try bench.run(mended).text("prepare") == "a{}")
        #expect(try bench.nothingRuns(mended))
    }

    @Test func anExternalFileThatTheCommandChangesIsNoticed() throws {
        let data = try bench.file("data", "1")
        let outcome = try bench.run([command("echo 2 >> data; touch out", files: [.init("data", at: data)])])
        #expect(outcome["prepare"]?.error?.description.contains("changed while 'prepare' ran") == true)
        let harmless = [command("cp data copy; echo 2 >> copy; mv copy out", files: [.init("data", at: data)])]
        #expect(try bench.run(harmless).text("prepare") == "1\n2\n2\n" || bench.recorder.warnings.isEmpty)
        #expect(try bench.nothingRuns(harmless))
    }

    @Test func filesThatTheCommandNamesAndNobodyDeclaredAreNamed() throws {
        let data = try bench.file("data", "1"), known = try bench.file("known", "2")
        let nodes = [command("cat \(data) known > out", files: [.init("known", at: known)])]
        #expect(try bench.run(nodes).text("prepare") == "12")
        #expect(bench.recorder.warnings.count == 1 && bench.recorder.warnings[0].contains("names \(data), which is not among its inputs"))
        #expect(bench.recorder.hints.first?.contains("inputs: {data: \(data)}") == true)
        #expect(try bench.nothingRuns(nodes))
    }

    /// A script is a link to the user's file: Python would look for its modules beside that file.
    @Test func pythonImportsDeclaredModulesOnly() throws {
        let script = try bench.file("script.py", "import sys\nif sys.version_info >= (3, 11): import helper\nopen('out', 'w').write('x')\n")
        let helper = try bench.file("helper.py", "")
        let undeclared = try bench.run([command("python3 script.py", files: [.init("script.py", at: script)])])
        let declared = [command("python3 script.py", files: [.init("script.py", at: script), .init("helper.py", at: helper)])]
        #expect(undeclared["prepare"]?.error?.description.contains("No module named 'helper'") ?? true)
        #expect(try bench.run(declared).text("prepare") == "x")
        #expect(try bench.nothingRuns(declared))
    }
}
