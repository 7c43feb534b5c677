extension Schema {
    static let runTables = """
        CREATE TABLE runs (
            id TEXT PRIMARY KEY,
            experiment TEXT NOT NULL,
            variant TEXT NOT NULL,
            group_name TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'failed', 'interrupted')),
            started TEXT NOT NULL,
            finished TEXT,
            seconds REAL,
            attempts INTEGER NOT NULL DEFAULT 1,
            seed INTEGER,
            spec_path TEXT,
            spec TEXT NOT NULL,
            configuration_digest TEXT NOT NULL,
            version TEXT NOT NULL,
            blas_kernel TEXT,
            host TEXT NOT NULL,
            boot_id TEXT NOT NULL,
            pid INTEGER NOT NULL,
            process_start INTEGER NOT NULL,
            error TEXT
        ) WITHOUT ROWID;
        CREATE INDEX runs_started ON runs (started);
        CREATE INDEX runs_variant ON runs (experiment, variant, started);
        CREATE INDEX runs_running ON runs (status) WHERE status = 'running';

        CREATE TABLE parameters (
            run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            number REAL,
            type TEXT NOT NULL CHECK (type IN ('null', 'bool', 'int', 'double', 'string', 'list', 'record')),
            PRIMARY KEY (run, name)
        ) WITHOUT ROWID;

        CREATE TABLE metrics (
            run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            step INTEGER,
            value REAL,
            time TEXT NOT NULL
        );
        CREATE UNIQUE INDEX metrics_history ON metrics (run, name, step) WHERE step IS NOT NULL;
        CREATE UNIQUE INDEX metrics_final ON metrics (run, name) WHERE step IS NULL;
        CREATE INDEX metrics_ranking ON metrics (name, value, run) WHERE step IS NULL;

        CREATE TABLE artifacts (
            digest TEXT PRIMARY KEY,
            stage TEXT NOT NULL,
            files INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            created TEXT NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE stages (
            id INTEGER PRIMARY KEY,
            run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            stage TEXT NOT NULL,
            node TEXT NOT NULL,
            action_key TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('ran', 'cached', 'failed', 'skipped')),
            reason TEXT NOT NULL,
            reason_json TEXT,
            seconds REAL NOT NULL,
            artifact TEXT REFERENCES artifacts (digest),
            log_path TEXT,
            UNIQUE (run, node)
        );
        CREATE INDEX stages_artifact ON stages (artifact);
        CREATE INDEX stages_action ON stages (action_key);

        CREATE TABLE tags (
            run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (run, key)
        ) WITHOUT ROWID;
        CREATE INDEX tags_value ON tags (key, value);

        CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            time TEXT NOT NULL,
            run TEXT REFERENCES runs (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            message TEXT NOT NULL
        );
        CREATE INDEX events_run ON events (run);

        """
}
