"""Reference values for the metric tests, from ranx, scikit-learn and scipy (not from this project).

    pip install numpy scipy scikit-learn ranx && python make_ranking_reference.py

Writes ranking_reference.json: users with distinct scores and graded relevances, per-user values of each metric, and rating pairs.
"""

import json
from pathlib import Path

import numpy as np
from ranx import Qrels, Run, evaluate
from scipy.stats import pearsonr
from sklearn.metrics import mean_absolute_error, mean_squared_error, ndcg_score, roc_auc_score

CUTOFFS = [1, 3, 5, 10, 20]
rng = np.random.default_rng(20240229)

users = []
for _ in range(60):
    candidates = int(rng.integers(21, 60))
    relevance = rng.integers(1, 6, candidates) * (rng.random(candidates) < rng.choice([0.05, 0.2, 0.5]))
    if not relevance.any():
        relevance[rng.integers(candidates)] = rng.integers(1, 6)
    users.append((relevance, rng.permutation(candidates) / 64.0))  # distinct and exact in binary


def ranx_values(gain, metrics):
    qrels = Qrels({f"u{u:03}": {f"i{i}": int(gain(r)) for i, r in enumerate(rel) if r > 0} for u, (rel, _) in enumerate(users)})
    run = Run({f"u{u:03}": {f"i{i}": float(s) for i, s in enumerate(scores)} for u, (_, scores) in enumerate(users)})
    values = evaluate(qrels, run, metrics, return_mean=False, make_comparable=True)
    if not isinstance(values, dict):
        values = {metrics[0]: values}
    return {name: [float(x) for x in column] for name, column in values.items()}


binary = ranx_values(lambda r: 1, [f"{m}@{k}" for m in ("precision", "recall", "hit_rate", "mrr", "map") for k in CUTOFFS] + ["mrr"])
for k in CUTOFFS:  # ranx divides by all relevant items, this project by min(k, relevant)
    column = binary[f"map@{k}"]
    binary[f"map@{k}"] = [v * (rel > 0).sum() / min(k, (rel > 0).sum()) for v, (rel, _) in zip(column, users)]
expected = dict(binary)
for k in CUTOFFS:
    expected[f"ndcg@{k}"] = [float(ndcg_score([rel > 0], [scores], k=k)) for rel, scores in users]
    expected[f"ndcg_exp@{k}"] = [float(ndcg_score([2.0**rel - 1], [scores], k=k)) for rel, scores in users]
    burges = ranx_values(lambda r: r, [f"ndcg_burges@{k}"])[f"ndcg_burges@{k}"]
    assert np.allclose(burges, expected[f"ndcg_exp@{k}"], atol=1e-6), "scikit-learn and ranx disagree"
expected["auc"] = [float(roc_auc_score(rel > 0, scores)) for rel, scores in users]

actual = rng.integers(1, 6, 200).astype(np.float32)
predicted = np.clip(actual + rng.normal(0, 1, 200), 1, 5).astype(np.float32)
ratings = {
    "actual": actual.tolist(),
    "predicted": predicted.tolist(),
    "mse": float(mean_squared_error(actual.astype(float), predicted.astype(float))),
    "rmse": float(np.sqrt(mean_squared_error(actual.astype(float), predicted.astype(float)))),
    "mae": float(mean_absolute_error(actual.astype(float), predicted.astype(float))),
    "pearson": float(pearsonr(actual.astype(float), predicted.astype(float)).statistic),
}

reference = {
    "users": [{"relevances": rel.tolist(), "scores": scores.tolist()} for rel, scores in users],
    "expected": {name: [round(v, 12) for v in column] for name, column in expected.items()},
    "ratings": ratings,
}
path = Path(__file__).parent / "ranking_reference.json"
path.write_text(json.dumps(reference, separators=(",", ":")) + "\n")
print(path, path.stat().st_size, "bytes")
