"""A search of 40 trials on MovieLens-1M as a sweep, beside the same written with Optuna and PyTorch."""

import glob
import json
import os

from driver.context import ROOT
from driver.measure import run as execute
from driver.table import Row

# As in the peer: Adam moves all rows, and each trial has a seed of its own (the best of forty is in part the luckiest).
TRIALS, EPOCHS, RATES, DIMS = 40, 3, (1e-4, 1e-1), (8, 16, 32, 64)
SPEC = """experiment: sharing
seed: 1
ingest: {{format: movielens, ratings: {ratings}}}
split: {{strategy: leave-one-out, order: time, allow_unknown_times: true}}
train:
  model: gmf
  loss: bce
  negatives: 4
  batch_size: 256
  epochs: {epochs}
  optimizer: {{name: adam, embeddings: exact}}
  validation: {{protocol: full-ranking, metrics: [ndcg@10]}}
sweep:
  sampler: tpe
  pruner: none
  trials: {trials}
  objective: {{metric: valid/ndcg@10}}
  parameters:
    seed: {{integer: [1, 1000000]}}
    train.optimizer.learning_rate: {{log_uniform: [{rates[0]}, {rates[1]}]}}
    train.embedding_dim: {dims}
"""
RAN_SQL = "SELECT stage, sum(status = 'ran') AS ran FROM stages GROUP BY stage ORDER BY min(id)"


def run(context):
    if not context.has_movielens("sharing"):
        return []
    jobs = os.cpu_count()
    with open("sharing.yaml", "w") as file:
        file.write(SPEC.format(ratings=context.ratings, trials=TRIALS, epochs=EPOCHS, rates=RATES, dims=list(DIMS)))
    ours = execute([context.binary, "sweep", "sharing.yaml", "--jobs", str(jobs), "--format", "json", "--quiet", "--workspace", "ws"])
    trials = [trial for trial in json.loads(ours.output)["trials"] if trial["status"] == "finished"]
    best = max(trial["values"][0] for trial in trials)
    ran = ", ".join(f"{row['stage']} {row['ran']}" for row in context.query(RAN_SQL))
    rows = [
        Row(f"{TRIALS} trials of GMF, MovieLens-1M, {jobs} at a time", ours.wall, "s", target="≥ 5 ×",
            note=f"stages that ran: {ran}; {ours.cpu:.0f} s of processor time; {EPOCHS} epochs a trial, validated after each"),
        Row("its best valid NDCG@10", best, "", target="≥ the peer's", more_is_better=True)]
    if context.peers:
        _beside(context, rows, jobs)
    return rows


def _beside(context, rows, jobs):
    """Optuna and PyTorch: all trials with PIPELINE_BENCH_FULL=1, else a few, and their time scaled."""
    full = os.environ.get("PIPELINE_BENCH_FULL") == "1"
    count = TRIALS if full else 2 * jobs if context.quick else 5 * jobs
    python, optuna = context.peers.program("torch"), context.peers.program("optuna")
    packages = glob.glob(os.path.join(os.path.dirname(optuna), "..", "lib", "python3*", "site-packages"))
    script = os.path.join(ROOT, "Scripts", "bench", "torch_optuna_sweep.py")
    options = ["--trials", str(count), "--epochs", str(EPOCHS), "--processes", str(jobs)]
    options += ["--dims", *map(str, DIMS), "--rates", *map(str, RATES)]
    sample = execute([python, script, context.ratings, *options], environment={**os.environ, "PYTHONPATH": packages[0]})
    found = json.loads(sample.output)
    spent = [trial["seconds"] for trial in found["trials"]]
    start = found["seconds"] - sum(spent) / jobs
    wall = found["seconds"] if full else max(0, start) + TRIALS * sum(spent) / len(spent) / jobs
    versions = f"Optuna {context.peers.version('optuna')} + PyTorch {context.peers.version('torch')}"
    rows[0].peer, rows[0].peer_name, rows[0].met = wall, versions, wall >= 5 * rows[0].ours
    scaled = "all of them" if full else f"{count} trials, their time scaled to {TRIALS}"
    rows[0].note += f"; the peer: {scaled}, {jobs} processes that share the study, {found['cpu'] / count:.1f} s of processor time a trial"
    rows[1].peer, rows[1].peer_name = found["best"], versions + ("" if full else f", of {count} trials")
    rows[1].met = rows[1].ours >= found["best"] if full else None
