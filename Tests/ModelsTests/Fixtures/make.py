"""Writes numpy.json: forward passes, bias and mf fits by NumPy in float64. Run: python make.py (needs numpy)."""
import json, pathlib
import numpy as np

rng = np.random.default_rng(5)
U, I, D = 6, 9, 5
relu = lambda x: np.maximum(x, 0)


def f32(*shape, scale=1.0):
    return (scale * rng.standard_normal(shape)).astype(np.float32).astype(np.float64)


def flat(x):
    return np.asarray(x).flatten().tolist()


def ancf():
    """Both heads over the same weights."""
    w = {"user_embedding": f32(U, D), "item_embedding": f32(I, D), "attention.weight": f32(D, D), "attention.bias": f32(D),
         "hidden.weight": f32(D, D), "hidden.bias": f32(D), "output.weight": f32(D), "output.bias": f32(1)}
    p = w["user_embedding"][:, None, :] * w["item_embedding"][None, :, :]
    logits = p @ w["attention.weight"].T + w["attention.bias"]
    e = np.exp(logits - logits.max(-1, keepdims=True))
    z = D * e / e.sum(-1, keepdims=True) * p
    h = relu(z @ w["hidden.weight"].T + w["hidden.bias"])
    mlp, total = (flat(x @ w["output.weight"] + w["output.bias"]) for x in (h, z))
    weights = {k: flat(v) for k, v in w.items()}
    return {"weights": weights, "scores": mlp}, {
        "weights": {k: v for k, v in weights.items() if not k.startswith("hidden")}, "scores": total}


def gmf():
    w = {"user_embedding": f32(U, D), "item_embedding": f32(I, D), "output.weight": f32(D), "output.bias": f32(1)}
    p = w["user_embedding"][:, None, :] * w["item_embedding"][None, :, :]
    return {"weights": {k: flat(v) for k, v in w.items()}, "scores": flat(p @ w["output.weight"] + w["output.bias"])}


MASK = (1 << 64) - 1


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def shuffled(count, seed, epoch):
    """RandomStream(seed, "shuffle", epoch) and its Fisher-Yates, by their documentation."""
    state = mix((seed + 0x9E3779B97F4A7C15) & MASK)
    for byte in b"shuffle":
        state = mix(((state ^ byte) + 0x9E3779B97F4A7C15) & MASK)
    state = mix(state ^ mix((epoch + 0xD1B54A32D192ED03) & MASK))
    order = list(range(count))
    for last in range(count - 1, 0, -1):
        state = (state + 0x9E3779B97F4A7C15) & MASK
        other = (mix(state) * (last + 1)) >> 64
        order[last], order[other] = order[other], order[last]
    return order


pairs = sorted({(int(u), int(i)) for u, i in zip(rng.integers(0, U, 40), rng.integers(0, I, 40))})
users, items = [p[0] for p in pairs], [p[1] for p in pairs]
ratings = rng.integers(1, 6, len(pairs)).astype(float).tolist()


def bias():
    mean, bu, bi = np.mean(ratings), np.zeros(U), np.zeros(I)
    for _ in range(10):
        for i in range(I):
            rows = [k for k in range(len(pairs)) if items[k] == i]
            bi[i] = sum(ratings[k] - mean - bu[users[k]] for k in rows) / (10 + len(rows))
        for u in range(U):
            rows = [k for k in range(len(pairs)) if users[k] == u]
            bu[u] = sum(ratings[k] - mean - bi[items[k]] for k in rows) / (15 + len(rows))
    return {"scores": flat(mean + bu[:, None] + bi[None, :])}


def mf():
    start = {"user_factors": f32(U, D, scale=0.1), "item_factors": f32(I, D, scale=0.1), "user_bias": f32(U, scale=0.1),
             "item_bias": f32(I, scale=0.1)}
    p, q, bu, bi = (x.copy() for x in start.values())
    mean, rate, reg, losses = np.mean(ratings), 0.05, 0.02, []
    for epoch in (1, 2):
        squares = 0
        for k in shuffled(len(pairs), 77, epoch):
            u, i = users[k], items[k]
            e = ratings[k] - (mean + bu[u] + bi[i] + p[u] @ q[i])
            squares += e * e
            bu[u] += rate * (e - reg * bu[u])
            bi[i] += rate * (e - reg * bi[i])
            p[u], q[i] = p[u] + rate * (e * q[i] - reg * p[u]), q[i] + rate * (e * p[u] - reg * q[i])
        losses.append(squares / len(pairs))
    return {"weights": {k: flat(v) for k, v in start.items()}, "scores": flat(mean + bu[:, None] + bi[None, :] + p @ q.T), "losses": losses}


def tower(prefix, E, layers):
    """He et al. 2017, eq. 10: weights by name, and the last layer for every pair."""
    w, wide = {prefix + "user_embedding": f32(U, E), prefix + "item_embedding": f32(I, E)}, 2 * E
    z = np.concatenate([np.repeat(w[prefix + "user_embedding"], I, 0), np.tile(w[prefix + "item_embedding"], (U, 1))], 1)
    for l, size in enumerate(layers, 1):
        w[f"hidden_{l}.weight"], w[f"hidden_{l}.bias"] = f32(size, wide), f32(size)
        z, wide = relu(z @ w[f"hidden_{l}.weight"].T + w[f"hidden_{l}.bias"]), size
    return w, z


def mlp():
    """MLP and NeuMF with layers 8 → 6 → 4; embeddings of 5 in the MLP, of 5 (GMF part) and 4 (MLP part) in NeuMF."""
    w, z = tower("", 5, [8, 6, 4])
    w |= {"output.weight": f32(4), "output.bias": f32(1)}
    return {"weights": {k: flat(v) for k, v in w.items()}, "scores": flat(z @ w["output.weight"] + w["output.bias"])}


def neumf():
    w, z = tower("mlp_", 4, [8, 6, 4])
    w |= {"gmf_user_embedding": f32(U, D), "gmf_item_embedding": f32(I, D), "output.weight": f32(D + 4), "output.bias": f32(1)}
    p = (w["gmf_user_embedding"][:, None, :] * w["gmf_item_embedding"][None, :, :]).reshape(U * I, D)
    scores = np.concatenate([p, z], 1) @ w["output.weight"] + w["output.bias"]
    return {"weights": {k: flat(v) for k, v in w.items()}, "scores": flat(scores)}


ancf_mlp, ancf_sum = ancf()
pathlib.Path(__file__).with_name("numpy.json").write_text(json.dumps({
    "users": users, "items": items, "ratings": ratings, "ancf": ancf_mlp, "ancf_sum": ancf_sum, "gmf": gmf(), "bias": bias(), "mf": mf(), "mlp": mlp(), "neumf": neumf(),
}))
