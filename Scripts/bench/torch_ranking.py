"""Top 10 of all items for all users in PyTorch, seen items masked: the peer of the ranking rows. Prints JSON: seconds (median) and the variant.

    torch_ranking.py MODEL USERS ITEMS SIZE [LAYER …] [--users N] [--threads N]

MODEL: dot, ancf, neumf. `--users N` ranks for the first N users and scales up. What depends on the item alone, or on the user alone, is
computed once: the parts of NeuMF's first layer, its product of the GMF part. Eager and compiled are tried, and blocks of several sizes."""

import argparse
import json
import resource
import statistics
import sys
import time

import torch
from torch.nn import functional as F

arguments = argparse.ArgumentParser()
arguments.add_argument("model", choices=["dot", "ancf", "neumf"])
arguments.add_argument("counts", type=int, nargs="+")
arguments.add_argument("--users", type=int)
arguments.add_argument("--threads", type=int, default=1)
options = arguments.parse_args()
users, items, size, *layers = options.counts
torch.set_num_threads(options.threads)
torch.manual_seed(1)
u, v = torch.randn(users, size), torch.randn(items, size)
SEEN = 165  # items of a user
seen = torch.randint(items, (users, SEEN))


def weights(outputs, inputs):
    return torch.randn(outputs, inputs) / inputs ** 0.5, torch.randn(outputs)


attention, hidden = weights(size, size), weights(size, size)
output = torch.randn(layers[-1] if layers else size)
user_part = u
if options.model == "neumf":
    first, first_bias = weights(layers[0], layers[0])
    half = layers[0] // 2
    user_part = torch.randn(users, half) @ first[:, :half].T
    item_part = torch.randn(items, half) @ first[:, half:].T + first_bias
    tower = [weights(outputs, inputs) for inputs, outputs in zip(layers, layers[1:])]


def dot(user, part):
    return user @ v.T


def ancf(user, part):
    p = user.unsqueeze(1) * v
    z = size * torch.softmax(F.linear(p, *attention), dim=2) * p
    return torch.relu(F.linear(z, *hidden)) @ output


def neumf(user, part):
    z = torch.relu(part.unsqueeze(1) + item_part)
    for weight, bias in tower:
        z = torch.relu(F.linear(z, weight, bias))
    return z @ output + user @ v.T


def rank(score, block, last):
    for start in range(0, last, block):
        rows = slice(start, min(start + block, last))
        scores = score(u[rows], user_part[rows])
        scores.scatter_(1, seen[rows], -torch.inf)
        torch.topk(scores, 10, dim=1)


def seconds(score, block, last):
    rank(score, block, min(last, 2 * block))
    began = time.process_time() if options.threads == 1 else time.perf_counter()
    rank(score, block, last)
    return ((time.process_time() if options.threads == 1 else time.perf_counter()) - began) * users / last


eager = {"dot": dot, "ancf": ancf, "neumf": neumf}[options.model]
last = min(users, options.users or users)
blocks = [64, 256] if options.model == "dot" else [1, 4, 16]
found = {}
with torch.no_grad():
    for name, score in [("eager", eager)] + ([] if options.model == "dot" else [("compiled", torch.compile(eager, dynamic=False))]):
        for block in blocks:
            try:
                part = last - last % block if last > block else last
                found[name, block] = seconds(score, block, min(part, max(2 * block, last // 4)))
            except Exception as error:  # no C++ compiler, say
                print(f"{name}: {error}", file=sys.stderr)
    best = min(found, key=found.get)
    score = eager if best[0] == "eager" else torch.compile(eager, dynamic=False)
    times = [seconds(score, best[1], last - last % best[1]) for _ in range(3)]
print(json.dumps({
    "seconds": statistics.median(times), "variant": f"{best[0]}, {best[1]} users a block",
    "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}))
