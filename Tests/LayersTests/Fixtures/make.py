"""Writes pytorch.json (ten steps of each optimizer), exact.json (long trainings of rarely touched rows, in float64) and schedules.json
(learning rates by PyTorch's schedulers). Run: python make.py (needs torch)."""
import json, pathlib, torch

O = torch.optim
here = pathlib.Path(__file__).parent
torch.manual_seed(11)
R, D, STEPS = 6, 19, 10
start = torch.randn(R, D)
dense = torch.randn(STEPS, R, D)
touched = [torch.randperm(R)[: 1 + step % 3].tolist() for step in range(STEPS)]


def gradient(step, sparse):
    if sparse == "none":
        return dense[step].clone()
    g = torch.zeros(R, D)
    g[touched[step]] = dense[step][touched[step]]
    if sparse == "zeros":
        return g
    return torch.sparse_coo_tensor(torch.tensor([touched[step]]), dense[step][touched[step]], (R, D)).coalesce()


def run(make, sparse, clip=None, schedule=None):
    p = torch.nn.Parameter(start.clone())
    optimizer = make([p])
    scheduler = schedule(optimizer) if schedule else None
    for step in range(STEPS):
        p.grad = gradient(step, sparse)
        if clip is not None:
            torch.nn.utils.clip_grad_norm_([p], clip)
        optimizer.step()
        if scheduler:
            scheduler.step()
    return p.detach().flatten().tolist()


def rows_sgd(lr, momentum, decay, clip=None):
    """SGD on the touched rows alone, row by row with PyTorch's own update: their velocities see only the steps that touch them."""
    result = start.clone()
    parameters = [torch.nn.Parameter(start[r].clone()) for r in range(R)]
    optimizers = [O.SGD([p], lr=lr, momentum=momentum, weight_decay=decay) for p in parameters]
    for step in range(STEPS):
        for p in parameters:
            p.grad = None
        for r in touched[step]:
            parameters[r].grad = dense[step][r].clone()
        if clip is not None:
            torch.nn.utils.clip_grad_norm_([parameters[r] for r in touched[step]], clip)
        for r in touched[step]:
            optimizers[r].step()
    for r in range(R):
        result[r] = parameters[r].detach()
    return result.flatten().tolist()



adam = lambda **k: lambda p: O.Adam(p, lr=0.01, **k)
adamw = lambda **k: lambda p: O.AdamW(p, lr=0.01, **{"weight_decay": 0.1, **k})
cosine = lambda o: O.lr_scheduler.CosineAnnealingLR(o, T_max=STEPS, eta_min=0.001)
cases = [
    ("adam", "none", run(adam(), "none")),
    ("adam-decay", "none", run(adam(weight_decay=0.1), "none")),
    ("adam-clip", "none", run(adam(weight_decay=0.1), "none", clip=2.0)),
    ("adam-cosine", "none", run(adam(), "none", schedule=cosine)),
    ("adam-dense", "zeros", run(adam(), "zeros")),
    ("adam-dense-decay", "zeros", run(adam(weight_decay=0.1), "zeros", clip=2.0)),
    ("adam-lazy", "rows", run(lambda p: O.SparseAdam(p, lr=0.01, eps=1e-12), "rows")),
    ("adam-exact", "zeros", run(adam(), "zeros")),
    ("adam-exact-decay", "zeros", run(adam(weight_decay=0.1), "zeros", clip=2.0)),
    ("adam-exact-cosine", "zeros", run(adam(), "zeros", schedule=cosine)),
    ("adamw", "none", run(adamw(), "none")),
    ("adamw-clip", "none", run(adamw(), "none", clip=2.0)),
    ("adamw-dense", "zeros", run(adamw(), "zeros")),
    ("adamw-exact", "zeros", run(adamw(), "zeros", clip=2.0, schedule=cosine)),
    ("sgd", "none", run(lambda p: O.SGD(p, lr=0.1), "none")),
    ("sgd-decay", "none", run(lambda p: O.SGD(p, lr=0.1, weight_decay=0.1), "none", clip=2.0)),
    ("sgd-momentum", "none", run(lambda p: O.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01), "none")),
    ("sgd-rows", "rows", run(lambda p: O.SGD(p, lr=0.1), "rows")),
    ("sgd-momentum-rows", "rows", rows_sgd(0.1, 0.9, 0.01, clip=2.0)),
    ("adagrad", "none", run(lambda p: O.Adagrad(p, lr=0.1, weight_decay=0.01), "none", clip=2.0)),
    ("adagrad-initial", "none", run(lambda p: O.Adagrad(p, lr=0.1, initial_accumulator_value=0.1), "none")),
    ("adagrad-rows", "rows", run(lambda p: O.Adagrad(p, lr=0.1), "rows")),
]
here.joinpath("pytorch.json").write_text(json.dumps({
    "start": start.flatten().tolist(), "gradients": [g.flatten().tolist() for g in dense], "touched": touched,
    "cases": [{"name": n, "sparse": s, "result": r} for n, s, r in cases],
}))

