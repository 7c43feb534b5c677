"""Nothing to do: `pipeline run` of what has run already, 5 stages, the quick start, 1,000 stages."""

import os

from driver import specs
from driver.context import ROOT
from driver.measure import repeat
from driver.measure import run as execute
from driver.table import Row

from . import dvc


def run(context):
    five = specs.commands("five", 5)
    quick = os.path.join(ROOT, "experiments", "quickstart.yaml")
    context.pipeline(five)
    context.pipeline(quick)
    commands = [_ours(context, five), _ours(context, quick)]
    if context.peers:
        repro = dvc.project(context, 5, "dvc")
        execute(repro, cwd="dvc", environment=dvc.environment())
        commands.append(lambda: execute(repro, cwd="dvc", environment=dvc.environment()))
    chain, quickstart, *peer = repeat(context.times(15), *commands)
    rows = [
        Row("no-op, 5 stages: wall", chain.wall * 1e3, "ms", target="< 30 ms", met=chain.wall < 0.03),
        Row("no-op, 5 stages: memory", chain.peak, "MB", target="< 40 MB", met=chain.peak < 40),
        Row("no-op, quick start (12 stages): wall", quickstart.wall * 1e3, "ms", target="< 30 ms", met=quickstart.wall < 0.03),
        Row("no-op, quick start: memory", quickstart.peak, "MB", target="< 40 MB", met=quickstart.peak < 40),
    ]
    rows[0].note = chain.note
    rows[2].note = quickstart.note
    if peer:
        name = dvc.version(context)
        rows[0].peer, rows[0].peer_name = peer[0].wall * 1e3, name
        rows[1].peer, rows[1].peer_name = peer[0].peak, name
    return rows + _thousand(context)


def _thousand(context):
    rows = []
    for layout in ("chain", "layers"):
        spec = specs.commands(f"thousand-{layout}", 1000, layout)
        first = context.pipeline(spec, "--quiet")
        sample, = repeat(context.times(15), _ours(context, spec))
        rows.append(
            Row(f"no-op, 1,000 stages ({layout}): wall", sample.wall * 1e3, "ms", target="< 150 ms", met=sample.wall < 0.15,
                note=f"{sample.note}; their first run took {first.wall:.1f} s"))
    return rows


def _ours(context, spec):
    return [context.binary, "run", spec, "--workspace", "ws"]
