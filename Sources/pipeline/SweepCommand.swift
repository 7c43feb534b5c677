import ArgumentParser

struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Searches parameters for the best models.",
        subcommands: [SweepRunCommand.self, SweepShowCommand.self, SweepBestCommand.self],
        defaultSubcommand: SweepRunCommand.self)
}
