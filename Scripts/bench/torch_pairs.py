"""Models over (user, item) pairs in PyTorch: the peer of the training rows. Reads the split that `pipeline` made, so that both train on the
same pairs.

The whole step is timed: order and negatives (drawn for a whole epoch at once, which is PyTorch's fastest way), batch selection, forward,
backward, optimizer. A positive's negatives follow it in the batch, as in ours.

    torch_pairs.py STORE MODEL --probe SECONDS          samples a second of each variant
    torch_pairs.py STORE MODEL --variant NAME --epochs N [--batches N] [--ndcg]

MODEL: ancf, neumf, gmf-bpr, with --size, --layers, --batch, --threads.
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

VARIANTS = ["eager fused Adam", "eager sparse Adam", "compiled fused Adam", "compiled sparse Adam"]


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
    """Positives in random order, each followed by its negatives, which are no positives of its user."""

    def __init__(self, tensors, users, items, negatives):
        self.users, self.items, self.count, self.negatives = tensors["train.users"], tensors["train.items"], items, negatives
        self.known = torch.zeros(users * items, dtype=torch.bool)
        self.known[self.users * items + self.items] = True

    def epoch(self):
        """Columns of an epoch's samples: users, items, labels."""
        order = torch.randperm(len(self.users))
        users = self.users[order].unsqueeze(1).expand(-1, self.negatives + 1).contiguous()
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


class PairSampler(Sampler):
    """One negative for each positive; columns: users, positives, negatives."""

    def epoch(self):
        users, items, _ = super().epoch()
        return users[::2].contiguous(), items[::2].contiguous(), items[1::2].contiguous()


class Model(nn.Module):
    """Tables for users and items and a head over their rows; `loss` gets the rows of a batch, `rows` the tables' indices."""

    def table(self, rows, size):
        table = nn.Embedding(rows, size, sparse=self.sparse)
        nn.init.normal_(table.weight, std=0.01)
        return table

    def linear(self, inputs, outputs):
        layer = nn.Linear(inputs, outputs)
        nn.init.xavier_uniform_(layer.weight)
        nn.init.zeros_(layer.bias)
        return layer

    def output(self, inputs):
        layer = nn.Linear(inputs, 1)
        nn.init.uniform_(layer.weight, -(3 / inputs) ** 0.5, (3 / inputs) ** 0.5)
        nn.init.zeros_(layer.bias)
        return layer

    def rows(self, users, items, _):
        return self.users(users), self.items(items)

    def all_scores(self, user, every):
        """Of one user and every item."""
        return self.score(*self.rows(torch.full_like(every, user), every, None))

    def loss(self, rows, labels):
        return F.binary_cross_entropy_with_logits(self.score(*rows), labels)

    def whole_loss(self, *batch):
        return self.loss(self.rows(*batch), batch[2])


class ANCF(Model):
    def __init__(self, users, items, options, sparse):
        super().__init__()
        self.sparse, size = sparse, options.size
        self.size, self.users, self.items = size, self.table(users, size), self.table(items, size)
        self.attention, self.hidden, self.last = self.linear(size, size), self.linear(size, size), self.output(size)

    def score(self, u, v):
        p = u * v
        z = self.size * torch.softmax(self.attention(p), dim=1) * p
        return self.last(torch.relu(self.hidden(z))).squeeze(1)


class NeuMF(Model):
    def __init__(self, users, items, options, sparse):
        super().__init__()
        self.sparse, half = sparse, options.layers[0] // 2
        self.users, self.items = self.table(users, options.size), self.table(items, options.size)
        self.mlp_users, self.mlp_items = self.table(users, half), self.table(items, half)
        sizes = [2 * half] + options.layers
        self.tower = nn.Sequential(*[
            part for inputs, outputs in zip(sizes, sizes[1:]) for part in (self.linear(inputs, outputs), nn.ReLU())])
        self.last = self.output(options.size + sizes[-1])

    def rows(self, users, items, _):
        return self.users(users), self.items(items), self.mlp_users(users), self.mlp_items(items)

    def score(self, u, v, mlp_u, mlp_v):
        return self.last(torch.cat([u * v, self.tower(torch.cat([mlp_u, mlp_v], dim=1))], dim=1)).squeeze(1)


class GMF(Model):
    """Learned weights of u ⊙ v, under the pairwise loss."""

    def __init__(self, users, items, options, sparse):
        super().__init__()
        self.sparse = sparse
        self.users, self.items = self.table(users, options.size), self.table(items, options.size)
        self.last = self.output(options.size)

    def rows(self, users, positives, negatives):
        return self.users(users), self.items(positives), self.items(negatives)

    def all_scores(self, user, every):
        return self.last(self.users.weight[user] * self.items(every)).squeeze(1)

    def loss(self, rows, _):
        u, positive, negative = rows
        return F.softplus(self.last(u * negative) - self.last(u * positive)).mean()


MODELS = {"ancf": ANCF, "neumf": NeuMF, "gmf-bpr": GMF}


