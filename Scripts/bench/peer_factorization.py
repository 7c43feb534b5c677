"""One of the peers of the factorization rows: trains twice, for a few and for more epochs, and prints the difference as JSON.

    peer_factorization.py STORE implicit-als | implicit-bpr | cornac-mf | cornac-bpr | torch-bpr  FEW MORE
    peer_factorization.py STORE … held-out EPOCHS    what the test part says after so many epochs: NDCG@10 among all items, or RMSE

One thread each. Peers that have their own loop in C are asked for epochs and nothing else; the PyTorch one is below.
"""

import json
import os
import resource
import sys
import time

for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402
from driver.split_file import part, training  # noqa: E402

SIZE, BATCH = 64, 2048


def matrix(users, items, user_count, item_count):
    import scipy.sparse
    ones = np.ones(len(users), dtype=np.float32)
    return scipy.sparse.csr_matrix((ones, (users, items)), shape=(user_count, item_count))


def implicit_als(data, epochs):
    from implicit.cpu.als import AlternatingLeastSquares
    model = AlternatingLeastSquares(
        factors=SIZE, iterations=epochs, num_threads=1, random_state=1, calculate_training_loss=False,
        # The objective of our side, see ALS in rows/factorization.py.
        alpha=2.0, regularization=2.0)
    pairs = matrix(data[0], data[1], *data[3:])

    def fit():
        model.fit(pairs, show_progress=False)
        return model.user_factors, model.item_factors, 0
    return fit


def implicit_bpr(data, epochs):
    from implicit.cpu.bpr import BayesianPersonalizedRanking
    model = BayesianPersonalizedRanking(factors=SIZE, iterations=epochs, num_threads=1, random_state=1)
    pairs = matrix(data[0], data[1], *data[3:])

    def fit():
        model.fit(pairs, show_progress=False)
        return model.user_factors, model.item_factors, 0
    return fit


def cornac_dataset(data):
    from cornac.data import Dataset
    users, items, ratings = data[:3]
    return Dataset.build(list(zip(users.tolist(), items.tolist(), ratings.tolist())))


def of_ids(values, places, count):
    """Cornac numbers users and items as it meets them; back to ours, 0 for those that it has not met."""
    result = np.zeros((count, *values.shape[1:]), dtype=values.dtype)
    for ours, theirs in places.items():
        result[ours] = values[theirs]
    return result


def cornac_mf(data, epochs):
    from cornac.models import MF
    known = cornac_dataset(data)
    model = MF(k=50, max_iter=epochs, learning_rate=0.005, lambda_reg=0.02, use_bias=True, num_threads=1, seed=1, verbose=False)

    def fit():
        model.fit(known)
        users, items = known.uid_map, known.iid_map
        sides = [of_ids(*side) for side in (
            (model.u_factors, users, data[3]), (model.i_factors, items, data[4]), (model.u_biases, users, data[3]),
            (model.i_biases, items, data[4]))]
        return *sides, model.global_mean
    return fit


def cornac_bpr(data, epochs):
    from cornac.models import BPR
    known = cornac_dataset(data)
    model = BPR(k=SIZE, max_iter=epochs, learning_rate=0.05, lambda_reg=0.0025, num_threads=1, seed=1, verbose=False)

    def fit():
        model.fit(known)
        users, items = known.uid_map, known.iid_map
        return of_ids(model.u_factors, users, data[3]), of_ids(model.i_factors, items, data[4]), of_ids(model.i_biases, items, data[4])
    return fit


