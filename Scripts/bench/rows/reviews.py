"""1 GB of Amazon reviews taken in: time and memory beside a Python program."""

import os
import shutil
import statistics
import subprocess
import sys

from driver.context import ROOT
from driver.measure import run as execute
from driver.table import Row

REVIEWS = "amazon-musical-instruments-5core/Musical_Instruments_5.json"
GIGABYTE = 1_000_000_000
SPEC = "experiment: reviews\ningest: {format: amazon-reviews, reviews: large.json}\n"


def run(context):
    path = os.path.join(context.data, REVIEWS)
    if not os.path.exists(path):
        context.skipped.append(f"reviews: needs {path}; set PIPELINE_DATA")
        return []
    scripts = os.path.join(ROOT, "Scripts", "bench")
    subprocess.run([sys.executable, os.path.join(scripts, "large_reviews.py"), path, "large.json", str(GIGABYTE)], check=True)
    with open("reviews.yaml", "w") as file:
        file.write(SPEC)
    ours, peers = [], []
    for _ in range(context.times(3)):
        shutil.rmtree("ws", ignore_errors=True)
        ours.append(context.pipeline("reviews.yaml", "--quiet"))
        if context.peers:
            peers.append(execute([sys.executable, os.path.join(scripts, "python_reviews.py"), "large.json", "texts.csv"]))
    middle = {name: statistics.median(getattr(sample, name) for sample in ours) for name in ("wall", "cpu", "peak")}
    row = Row(
        "ingest 1 GB of reviews", middle["cpu"], "CPU-s",
        note=f"whole run: {middle['wall']:.1f} s, {middle['peak']:.0f} MB; hashing the file and writing the texts included")
    if peers:
        row.peer, row.peer_name = statistics.median(sample.cpu for sample in peers), "Python"
        row.note += f"; Python {statistics.median(sample.wall for sample in peers):.1f} s, {statistics.median(s.peak for s in peers):.0f} MB"
    return [row]