class Trainer:
    def __init__(self, variant, users, items, options):
        sparse = "sparse" in variant
        self.model = MODELS[options.model](users, items, options, sparse)
        tables = [module.weight for module in self.model.modules() if isinstance(module, nn.Embedding)]
        dense = [parameter for parameter in self.model.parameters() if all(parameter is not table for table in tables)]
        dense += [] if sparse else tables
        self.optimizers = [torch.optim.Adam(dense, lr=0.001, fused=True)] if dense else []
        if sparse:
            self.optimizers.append(torch.optim.SparseAdam(tables, lr=0.001))
        if variant.startswith("eager"):
            self.loss = self.model.whole_loss
        elif sparse:  # sparse gradients do not pass through the compiler: only the head is compiled
            head = torch.compile(self.model.loss)
            self.loss = lambda *batch: head(self.model.rows(*batch), batch[2])
        else:
            self.loss = torch.compile(self.model.whole_loss)

        self.start = {name: value.clone() for name, value in self.model.state_dict().items()}

    def reset(self):
        """Back to the initial weights, compiled as it is."""
        self.model.load_state_dict(self.start)
        for optimizer in self.optimizers:
            optimizer.state.clear()

    def step(self, *batch):
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss = self.loss(*batch)
        loss.backward()
        for optimizer in self.optimizers:
            optimizer.step()
        return loss.detach()


def train(trainer, sampler, size, batches=None, seconds=None):
    """One epoch, or a part of it: samples, mean loss, wall and processor seconds (sampling counts in proportion)."""
    wall, cpu = time.perf_counter(), time.process_time()
    columns = sampler.epoch()
    sampling = time.perf_counter() - wall, time.process_time() - cpu
    count = len(columns[0])
    last = count if batches is None else min(count, batches * size)
    total, done = torch.zeros(()), 0
    wall, cpu = time.perf_counter(), time.process_time()
    for start in range(0, last - last % size, size):
        total += trainer.step(*(column[start:start + size] for column in columns))
        done += size
        if seconds is not None and time.perf_counter() - wall > seconds:
            break
    share = done / count
    return {
        "samples": done, "loss": float(total) * size / max(1, done), "wall": time.perf_counter() - wall + share * sampling[0],
        "cpu": time.process_time() - cpu + share * sampling[1],
    }


class Warm:
    """The first samples of one epoch, drawn once: for warming up, which is not timed."""

    def __init__(self, sampler, size):
        self.drawn = [column[: 60 * size] for column in sampler.epoch()]

    def epoch(self):
        return self.drawn


def probe(seconds, sampler, users, items, options):
    rates, warm = {}, Warm(sampler, options.batch)
    for variant in VARIANTS:
        try:
            trainer = Trainer(variant, users, items, options)
            train(trainer, warm, options.batch, batches=50)
            part = train(trainer, sampler, options.batch, seconds=seconds)
            rates[variant] = part["samples"] / (part["cpu"] if options.threads == 1 else part["wall"])
        except Exception as error:  # no C++ compiler, say
            print(f"{variant}: {error}", file=sys.stderr)
    return rates


def ndcg(model, tensors, users, items, cutoff=10):
    """Full ranking of the test items, items of the training part left out."""
    seen = torch.zeros(users, items, dtype=torch.bool)
    seen[tensors["train.users"], tensors["train.items"]] = True
    total, every = 0.0, torch.arange(items)
    with torch.no_grad():
        for user, item in zip(tensors["test.users"].tolist(), tensors["test.items"].tolist()):
            scores = model.all_scores(user, every)
            scores[seen[user]] = -torch.inf
            rank = int((scores > scores[item]).sum())
            total += 1 / float(torch.log2(torch.tensor(rank + 2.0))) if rank < cutoff else 0
    return total / len(tensors["test.users"])


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("store")
    arguments.add_argument("model", choices=list(MODELS))
    arguments.add_argument("--size", type=int, default=50)
    arguments.add_argument("--layers", type=int, nargs="*", default=[])
    arguments.add_argument("--batch", type=int, default=256)
    arguments.add_argument("--negatives", type=int, default=4)
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--probe", type=float)
    arguments.add_argument("--variant")
    arguments.add_argument("--epochs", type=int, default=1)
    arguments.add_argument("--batches", type=int)
    arguments.add_argument("--ndcg", action="store_true")
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    tensors, users, items = read_split(options.store)
    sampler = (PairSampler if options.model == "gmf-bpr" else Sampler)(tensors, users, items, options.negatives)
    if options.probe:
        print(json.dumps(probe(options.probe, sampler, users, items, options)))
        return
    trainer = Trainer(options.variant, users, items, options)
    train(trainer, Warm(sampler, options.batch), options.batch, batches=50)
    trainer.reset()
    epochs = [train(trainer, sampler, options.batch, options.batches) for _ in range(options.epochs)]
    result = {"epochs": epochs, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}
    if options.ndcg:
        result["ndcg"] = ndcg(trainer.model, tensors, users, items)
    print(json.dumps(result))


main()
