"""ANCF in PyTorch, one thread: the peer of the training row. Reads the split that `pipeline` made, so that both train on the same pairs.

The whole step is timed: order and negatives (drawn for a whole epoch at once, which is PyTorch's fastest way), batch selection, forward,
backward, optimizer.

    torch_ancf.py STORE --probe SECONDS          samples a second of each variant
    torch_ancf.py STORE --variant NAME --epochs N [--batches N] [--ndcg]
"""

import argparse
import glob
import json
import resource
import sys
import time

import torch
from safetensors import SafetensorError, safe_open
from torch import nn
from torch.nn import functional as F

SIZE, BATCH, NEGATIVES = 50, 256, 4


def read_split(store):
    """The file of a split among the objects of a store."""
    for path in sorted(glob.glob(f"{store}/objects/*/*")):
        try:
            with safe_open(path, "pt") as file:
                if "train.users" in file.keys():
                    counts = {name: int(count) for name, count in file.metadata().items()}
                    tensors = {name: file.get_tensor(name).long() for name in file.keys() if "users" in name or "items" in name}
                    return tensors, counts["users"], counts["items"]
        except SafetensorError:
            continue
    sys.exit(f"error: no split in {store}")


class Sampler:
    """Positives in random order, each followed by four negatives that are no positive of its user."""

    def __init__(self, tensors, users, items):
        self.users, self.items, self.count = tensors["train.users"], tensors["train.items"], items
        self.known = torch.zeros(users * items, dtype=torch.bool)
        self.known[self.users * items + self.items] = True

    def epoch(self):
        order = torch.randperm(len(self.users))
        users = self.users[order].unsqueeze(1).expand(-1, NEGATIVES + 1).contiguous()
        items = torch.randint(self.count, users.shape)
        items[:, 0] = self.items[order]
        flat_users, flat_items = users.view(-1), items.view(-1)
        drawn = torch.ones_like(items, dtype=torch.bool)
        drawn[:, 0] = False
        wrong = drawn.view(-1).nonzero().squeeze(1)
        while True:
            wrong = wrong[self.known[flat_users[wrong] * self.count + flat_items[wrong]]]
            if len(wrong) == 0:
                break
            flat_items[wrong] = torch.randint(self.count, (len(wrong),))
        return flat_users, flat_items, (~drawn).float().view(-1)


class ANCF(nn.Module):
    def __init__(self, users, items, sparse):
        super().__init__()
        self.users, self.items = nn.Embedding(users, SIZE, sparse=sparse), nn.Embedding(items, SIZE, sparse=sparse)
        self.attention, self.hidden, self.output = nn.Linear(SIZE, SIZE), nn.Linear(SIZE, SIZE), nn.Linear(SIZE, 1)
        for table in (self.users, self.items):
            nn.init.normal_(table.weight, std=0.01)
        for layer in (self.attention, self.hidden):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
        nn.init.uniform_(self.output.weight, -(3 / SIZE) ** 0.5, (3 / SIZE) ** 0.5)
        nn.init.zeros_(self.output.bias)

    def score(self, u, v):
        p = u * v
        z = SIZE * torch.softmax(self.attention(p), dim=1) * p
        return self.output(torch.relu(self.hidden(z))).squeeze(1)

    def loss(self, u, v, labels):
        return F.binary_cross_entropy_with_logits(self.score(u, v), labels)

    def whole_loss(self, users, items, labels):
        return self.loss(self.users(users), self.items(items), labels)


