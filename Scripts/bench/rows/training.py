"""ANCF training, samples a second of one core, beside PyTorch at its best, in turns."""

import json
import os
import statistics

from driver import specs
from driver.measure import run as execute
from driver.table import Row

POSITIVES_SQL = "SELECT value FROM metrics WHERE name = 'split/train_interactions' LIMIT 1"
SCRIPT = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "torch_ancf.py")


def run(context):
    if not context.has_movielens("training"):
        return []
    spec = specs.movielens("training", context.ratings, specs.ANCF)
    context.pipeline(spec, "--set", "train.epochs=1", "--quiet")
    samples = context.query(POSITIVES_SQL)[0]["value"] * 5
    settings = {"as set": dict(os.environ)}
    if "OPENBLAS_CORETYPE" in os.environ:
        settings["free choice"] = {name: value for name, value in os.environ.items() if name != "OPENBLAS_CORETYPE"}
    torch = Torch(context) if context.peers else None
    found = {name: [] for name in settings}
    peer = []
    more = 2 if context.quick else 3
    for _ in range(1 if context.quick else 3):
        for name, environment in settings.items():
            found[name].append(_ours(context, spec, samples, more, environment))
        if torch:
            peer.append(torch.epoch())
    return _rows(context, found, peer, torch) + ([] if context.quick else _quality(context, torch))


def _ours(context, spec, samples, more, environment):
    """The rate over the epochs between a run of one and a run of `more`: starting, reading and writing drop out."""
    one, stages_one = context.stages(spec, "--set", "train.epochs=1", "--force", "train", environment=environment)
    all_, stages_all = context.stages(spec, "--set", f"train.epochs={more}", "--force", "train", environment=environment)
    wall = stages_all["train"]["seconds"] - stages_one["train"]["seconds"]
    kernels = context.query("SELECT blas_kernel AS name FROM runs ORDER BY started DESC LIMIT 1")[0]["name"]
    count = samples * (more - 1)
    return {"wall": count / wall, "cpu": count / (all_.cpu - one.cpu), "peak": all_.peak, "kernels": kernels}


class Torch:
    def __init__(self, context):
        self.python = context.peers.program("torch")
        self.environment = dict(os.environ, OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
        self.context = context
        rates = self._call("--probe", "1" if context.quick else "3")
        self.variant = max(rates, key=rates.get)
        self.rates = ", ".join(f"{name} {rate / 1e3:.0f} k/s" for name, rate in rates.items())
        self.name = f"PyTorch {context.peers.version('torch')}, {self.variant}"

    def epoch(self):
        result = self._call("--variant", self.variant, *(["--batches", "6000"] if self.context.quick else []))
        epoch = result["epochs"][0]
        return {"wall": epoch["samples"] / epoch["wall"], "cpu": epoch["samples"] / epoch["cpu"], "peak": result["peak"]}

    def quality(self, epochs):
        return self._call("--variant", self.variant, "--epochs", str(epochs), "--ndcg")

    def _call(self, *options):
        return json.loads(execute([self.python, SCRIPT, "ws/store", *options], environment=self.environment).output)


def _rows(context, found, peer, torch):
    rows = []
    middle = lambda samples, key: statistics.median(sample[key] for sample in samples)  # noqa: E731
    for name, samples in found.items():
        kernels = samples[0]["kernels"]
        rate = middle(samples, "cpu")
        row = Row(
            f"ANCF d=50, batch 256, per core: {kernels} kernels", rate / 1e6, "M/s", target="≥ 3 ×", more_is_better=True,
            note=f"samples per second of processor time; by the wall clock {middle(samples, 'wall') / 1e6:.2f} M/s"
                 + ("" if len(found) == 1 else f"; OPENBLAS_CORETYPE {name}"))
        if peer:
            row.peer, row.peer_name = middle(peer, "cpu") / 1e6, torch.name
            row.met = row.ratio >= 3
            row.note += f", PyTorch {middle(peer, 'wall') / 1e6:.2f} M/s; its variants: {torch.rates}"
        rows.append(row)
    peak = middle(next(iter(found.values())), "peak")
    row = Row("ANCF training: memory", peak, "MB", target="≤ 1/3")
    if peer:
        row.peer, row.peer_name = middle(peer, "peak"), torch.name
        row.met = row.ratio >= 3
    return rows + [row]


def _quality(context, torch, epochs=3):
    """Both learn the same: NDCG@10 of the held-out items among all unseen ones, after the same epochs."""
    spec = specs.movielens("quality", context.ratings, specs.ANCF + [f"epochs: {epochs}"], specs.FULL_RANKING)
    context.pipeline(spec, "--quiet")
    values = {row["name"]: row["value"] for row in context.query(
        "SELECT name, value FROM metrics WHERE run = (SELECT id FROM runs WHERE experiment = 'quality') AND step IS NULL")}
    row = Row(f"ANCF after {epochs} epochs: test NDCG@10", values["ndcg@10"], "", more_is_better=True)
    if torch:
        row.peer, row.peer_name = torch.quality(epochs)["ndcg"], torch.name
    return [row]
