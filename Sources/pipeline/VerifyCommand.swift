import ArgumentParser
import Console
import Diagnostics
import Glibc
import Orchestrator

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks every stored byte against its digest.",
        discussion: """
            Damaged files go to quarantine; the next run makes them again.

            EXAMPLE
              pipeline verify
            """)

    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let result = try Maintenance(workspace.location).verify()
        Output.write(
            "\(formatCount(result.objects)) objects, \(formatBytes(result.bytes)), \(formatCount(result.records)) records checked\n")
        guard !result.isWhole else { return }
        Report.print(
            result.quarantined.map { .warning("damaged: now at \($0)") }
                + result.incomplete.map { .warning("output of action \($0.short) is not complete", hint: "the next run makes it again") })
        Glibc.exit(ExitCode.inputOutput.rawValue)
    }
}
