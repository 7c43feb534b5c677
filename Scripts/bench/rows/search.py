"""How close sampler auto comes to the minimum of four functions in 50, 100 and 200 trials, beside Optuna's default TPE."""

import json
import os
import subprocess

from driver.context import ROOT
from driver.table import Row

MINIMA = {"branin": 0.397887, "hartmann6": -3.322368, "rosenbrock8": 0.0, "mixed": 0.2}


def run(context):
    seeds = 5 if context.quick else 20
    ours = quality(seeds)
    peer = optuna(context, seeds) if context.peers else {}
    rows = []
    for name, minimum in MINIMA.items():
        for position, trials in enumerate((50, 100, 200)):
            gap = ours[name, "auto"]["medians"][position] - minimum
            row = Row(f"{name}, {trials} trials: distance from the minimum", gap, "", target="≤ Optuna",
                      note=f"median of {seeds} seeds; tpe {ours[name, 'tpe']['medians'][position] - minimum:.3g}, "
                           f"cma-es {ours[name, 'cma-es']['medians'][position] - minimum:.3g}, "
                           f"random {ours[name, 'random']['medians'][position] - minimum:.3g}")
            if name in peer:
                row.peer, row.peer_name = peer[name][position] - minimum, "Optuna TPE"
                row.met = row.ours <= row.peer
            rows.append(row)
    return rows


def quality(seeds):
    """The lines that the test suite prints, by function and sampler."""
    environment = dict(os.environ, SEARCH_QUALITY_SEEDS=str(seeds))
    command = ["swift", "test", "-c", "release", "--filter", "SearchQualityTests/table"]
    output = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    lines = [json.loads(line.split("quality ", 1)[1]) for line in output.splitlines() if line.startswith("quality ")]
    if not lines:
        raise RuntimeError("the quality tests printed nothing")
    return {(line["function"], line["sampler"]): line for line in lines}


def optuna(context, seeds):
    script = os.path.join(ROOT, "Scripts", "bench", "optuna_search.py")
    command = [context.peers.program("optuna"), script, str(seeds)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
