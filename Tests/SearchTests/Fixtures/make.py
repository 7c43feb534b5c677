#!/usr/bin/env python3
"""Writes the fixtures of SearchTests with Optuna (5.0.0, PyPI) and SciPy: `python make.py`, beside this file.

- tpe.json: what Optuna's TPESampler proposes in 100 trials on four functions, seeds 0 and 1, for its default, univariate and group modes,
  as rows of parameters in order of suggestion (null where not suggested); and what its Parzen estimator, truncated normal and weights give.
  NumPy's default argsort is not stable; it is made stable here, so that equal observations keep their order on every machine.
- importance.json: PED-ANOVA of fixed trials, conditional parameters included.
- sobol.json: unscrambled Sobol points of SciPy.
"""
import json
import math
import pathlib
import warnings

import numpy as np
import optuna
from scipy.stats import qmc

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
here = pathlib.Path(__file__).parent


def make_argsort_stable():
    original = np.argsort
    np.argsort = lambda a, axis=-1, kind=None, **rest: original(a, axis=axis, kind="stable", **rest)


def branin(t):
    x, y = t.suggest_float("x1", -5, 10), t.suggest_float("x2", 0, 15)
    return (y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6) ** 2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


A = np.array([[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]])
P = 1e-4 * np.array([[1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
                     [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381]])


def hartmann6(t):
    x = np.array([t.suggest_float(f"x{i + 1}", 0, 1) for i in range(6)])
    return float(-np.sum(np.array([1, 1.2, 3, 3.2]) * np.exp(-np.sum(A * (x - P) ** 2, axis=1))))


def rosenbrock8(t):
    x = np.array([t.suggest_float(f"x{i + 1}", -5, 10) for i in range(8)])
    return float(np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2))


def mixed(t):
    model = t.suggest_categorical("model", ["mf", "gnn", "seq"])
    lr, dim = t.suggest_float("lr", 1e-5, 1e-1, log=True), t.suggest_int("dim", 8, 512, log=True)
    reg = t.suggest_float("reg", 1e-8, 1e-1, log=True)
    base, l, d = {"mf": (0.30, -2, 6), "gnn": (0.22, -3, 7), "seq": (0.20, -3.5, 7)}[model]
    f = base + 0.04 * (math.log10(lr) - l) ** 2 + 0.02 * (math.log2(dim) - d) ** 2 + 0.005 * (math.log10(reg) + 4) ** 2
    if model == "gnn":
        layers, dropout = t.suggest_int("layers", 1, 6), t.suggest_float("dropout", 0, 0.8)
        f += 0.03 * (layers - 3) ** 2 + 0.5 * (dropout - 0.1) ** 2
    if model == "seq":
        heads, maxlen = t.suggest_categorical("heads", [1, 2, 4, 8]), t.suggest_int("maxlen", 10, 200, step=10)
        dropout = t.suggest_float("dropout_seq", 0, 0.8)
        f += {1: 0.06, 2: 0, 4: 0.02, 8: 0.08}[heads] + 0.02 * ((maxlen - 50) / 30) ** 2 + 0.5 * (dropout - 0.2) ** 2
    return f


FUNCTIONS = {
    "branin": (branin, ["x1", "x2"]),
    "hartmann6": (hartmann6, [f"x{i + 1}" for i in range(6)]),
    "rosenbrock8": (rosenbrock8, [f"x{i + 1}" for i in range(8)]),
    "mixed": (mixed, ["model", "lr", "dim", "reg", "layers", "dropout", "heads", "maxlen", "dropout_seq"]),
}


def short(value):
    """13 digits are enough to tell sequences apart, and half the file."""
    return float(f"{value:.13g}") if isinstance(value, float) else value


def tpe_sequences():
    modes = {"joint": {}, "independent": {"multivariate": False}, "group": {"multivariate": True, "group": True}}
    rows = []
    for mode, options in modes.items():
        for name, (function, order) in FUNCTIONS.items():
            for seed in (0, 1):
                study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed, **options))
                study.optimize(function, n_trials=100)
                rows.append({"grouping": mode, "function": name, "seed": seed,
                             "rows": [[short(t.params.get(p)) for p in order] for t in study.trials]})
    return rows


