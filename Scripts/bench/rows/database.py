"""The run database with 10,000 runs and 10 million metric points: listing, comparing, logging, size; MLflow with fewer runs beside it."""

import json
import os
import subprocess
import time

from driver.context import ROOT
from driver.measure import repeat
from driver.table import Row

FILTER = ("experiment = \"movielens-1m\" and model = \"ancf\" and ndcg@10 > 0.2 and learning_rate < 0.04 and tag.note ~ \"dropout\"")
LOAD = os.path.join(ROOT, ".build", "release", "database-load")
WRITERS, WRITING_SECONDS = 10, 12


def run(context):
    runs = 2_000 if context.quick else 10_000
    subprocess.run(["swift", "build", "-c", "release", "--product", "database-load"], cwd=ROOT, check=True, capture_output=True)
    made = make("ws", runs)
    subprocess.run([context.binary, "query", "SELECT 1", "--workspace", "ws"], check=True, capture_output=True)
    size = sum(os.path.getsize(f"ws/{name}") for name in os.listdir("ws")) / 1e6
    pair = [row["id"] for row in context.query("SELECT id FROM runs WHERE status = 'finished' AND experiment = 'movielens-1m' LIMIT 2")]
    make("hundred", 100)
    commands = [
        ["runs", "--filter", FILTER, "--sort", "-ndcg@10", "--limit", "20"],
        ["runs", "--filter", "ndcg@10 > 0.1", "--sort", "-ndcg@10", "--limit", "20"],
        ["compare", *pair, "--anyway"],
        ["best", "--metric", "ndcg@10"],
    ]
    ours = [[context.binary, *command, "--workspace", "ws"] for command in commands]
    ours.append([context.binary, "runs", "--limit", "100", "--workspace", "hundred"])
    few, many, compare, best, hundred = repeat(context.times(15), *ours)
    writing, comparing, written = while_writing(context, ours[0], ours[2])
    scale = f"{runs:,} runs"

    def wall(name, sample, limit, note=""):
        target = {"target": f"< {limit} ms", "met": sample.wall * 1e3 < limit} if limit else {}
        return Row(f"{name}: wall", sample.wall * 1e3, "ms", note=f"{sample.note}{note}", **target)

    logged = made["points_per_second"]
    rows = [
        wall(f"runs --filter --sort --limit 20, {scale}", few, 50),
        wall("the same, a filter that most runs fit", many, 50),
        wall(f"the same as the first, while {WRITERS} processes write", writing, 50, f"; {written}"),
        wall(f"compare of two, {scale}", compare, 100),
        wall("the same while they write", comparing, 100),
        wall(f"best --metric ndcg@10, {scale}", best, None),
        Row(f"database of {made['points'] / 1e6:.0f} M points", size, "MB", target="< 400 MB", met=size < 400),
        Row("metric points logged, a run at a time", logged, "/s", target="≥ 200,000/s", more_is_better=True, met=logged >= 200_000,
            note=f"and {made['seconds_besides']:.0f} s for parameters, stages and results of {scale}"),
        wall("runs, 100 runs", hundred, 25),
    ]
    if context.peers:
        beside_mlflow(context, rows[0], rows[7])
    return rows


def make(folder, runs):
    """A database of its own; what the logging took."""
    os.makedirs(folder)
    return json.loads(subprocess.run([LOAD, "make", folder, str(runs)], capture_output=True, text=True, check=True).stdout)


def while_writing(context, *commands):
    """Medians of commands while ten processes log an epoch of a run of their own every 10 ms; and how much they logged."""
    writers = [subprocess.Popen([LOAD, "write", "ws", str(number), str(WRITING_SECONDS)], stdout=subprocess.PIPE, text=True)
               for number in range(WRITERS)]
    deadline = time.time() + 60
    while len(context.query("SELECT id FROM runs WHERE status = 'running'")) < WRITERS:
        if any(writer.poll() is not None for writer in writers) or time.time() > deadline:
            raise RuntimeError("not all runs began to write")
        time.sleep(0.1)
    samples = repeat(context.times(15), *commands)
    if any(writer.poll() is not None for writer in writers):
        raise RuntimeError(f"the measurement took longer than {WRITING_SECONDS} s: it did not all happen while runs were writing")
    epochs = sum(json.loads(writer.communicate()[0])["epochs"] for writer in writers)
    if any(writer.returncode != 0 for writer in writers):
        raise RuntimeError("a run could not write")
    return *samples, f"they wrote {epochs / WRITING_SECONDS:.0f} epochs/s"


def beside_mlflow(context, search, logging):
    runs = 200 if context.quick else 1_000
    script = os.path.join(ROOT, "Scripts", "bench", "mlflow_runs.py")
    environment = dict(os.environ, MLFLOW_DISABLE_TELEMETRY="true", DO_NOT_TRACK="true")
    command = [context.peers.program("mlflow"), script, str(runs), os.path.abspath("mlflow.db")]
    figures = json.loads(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.splitlines()[-1])
    name = f"MLflow {figures['version']}, {runs:,} runs of 20 metrics × 5 steps"
    search.peer, search.peer_name = figures["search_seconds"] * 1e3, name
    logging.peer, logging.peer_name = figures["points_per_second"], name
