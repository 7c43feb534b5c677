import Diagnostics
import Orchestrator
import RunDatabase
import Statistics

/// Runs beside each other: what differs, what they reach, and what statistics say of it. The first side is what the others are held against.
public struct Comparison: Sendable {
    public var sides: [ComparedSide]
    /// Parameters that differ, sorted by name; seeds are among them only where sides have different ones.
    public var parameters: [DifferingRow]
    public var equalParameters: Int
    public var environment: [DifferingRow]
    /// Why the first and another are not comparable, each once.
    public var mismatches: [Mismatch]
    public var warnings: [Diagnostic]
    public var metrics: [ComparedMetric]
    /// How many tests the adjusted p-values allow for.
    public var testCount: Int
    /// One sentence for each side but the first, on the first metric.
    public var verdicts: [String]

    public struct Options: Hashable, Sendable {
        /// Only these, the first for the verdict; all results where it is empty.
        public var metrics: [String]
        public var resamples: Int
        public var seed: UInt64

        public init(metrics: [String] = [], resamples: Int = 10_000, seed: UInt64 = 0) {
            (self.metrics, self.resamples, self.seed) = (metrics, resamples, seed)
        }
    }

    /// Reads the values of single users from the store where it still has them; tests need them.
    /// Throws `usage` for a metric that none of the runs has.
    public init(_ sides: [ComparedSide], in workspace: Workspace, options: Options = Options()) throws(Failure) {
        self.sides = sides
        let rows = parameterRows(sides)
        parameters = rows.filter(\.differs)
        equalParameters = rows.count - parameters.count
        environment = environmentRows(sides, workspace)
        let first = sides[0]
        var mismatches: [Mismatch] = []
        for other in sides.dropFirst() {
            for mismatch in Comparability(first: first, second: other).mismatches where !mismatches.contains(mismatch) {
                mismatches.append(mismatch)
            }
        }
        self.mismatches = mismatches
        let tables = sides.map { PerUserTable($0, in: workspace) }
        warnings = Self.warnings(sides, tables)
        let names = try Self.names(sides, options.metrics)
        (metrics, testCount) = ComparedMetric.all(names, sides, tables, options)
        verdicts = []
        verdicts = (1..<sides.count).map { Verdict(self, other: $0).text }
    }

    private static func names(_ sides: [ComparedSide], _ wanted: [String]) throws(Failure) -> [String] {
        let known = resultNames(sides.flatMap(\.runs).flatMap { $0.metrics.map(\.name) })
        let unknown = wanted.filter { !known.contains($0) }
        guard unknown.isEmpty else {
            throw Failure(
                .usage, unknown.map { .error("none of these runs has a final metric '\($0)'", hint: suggestion(for: $0, among: known)) })
        }
        return wanted.isEmpty ? known : wanted
    }

    private static func warnings(_ sides: [ComparedSide], _ tables: [PerUserTable?]) -> [Diagnostic] {
        var warnings: [Diagnostic] = []
        for run in sides.flatMap(\.runs) {
            if run.status != .finished { warnings.append(.warning("run \(run.id) (\(run.variant)) is \(run.status.rawValue)")) }
            let leaks = run.parameters.filter { $0.name.hasSuffix(".leaky") && $0.text == "true" }
            for parameter in leaks {
                warnings.append(
                    .warning(
                        "run \(run.id) (\(run.variant)) has \(parameter.name) = true: what it learns from holds parts of the test data",
                        hint: "its results show how a published protocol leaks; they are no measure of the model"))
            }
        }
        let missing = zip(sides, tables).filter { $1 == nil }.map(\.0.name)
        if !missing.isEmpty {
            warnings.append(
                .warning(
                    "no values of single users for \(missing.joined(separator: ", ")): no intervals and tests over users",
                    hint: "run the experiment again: an evaluation that is not in the store is made again"))
        }
        return warnings
    }
}
