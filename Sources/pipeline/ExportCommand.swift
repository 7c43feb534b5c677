import ArgumentParser
import Diagnostics
import Exports
import Orchestrator

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes runs for other programs: MLflow, TensorBoard, CSV, JSON.",
        discussion: """
            FORMS
            \(RunExporters.all.map { "  \($0.id): \($0.documentation)" }.joined(separator: "\n"))

            EXAMPLES
              pipeline export latest --to tensorboard --output board
              pipeline export movielens-1m/ancf movielens-1m/gmf --to mlflow --output out
              pipeline export --experiment movielens-1m --to csv --output tables
            """)

    @Argument(help: ArgumentHelp("Runs: id, prefix, latest, experiment/variant (all its seeds and folds), experiment.", valueName: "run"))
    var selectors: [String] = []

    @Option(help: "All runs of an experiment.")
    var experiment: String?

    @Option(help: ArgumentHelp("The form: \(RunExporters.all.map { $0.id }.joined(separator: ", ")).", valueName: "form"))
    var to: String

    @Option(help: ArgumentHelp("A folder; made when it is missing.", valueName: "dir"), completion: .directory)
    var output: String

    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        guard selectors.isEmpty != (experiment == nil) else { throw ValidationError("Name runs, or give --experiment") }
    }

    func run() throws {
        let exporter = try RunExporters.require(to)
        let exports = try RunSharing.exports(selectors, experiment: experiment, in: workspace.location)
        for path in try RunSharing.write(exports, with: exporter, to: output) { Output.write(path + "\n") }
        if let next = exporter.next(output) { Output.writeToStandardError("next: \(next)\n") }
    }
}
