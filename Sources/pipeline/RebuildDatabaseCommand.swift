import ArgumentParser
import Diagnostics
import Orchestrator
import Quantities

struct RebuildDatabaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild-database",
        abstract: "Makes a damaged or lost run database again.",
        discussion: """
            What the database says of every run, sweep and trial that has ended is in the
            store as well, from which it is made again: parameters, metrics, stages, tags,
            notes, the trash. Runs that were at work are lost from the record; running
            them again goes on where they stopped. A database that is there is moved
            aside, after what only it says was kept.

            EXAMPLES
              pipeline rebuild-database
              pipeline rebuild-database --workspace /data/runs
            """)

    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let outcome = try DatabaseRebuilder(workspace.location).rebuild(), made = outcome.made
        Report.print(outcome.warnings)
        Output.write(
            "recorded again: \(formatCount(made.runs)) runs, \(formatCount(made.sweeps)) sweeps, \(formatCount(made.trials)) trials\n")
        if let former = outcome.former { Output.write("the database that was there is now \(former)\n") }
    }
}
