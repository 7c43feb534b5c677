import ArgumentParser
import Console
import Diagnostics
import Foundation
import Glibc
import Orchestrator
import Store

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks every stored byte against its digest.",
        discussion: """
            Damaged files go to quarantine; the next run makes them again. --repair also
            removes the records of results that are no longer complete, and says which
            stages will be computed again when a run wants them.

            EXAMPLES
              pipeline verify
              pipeline verify --repair
            """)

    @Flag(help: "Remove the records of incomplete results, and say what will be computed again.")
    var repair = false

    @Option(help: ArgumentHelp("Files checked at once; the number of processors by default.", valueName: "n"))
    var jobs: Int?

    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs counts threads, at least 1") }
    }

    func run() throws {
        let maintenance = try Maintenance(workspace.location), signals = SignalWatch(), token = signals.token
        let clock = Stopwatch(), threads = jobs ?? ProcessInfo.processInfo.activeProcessorCount
        let result = try maintenance.verify(threads: threads, isCancelled: { token.isCancelled })
        let rate = formatBytes(Int(Double(result.bytes) / max(clock.seconds, 1e-6)))
        Output.write(
            "\(formatCount(result.objects)) objects, \(formatBytes(result.bytes)), \(formatCount(result.records)) records checked "
                + "in \(formatDuration(clock.seconds)) (\(rate)/s)\n")
        let problems = try maintenance.databaseProblems()
        let lost = try maintenance.lost(result.incomplete)
        if repair { try maintenance.forget(result.incomplete) }
        guard !result.isWhole || !problems.isEmpty else { return }
        Report.print(
            result.quarantined.map { .warning("damaged: now at \($0)") } + lost.map(diagnostic)
                + problems.map {
                    .error("the run database is damaged: \($0)", hint: "move it aside: the next run records again what it needs")
                })
        // Once all that is damaged is out of the way, nothing is left to do.
        Glibc.exit((repair && problems.isEmpty ? Diagnostics.ExitCode.success : .inputOutput).rawValue)
    }

    private func diagnostic(_ lost: Maintenance.Lost) -> Diagnostic {
        let name = lost.experiment.isEmpty ? lost.node : "\(lost.node) of \(lost.experiment)"
        return .warning(
            "output of \(name) is not complete", hint: "the next run makes it again, in about \(formatDuration(lost.seconds))")
    }
}
