"""The two-tower model in PyTorch, one thread: the peer of the two-tower row. Reads the split that `pipeline` made, so that both train on
the same interactions, with the same definition: id and attended history in the user tower, weighed by a gate; items' ids; vectors of length
1; softmax over the batch at temperature .1, corrected by ln Q, with the user's other items masked.

The whole step is timed: order, batch selection, histories, forward, backward, optimizer.

    torch_two_tower.py STORE --probe SECONDS
    torch_two_tower.py STORE --variant NAME --epochs N [--batches N]
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

SIZE, BATCH, HISTORY, TEMPERATURE, RATE = 64, 1024, 50, 0.1, 0.001


def read_split(store):
    """The file of a split among the objects of a store."""
    for path in sorted(glob.glob(f"{store}/objects/*/*")):
        try:
            with safe_open(path, "pt") as file:
                if "train.users" in file.keys():
                    counts = {name: int(count) for name, count in file.metadata().items()}
                    columns = [file.get_tensor(f"train.{name}").long() for name in ("users", "items", "timestamps")]
                    return columns, counts["users"], counts["items"]
        except SafetensorError:
            continue
    sys.exit(f"error: no split in {store}")


class Batches:
    """Users, positives and the last 50 items of each user without the positive (padded with the number of items)."""

    def __init__(self, columns, user_count, item_count):
        self.users, self.items, times = columns
        self.item_count = item_count
        self.known = torch.zeros(user_count * item_count, dtype=torch.bool)
        self.known[self.users * item_count + self.items] = True
        self.log_q = torch.log(torch.bincount(self.items, minlength=item_count).clamp(min=1) / len(self.items))
        self.history = torch.full((user_count, HISTORY + 1), item_count)
        order = sorted(range(len(times)), key=lambda row: (int(times[row]), row), reverse=True)
        filled = [0] * user_count
        for row in order:
            user = int(self.users[row])
            if filled[user] <= HISTORY:
                self.history[user, filled[user]] = self.items[row]
                filled[user] += 1

    def epoch(self):
        order = torch.randperm(len(self.users))
        for start in range(0, len(order) - BATCH + 1, BATCH):
            users, items = self.users[order[start:start + BATCH]], self.items[order[start:start + BATCH]]
            past = self.history[users]
            present = (past != items.unsqueeze(1)) & (past < self.item_count)
            # The target is among the newest 50: the 51st takes its place.
            full = present[:, :HISTORY].all(1)
            present[:, HISTORY] &= ~full
            known = self.known[users.unsqueeze(1) * self.item_count + items.unsqueeze(0)].fill_diagonal_(False)
            yield users, items, past, present, known, self.log_q[items]


class TwoTower(nn.Module):
    def __init__(self, users, items, sparse):
        super().__init__()
        self.users, self.items = nn.Embedding(users, SIZE, sparse=sparse), nn.Embedding(items + 1, SIZE, sparse=sparse)
        self.query, self.key, self.score = nn.Linear(SIZE, SIZE), nn.Linear(SIZE, SIZE, bias=False), nn.Linear(SIZE, 1, bias=False)
        self.gate, self.gate_score = nn.Linear(SIZE, SIZE), nn.Linear(SIZE, 1, bias=False)
        for table in (self.users, self.items):
            nn.init.normal_(table.weight, std=0.05)
        for layer in (self.query, self.key, self.gate):
            nn.init.xavier_uniform_(layer.weight)
        for layer in (self.query, self.gate):
            nn.init.zeros_(layer.bias)
        for layer in (self.score, self.gate_score):
            nn.init.uniform_(layer.weight, -(3 / SIZE) ** 0.5, (3 / SIZE) ** 0.5)

    def tables(self):
        return [self.users.weight, self.items.weight]

    def loss(self, p, past, y, present, known, log_q):
        logits = self.score(torch.tanh(self.key(past) + self.query(p).unsqueeze(1))).squeeze(2)
        weights = torch.softmax(logits.masked_fill(~present, -1e9), 1) * present
        features = torch.stack([p, torch.bmm(weights.unsqueeze(1), past).squeeze(1)], 1)
        alpha = torch.softmax(self.gate_score(torch.tanh(self.gate(features))), 1)
        x = F.normalize((alpha * features).sum(1), dim=1)
        scores = x @ F.normalize(y, dim=1).T / TEMPERATURE - log_q
        return F.cross_entropy(scores.masked_fill(known, -1e9), torch.arange(len(y)))

    def whole_loss(self, users, items, past, present, known, log_q):
        return self.loss(self.users(users), self.items(past), self.items(items), present, known, log_q)


class Trainer:
    VARIANTS = ["eager fused Adam", "eager sparse Adam", "compiled fused Adam", "compiled sparse Adam"]

    def __init__(self, variant, users, items):
        sparse = "sparse" in variant
        self.model = TwoTower(users, items, sparse)
        tables = self.model.tables()
        dense = [parameter for parameter in self.model.parameters() if all(parameter is not table for table in tables)]
        self.optimizers = [torch.optim.Adam(dense + ([] if sparse else tables), lr=RATE, fused=True)]
        if sparse:
            self.optimizers.append(torch.optim.SparseAdam(tables, lr=RATE))
        if variant.startswith("eager"):
            self.loss = self.model.whole_loss
        elif sparse:  # sparse gradients do not pass through the compiler
            head = torch.compile(self.model.loss)
            self.loss = lambda users, items, past, *rest: head(
                self.model.users(users), self.model.items(past), self.model.items(items), *rest)
        else:
            self.loss = torch.compile(self.model.whole_loss)

    def step(self, batch):
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss = self.loss(*batch)
        loss.backward()
        for optimizer in self.optimizers:
            optimizer.step()
        return loss.detach()


def train(trainer, batches, count=None, seconds=None):
    """One epoch, or a part of it: samples, mean loss, wall and processor seconds."""
    total, done = torch.zeros(()), 0
    wall, cpu = time.perf_counter(), time.process_time()
    for batch in batches.epoch():
        total += trainer.step(batch)
        done += 1
        if done == count or (seconds is not None and time.perf_counter() - wall > seconds):
            break
    return {"samples": done * BATCH, "loss": float(total) / max(1, done), "wall": time.perf_counter() - wall,
            "cpu": time.process_time() - cpu}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("store")
    arguments.add_argument("--probe", type=float)
    arguments.add_argument("--variant")
    arguments.add_argument("--epochs", type=int, default=1)
    arguments.add_argument("--batches", type=int)
    options = arguments.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    columns, users, items = read_split(options.store)
    batches = Batches(columns, users, items)
    if options.probe:
        rates = {}
        for variant in Trainer.VARIANTS:
            try:
                trainer = Trainer(variant, users, items)
                train(trainer, batches, count=5)
                part = train(trainer, batches, seconds=options.probe)
                rates[variant] = part["samples"] / part["cpu"]
            except Exception as error:  # no C++ compiler, say
                print(f"{variant}: {error}", file=sys.stderr)
        print(json.dumps(rates))
        return
    train(Trainer(options.variant, users, items), batches, count=5)
    torch.manual_seed(1)
    trainer = Trainer(options.variant, users, items)
    epochs = [train(trainer, batches, options.batches) for _ in range(options.epochs)]
    print(json.dumps({"epochs": epochs, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}))


main()
