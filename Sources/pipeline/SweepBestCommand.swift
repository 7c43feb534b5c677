import ArgumentParser
import Sweeps

struct SweepBestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "best",
        abstract: "Prints a spec that gives the best trial of a sweep.",
        discussion: """
            Paths in it are absolute, and command stages ('prepare') are part of it: it runs from any folder of this machine.

            EXAMPLE
              pipeline sweep best movielens > best.yaml
              pipeline run best.yaml
            """)

    @Argument(help: "The sweep's name; 'pipeline sweeps' lists them.")
    var name: String

    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let results = try SweepResults(name: name, workspace: workspace.location)
        let (trial, lost) = try results.bestOnRecord()
        if let best = lost.first {
            Report.print([
                .warning(
                    "the run of trial \(best.number), which is better, has been deleted: this is trial \(trial.number)",
                    hint: "'pipeline sweep \(results.sweep.specPath ?? "SPEC")' makes it again")
            ])
        }
        Output.write(try results.spec(of: trial, workspace: workspace.location))
    }
}
