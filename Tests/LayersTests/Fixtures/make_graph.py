"""Writes graph.json: loss, gradients and final vectors of LightGCN and NGCF on a small graph, by PyTorch autograd in float64 with a dense
adjacency matrix. Run: python make_graph.py (needs torch)."""
import json
import pathlib

import torch
from torch.nn import functional as F

torch.manual_seed(3)
torch.set_default_dtype(torch.float64)
U, I, LAMBDA, TAU = 7, 9, 0.3, 0.4
single = lambda *shape: torch.randn(*shape).float().double()  # noqa: E731

# User 6 and item 8 have no edges; one pair occurs twice, which is one edge.
pairs = [(0, 0), (0, 1), (0, 5), (1, 1), (1, 2), (2, 0), (2, 3), (2, 4), (2, 7), (3, 1), (4, 5), (4, 6), (5, 1), (5, 7), (3, 1)]
batch = {"users": [0, 2, 2, 5, 4], "positives": [1, 3, 0, 1, 6], "negatives": [2, 1, 8, 3, 1]}
A = torch.zeros(U + I, U + I)
for u, i in pairs:
    A[u, U + i] = A[U + i, u] = 1
roots = A.sum(1).clamp(min=1) ** -0.5 * (A.sum(1) > 0)
A = roots[:, None] * A * roots[None, :]
u, p, n = (torch.tensor(batch[k]) + s for k, s in (("users", 0), ("positives", U), ("negatives", U)))


def lightgcn(e, layers):
    out, x = e, e
    for _ in range(layers):
        x = A @ x
        out = out + x
    return out / (layers + 1)


def ngcf(e, weights):
    out, x = [e], e
    for w1, w2 in zip(weights[::2], weights[1::2]):
        side = A @ x
        x = F.leaky_relu((side + x) @ w1.T + (side * x) @ w2.T, 0.2)
        out.append(F.normalize(x))
    return torch.cat(out, 1)


def softmax(f):
    """Cosines of the batch's users and positives; an item that the row's user has is no negative. Q: users uniform, then their items."""
    known = {(a, U + b) for a, b in pairs}
    users = {a for a, _ in known}
    shares = {i: sum(1 / len([1 for a, b in known if a == user]) for user, item in known if item == i) / len(users) for _, i in known}
    logits = f[u] @ f[p].T / TAU - torch.tensor([shares[int(i)] for i in p]).log()
    for r in range(len(u)):
        for c in range(len(p)):
            if r != c and (int(u[r]), int(p[c])) in known:
                logits[r, c] = -torch.inf
    return -torch.log_softmax(logits, 1).diagonal()


def case(kind, columns, model, weights, **options):
    parameters = [single(U + I, columns)] + weights
    for x in parameters:
        x.requires_grad_(True)
    f, e = model(parameters), parameters[0]
    if options.get("loss") == "sampled_softmax":
        f = F.normalize(f)
        losses, named = softmax(f), e[u] ** 2 + e[p] ** 2
    else:
        losses, named = F.softplus((f[u] * f[n]).sum(1) - (f[u] * f[p]).sum(1)), e[u] ** 2 + e[p] ** 2 + e[n] ** 2
    (losses.mean() + LAMBDA / 2 * named.sum() / len(u)).backward()
    flat = lambda x: [float(f"{v:.9g}") for v in x.detach().flatten().tolist()]  # noqa: E731
    return {"kind": kind, "columns": columns, "weights": [flat(x) for x in parameters], "gradients": [flat(x.grad) for x in parameters],
            "vectors": flat(f), "lossSum": losses.sum().item(), **options}


cases = [case("lightgcn", d, lambda w, k=k: lightgcn(w[0], k), [], layers=[k]) for k, d in ((1, 19), (2, 19), (3, 19), (4, 19), (3, 64))]
cases.append(case("ngcf", 10, lambda w: ngcf(w[0], w[1:]), [single(6, 10), single(6, 10), single(17, 6), single(17, 6)], layers=[6, 17]))
cases.append(case("lightgcn", 19, lambda w: lightgcn(w[0], 2), [], layers=[2], loss="sampled_softmax"))
cases.append(case("ngcf", 10, lambda w: ngcf(w[0], w[1:]), [single(6, 10), single(6, 10)], layers=[6], loss="sampled_softmax"))
pathlib.Path(__file__).with_name("graph.json").write_text(json.dumps(
    {"users": [x[0] for x in pairs], "items": [x[1] for x in pairs], "userCount": U, "itemCount": I, "regularization": LAMBDA,
     "temperature": TAU, "batch": batch, "cases": cases}) + "\n")