class Trainer:
    VARIANTS = ["eager fused Adam", "eager sparse Adam", "compiled fused Adam", "compiled sparse Adam"]

    def __init__(self, variant, users, items):
        sparse = "sparse" in variant
        self.model = ANCF(users, items, sparse)
        tables = [self.model.users.weight, self.model.items.weight]
        dense = [parameter for parameter in self.model.parameters() if all(parameter is not table for table in tables)]
        self.optimizers = [torch.optim.Adam(dense + ([] if sparse else tables), lr=0.001, fused=True)]
        if sparse:
            self.optimizers.append(torch.optim.SparseAdam(tables, lr=0.001))
        if variant.startswith("eager"):
            self.loss = self.model.whole_loss
        elif sparse:  # sparse gradients do not pass through the compiler: only the head is compiled
            head = torch.compile(self.model.loss)
            self.loss = lambda users, items, labels: head(self.model.users(users), self.model.items(items), labels)
        else:
            self.loss = torch.compile(self.model.whole_loss)

    def step(self, users, items, labels):
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss = self.loss(users, items, labels)
        loss.backward()
        for optimizer in self.optimizers:
            optimizer.step()
        return loss.detach()


def train(trainer, sampler, batches=None, seconds=None):
    """One epoch, or a part of it: samples, mean loss, wall and processor seconds (sampling counts in proportion)."""
    wall, cpu = time.perf_counter(), time.process_time()
    users, items, labels = sampler.epoch()
    sampling = time.perf_counter() - wall, time.process_time() - cpu
    last = len(users) if batches is None else min(len(users), batches * BATCH)
    total, done = torch.zeros(()), 0
    wall, cpu = time.perf_counter(), time.process_time()
    for start in range(0, last - last % BATCH, BATCH):
        part = slice(start, start + BATCH)
        total += trainer.step(users[part], items[part], labels[part])
        done += BATCH
        if seconds is not None and time.perf_counter() - wall > seconds:
            break
    share = done / len(users)
    return {
        "samples": done, "loss": float(total) * BATCH / max(1, done), "wall": time.perf_counter() - wall + share * sampling[0],
        "cpu": time.process_time() - cpu + share * sampling[1],
    }


def ndcg(model, tensors, users, items, cutoff=10):
    """Full ranking of the test items, items of the training part left out."""
    seen = torch.zeros(users, items, dtype=torch.bool)
    seen[tensors["train.users"], tensors["train.items"]] = True
    total = 0.0
    with torch.no_grad():
        for user, item in zip(tensors["test.users"].tolist(), tensors["test.items"].tolist()):
            scores = model.score(model.users.weight[user].expand(items, SIZE), model.items.weight)
            scores[seen[user]] = -torch.inf
            rank = int((scores > scores[item]).sum())
            total += 1 / float(torch.log2(torch.tensor(rank + 2.0))) if rank < cutoff else 0
    return total / len(tensors["test.users"])


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("store")
    arguments.add_argument("--probe", type=float)
    arguments.add_argument("--variant")
    arguments.add_argument("--epochs", type=int, default=1)
    arguments.add_argument("--batches", type=int)
    arguments.add_argument("--ndcg", action="store_true")
    options = arguments.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    tensors, users, items = read_split(options.store)
    sampler = Sampler(tensors, users, items)
    if options.probe:
        print(json.dumps(probe(options.probe, sampler, users, items)))
        return
    trainer = Trainer(options.variant, users, items)
    train(trainer, Warm(sampler), batches=50)
    if options.ndcg:
        torch.manual_seed(1)
        trainer = Trainer(options.variant, users, items)
    epochs = [train(trainer, sampler, options.batches) for _ in range(options.epochs)]
    result = {"epochs": epochs, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}
    if options.ndcg:
        result["ndcg"] = ndcg(trainer.model, tensors, users, items)
    print(json.dumps(result))


class Warm:
    """The first samples of one epoch, drawn once: for warming up, which is not timed."""

    def __init__(self, sampler):
        self.drawn = [column[: 200 * BATCH] for column in sampler.epoch()]

    def epoch(self):
        return self.drawn


def probe(seconds, sampler, users, items):
    rates, warm = {}, Warm(sampler)
    for variant in Trainer.VARIANTS:
        try:
            trainer = Trainer(variant, users, items)
            train(trainer, warm, batches=50)
            part = train(trainer, sampler, seconds=seconds)
            rates[variant] = part["samples"] / part["cpu"]
        except Exception as error:  # no C++ compiler, say
            print(f"{variant}: {error}", file=sys.stderr)
    return rates


main()
