import ArgumentParser
import Orchestrator
import RunDatabase

struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Takes runs out of the trash.",
        discussion: """
            EXAMPLES
              pipeline restore 3f2a
              pipeline restore --all
            """)

    @Argument(help: ArgumentHelp("Runs in the trash, by id or prefix; 'pipeline runs --trashed' lists them.", valueName: "run"))
    var selectors: [String] = []

    @Flag(help: "All that are in the trash.")
    var all = false

    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        guard all != !selectors.isEmpty else { throw ValidationError("Name runs, or give --all") }
    }

    func run() throws {
        let restored = try Curator(workspace.location).restore(all ? nil : selectors)
        for run in restored { Output.write("\(run.label)  is back\n") }
        if restored.isEmpty { Output.write("the trash is empty\n") }
    }
}
