extension Schema {
    /// What runs recorded together have in common of their parameters is kept once: of the trials of a sweep all but a few are equal. The
    /// table `parameters` becomes a view of the same name and columns. The triggers of `records` again, which looked whether a subject is
    /// noted already within their statements, and so needed a table for the rows between; now their conditions look.
    static let parameterSets = """
        DROP VIEW run_summary;
        ALTER TABLE parameters RENAME TO own_parameters;
        ALTER TABLE runs ADD COLUMN parameter_set TEXT;
        CREATE INDEX runs_parameter_set ON runs (parameter_set) WHERE parameter_set IS NOT NULL;

        CREATE TABLE parameter_sets (
            digest TEXT NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            number REAL,
            type TEXT NOT NULL,
            PRIMARY KEY (digest, name)
        ) WITHOUT ROWID;
        CREATE INDEX parameter_sets_name ON parameter_sets (name);
        CREATE TRIGGER parameter_sets_unused AFTER DELETE ON runs WHEN \(isUnused) BEGIN \(drop); END;
        CREATE TRIGGER parameter_sets_left AFTER UPDATE OF parameter_set ON runs WHEN \(isUnused) BEGIN \(drop); END;

        CREATE VIEW parameters AS
            SELECT run, name, value, number, type FROM own_parameters
            UNION ALL
            SELECT runs.id, parameter_sets.name, parameter_sets.value, parameter_sets.number, parameter_sets.type
            FROM runs JOIN parameter_sets ON digest = parameter_set;

        CREATE VIEW run_summary AS
            SELECT id, experiment, variant, group_name, status, started, finished, seconds, seed,
                \(commonColumns),
                (SELECT max((SELECT max(step) FROM metric_points WHERE series = metric_series.id))
                    FROM metric_series WHERE run = runs.id) AS last_step,
                (SELECT json_group_object(name, CASE WHEN abs(value) <= 1.7976931348623157e308 THEN value END) FROM final_metrics
                    WHERE run = runs.id) AS metrics,
                (SELECT json_group_object(name, coalesce(CASE WHEN type IN ('int', 'double') THEN number END, value))
                    FROM (SELECT name, value, number, type FROM parameters WHERE run = runs.id ORDER BY name)) AS parameters,
                (SELECT json_group_object(key, value) FROM tags WHERE run = runs.id) AS tags,
                configuration_digest, version, error
            FROM runs WHERE trashed IS NULL;

        \(trigger("runs_recorded", "INSERT ON runs", "run", "NEW.id", if: "NEW.status <> 'running'"))
        \(trigger("runs_changed", "UPDATE ON runs", "run", "NEW.id", if: "NEW.status <> 'running'"))
        \(trigger("runs_deleted", "DELETE ON runs", "run", "OLD.id"))
        \(trigger("tags_recorded", "INSERT ON tags", "run", "NEW.run", if: hasEnded("NEW")))
        \(trigger("tags_changed", "UPDATE ON tags", "run", "NEW.run", if: hasEnded("NEW")))
        \(trigger("tags_deleted", "DELETE ON tags", "run", "OLD.run", if: hasEnded("OLD")))
        \(trigger("notes_recorded", "INSERT ON notes", "run", "NEW.run", if: hasEnded("NEW")))
        \(trigger("notes_changed", "UPDATE ON notes", "run", "NEW.run", if: hasEnded("NEW")))
        \(trigger("notes_deleted", "DELETE ON notes", "run", "OLD.run", if: hasEnded("OLD")))
        \(trigger("events_recorded", "INSERT ON events", "run", "NEW.run", if: "NEW.run IS NOT NULL AND \(hasEnded("NEW"))"))
        \(trigger("sweeps_recorded", "INSERT ON sweeps", "sweep", "NEW.name"))
        \(trigger("sweeps_changed", "UPDATE ON sweeps", "sweep", "NEW.name"))
        \(trigger("sweeps_deleted", "DELETE ON sweeps", "sweep", "OLD.name"))
        \(trigger("trials_recorded", "INSERT ON trials", "trial", "NEW.sweep", "NEW.number", if: "NEW.status <> 'running'"))
        \(trigger("trials_changed", "UPDATE ON trials", "trial", "NEW.sweep", "NEW.number", if: "NEW.status <> 'running'"))
        \(trigger("trials_deleted", "DELETE ON trials", "trial", "OLD.sweep", "OLD.number"))
        \(trigger("trial_runs_deleted", "DELETE ON trial_runs", "trial", "OLD.sweep", "OLD.number"))

        """

    private static let isUnused = """
        OLD.parameter_set IS NOT NULL AND NOT EXISTS (SELECT 1 FROM runs WHERE parameter_set = OLD.parameter_set)
        """
    private static let drop = "DELETE FROM parameter_sets WHERE digest = OLD.parameter_set"

    private static func trigger(
        _ name: String, _ event: String, _ kind: String, _ subject: String, _ number: String = "0", if condition: String = "TRUE"
    ) -> String {
        """
        DROP TRIGGER \(name);
        CREATE TRIGGER \(name) AFTER \(event)
        WHEN NOT EXISTS (SELECT 1 FROM unrecorded WHERE kind = '\(kind)' AND name = \(subject) AND number = \(number)) AND \(condition)
        BEGIN INSERT INTO unrecorded VALUES ('\(kind)', \(subject), \(number)); END;
        """
    }

    private static func hasEnded(_ row: String) -> String { "(SELECT status FROM runs WHERE id = \(row).run) <> 'running'" }
}
