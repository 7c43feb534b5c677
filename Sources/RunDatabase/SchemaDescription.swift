/// What the tables, views and columns of the database mean: `docs/database.md` in short lines, held to it by a test.
public enum SchemaDescription {
    public struct Entry: Hashable, Sendable {
        /// `table` or `view`.
        public var kind: String
        public var name: String
        public var meaning: String
        public var columns: [(name: String, meaning: String)] { columnList.map { ($0.name, $0.meaning) } }
        var columnList: [Column]
    }

    struct Column: Hashable, Sendable {
        var name: String
        var meaning: String
    }

    public static let entries: [Entry] = text.split(separator: "\n").reduce(into: []) { entries, line in
        let parts = line.split(separator: ":", maxSplits: 1).map { $0.drop { $0 == " " } }
        let meaning = parts.count > 1 ? String(parts[1]) : ""
        if line.hasPrefix("  ") {
            guard let names = parts.first, !entries.isEmpty else { return }
            for name in names.split(separator: ",") {
                entries[entries.count - 1].columnList.append(Column(name: String(name.drop { $0 == " " }), meaning: meaning))
            }
        } else {
            let words = (parts.first ?? "").split(separator: " ").map(String.init)
            guard words.count == 2 else { return }
            entries.append(Entry(kind: words[0], name: words[1], meaning: meaning, columnList: []))
        }
    }

