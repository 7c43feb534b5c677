"""How close samplers come to the minimum of four functions in 50, 100 and 200 trials, beside Optuna's TPE and Gaussian process."""

import json
import math
import os
import statistics
import subprocess

from driver.context import ROOT
from driver.table import Row

MINIMA = {"branin": 0.397887, "hartmann6": -3.322368, "rosenbrock8": 0.0, "mixed": 0.2}
BUDGETS = (50, 100, 200)
FIRST = 200  # samplers were tuned on seeds below 100


def run(context):
    last = FIRST + (5 if context.quick else 20) - 1
    columns = ours(f"{FIRST}-{last}")
    if context.peers:
        columns["Optuna tpe"] = optuna(context, "tpe", f"{FIRST}-{last}")
        # Half a minute a search: with --quick only what an earlier run has left, of one that was broken off too.
        columns["Optuna gp"] = optuna(context, "gp", f"{FIRST}-{last}", only_cached=context.quick)
    print(table(columns))
    print(proposals(columns))
    return [row for function in MINIMA for position in range(len(BUDGETS)) for row in rows(columns, function, position)]


def ours(seeds):
    """{sampler: {function: {seed: (best at each budget, milliseconds a proposal there)}}}, from the lines that the test suite prints."""
    environment = dict(os.environ, SEARCH_QUALITY_SEEDS=seeds)
    command = ["swift", "test", "-c", "release", "--filter", "SearchQualityTests/table"]
    output = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    found = {}
    for line in output.splitlines():
        if line.startswith("quality "):
            search = json.loads(line.split(" ", 1)[1])
            functions = found.setdefault("our " + search["sampler"], {name: {} for name in MINIMA})
            functions[search["function"]][search["seed"]] = (search["best"], search["milliseconds"])
    if not found:
        raise RuntimeError("the quality tests printed nothing")
    return found


def optuna(context, sampler, seeds, only_cached=False):
    """The same of Optuna; searches made before are read from .build/bench/optuna-search."""
    script = os.path.join(ROOT, "Scripts", "bench", "optuna_search.py")
    environment = dict(os.environ)
    if sampler == "gp" and not only_cached:
        # Optuna's Gaussian process needs PyTorch, which has an environment of its own.
        code = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
        torch = subprocess.run([context.peers.program("torch"), "-c", code], check=True, capture_output=True, text=True).stdout.strip()
        environment["PYTHONPATH"] = torch
    command = [context.peers.program("optuna"), script, os.path.join(context.work, "optuna-search"), sampler, seeds]
    command += ["--only-cached"] if only_cached else []
    output = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    return {name: {seed: shortened(search) for seed, search in seeds.items()} for name, seeds in json.loads(output).items()}


def shortened(search):
    """As far as it went: one that was broken off has fewer trials."""
    budgets = [count for count in BUDGETS if count <= len(search["values"])]
    best = [min(search["values"][:count]) for count in budgets]
    return best, [sum(search["seconds"][count - 5:count]) / 5 * 1000 for count in budgets]


def values(columns, name, function, position):
    return sorted(best[position] for best, _ in columns.get(name, {}).get(function, {}).values() if position < len(best))


def rows(columns, function, position):
    """Ours against the peer of the same kind: tpe against TPE, auto against whichever of TPE and GP has the better median."""
    minimum, budget = MINIMA[function], BUDGETS[position]
    theirs = {name: values(columns, name, function, position) for name in ("Optuna tpe", "Optuna gp")}
    theirs = {name: found for name, found in theirs.items() if len(found) >= 3}
    for mine, rivals in (("our tpe", ["Optuna tpe"]), ("our auto", list(theirs))):
        found = values(columns, mine, function, position)
        row = Row(f"{function}, {budget} trials, {mine[4:]}: distance from the minimum", statistics.median(found) - minimum, "",
                  target="≤ Optuna within noise", note=f"worst of {len(found)} seeds {found[-1] - minimum:.3g}")
        rivals = [name for name in rivals if name in theirs]
        if rivals:
            name = min(rivals, key=lambda rival: statistics.median(theirs[rival]))
            row.peer, row.peer_name = statistics.median(theirs[name]) - minimum, f"{name} ({len(theirs[name])} seeds)"
            chance = rank_sum(found, theirs[name])
            row.met = row.ours <= row.peer + 1e-9 or chance > 0.05
            row.note += f"; chance of ranks at least as bad as these if both were alike: {chance:.3f}"
        if (mine, function, budget) == ("our auto", "mixed", 200):
            row.target = "median ≤ .206, none above .28"
            row.met = row.met is not False and statistics.median(found) <= 0.206 and found[-1] <= 0.28
        yield row


def rank_sum(ours, theirs):
    """One-sided p of Mann and Whitney's test that ours are larger (worse): normal approximation with ties and continuity correction."""
    everything = sorted(ours + theirs)
    n, m = len(ours), len(theirs)
    larger = sum((a > b) + 0.5 * (a == b) for a in ours for b in theirs)
    ties = sum(count ** 3 - count for count in (everything.count(value) for value in set(everything)))
    deviation = math.sqrt(n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1))))
    if deviation == 0:
        return 1.0
    return 0.5 * math.erfc((larger - n * m / 2 - 0.5) / deviation / math.sqrt(2))


def table(columns):
    """Medians with quartiles of every function, budget and sampler."""
    names = ["our tpe", "Optuna tpe", "our auto", "Optuna gp"]
    names = [name for name in names if name in columns]
    lines = [["best value: median [quartiles]", "trials"] + names]
    for function in MINIMA:
        for position, budget in enumerate(BUDGETS):
            lines.append([function, str(budget)] + [summary(values(columns, name, function, position)) for name in names])
    return aligned(lines)


def summary(found):
    if len(found) < 2:
        return "–"
    low, middle, high = statistics.quantiles(found, n=4, method="inclusive")
    text = f"{middle:.6g} [{low:.6g}, {high:.6g}]"
    return text if len(found) == 20 else f"{text} of {len(found)}"


def proposals(columns):
    """Milliseconds of processor time that a proposal takes at each budget: medians over seeds and functions."""
    lines = [["ms a proposal at"] + [f"{budget} trials" for budget in BUDGETS]]
    for name, functions in columns.items():
        times = [milliseconds for seeds in functions.values() for _, milliseconds in seeds.values()]
        if times:
            reached = [[entry[position] for entry in times if position < len(entry)] for position in range(len(BUDGETS))]
            lines.append([name] + [f"{statistics.median(entries):.3g}" if entries else "–" for entries in reached])
    return "\n" + aligned(lines)


def aligned(lines):
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)
