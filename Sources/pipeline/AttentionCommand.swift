import ArgumentParser
import Console
import Diagnostics
import JSON
import Orchestrator
import Reports
import RunDatabase
import Stages

struct AttentionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attention",
        abstract: "Shows which words of a user's and an item's reviews a trained model attended to.",
        discussion: """
            In a terminal the words are coloured by their weight; piped, each word has a line with its weight.

            EXAMPLES
              pipeline attention latest --user A2IBPI20UZIR0U --item 1384719342
              pipeline attention 3f2a --user A2IB --item 1384 --output seen.html
              pipeline attention reviews/dcn --user A2IB --item 1384 --format json
            """)

    @Argument(help: ArgumentHelp("A run: id, prefix, latest, experiment/variant.", valueName: "run"))
    var selector: String

    @Option(help: ArgumentHelp("The user's id, as in the data.", valueName: "id"))
    var user: String

    @Option(help: ArgumentHelp("The item's id, as in the data.", valueName: "id"))
    var item: String

    @Option(help: ArgumentHelp("Write a page of HTML instead.", valueName: "file"), completion: .file(extensions: ["html"]))
    var output: String?

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        try Report.noteChoice(by: selector, in: workspace.location)
        let database = try workspace.databaseSnapshot()
        let stages = try database.stages(database.run(selector).summary.id)
        let reading = try AttentionReading(user: user, item: item) { try workspace.location.path(of: $0, in: stages) }
        if let output {
            return try PageFile.write(AttentionPage(reading).html, to: output)
        }
        let text = AttentionText(reading)
        if format.format == .json {
            Output.write(text.json.pretty + "\n")
        } else if format.format == .table, Output.color {
            Output.write(text.colored)
        } else {
            Output.write(text.table, as: format.format)
        }
    }
}
