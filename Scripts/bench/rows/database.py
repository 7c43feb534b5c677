"""The run database with 10,000 runs and 10 million metric points: listing, comparing, logging, size; MLflow with fewer runs beside it."""

import json
import os
import subprocess
import time

from driver.context import ROOT
from driver.measure import repeat
from driver.table import Row

FILTER = ("experiment = \"movielens-1m\" and model = \"ancf\" and ndcg@10 > 0.2 and learning_rate < 0.04 and tag.note ~ \"dropout\"")


def run(context):
    runs = 2_000 if context.quick else 10_000
    os.makedirs("ws")
    made = generate("make", DATABASE_BENCH_RUNS=str(runs))[0]
    subprocess.run([context.binary, "query", "SELECT 1", "--workspace", "ws"], check=True, capture_output=True)
    size = sum(os.path.getsize(f"ws/{name}") for name in os.listdir("ws")) / 1e6
    pair = [row["id"] for row in context.query("SELECT id FROM runs WHERE status = 'finished' AND experiment = 'movielens-1m' LIMIT 2")]
    commands = [
        ["runs", "--filter", FILTER, "--sort", "-ndcg@10", "--limit", "20"],
        ["runs", "--filter", "ndcg@10 > 0.1", "--sort", "-ndcg@10", "--limit", "20"],
        ["compare", *pair, "--anyway"],
    ]
    ours = [[context.binary, *command, "--workspace", "ws"] for command in commands]
    few, many, compare = repeat(context.times(15), *ours)
    writing = while_writing(context, ours[0])
    hundred = listing_of_hundred(context)
    scale = f"{runs:,} runs"
    rows = [
        Row(f"runs --filter --sort --limit 20, {scale}: wall", few.wall * 1e3, "ms", target="< 50 ms", met=few.wall < 0.05, note=few.note),
        Row(f"the same, a filter that most runs fit: wall", many.wall * 1e3, "ms", target="< 50 ms", met=many.wall < 0.05, note=many.note),
        Row(f"the same as the first, while ten runs write: wall", writing.wall * 1e3, "ms", target="< 50 ms", met=writing.wall < 0.05, note=writing.note),
        Row(f"compare of two, {scale}: wall", compare.wall * 1e3, "ms", target="< 100 ms", met=compare.wall < 0.1, note=compare.note),
        Row(f"database of {made['points'] / 1e6:.0f} M points", size, "MB", target="< 400 MB", met=size < 400),
        Row("metric points logged, a run at a time", made["points_per_second"], "/s", target="≥ 200,000/s", more_is_better=True,
            met=made["points_per_second"] >= 200_000, note=f"and {made['seconds_besides']} s for parameters, stages and results of {scale}"),
        Row("runs, 100 runs: wall", hundred.wall * 1e3, "ms", target="< 25 ms", met=hundred.wall < 0.025, note=hundred.note),
    ]
    if context.peers:
        beside_mlflow(context, rows)
    return rows


def generate(test, folder="ws", **environment):
    """Runs a generator of the test suite; the lines that it printed."""
    environment = dict(os.environ, DATABASE_BENCH=os.path.abspath(folder), **environment)
    command = ["swift", "test", "-c", "release", "--filter", f"DatabaseBench/{test}"]
    output = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    lines = [json.loads(line.split("database ", 1)[1]) for line in output.splitlines() if line.startswith("database ")]
    if not lines:
        raise RuntimeError("the generator printed nothing:\n" + output[-2000:])
    return lines


def while_writing(context, command):
    environment = dict(os.environ, DATABASE_BENCH=os.path.abspath("ws"), DATABASE_BENCH_SECONDS="15")
    writer = subprocess.Popen(["swift", "test", "-c", "release", "--filter", "DatabaseBench/write"], cwd=ROOT, env=environment,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    deadline = time.time() + 600
    while not context.query("SELECT id FROM runs WHERE status = 'running'"):
        if writer.poll() is not None or time.time() > deadline:
            raise RuntimeError("no run began to write")
        time.sleep(0.2)
    sample, = repeat(context.times(15), command)
    writer.communicate()
    if writer.returncode != 0:
        raise RuntimeError("a run could not write")
    return sample


def listing_of_hundred(context):
    os.makedirs("hundred")
    generate("make", folder="hundred", DATABASE_BENCH_RUNS="100")
    sample, = repeat(context.times(15), [context.binary, "runs", "--limit", "100", "--workspace", "hundred"])
    return sample


def beside_mlflow(context, rows):
    runs = 200 if context.quick else 1_000
    script = os.path.join(ROOT, "Scripts", "bench", "mlflow_runs.py")
    environment = dict(os.environ, MLFLOW_DISABLE_TELEMETRY="true", DO_NOT_TRACK="true")
    command = [context.peers.program("mlflow"), script, str(runs), os.path.abspath("mlflow.db")]
    figures = json.loads(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.splitlines()[-1])
    name = f"MLflow {figures['version']}, {runs:,} runs of 20 metrics × 5 steps"
    rows[0].peer, rows[0].peer_name = figures["search_seconds"] * 1e3, name
    rows[5].peer, rows[5].peer_name = figures["points_per_second"], name
