import ArgumentParser
import Console
import JSON
import Orchestrator
import Recommendations

struct SimilarCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "similar",
        abstract: "Lists the items that a run's model holds to be most like one.",
        discussion: """
            By the cosine of the model's item vectors, or by its item–item weights.

            EXAMPLES
              pipeline similar movielens-1m/ease --item 2571
              pipeline similar latest --item "toy story (1995)" --top 5
              pipeline similar latest --item 2571 --format json
            """)

    @Argument(help: ArgumentHelp("A run: id, prefix, latest, experiment/variant.", valueName: "run"))
    var selector: String

    @Option(help: ArgumentHelp("The item, by the id in the data, or by its title or a part of it.", valueName: "item"))
    var item: String

    @Option(help: "How many.")
    var top: Int = 10

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard (1...100_000).contains(top) else { throw ValidationError("--top must be in 1…100000, is \(top)") }
    }

    func run() throws {
        try Report.noteChoice(by: selector, in: workspace.location)
        let source = try TrainedRun(selector, in: workspace.location)
        let found = try SimilarItems(to: item, of: source, count: top), items = found.items
        var table = Table([.number("#", key: "rank"), Table.Column("item", mayShrink: false), Table.Column("title"), .number("likeness")])
        for (place, entry) in found.entries.enumerated() {
            table.append([
                .integer(place + 1), .text(items.ids[Int(entry.item)], style: .dim), .text(items.title(entry.item)),
                .metric(Double(entry.likeness)),
            ])
        }
        guard format.format == .table else { return Output.write(table, as: format.format) }
        let terminal = TerminalCapabilities.standardOutput
        let title = items.title(found.item), id = items.ids[Int(found.item)]
        let head = "\(source.run.experiment)/\(source.run.variant)  \(source.run.id)  like \(title.isEmpty ? id : "\(title) (item \(id))")"
        Output.write(Style.bold.paint(head, color: terminal.color) + "\n")
        Output.write(table, as: .table)
        Output.write(Style.dim.paint("likeness: \(found.meaning)", color: terminal.color) + "\n")
    }
}
