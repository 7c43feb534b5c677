import ArgumentParser
import Console
import Diagnostics
import Orchestrator

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Checks experiments completely and runs nothing.",
        discussion: """
            Sound ones are listed, the problems of all others go to standard
            error; the exit code is that of the first that has any.

            EXAMPLES
              pipeline validate exp.yaml
              pipeline validate experiments/*.yaml
              pipeline validate exp.yaml --set train.ancf.embedding_dim=64
            """)

    @Argument(help: "Experiments (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var specs: [String]

    @OptionGroup var overrides: OverrideOptions

    func run() throws {
        var first: Failure?
        for spec in specs {
            do {
                try check(spec)
            } catch let failure as Failure {
                Report.print(failure.diagnostics)
                first = first ?? failure
            }
        }
        if let first { throw ExitCode(first.code.rawValue) }
    }

    private func check(_ spec: String) throws {
        let experiment = try Experiment(file: spec, overrides: overrides.set)
        let runs = experiment.runs.count, stages = experiment.graph.nodes.count
        Output.write("\(spec): valid: \(runs) run\(runs == 1 ? "" : "s"), \(stages) stage\(stages == 1 ? "" : "s")\n")
    }
}