def torch_bpr(data, epochs):
    """The faster of dense gradients with fused SGD and sparse gradients: both are tried for some batches first."""
    import torch
    torch.set_num_threads(1)
    torch.manual_seed(1)
    users, items = (torch.from_numpy(array.astype(np.int64)) for array in data[:2])
    user_count, item_count = data[3:]
    known = torch.zeros(user_count * item_count, dtype=torch.bool)
    known[users * item_count + items] = True

    class Model:
        def __init__(self, sparse, optimizer):
            self.tables = [torch.nn.Embedding(count, size, sparse=sparse)
                           for count, size in ((user_count, SIZE), (item_count, SIZE), (item_count, 1))]
            for table in self.tables[:2]:
                torch.nn.init.normal_(table.weight, std=0.1)
            torch.nn.init.zeros_(self.tables[2].weight)
            self.optimizer = optimizer([table.weight for table in self.tables])

        def step(self, u, i, j):
            self.optimizer.zero_grad(set_to_none=True)
            p, q, c = self.tables
            x = (p(u) * (q(i) - q(j))).sum(1) + (c(i) - c(j)).squeeze(1)
            torch.nn.functional.softplus(-x).sum().backward()
            self.optimizer.step()

    def batches():
        order = torch.randperm(len(users))
        negatives = torch.randint(item_count, (len(users),))
        while True:
            wrong = known[users[order] * item_count + negatives].nonzero().squeeze(1)
            if len(wrong) == 0:
                break
            negatives[wrong] = torch.randint(item_count, (len(wrong),))
        for start in range(0, len(users), BATCH):
            rows = order[start:start + BATCH]
            yield users[rows], items[rows], negatives[start:start + BATCH]

    variants = {
        "sparse SGD": lambda: Model(True, lambda weights: torch.optim.SGD(weights, lr=0.05)),
        "fused SGD": lambda: Model(False, lambda weights: torch.optim.SGD(weights, lr=0.05, fused=True)),
        "sparse Adam": lambda: Model(True, lambda weights: torch.optim.SparseAdam(weights, lr=0.001)),
        "fused Adam": lambda: Model(False, lambda weights: torch.optim.Adam(weights, lr=0.001, fused=True)),
    }
    speeds = {}
    for name, make in variants.items():
        model = make()
        began = time.process_time()
        for count, batch in enumerate(batches()):
            if count == 120:
                break
            model.step(*batch)
        speeds[name] = time.process_time() - began
    best = min(speeds, key=speeds.get)
    model = variants[best]()

    def fit():
        for _ in range(epochs):
            for batch in batches():
                model.step(*batch)
        users, items, biases = (table.weight.detach().numpy() for table in model.tables)
        return users, items, biases[:, 0]
    fit.variant = best
    return fit


PEERS = {function.__name__.replace("_", "-"): function for function in (implicit_als, implicit_bpr, cornac_mf, cornac_bpr, torch_bpr)}


def ndcg(model, data, test, cutoff=10):
    """Of one test item a user among all items but those of the training part."""
    users, items, biases = model
    hidden = np.zeros((data[3], data[4]), dtype=bool)
    hidden[data[0], data[1]] = True
    scores = users @ items.T + biases
    scores[hidden] = -np.inf
    wanted = scores[test[0], test[1]]
    ranks = (scores[test[0]] > wanted[:, None]).sum(1)
    return float(np.where(ranks < cutoff, 1 / np.log2(ranks + 2.0), 0).mean())


def rmse(model, test):
    users, items, user_biases, item_biases, mean = model
    known = (users[test[0]] * items[test[1]]).sum(1) + user_biases[test[0]] + item_biases[test[1]] + mean
    return float(np.sqrt(np.mean((known - test[2]) ** 2)))


def held_out(store, peer, epochs):
    data, test = training(store), part(store, "test")
    model = PEERS[peer](data, epochs)()
    print(json.dumps({"rmse": rmse(model, test)} if peer == "cornac-mf" else {"ndcg": ndcg(model, data, test)}))


def main():
    if sys.argv[3] == "held-out":
        return held_out(sys.argv[1], sys.argv[2], int(sys.argv[4]))
    store, peer, few, more = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    data = training(store)
    seconds, variant = [], ""
    for epochs in (few, more):
        fit = PEERS[peer](data, epochs)
        variant = getattr(fit, "variant", variant)
        began = time.process_time()
        fit()
        seconds.append(time.process_time() - began)
    print(json.dumps({
        "rate": len(data[0]) * (more - few) / (seconds[1] - seconds[0]), "variant": variant,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}))


if __name__ == "__main__":
    main()
