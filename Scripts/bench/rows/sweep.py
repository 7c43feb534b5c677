"""Sweeps: what a trial costs that has nothing to compute, many trials on record, many processes at once."""

import os
import shutil
import subprocess
import time

from driver.context import ROOT
from driver.measure import repeat
from driver.measure import run as execute
from driver.table import Row

SPEC = """experiment: {name}
ingest: {{format: synthetic, users: 50, items: 30, interactions: 400}}
split: {{strategy: leave-one-out, order: time}}
train: {{model: item-knn, neighbors: 5}}
evaluate: {{protocol: full-ranking, metrics: [ndcg], cutoffs: [10]}}
sweep:
  sampler: {sampler}
  trials: {trials}
  objective: {{metric: valid/ndcg@10}}
  parameters:
    train.shrinkage: {shrinkage}
    train.neighbors: {{integer: [1, 30]}}
    seed: [1, 2, 3]
"""


def run(context):
    trials = 300 if context.quick else 1000
    return _overhead(context, trials) + _jobs(context) + _many(context) + [_together(context)]


def _spec(name, sampler, trials, shrinkage="{log_uniform: [1.0e-3, 100.0]}"):
    with open(f"{name}.yaml", "w") as file:
        file.write(SPEC.format(name=name, sampler=sampler, trials=trials, shrinkage=shrinkage))
    return f"{name}.yaml"


def _sweep(context, spec, *options):
    return execute([context.binary, "sweep", spec, "--quiet", "--workspace", "ws", *options])


def _overhead(context, trials):
    """The second of two sweeps over the same points finds everything in the store: what is left is the sweep itself."""
    rows = []
    for sampler, target in (("random", 1.0), ("tpe", 2.0)):
        first = _sweep(context, _spec(f"{sampler}-0", sampler, trials))
        samples = [_sweep(context, _spec(f"{sampler}-{turn}", sampler, trials)) for turn in range(1, 4)]
        ours = sorted(sample.wall for sample in samples)[1] / trials * 1e3
        row = Row(
            f"no-op trial, {sampler}: recorded run and trial", ours, "ms", target=f"< {target:g} ms", met=ours < target,
            note=f"median of 3 sweeps of {trials} trials whose four stages are cached; processor time "
                 f"{min(sample.cpu for sample in samples) / trials * 1e3:.2f} ms a trial; with its work (item-knn on 400 interactions) "
                 f"{first.wall / trials * 1e3:.1f} ms")
        if context.peers:
            row.peer, row.peer_name = _optuna(context, sampler, trials) / trials * 1e3, "Optuna, SQLite"
        rows.append(row)
    return rows


def _optuna(context, sampler, trials):
    script = os.path.join(ROOT, "Scripts", "bench", "optuna_no_op.py")
    database = os.path.abspath(f"optuna-{sampler}.db")
    return float(execute([context.peers.program("optuna"), script, sampler, str(trials), database]).output)


def _jobs(context):
    """Trials with work of a millisecond, each a process's own: from nothing to the end, and with more workers than cores."""
    spec = _spec("jobs", "random", 20)

    def fresh(jobs, trials, workspace):
        shutil.rmtree(workspace, ignore_errors=True)
        return execute([context.binary, "sweep", spec, "--quiet", "--trials", str(trials), "--jobs", str(jobs), "--workspace", workspace])

    twenty, one, eight = repeat(
        context.times(5), lambda: fresh(1, 20, "twenty"), lambda: fresh(1, 100, "one"), lambda: fresh(8, 100, "eight"))
    lost = 100 - context.query("SELECT count(*) AS n FROM trials WHERE status = 'finished'", "eight")[0]["n"]
    return [
        Row("20 trials of nearly nothing, fresh workspace", twenty.wall * 1e3, "ms", target="< 500 ms", met=twenty.wall < 0.5,
            note=f"made data, split, 20 trainings of item-knn on 400 interactions with their evaluation, all durable; {twenty.note}"),
        Row("100 such trials: eight workers", eight.wall, "s", one.wall, "one worker", target="≥ 1 ×",
            met=eight.wall <= one.wall and not lost, note=f"{os.cpu_count()} cores; {lost} trials lost")]


def _many(context):
    """10,000 trials on record, most of them the same points again."""
    spec = _spec("many", "random", 10_000, "[0.1, 1.0, 10.0]")
    filled = _sweep(context, spec)
    commands = [
        [context.binary, "sweeps", "--workspace", "ws"], [context.binary, "sweep", "show", "many", "--workspace", "ws"],
        [context.binary, "sweep", spec, "--quiet", "--workspace", "ws"],
        [context.binary, "sweep", "show", "many", "--output", "report.html", "--workspace", "ws"]]
    samples = repeat(context.times(9), *commands)
    rows = [Row("10,000 trials, at most 270 different: the whole sweep", filled.wall, "s", note=f"{filled.cpu:.1f} s of processor time")]
    for name, sample in zip(("sweeps", "sweep show", "sweep (nothing left to do)", "sweep show --output report.html"), samples):
        page = name.endswith("html")
        rows.append(Row(
            f"10,000 trials on record: {name}", sample.wall * 1e3, "ms", target="" if page else "< 300 ms",
            met=None if page else sample.wall < 0.3, note=sample.note))
    return rows


def _together(context):
    """Processes that start on a workspace that does not exist yet."""
    count = 64
    specs = [_spec(f"together-{index}", "random", 2) for index in range(count)]
    started = time.perf_counter()
    children = [
        subprocess.Popen([context.binary, "sweep", spec, "--quiet", "--workspace", "fresh"], stdout=subprocess.DEVNULL,
                         stderr=subprocess.PIPE)
        for spec in specs]
    errors = [(child.communicate()[1], child.returncode) for child in children]
    wall = time.perf_counter() - started
    failed = [text.decode(errors="replace")[-300:] for text, code in errors if code != 0]
    return Row(
        f"{count} sweeps of 2 trials started together on a fresh workspace: failed", float(len(failed)), "", target="0", met=not failed,
        note=f"{wall:.1f} s" + (f"; {failed[0]}" if failed else ""))
