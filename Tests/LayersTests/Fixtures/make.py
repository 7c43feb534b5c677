"""Writes pytorch.json: ten steps of each optimizer by PyTorch. Run: python make.py (needs torch)."""
import json, pathlib, torch

torch.manual_seed(11)
R, D, STEPS = 6, 19, 10
start = torch.randn(R, D)
dense = torch.randn(STEPS, R, D)
touched = [torch.randperm(R)[: 1 + step % 3].tolist() for step in range(STEPS)]


def run(make, sparse):
    p = torch.nn.Parameter(start.clone())
    optimizer = make([p])
    for step in range(STEPS):
        if sparse == "rows":
            p.grad = torch.sparse_coo_tensor(torch.tensor([touched[step]]), dense[step][touched[step]], (R, D))
        elif sparse == "zeros":
            g = torch.zeros(R, D)
            g[touched[step]] = dense[step][touched[step]]
            p.grad = g
        else:
            p.grad = dense[step].clone()
        optimizer.step()
    return p.detach().flatten().tolist()


O = torch.optim
cases = [
    {"name": "adam", "sparse": "none", "result": run(lambda p: O.Adam(p, lr=0.01), "none")},
    {"name": "adam-decay", "sparse": "none", "result": run(lambda p: O.Adam(p, lr=0.01, weight_decay=0.1), "none")},
    {"name": "adam-dense", "sparse": "zeros", "result": run(lambda p: O.Adam(p, lr=0.01), "zeros")},
    {"name": "adam-lazy", "sparse": "rows", "result": run(lambda p: O.SparseAdam(p, lr=0.01, eps=1e-12), "rows")},
    {"name": "sgd", "sparse": "none", "result": run(lambda p: O.SGD(p, lr=0.1), "none")},
    {"name": "sgd-momentum", "sparse": "none", "result": run(lambda p: O.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01), "none")},
    {"name": "sgd-rows", "sparse": "rows", "result": run(lambda p: O.SGD(p, lr=0.1), "rows")},
    {"name": "adagrad", "sparse": "none", "result": run(lambda p: O.Adagrad(p, lr=0.1, weight_decay=0.01), "none")},
    {"name": "adagrad-rows", "sparse": "rows", "result": run(lambda p: O.Adagrad(p, lr=0.1), "rows")},
]
pathlib.Path(__file__).with_name("pytorch.json").write_text(json.dumps({
    "start": start.flatten().tolist(), "gradients": [g.flatten().tolist() for g in dense], "touched": touched, "cases": cases,
}))
