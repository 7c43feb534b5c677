"""ASHA against no pruner with the same number of trained epochs: sweeps asha-ml-100k.yaml with several seeds of the search and each of both.

    experiments/scripts/asha.py [--budget 162] [--seeds 10] [--binary pipeline] [--workspace asha-runs]

An epoch counts when it is trained: a trial that goes on from its cached epoch adds only the epochs that are new. Of the run database's
rows, one an epoch, the first `--budget` in the order of time are within the budget. Printed are the best value of any epoch and of the
finished trials; random sampling proposes the same trials in both, so the pruner makes the difference. Python's library alone.
"""
import argparse
import json
import os
import statistics
import subprocess

FOLDER = os.path.dirname(os.path.realpath(__file__))
SPEC = os.path.join(FOLDER, "..", "asha-ml-100k.yaml")

# Every epoch that was trained for a trial of a sweep, in the order in which they were; whether the trial had its last by then.
EPOCHS = """
SELECT trial_runs.number, step, value FROM trial_runs
JOIN metric_series ON metric_series.run = trial_runs.run AND metric_series.name = 'valid/ndcg@10'
JOIN metric_points ON series = metric_series.id
WHERE sweep = '{}' ORDER BY began + elapsed, trial_runs.number, step
"""


def sweep(options, name, pruner, seed, trials):
    """Every epoch trained, in order: trial, epoch, value."""
    settings = [f"sweep.name={name}", f"sweep.seed={seed}", f"sweep.pruner={pruner}", f"sweep.trials={trials}"]
    # A workspace of its own: in a common one the trials of the second sweep would be found in the store, trained.
    workspace = os.path.join(options.workspace, name)
    command = [options.binary, "sweep", SPEC, "--quiet", "--workspace", workspace]
    subprocess.run(command + [word for setting in settings for word in ("--set", setting)], check=True, stdout=subprocess.DEVNULL)
    query = [options.binary, "query", EPOCHS.format(name), "--workspace", workspace, "--format", "json"]
    rows = json.loads(subprocess.run(query, check=True, capture_output=True).stdout)
    return [tuple(row.values()) for row in rows]


def figures(epochs, budget, last):
    """Within the budget: the best of all epochs, the best of trials that reached their last epoch, and how many trials began."""
    within = epochs[:budget]
    if len(within) < budget:
        raise SystemExit(f"the sweep trained {len(within)} epochs, fewer than the budget of {budget}: give it more trials")
    finished = {number for number, step, _ in within if step == last}
    whole = [value for number, _, value in within if number in finished]
    return max(value for _, _, value in within), max(whole, default=0.0), len({number for number, _, _ in within})


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--budget", type=int, default=162)
    arguments.add_argument("--seeds", type=int, default=10)
    arguments.add_argument("--epochs", type=int, default=27, help="as in the spec")
    arguments.add_argument("--binary", default="pipeline")
    arguments.add_argument("--workspace", default="asha-runs")
    options = arguments.parse_args()
    asha, none = [], []
    for seed in range(options.seeds):
        alone = sweep(options, f"none-{seed}", "none", seed, -(-options.budget // options.epochs))
        pruned = sweep(options, f"asha-{seed}", "{name: asha, reduction_factor: 3, min_epochs: 1}", seed, round(options.budget / 2.5))
        none.append(figures(alone, options.budget, options.epochs))
        asha.append(figures(pruned, options.budget, options.epochs))
        for name, (best, whole, count) in (("no pruner", none[-1]), ("asha", asha[-1])):
            print(f"seed {seed}  {name:9}  {count:3} trials  best epoch {best:.4f}  best finished {whole:.4f}", flush=True)
    print(f"median of {options.seeds} seeds at {options.budget} trained epochs")
    for name, found in (("no pruner", none), ("asha", asha)):
        medians = [statistics.median(column) for column in zip(*found)]
        print(f"  {name:9}  {medians[2]:.0f} trials  best epoch {medians[0]:.4f}  best finished {medians[1]:.4f}")


if __name__ == "__main__":
    main()
