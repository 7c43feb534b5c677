extension Schema {
    /// NaN is stored as NULL (SQLite has no NaN); JSON has neither NaN nor infinities, so both are null there.
    private static let finalMetricsObject = """
        SELECT json_group_object(name, CASE WHEN abs(value) <= 1.7976931348623157e308 THEN value END) FROM metrics
                    WHERE run = runs.id AND step IS NULL
        """

    static let runViews = """
        CREATE VIEW final_metrics AS
            SELECT run, name, value FROM metrics WHERE step IS NULL;

        CREATE VIEW metric_history AS
            SELECT run, experiment, variant, group_name, name, step, value, time
            FROM metrics JOIN runs ON runs.id = metrics.run WHERE step IS NOT NULL;

        CREATE VIEW run_summary AS
            SELECT id, experiment, variant, group_name, status, started, finished, seconds, seed,
                \(commonMetricColumns),
                (SELECT max(step) FROM metrics WHERE run = runs.id AND step IS NOT NULL) AS last_step,
                (\(finalMetricsObject)) AS metrics,
                (SELECT json_group_object(name, coalesce(CASE WHEN type IN ('int', 'double') THEN number END, value))
                    FROM parameters WHERE run = runs.id) AS parameters,
                (SELECT json_group_object(key, value) FROM tags WHERE run = runs.id) AS tags,
                configuration_digest, version, error
            FROM runs;

        CREATE VIEW latest_runs AS
            SELECT id, experiment, variant, group_name, started, seed FROM runs
            WHERE status = 'finished' AND NOT EXISTS (
                SELECT 1 FROM runs AS later
                WHERE later.experiment = runs.experiment AND later.variant = runs.variant AND later.status = 'finished'
                    AND (later.started, later.id) > (runs.started, runs.id));

        CREATE VIEW variant_summary AS
            SELECT experiment, group_name, name AS metric, count(*) AS n, avg(value) AS mean,
                CASE WHEN count(*) > 1 THEN sqrt(sum((value - centre) * (value - centre)) / (count(*) - 1)) END AS sd,
                min(value) AS minimum, max(value) AS maximum
            FROM (
                SELECT experiment, group_name, name, value,
                    avg(value) OVER (PARTITION BY experiment, group_name, name) AS centre
                FROM latest_runs JOIN final_metrics ON final_metrics.run = latest_runs.id
                WHERE value IS NOT NULL)
            GROUP BY experiment, group_name, name;

        CREATE VIEW stage_summary AS
            SELECT experiment, stage, count(*) AS n, sum(stages.status = 'ran') AS ran, sum(stages.status = 'cached') AS cached,
                sum(stages.status = 'failed') AS failed, sum(stages.seconds) AS seconds,
                max(stages.seconds) AS longest
            FROM stages JOIN runs ON runs.id = stages.run GROUP BY experiment, stage;

        """

    /// A column for each metric that people ask for daily; all others are in the `metrics` object and in `final_metrics`.
    static let commonMetrics: [(column: String, metric: String)] = [
        ("ndcg_10", "ndcg@10"), ("hit_rate_10", "hit_rate@10"), ("recall_10", "recall@10"), ("precision_10", "precision@10"),
        ("map_10", "map@10"), ("mrr", "mrr"), ("auc", "auc"), ("rmse", "rmse"), ("mae", "mae"),
        ("best_epoch", "train/best_epoch"),
    ]

    private static var commonMetricColumns: String {
        commonMetrics.map { column, metric in
            "(SELECT value FROM metrics WHERE run = runs.id AND name = '\(metric)' AND step IS NULL) AS \(column)"
        }.joined(separator: ",\n                ")
    }
}
