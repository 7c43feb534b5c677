"""Writes features.json: forward passes of models of features by PyTorch in float64. Run: python make_features.py (needs torch)."""
import json, pathlib
import numpy as np
import torch

F = torch.nn.functional
U, I, D = 6, 9, 5


def sparse(rows):
    """Compressed rows of dense ones."""
    offsets, columns, values = [0], [], []
    for row in rows:
        for column, value in enumerate(row):
            if value:
                columns.append(column)
                values.append(float(value))
        offsets.append(len(values))
    return {"offsets": offsets, "columns": columns, "values": values}


def dcn():
    """DCN-V2 in PyTorch, whose embedding_bag makes the bags: parallel with full rank, and stacked with rank 2.
    Users have a category and a number, items several genres (item 4 none) and word weights."""
    local = np.random.default_rng(11)
    t = lambda *shape: torch.tensor(local.standard_normal(shape).astype(np.float32).astype(np.float64))
    category = [0, 2, 1, 1, 0, 2]
    number = [0.5, -1.25, None, 0.75, 0, 1.5]
    user = np.zeros((U, 5))
    for u in range(U):
        user[u, category[u]] = 1
        user[u, 3 if number[u] is not None else 4] = 1 if number[u] is None else number[u]
    genres = [[0], [1, 2], [0, 1, 2], [2], [], [1], [0, 2], [1], [0, 1]]
    words = np.round(local.uniform(0.1, 1, (I, 4)) * (local.uniform(size=(I, 4)) < 0.6), 3)
    item = np.zeros((I, 7))
    for i in range(I):
        item[i, genres[i]] = 1
        item[i, 3:] = words[i]
    E, K = 3, 2 * D + 3 * 3 + 2
    w = {"user_embedding": t(U, D), "item_embedding": t(I, D), "user.age_embedding": t(3, E), "item.genres_embedding": t(3, E),
         "item.title_embedding": t(4, E)}
    bags = [F.embedding_bag(torch.tensor(g, dtype=torch.long)[None], w["item.genres_embedding"], mode="mean") if g else torch.zeros(1, E).double()
            for g in genres]
    users, items = torch.arange(U).repeat_interleave(I), torch.arange(I).repeat(U)
    x0 = torch.cat([
        w["user_embedding"][users], w["item_embedding"][items], w["user.age_embedding"][torch.tensor(category)][users],
        torch.tensor(user[:, 3:])[users], torch.cat(bags)[items], (torch.tensor(words) @ w["item.title_embedding"])[items]], 1)
    assert x0.shape[1] == K

    def deep(x, weights):
        return F.relu(F.linear(F.relu(F.linear(x, weights["hidden_1.weight"], weights["hidden_1.bias"])),
                               weights["hidden_2.weight"], weights["hidden_2.bias"]))

    result = []
    for stacked in (False, True):
        v, x = dict(w), x0
        for layer in (1, 2):
            name = f"cross_{layer}"
            if stacked:
                v[name + ".v.weight"], v[name + ".u.weight"], v[name + ".u.bias"] = 0.2 * t(2, K), 0.2 * t(K, 2), t(K)
                mapped = x @ v[name + ".v.weight"].T @ v[name + ".u.weight"].T + v[name + ".u.bias"]
            else:
                v[name + ".weight"], v[name + ".bias"] = 0.2 * t(K, K), t(K)
                mapped = F.linear(x, v[name + ".weight"], v[name + ".bias"])
            x = x0 * mapped + x
        v["hidden_1.weight"], v["hidden_1.bias"], v["hidden_2.weight"], v["hidden_2.bias"] = 0.2 * t(6, K), t(6), 0.2 * t(4, 6), t(4)
        top = deep(x, v) if stacked else torch.cat([x, deep(x0, v)], 1)
        v["output.weight"], v["output.bias"] = 0.2 * t(top.shape[1]), t(1)
        scores = top @ v["output.weight"] + v["output.bias"]
        result.append({"weights": {k: a.flatten().tolist() for k, a in v.items()}, "scores": scores.tolist()})
    return {"user": sparse(user), "item": sparse(item), "parallel": result[0], "stacked": result[1]}


def profile():
    """ncf-profile: user 5 has no items; item 8 is in nobody's list."""
    local = np.random.default_rng(13)
    t = lambda *shape: torch.tensor(local.standard_normal(shape).astype(np.float32).astype(np.float64))
    content = np.round(local.uniform(0.1, 1, (I, 4)) * (local.uniform(size=(I, 4)) < 0.7), 3)
    lists = [[0, 2, 5], [1], [3, 4, 6, 7], [2, 3], [0, 1, 2, 3, 4, 5, 6, 7], []]
    w = {"item_projection": t(4, D), "attention.hidden.weight": t(3, D), "attention.hidden.bias": t(3), "attention.output.weight": t(3),
         "user_projection.weight": t(D, D), "user_projection.bias": t(D), "output.bias": t(1)}
    y = torch.tensor(content) @ w["item_projection"]
    logits = F.relu(F.linear(y, w["attention.hidden.weight"], w["attention.hidden.bias"])) @ w["attention.output.weight"]
    z = torch.stack([torch.softmax(logits[h], 0) @ y[h] if h else torch.zeros(D).double() for h in lists])
    p = F.linear(z, w["user_projection.weight"], w["user_projection.bias"])
    return {"lists": lists, "item": sparse(content), "pass": {
        "weights": {k: a.flatten().tolist() for k, a in w.items()}, "scores": (p @ y.T + w["output.bias"]).flatten().tolist()}}


pathlib.Path(__file__).with_name("features.json").write_text(json.dumps({"dcn": dcn(), "profile": profile()}))
