import ArgumentParser
import Console
import Orchestrator

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Checks an experiment completely and runs nothing.",
        discussion: """
            EXAMPLES
              pipeline validate exp.yaml
              pipeline validate exp.yaml --set train.ancf.embedding_dim=64
            """)

    @OptionGroup var spec: SpecOptions

    func run() throws {
        let experiment = try Experiment(file: spec.spec, overrides: spec.set)
        let runs = experiment.runs.count, stages = experiment.graph.nodes.count
        Output.write("\(spec.spec): valid: \(runs) run\(runs == 1 ? "" : "s"), \(stages) stage\(stages == 1 ? "" : "s")\n")
    }
}
