import ArgumentParser
import Diagnostics
import Exports
import Orchestrator
import Quantities

struct ArchiveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive",
        abstract: "Keeps runs in one file: record, spec, logs, and what training and evaluation made.",
        discussion: """
            The file is a tar archive; 'pipeline import' reads it into another workspace.
            The run stays where it is.

            EXAMPLES
              pipeline archive latest --output ancf.tar
              pipeline archive tiny/ancf tiny/gmf --output paper.tar --all-stages
            """)

    @Argument(help: ArgumentHelp("Runs: id, prefix, latest, experiment/variant (all its seeds and folds), experiment.", valueName: "run"))
    var selectors: [String]

    @Option(help: ArgumentHelp("The file.", valueName: "file"), completion: .file(extensions: ["tar"]))
    var output: String

    @Flag(
        help:
            "Artifacts of all stages, so that nothing has to be made again (the default: \(RunArchive.keptStages.joined(separator: ", ")))."
    )
    var allStages = false

    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        guard !selectors.isEmpty else { throw ValidationError("Name runs") }
    }

    func run() throws {
        let exports = try RunSharing.exports(selectors, experiment: nil, in: workspace.location)
        let stages = allStages ? nil : RunArchive.keptStages
        let summary = try RunArchive.write(exports, stages: stages, of: workspace.location, to: output)
        Report.print(
            summary.missing.map {
                .warning("the store no longer holds what \($0) made: the archive is without it", hint: "run the experiment again first")
            })
        Output.write(
            "\(output): \(summary.runs) run\(summary.runs == 1 ? "" : "s"), \(summary.files) files, \(formatBytes(summary.bytes))\n")
    }
}
