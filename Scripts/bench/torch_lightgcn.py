"""LightGCN in PyTorch, one thread: the peer of the graph row. Reads the split that `pipeline` made, so that both train on the same graph.

The whole step is timed: drawing pairs (for a whole epoch at once), products with the adjacency matrix, forward, backward, optimizer. The
matrix is symmetric, so the backward pass of a product is the product itself (`Product`): PyTorch's own would make the transpose each time.

    torch_lightgcn.py STORE --probe STEPS        pairs a second of each variant
    torch_lightgcn.py STORE --variant NAME [--steps N]
    torch_lightgcn.py STORE --reading            what this core reads, GB/s
"""

import argparse
import json
import resource
import sys
import time
import warnings

import torch
from torch.nn import functional as F

from driver.split_file import training

SIZE, LAYERS, BATCH, REGULARIZATION, RATE = 64, 3, 2048, 1e-4, 0.001
warnings.filterwarnings("ignore", message="Sparse")


class Product(torch.autograd.Function):
    """A x of a symmetric A, with A g as its gradient."""

    multiply = None

    @staticmethod
    def forward(context, x):
        return Product.multiply(x)

    @staticmethod
    def backward(context, gradient):
        return Product.multiply(gradient)


def adjacency(users, items, user_count, item_count, index_type):
    """D^-1/2 A D^-1/2 over users and items, as compressed rows."""
    rows, columns = torch.cat([users, items + user_count]), torch.cat([items + user_count, users])
    count = user_count + item_count
    roots = torch.bincount(rows, minlength=count).clamp(min=1).float().rsqrt()
    matrix = torch.sparse_coo_tensor(torch.stack([rows, columns]), roots[rows] * roots[columns], (count, count)).coalesce().to_sparse_csr()
    return torch.sparse_csr_tensor(
        matrix.crow_indices().to(index_type), matrix.col_indices().to(index_type), matrix.values(), (count, count))


class Trainer:
    VARIANTS = ["plain autograd", "symmetric backward", "symmetric backward, int32 indices", "symmetric backward, sparse.mm reduce"]

    def __init__(self, variant, data):
        users, items, self.user_count, item_count = data
        matrix = adjacency(users, items, self.user_count, item_count, torch.int32 if "int32" in variant else torch.int64)
        if "reduce" in variant:
            Product.multiply = lambda x: torch.sparse.mm(matrix, x, "sum")
        else:
            Product.multiply = lambda x: matrix @ x
        self.product = Product.multiply if variant.startswith("plain") else Product.apply
        torch.manual_seed(1)
        self.embedding = torch.nn.Parameter(0.1 * torch.randn(self.user_count + item_count, SIZE))
        self.optimizer = torch.optim.Adam([self.embedding], lr=RATE, fused=True)

    def step(self, users, positives, negatives):
        total = layer = self.embedding
        for _ in range(LAYERS):
            layer = self.product(layer)
            total = total + layer
        nodes = torch.cat([users, positives + self.user_count, negatives + self.user_count])
        u, p, n = (total[nodes] / (LAYERS + 1)).view(3, len(users), SIZE)
        loss = F.softplus(((n - p) * u).sum(1)).mean()
        decay = REGULARIZATION / 2 * self.embedding[nodes].square().sum() / len(users)
        self.optimizer.zero_grad(set_to_none=True)
        (loss + decay).backward()
        self.optimizer.step()
        return loss.detach()


class Sampler:
    """As many triples an epoch as there are interactions: a user uniformly, one of their items, an item that is none of theirs."""

    def __init__(self, data):
        users, items, self.user_count, self.item_count = data
        self.keys = (users * self.item_count + items).sort().values
        self.counts = torch.bincount(users, minlength=self.user_count)
        self.starts = self.counts.cumsum(0) - self.counts
        self.known = self.counts.nonzero().squeeze(1)

    def epoch(self, count=None):
        count = len(self.keys) if count is None else count
        users = self.known[torch.randint(len(self.known), (count,))]
        places = self.starts[users] + (torch.rand(count) * self.counts[users]).long()
        positives, negatives = self.keys[places] % self.item_count, torch.empty(count, dtype=torch.long)
        wrong = torch.arange(count)
        while len(wrong):
            negatives[wrong] = torch.randint(self.item_count, (len(wrong),))
            keys = users[wrong] * self.item_count + negatives[wrong]
            found = torch.searchsorted(self.keys, keys).clamp(max=len(self.keys) - 1)
            wrong = wrong[self.keys[found] == keys]
        return users, positives, negatives


def train(trainer, sampler, steps=None):
    """One epoch or its first steps: pairs, mean loss, wall and processor seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    users, positives, negatives = sampler.epoch(steps and steps * BATCH)
    total = 0.0
    for start in range(0, len(users), BATCH):
        part = slice(start, start + BATCH)
        total += float(trainer.step(users[part], positives[part], negatives[part])) * len(users[part])
    return {
        "pairs": len(users), "loss": total / len(users), "wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def reading():
    """GB/s: rows of a table of Yelp2018's nodes in random order, added up (the work of a product), and a gigabyte in order."""
    table, large = torch.rand(70_000, SIZE), torch.rand(2**28)
    rows = torch.randint(len(table), (2_500_000,), dtype=torch.int32)
    bags = torch.arange(0, len(rows), 36, dtype=torch.int32)
    work = {"rows": (lambda: F.embedding_bag(rows, table, bags, mode="sum"), len(rows) * SIZE * 4), "memory": (large.sum, large.nbytes)}
    result = {}
    for name, (call, size) in work.items():
        best = float("inf")
        for _ in range(7):
            cpu = time.process_time()
            call()
            best = min(best, time.process_time() - cpu)
        result[name] = size / best / 1e9
    return result


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("store")
    arguments.add_argument("--probe", type=int)
    arguments.add_argument("--variant")
    arguments.add_argument("--steps", type=int)
    arguments.add_argument("--reading", action="store_true")
    options = arguments.parse_args()
    torch.set_num_threads(1)
    if options.reading:
        print(json.dumps(reading()))
        return
    users, items, _, user_count, item_count = training(options.store)
    data = torch.from_numpy(users).long(), torch.from_numpy(items).long(), user_count, item_count
    sampler = Sampler(data)
    if options.probe:
        rates = {}
        for variant in Trainer.VARIANTS:
            try:
                trainer = Trainer(variant, data)
                train(trainer, sampler, 2)
                part = train(trainer, sampler, options.probe)
                rates[variant] = part["pairs"] / part["cpu"]
            except Exception as error:  # a build without one of the kernels
                print(f"{variant}: {error}", file=sys.stderr)
        print(json.dumps(rates))
        return
    trainer = Trainer(options.variant, data)
    result = train(trainer, sampler, options.steps)
    result["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps(result))


if __name__ == "__main__":
    main()
