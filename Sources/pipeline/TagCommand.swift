import ArgumentParser
import Diagnostics
import Orchestrator
import RunDatabase

struct TagCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag",
        abstract: "Marks a run with keys and values, or takes marks away.",
        discussion: """
            EXAMPLES
              pipeline tag latest owner=ada purpose=baseline
              pipeline tag movielens-1m/ancf --remove purpose
            """)

    @Argument(help: ArgumentHelp("A run: id, prefix, latest, experiment/variant.", valueName: "run"))
    var selector: String

    @Argument(help: ArgumentHelp("What to set; a key that is there gets the new value.", valueName: "key=value"))
    var tags: [String] = []

    @Option(parsing: .singleValue, help: ArgumentHelp("Take a tag away (repeatable).", valueName: "key"))
    var remove: [String] = []

    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        guard !tags.isEmpty || !remove.isEmpty else { throw ValidationError("Give key=value, or --remove KEY") }
        _ = try TagText.parse(tags)
    }

    func run() throws {
        let curator = try Curator(workspace.location), run = try curator.run(selector)
        try curator.tag(run.id, set: try TagText.parse(tags), remove: remove)
        let all = try curator.run(run.id).tags.map { "\($0.key)=\($0.value)" }
        Output.write("\(run.label): \(all.isEmpty ? "no tags" : all.joined(separator: " "))\n")
    }
}

/// `key=value` as it stands on command lines.
enum TagText {
    static func parse(_ texts: [String]) throws -> [(key: String, value: String)] {
        try texts.map { text in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else { throw ValidationError("A tag is key=value, got '\(text)'") }
            return (String(parts[0]), String(parts[1]))
        }
    }
}

extension RunSummary {
    /// As people tell runs apart.
    var label: String { "\(id)  \(experiment)/\(variant)" }
}
