import Foundation
import Testing

/// A program of the user's as a cached stage.
@Suite struct PrepareTests {
    private static let script = "echo cleaning\n(echo user,item,rating; tr ';' ',' < raw.txt) > ratings.csv\n"
    private static let raw = "a;b;5\na;c;4\nb;b;1\nb;d;4\na;e;3\nb;c;2\n"

    private func bench() throws -> Bench { try Bench(["exp.yaml": Specs.prepared, "raw.txt": Self.raw, "clean.sh": Self.script]) }

    @Test func itsOutputIsRead() throws {
        let bench = try bench()
        let first = try bench.run()
        #expect(first.ran == ["prepare/clean", "ingest", "split", "train", "evaluate"])
        #expect(first.runs.first?.metrics["data/interactions"] == 6)
        #expect(try bench.pipeline("log", "latest").stdout.contains("cleaning\n"))
        #expect(try bench.run().ran.isEmpty)
    }

    /// The script is a declared input; what it makes is the same, so ingest does not run.
    @Test func anotherScriptRuns() throws {
        let bench = try bench()
        try bench.run()
        try bench.write("clean.sh", "# A comment.\n" + Self.script)
        let second = try bench.run()
        #expect(second.ran == ["prepare/clean"])
        #expect(second.reason("prepare/clean").contains("clean.sh"))
    }

    @Test func otherDataGoesAllTheWay() throws {
        let bench = try bench()
        try bench.run()
        try bench.write("raw.txt", Self.raw + "c;b;5\nc;d;4\nc;e;4\n")
        let second = try bench.run()
        #expect(second.ran.isSuperset(of: ["prepare/clean", "ingest", "split", "train"]))
        #expect(second.runs.first?.metrics["data/users"] == 3)
    }

    @Test func parametersAndEnvironmentReachIt() throws {
        let spec = Specs.prepared.replacing(
            "outputs: [ratings.csv]", with: "outputs: [ratings.csv]\n    parameters: {least: 3}\n    environment: {SEPARATOR: \";\"}")
        let script =
            #"(echo user,item,rating; awk -F"$SEPARATOR" -v least="$PARAMETER_LEAST" '$3 >= least {print $1","$2","$3}' raw.txt) > ratings.csv"#
        let bench = try Bench(["exp.yaml": spec, "raw.txt": Self.raw + "b;e;4\n", "clean.sh": script])
        #expect(try bench.run().runs.first?.metrics["data/interactions"] == 5)
        try bench.edit("exp.yaml", "least: 3", "least: 1")
        let second = try bench.run()
        #expect(second.reason("prepare/clean").contains("parameter parameters.least changed 3 → 1"))
        #expect(second.runs.first?.metrics["data/interactions"] == 7)
    }

    /// How far it may go and how it is tried again says nothing of what it makes.
    @Test func limitsAndRetriesAreInNoKey() throws {
        let bench = try bench()
        try bench.run()
        for limits in ["timeout: 1h30m", "memory: 2GB", "retries: {count: 3, delay: 10s}", "inherit: [HOSTNAME, AWS_*]"] {
            try bench.write("exp.yaml", Specs.prepared.replacing("outputs: [ratings.csv]", with: "outputs: [ratings.csv]\n    \(limits)"))
            #expect(try bench.run().ran.isEmpty, "\(limits)")
        }
    }

    @Test func aLimitThatIsExceededIsNamed() throws {
        let spec = Specs.prepared.replacing("outputs: [ratings.csv]", with: "outputs: [ratings.csv]\n    timeout: 0.1\n    retries: 1")
        let bench = try Bench(["exp.yaml": spec, "raw.txt": Self.raw, "clean.sh": "sleep 5\n"])
        let output = try bench.pipeline("run", "exp.yaml")
        #expect(output.code == 1)
        #expect(output.stderr.contains("'prepare/clean' was stopped after 100 ms, its timeout, in each of 2 tries"))
        #expect(output.stderr.contains("raise timeout in its stage"))
    }

    @Test func undeclaredOutputsAreNamed() throws {
        let bench = try bench()
        try bench.write("clean.sh", Self.script + "echo 6 > rows.txt\n")
        let output = try bench.pipeline("run", "exp.yaml")
        #expect(output.code == 0)
        #expect(
            output.stderr.contains("not kept: rows.txt") && output.stderr.contains("outputs: [ratings.csv, rows.txt]"), "\(output.stderr)")
        #expect(try bench.run().ran.isEmpty)
    }

    @Test func aShellWhereTheSpecSaysSo() throws {
        let spec = Specs.prepared.replacing(
            "command: [sh, clean.sh]",
            with: "command: echo user,item,rating > ratings.csv; tr ';' , < raw.txt >> ratings.csv\n    shell: true")
        let bench = try Bench(["exp.yaml": spec, "raw.txt": Self.raw, "clean.sh": ""])
        #expect(try bench.run().runs.first?.metrics["data/interactions"] == 6)
        try bench.edit("exp.yaml", "shell: true", "shell: false")
        let output = try bench.pipeline("validate", "exp.yaml")
        #expect(output.code == 65 && output.stderr.contains("add shell: true"))
    }

    @Test func aMissingOutputIsAnError() throws {
        let bench = try bench()
        try bench.write("clean.sh", "echo forgot\n")
        let output = try bench.pipeline("run", "exp.yaml")
        #expect(output.code == 1)
        #expect(output.stderr.contains("ratings.csv"))
    }

    /// The store's name for it says nothing to anybody.
    @Test func aTableThatAStageMadeIsNamedAsInTheSpec() throws {
        let bench = try Bench(["exp.yaml": Specs.prepared, "raw.txt": Self.raw, "clean.sh": "(echo who,what; cat raw.txt) > ratings.csv\n"])
        let output = try bench.pipeline("run", "exp.yaml")
        #expect(
            output.code == 65 && output.stderr.contains("prepare:clean/ratings.csv:1:1: error: 'prepare:clean/ratings.csv' has no column"))
        #expect(!output.stderr.contains("store/objects"), "\(output.stderr)")
    }

    @Test func eachRunKeepsItsLog() throws {
        let bench = try bench()
        let first = try #require(try bench.run().runs.first?.id)
        try bench.write("clean.sh", Self.script.replacing("cleaning", with: "washing"))
        let second = try #require(try bench.run().runs.first?.id)
        #expect(first != second)
        let logs = try [first, second].map { try bench.pipeline("log", $0, "--stage", "prepare/clean").stdout }
        #expect(logs[0].contains("cleaning\n") && !logs[0].contains("washing") && logs[1].contains("washing\n"))
        // Also where the workspace has another name.
        try FileManager.default.moveItem(atPath: bench.path("runs"), toPath: bench.path("moved"))
        #expect(try bench.pipeline("log", first, "--workspace", "moved").stdout.contains("cleaning\n"))
    }
}
