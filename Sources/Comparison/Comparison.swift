import Diagnostics
import Orchestrator
import RunDatabase
import Statistics

/// Runs beside each other: what differs, what they reach, and what statistics say of it. The first side is what the others are held against;
/// alone it has figures and no tests.
public struct Comparison: Sendable {
    public var sides: [ComparedSide]
    /// Parameters that differ, sorted by name; seeds are among them only where sides have different ones.
    public var parameters: [DifferingRow]
    public var equalParameters: Int
    public var environment: [DifferingRow]
    /// Why the first and each side are not comparable; empty for the first itself and for those that are.
    public var mismatchesBySide: [[Mismatch]]
    /// What the figures have to be read with in mind, that stages of the sides warned of included.
    public var warnings: [Diagnostic]
    public var metrics: [ComparedMetric]
    /// How many tests the adjusted p-values allow for.
    public var testCount: Int
    /// What the verdicts are about; nil where the sides have no result.
    public var primary: String?
    /// One sentence for each side but the first, on the primary metric.
    public var verdicts: [String]
    /// Values of single users of each side; nil where the store has them no longer.
    public let tables: [PerUserTable?]

    public struct Options: Hashable, Sendable {
        /// Only these, the first for the verdict; all results where it is empty.
        public var metrics: [String]
        public var resamples: Int
        public var seed: UInt64
        /// Sides that are not comparable to the first are shown and not tested.
        public var testsComparableOnly: Bool

        public init(metrics: [String] = [], resamples: Int = 10_000, seed: UInt64 = 0, testsComparableOnly: Bool = false) {
            (self.metrics, self.resamples, self.seed) = (metrics, resamples, seed)
            self.testsComparableOnly = testsComparableOnly
        }
    }

    /// Why the first and any other are not comparable, each reason once.
    public var mismatches: [Mismatch] {
        mismatchesBySide.joined().reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// Reads the values of single users from the store where it still has them; tests need them.
    /// Throws `usage` for a metric that none of the runs has.
    public init(_ sides: [ComparedSide], in workspace: Workspace, options: Options = Options()) throws(Failure) {
        self.sides = sides
        let rows = parameterRows(sides)
        parameters = rows.filter(\.differs)
        equalParameters = rows.count - parameters.count
        environment = environmentRows(sides, workspace)
        let mismatches = sides.enumerated().map { $0.offset == 0 ? [] : Comparability(sides[0], $0.element).mismatches }
        mismatchesBySide = mismatches
        tables = sides.map { PerUserTable($0, in: workspace) }
        warnings = Self.warnings(sides, tables) + Self.stageWarnings(sides)
        let names = try Self.names(sides, options.metrics)
        primary = options.metrics.first ?? primaryResult(names)
        let tested = sides.indices.dropFirst().filter { !options.testsComparableOnly || mismatches[$0].isEmpty }
        (metrics, testCount) = ComparedMetric.all(names, sides, tables, tested: Set(tested), options)
        verdicts = []
        verdicts = sides.indices.dropFirst().map { Verdict(self, other: $0).text }
    }

    /// The primary metric's figures.
    public var primaryMetric: ComparedMetric? { metrics.first { $0.name == primary } }

    private static func names(_ sides: [ComparedSide], _ wanted: [String]) throws(Failure) -> [String] {
        let known = resultNames(sides.flatMap(\.runs).flatMap { $0.metrics.map(\.name) })
        let unknown = wanted.filter { !known.contains($0) }
        guard unknown.isEmpty else {
            throw Failure(
                .usage, unknown.map { .error("none of these runs has a final metric '\($0)'", hint: suggestion(for: $0, among: known)) })
        }
        return wanted.isEmpty ? known : wanted
    }

    /// What stages warned of, once for all sides that it concerns, which it names unless they are all.
    private static func stageWarnings(_ sides: [ComparedSide]) -> [Diagnostic] {
        var seen: Set<Diagnostic> = []
        return sides.flatMap(\.warnings).filter { seen.insert($0).inserted }.map { found in
            var warning = found
            let concerned = sides.filter { $0.warnings.contains(found) }.map(\.name)
            if concerned.count < sides.count { warning.message = "\(concerned.joined(separator: ", ")): \(found.message)" }
            return warning
        }
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
