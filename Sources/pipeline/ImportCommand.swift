import ArgumentParser
import Diagnostics
import Exports
import Orchestrator

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Takes runs of another workspace: a folder of 'export --to json', or an archive.",
        discussion: """
            Records come in as they were, with their ids; an archive's artifacts go into
            the store, each checked against its digest.

            EXAMPLES
              pipeline import out/3f2ac91b07
              pipeline import out --workspace theirs
              pipeline import ancf.tar
            """)

    @Argument(help: ArgumentHelp("A folder with run.json, a folder of such folders, or an archive.", valueName: "path"))
    var path: String

    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let imported = try RunSharing.read(path, into: workspace.location)
        for run in imported {
            Output.write("\(run.summary.label)  \(run.artifacts == 0 ? "record" : "record and \(run.artifacts) artifacts")\n")
        }
    }
}
