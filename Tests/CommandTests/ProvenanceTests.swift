import Foundation
import Testing

/// Where runs come from: the state of the repository that holds the spec.
@Suite struct ProvenanceTests {
    private static let hasGit = FileManager.default.isExecutableFile(atPath: "/usr/bin/git")

    private func git(_ bench: Bench, _ arguments: String...) throws {
        let git = Process()
        git.executableURL = URL(fileURLWithPath: "/usr/bin/git")
        git.arguments = ["-C", bench.folder.path, "-c", "user.name=Ada", "-c", "user.email=ada@example.org"] + arguments
        git.standardOutput = FileHandle.nullDevice
        try git.run()
        git.waitUntilExit()
        #expect(git.terminationStatus == 0, "git \(arguments)")
    }

    private func state(_ bench: Bench) throws -> String? {
        try bench.query("SELECT length(git_commit), git_dirty FROM runs ORDER BY started DESC, id LIMIT 1").first
    }

    @Test(.enabled(if: hasGit)) func gitState() throws {
        let bench = try Bench(["exp.yaml": Specs.popularityOfFile, "ratings.csv": Specs.ratings])
        try git(bench, "init", "-q")
        try bench.run()
        #expect(try state(bench) == ",", "a repository without a commit")
        try git(bench, "add", "exp.yaml", "ratings.csv")
        try git(bench, "commit", "-q", "-m", "spec")
        try bench.edit("exp.yaml", "experiment: file", "experiment: second")
        try bench.run()
        #expect(try state(bench) == "40,1", "the spec is not as in the commit")
        try git(bench, "commit", "-q", "-a", "-m", "second")
        try bench.edit("exp.yaml", "experiment: second", "experiment: second # again")
        try git(bench, "commit", "-q", "-a", "-m", "again")
        try bench.run("--force", "evaluate")
        #expect(try state(bench) == "40,0", "the workspace, which git does not know, is no change")
    }
}
