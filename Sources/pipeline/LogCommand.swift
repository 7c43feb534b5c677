import ArgumentParser
import Diagnostics
import Files
import Orchestrator

struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Prints what the stages of a run printed.",
        discussion: """
            EXAMPLES
              pipeline log latest
              pipeline log quickstart/ancf --stage train
            """)

    @Argument(help: ArgumentHelp("A run: id, prefix, latest, experiment/variant.", valueName: "run"))
    var selector: String

    @Option(help: "Only this stage.")
    var stage: String?

    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let database = try workspace.databaseSnapshot()
        try Report.noteChoice(by: selector, in: workspace.location)
        let summary = try database.run(selector).summary
        let stages = try database.stages(summary.id)
        if let stage, !stages.contains(where: { $0.stage == stage || $0.node == stage }) {
            throw Failure(
                .usage, "run \(summary.id) has no stage '\(stage)'", hint: suggestion(for: stage, among: stages.map(\.stage)))
        }
        for record in stages where stage == nil || record.stage == stage || record.node == stage {
            Output.write("── \(record.node): \(record.status.rawValue)\n")
            guard let path = record.logPath.flatMap(workspace.location.logFile), let bytes = try FileSystem.local.read(path) else {
                continue
            }
            let text = String(decoding: bytes, as: UTF8.self)
            Output.write(text.hasSuffix("\n") || text.isEmpty ? text : text + "\n")
        }
    }
}
