#!/usr/bin/env python3
"""A hyperparameter search as one writes it with Optuna and PyTorch: GMF (He et al. 2017) on MovieLens-1M, learning rate and embedding size.

    torch_optuna_sweep.py RATINGS --trials 40 --epochs 3 [--processes 2] [--threads 1] [--dims 8 16 32 64] [--rates LOW HIGH]

The data is read and split once a process, before the first trial, and the epoch's negatives are drawn in one vectorised pass: a DataLoader
over single samples would take many times as long. Several processes share the study through SQLite, which is Optuna's way. A trial's
value is the best over its epochs of NDCG@10 over the full ranking of all items that a user has not in training, with each user's
second-last interaction relevant (the last is kept for testing). No pruner. Prints JSON.
"""
import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time

import numpy
import optuna
import torch
from torch import nn
from torch.nn import functional as F


def read(path):
    """Users and items from 0, in the order of the file, and times."""
    rows = numpy.array([line.split("::") for line in open(path, encoding="latin-1").read().splitlines()], dtype=numpy.int64)
    users, items = (numpy.unique(rows[:, column], return_inverse=True)[1] for column in (0, 1))
    return users, items, rows[:, 3]


def leave_one_out(users, items, times):
    """Training pairs and each user's second-last item; ties in time go by the order of the file."""
    order = numpy.lexsort((numpy.arange(len(users)), times, users))
    users, items = users[order], items[order]
    from_the_end = numpy.searchsorted(users, users, side="right") - numpy.arange(len(users)) - 1
    train, validation = from_the_end >= 2, from_the_end == 1
    return torch.tensor(users[train]), torch.tensor(items[train]), torch.tensor(items[validation])


class Data:
    def __init__(self, path, negatives):
        users, items, times = read(path)
        self.users, self.items, self.relevant = leave_one_out(users, items, times)
        self.user_count, self.item_count, self.negatives = int(users.max()) + 1, int(items.max()) + 1, negatives
        self.known = torch.zeros(self.user_count, self.item_count, dtype=torch.bool)
        self.known[self.users, self.items] = True

    def epoch(self):
        """Users, items and labels: each training pair in random order, followed by items that its user does not have."""
        order = torch.randperm(len(self.users))
        users = self.users[order].unsqueeze(1).expand(-1, self.negatives + 1).reshape(-1)
        items = torch.randint(self.item_count, (len(order), self.negatives + 1))
        items[:, 0] = self.items[order]
        labels = torch.zeros(items.shape)
        labels[:, 0] = 1
        items, labels = items.view(-1), labels.view(-1)
        wrong = (labels == 0).nonzero().squeeze(1)
        while len(wrong := wrong[self.known.view(-1)[users[wrong] * self.item_count + items[wrong]]]):
            items[wrong] = torch.randint(self.item_count, (len(wrong),))
        return users, items, labels


class GMF(nn.Module):
    def __init__(self, users, items, dim):
        super().__init__()
        self.users, self.items, self.output = nn.Embedding(users, dim), nn.Embedding(items, dim), nn.Linear(dim, 1)
        nn.init.normal_(self.users.weight, std=0.01)
        nn.init.normal_(self.items.weight, std=0.01)
        nn.init.uniform_(self.output.weight, -(3 / dim) ** 0.5, (3 / dim) ** 0.5)
        nn.init.zeros_(self.output.bias)

    def forward(self, users, items):
        return self.output(self.users(users) * self.items(items)).squeeze(1)

    @torch.no_grad()
    def ndcg(self, data, cutoff=10):
        total, everyone = 0.0, torch.arange(data.user_count)
        for block in everyone.split(512):
            scores = (self.users.weight[block] * self.output.weight) @ self.items.weight.T
            scores[data.known[block]] = -torch.inf
            relevant = scores.gather(1, data.relevant[block].unsqueeze(1))
            ranks = (scores > relevant).sum(1)
            total += torch.where(ranks < cutoff, 1 / torch.log2(ranks + 2.0), 0.0).sum().item()
        return total / data.user_count


def objective(trial, data, options):
    torch.manual_seed(trial.number)
    rate = trial.suggest_float("learning_rate", *options.rates, log=True)
    dim = trial.suggest_categorical("embedding_dim", options.dims)
    model, best = GMF(data.user_count, data.item_count, dim), 0.0
    optimizer = torch.optim.Adam(model.parameters(), lr=rate, fused=True)
    for _ in range(options.epochs):
        columns = data.epoch()
        for users, items, labels in zip(*(column.split(options.batch) for column in columns)):
            optimizer.zero_grad(set_to_none=True)
            F.binary_cross_entropy_with_logits(model(users, items), labels).backward()
            optimizer.step()
        best = max(best, model.ndcg(data))
    return best


def work(options, storage, count):
    torch.set_num_threads(options.threads)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    data = Data(options.ratings, options.negatives)
    study = optuna.load_study(study_name="gmf", storage=storage, sampler=optuna.samplers.TPESampler())
    study.optimize(lambda trial: objective(trial, data, options), n_trials=count)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("ratings")
    for name, default in [("trials", 40), ("epochs", 3), ("processes", 1), ("threads", 1), ("negatives", 4), ("batch", 256)]:
        arguments.add_argument(f"--{name}", type=int, default=default)
    arguments.add_argument("--dims", type=int, nargs="+", default=[8, 16, 32, 64])
    arguments.add_argument("--rates", type=float, nargs=2, default=[1e-4, 1e-1])
    options = arguments.parse_args()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        storage = f"sqlite:///{folder}/optuna.db"
        study = optuna.create_study(study_name="gmf", storage=storage, direction="maximize")
        share = [options.trials // options.processes + (index < options.trials % options.processes) for index in range(options.processes)]
        children = [multiprocessing.get_context("spawn").Process(target=work, args=(options, storage, count)) for count in share]
        for child in children:
            child.start()
        for child in children:
            child.join()
        if any(child.exitcode for child in children):
            sys.exit("a process of the search failed")
        trials = [
            {"number": trial.number, "value": trial.value, "seconds": trial.duration.total_seconds(), **trial.params}
            for trial in study.trials]
        seconds = time.perf_counter() - started
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(json.dumps({
            "seconds": seconds, "cpu": usage.ru_utime + usage.ru_stime, "best": study.best_value, "best_params": study.best_params,
            "trials": trials}))


if __name__ == "__main__":
    main()
