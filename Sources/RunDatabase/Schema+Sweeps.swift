extension Schema {
    /// Sweeps and their trials; runs may end as `pruned`.
    /// The list of a CHECK can be widened in place: https://www.sqlite.org/lang_altertable.html, "making other kinds of table schema changes".
    static let sweepTables = """
        PRAGMA writable_schema = ON;
        UPDATE sqlite_master SET sql = replace(sql, '''failed'', ''interrupted'')', '''failed'', ''interrupted'', ''pruned'')')
            WHERE type = 'table' AND name = 'runs';
        PRAGMA writable_schema = RESET;

        CREATE TABLE sweeps (
            name TEXT PRIMARY KEY,
            experiment TEXT NOT NULL,
            spec_path TEXT,
            settings TEXT NOT NULL,
            objectives TEXT NOT NULL,
            created TEXT NOT NULL,
            updated TEXT NOT NULL,
            host TEXT NOT NULL,
            boot_id TEXT NOT NULL,
            pid INTEGER NOT NULL,
            process_start INTEGER NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE trials (
            sweep TEXT NOT NULL REFERENCES sweeps (name) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'pruned', 'failed')),
            parameters TEXT NOT NULL,
            value REAL,
            value_2 REAL,
            value_3 REAL,
            violation REAL,
            epochs INTEGER NOT NULL DEFAULT 0,
            seconds REAL,
            started TEXT NOT NULL,
            finished TEXT,
            attempts INTEGER NOT NULL DEFAULT 1,
            duplicate_of INTEGER,
            error TEXT,
            PRIMARY KEY (sweep, number)
        ) WITHOUT ROWID;
        CREATE INDEX trials_value ON trials (sweep, value);

        CREATE TABLE trial_runs (
            sweep TEXT NOT NULL,
            number INTEGER NOT NULL,
            run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            PRIMARY KEY (sweep, number, run),
            FOREIGN KEY (sweep, number) REFERENCES trials (sweep, number) ON DELETE CASCADE
        ) WITHOUT ROWID;
        CREATE INDEX trial_runs_run ON trial_runs (run);

        CREATE TABLE trial_steps (
            sweep TEXT NOT NULL,
            number INTEGER NOT NULL,
            step INTEGER NOT NULL,
            value REAL,
            PRIMARY KEY (sweep, number, step),
            FOREIGN KEY (sweep, number) REFERENCES trials (sweep, number) ON DELETE CASCADE
        ) WITHOUT ROWID;

        """
}
