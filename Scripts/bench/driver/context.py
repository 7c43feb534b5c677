"""What every part of the benchmark gets: places, the binary, repetitions, and the peers."""

import contextlib
import json
import os
import shutil
import sys

from .measure import run
from .peers import Peers

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))


class Context:
    def __init__(self, quick, uses_peers, binary=None):
        self.quick = quick
        self.binary = os.path.abspath(binary or os.path.join(ROOT, ".build", "release", "pipeline"))
        if not os.access(self.binary, os.X_OK):
            sys.exit(f"error: {self.binary} is missing\nhint: make build")
        data = os.environ.get("PIPELINE_DATA", os.path.join(ROOT, "..", "shared", "data"))
        self.data = os.path.realpath(data)
        self.ratings = os.path.realpath(os.path.join(data, "ml-1m", "ratings.dat"))
        self.work = os.path.join(ROOT, ".build", "bench")
        self.peers = Peers(os.path.join(ROOT, ".build", "peers"), self.say) if uses_peers else None
        self.skipped = []

    def times(self, full):
        """Repetitions: `full`, or a third of them with --quick."""
        return max(3, full // 3) if self.quick else full

    def say(self, text):
        print(f"· {text}", file=sys.stderr, flush=True)

    @contextlib.contextmanager
    def folder(self, name):
        """An empty current directory on the disk of the build, removed afterwards: some parts fill gigabytes."""
        path = os.path.join(self.work, name)
        shutil.rmtree(path, ignore_errors=True)
        os.makedirs(path)
        os.chdir(path)
        try:
            yield path
        finally:
            os.chdir(ROOT)
            shutil.rmtree(path, ignore_errors=True)

    def has_movielens(self, part):
        if os.path.exists(self.ratings):
            return True
        self.skipped.append(f"{part}: needs MovieLens-1M at {self.ratings}; set PIPELINE_DATA to the folder that holds ml-1m/")
        return False

    def pipeline(self, spec, *options, workspace="ws", environment=None):
        """One `pipeline run`."""
        return run([self.binary, "run", spec, "--workspace", workspace, *options], environment=environment)

    def stages(self, spec, *options, workspace="ws", environment=None):
        """One `pipeline run`: the sample, and the stages of its first run by their names in the graph."""
        sample = self.pipeline(spec, "--format", "json", *options, workspace=workspace, environment=environment)
        return sample, {stage["node"]: stage for stage in json.loads(sample.output)["runs"][0]["stages"]}

    def copy_rate(self):
        """GB/s that one core copies outside its caches, read and written together, as `pipeline doctor` measures it now."""
        findings = json.loads(run([self.binary, "doctor", "--format", "json"]).output)
        return next((finding["value"] for finding in findings if finding["name"] == "copy rate of one core"), None)

    def query(self, sql, workspace="ws"):
        return json.loads(run([self.binary, "query", sql, "--workspace", workspace, "--format", "json"]).output)

    def log(self, stage, workspace="ws"):
        """What a stage of the latest run printed."""
        return run([self.binary, "log", "latest", "--stage", stage, "--workspace", workspace]).output
