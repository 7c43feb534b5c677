"""iALS, biased MF and BPR-MF, ratings or pairs a second of one core, beside implicit, Cornac and PyTorch, in turns."""

import json
import os
import statistics

from driver import specs
from driver.measure import run as execute
from driver.table import Row

from .training import HELD_OUT_SQL, bandwidth

# Bytes of the rows that a pair reads and writes, for the rows whose limit is memory.
TRAFFIC = {"biased MF d=50, SGD": 2 * (50 + 1) * 4 * 2, "BPR-MF d=64, SGD": 3 * 64 * 4 * 2}

SCRIPT = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "peer_factorization.py")

# The objective of implicit_als in peer_factorization.py: with the weight α of all pairs beside 1 of the observed ones, each observed pair
# weighs 1 + 1/α times what an unobserved one does; and a target of 1 there, 1/(1+α) here, is a factor of 1+α between the factors, and in λ.
ALS = ["model: ials", "factors: 64", "unobserved_weight: 1", "regularization: 1", "frequency_exponent: 0"]

# Name, lines of the spec's train block, epochs of the two runs that are compared, peers: (their word, environment, name, target ratio).
ROWS = [
    ("iALS d=64, 3 steps of conjugate gradients", ALS + ["solver: conjugate_gradient"], (2, 12),
     [("implicit-als", "implicit", "implicit ALS (the same solver)", 1)]),
    ("iALS d=64, exact (Cholesky)", ALS, (2, 6),
     [("implicit-als", "implicit", "implicit ALS (3 steps of conjugate gradients)", None)]),
    ("biased MF d=50, SGD", ["model: mf", "factors: 50"], (2, 22), [("cornac-mf", "cornac", "Cornac MF", 1)]),
    ("BPR-MF d=64, SGD", ["model: bpr-mf", "factors: 64"], (2, 12),
     [("torch-bpr", "torch", "PyTorch", 1.8), ("implicit-bpr", "implicit", "implicit BPR", 1), ("cornac-bpr", "cornac", "Cornac BPR", 1)]),
]


def run(context):
    if not context.has_movielens("factorization"):
        return []
    rows = []
    for what, lines, (few, more), peers in ROWS:
        spec = specs.movielens("factorization", context.ratings, lines)
        context.pipeline(spec, "--set", "train.epochs=1", "--quiet")
        ours, others = [], {peer[0]: [] for peer in peers}
        for _ in range(1 if context.quick else 3):
            ours.append(_ours(context, spec, few, more))
            for word, environment, _, _ in peers if context.peers else []:
                others[word].append(_peer(context, word, environment))
        rows += _rows(context, what, ours, peers, others)
        if not context.quick:
            rows += _held_out(context, what, lines, peers)
    return rows


def _ours(context, spec, few, more):
    """The rate over the epochs between two runs: starting, reading, writing and the first epoch drop out."""
    samples = [context.stages(spec, "--set", f"train.epochs={epochs}", "--force", "train") for epochs in (few, more)]
    pairs = context.query("SELECT value FROM metrics WHERE name = 'split/train_interactions' LIMIT 1")[0]["value"]
    return {"rate": pairs * (more - few) / (samples[1][0].cpu - samples[0][0].cpu), "peak": samples[1][0].peak}


def _peer(context, word, environment):
    more = {"torch-bpr": "3", "cornac-mf": "21"}.get(word, "6")
    settings = dict(os.environ, OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    program = [context.peers.program(environment), SCRIPT, "ws/store", word, "1", more]
    return json.loads(execute(program, environment=settings).output)


def _held_out(context, what, lines, peers):
    """What both have learned: NDCG@10 of one held-out item of each user among all unseen ones, or the error of its rating."""
    metric, epochs = ("rmse", 20) if "MF d=50" in what else ("ndcg", 10)
    evaluate = ["protocol: rating", "metrics: [rmse]"] if metric == "rmse" else specs.FULL_RANKING
    spec = specs.movielens("held-out", context.ratings, lines, evaluate)
    context.pipeline(spec, "--set", f"train.epochs={epochs}", "--quiet")
    value = context.query(HELD_OUT_SQL if metric == "ndcg" else HELD_OUT_SQL.replace("ndcg@10", "rmse"))[0]["value"]
    name = f"{what}: held-out {'NDCG@10' if metric == 'ndcg' else 'RMSE'} after {epochs} epochs"
    rows = []
    for word, environment, label, _ in peers if context.peers else []:
        program = [context.peers.program(environment), SCRIPT, "ws/store", word, "held-out", str(epochs)]
        settings = dict(os.environ, OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
        found = json.loads(execute(program, environment=settings).output)[metric]
        rows.append(Row(
            name, value, "", more_is_better=metric == "ndcg", peer=found, peer_name=f"{label} {context.peers.version(environment)}",
            note="each side with the settings of its row above (ALS: the same objective); the one held-out item of each user"))
    return rows or [Row(name, value, "", more_is_better=metric == "ndcg")]


def _rows(context, what, ours, peers, others):
    middle = lambda samples, key: statistics.median(sample[key] for sample in samples)  # noqa: E731
    rate, peak = middle(ours, "rate"), middle(ours, "peak")
    limit, rows = "; " + bandwidth(context, rate, TRAFFIC[what]) if what in TRAFFIC else "", []
    for word, environment, name, wanted in peers:
        row = Row(
            f"{what}, per core", rate / 1e6, "M/s", target=f"≥ {wanted} ×" if wanted else "", more_is_better=True,
            note="training pairs per second of processor time, the checkpoint of each epoch included" + limit)
        memory = Row(f"{what}: memory", peak, "MB", target="≤ 1/3" if environment == "torch" else "")
        if others[word]:
            label = " ".join([name, context.peers.version(environment), others[word][0]["variant"]]).strip()
            row.peer, row.peer_name = middle(others[word], "rate") / 1e6, label
            memory.peer, memory.peer_name = middle(others[word], "peak"), label
            row.met = row.ratio >= wanted if wanted else None
            memory.met = memory.ratio >= 3 if environment == "torch" else None
        rows += [row, memory]
    return rows
