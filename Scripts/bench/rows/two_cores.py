"""Training on two cores, by the wall clock: training of one model takes one thread, so ours trains two models at once (`--jobs 2`); PyTorch trains
one model with two threads, or two models in two processes, whichever gives more samples a second."""

import json
import os
import statistics
from concurrent.futures import ThreadPoolExecutor

from driver import specs
from driver.measure import run as execute
from driver.table import Row

from .training import CASES, POSITIVES_SQL, SCRIPT

BATCHES = {"ANCF d=50": 256, "NeuMF d=64, MLP 128-64": 4096}


def run(context):
    """Means something only while nothing else runs on two idle cores."""
    if not context.has_movielens("two-cores"):
        return []
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_CORETYPE"}
    return [_measure(context, case, BATCHES[case.what], environment) for case in CASES if case.what in BATCHES]


def _measure(context, case, batch, environment):
    spec = _spec(context, case, batch)
    context.pipeline(spec, *_epochs(1), "--jobs", "2", "--quiet", environment=environment)
    samples = context.query(POSITIVES_SQL)[0]["value"] * case.samples
    torch = Torch(context, case, batch) if context.peers else None
    ours, one, two = [], [], []
    for _ in range(1 if context.quick else 3):
        few, more = case.epochs[0], case.epochs[0] + 1 if context.quick else case.epochs[1]
        walls = [
            context.stages(spec, *_epochs(epochs), "--jobs", "2", "--force", "train", environment=environment)[0].wall
            for epochs in (few, more)]
        ours.append(2 * samples * (more - few) / (walls[1] - walls[0]))
        if torch:
            one.append(torch.one_model())
            two.append(torch.two_models())
    row = Row(
        f"{case.what}, batch {batch}, two cores, wall clock", statistics.median(ours) / 1e6, "M/s", more_is_better=True,
        note="samples of two models trained at once by one `pipeline run --jobs 2`, one thread each")
    if torch:
        rates = {"one model, 2 threads": statistics.median(one), "two processes, 1 thread each": statistics.median(two)}
        best = max(rates, key=rates.get)
        row.peer, row.peer_name = rates[best] / 1e6, f"PyTorch {context.peers.version('torch')}, {best}"
        row.note += "; PyTorch: " + ", ".join(f"{name} {rate / 1e6:.2f} M/s" for name, rate in rates.items()) + f" ({torch.variants})"
    return row


def _spec(context, case, batch):
    """The training twice, at learning rates that differ a little, so that neither is the other from the cache."""
    lines = [line for line in case.lines if not line.startswith("batch_size")] + [f"batch_size: {batch}"]
    train = []
    for name, rate in (("a", 0.001), ("b", 0.0011)):
        train += [f"{name}:"] + [f"  {line.replace('learning_rate: 0.001', f'learning_rate: {rate}')}" for line in lines]
    return specs.movielens("two-cores", context.ratings, train)


def _epochs(count):
    return ["--set", f"train.a.epochs={count}", "--set", f"train.b.epochs={count}"]


class Torch:
    def __init__(self, context, case, batch):
        self.python = context.peers.program("torch")
        self.arguments = [*case.torch, "--batch", str(batch)]
        self.limit = ["--batches", str(1 + 600_000 // batch)] if context.quick else []
        seconds = "1" if context.quick else "3"
        self.best = {threads: self._best(self._call(threads, "--probe", seconds)) for threads in (1, 2)}
        self.variants = f"{self.best[2]}; {self.best[1]}"

    def one_model(self):
        return self._rate(self._call(2, "--variant", self.best[2], *self.limit))

    def two_models(self):
        with ThreadPoolExecutor(2) as pool:
            return sum(pool.map(lambda _: self._rate(self._call(1, "--variant", self.best[1], *self.limit)), range(2)))

    def _call(self, threads, *options):
        environment = dict(os.environ, OMP_NUM_THREADS=str(threads), MKL_NUM_THREADS=str(threads))
        command = [self.python, SCRIPT, "ws/store", *self.arguments, "--threads", str(threads), *options]
        return json.loads(execute(command, environment=environment).output)

    def _best(self, rates):
        return max(rates, key=rates.get)

    def _rate(self, result):
        epoch = result["epochs"][0]
        return epoch["samples"] / epoch["wall"]
