extension Schema {
    /// What the records beside the database do not say yet. Triggers see every change, whoever makes it; rows go once the records have what
    /// they name (`RunDatabase.keepRecords`). Runs and trials that are at work are not recorded there: they end first.
    static let records = """
        CREATE TABLE unrecorded (
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            number INTEGER NOT NULL,
            PRIMARY KEY (kind, name, number)
        ) WITHOUT ROWID;

        INSERT INTO unrecorded SELECT 'run', id, 0 FROM runs WHERE status <> 'running';
        INSERT INTO unrecorded SELECT 'sweep', name, 0 FROM sweeps;
        INSERT INTO unrecorded SELECT 'trial', sweep, number FROM trials WHERE status <> 'running';

        \(trigger("runs_recorded", "INSERT ON runs WHEN NEW.status <> 'running'", "'run', NEW.id, 0"))
        \(trigger("runs_changed", "UPDATE ON runs WHEN NEW.status <> 'running'", "'run', NEW.id, 0"))
        \(trigger("runs_deleted", "DELETE ON runs", "'run', OLD.id, 0"))
        \(trigger("tags_recorded", "INSERT ON tags WHEN \(hasEnded("NEW"))", "'run', NEW.run, 0"))
        \(trigger("tags_changed", "UPDATE ON tags WHEN \(hasEnded("NEW"))", "'run', NEW.run, 0"))
        \(trigger("tags_deleted", "DELETE ON tags WHEN \(hasEnded("OLD"))", "'run', OLD.run, 0"))
        \(trigger("notes_recorded", "INSERT ON notes WHEN \(hasEnded("NEW"))", "'run', NEW.run, 0"))
        \(trigger("notes_changed", "UPDATE ON notes WHEN \(hasEnded("NEW"))", "'run', NEW.run, 0"))
        \(trigger("notes_deleted", "DELETE ON notes WHEN \(hasEnded("OLD"))", "'run', OLD.run, 0"))
        \(trigger("events_recorded", "INSERT ON events WHEN NEW.run IS NOT NULL AND \(hasEnded("NEW"))", "'run', NEW.run, 0"))
        \(trigger("sweeps_recorded", "INSERT ON sweeps", "'sweep', NEW.name, 0"))
        \(trigger("sweeps_changed", "UPDATE ON sweeps", "'sweep', NEW.name, 0"))
        \(trigger("sweeps_deleted", "DELETE ON sweeps", "'sweep', OLD.name, 0"))
        \(trigger("trials_recorded", "INSERT ON trials WHEN NEW.status <> 'running'", "'trial', NEW.sweep, NEW.number"))
        \(trigger("trials_changed", "UPDATE ON trials WHEN NEW.status <> 'running'", "'trial', NEW.sweep, NEW.number"))
        \(trigger("trials_deleted", "DELETE ON trials", "'trial', OLD.sweep, OLD.number"))
        \(trigger("trial_runs_deleted", "DELETE ON trial_runs", "'trial', OLD.sweep, OLD.number"))

        """

    /// Once for each subject, without `OR IGNORE`: within a trigger SQLite takes the conflict clause of the statement that fired it instead.
    private static func trigger(_ name: String, _ event: String, _ values: String) -> String {
        """
        CREATE TRIGGER \(name) AFTER \(event) BEGIN
            INSERT INTO unrecorded SELECT \(values)
            WHERE NOT EXISTS (SELECT 1 FROM unrecorded WHERE (kind, name, number) = (\(values)));
        END;
        """
    }

    private static func hasEnded(_ row: String) -> String { "(SELECT status FROM runs WHERE id = \(row).run) <> 'running'" }
}
