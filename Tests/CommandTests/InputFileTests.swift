import Foundation
import Testing

/// Input files count by their content.
@Suite struct InputFileTests {
    private func bench() throws -> Bench { try Bench(["exp.yaml": Specs.popularityOfFile, "ratings.csv": Specs.ratings]) }

    @Test func touchingAFileRunsNothing() throws {
        let bench = try bench()
        #expect(try bench.run().ran == ["ingest", "split", "train", "evaluate"])
        try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: bench.path("ratings.csv"))
        #expect(try bench.run().ran.isEmpty)
    }

    @Test func movingAFileRunsNothing() throws {
        let bench = try bench()
        try bench.run()
        try FileManager.default.moveItem(atPath: bench.path("ratings.csv"), toPath: bench.path("moved.csv"))
        try bench.edit("exp.yaml", "ratings.csv", "moved.csv")
        #expect(try bench.run().ran.isEmpty)
    }

    /// Quotes and blank lines mean nothing in CSV, so ingest makes the same bytes, and nothing after it runs.
    @Test func anEditThatChangesNoDataStopsAtIngest() throws {
        let bench = try bench()
        let first = try bench.run()
        try bench.edit("ratings.csv", "cat,book,4", "\"cat\",book,4.0\n")
        let second = try bench.run()
        #expect(second.ran == ["ingest"])
        #expect(second.reason("ingest").contains("ratings.csv changed"))
        #expect(second.artifacts == first.artifacts)
    }

    @Test func anEditOfTheDataRunsWhatReadsIt() throws {
        let bench = try bench()
        try bench.run()
        try bench.edit("ratings.csv", "dan,book,5", "dan,song,5")
        let second = try bench.run()
        #expect(second.ran.isSuperset(of: ["ingest", "split", "train"]))
        #expect(try bench.run().ran.isEmpty)
    }

    /// Told at once, with the place in the spec, and without reading anything of them.
    @Test(.timeLimit(.minutes(2))) func whatIsNoFileIsRefused() throws {
        let bench = try bench()
        #expect(mkfifo(bench.path("pipe"), 0o600) == 0)
        for (path, words) in [
            ("pipe", "is a pipe"), ("/dev/zero", "is a device"), (".", "is a folder"), ("/proc/kmsg", "is no stored file"),
            ("/proc/self/pagemap", "is no stored file"),
        ] {
            try bench.write("exp.yaml", Specs.popularityOfFile.replacing("ratings.csv", with: path))
            let output = try bench.pipeline("run", "exp.yaml")
            #expect(output.code == 65 && output.stderr.contains("exp.yaml:2:") && output.stderr.contains(words), "\(output.stderr)")
            #expect(output.stderr.contains("hint: inputs are files that stay as they are"))
        }
    }
}
