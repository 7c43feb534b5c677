"""The Deep Cooperative Network in PyTorch, one thread: the peer of the dcn row. Documents of 128 random tokens on both sides: what a step
costs does not depend on what they say.

The whole step is timed: batch selection, forward, backward, optimizer.

    torch_dcn.py --probe SECONDS
    torch_dcn.py --variant NAME --seconds SECONDS
"""

import argparse
import json
import resource
import sys
import time

import torch
from torch import nn

USERS, ITEMS, VOCABULARY, TOKENS, SIZE, HIDDEN, BATCH, RATE = 512, 256, 20_000, 128, 64, 64, 64, 0.001


class Side(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(SIZE, HIDDEN, bidirectional=True, batch_first=True)
        self.key, self.score = nn.Linear(2 * HIDDEN, 2 * HIDDEN), nn.Linear(2 * HIDDEN, 1, bias=False)

    def forward(self, x):
        states = self.lstm(x)[0]
        weights = torch.softmax(self.score(torch.tanh(self.key(states))), 1)
        return (weights * states).sum(1)


class Network(nn.Module):
    def __init__(self, sparse):
        super().__init__()
        self.tokens = nn.Embedding(VOCABULARY, SIZE, sparse=sparse)
        self.user, self.item = Side(), Side()
        self.fusion, self.output = nn.Linear(4 * HIDDEN, 64), nn.Linear(64, 1)
        self.dropout = nn.Dropout(0.2)

    def head(self, user, item, ratings):
        z = self.dropout(torch.cat([self.user(user), self.item(item)], 1))
        return nn.functional.mse_loss(self.output(torch.relu(self.fusion(z))).squeeze(1), ratings)

    def loss(self, user, item, ratings):
        return self.head(self.tokens(user), self.tokens(item), ratings)


class Trainer:
    VARIANTS = ["eager fused Adam", "eager sparse Adam", "compiled sparse Adam"]

    def __init__(self, variant):
        sparse = "sparse" in variant
        self.model = Network(sparse)
        table = self.model.tokens.weight
        dense = [p for p in self.model.parameters() if p is not table] + ([] if sparse else [table])
        self.optimizers = [torch.optim.Adam(dense, lr=RATE, fused=True)] + ([torch.optim.SparseAdam([table], lr=RATE)] if sparse else [])
        self.loss = self.model.loss
        if variant.startswith("compiled"):  # sparse gradients do not pass through the compiler
            head = torch.compile(self.model.head)
            self.loss = lambda user, item, ratings: head(self.model.tokens(user), self.model.tokens(item), ratings)
        self.documents = [torch.randint(0, VOCABULARY, (count, TOKENS)) for count in (USERS, ITEMS)]

    def step(self):
        users, items = torch.randint(0, USERS, (BATCH,)), torch.randint(0, ITEMS, (BATCH,))
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)
        self.loss(self.documents[0][users], self.documents[1][items], torch.randn(BATCH)).backward()
        for optimizer in self.optimizers:
            optimizer.step()

    def measure(self, seconds):
        """Samples per second of wall and of processor time."""
        for _ in range(5):
            self.step()
        wall, cpu, steps = time.perf_counter(), time.process_time(), 0
        while time.perf_counter() - wall < seconds:
            self.step()
            steps += 1
        return {"wall": steps * BATCH / (time.perf_counter() - wall), "cpu": steps * BATCH / (time.process_time() - cpu)}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--probe", type=float)
    arguments.add_argument("--variant")
    arguments.add_argument("--seconds", type=float, default=10)
    options = arguments.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    if options.probe:
        rates = {}
        for variant in Trainer.VARIANTS:
            try:
                rates[variant] = Trainer(variant).measure(options.probe)["cpu"]
            except Exception as error:  # no C++ compiler, say
                print(f"{variant}: {error}", file=sys.stderr)
        print(json.dumps(rates))
        return
    result = Trainer(options.variant).measure(options.seconds)
    print(json.dumps(result | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}))


main()
