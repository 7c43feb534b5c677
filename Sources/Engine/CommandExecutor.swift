import Diagnostics
import Parameters
import Processes
import Quantities
import Store

/// Runs the user's own program as a stage.
///
/// It starts in an empty scratch directory in which every declared input is linked under its name (see `CommandDirectory`), with the
/// variables of `CommandEnvironment` and no others. Standard input is empty; standard output and error go to the log. It has a process
/// group of its own, of which nothing is left when the command ends, is stopped, or the run is killed. When it exits with 0, the declared
/// outputs are taken from the scratch directory; otherwise nothing is kept but the log, and it may be tried again, from an empty directory.
///
/// Limits and retries say how far to go, not what is computed: they belong in no key.
public struct CommandExecutor: StageExecutor {
    public enum Command: Hashable, Sendable {
        /// A program, looked up in PATH, and its arguments.
        case arguments([String])
        /// A text for `/bin/sh -euc`.
        case shell(String)

        var arguments: [String] {
            switch self {
            case .arguments(let arguments): arguments
            case .shell(let text): ["/bin/sh", "-euc", text]
            }
        }
    }

    public var command: Command
    /// Paths relative to the scratch directory, which become the names of the output's files.
    public var outputs: [String]
    public var environment: CommandEnvironment
    public var limits: CommandLimits
    public var retries: CommandRetries

    public init(
        _ command: Command, outputs: [String], environment: CommandEnvironment = CommandEnvironment(),
        limits: CommandLimits = CommandLimits(),
        retries: CommandRetries = CommandRetries()
    ) {
        self.command = command
        self.outputs = outputs
        self.environment = environment
        self.limits = limits
        self.retries = retries
    }

    public func execute(_ context: StageContext) throws {
        let directory = CommandDirectory(context: context, outputs: outputs)
        for path in directory.undeclaredFiles(in: command) {
            context.warn(
                .warning(
                    "the command of '\(context.node.name)' names \(path), which is not among its inputs: a change of it is not noticed",
                    hint: "declare it, and name it in the command as it is called there: inputs: {\(baseName(path)): \(path)}"))
        }
        var tried = 0
        while true {
            try directory.prepare()
            tried += 1
            let outcome = try run(in: directory, try: tried, context)
            guard let problem = outcome.problem else { break }
            guard problem.mayPass, tried <= retries.count else {
                throw failure(problem, tried: tried, outcome.lastLines, directory, context)
            }
            let delay = retries.delay(after: tried)
            let next = "try \(tried + 1) of \(retries.count + 1) in \(formatDuration(delay))"
            context.warn(.warning("the command of '\(context.node.name)' \(problem.text(limits)); \(next)"))
            try wait(delay, context)
        }
        try directory.adoptOutputs()
    }

    private func run(in directory: CommandDirectory, try number: Int, _ context: StageContext) throws -> CommandSupervisor.Outcome {
        let marker = ProcessGuard.newMarker()
        var variables = try environment.variables(for: context, directory: directory.path)
        variables["TRY"] = String(number)
        variables[ProcessGuard.variable] = marker
        let child = try ChildProcess(arguments: command.arguments, environment: variables, directory: directory.path, marker: marker)
        defer { context.commandPeak.note(child.peakMemory) }
        var supervisor = CommandSupervisor(child: child, context: context, limits: limits)
        return try supervisor.run()
    }

    private func wait(_ seconds: Double, _ context: StageContext) throws(StageCancelled) {
        let end = monotonicSeconds() + seconds
        while monotonicSeconds() < end {
            try context.checkCancellation()
            pause(min(0.05, end - monotonicSeconds()))
        }
    }

    private func failure(
        _ problem: CommandProblem, tried: Int, _ lastLines: [String], _ directory: CommandDirectory, _ context: StageContext
    ) -> Failure {
        var message = "the command of '\(context.node.name)' \(problem.text(limits))" + (tried > 1 ? ", in each of \(tried) tries" : "")
        if !lastLines.isEmpty { message += "; the last lines of its output:\n" + lastLines.map { "    \($0)" }.joined(separator: "\n") }
        let place = context.log.pathIfWritten.map { "its whole output is in \($0)" }
        let missing = directory.missingFiles(in: command).map { path in
            "it starts in a directory that has its inputs only, and \(path) is not among them: inputs: {\(baseName(path)): \(path)}"
        }
        return Failure(
            .stageFailed, message, hint: ([problem.hint, missing.first, place] as [String?]).compactMap { $0 }.joined(separator: "; "))
    }
}

/// How far a command may go.
public struct CommandLimits: Hashable, Sendable {
    /// Wall time in seconds of one try; nil for none.
    public var timeout: Double?
    /// Bytes resident, of all its processes together; nil for none.
    public var memory: Int?

    public init(timeout: Double? = nil, memory: Int? = nil) {
        self.timeout = timeout
        self.memory = memory
    }
}

/// How a command is tried again that ended badly or took too long.
public struct CommandRetries: Hashable, Sendable {
    /// Tries after the first.
    public var count: Int
    /// Seconds before the first of them.
    public var delay: Double
    /// Each later delay is as many times the one before; none is longer than an hour, or than the first.
    public var backoff: Double

    public init(count: Int = 0, delay: Double = 1, backoff: Double = 2) {
        self.count = count
        self.delay = delay
        self.backoff = backoff
    }

    package func delay(after tries: Int) -> Double {
        var delay = delay
        let longest = max(delay, 3600)
        for _ in 1..<max(1, tries) where delay < longest { delay = min(longest, delay * backoff) }
        return delay
    }
}
