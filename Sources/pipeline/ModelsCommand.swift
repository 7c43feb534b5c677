import ArgumentParser
import Console
import Diagnostics
import Models
import Orchestrator
import Parameters
import Stages

struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "Lists the models, or one model's hyperparameters.",
        discussion: """
            EXAMPLES
              pipeline models
              pipeline models ancf
            """)

    @Argument(help: "A model; all without.")
    var model: String?

    @OptionGroup var format: FormatOptions

    func run() throws {
        guard let model else {
            var table = Table([Table.Column("model"), Table.Column("what it is", wraps: true), Table.Column("source", wraps: true)])
            for definition in ModelRegistry.all {
                table.append([.text(definition.id, style: .bold), .text(definition.documentation), .text(definition.paper)])
            }
            Output.write(table, as: format.format)
            return
        }
        guard let definition = ModelRegistry.all.first(where: { $0.id == model }) else {
            throw Failure(.usage, "unknown model '\(model)'", hint: ModelRegistry.hint(for: model))
        }
        guard format.format == .table else {
            return Output.write(
                FieldTable(fields: definition.fields + TrainStage.block.common, collapsed: ["validation"]), as: format.format)
        }
        Output.write("\(definition.id): \(definition.documentation)\n\(definition.paper)\n\(facts(definition))\n\n")
        Output.write(heading("its hyperparameters"))
        Output.write(FieldTable(fields: definition.fields), as: .table)
        Output.write("\n" + heading("what every model's train block takes"))
        Output.write(FieldTable(fields: TrainStage.block.common, collapsed: ["validation"]), as: .table)
    }

    private func facts(_ definition: any ModelDefinition.Type) -> String {
        let fitting = definition.isIterative ? "\(definition.defaultEpochs) epochs unless 'epochs' says otherwise" : "fitted in one step"
        return fitting + (definition.fields.isEmpty ? "; no hyperparameters" : "")
    }

    private func heading(_ text: String) -> String { Style.dim.paint("── \(text)", color: Output.color) + "\n" }
}
