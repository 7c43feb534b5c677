import ArgumentParser
import Console
import Diagnostics
import Files
import Glibc
import JSON
import Orchestrator
import Store

struct ReproduceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce",
        abstract: "Makes a run again from its record, in a fresh workspace, and compares every artifact byte by byte.",
        discussion: """
            External inputs are read where the record says they are, and compared with
            what they were first. Exit code 0: every artifact is identical; 1: not.

            EXAMPLES
              pipeline reproduce latest
              pipeline reproduce movielens-1m/ancf --jobs 2 --keep again
              pipeline reproduce 3f2a --format json
            """)

    @Argument(help: ArgumentHelp("A run: id, prefix, latest, experiment/variant.", valueName: "run"))
    var selector: String

    @Option(help: ArgumentHelp("Keep the workspace in which it is made, a new folder (default: a temporary one).", valueName: "dir"))
    var keep: String?

    @Option(help: "Stages to run at once.")
    var jobs: Int = 1

    @Option(help: "Compute threads that each stage may use.")
    var threads: Int = 1

    @Flag(help: "No progress.")
    var quiet = false

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard (1...1024).contains(jobs) else { throw ValidationError("--jobs must be in 1…1024, is \(jobs)") }
        guard (1...1024).contains(threads) else { throw ValidationError("--threads must be in 1…1024, is \(threads)") }
    }

    func run() throws {
        try Report.noteChoice(by: selector, in: workspace.location)
        let reproducer = try Reproducer(selector, in: workspace.location)
        let signals = SignalWatch()
        let directory = try keep ?? temporaryDirectory()
        defer { if keep == nil { FileSystem.local.removeTree(directory) } }
        var result = try reproducer.reproduce(
            in: directory, RunRequest(jobs: jobs, threads: threads, isQuiet: quiet || format.format == .json, program: "/proc/self/exe"),
            cancellation: signals.token)
        result.keptAt = keep
        print(result, of: "\(reproducer.run.experiment)/\(reproducer.run.variant)")
        let code = signals.exitCode ?? (result.isIdentical ? nil : .stageFailed)
        if let code {
            if keep == nil { FileSystem.local.removeTree(directory) }
            Glibc.exit(code.rawValue)
        }
    }

    private func temporaryDirectory() throws -> String {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let path = "\(parent)/pipeline-reproduce-\(getpid())"
        FileSystem.local.removeTree(path)
        return path
    }

    private func print(_ result: Reproduction, of label: String) {
        guard format.format != .json else { return Output.write(result.json.pretty + "\n") }
        var table = Table([
            Table.Column("stage", mayShrink: false), Table.Column("result", mayShrink: false), Table.Column("recorded", mayShrink: false),
            Table.Column("now", mayShrink: false), .number("time then", key: "seconds_then"), .number("time now", key: "seconds_now"),
        ])
        for stage in result.stages {
            table.append([
                .text(stage.node), .text(stage.verdict.word, style: stage.verdict.isIdentical ? .green : .red),
                Table.Cell(.string(stage.recorded), text: String(stage.recorded.prefix(8)), style: .dim),
                stage.now.map { Table.Cell(.string($0), text: String($0.prefix(8)), style: .dim) } ?? .empty, .seconds(stage.secondsThen),
                .seconds(stage.secondsNow),
            ])
        }
        Output.write(table, as: format.format)
        guard format.format == .table else { return }
        Output.writeText("\n" + result.sentence(label) + "\n")
    }
}

extension Reproduction.Verdict {
    fileprivate var word: String {
        switch self {
        case .identical: "identical"
        case .different: "different"
        case .notMade: "not made"
        }
    }

    fileprivate var why: [String] {
        switch self {
        case .identical: []
        case .different(_, let why), .notMade(let why): why
        }
    }

    fileprivate var files: [String] {
        if case .different(let files, _) = self { return files }
        return []
    }
}

extension Reproduction {
    fileprivate func sentence(_ label: String) -> String {
        let kept = keptAt.map { "\nThe workspace is kept: \($0)" } ?? ""
        guard let first = firstDifference else {
            let others = circumstances.filter { !$0.isSame }.map { "\($0.name) (\($0.then), now \($0.now))" }
            return "Run \(run) (\(label)) is reproduced: all \(stages.count) artifacts are bit-identical"
                + (others.isEmpty ? "" : ", although other than then: " + others.joined(separator: ", ")) + "." + kept
        }
        var lines = ["Run \(run) (\(label)) is not reproduced. The first stage that is not what it was: \(first.node)"]
        if !first.verdict.files.isEmpty { lines.append("  files that differ: \(first.verdict.files.joined(separator: ", "))") }
        lines += first.verdict.why.map { "  \($0)" }
        return lines.joined(separator: "\n") + kept
    }

    fileprivate var json: JSONValue {
        let made = stages.map { stage in
            let members: [(String, JSONValue)] = [
                ("node", .string(stage.node)), ("stage", .string(stage.stage)), ("result", .string(stage.verdict.word)),
                ("recorded", .string(stage.recorded)), ("now", stage.now.map(JSONValue.string) ?? .null),
                ("files", .array(stage.verdict.files.map(JSONValue.string))), ("why", .array(stage.verdict.why.map(JSONValue.string))),
                ("seconds_then", .double(stage.secondsThen)), ("seconds_now", stage.secondsNow.map(JSONValue.double) ?? .null),
            ]
            return JSONValue.object(members)
        }
        let around = circumstances.map { circumstance in
            JSONValue.object([
                ("name", .string(circumstance.name)), ("then", .string(circumstance.then)), ("now", .string(circumstance.now)),
            ])
        }
        let members: [(String, JSONValue)] = [
            ("run", .string(run)), ("identical", .bool(isIdentical)),
            ("first_difference", firstDifference.map { JSONValue.string($0.node) } ?? .null), ("interrupted", .bool(wasInterrupted)),
            ("stages", .array(made)), ("circumstances", .array(around)), ("kept_at", keptAt.map(JSONValue.string) ?? .null),
        ]
        return .object(members)
    }
}
