import Diagnostics
import GRDB

extension RunDatabase {
    /// The runs that a person means by one word: what `resolve` takes, and
    /// - `experiment/group`, where the group has several variants (seeds, folds): the latest run of each;
    /// - a variant's or group's label alone (`ancf`), of the experiment that ran it last;
    /// - `@best` or `@best:METRIC`: the finished run with the largest (of errors the smallest) value.
    public func resolveAll(_ selector: String, higherIsBetter: (String) -> Bool) throws(Failure) -> [String] {
        if selector == "@best" || selector.hasPrefix("@best:") {
            return [try best(by: selector == "@best" ? nil : String(selector.dropFirst(6)), higherIsBetter)]
        }
        if let one = try? resolve(selector) {
            let group = try ids(
                """
                SELECT id FROM latest_runs WHERE experiment || '/' || group_name = ?1
                    AND NOT EXISTS (SELECT 1 FROM latest_runs WHERE experiment || '/' || variant = ?1)
                ORDER BY variant
                """, [selector])
            return group.isEmpty ? [one] : group
        }
        let labelled = try ids(
            """
            SELECT id FROM latest_runs AS mine WHERE (variant = ?1 OR group_name = ?1) AND experiment =
                (SELECT experiment FROM latest_runs WHERE variant = ?1 OR group_name = ?1 ORDER BY started DESC LIMIT 1)
                AND (variant = ?1 OR NOT EXISTS (
                    SELECT 1 FROM latest_runs AS exact WHERE exact.experiment = mine.experiment AND exact.variant = ?1))
            ORDER BY variant
            """, [selector])
        guard labelled.isEmpty else { return labelled }
        // Says what was probably meant.
        return [try resolve(selector)]
    }

    /// All runs that a word names, for commands that take many: an experiment's name means the latest run of each of its variants, seeds and
    /// folds included; any other word what `resolveAll` takes.
    public func resolveMany(_ selector: String, higherIsBetter: (String) -> Bool = { _ in true }) throws(Failure) -> [String] {
        if try ids("SELECT id FROM runs WHERE id = ?", [selector]).isEmpty, selector != "latest" {
            let runs = try latestRuns(of: selector)
            if !runs.isEmpty { return runs }
        }
        return try resolveAll(selector, higherIsBetter: higherIsBetter)
    }

    /// For commands that take one run: what to say where a word names several, of which `resolve` takes the latest.
    public func note(onChoiceBy selector: String) throws(Failure) -> Diagnostic? {
        let all = try resolveMany(selector)
        guard all.count > 1 else { return nil }
        let taken = try run(selector).summary
        return Diagnostic(
            .note, "'\(selector)' names \(all.count) runs; this is the latest, \(taken.variant) (\(taken.id))",
            hint: "name one by its id or by experiment/variant: pipeline runs --experiment \(taken.experiment)")
    }

    private func best(by metric: String?, _ higherIsBetter: (String) -> Bool) throws(Failure) -> String {
        let names = try finalMetricNames()
        let wanted = metric ?? ["ndcg@10", "recall@10", "rmse"].first(where: names.contains) ?? ""
        let found = try ids(
            """
            SELECT run FROM final_metrics JOIN runs ON runs.id = run
            WHERE name = ?1 AND value IS NOT NULL AND status = 'finished' AND trashed IS NULL ORDER BY value \(higherIsBetter(wanted) ? "DESC" : "ASC") LIMIT 1
            """, [wanted])
        guard let best = found.first else {
            throw Failure(
                .usage, metric.map { "no finished run has a final metric '\($0)'" } ?? "'@best' needs a metric",
                hint: metric.flatMap { suggestion(for: $0, among: names) } ?? "write @best:ndcg@10")
        }
        return best
    }

    private func ids(_ sql: String, _ arguments: StatementArguments) throws(Failure) -> [String] {
        try queue.attempt(path) { try String.fetchAll($0, sql: sql, arguments: arguments) }
    }
}
