"""MovieLens-1M from its .dat file to a split, in a fresh workspace."""

import shutil
import statistics

from driver import specs
from driver.table import Row


def run(context):
    if not context.has_movielens("ingest"):
        return []
    spec = specs.movielens("ingest", context.ratings, validation=True)
    walls, peaks, parts = [], [], []
    for _ in range(context.times(7)):
        shutil.rmtree("ws", ignore_errors=True)
        sample, stages = context.stages(spec)
        walls.append(sample.wall)
        peaks.append(sample.peak)
        parts.append((stages["ingest"]["seconds"], stages["split"]["seconds"]))
    wall = statistics.median(walls)
    ingest, split = (statistics.median(column) for column in zip(*parts))
    note = f"whole run; ingest {ingest:.2f} s, split {split:.2f} s, {statistics.median(peaks):.0f} MB"
    return [Row("MovieLens-1M: ingest + split", wall, "s", target="< 2 s", met=wall < 2, note=note)]
