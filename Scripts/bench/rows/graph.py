"""LightGCN training on Yelp2018's graph, pairs a second of one core, beside PyTorch at its best, in turns."""

import json
import os
import statistics

from driver import specs
from driver.measure import run as execute
from driver.table import Row

SCRIPT = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "torch_lightgcn.py")
COUNTS_SQL = "SELECT value FROM metrics WHERE name = 'split/train_interactions' LIMIT 1"
LOSS_SQL = "SELECT value FROM metrics WHERE name = 'train/loss' AND step = 1 LIMIT 1"
BATCH, COLUMNS, PRODUCTS = 2048, 64, 4  # full products of a step; two more are restricted to the batch


def run(context):
    folder = os.path.join(os.path.dirname(os.path.dirname(context.ratings)), "lightgcn-yelp2018")
    if not os.path.exists(f"{folder}/train.txt"):
        context.skipped.append(f"graph: needs the LightGCN authors' Yelp2018 at {folder}")
        return []
    spec = specs.lightgcn("graph", folder, [
        "model: lightgcn", f"embedding_dim: {COLUMNS}", "layers: 3", f"batch_size: {BATCH}",
        "optimizer: {name: adam, learning_rate: 0.001}"])
    context.pipeline(spec, "--set", "train.epochs=1", "--quiet")
    pairs, loss = context.query(COUNTS_SQL)[0]["value"], context.query(LOSS_SQL)[0]["value"]
    torch = Torch(context) if context.peers else None
    ours, peer = [], []
    for turn in range(1 if context.quick else 3):
        samples = [context.stages(spec, "--set", f"train.epochs={epochs}", "--force", "train") for epochs in (1, 2)]
        ours.append({"rate": pairs / (samples[1][0].cpu - samples[0][0].cpu), "peak": samples[1][0].peak})
        if torch:
            peer.append(torch.train(None if turn == 0 and not context.quick else 60))
    return _rows(ours, peer, pairs, loss, torch)


class Torch:
    def __init__(self, context):
        self.python = context.peers.program("torch")
        rates = self._call("--probe", "5")
        self.variant = max(rates, key=rates.get)
        self.rates = ", ".join(f"{name} {rate / 1e3:.1f} k/s" for name, rate in rates.items())
        self.name = f"PyTorch {context.peers.version('torch')}, {self.variant}"
        self.reading = self._call("--reading")

    def train(self, steps):
        result = self._call("--variant", self.variant, *(["--steps", str(steps)] if steps else []))
        return {"rate": result["pairs"] / result["cpu"], "peak": result["peak"], "loss": result["loss"]}

    def _call(self, *options):
        environment = dict(os.environ, OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
        return json.loads(execute([self.python, SCRIPT, "ws/store", *options], environment=environment).output)


def _rows(ours, peer, pairs, loss, torch):
    middle = lambda samples, key: statistics.median(sample[key] for sample in samples)  # noqa: E731
    rate, peak = middle(ours, "rate"), middle(ours, "peak")
    gathered = rate / BATCH * PRODUCTS * 2 * pairs * COLUMNS * 4 / 1e9
    row = Row(
        "LightGCN d=64, 3 layers, BPR 2048, Yelp2018, per core", rate / 1e3, "k/s", target="≥ 2.5 ×", more_is_better=True,
        note=f"pairs per second of processor time, the epoch's checkpoint included; loss of the first epoch {loss:.4f}; the four full "
             f"products of a step alone read {gathered:.0f} GB/s of neighbours' rows")
    memory = Row("LightGCN training: memory", peak, "MB", target="≤ 1/3")
    if peer:
        row.peer, row.peer_name = middle(peer, "rate") / 1e3, torch.name
        memory.peer, memory.peer_name = middle(peer, "peak"), torch.name
        row.met, memory.met = row.ratio >= 2.5, memory.ratio >= 3
        row.note += (
            f" ({torch.reading['memory']:.0f} GB/s in order from memory, {torch.reading['rows']:.0f} GB/s by PyTorch's embedding_bag in "
            "random order)"
            f"; PyTorch's loss {peer[0]['loss']:.4f}; its variants: {torch.rates}")
    return [row, memory]
