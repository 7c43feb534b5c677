"""Two-tower training with attended history and in-batch softmax, beside PyTorch at its best, in turns."""

import json
import os
import statistics

from driver import specs
from driver.measure import run as execute
from driver.table import Row

POSITIVES_SQL = "SELECT value FROM metrics WHERE name = 'split/train_interactions' LIMIT 1"
LOSS_SQL = "SELECT value FROM metrics WHERE name = 'train/loss' AND step = 1 LIMIT 1"
SCRIPT = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "torch_two_tower.py")
MODEL = [
    "model: two-tower", "embedding_dim: 64", "history: 50", "temperature: 0.1", "init_std: 0.05", "batch_size: 1024",
    "optimizer: {name: adam, learning_rate: 0.001}",
]


def run(context):
    if not context.has_movielens("two-tower"):
        return []
    spec = specs.movielens("two-tower", context.ratings, MODEL)
    context.pipeline(spec, "--set", "train.epochs=1", "--quiet")
    samples = context.query(POSITIVES_SQL)[0]["value"]
    loss = context.query(LOSS_SQL)[0]["value"]
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_CORETYPE"}
    torch = Torch(context) if context.peers else None
    found, peer = [], []
    for _ in range(1 if context.quick else 3):
        found.append(_ours(context, spec, samples, environment))
        if torch:
            peer.append(torch.epoch())
    return _rows(found, peer, torch, loss)


def _ours(context, spec, samples, environment):
    """The rate over the epochs between a run of one and a run of two: starting, reading and writing drop out."""
    one, stages_one = context.stages(spec, "--set", "train.epochs=1", "--force", "train", environment=environment)
    two, stages_two = context.stages(spec, "--set", "train.epochs=2", "--force", "train", environment=environment)
    wall = stages_two["train"]["seconds"] - stages_one["train"]["seconds"]
    kernels = context.query("SELECT blas_kernel AS name FROM runs ORDER BY started DESC LIMIT 1")[0]["name"]
    return {"wall": samples / wall, "cpu": samples / (two.cpu - one.cpu), "peak": two.peak, "kernels": kernels}


class Torch:
    def __init__(self, context):
        self.python = context.peers.program("torch")
        self.environment = dict(os.environ, OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
        self.batches = 100 if context.quick else 400
        rates = self._call("--probe", "2" if context.quick else "6")
        self.variant = max(rates, key=rates.get)
        self.rates = ", ".join(f"{name} {rate / 1e3:.1f} k/s" for name, rate in rates.items())
        self.name = f"PyTorch {context.peers.version('torch')}, {self.variant}"
        self.loss = None if context.quick else self._call("--variant", self.variant)["epochs"][0]["loss"]

    def epoch(self):
        result = self._call("--variant", self.variant, "--batches", str(self.batches))
        epoch = result["epochs"][0]
        return {"wall": epoch["samples"] / epoch["wall"], "cpu": epoch["samples"] / epoch["cpu"], "peak": result["peak"]}

    def _call(self, *options):
        return json.loads(execute([self.python, SCRIPT, "ws/store", *options], environment=self.environment).output)


def _rows(found, peer, torch, loss):
    middle = lambda samples, key: statistics.median(sample[key] for sample in samples)  # noqa: E731
    row = Row(
        f"two-tower d=64, history 50, batch 1024, per core: {found[0]['kernels']} kernels", middle(found, "cpu") / 1e3, "k/s",
        target="≥ 2 ×", more_is_better=True,
        note=f"positives per second of processor time; by the wall clock {middle(found, 'wall') / 1e3:.1f} k/s; "
             f"mean loss of the first epoch {loss:.4f}")
    memory = Row("two-tower training: memory", middle(found, "peak"), "MB", target="≤ 1/3")
    if peer:
        row.peer, row.peer_name = middle(peer, "cpu") / 1e3, torch.name
        row.met = row.ratio >= 2
        row.note += ("" if torch.loss is None else f", PyTorch's {torch.loss:.4f}") + f"; its variants: {torch.rates}"
        memory.peer, memory.peer_name = middle(peer, "peak"), torch.name
        memory.met = memory.ratio >= 3
    return [row, memory]
