import ArgumentParser
import Console
import Diagnostics
import Orchestrator
import RunDatabase
import Sweeps

struct SweepRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove a sweep; its runs stay.",
        discussion: """
            Removes the sweep and its list of trials. Their runs stay on record, so that
            the same sweep again finds them in the cache; --runs moves them to the trash.

            EXAMPLES
              pipeline sweep rm movielens
              pipeline sweep rm movielens --runs --dry-run
            """)

    @Argument(help: "The sweep's name; 'pipeline sweeps' lists them.")
    var name: String

    @Flag(help: "Move the runs of its trials to the trash as well.")
    var runs = false

    @Flag(name: .customLong("dry-run"), help: "Say what would happen; change nothing.")
    var isDryRun = false

    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let location = workspace.location
        let results = try SweepResults(name: name, workspace: location)
        guard let lock = try location.sweepLock(name) else {
            throw Failure(.busy, "another process is at work on the sweep '\(name)'", hint: "stop it first")
        }
        defer { withExtendedLifetime(lock) {} }
        let owned = Set(results.trials.flatMap(\.runs)).sorted()
        if !isDryRun {
            try location.writeDatabase().removeSweep(name)
            if runs, !owned.isEmpty { _ = try Curator(location).trash(owned, dryRun: false) }
        }
        let verb = isDryRun ? "would be removed" : "removed"
        let rest = owned.isEmpty ? "" : runs ? ", its \(owned.count) runs moved to the trash" : ", its \(owned.count) runs stay"
        Output.write("\(name): sweep of \(results.trials.count) trials \(verb)\(rest)\n")
    }
}