def parzen():
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
    from optuna.samplers._tpe.parzen_estimator import _ParzenEstimator, _ParzenEstimatorParameters
    from optuna.samplers._tpe.sampler import default_weights

    rng = np.random.RandomState(7)
    cases = {
        "uniform": (FloatDistribution(-5, 10), rng.uniform(-5, 10, 7), [-4.9, 0, 3.3, 9.99]),
        "uniform, one": (FloatDistribution(0, 1), np.array([0.25]), [0, 0.25, 0.9]),
        "uniform, none": (FloatDistribution(0, 1), np.array([]), [0, 0.25, 0.9]),
        "uniform, thirty": (FloatDistribution(0, 1), rng.uniform(0, 1, 30), [0.1, 0.5, 0.999]),
        "log-uniform": (FloatDistribution(1e-5, 1e-1, log=True), np.array([1e-4, 3e-3, 5e-2, 1e-5]), [1e-5, 2e-4, 0.1]),
        "integer": (IntDistribution(1, 6), np.array([1.0, 3, 6, 2]), [1, 2, 3, 4, 5, 6]),
        "stepped": (IntDistribution(10, 200, step=10), np.array([50.0, 120, 10]), [10, 60, 200]),
        "integer-log": (IntDistribution(8, 512, log=True), np.array([64.0, 128, 9, 500]), [8, 64, 65, 512]),
        "choice": (CategoricalDistribution(["a", "b", "c"]), np.array([0.0, 2, 2, 1, 2]), [0, 1, 2]),
    }
    parameters = _ParzenEstimatorParameters(1.0, True, False, default_weights, True)
    rows = []
    for name, (distribution, observations, query) in cases.items():
        estimator = _ParzenEstimator({"x": observations}, {"x": distribution}, parameters)
        rows.append({"name": name, "observations": observations.tolist(), "query": query,
                     "log_density": estimator.log_pdf({"x": np.array(query, dtype=float)}).tolist()})
    return rows


def truncated_normal():
    from optuna.samplers._tpe import _truncnorm
    intervals = [(-3, 2), (-1, 1), (2, 5), (10, 12), (-30, -25), (-0.1, 40), (-0.001, 0.001)]
    return {
        "log_mass": [[a, b, float(_truncnorm._log_gauss_mass(np.array([float(a)]), np.array([float(b)]))[0])] for a, b in intervals],
        "quantile": [[q, a, b, float(_truncnorm.ppf(np.array([q]), np.array([float(a)]), np.array([float(b)]))[0])]
                     for a, b in intervals for q in (1e-6, 0.1, 0.5, 0.9, 0.999999)],
    }


def importance():
    rows = []
    for name, trials in (("branin", 60), ("hartmann6", 80), ("mixed", 100), ("mixed", 40)):
        function, order = FUNCTIONS[name]
        study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=trials))
        study.optimize(function, n_trials=trials)
        for target in (0.1, 0.25):
            evaluator = optuna.importance.PedAnovaImportanceEvaluator(target_quantile=target)
            found = optuna.importance.get_param_importances(study, evaluator=evaluator, normalize=False)
            rows.append({"function": name, "target": target, "values": [t.value for t in study.trials],
                         "rows": [[t.params.get(p) for p in order] for t in study.trials],
                         "importance": [found[p] for p in order]})
    return rows


def write(name, value):
    (here / name).write_text(json.dumps(value, separators=(",", ":")) + "\n")


make_argsort_stable()
doubles = {str(seed): np.random.RandomState(seed).random_sample(5).tolist() for seed in (0, 1, 42, 4294967295)}
write("tpe.json", {"sequences": tpe_sequences(), "parzen": parzen(), "truncated_normal": truncated_normal(), "doubles": doubles})
write("importance.json", importance())
write("sobol.json", qmc.Sobol(64, scramble=False).random(16)[:, [0, 1, 2, 5, 17, 40, 63]].tolist())
