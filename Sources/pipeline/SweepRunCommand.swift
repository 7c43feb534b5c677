import ArgumentParser
import Console
import Diagnostics
import Glibc
import Orchestrator
import Sweeps

struct SweepRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Carries out the sweep of a spec, or goes on with it (the default).",
        discussion: """
            Trials share every stage that they have in common. Ctrl-C, a crash or a
            power cut lose nothing: the same command goes on, a trial at its last
            epoch. --trials is a total: raise it, and the sweep continues.

            EXAMPLES
              pipeline sweep experiments/sweep-movielens.yaml --jobs 2
              pipeline sweep exp.yaml --dry-run
              pipeline sweep exp.yaml --trials 80
              pipeline sweep show NAME
              pipeline sweep best NAME > best.yaml
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var workspace: WorkspaceOptions

    @Option(help: "Trials at once, each in a process of its own.")
    var jobs: Int = 1

    @Option(help: "Compute threads of each trial.")
    var threads: Int = 1

    @Option(help: "All trials of the sweep, in place of what the spec says.")
    var trials: Int?

    @Flag(name: .customLong("dry-run"), help: "Print the search space, what trials share, and how long it may take; run nothing.")
    var isDryRun = false

    @Flag(name: .customLong("retry-failed"), help: "Try trials again that failed, though nothing has changed since.")
    var retriesFailed = false

    @Flag(help: "No progress, no table.")
    var quiet = false

    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard (1...256).contains(jobs) else { throw ValidationError("--jobs must be in 1…256, is \(jobs)") }
        guard (1...1024).contains(threads) else { throw ValidationError("--threads must be in 1…1024, is \(threads)") }
        if let trials, !(1...1_000_000).contains(trials) { throw ValidationError("--trials must be in 1…1000000, is \(trials)") }
    }

    func run() throws {
        let plan = try SweepPlan(file: spec.spec, overrides: spec.set, trials: trials)
        let location = workspace.location
        if isDryRun { return try SweepPreviewText(preview: plan.preview(in: location), format: format.format).print() }
        let signals = SignalWatch()
        var request = SweepRequest(
            jobs: jobs, threads: threads, workerCommand: workerCommand(location), environment: environmentVariables())
        request.retriesFailed = retriesFailed
        request.isQuiet = quiet || format.format == .json && !TerminalCapabilities.standardError.isTerminal
        if !plan.warnings.isEmpty { Report.print(plan.warnings) }
        let outcome = try Report.advising(on: location) {
            try SweepCoordinator(plan, workspace: location, request: request, cancellation: signals.token).run()
        }
        let results = try SweepResults(name: plan.name, workspace: location)
        if !quiet || format.format == .json { SweepText(results: results, outcome: outcome, format: format.format).print() }
        if let code = signals.exitCode { Glibc.exit(code.rawValue) }
        if results.trials.allSatisfy({ $0.status == .failed }) { Glibc.exit(ExitCode.stageFailed.rawValue) }
    }

    private func workerCommand(_ location: Workspace) -> [String] {
        ["/proc/self/exe", "worker", spec.spec, "--workspace", location.path] + spec.set.flatMap { ["--set", $0] }
    }
}
