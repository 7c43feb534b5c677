#!/usr/bin/env python3
"""Writes statistics.json: samples, and what SciPy says of them. Run with SciPy 1.17: python make.py"""

import json
import os

import numpy as np
import scipy
from scipy import special, stats

generator = np.random.default_rng(20261121)


def samples():
    yield "normal, 8", generator.normal(0.3, 1, 8)
    yield "normal, 30", generator.normal(0.2, 1, 30)
    yield "normal, 50", generator.normal(-0.1, 2, 50)
    yield "normal, 51", generator.normal(0.1, 2, 51)
    yield "normal, 200", generator.normal(0.05, 0.4, 200)
    yield "few values with ties and zeros, 12", np.round(generator.normal(0.4, 1, 12))
    yield "few values with ties and zeros, 13", np.round(generator.normal(0.1, 1.5, 13))
    yield "few values with ties and zeros, 14", np.round(generator.normal(0.4, 1, 14))
    yield "few values with ties and zeros, 300", np.round(generator.normal(0.1, 0.7, 300))
    yield "one sign, 10", np.abs(generator.normal(0, 1, 10)) + 0.1
    ranks = np.concatenate([np.zeros(7), 1 / np.log2(np.arange(2, 12))])
    yield "ndcg of leave-one-out, 400", generator.choice(ranks, 400) - generator.choice(ranks, 400)


def paired(name, d):
    t = stats.ttest_1samp(d, 0)
    wilcoxon = stats.wilcoxon(d)
    exact = stats.permutation_test((d,), np.mean, permutation_type="samples", vectorized=True, n_resamples=np.inf if len(d) <= 14 else 99_999,
                                   rng=np.random.default_rng(1))
    bootstrap = stats.bootstrap((d,), np.mean, method="percentile", n_resamples=100_000, rng=np.random.default_rng(2), batch=1000)
    kept = d[d != 0]
    ranks = stats.rankdata(np.abs(kept))
    plus, minus = ranks[kept > 0].sum(), ranks[kept < 0].sum()
    return {
        "name": name, "differences": list(d), "t": t.statistic, "t_p": t.pvalue, "wilcoxon": wilcoxon.statistic, "wilcoxon_p": wilcoxon.pvalue,
        "permutation_p": exact.pvalue, "permutation_is_exact": len(d) <= 14, "bootstrap": list(bootstrap.confidence_interval),
        "bootstrap_error": float(bootstrap.standard_error), "cohens_d": d.mean() / d.std(ddof=1), "rank_biserial": (plus - minus) / (plus + minus),
        "t_interval": list(t.confidence_interval(0.95)),
    }


def welch():
    for n, m in ((2, 3), (5, 5), (10, 40)):
        a, b = generator.normal(0.35, 0.01, n), generator.normal(0.34, 0.03, m)
        result = stats.ttest_ind(a, b, equal_var=False)
        yield {"a": list(a), "b": list(b), "t": result.statistic, "p": result.pvalue, "df": result.df}


def holm(p):
    """The definition, written out: the largest over smaller p-values of (m − rank + 1) p."""
    order = sorted(p)
    return [min(1, max((len(p) - i) * q for i, q in enumerate(order) if q <= value)) for value in p]


def main():
    p_values = [list(generator.uniform(0, 0.1, n)) for n in (1, 3, 8)]
    fixture = {
        "scipy": scipy.__version__,
        "paired": [paired(name, d) for name, d in samples()],
        "welch": list(welch()),
        "holm": [{"p": p, "adjusted": holm(p)} for p in p_values],
        "student": [[t, df, 2 * stats.t.sf(abs(t), df)] for df in (1, 2.5, 4, 30, 6039, 1e6) for t in (-0.01, 0.7, 2.5, -8, 40)],
        "critical": [[alpha, df, stats.t.ppf(1 - alpha / 2, df)] for df in (1, 2, 4, 30, 6039) for alpha in (0.001, 0.05, 0.5)],
        "normal": [[z, stats.norm.sf(z)] for z in (-9, -1.3, 0, 0.5, 3, 12, 30)],
        "beta": [[x, a, b, special.betainc(a, b, x)] for a in (0.5, 2, 3000) for b in (0.5, 7, 900) for x in (0.001, 0.3, 0.77, 0.999)],
        "quantile": [[f, float(np.quantile([1, 2, 4, 8, 16], f))] for f in (0, 0.025, 0.3, 0.5, 0.975, 1)],
    }
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "statistics.json"), "w") as file:
        json.dump(fixture, file, indent=None)
        file.write("\n")


main()
