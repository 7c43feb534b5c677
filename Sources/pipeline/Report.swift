import ArgumentParser
import Console
import Diagnostics
import Glibc
import Orchestrator
import Reports

/// The one place where errors become text and an exit code.
enum Report {
    static func exit(with error: any Error) -> Never {
        if let failure = error as? Failure {
            print(failure.diagnostics)
            Glibc.exit(failure.code.rawValue)
        }
        // Everything that the argument parser itself throws: usage, help, completion scripts, clean exits. It would print through a buffer
        // whose last write nobody checks.
        let text = Pipeline.fullMessage(for: error)
        let message = text.isEmpty ? "" : text + "\n"
        let code = Pipeline.exitCode(for: error)
        if code == .success { Output.write(message) } else { Output.writeToStandardError(message) }
        Glibc.exit(code.rawValue)
    }

    /// Diagnostics go to standard error, coloured where a person reads them.
    static func print(_ diagnostics: [Diagnostic]) {
        let renderer = DiagnosticRenderer(color: TerminalCapabilities.standardError.color)
        Output.writeToStandardError(renderer.render(diagnostics))
    }

    /// What `body` returns. Where it fails for want of room, what would make some is told before the process ends.
    static func advising<Result>(on workspace: Workspace, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let failure as Failure {
            print(failure.diagnostics + advice(on: [failure], in: workspace))
            Glibc.exit(failure.code.rawValue)
        }
    }

    /// Says which of several runs that a word names a command has taken.
    static func noteChoice(by selector: String, in workspace: Workspace) throws {
        if let note = try workspace.databaseSnapshot().note(onChoiceBy: selector) { print([note]) }
    }

    static func advice(on failures: [Failure], in workspace: Workspace) -> [Diagnostic] {
        RoomAdvice(on: failures, in: workspace).map { [$0.diagnostic] } ?? []
    }

    /// What makes pages explorable; says how to get it where it is not there.
    static func chartLibrary() throws -> ChartLibrary? {
        if let library = try ChartLibrary.find() { return library }
        print([Diagnostic(.note, "without plotly.js the page has still pictures", hint: ChartLibrary.hint)])
        return nil
    }
}
