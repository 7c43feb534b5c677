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
}
