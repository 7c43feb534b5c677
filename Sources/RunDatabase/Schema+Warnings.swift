extension Schema {
    /// What stages warned of belongs beside the results that it concerns. `events` has it too, but only of the run that carried the stage out.
    static let warnings = """
        CREATE TABLE warnings (
            run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            node TEXT NOT NULL,
            position INTEGER NOT NULL,
            kind TEXT NOT NULL,
            message TEXT NOT NULL,
            hint TEXT,
            PRIMARY KEY (run, node, position)
        ) WITHOUT ROWID;
        CREATE INDEX warnings_kind ON warnings (kind);

        DROP VIEW run_summary;
        CREATE VIEW run_summary AS
            SELECT id, experiment, variant, group_name, status, started, finished, seconds, seed,
                \(commonColumns),
                (SELECT max((SELECT max(step) FROM metric_points WHERE series = metric_series.id))
                    FROM metric_series WHERE run = runs.id) AS last_step,
                (SELECT count(*) FROM warnings WHERE run = runs.id) AS warnings,
                (SELECT json_group_object(name, CASE WHEN abs(value) <= 1.7976931348623157e308 THEN value END) FROM final_metrics
                    WHERE run = runs.id) AS metrics,
                (SELECT json_group_object(name, coalesce(CASE WHEN type IN ('int', 'double') THEN number END, value))
                    FROM (SELECT name, value, number, type FROM parameters WHERE run = runs.id ORDER BY name)) AS parameters,
                (SELECT json_group_object(key, value) FROM tags WHERE run = runs.id) AS tags,
                configuration_digest, version, error
            FROM runs WHERE trashed IS NULL;

        """
}
