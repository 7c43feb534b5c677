extension Schema {
    /// Every view that tells of runs leaves out what is in the trash, as commands do; `runs` has all of them, with the time in `trashed`.
    static let listing = """
        DROP VIEW metric_history;
        DROP VIEW run_summary;
        DROP VIEW stage_summary;

        CREATE VIEW metric_history AS
            SELECT run, experiment, variant, group_name, name, step, value, \(time) AS time
            FROM metric_series JOIN metric_points ON series = metric_series.id JOIN runs ON runs.id = run
            WHERE trashed IS NULL;

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
            FROM runs WHERE trashed IS NULL;

        CREATE VIEW stage_summary AS
            SELECT experiment, stage, count(*) AS n, sum(stages.status = 'ran') AS ran, sum(stages.status = 'cached') AS cached,
                sum(stages.status = 'failed') AS failed, sum(stages.seconds) AS seconds,
                max(stages.seconds) AS longest
            FROM stages JOIN runs ON runs.id = stages.run WHERE trashed IS NULL GROUP BY experiment, stage;

        """
}
