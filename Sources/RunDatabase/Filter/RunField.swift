import Diagnostics

/// Something that a run has one value of: what filters, sort orders and columns name.
public struct RunField: Hashable, Sendable {
    enum Source: Hashable, Sendable {
        /// An SQL expression over the row `runs`.
        case column(String)
        case metric(String)
        /// Of one that is logged at each epoch, such as `valid/ndcg@10`: its value at `train/best_epoch`, otherwise the last; of a run that
        /// measured it once, that value.
        case history(String)
        /// Paths of which no run has more than one.
        case parameter([String])
        case tag(String)
    }

    public enum Kind: Hashable, Sendable { case text, number, seconds, time, flag, any }

    /// In full: `train.optimizer.learning_rate`.
    public var name: String
    public var kind: Kind
    var source: Source

    public var isMetric: Bool {
        switch source {
        case .metric, .history: true
        case .column, .parameter, .tag: false
        }
    }

    /// A name that a person may use, and what it means.
    public struct Description: Hashable, Sendable {
        public var name: String
        public var meaning: String
    }

    static let statusColumn = "status"

    /// Columns of every run, with what they mean.
    static let columns: [(field: RunField, meaning: String)] = [
        column("id", .text, "the run's id"), column("experiment", .text, "the spec's name"),
        column("variant", .text, "the run's label: ancf, or ancf@seed=1"),
        column("group", .text, "the label without axis values", sql: "runs.group_name"),
        column(statusColumn, .text, "running, finished, failed, interrupted or pruned"),
        column("started", .time, "when it began"), column("finished", .time, "when it ended"),
        column("seconds", .seconds, "what its stages took"), column("attempts", .number, "how often it was begun"),
        column("seed", .number, "the seed"),
        column(
            "warnings", .number, "how many warnings its stages gave", sql: "(SELECT count(*) FROM warnings WHERE warnings.run = runs.id)"),
        column("error", .text, "what went wrong"),
        column("spec_path", .text, "the file of the spec"), column("version", .text, "of pipeline"),
        column("host", .text, "the machine"), column("user", .text, "who started it"), column("command", .text, "the command line"),
        column("cpu", .text, "the processor"), column("threads", .number, "compute threads a stage"),
        column("blas_kernel", .text, "kernels of the linear algebra library"), column("git_commit", .text, "of the spec's repository"),
        column("git_dirty", .flag, "uncommitted changes in the spec's folder"),
        column(
            "note", .text, "what people wrote about it",
            sql: "(SELECT group_concat(text, char(10)) FROM notes WHERE run = runs.id)"),
        column("sweep", .text, "the sweep that proposed it", sql: "(SELECT sweep FROM trial_runs WHERE run = runs.id LIMIT 1)"),
    ]

    private static func column(_ name: String, _ kind: Kind, _ meaning: String, sql: String? = nil) -> (RunField, String) {
        (RunField(name: name, kind: kind, source: .column(sql ?? "runs.\(name)")), meaning)
    }

    /// Of the columns, in their order.
    public static var descriptions: [Description] { columns.map { Description(name: $0.field.name, meaning: $0.meaning) } }
}
