-- The shape of a database before 3-metric-points, and runs in it. Made with: sqlite3 pipeline.db .schema
PRAGMA user_version = 2;
CREATE TABLE migrations (name TEXT PRIMARY KEY, applied TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    experiment TEXT NOT NULL,
    variant TEXT NOT NULL,
    group_name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'failed', 'interrupted', 'pruned')),
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
CREATE VIEW final_metrics AS
    SELECT run, name, value FROM metrics WHERE step IS NULL
/* final_metrics(run,name,value) */;
CREATE VIEW metric_history AS
    SELECT run, experiment, variant, group_name, name, step, value, time
    FROM metrics JOIN runs ON runs.id = metrics.run WHERE step IS NOT NULL
/* metric_history(run,experiment,variant,group_name,name,step,value,time) */;
CREATE VIEW run_summary AS
    SELECT id, experiment, variant, group_name, status, started, finished, seconds, seed,
        (SELECT value FROM metrics WHERE run = runs.id AND name = 'ndcg@10' AND step IS NULL) AS ndcg_10,
                (SELECT value FROM metrics WHERE run = runs.id AND name = 'hit_rate@10' AND step IS NULL) AS hit_rate_10,
                (SELECT value FROM metrics WHERE run = runs.id AND name = 'recall@10' AND step IS NULL) AS recall_10,
                (SELECT value FROM metrics WHERE run = runs.id AND name = 'precision@10' AND step IS NULL) AS precision_10,
                (SELECT value FROM metrics WHERE run = runs.id AND name = 'map@10' AND step IS NULL) AS map_10,
                (SELECT value FROM metrics WHERE run = runs.id AND name = 'mrr' AND step IS NULL) AS mrr,
                (SELECT value FROM metrics WHERE run = runs.id AND name = 'auc' AND step IS NULL) AS auc,
                (SELECT value FROM metrics WHERE run = runs.id AND name = 'rmse' AND step IS NULL) AS rmse,
                (SELECT value FROM metrics WHERE run = runs.id AND name = 'mae' AND step IS NULL) AS mae,
                (SELECT value FROM metrics WHERE run = runs.id AND name = 'train/best_epoch' AND step IS NULL) AS best_epoch,
        (SELECT max(step) FROM metrics WHERE run = runs.id AND step IS NOT NULL) AS last_step,
        (SELECT json_group_object(name, CASE WHEN abs(value) <= 1.7976931348623157e308 THEN value END) FROM metrics
            WHERE run = runs.id AND step IS NULL) AS metrics,
        (SELECT json_group_object(name, coalesce(CASE WHEN type IN ('int', 'double') THEN number END, value))
            FROM parameters WHERE run = runs.id) AS parameters,
        (SELECT json_group_object(key, value) FROM tags WHERE run = runs.id) AS tags,
        configuration_digest, version, error
    FROM runs
/* run_summary(id,experiment,variant,group_name,status,started,finished,seconds,seed,ndcg_10,hit_rate_10,recall_10,precision_10,map_10,mrr,auc,rmse,mae,best_epoch,last_step,metrics,parameters,tags,configuration_digest,version,error) */;
CREATE VIEW latest_runs AS
    SELECT id, experiment, variant, group_name, started, seed FROM runs
    WHERE status = 'finished' AND NOT EXISTS (
        SELECT 1 FROM runs AS later
        WHERE later.experiment = runs.experiment AND later.variant = runs.variant AND later.status = 'finished'
            AND (later.started, later.id) > (runs.started, runs.id))
/* latest_runs(id,experiment,variant,group_name,started,seed) */;
CREATE VIEW variant_summary AS
    SELECT experiment, group_name, name AS metric, count(*) AS n, avg(value) AS mean,
        CASE WHEN count(*) > 1 THEN sqrt(sum((value - centre) * (value - centre)) / (count(*) - 1)) END AS sd,
        min(value) AS minimum, max(value) AS maximum
    FROM (
        SELECT experiment, group_name, name, value,
            avg(value) OVER (PARTITION BY experiment, group_name, name) AS centre
        FROM latest_runs JOIN final_metrics ON final_metrics.run = latest_runs.id
        WHERE value IS NOT NULL)
    GROUP BY experiment, group_name, name
/* variant_summary(experiment,group_name,metric,n,mean,sd,minimum,maximum) */;
CREATE VIEW stage_summary AS
    SELECT experiment, stage, count(*) AS n, sum(stages.status = 'ran') AS ran, sum(stages.status = 'cached') AS cached,
        sum(stages.status = 'failed') AS failed, sum(stages.seconds) AS seconds,
        max(stages.seconds) AS longest
    FROM stages JOIN runs ON runs.id = stages.run GROUP BY experiment, stage
/* stage_summary(experiment,stage,n,ran,cached,failed,seconds,longest) */;
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
INSERT INTO migrations (name, applied) VALUES ('1-runs', '2026-02-01T00:00:00.000Z'), ('2-sweeps', '2026-02-01T00:00:00.000Z');
INSERT INTO runs (id, experiment, variant, group_name, status, started, finished, seconds, seed, spec, configuration_digest, version, host, boot_id, pid, process_start) VALUES
('a1f0', 'movielens', 'ancf@seed=1', 'ancf', 'finished', '2026-03-01T10:00:00.000Z', '2026-03-01T10:00:12.500Z', 12.5, 1, '', 'd1', '0.2', 'h', 'b', 1, 1),
('c3d4', 'movielens', 'gmf', 'gmf', 'failed', '2026-03-05T10:00:00.000Z', '2026-03-05T10:00:02.000Z', 2, 1, '', 'd2', '0.2', 'h', 'b', 1, 1);
INSERT INTO metrics (run, name, step, value, time) VALUES
('a1f0', 'train/loss', 1, 0.7, '2026-03-01T10:00:01.000Z'),
('a1f0', 'valid/ndcg@10', 1, 0.33, '2026-03-01T10:00:01.000Z'),
('a1f0', 'train/loss', 2, 0.35, '2026-03-01T10:00:02.000Z'),
('a1f0', 'valid/ndcg@10', 2, 0.34, '2026-03-01T10:00:02.000Z'),
('a1f0', 'train/loss', 3, 0.7 / 3, '2026-03-01T10:00:03.000Z'),
('a1f0', 'valid/ndcg@10', 3, 0.35 - 0.02 / 3, '2026-03-01T10:00:03.000Z'),
('a1f0', 'ndcg@10', NULL, 0.35, '2026-03-01T10:00:12.000Z'),
('a1f0', 'rmse', NULL, 0.94, '2026-03-01T10:00:12.000Z'),
('c3d4', 'train/loss', 1, NULL, '2026-03-05T10:00:01.000Z');
