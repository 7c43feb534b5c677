import ArgumentParser
import Console
import Diagnostics
import Orchestrator
import RunDatabase

struct RemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Puts runs into the trash; empties the trash.",
        discussion: """
            Runs in the trash are in no list, and names do not mean them; their ids do.
            'pipeline restore' brings them back. Emptying the trash deletes their rows
            for good; what they made goes with 'pipeline gc' where no other run needs it.

            EXAMPLES
              pipeline rm 3f2a 77b1
              pipeline rm quickstart/gmf --dry-run
              pipeline runs --trashed
              pipeline rm --empty-trash
            """)

    @Argument(help: ArgumentHelp("Runs: id, prefix, latest, experiment/variant.", valueName: "run"))
    var selectors: [String] = []

    @Flag(help: "Delete the runs in the trash for good (of the named ones those that are there).")
    var emptyTrash = false

    @Flag(name: .customLong("dry-run"), help: "Say what would happen; change nothing.")
    var isDryRun = false

    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        guard emptyTrash || !selectors.isEmpty else { throw ValidationError("Name runs, or give --empty-trash") }
    }

    func run() throws {
        let curator = try Curator(workspace.location)
        let outcome =
            try emptyTrash
            ? curator.emptyTrash(selectors.isEmpty ? nil : selectors, dryRun: isDryRun) : curator.trash(selectors, dryRun: isDryRun)
        Report.print(outcome.warnings)
        let would = isDryRun ? "would go" : "went"
        for run in outcome.runs { Output.write("\(run.label)  \(emptyTrash ? "\(would) for good" : "\(would) into the trash")\n") }
        if outcome.runs.isEmpty {
            Output.write("the trash is empty\n")
        } else if !isDryRun {
            Output.write(
                emptyTrash
                    ? "pipeline gc frees what only they needed\n"
                    : "pipeline restore \(outcome.runs.map(\.id).joined(separator: " ")) brings \(outcome.runs.count == 1 ? "it" : "them") back\n"
            )
        }
    }
}
