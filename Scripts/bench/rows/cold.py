"""The engine's cost of one trivial command stage that has not run before, above the command itself."""

import shutil
import statistics

from driver import specs
from driver.measure import run as execute
from driver.table import Row

from . import dvc

FEW, MANY = 5, 25


def run(context):
    few, many = specs.commands("few", FEW), specs.commands("many", MANY)
    with open("in", "w") as file:
        file.write("seed\n")
    own, peer, command, totals = [], [], [], []
    peer_count = 15
    for turn in range(context.times(9)):
        short, long = _cold(context, few), _cold(context, many)
        own.append((long.wall - short.wall) / (MANY - FEW))
        totals.append(short.wall)
        command.append(execute(["/bin/sh", "-c", specs.command(1)]).wall)
        if context.peers and turn < 3:
            peer.append((_dvc(context, peer_count) - _dvc(context, FEW)) / (peer_count - FEW))
    alone = statistics.median(command)
    overhead = statistics.median(own) - alone
    row = Row("cold, per trivial stage", overhead * 1e3, "ms", target="< 15 ms", met=overhead < 0.015)
    row.note = (f"above the command alone ({alone * 1e3:.1f} ms), best {(min(own) - min(command)) * 1e3:.1f} ms; five stages cold, all in all: {statistics.median(totals) * 1e3:.0f} ms; "
                f"a stage's cost is the difference of {MANY} and {FEW} chained stages (DVC: {peer_count} and {FEW})")
    if peer:
        row.peer, row.peer_name = (statistics.median(peer) - alone) * 1e3, dvc.version(context)
    return [row]


def _cold(context, spec):
    shutil.rmtree("ws", ignore_errors=True)
    return context.pipeline(spec, "--quiet")


def _dvc(context, count):
    shutil.rmtree("dvc", ignore_errors=True)
    return execute(dvc.project(context, count, "dvc"), cwd="dvc", environment=dvc.environment()).wall