# Rows that are touched every 80 steps on average, with gradients of sizes from 1 (ε without effect) to 1e-9 (ε rules).
LONG, sizes = 3000, [1.0, 1e-2, 1e-4, 1e-6, 1e-8, 1e-9]
events = [(int(step), row) for step in range(LONG) for row in range(R) if torch.rand(()) < 1 / 80]
values = [sizes[row] * torch.randn(D) for _, row in events]


def long(make, schedule=None):
    p = torch.nn.Parameter(start.double())
    optimizer = make([p])
    scheduler = schedule(optimizer) if schedule else None
    at = 0
    for step in range(LONG):
        p.grad = torch.zeros(R, D, dtype=torch.float64)
        while at < len(events) and events[at][0] == step:
            p.grad[events[at][1]] = values[at].double()
            at += 1
        optimizer.step()
        if scheduler:
            scheduler.step()
    return p.detach().flatten().tolist()


warm_cosine = lambda o: O.lr_scheduler.SequentialLR(o, [
    O.lr_scheduler.LinearLR(o, start_factor=1 / 100, total_iters=99), O.lr_scheduler.CosineAnnealingLR(o, T_max=LONG - 100)], [100])
exact = [
    {"name": "adam", "result": long(adam())},
    {"name": "adam-decay", "result": long(adam(weight_decay=0.1))},
    {"name": "adam-cosine", "result": long(adam(), warm_cosine)},
    {"name": "adam-slow", "result": long(adam(betas=(0.99, 0.9999)))},
    {"name": "adam-odd", "result": long(adam(betas=(0.9, 0.5)))},
    {"name": "adamw", "result": long(adamw())},
    {"name": "adamw-cosine", "result": long(adamw(weight_decay=1.0), warm_cosine)},
]
here.joinpath("exact.json").write_text(json.dumps({
    "start": start.flatten().tolist(), "steps": LONG, "events": [[s, r] for s, r in events],
    "gradients": [v.tolist() for v in values], "cases": exact,
}))

S, EPOCHS, W = 5, 6, 4


def rates(scheduler, per):
    p = torch.nn.Parameter(torch.zeros(1))
    optimizer = O.SGD([p], lr=1.0)
    s = scheduler(optimizer)
    result = []
    for step in range(S * EPOCHS):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if per == "step" or (step + 1) % S == 0:
            s.step()
    return result


L = O.lr_scheduler
warm = lambda o: L.LinearLR(o, start_factor=1 / W, total_iters=W - 1)
after = lambda then: lambda o: L.SequentialLR(o, [warm(o), then(o)], [W])
here.joinpath("schedules.json").write_text(json.dumps({"stepsPerEpoch": S, "rates": {
    "constant": rates(lambda o: warm(o), "step"),
    "step": rates(lambda o: L.StepLR(o, step_size=2, gamma=0.1), "epoch"),
    "exponential": rates(lambda o: L.ExponentialLR(o, gamma=0.95), "epoch"),
    "linear": rates(lambda o: L.LinearLR(o, start_factor=1, end_factor=0.1, total_iters=S * EPOCHS), "step"),
    "linear-warmup": rates(after(lambda o: L.LinearLR(o, start_factor=1, end_factor=0.1, total_iters=S * EPOCHS - W)), "step"),
    "cosine": rates(lambda o: L.CosineAnnealingLR(o, T_max=S * EPOCHS, eta_min=0.1), "step"),
    "cosine-warmup": rates(after(lambda o: L.CosineAnnealingLR(o, T_max=S * EPOCHS - W, eta_min=0.1)), "step"),
}}))
