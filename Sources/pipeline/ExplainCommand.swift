import ArgumentParser
import Console
import Orchestrator

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Says why stages would run (a spec), or why they ran (a run).",
        discussion: """
            EXAMPLES
              pipeline explain exp.yaml --set train.gmf.optimizer.learning_rate=0.003
              pipeline explain latest
            """)

    @Argument(
        help: "An experiment (YAML), or a run: id, prefix, latest, experiment/variant.", completion: .file(extensions: ["yaml", "yml"]))
    var target: String

    @Option(name: .long, parsing: .singleValue, help: ArgumentHelp("Overrides a value of the spec (repeatable).", valueName: "path=value"))
    var set: [String] = []

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        if target.hasSuffix(".yaml") || target.hasSuffix(".yml") {
            let runner = try Runner(try Experiment(file: target, overrides: set), workspace: workspace.location)
            try PlanPrinter(runner: runner, force: []).print(format.format)
            return
        }
        guard set.isEmpty else { throw ValidationError("--set goes with a spec, and '\(target)' is a run") }
        let database = try workspace.databaseSnapshot()
        let run = try database.run(target).summary
        Output.write(StageTable(stages: try database.stages(run.id)).table, as: format.format)
    }
}
