import ArgumentParser
import Orchestrator
import Spec

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Prints a JSON Schema of specs, with which editors complete and check them.",
        discussion: """
            EXAMPLE
              pipeline schema > pipeline.schema.json
              # first line of a spec, for editors with the YAML language server:
              # yaml-language-server: $schema=pipeline.schema.json
            """)

    func run() { Output.write(jsonSchema(for: pipelineSchema)) }
}
