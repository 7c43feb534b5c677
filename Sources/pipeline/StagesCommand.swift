import ArgumentParser
import Console
import Diagnostics
import Orchestrator
import Spec
import Stages

struct StagesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stages",
        abstract: "Lists the stages and their plug-ins, or one's parameters.",
        discussion: """
            EXAMPLES
              pipeline stages
              pipeline stages ingest
              pipeline stages ingest movielens
            """)

    @Argument(help: "A stage; all without.")
    var stage: String?

    @Argument(help: "One of its plug-ins; the parameters of all without.")
    var plugin: String?

    @OptionGroup var format: FormatOptions

    func run() throws {
        guard let stage else { return listAll() }
        if stage == "prepare", plugin == nil { return listCommandStage() }
        guard let block = StageRegistry.all.map({ $0.block }).first(where: { $0.name == stage }) else {
            throw Failure(
                .usage, "unknown stage '\(stage)'",
                hint: suggestion(for: stage, among: StageRegistry.all.map { $0.block.name } + ["prepare"]))
        }
        if let plugin { return try list(block, plugin) }
        var table = Table([Table.Column(block.tag), Table.Column("what it is", wraps: true), Table.Column("parameters", wraps: true)])
        for choice in block.cases {
            table.append([
                .text(choice.id, style: .bold), .text(choice.documentation), .text(choice.fields.map(\.name).joined(separator: ", ")),
            ])
        }
        if format.format == .table { Output.write("\(block.name): \(block.documentation)\n\n") }
        Output.write(table, as: format.format)
    }

    private func listAll() {
        var table = Table([
            Table.Column("stage"), Table.Column("what it does", wraps: true), Table.Column("chosen by"), Table.Column("of", wraps: true),
        ])
        for block in StageRegistry.all.map({ $0.block }) {
            table.append([
                .text(block.name, style: .bold), .text(block.documentation), .text(block.tag),
                .text(block.cases.map(\.id).joined(separator: ", ")),
            ])
        }
        table.append([.text("prepare", style: .bold), "Runs the user's own programs as cached stages.", "name", ""])
        Output.write(table, as: format.format)
    }

    private func listCommandStage() {
        if format.format == .table { Output.write("prepare: a list of command stages, the user's own programs\n\n") }
        Output.write(FieldTable(fields: CommandStage.declarations), as: format.format)
    }

    private func list(_ block: BlockSchema, _ plugin: String) throws {
        guard let choice = block.cases.first(where: { $0.id == plugin }) else {
            throw Failure(
                .usage, "unknown \(block.tag) '\(plugin)'", hint: suggestion(for: plugin, among: block.cases.map(\.id)))
        }
        if format.format == .table { Output.write("\(block.name) \(choice.id): \(choice.documentation)\n\n") }
        Output.write(FieldTable(fields: choice.fields + block.common, collapsed: ["validation"]), as: format.format)
    }
}
