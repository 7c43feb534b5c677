extension Schema {
    /// A trash for runs, notes on them, and where they were started. Views that list runs leave out what is in the trash.
    static let trash = """
        ALTER TABLE runs ADD COLUMN trashed TEXT;
        ALTER TABLE runs ADD COLUMN directory TEXT;
        CREATE INDEX runs_trashed ON runs (trashed) WHERE trashed IS NOT NULL;

        CREATE TABLE notes (
            id INTEGER PRIMARY KEY,
            run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            time TEXT NOT NULL,
            text TEXT NOT NULL
        );
        CREATE INDEX notes_run ON notes (run);

        DROP VIEW latest_runs;
        CREATE VIEW latest_runs AS
            SELECT id, experiment, variant, group_name, started, seed FROM runs
            WHERE status = 'finished' AND trashed IS NULL AND NOT EXISTS (
                SELECT 1 FROM runs AS later
                WHERE later.experiment = runs.experiment AND later.variant = runs.variant AND later.status = 'finished'
                    AND later.trashed IS NULL AND (later.started, later.id) > (runs.started, runs.id));

        """
}
