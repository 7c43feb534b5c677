import ArgumentParser
import Diagnostics

/// Words for commands: those that other tools use for ours, and misspelled ones.
enum CommandWords {
    private static let others = [
        "ls": "runs", "list": "runs", "history": "runs", "status": "runs", "experiments": "runs", "logs": "log", "delete": "rm",
        "remove": "rm", "del": "rm", "clean": "gc", "prune": "gc", "train": "run", "repro": "run", "exec": "run", "execute": "run",
        "start": "run", "check": "validate", "lint": "validate", "diff": "compare", "search": "sweep", "tune": "sweep",
        "optimize": "sweep", "hpo": "sweep", "dag": "graph", "why": "explain", "predict": "recommend", "infer": "recommend",
        "sql": "query", "info": "show", "describe": "show", "get": "show", "leaderboard": "best", "top": "best", "undo": "restore",
    ]

    /// Throws `usage` where the first word is no command.
    static func check(_ arguments: [String], among configuration: CommandConfiguration) throws(Failure) {
        guard let word = arguments.dropFirst().first, !word.hasPrefix("-"), !word.isEmpty else { return }
        let listed = configuration.subcommands + configuration.groupedSubcommands.flatMap(\.subcommands)
        let names = listed.compactMap { command in command.configuration.commandName }
        guard !names.contains(word), word != "help" else { return }
        let known = names.filter { !$0.hasSuffix("worker") }
        let near = others[word.lowercased()] ?? closest(to: word, among: known)
        throw Failure(
            .usage, "unknown command '\(word)'",
            hint: near.map { "did you mean 'pipeline \($0)'?" } ?? "'pipeline --help' lists the commands")
    }
}
