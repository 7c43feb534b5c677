"""Specs and dvc.yaml files that the benchmark generates."""

import os


def commands(name, count, layout="chain"):
    """`count` command stages after one input file: a chain, or layers of ten stages of which each reads one of the layer before."""
    with open("seed.txt", "w") as file:
        file.write("seed\n")
    lines = [f"experiment: {name}", "prepare:"]
    for index in range(count):
        before = parent(index, layout)
        source = "seed.txt" if before is None else f"{{from: s{before}}}"
        lines += [f"  - name: s{index}", f"    command: {command(index)}", "    shell: true", f"    inputs: {{in: {source}}}",
                  "    outputs: [out]"]
    return _write(f"{name}.yaml", lines)


def command(index):
    """Copies its input and adds its number, so that no two stages are the same work."""
    return f"cat in > out && echo {index} >> out"


def parent(index, layout):
    if layout == "chain":
        return index - 1 if index else None
    return index - 10 if index >= 10 else None


def dvc(count, folder):
    """The chain of `commands` as a DVC project."""
    os.makedirs(folder)
    with open(f"{folder}/seed.txt", "w") as file:
        file.write("seed\n")
    lines = ["stages:"]
    for index in range(count):
        before = "seed.txt" if index == 0 else f"out{index - 1}"
        lines += [
            f"  s{index}:", f"    cmd: cat {before} > out{index} && echo {index} >> out{index}", f"    deps: [{before}]",
            f"    outs: [out{index}]",
        ]
    _write(f"{folder}/dvc.yaml", lines)


def big_input(name, path):
    """One stage that depends on a file outside the store and hardly reads it."""
    return _write(f"{name}.yaml", [
        f"experiment: {name}", "prepare:", "  - name: head", "    command: head -c 16 in > out", "    shell: true", f"    inputs: {{in: {path}}}",
        "    outputs: [out]"])


def big_output(name, path):
    """One stage that writes a copy of a file outside the store: what it writes is taken into the store."""
    return _write(f"{name}.yaml", [
        f"experiment: {name}", "prepare:", "  - name: copy", "    command: [cp, in, out]", f"    inputs: {{in: {path}}}",
        "    outputs: [out]"])


def movielens(name, ratings, train=None, evaluate=None, validation=False):
    """MovieLens-1M, leave-one-out; `train` and `evaluate` are lines of their blocks."""
    lines = [
        f"experiment: {name}", "seed: 1", "ingest:", "  format: movielens", f"  ratings: {ratings}", "split:",
        "  strategy: leave-one-out", "  order: random", f"  validation: {'true' if validation else 'false'}",
    ]
    if train:
        lines += ["train:"] + [f"  {line}" for line in train]
    if evaluate:
        lines += ["evaluate:"] + [f"  {line}" for line in evaluate]
    return _write(f"{name}.yaml", lines)


def lightgcn(name, folder, train):
    """The LightGCN authors' split in `folder`, all of its training part; `train` is lines of its block."""
    return _write(f"{name}.yaml", [
        f"experiment: {name}", "seed: 1", "ingest:", "  format: lightgcn", f"  train: {folder}/train.txt", f"  test: {folder}/test.txt",
        "split: {strategy: given, validation: none}", "train:"] + [f"  {line}" for line in train])

def synthetic(name, users, items, interactions, train, evaluate=None, one_out=False):
    """Made data; a random tenth or, with `one_out`, one interaction of each user is kept for testing."""
    lines = [
        f"experiment: {name}", "seed: 1",
        f"ingest: {{format: synthetic, users: {users}, items: {items}, interactions: {interactions}, seed: 1}}",
        "split: {strategy: leave-one-out, order: random, validation: false}" if one_out
        else "split: {strategy: random, ratios: [0.9, 0, 0.1]}", "train:",
    ] + [f"  {line}" for line in train]
    return _write(f"{name}.yaml", lines + (["evaluate:"] + [f"  {line}" for line in evaluate] if evaluate else []))


ANCF = [
    "model: ancf", "embedding_dim: 50", "head: mlp", "dropout: 0", "loss: bce", "negatives: 4", "optimizer: {name: adam, learning_rate: 0.001}",
    "batch_size: 256",
]
def neumf(size, layers):
    return [
        "model: neumf", f"embedding_dim: {size}", f"layers: {layers}", "loss: bce", "negatives: 4",
        "optimizer: {name: adam, learning_rate: 0.001}", "batch_size: 256",
    ]


GMF_BPR = [
    "model: gmf", "embedding_dim: 64", "loss: bpr", "negatives: 1", "optimizer: {name: adam, learning_rate: 0.001}", "batch_size: 2048",
]
GMF = [
    "model: gmf", "embedding_dim: 64", "loss: bce", "negatives: 4", "optimizer: {name: adam, learning_rate: 0.001}",
    "batch_size: 1024", "epochs: 1",
]
FULL_RANKING = ["protocol: full-ranking", "metrics: [ndcg, recall, mrr]", "cutoffs: [10]"]


def _write(path, lines):
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")
    return path
