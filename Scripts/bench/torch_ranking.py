"""Top 10 of all items for all users by dot product in PyTorch, one thread: the peer of the ranking row. Prints seconds, median of five."""

import statistics
import sys
import time

import torch

users, items, size = (int(text) for text in sys.argv[1:4])
torch.set_num_threads(1)
torch.manual_seed(1)
user_factors, item_factors = torch.randn(users, size), torch.randn(items, size)
seen = torch.rand(users, items) < 0.045

BLOCK = 256


def rank():
    for start in range(0, users, BLOCK):
        scores = user_factors[start:start + BLOCK] @ item_factors.T
        scores.masked_fill_(seen[start:start + BLOCK], -torch.inf)
        torch.topk(scores, 10, dim=1)


rank()
times = []
for _ in range(5):
    began = time.perf_counter()
    rank()
    times.append(time.perf_counter() - began)
print(statistics.median(times))
