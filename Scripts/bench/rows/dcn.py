"""Training the Deep Cooperative Network (2 × 128 tokens, BiLSTM 64, batch 64), beside PyTorch at its best, in turns."""

import json
import os
import random
import statistics

from driver.measure import run as execute
from driver.table import Row

SCRIPT = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "torch_dcn.py")
USERS, ITEMS, REVIEWS, WORDS, VOCABULARY = 512, 256, 4096, 140, 20_000


def run(context):
    spec = _spec()
    context.pipeline(spec, "--set", "train.epochs=1", "--quiet")
    samples = context.query("SELECT value FROM metrics WHERE name = 'split/train_interactions' LIMIT 1")[0]["value"]
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_CORETYPE"}
    torch = Torch(context) if context.peers else None
    found, peer = [], []
    for _ in range(1 if context.quick else 3):
        found.append(_ours(context, spec, samples, environment))
        if torch:
            peer.append(torch.measure())
    return _rows(found, peer, torch)


def _spec():
    """Made-up reviews, all longer than a document: nothing is gained by leaving out padding."""
    chance = random.Random(1)
    words = [f"w{number}" for number in range(VOCABULARY)]
    with open("reviews.json", "w") as file:
        for pair in chance.sample(range(USERS * ITEMS), REVIEWS):
            text = " ".join(chance.choices(words, k=WORDS))
            file.write(json.dumps({
                "reviewerID": f"u{pair // ITEMS}", "asin": f"i{pair % ITEMS}", "overall": chance.randint(1, 5), "reviewText": text,
                "unixReviewTime": 1_400_000_000 + pair}) + "\n")
    with open("dcn.yaml", "w") as file:
        file.write("\n".join([
            "experiment: dcn", "ingest: {format: amazon-reviews, reviews: reviews.json, min_interactions: {user: 2, item: 2}}",
            "tokenize: {tokenizer: word, fields: [review.text]}", "split: {strategy: random, ratios: [1, 0, 0]}",
            "encode: {encoder: documents, max_tokens: 128, min_count: 1, vocabulary_size: null}",
            "train: {model: dcn, embedding_dim: 64, hidden: 64, batch_size: 64, biases: none, dropout: 0.2}", ""]))
    return "dcn.yaml"


def _ours(context, spec, samples, environment):
    """The rate over the epoch between a run of one and a run of two: starting, reading and writing drop out."""
    one, stages_one = context.stages(spec, "--set", "train.epochs=1", "--force", "train", environment=environment)
    two, stages_two = context.stages(spec, "--set", "train.epochs=2", "--force", "train", environment=environment)
    wall = stages_two["train"]["seconds"] - stages_one["train"]["seconds"]
    kernels = context.query("SELECT blas_kernel AS name FROM runs ORDER BY started DESC LIMIT 1")[0]["name"]
    return {"wall": samples / wall, "cpu": samples / (two.cpu - one.cpu), "peak": two.peak, "kernels": kernels}


class Torch:
    def __init__(self, context):
        self.python = context.peers.program("torch")
        self.environment = dict(os.environ, OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
        self.seconds = "4" if context.quick else "12"
        rates = self._call("--probe", "3" if context.quick else "8")
        self.variant = max(rates, key=rates.get)
        self.rates = ", ".join(f"{name} {rate:.0f}/s" for name, rate in rates.items())
        self.name = f"PyTorch {context.peers.version('torch')}, {self.variant}"

    def measure(self):
        return self._call("--variant", self.variant, "--seconds", self.seconds)

    def _call(self, *options):
        return json.loads(execute([self.python, SCRIPT, *options], environment=self.environment).output)


def _rows(found, peer, torch):
    middle = lambda samples, key: statistics.median(sample[key] for sample in samples)  # noqa: E731
    row = Row(
        f"dcn 2×128 tokens, BiLSTM 64, batch 64, per core: {found[0]['kernels']} kernels", middle(found, "cpu"), "/s", target="≥ 1.5 ×",
        more_is_better=True, note=f"ratings per second of processor time; by the wall clock {middle(found, 'wall'):.0f}/s")
    memory = Row("dcn training: memory", middle(found, "peak"), "MB", target="≤ 1/2")
    if peer:
        row.peer, row.peer_name = middle(peer, "cpu"), torch.name
        row.met = row.ratio >= 1.5
        row.note += f"; its variants: {torch.rates}"
        memory.peer, memory.peer_name = middle(peer, "peak"), torch.name
        memory.met = memory.ratio >= 2
    return [row, memory]
