import ArgumentParser

struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Searches parameters for the best models.",
        discussion: """
            EXAMPLES
              pipeline sweep experiments/sweep-movielens.yaml --jobs 2
              pipeline sweep exp.yaml --dry-run
              pipeline sweep show NAME
              pipeline sweep best NAME > best.yaml
            """,
        subcommands: [SweepRunCommand.self, SweepShowCommand.self, SweepBestCommand.self, SweepRemoveCommand.self],
        defaultSubcommand: SweepRunCommand.self)
}
