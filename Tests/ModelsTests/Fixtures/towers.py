"""Writes towers.json: scores of a two-tower model by NumPy in float64, every pair. Run: python towers.py (needs numpy)."""
import json, pathlib
import numpy as np

rng = np.random.default_rng(11)
U, I, D, N = 4, 7, 5, 3
TEMPERATURE = 0.5


def f32(*shape):
    return rng.standard_normal(shape).astype(np.float32).astype(np.float64)


# Newest last within a user; user 3 has nothing. History is the last three different items.
rows = [(0, 1, 5), (0, 2, 9), (0, 2, 1), (0, 3, 7), (0, 0, 2), (1, 6, 1), (1, 4, 1), (2, 5, 3)]
history = [[2, 3, 1], [4, 6], [5], []]
genres = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 0], [0, 0, 1], [1, 0, 1], [0, 1, 1]], float)
text = np.round(np.abs(f32(I, 2)), 2).astype(np.float32).astype(np.float64) * (np.arange(I) % 3 > 0)[:, None]
ages = np.array([[0.5], [-1], [0], [2]])
w = {
    "user_embedding": f32(U, D), "item_embedding": f32(I, D), "user_features": f32(1, D), "item_features": f32(5, D),
    "history.query.weight": f32(D, D), "history.query.bias": f32(D), "history.key": f32(D, D), "history.score": f32(D),
    "user_gate.weight": f32(D, D), "user_gate.bias": f32(D), "user_gate.score": f32(D),
    "item_gate.weight": f32(D, D), "item_gate.bias": f32(D), "item_gate.score": f32(D),
    "user_layers.0.weight": f32(6, D), "user_layers.0.bias": f32(6), "user_layers.1.weight": f32(4, 6), "user_layers.1.bias": f32(4),
    "item_layers.0.weight": f32(4, D), "item_layers.0.bias": f32(4),
}


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def gate(side, features):
    score = lambda f: w[side + "_gate.score"] @ np.tanh(w[side + "_gate.weight"] @ f + w[side + "_gate.bias"])  # noqa: E731
    return softmax(np.array([score(f) for f in features])) @ np.array(features)


def layers(side, x, count):
    for number in range(count):
        x = w[f"{side}_layers.{number}.weight"] @ x + w[f"{side}_layers.{number}.bias"]
        x = np.maximum(x, 0) if number + 1 < count else x
    return x / np.linalg.norm(x)


def user(u):
    p, past = w["user_embedding"][u], w["item_embedding"][history[u]]
    query = w["history.query.weight"] @ p + w["history.query.bias"]
    pooled = softmax(np.tanh(past @ w["history.key"].T + query) @ w["history.score"]) @ past if len(past) else np.zeros(D)
    return layers("user", gate("user", [p, ages[u] @ w["user_features"], pooled]), 2)


def item(i):
    q, tables = w["item_embedding"][i], w["item_features"]
    return layers("item", gate("item", [q, genres[i] @ tables[:3], text[i] @ tables[3:]]), 1)


def sparse(matrix):
    return {"offsets": [0] + np.cumsum((matrix != 0).sum(1)).tolist(), "columns": np.nonzero(matrix)[1].tolist(),
            "values": matrix[np.nonzero(matrix)].tolist()}


users, items = np.array([user(u) for u in range(U)]), np.array([item(i) for i in range(I)])
pathlib.Path(__file__).with_name("towers.json").write_text(json.dumps({
    "rows": rows, "weights": {name: value.flatten().tolist() for name, value in w.items()}, "user_features": sparse(ages),
    "item_features": sparse(np.concatenate([genres, text], 1)), "user_vectors": users.flatten().tolist(),
    "item_vectors": items.flatten().tolist(), "scores": (users @ items.T / TEMPERATURE).flatten().tolist(),
}))
