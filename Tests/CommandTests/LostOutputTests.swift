import Foundation
import Testing

/// A result that could not be written must not look like success.
@Suite struct LostOutputTests {
    private let bench: Bench

    init() throws {
        bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
    }

    @Test func aFullDiskIsReported() throws {
        let commands = [
            "runs", "runs --format json", "show latest", "query 'SELECT 1'", "compare tiny/ancf tiny/gmf", "best --metric ndcg@10",
            "models", "stages",
            "metrics", "schema", "log latest", "explain latest", "graph exp.yaml", "validate exp.yaml", "run exp.yaml", "--help",
            "run --help", "--version", "--generate-completion-script bash", "plot tiny/ancf", "tag latest a=b", "doctor", "verify",
            "gc --dry-run",
        ]
        for command in commands {
            let output = try shell("pipeline \(command) > /dev/full")
            #expect(output.code == 74, "\(command): \(output)")
            #expect(output.stderr.contains("cannot write to standard output: No space left on device"), "\(command): \(output.stderr)")
        }
    }

    /// A reader that went away wants no more.
    @Test func aClosedPipeIsNoError() throws {
        let output = try shell("pipeline schema | head -n 1 > /dev/null; echo ${PIPESTATUS[0]}")
        #expect(output.stdout == "0\n" && output.stderr.isEmpty, "\(output)")
    }

    @Test func soIsAFullOutputFile() throws {
        for command in ["report latest --static --output /dev/full", "archive latest --output /dev/full"] {
            let output = try shell("pipeline \(command)")
            #expect(output.code == 74 && output.stderr.contains("/dev/full"), "\(command): \(output)")
        }
        var status = stat()
        #expect(stat("/dev/full", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR, "the device was replaced")
    }

    /// `awk '{print $NF}'` gives names that other commands take.
    @Test func linesOfCSVEndInLineFeeds() throws {
        let output = try bench.pipeline("runs", "--format", "csv")
        #expect(output.code == 0 && output.stdout.hasSuffix("\n") && !output.stdout.unicodeScalars.contains("\r"))
    }

    private func shell(_ command: String) throws -> Output {
        let script = "pipeline() { '\(Binary.path)' \"$@\"; }; \(command)"
        return try RunningCommand(["-c", script], program: "/bin/bash", in: bench.folder, environment: [:]).wait()
    }
}
