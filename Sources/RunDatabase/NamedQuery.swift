/// A question that people ask often, under a name: `pipeline query @slowest-stages`.
public struct NamedQuery: Hashable, Sendable {
    /// Without the @.
    public var name: String
    public var meaning: String
    public var sql: String

    public static func named(_ name: String) -> NamedQuery? { all.first { $0.name == name } }

    public static let all: [NamedQuery] = [
        NamedQuery(
            name: "runs", meaning: "the latest runs with their daily metrics",
            sql:
                "SELECT id, experiment, variant, status, started, seconds, ndcg_10, recall_10, rmse FROM run_summary ORDER BY started DESC LIMIT 20"
        ),
        NamedQuery(
            name: "variants", meaning: "mean and spread of each variant over its seeds and folds",
            sql:
                "SELECT experiment, group_name, metric, n, mean, sd, minimum, maximum FROM variant_summary ORDER BY experiment, metric, mean DESC"
        ),
        NamedQuery(
            name: "best-epochs", meaning: "at which epoch each metric of the validation was best, in the latest runs",
            sql: """
                SELECT run, variant, name, step AS epoch, max(value) AS best FROM metric_history
                WHERE name LIKE 'valid/%' AND run IN (SELECT id FROM runs WHERE trashed IS NULL ORDER BY started DESC LIMIT 20)
                GROUP BY run, name ORDER BY run, name
                """),
        NamedQuery(
            name: "slowest-stages", meaning: "the stages that took longest, and what they cost",
            sql: """
                SELECT run, node, stages.status, stages.seconds, cpu_seconds, peak_memory / 1e6 AS peak_mb, bytes_written / 1e6 AS written_mb
                FROM stages JOIN runs ON runs.id = run WHERE stages.status = 'ran' AND trashed IS NULL
                GROUP BY node, action_key ORDER BY stages.seconds DESC LIMIT 20
                """),
        NamedQuery(
            name: "cache", meaning: "what each kind of stage took, and how often the cache had it",
            sql: "SELECT experiment, stage, n, ran, cached, failed, seconds, longest FROM stage_summary ORDER BY seconds DESC"),
        NamedQuery(
            name: "why", meaning: "why each stage of the latest runs ran",
            sql: """
                SELECT run, node, reason, stages.seconds FROM stages JOIN runs ON runs.id = run
                WHERE stages.status = 'ran' AND trashed IS NULL ORDER BY started DESC, stages.id LIMIT 30
                """),
        NamedQuery(
            name: "failures", meaning: "what went wrong lately",
            sql:
                "SELECT id, started, experiment, variant, status, error FROM runs WHERE status IN ('failed', 'interrupted') AND trashed IS NULL ORDER BY started DESC LIMIT 20"
        ),
        NamedQuery(
            name: "artifacts", meaning: "which artifacts take the most room, and how many runs use them",
            sql: """
                SELECT substr(digest, 1, 12) AS digest, artifacts.stage, files, bytes / 1e6 AS megabytes, count(*) AS used_by
                FROM artifacts JOIN stages ON stages.artifact = digest GROUP BY artifacts.digest ORDER BY bytes DESC LIMIT 20
                """),
        NamedQuery(
            name: "parameters", meaning: "parameters that runs have different values of",
            sql: """
                SELECT name, count(DISTINCT value) AS kinds, min(value) AS least, max(value) AS most, count(*) AS runs
                FROM parameters JOIN runs ON runs.id = run WHERE trashed IS NULL GROUP BY name HAVING kinds > 1 ORDER BY kinds DESC, name
                """),
        NamedQuery(
            name: "tags", meaning: "runs with tags",
            sql:
                "SELECT key, value, runs.id, experiment, variant, status FROM tags JOIN runs ON runs.id = run WHERE trashed IS NULL ORDER BY key, value, started"
        ),
        NamedQuery(
            name: "machines", meaning: "on what machines runs ran, and with which kernels",
            sql: """
                SELECT host, cpu, blas_kernel, version, count(*) AS runs, sum(seconds) AS seconds, max(started) AS latest
                FROM runs WHERE trashed IS NULL GROUP BY host, cpu, blas_kernel, version ORDER BY latest DESC
                """),
        NamedQuery(
            name: "sweeps", meaning: "sweeps with their trials",
            sql: """
                SELECT sweep, trials.status, count(*) AS trials, sum(epochs) AS epochs, sum(seconds) AS seconds, min(value) AS least,
                    max(value) AS most FROM trials GROUP BY sweep, trials.status
                """),
    ]
}
