import ArgumentParser
import Diagnostics
import Foundation
import Glibc
import Orchestrator
import Quantities
import RunDatabase
import Store

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks every stored byte against its digest.",
        discussion: """
            Damaged files go to quarantine; the next run makes them again. The run
            database is checked too, and compared with what the store keeps of every
            run. --repair also removes the records of results that are no longer
            complete, says which stages will be computed again when a run wants them,
            and makes a damaged database again.

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
        let problems = maintenance.databaseProblems()
        let lacking = problems.isEmpty ? try maintenance.lackingRecords() : LackingRecords()
        let unrecorded = problems.isEmpty ? try maintenance.recordProblems() : []
        let lost = try maintenance.lost(result.incomplete)
        if repair { try mend(maintenance, result, problems, unrecorded, lacking) }
        guard !result.isWhole || !problems.isEmpty || !unrecorded.isEmpty || !lacking.isEmpty else { return }
        Report.print(
            result.quarantined.map { .warning("damaged: now at \($0)") } + lost.map(diagnostic)
                + problems.map {
                    .warning("the run database is damaged: \($0)", hint: repair ? nil : "pipeline rebuild-database makes it again")
                }
                + (lacking.isEmpty ? [] : [Report.lacking(lacking, isMended: repair)])
                + unrecorded.map {
                    .warning("the store's records of runs: \($0)", hint: repair ? nil : "pipeline verify --repair writes them again")
                })
        // Once all that is damaged is out of the way, nothing is left to do.
        Glibc.exit((repair ? Diagnostics.ExitCode.success : .inputOutput).rawValue)
    }

    private func mend(
        _ maintenance: Maintenance, _ result: Store.Verification, _ problems: [String], _ unrecorded: [String],
        _ lacking: LackingRecords
    ) throws {
        try maintenance.forget(result.incomplete)
        if !problems.isEmpty {
            let outcome = try DatabaseRebuilder(workspace.location).rebuild()
            Report.print(outcome.warnings)
            Output.write("the run database was made again: \(formatCount(outcome.made.runs)) runs\n")
            if let former = outcome.former { Output.write("the damaged one is now \(former)\n") }
        } else if !unrecorded.isEmpty || !lacking.isEmpty {
            try maintenance.mendRecords()
        }
    }

    private func diagnostic(_ lost: Maintenance.Lost) -> Diagnostic {
        let name = lost.experiment.isEmpty ? lost.node : "\(lost.node) of \(lost.experiment)"
        return .warning(
            "output of \(name) is not complete", hint: "the next run makes it again, in about \(formatDuration(lost.seconds))")
    }
}
