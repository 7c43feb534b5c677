"""Writes implicit.json: stochastic gradient descent on given samples by NumPy in float64. Run: python implicit.py (needs numpy)."""
import json, pathlib
import numpy as np

rng = np.random.default_rng(3)
U, I, D, R = 5, 7, 19, 300
RATE, REG, NEGATIVE_REG, BIAS_REG = 0.1, 0.02, 0.005, 0.01
flat = lambda x: np.asarray(x).flatten().tolist()
f32 = lambda *shape: (0.4 * rng.standard_normal(shape)).astype(np.float32).astype(float)
sigmoid = lambda x: 1 / (1 + np.exp(-x))
users, positives = (rng.integers(0, n, R).tolist() for n in (U, I))
start = {"user_factors": f32(U, D), "item_factors": f32(I, D), "item_bias": f32(I), "user_bias": f32(U), "bias": f32(1)}


def other(i):
    """Any item but i: a positive is never its own negative."""
    return int((i + rng.integers(1, I)) % I)


def pairs(uses_bias, n):
    negatives = [other(i) for i in positives for _ in range(n)]
    p, q, c = (start[name].copy() for name in ("user_factors", "item_factors", "item_bias"))
    c *= uses_bias
    loss = 0
    for k, j in enumerate(negatives):
        u, i = users[k // n], positives[k // n]
        x = p[u] @ (q[i] - q[j]) + c[i] - c[j]
        g = sigmoid(-x)
        loss += np.log1p(np.exp(-x))
        p[u], q[i], q[j] = (p[u] + RATE * (g * (q[i] - q[j]) - REG * p[u]), q[i] + RATE * (g * p[u] - REG * q[i]),
                            q[j] + RATE * (-g * p[u] - NEGATIVE_REG * q[j]))
        if uses_bias:
            c[i] += RATE * (g - BIAS_REG * c[i])
            c[j] += RATE * (-g - BIAS_REG * c[j])
    return {"negatives_each": n, "uses_bias": uses_bias, "negatives": negatives, "loss": loss, "user_factors": flat(p),
            "item_factors": flat(q), "item_bias": flat(c if uses_bias else start["item_bias"])}


def labels(n):
    negatives = [other(i) for i in positives for _ in range(n)]
    p, q, c, d, b = (start[name].copy() for name in start)
    loss = 0
    for k, u in enumerate(users):
        for i, y in [(positives[k], 1)] + [(j, 0) for j in negatives[k * n:(k + 1) * n]]:
            x = b[0] + d[u] + c[i] + p[u] @ q[i]
            e = y - sigmoid(x)
            loss += np.log1p(np.exp(x)) - y * x
            b[0] += RATE * (e - BIAS_REG * b[0])
            d[u] += RATE * (e - BIAS_REG * d[u])
            c[i] += RATE * (e - BIAS_REG * c[i])
            p[u], q[i] = p[u] + RATE * (e * q[i] - REG * p[u]), q[i] + RATE * (e * p[u] - REG * q[i])
    return {"negatives_each": n, "negatives": negatives, "loss": loss, "user_factors": flat(p), "item_factors": flat(q),
            "item_bias": flat(c), "user_bias": flat(d), "bias": flat(b)}


pathlib.Path(__file__).with_name("implicit.json").write_text(json.dumps({
    "start": {name: flat(x) for name, x in start.items()}, "users": users, "positives": positives,
    "pairs": [pairs(True, 1), pairs(False, 3)], "labels": labels(2)}) + "\n")
