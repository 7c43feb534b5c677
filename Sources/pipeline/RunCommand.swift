import ArgumentParser
import Console
import Diagnostics
import Engine
import Glibc
import Orchestrator

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs an experiment: what is not cached yet.",
        discussion: """
            Stages that variants share run once; stages whose parameters, code and
            inputs are unchanged do not run at all. Ctrl-C stops cleanly; the same
            command goes on at the last epoch.

            EXAMPLES
              pipeline run experiments/quickstart.yaml
              pipeline run exp.yaml --set train.ancf.epochs=8 --jobs 2
              pipeline run exp.yaml --dry-run
              pipeline run exp.yaml --format json | jq '.runs[].metrics'
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var workspace: WorkspaceOptions

    @Option(help: "Stages to run at once.")
    var jobs: Int = 1

    @Option(help: "Compute threads that each stage may use.")
    var threads: Int = 1

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Run a stage (train) or one node of it (train/ancf) although it is cached (repeatable).", valueName: "stage"))
    var force: [String] = []

    @Flag(name: .customLong("dry-run"), help: "Say what would run and why; run nothing.")
    var isDryRun = false

    @Option(parsing: .singleValue, help: ArgumentHelp("Mark the runs (repeatable).", valueName: "key=value"))
    var tag: [String] = []

    @Flag(help: "No progress, no results table.")
    var quiet = false

    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard (1...1024).contains(jobs) else { throw ValidationError("--jobs must be in 1…1024, is \(jobs)") }
        guard (1...1024).contains(threads) else { throw ValidationError("--threads must be in 1…1024, is \(threads)") }
        _ = try tags()
    }

    func run() throws {
        let experiment = try Experiment(file: spec.spec, overrides: spec.set)
        let runner = try Runner(experiment, workspace: workspace.location)
        if isDryRun {
            try PlanPrinter(runner: runner, force: Set(force)).print(format.format)
            return
        }
        let signals = SignalWatch()
        let request = RunRequest(
            jobs: jobs, threads: threads, force: Set(force), tags: try tags(), isQuiet: quiet || format.format == .json && !isTerminal,
            program: "/proc/self/exe")
        let outcome = try Report.advising(on: runner.workspace) { try runner.run(request, cancellation: signals.token) }
        try print(outcome)
        Report.print(outcome.failures.flatMap(\.diagnostics) + Report.advice(on: outcome.failures, in: runner.workspace))
        if let code = signals.exitCode ?? (outcome.exitCode == .success ? nil : outcome.exitCode) { Glibc.exit(code.rawValue) }
    }

    private var isTerminal: Bool { TerminalCapabilities.standardError.isTerminal }

    private func tags() throws -> [String: String] {
        var tags: [String: String] = [:]
        for text in tag {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else { throw ValidationError("--tag takes key=value, got '\(text)'") }
            tags[String(parts[0])] = String(parts[1])
        }
        return tags
    }

    private func print(_ outcome: RunOutcome) throws {
        switch format.format {
        case .json: Output.write(outcome.json.pretty + "\n")
        case .table where quiet: return
        case let other: Output.write(OutcomeText(outcome: outcome, format: other).rendered)
        }
    }
}
