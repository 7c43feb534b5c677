import ArgumentParser
import Console
import Orchestrator

struct WorkspaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The directory that holds the store, the run database and the logs (default: $PIPELINE_WORKSPACE, else runs).",
            valueName: "dir"),
        completion: .directory)
    var workspace: String?

    var location: Workspace { Workspace(option: workspace) }
}

struct SpecOptions: ParsableArguments {
    @Argument(help: "The experiment (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var spec: String

    @OptionGroup var overrides: OverrideOptions

    var set: [String] { overrides.set }
}

struct OverrideOptions: ParsableArguments {
    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp("Overrides a value of the spec, such as train.ancf.epochs=8 (repeatable).", valueName: "path=value"))
    var set: [String] = []
}

struct FormatOptions: ParsableArguments {
    @Option(help: "How to print: table, csv, json, markdown or latex.")
    var format: OutputFormat = .table
}

extension OutputFormat: ExpressibleByArgument {}
