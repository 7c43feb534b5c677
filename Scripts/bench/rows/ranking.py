"""Full ranking of all items for all users: by dot product, of MovieLens-1M's size and of 30k × 41k, and with ancf and neumf."""

import json
import os
import re
import statistics
from dataclasses import dataclass

from driver import specs
from driver.measure import run as execute
from driver.table import Row

SCRIPT = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "torch_ranking.py")
EVALUATED = re.compile(r"evaluated (\d+) users among \d+ items in ([0-9.]+) s on \d+ threads?(?: \(([0-9.]+) ms of processor time\))?")


@dataclass
class Case:
    what: str
    lines: list  # of the spec's train block
    torch: list  # model and sizes of the peer's script
    users: int = 0  # that the peer ranks for; 0: all
    synthetic: bool = False


CASES = [
    Case("6040 × 3706, dot product d=64", specs.GMF, ["dot", "6040", "3706", "64"]),
    Case("29,858 × 40,981, dot product d=64", specs.GMF, ["dot", "29858", "40981", "64"], 4096, True),
    Case("6040 × 3706, ANCF d=50", specs.ANCF + ["epochs: 1"], ["ancf", "6040", "3706", "50"], 256),
    Case("6040 × 3706, NeuMF d=8", specs.neumf(8, [32, 16, 8]) + ["epochs: 1"], ["neumf", "6040", "3706", "8", "32", "16", "8"], 1024),
    Case("6040 × 3706, NeuMF d=64", specs.neumf(64, [128, 64]) + ["epochs: 1"], ["neumf", "6040", "3706", "64", "128", "64"], 256),
]


def run(context):
    if not context.has_movielens("ranking"):
        return []
    # OpenBLAS chooses its kernels itself, as PyTorch chooses its own.
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_CORETYPE"}
    return [row for case in CASES for row in _measure(context, case, environment)]


def _measure(context, case, environment):
    if case.synthetic:
        spec = specs.synthetic("ranking", 29858, 40981, 1_027_370, case.lines, specs.FULL_RANKING, one_out=True)
    else:
        spec = specs.movielens("ranking", context.ratings, case.lines, specs.FULL_RANKING)
    context.pipeline(spec, "--quiet", environment=environment)
    ours, walls, stages, peaks, peers, users = [], [], [], [], [], 0
    for turn in range(context.times(5)):
        sample, stage = context.stages(spec, "--force", "evaluate", environment=environment)
        users, wall, milliseconds = EVALUATED.search(context.log("evaluate")).groups()
        ours.append(float(milliseconds) / 1e3)
        walls.append(float(wall))
        stages.append(stage["evaluate"]["seconds"])
        peaks.append(sample.peak)
        if context.peers and (turn == 0 or not context.quick and turn < 3):
            peers.append(_torch(context, case))
    rate = int(users) / statistics.median(ours)
    row = Row(
        f"full ranking {case.what}", rate / 1e3, "k users/s", target="≥ 3 ×", more_is_better=True,
        note=f"processor time of both: ours {statistics.median(ours):.4f} s for {int(users):,} users, best {min(ours):.4f} s (by the wall clock "
             f"{statistics.median(walls):.3f} s): packing of the items, scores, seen items masked, ranks, metrics of each user; the whole evaluate "
             f"stage {statistics.median(stages):.2f} s; PyTorch: scores, mask and top 10 alone")
    memory = Row(f"full ranking {case.what}: memory", statistics.median(peaks), "MB", target="≤ 1/3")
    if peers:
        name = f"PyTorch {context.peers.version('torch')}, {peers[0]['variant']}"
        row.peer, row.peer_name = int(case.torch[1]) / statistics.median(peer["seconds"] for peer in peers) / 1e3, name
        row.met = row.ratio >= 3
        memory.peer, memory.peer_name = statistics.median(peer["peak"] for peer in peers), name
        memory.met = memory.ratio >= 3
    rows = [row, memory]
    if case.torch[0] == "dot":
        rows.append(_two_threads(context, case, spec, environment))
    if case is CASES[0]:
        rows.append(Row(
            "evaluate stage 6040 × 3706, d=64", statistics.median(stages), "s", target="< 0.2 s", met=statistics.median(stages) < 0.2,
            note="reading split and weights, full ranking, writing the values of each user"))
    return rows


def _two_threads(context, case, spec, environment):
    """The same on two threads each, by the wall clock: means something only while nothing else runs."""
    ours, peers = [], []
    for turn in range(context.times(5)):
        context.stages(spec, "--force", "evaluate", "--threads", "2", environment=environment)
        users, wall, _ = EVALUATED.search(context.log("evaluate")).groups()
        ours.append(float(wall))
        if context.peers and (turn == 0 or not context.quick and turn < 3):
            peers.append(_torch(context, case, threads=2))
    row = Row(
        f"full ranking {case.what}, 2 threads", int(users) / statistics.median(ours) / 1e3, "k users/s", more_is_better=True,
        note="wall time of both; training on two cores has a part of its own")
    if peers:
        row.peer = int(case.torch[1]) / statistics.median(peer["seconds"] for peer in peers) / 1e3
        row.peer_name = f"PyTorch {context.peers.version('torch')}, {peers[0]['variant']}"
    return row


def _torch(context, case, threads=1):
    limit = ["--users", str(case.users)] if case.users else []
    program = [context.peers.program("torch"), SCRIPT, *case.torch, *limit, "--threads", str(threads)]
    return json.loads(execute(program, environment=dict(os.environ, OMP_NUM_THREADS=str(threads))).output.splitlines()[-1])
