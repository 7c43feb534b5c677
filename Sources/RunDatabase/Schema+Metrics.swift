extension Schema {
    /// The history of metrics in a third of the room: a series for each run and metric, and points of a few bytes each. What was the table
    /// `metrics` is a view of the same name and columns.
    static let metricTables = """
        DROP VIEW variant_summary;
        DROP VIEW run_summary;
        DROP VIEW metric_history;
        DROP VIEW final_metrics;

        CREATE TABLE final_metrics (
            run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            value REAL,
            time TEXT NOT NULL,
            PRIMARY KEY (run, name)
        ) WITHOUT ROWID;
        CREATE INDEX final_metrics_ranking ON final_metrics (name, value);

        CREATE TABLE metric_series (
            id INTEGER PRIMARY KEY,
            run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            began INTEGER NOT NULL,
            UNIQUE (run, name)
        );

        CREATE TABLE metric_points (
            series INTEGER NOT NULL,
            step INTEGER NOT NULL,
            value REAL,
            elapsed INTEGER NOT NULL,
            PRIMARY KEY (series, step)
        ) WITHOUT ROWID;
        CREATE TRIGGER metric_series_deleted AFTER DELETE ON metric_series
            BEGIN DELETE FROM metric_points WHERE series = OLD.id; END;

        INSERT INTO final_metrics SELECT run, name, value, time FROM metrics WHERE step IS NULL;
        INSERT INTO metric_series (run, name, began)
            SELECT run, name, min(\(milliseconds)) FROM metrics WHERE step IS NOT NULL GROUP BY run, name;
        INSERT INTO metric_points
            SELECT metric_series.id, step, value, \(milliseconds) - began FROM metrics
            JOIN metric_series ON metric_series.run = metrics.run AND metric_series.name = metrics.name
            WHERE step IS NOT NULL ORDER BY metric_series.id, step;
        DROP TABLE metrics;

        CREATE INDEX parameters_name ON parameters (name, number);

        """

    private static let milliseconds = "CAST(round((julianday(time) - 2440587.5) * 86400000.0) AS INTEGER)"
    static let time = "strftime('%Y-%m-%dT%H:%M:%fZ', (began + elapsed) / 1000.0, 'unixepoch')"

    static let metricViews = """
        CREATE VIEW metrics AS
            SELECT run, name, NULL AS step, value, time FROM final_metrics
            UNION ALL
            SELECT run, name, step, value, \(time) FROM metric_series JOIN metric_points ON series = id;

        CREATE VIEW metric_history AS
            SELECT run, experiment, variant, group_name, name, step, value, \(time) AS time
            FROM metric_series JOIN metric_points ON series = metric_series.id JOIN runs ON runs.id = run;

        CREATE VIEW run_summary AS
            SELECT id, experiment, variant, group_name, status, started, finished, seconds, seed,
                \(commonColumns),
                (SELECT max((SELECT max(step) FROM metric_points WHERE series = metric_series.id))
                    FROM metric_series WHERE run = runs.id) AS last_step,
                (SELECT json_group_object(name, CASE WHEN abs(value) <= 1.7976931348623157e308 THEN value END) FROM final_metrics
                    WHERE run = runs.id) AS metrics,
                (SELECT json_group_object(name, coalesce(CASE WHEN type IN ('int', 'double') THEN number END, value))
                    FROM parameters WHERE run = runs.id) AS parameters,
                (SELECT json_group_object(key, value) FROM tags WHERE run = runs.id) AS tags,
                configuration_digest, version, error
            FROM runs;

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

        """

    static var commonColumns: String {
        commonMetrics.map { column, metric in
            "(SELECT value FROM final_metrics WHERE run = runs.id AND name = '\(metric)') AS \(column)"
        }.joined(separator: ",\n                ")
    }

    /// Where runs come from, and what their stages took.
    static let provenance = """
        ALTER TABLE runs ADD COLUMN spec_source TEXT;
        ALTER TABLE runs ADD COLUMN git_commit TEXT;
        ALTER TABLE runs ADD COLUMN git_dirty INTEGER;
        ALTER TABLE runs ADD COLUMN cpu TEXT;
        ALTER TABLE runs ADD COLUMN threads INTEGER;
        ALTER TABLE runs ADD COLUMN user TEXT;
        ALTER TABLE runs ADD COLUMN command TEXT;
        ALTER TABLE stages ADD COLUMN cpu_seconds REAL;
        ALTER TABLE stages ADD COLUMN peak_memory INTEGER;
        ALTER TABLE stages ADD COLUMN bytes_read INTEGER;
        ALTER TABLE stages ADD COLUMN bytes_written INTEGER;

        """
}