    /// `table NAME: meaning`, and `  COLUMN, COLUMN: meaning` for its columns.
    private static let text = #"""
        table runs: One row for each resolved configuration that was carried through the graph.
          id: the run's id
          experiment: the spec's name
          variant: the run's label in the experiment: `ancf`, or `ancf@seed=1` where an axis such as `seed` has several values
          group_name: the label without axis values: what to average over
          status: `running`, `finished`, `failed`, `interrupted`, or `pruned` (a sweep stopped it early). Any `pipeline` command that opens the database first records runs whose process died as `interrupted`
          started, finished: when this attempt began and ended
          seconds: what the work of its stages took, whenever they ran and whatever they share with other runs; of an interrupted run, from `started` to `finished`; NULL while it runs
          attempts: how often the run was begun; each new attempt leaves an event
          seed: the seed, if the configuration has one
          spec_path, spec: the file, and the resolved spec in full
          configuration_digest: equal for equal resolved configurations
          version: of `pipeline`
          blas_kernel: the kernels that the linear algebra library chose: bits may differ between them
          host, boot_id, pid, process_start: the process that ran it; together they are never used twice
          error: what went wrong, if something did
          spec_source: the spec file as it was written
          git_commit, git_dirty: state of the repository that holds the spec's folder: the commit, and 1 where that folder has changes that are not committed; NULL outside a repository
          cpu: the processor's name
          threads: compute threads that each stage might use
          user, command: who started it, and the command line
          directory: where the run was started: relative paths in `spec` begin there; NULL for runs from before this was recorded
          parameter_set: the set of `parameter_sets` that has those of its parameters that are not in `own_parameters`; NULL where all are
          trashed: when the run went into the trash (`pipeline rm`), NULL for runs that are not there; all views but `metrics` leave runs in the trash out, and `pipeline runs` does
        table own_parameters: Parameters that a run shares with no other; the view `parameters` has all.
          run: the run
          name, value, number, type: as in `parameters`
        table parameter_sets: Parameters that the trials of a sweep have in common, kept once. A set goes with the last run that has it.
          digest: names the set: SHA-256 of its parameters
          name, value, number, type: as in `parameters`
        table final_metrics: Results of runs, such as `ndcg@10` on the test data.
          run: the run
          name: the metric's name
          value: the value. NULL is NaN, which SQLite does not have; infinities are themselves
          time: when it was measured
        table metric_series: One row for each run and each metric that it logged epoch by epoch. The views `metric_history` and `metrics` join it with its points.
          id: counts series
          run: the run
          name: the metric's name: `train/loss`, `valid/ndcg@10`
          began: when its first point was measured, in milliseconds since 1970
        table metric_points: What was logged; some 25 bytes a row, since there are millions.
          series: the series
          step: epoch, from 1
          value: the value; NULL is NaN
          elapsed: milliseconds since the series began
        table stages: The stages of each run, in the order in which they ended.
          id: counts rows
          run: the run
          stage: the kind of stage: `train`
          node: its place in the graph: `train.ancf`; unique within a run
          action_key: the cache key: equal keys are the same work
          status: `ran`, `cached`, `failed` or `skipped`
          reason, reason_json: why it ran, in words and as data
          seconds: how long it took
          artifact: digest of its output; NULL if it has none
          log_path: what it printed
          cpu_seconds: processor time of all its threads when it ran; NULL where it was cached, or where several stages of one process ran at once and it could not be told apart
          peak_memory: bytes that the process (of a command: the largest of its processes) had resident at most while it ran; NULL as above
          bytes_read, bytes_written: size of the files that it read: its inputs; and of those that it made
        table artifacts:
          digest: SHA-256 that names the artifact in the store
          stage: the kind of stage that made it
          files, bytes: how many files, and their size together
          created: when it was first recorded here
        table warnings: What stages of runs warned of, when they ran. Also of stages that were cached: their results are the same.
          run: the run
          node: the stage's place in the graph: `train.ancf`
          position: counts the warnings of a stage
          kind: a word that does not change with the wording, such as `constant_predictions`; `other` where the stage named none
          message: a sentence
          hint: what to do about it; NULL where there is nothing to say
        table tags:
          run: the run
          key, value: as given by `--tag key=value`
        table events: What happened and is worth remembering: new attempts, interruptions, skipped rows.
          id: counts rows
          time: when
          run: the run it concerns, or NULL
          kind: one word, such as `attempt`, `interrupted`, `warning` or `note`
          message: a sentence
        table notes: What people wrote about runs (`pipeline note`).
          id: increases with time
          run: the run
          time: when
          text: what
        table sweeps: One row for each search over parameters.
          name: the sweep's name
          experiment, spec_path: the experiment and the file that holds its spec
          settings: JSON: `sweep` as resolved, and the search `space`
          objectives: JSON list of `{"metric", "direction"}`; a trial's values are in this order
          constraints: JSON list of what must hold; NULL for sweeps from before this was recorded
          base: JSON: what its trials rest on, by choice of variants and stage: code version, parameters, seed, digests of input files; NULL for sweeps from before this was recorded
          created, updated: when it was begun, and when a process last took it up
          host, boot_id, pid, process_start: the process that coordinates it, or did last
        table trials: One row for each configuration that a sweep proposed.
          sweep, number: which trial, from 0 in the order of the proposals
          status: `running`, `finished`, `pruned` (may be taken up again) or `failed`
          parameters: JSON object, path → value; a parameter that was not active is not in it
          value, value_2, value_3: one for each objective: the mean over its runs; of a pruned trial the last one known
          violation: how far constraints are violated in all, 0 where they hold; NULL where there are none
          epochs: epochs that its objective is known for
          seconds: what its stages took that were not cached
          started, finished: when it was proposed, and when it ended
          attempts: how often it was begun
          duplicate_of: the earlier trial with the same configuration, whose values it has
          error: what went wrong, if something did
          base: SHA-256 of what the trial rests on, as in `base` of the sweep; a trial that rests on something else than the sweep does now does not count
        table trial_runs:
          sweep, number: the trial
          run: one of its runs: one for each seed or fold
        table trial_steps:
          sweep, number: the trial
          step: an epoch
          value: the first objective after it: what pruners look at
        table unrecorded: What the store's records do not say yet; empty but for moments.
          kind: `run`, `sweep` or `trial`
          name, number: the run's id or the sweep's name, and the trial's number
        table migrations:
          name: of a change to the shape of this database
          applied: when it was made
        view parameters: Every resolved parameter, defaults filled in, one row for each.
          run: the run
          name: dotted path: `train.optimizer.learning_rate`
          value: as one would write it in YAML
          number: the same as a number, where it is one; else NULL
          type: `null`, `bool`, `int`, `double`, `string`, `list` or `record`
        view run_summary: One row for each run that is not in the trash, with its results.
          id, experiment, variant, group_name, status, started, finished, seconds, seed: as in `runs`
          ndcg_10, hit_rate_10, recall_10, precision_10, map_10, mrr, auc, rmse, mae: final values of `ndcg@10`, `hit_rate@10`, …
          best_epoch: final value of `train/best_epoch`
          last_step: the last epoch that logged something
          warnings: how many warnings its stages gave: see the table `warnings`
          metrics: all final metrics as a JSON object (NaN and infinities are null): `json_extract(metrics, '$."recall@20"')`
          parameters: all parameters as a JSON object
          tags: all tags as a JSON object
          configuration_digest, version, error: as in `runs`
        view metrics: Every measured value, final ones and histories. Fast for one run; over all runs prefer the tables that it joins.
          run: the run
          name: the metric's name
          step: epoch, from 1; NULL for a final value
          value: the value; NULL is NaN
          time: when it was measured
        view metric_history:
          run, experiment, variant, group_name: the run
          name, step, value, time: a point of its history
        view latest_runs: The latest finished run of each experiment and variant: what the variant amounts to now, without what was tried before.
          id, experiment, variant, group_name, started, seed: as in `runs`
        view variant_summary: Statistics over the runs of `latest_runs` in each group: over seeds and folds.
          experiment, group_name: the group
          metric: name of a final metric
          n: how many runs have it (NaN left out)
          mean: their mean
          sd: sample standard deviation (n − 1); NULL for one run
          minimum, maximum: their range
        view stage_summary:
          experiment, stage: the group
          n: how often runs had such a stage
          ran, cached, failed: how often it ran, was known already, failed
          seconds: time spent on it
          longest: the longest
        """#
}
