import ArgumentParser
import Diagnostics
import Orchestrator
import RunDatabase

struct NoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note",
        abstract: "Writes a note on a run; without a text, shows its notes.",
        discussion: """
            EXAMPLES
              pipeline note latest "dropout too high, see the curve"
              pipeline note movielens-1m/ancf
            """)

    @Argument(help: ArgumentHelp("A run: id, prefix, latest, experiment/variant.", valueName: "run"))
    var selector: String

    @Argument(help: "The note.")
    var text: String?

    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        guard text.map({ !$0.allSatisfy(\.isWhitespace) }) ?? true else { throw ValidationError("A note needs a text") }
    }

    func run() throws {
        let curator = try Curator(workspace.location), run = try curator.run(selector)
        if let text { try curator.note(run.id, text) }
        let notes = try curator.notes(run.id)
        Output.write(run.label + "\n")
        for note in notes {
            Output.write("\(note.time.forPeople)  \(note.text.replacing("\n", with: "\n" + String(repeating: " ", count: 18)))\n")
        }
        if notes.isEmpty { Output.write("no notes\n") }
    }
}
