"""Training of ancf, neumf and gmf: samples a second of one core, beside PyTorch at its best, in turns."""

import json
import os
import statistics
from dataclasses import dataclass

from driver import specs, sgemm
from driver.measure import run as execute
from driver.table import Row

POSITIVES_SQL = "SELECT value FROM metrics WHERE name = 'split/train_interactions' LIMIT 1"
LOSS_SQL = """SELECT value FROM metrics WHERE name = 'train/loss' AND step = {}
              AND run = (SELECT id FROM runs ORDER BY started DESC LIMIT 1)"""
HELD_OUT_SQL = """SELECT value FROM metrics WHERE name = 'ndcg@10' AND step IS NULL
                  AND run = (SELECT id FROM runs WHERE experiment = 'held-out' ORDER BY started DESC LIMIT 1)"""
SCRIPT = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "torch_pairs.py")


@dataclass
class Case:
    """One model at several batch sizes, with the ratio to PyTorch that each should reach."""

    what: str
    lines: list  # of the spec's train block
    torch: list  # the same for the peer's script
    samples: int  # for each training pair
    targets: dict  # batch size: ratio
    operations: int = 0  # floating-point operations in the matrix products of a sample's step
    traffic: int = 0  # bytes of a sample's embedding rows and their moments, each read and written once (of models without products)
    epochs: tuple = (1, 2)  # of the two runs that are compared; many where an epoch is short


CASES = [
    Case("ANCF d=50", specs.ANCF, ["ancf", "--size", "50"], 5, {64: 12, 256: 5, 4096: 2.5}, 3 * 2 * 2 * 50 * 50,
         epochs=(1, 4)),
    Case("NeuMF d=8, MLP 32-16-8", specs.neumf(8, [32, 16, 8]), ["neumf", "--size", "8", "--layers", "32", "16", "8"], 5,
         {256: 4, 4096: 2.3}, 3 * 2 * (32 * 32 + 32 * 16 + 16 * 8), epochs=(1, 4)),
    Case("NeuMF d=64, MLP 128-64", specs.neumf(64, [128, 64]), ["neumf", "--size", "64", "--layers", "128", "64"], 5,
         {256: 3.5, 4096: 1.9}, 3 * 2 * (128 * 128 + 128 * 64)),
    Case("GMF d=64 under BPR", specs.GMF_BPR, ["gmf-bpr", "--size", "64", "--negatives", "1"], 1, {2048: 1.8}, 0, 3 * 64 * 4 * 3 * 2, (2, 12)),
]


def run(context):
    if not context.has_movielens("training"):
        return []
    # OpenBLAS chooses its kernels itself, as PyTorch chooses its own.
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_CORETYPE"}
    rows = []
    for case in CASES:
        spec = specs.movielens("training", context.ratings, case.lines)
        for batch, target in case.targets.items():
            rows += _measure(context, case, spec, batch, target, environment)
    return rows


def settings(batch):
    """A large batch names most rows: moving the others too, as PyTorch's dense Adam does, costs little there and learns more in an epoch."""
    embeddings = "exact" if batch >= 2048 else "lazy"
    return ["--set", f"train.batch_size={batch}", "--set", f"train.optimizer.embeddings={embeddings}"]


def _measure(context, case, spec, batch, target, environment):
    options = settings(batch)
    context.pipeline(spec, *options, "--set", "train.epochs=1", "--quiet", environment=environment)
    samples = context.query(POSITIVES_SQL)[0]["value"] * case.samples
    torch = Torch(context, case, batch) if context.peers else None
    ours, peer, rates = [], [], []
    for _ in range(1 if context.quick else 3):
        ours.append(_ours(context, case, spec, options, samples, environment))
        rates.append(sgemm.rate(environment))
        if torch:
            peer.append(torch.epoch())
    rows = _rows(case, batch, target, ours, peer, torch, statistics.median(rates))
    if case.traffic:
        rows[0].note += "; " + bandwidth(context, rows[0].ours * 1e6, case.traffic)
    return rows + ([] if context.quick else [_held_out(context, case, batch, torch, environment)])


def bandwidth(context, rate, traffic):
    """How much memory traffic a rate of samples means, beside what one core copies."""
    moved, copied = rate * traffic / 1e9, context.copy_rate()
    share = f" ({100 * moved / copied:.0f} % of the {copied:.1f} GB/s that one core copies outside its caches)" if copied else ""
    return (f"{traffic} bytes of embedding rows (and moments) read and written for each sample: {moved:.1f} GB/s{share}; tables of this size "
            "lie in the third-level cache in part")


