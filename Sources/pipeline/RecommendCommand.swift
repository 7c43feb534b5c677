import ArgumentParser
import Diagnostics
import Glibc
import Orchestrator
import Quantities
import Recommendations

struct RecommendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recommend",
        abstract: "Asks a run's model what to recommend: to one user, to somebody with some items, or to everybody.",
        discussion: """
            Items that a user has in training or validation are not recommended; those
            of the user's test part are marked as held out. Somebody whom the model was
            not trained with gets the most popular items, and is told so.

            EXAMPLES
              pipeline recommend latest --user 42
              pipeline recommend movielens-1m/ease --user 42 --top 10 --explain
              pipeline recommend movielens-1m/ease --having 2571 --having 1 --explain
              pipeline recommend latest --all --output recommendations.csv
            """)

    @Argument(help: ArgumentHelp("A run: id, prefix, latest, experiment/variant.", valueName: "run"))
    var selector: String

    @Option(parsing: .singleValue, help: ArgumentHelp("A user, by the id in the data (repeatable).", valueName: "id"))
    var user: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("An item that somebody new has, by id or title (repeatable): what to recommend to them?", valueName: "item"))
    var having: [String] = []

    @Flag(help: "Every user of the data, into a file; see --output.")
    var all = false

    @Option(help: "How many items.")
    var top: Int = 10

    @Flag(help: "Say why: which of the user's items add to the score, or are most like what is recommended.")
    var explain = false

    @Option(
        help: ArgumentHelp("With --all: the file, .csv (a line an item) or .jsonl (a line a user).", valueName: "file"),
        completion: .file(extensions: ["csv", "jsonl"]))
    var output: String?

    @Option(help: "With --all: compute threads (default: one a processor). The lists do not depend on it.")
    var threads: Int?

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard (1...100_000).contains(top) else { throw ValidationError("--top must be in 1…100000, is \(top)") }
        guard (1...1024).contains(threads ?? 1) else { throw ValidationError("--threads must be in 1…1024, is \(threads ?? 1)") }
        let ways = [!user.isEmpty, !having.isEmpty, all].count { $0 }
        guard ways == 1 else {
            throw ValidationError(ways == 0 ? "Say for whom: --user ID, --having ITEM or --all" : "Give one of --user, --having and --all")
        }
        guard all || output == nil else { throw ValidationError("--output goes with --all") }
        if all {
            guard let output else { throw ValidationError("--all writes to a file: add --output recommendations.csv") }
            guard RecommendationFile.Format(path: output) != nil else {
                throw ValidationError("--output must end in .csv or .jsonl, is '\(output)'")
            }
            guard !explain else { throw ValidationError("--explain goes with --user or --having") }
        }
    }

    func run() throws {
        try Report.noteChoice(by: selector, in: workspace.location)
        let source = try TrainedRun(selector, in: workspace.location)
        if all { return try writeAll(source) }
        let recommender = try Recommender(source)
        let answers: [Recommendation]
        if having.isEmpty {
            answers = try recommender.recommend(users: user, count: top, explains: explain)
        } else {
            let items = try having.map { try recommender.items.find($0) }
            answers = [try recommender.recommend(having: items, count: top, explains: explain)]
        }
        let pages = answers.map { RecommendationPage(answer: $0, source: source, items: recommender.items, isExplained: explain) }
        Output.write(RecommendationPage.rendered(pages, as: format.format))
        if format.format != .table { Report.print(answers.compactMap(\.remark).map { .note($0) }) }
    }

    private func writeAll(_ source: TrainedRun) throws {
        guard let output, let format = RecommendationFile.Format(path: output) else { return }
        let signals = SignalWatch(), token = signals.token
        let start = ContinuousClock.now
        let everyone = try EveryUser(source)
        let file = try RecommendationFile(path: output, format: format, of: everyone)
        try everyone.forEach(
            count: top, threads: threads ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), isCancelled: { token.isCancelled }
        ) {
            try file.write($0, $1)
        }
        try file.finish()
        let elapsed = (ContinuousClock.now - start).components
        let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
        Output.writeToStandardError(
            "\(formatCount(everyone.users.ids.count)) users, up to \(top) items each, to \(output) in \(formatDuration(seconds))\n")
    }
}

extension Diagnostic {
    static func note(_ message: String) -> Diagnostic { Diagnostic(.note, message) }
}
