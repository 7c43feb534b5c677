"""How an epoch grows with the data, and how soon the first step comes."""

import contextlib
import os
import re
import statistics
import subprocess
import time

from driver import specs
from driver.table import Row


def run(context):
    """Epochs on ten times the interactions; from process start to the first training step."""
    rows = [_growth(context)]
    if context.has_movielens("growth: first step"):
        rows.append(_first_step(context))
    return rows


def _epochs(context, spec, few, more):
    """Processor seconds of one epoch, the difference of two runs, and the wall time of the one with `few`."""
    one = context.stages(spec, "--set", f"train.epochs={few}", "--force", "train")[0]
    two = context.stages(spec, "--set", f"train.epochs={more}", "--force", "train")[0]
    return (two.cpu - one.cpu) / (more - few), (two.wall - one.wall) / (more - few), one.wall


def _growth(context):
    lines = ["model: gmf", "embedding_dim: 32", "loss: bce", "negatives: 4", "batch_size: 1024"]
    found = {}
    for count in (1_000_000, 10_000_000):
        spec = specs.synthetic(f"growth{count}", 50_000, 20_000, count, lines)
        context.pipeline(spec, "--set", "train.epochs=1", "--quiet")
        found[count] = spec
    ratios, times = [], []
    for _ in range(1 if context.quick else 3):
        small, large = (_epochs(context, spec, 1, 2 if count > 1_000_000 else 4)[0] for count, spec in found.items())
        ratios.append(large / small)
        times.append((small, large))
    ratio = statistics.median(ratios)
    small, large = times[ratios.index(ratio)] if ratio in ratios else times[0]
    return Row(
        "epoch on 10 M interactions, of one on 1 M", ratio, "×", target="≤ 10.5 ×", met=ratio <= 10.5,
        note=f"gmf d=32, 4 negatives, 50,000 × 20,000, synthetic: {large:.2f} s and {small:.2f} s of processor time, order and negatives included")


def _first_step(context):
    """From the start of the process to the line that the train stage logs after its first batch."""
    spec = specs.movielens("first", context.ratings, specs.GMF_BPR)
    context.pipeline(spec, "--set", "train.epochs=1", "--quiet")
    waits, inside = [], []
    os.sync()  # What earlier rows wrote is not what the database's first sync should wait for.
    for turn in range(context.times(15)):
        # Another learning rate each time: a training that is not known yet, on a split that is.
        waits.append(_wait(context, spec, f"train.optimizer.learning_rate={0.001 + (turn + 1) * 1e-5}"))
        inside.append(float(STEPPED.search(context.log("train")).group(1)))
    found = statistics.median(waits)
    return Row(
        "ML-1M, split cached: process start to the first step", found * 1e3, "ms", target="< 100 ms", met=found < 0.1,
        note=f"best {min(waits) * 1e3:.0f} ms; process start, plan, checking and reading the split, model and sampler, order of the epoch, one batch "
             f"({statistics.median(inside) * 1e3:.0f} ms of it in the stage); gmf d=64 under BPR")


STEPPED = re.compile(r"first step after ([0-9.]+) s")


def _wait(context, spec, setting):
    """Seconds until the stage's log says that a batch is done; the run is waited for."""
    log = "ws/logs/first/train.log"
    if os.path.exists(log):
        os.unlink(log)
    command = [context.binary, "run", spec, "--workspace", "ws", "--quiet", "--set", "train.epochs=1", "--set", setting]
    started, found = time.perf_counter(), None
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    while found is None and child.poll() is None:
        with contextlib.suppress(FileNotFoundError), open(log) as file:
            if STEPPED.search(file.read()):
                found = time.perf_counter() - started
        time.sleep(0.0005)
    if child.wait() != 0 or found is None:
        raise RuntimeError(f"{' '.join(command)} ended with {child.returncode} and without a first step in {log}")
    return found