def _ours(context, case, spec, options, samples, environment):
    """The rate over the epochs between two runs: starting, reading and writing drop out."""
    few, more = case.epochs
    if context.quick:
        more = few + max(1, (more - few) // 2)
    one, stages_one = context.stages(
        spec, *options, "--set", f"train.epochs={few}", "--force", "train", environment=environment)
    all_, stages_all = context.stages(
        spec, *options, "--set", f"train.epochs={more}", "--force", "train", environment=environment)
    count = samples * (more - few)
    return {
        "wall": count / (stages_all["train"]["seconds"] - stages_one["train"]["seconds"]), "cpu": count / (all_.cpu - one.cpu),
        "peak": all_.peak, "loss": context.query(LOSS_SQL.format(1))[0]["value"],
        "kernels": context.query("SELECT blas_kernel AS name FROM runs ORDER BY started DESC LIMIT 1")[0]["name"],
    }


class Torch:
    def __init__(self, context, case, batch):
        self.python = context.peers.program("torch")
        self.environment = dict(os.environ, OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
        self.arguments = [*case.torch, "--batch", str(batch)]
        self.limit = ["--batches", str(1 + 600_000 // batch)] if context.quick else []
        rates = self._call("--probe", "1" if context.quick else "3")
        self.variant = max(rates, key=rates.get)
        self.rates = ", ".join(f"{name} {rate / 1e3:.0f} k/s" for name, rate in rates.items())
        self.name = f"PyTorch {context.peers.version('torch')}, {self.variant}"

    def epoch(self):
        result = self._call("--variant", self.variant, *self.limit)
        epoch = result["epochs"][0]
        return {
            "wall": epoch["samples"] / epoch["wall"], "cpu": epoch["samples"] / epoch["cpu"], "peak": result["peak"],
            "loss": None if self.limit else epoch["loss"],
        }

    def held_out(self):
        return self._call("--variant", self.variant, "--ndcg")["ndcg"]

    def _call(self, *options):
        return json.loads(execute([self.python, SCRIPT, "ws/store", *self.arguments, *options], environment=self.environment).output)


def _rows(case, batch, target, ours, peer, torch, sgemm_rate):
    middle = lambda samples, key: statistics.median(sample[key] for sample in samples)  # noqa: E731
    rate = middle(ours, "cpu")
    note = f"{ours[0]['kernels']} kernels; {'exact' if batch >= 2048 else 'lazy'} Adam; by the wall clock {middle(ours, 'wall') / 1e6:.2f} M/s; "
    note += f"training loss of epoch 1 {middle(ours, 'loss'):.4f}"
    if case.operations:
        achieved = rate * case.operations / 1e9
        note += (f"; the matrix products alone are {achieved:.0f} GFLOP/s of the {sgemm_rate:.0f} that this machine reaches in a large one"
                 f" ({100 * achieved / sgemm_rate:.0f} %, all else included in the time)")
    row = Row(f"{case.what}, batch {batch}, per core", rate / 1e6, "M/s", target=f"≥ {target} ×", more_is_better=True, note=note)
    memory = Row(f"{case.what}, batch {batch}: memory", middle(ours, "peak"), "MB", target="≤ 1/3")
    if peer:
        row.peer, row.peer_name = middle(peer, "cpu") / 1e6, torch.name
        row.met = row.ratio >= target
        loss = "" if peer[0]["loss"] is None else f", training loss {middle(peer, 'loss'):.4f}"
        row.note += f"; PyTorch by the wall clock {middle(peer, 'wall') / 1e6:.2f} M/s{loss}; its variants: {torch.rates}"
        memory.peer, memory.peer_name = middle(peer, "peak"), torch.name
        memory.met = memory.ratio >= 3
    return [row, memory]


def _held_out(context, case, batch, torch, environment):
    """Both learn the same: NDCG@10 of one held-out item of each user among all unseen ones, after one epoch of each."""
    spec = specs.movielens("held-out", context.ratings, case.lines, specs.FULL_RANKING)
    context.pipeline(spec, *settings(batch), "--set", "train.epochs=1", "--quiet", environment=environment)
    value = context.query(HELD_OUT_SQL)[0]["value"]
    row = Row(
        f"{case.what}, batch {batch}: held-out NDCG@10 after 1 epoch", value, "", more_is_better=True,
        note="items that neither side trained on, one a user, ranked among all items that the user does not have")
    if torch:
        row.peer, row.peer_name = torch.held_out(), torch.name
    return row
