import Foundation
import Testing

/// Workspaces that older releases made (`Fixtures/Workspaces/make.sh`), with what those releases said of them: they open, say the same, and go on.
@Suite struct OldWorkspaceTests {
    /// One for each state of the database that a release had.
    static let names = ["schema-2", "schema-3", "schema-4"]

    private struct OldRun: Decodable {
        var id: String
        var experiment: String
        var variant: String
        var status: String
        var metrics: [String: Double]
    }

    private struct OldSweep: Decodable {
        struct Trial: Decodable, Equatable {
            var number: Int
            var status: String
            var values: [Double]
            var parameters: [String: Double]
        }

        var best: Int
        var trials: [Trial]
    }

    private func unpacked(_ name: String) throws -> Bench {
        let bench = try Bench()
        let archive = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/Workspaces/\(name).tar.gz").path
        let tar = Process()
        tar.executableURL = URL(filePath: "/bin/tar")
        tar.arguments = ["-xzf", archive, "-C", bench.folder.path]
        try tar.run()
        tar.waitUntilExit()
        try #require(tar.terminationStatus == 0)
        return bench
    }

    private func decoded<T: Decodable>(_ type: T.Type, _ text: String) throws -> T {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    @Test(arguments: names) func itsRunsAreReadAsTheyWere(_ name: String) throws {
        let bench = try unpacked(name)
        let old = try decoded([OldRun].self, try bench.read("runs.json"))
        let output = try bench.pipeline("runs", "--format", "json")
        #expect(output.code == 0 && output.stderr.isEmpty, "\(output.stderr)")
        let now = try decoded([OldRun].self, output.stdout)
        #expect(old.count == 7 && now.map(\.id) == old.map(\.id))
        for (now, old) in zip(now, old) {
            #expect(now.experiment == old.experiment && now.variant == old.variant && now.metrics == old.metrics)
            // The one that was killed ran on another machine: whether its process lives cannot be seen from here.
            #expect(now.status == old.status || old.status == "interrupted")
        }
    }

    @Test(arguments: names) func itsResultsAreCompared(_ name: String) throws {
        let bench = try unpacked(name)
        let output = try bench.pipeline("compare", "old/gmf", "old/popularity", "--metric", "ndcg@5")
        #expect(output.code == 0 && output.stdout.contains("gmf is ahead"), "\(output.stderr)")
        #expect(try bench.pipeline("show", "old/gmf").stdout.contains("0.5676"), "the loss of the second epoch")
        #expect(try bench.pipeline("recommend", "old/gmf", "--user", "u1", "--top", "3").code == 0)
    }

    @Test(arguments: names) func itsStoreIsWholeAndItsExperimentGoesOn(_ name: String) throws {
        let bench = try unpacked(name)
        #expect(try bench.pipeline("verify").code == 0)
        let old = try decoded([OldRun].self, try bench.read("runs.json")).filter { $0.experiment == "old" }
        let again = try bench.run()
        for run in again.runs {
            let before = try #require(old.first { $0.variant == run.variant })
            #expect(run.metrics["ndcg@5"] == before.metrics["ndcg@5"])
        }
        #expect(try bench.run().ran.isEmpty)
        #expect(try bench.pipeline("gc", "--dry-run").code == 0)
    }

    @Test(arguments: names) func itsSearchGoesOn(_ name: String) throws {
        let bench = try unpacked(name)
        let old = try decoded(OldSweep.self, try bench.read("search.json"))
        let shown = try decoded(OldSweep.self, try bench.pipeline("sweep", "show", "search", "--format", "json").stdout)
        #expect(shown.best == old.best && shown.trials == old.trials)
        let more = try bench.pipeline("sweep", "search.yaml", "--trials", "5", "--format", "json")
        #expect(more.code == 0, "\(more.stderr)")
        let now = try decoded(OldSweep.self, try bench.pipeline("sweep", "show", "search", "--format", "json").stdout)
        #expect(now.trials.count == 5 && Array(now.trials.prefix(3)) == old.trials)
    }
}
