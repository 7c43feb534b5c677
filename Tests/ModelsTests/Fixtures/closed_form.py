"""Writes closed_form.json: ials, ease and item-knn by NumPy and SciPy in float64. Run: python closed_form.py (needs numpy, scipy)."""
import json, pathlib
import numpy as np
import scipy.linalg
import scipy.sparse

rng = np.random.default_rng(11)
U, I, D = 14, 11, 4
X = (rng.random((U, I)) < 0.35).astype(float)
X[3] = 0  # a user without anything
X[:, 5] = 0  # an item without anyone
X[0, 0] = 1
flat = lambda x: np.asarray(x).flatten().tolist()


def ials(exponent):
    """Every row's normal equations by SciPy, two epochs; the loss over all pairs by its definition."""
    alpha, reg = 0.3, 0.05
    p, q = ((0.3 * rng.standard_normal((n, D))).astype(np.float32).astype(float) for n in (U, I))
    start, losses = {"user_factors": flat(p), "item_factors": flat(q)}, []

    def side(x, other):
        rows = []
        for observed in x:
            y = other[observed > 0]
            shrink = reg * (len(y) + alpha * len(other)) ** exponent
            a = alpha * other.T @ other + y.T @ y + shrink * np.eye(D)
            rows.append(scipy.linalg.solve(a, y.sum(0), assume_a="pos"))
        return np.array(rows)

    for _ in range(2):
        p = side(X, q)
        q = side(X.T, p)
        s = p @ q.T
        losses.append(float(((1 - s[X > 0]) ** 2).sum() + alpha * (s ** 2).sum()) / X.sum())
    return {"exponent": exponent, "weights": start, "scores": flat(p @ q.T), "losses": losses}


def ease(neighbors):
    inverse = np.linalg.inv(X.T @ X + 2.5 * np.eye(I))
    b = inverse / -np.diag(inverse)
    np.fill_diagonal(b, 0)
    if neighbors:
        for j in range(I):
            b[np.argsort(-abs(b[:, j]), kind="stable")[neighbors:], j] = 0
    return {"scores": flat(X @ b)}


def knn(weighting, shrinkage, neighbors):
    """Weightings by the formulas of `implicit`'s tfidf_weight and bm25_weight on the item × user matrix."""
    counts, n = X.sum(0), X.shape[1]
    idf = np.maximum(0, np.log(n) - np.log1p(X.sum(1)))[:, None]
    w = {"none": X, "tfidf": X * idf, "bm25": X * 101 / (100 * (0.2 + 0.8 * counts / counts.mean()) + 1) * idf}[weighting]
    w = scipy.sparse.csc_array(w)
    s = (w.T @ w).toarray()
    if weighting != "bm25":
        norms = np.sqrt(np.diag(s))
        with np.errstate(invalid="ignore"):
            s = np.nan_to_num(s / (np.outer(norms, norms) + shrinkage))
    np.fill_diagonal(s, 0)
    for j in range(I):
        s[np.argsort(-s[:, j], kind="stable")[neighbors:], j] = 0
    return {"weighting": weighting, "shrinkage": shrinkage, "neighbors": neighbors, "scores": flat(X @ s)}


users, items = (x.tolist() for x in np.nonzero(X))
pathlib.Path(__file__).with_name("closed_form.json").write_text(json.dumps({
    "user_count": U, "item_count": I, "users": users, "items": items, "ials": [ials(0), ials(1)], "ease": ease(None), "ease_three": ease(3),
    "knn": [knn("none", 2.0, 3), knn("tfidf", 0.0, 8), knn("bm25", 0.0, 4)],
}) + "\n")
