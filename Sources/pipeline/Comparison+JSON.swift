import Comparison
import JSON
import RunDatabase
import Statistics

extension Comparison {
    /// Stable: names of members stay, new ones may come.
    var json: JSONValue {
        .object([
            ("comparable", .bool(mismatches.isEmpty)),
            ("mismatches", .array(mismatches.map { .object([("kind", .string($0.kind.rawValue)), ("message", .string($0.message))]) })),
            ("warnings", .array(warnings.map { .string($0.message) })), ("verdicts", .array(verdicts.map(JSONValue.string))),
            ("sides", .array(sides.map { .object([("name", .string($0.name)), ("runs", .array($0.runs.map(\.json)))]) })),
            ("parameters", encoded(parameters)), ("equal_parameters", .int(equalParameters)), ("environment", encoded(environment)),
            ("metrics", .array(metrics.map(encoded))), ("tests", .int(testCount)),
        ])
    }

    private func encoded(_ rows: [DifferingRow]) -> JSONValue {
        .members(rows.map { row in JSONValue.Member(row.name, .array(row.values.map { $0.map(JSONValue.string) ?? .null })) })
    }

    private func encoded(_ metric: ComparedMetric) -> JSONValue {
        .object([
            ("name", .string(metric.name)), ("higher_is_better", .bool(metric.higherIsBetter)),
            ("is_mean_over_users", .bool(metric.isMeanOverUsers)), ("best", metric.best.map(JSONValue.int) ?? .null),
            ("values", .array(metric.values.map { $0.map(encoded) ?? .null })),
            ("tests", .array(metric.tests.map { $0.map { encoded($0, metric) } ?? .null })),
        ])
    }

    private func encoded(_ value: ComparedMetric.Value) -> JSONValue {
        .object([
            ("mean", number(value.mean)), ("sd", value.deviation.map(number) ?? .null), ("runs", .int(value.runs)),
            ("interval", encoded(value.interval)),
        ])
    }

    private func encoded(_ test: ComparedMetric.Test, _ metric: ComparedMetric) -> JSONValue {
        guard let users = test.users else { return .object([("users", .null), ("welch", test.seeds.map(encoded) ?? .null)]) }
        func adjusted(_ result: TestResult, _ p: Double?) -> JSONValue {
            .object([("statistic", number(result.statistic)), ("p", number(result.pValue)), ("p_holm", p.map(number) ?? .null)])
        }
        return .object([
            ("users", .int(users.count)), ("difference", number(users.difference)), ("interval", encoded(users.interval)),
            ("t", adjusted(users.tTest, test.adjusted?.tTest)), ("wilcoxon", adjusted(users.wilcoxon, test.adjusted?.wilcoxon)),
            ("permutation", adjusted(users.permutation, test.adjusted?.permutation)), ("cohens_d", number(users.cohensD)),
            ("rank_biserial", number(users.rankBiserial)), ("wins", .int(users.wins)), ("ties", .int(users.ties)),
            ("losses", .int(users.losses)), ("welch", test.seeds.map(encoded) ?? .null),
        ])
    }

    private func encoded(_ result: TestResult) -> JSONValue {
        .object([
            ("statistic", number(result.statistic)), ("p", number(result.pValue)),
            ("degrees_of_freedom", result.degreesOfFreedom.map(number) ?? .null),
        ])
    }

    private func encoded(_ interval: Interval?) -> JSONValue { interval.map { .array([number($0.low), number($0.high)]) } ?? .null }

    /// JSON has neither NaN nor infinities.
    private func number(_ value: Double) -> JSONValue { value.isFinite ? .double(value) : .null }
}
