import ArgumentParser
import Console
import Orchestrator

struct CollectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "Removes stored files that no run on record needs.",
        discussion: """
            EXAMPLES
              pipeline gc --dry-run
              pipeline gc
            """)

    @Flag(name: .customLong("dry-run"), help: "Say what would be removed; remove nothing.")
    var isDryRun = false

    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let result = try Maintenance(workspace.location).collect(dryRun: isDryRun)
        let verb = isDryRun ? "would free" : "freed"
        Output.write(
            "\(verb) \(formatBytes(result.bytes)): \(formatCount(result.objects)) objects, \(formatCount(result.actions)) results, "
                + "\(formatCount(result.checkpointChains)) trainings' epochs\n")
    }
}
