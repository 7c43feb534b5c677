"""Writes documents.json: forward passes of dcn by PyTorch (nn.LSTM, conv1d). Run: python documents.py (needs torch)."""
import json, pathlib, torch

torch.manual_seed(11)
V, D, H, A, Z, K, W, U, I, L, ID = 13, 5, 4, 6, 7, 3, 3, 4, 5, 9, 2
F = torch.nn.functional
documents = {side: [torch.randint(0, V, (length,)).tolist() for length in lengths]
             for side, lengths in (("user", [9, 0, 3, 6]), ("item", [1, 9, 4, 0, 2]))}
pairs = [(u, i) for u in range(U) for i in range(I)]


def recurrent(weights, name, table, document):
    if not document:
        return torch.zeros(2 * H)
    x, outputs = table[document], []
    for direction in ("forward", "backward"):
        w = {key: torch.randn(*shape) * 0.5 for key, shape in (("weight", (4 * H, D)), ("bias", (4 * H,)), ("recurrent", (4 * H, H)))}
        w = {key: weights.setdefault(f"{name}.{direction}.{key}", value) for key, value in w.items()}
        module = torch.nn.LSTM(D, H)
        states = {"weight_ih_l0": w["weight"], "weight_hh_l0": w["recurrent"], "bias_ih_l0": w["bias"], "bias_hh_l0": torch.zeros(4 * H)}
        run = x if direction == "forward" else x.flip(0)
        h = torch.func.functional_call(module, states, (run,))[0]
        outputs.append(h if direction == "forward" else h.flip(0))
    h = torch.cat(outputs, 1)
    w = weights.setdefault(f"{name}.attention.weight", torch.randn(A, 2 * H))
    b = weights.setdefault(f"{name}.attention.bias", torch.randn(A))
    v = weights.setdefault(f"{name}.attention.score", torch.randn(A))
    return torch.softmax(torch.tanh(h @ w.T + b) @ v, 0) @ h


def convolution(weights, name, table, document):
    kernel = weights.setdefault(f"{name}.convolution.weight", torch.randn(W * 2 * H, D))
    bias = weights.setdefault(f"{name}.convolution.bias", torch.randn(2 * H))
    if not document:
        return torch.zeros(2 * H)
    taps = kernel.reshape(W, 2 * H, D).permute(1, 2, 0)
    return F.relu(F.conv1d(table[document].T[None], taps, bias, padding=W // 2)).amax(2)[0]


# Vectors of a pretrained encoder, to the bit in float16; which one each token has, and its mark.
X, N, M = 6, 8, 3
vectors = torch.randn(N, X, generator=torch.Generator().manual_seed(5)).half().float()
rows, marks = [v * 3 % N for v in range(V)], [v % M for v in range(V)]


def frozen(weights):
    w = weights.setdefault("token_projection.weight", torch.randn(D, X))
    b = weights.setdefault("token_projection.bias", torch.randn(D))
    mark = weights.setdefault("token_mark", torch.randn(M, D))
    return F.linear(vectors[rows], w, b) + mark[marks]


def scores(encode, head, shared, with_ids, tokens=None):
    weights = {}
    table = tokens(weights) if tokens else weights.setdefault("token_embedding", torch.randn(V, D))
    names = {"user": "text", "item": "text"} if shared else {"user": "user_text", "item": "item_text"}
    # The longest first, so that every weight is drawn.
    c = {side: [encode(weights, names[side], table, d) for d in documents[side]] for side in ("user", "item")}
    z = torch.stack([torch.cat([c["user"][u], c["item"][i]]) for u, i in pairs])
    if with_ids:
        p = weights.setdefault("user_embedding", torch.randn(U, ID))
        q = weights.setdefault("item_embedding", torch.randn(I, ID))
        z = torch.cat([z, torch.stack([torch.cat([p[u], q[i]]) for u, i in pairs])], 1)
    if head == "dense":
        hidden = F.relu(z @ weights.setdefault("fusion.weight", torch.randn(Z, z.shape[1])).T
                        + weights.setdefault("fusion.bias", torch.randn(Z)))
        out = hidden @ weights.setdefault("output.weight", torch.randn(Z)) + weights.setdefault("output.bias", torch.randn(1))
    else:
        v = weights.setdefault("output.factors", torch.randn(K, z.shape[1]) * 0.3)
        w = weights.setdefault("output.weight", torch.randn(z.shape[1]))
        pair_terms = ((z @ v.T) ** 2 - z ** 2 @ v.T ** 2).sum(1) / 2
        out = z @ w + pair_terms + weights.setdefault("output.bias", torch.randn(1))
    if with_ids:
        bu = weights.setdefault("user_bias", torch.randn(U, 1))
        bi = weights.setdefault("item_bias", torch.randn(I, 1))
        out = out + torch.stack([bu[u, 0] + bi[i, 0] for u, i in pairs])
    return {"weights": {k: w.flatten().tolist() for k, w in weights.items()}, "scores": out.tolist()}


pathlib.Path(__file__).with_name("documents.json").write_text(json.dumps({
    "documents": documents,
    "bilstm": scores(recurrent, "dense", False, False),
    "shared": scores(recurrent, "fm", True, True),
    "cnn": scores(convolution, "fm", False, False),
    "vectors": vectors.tolist(),
    "frozen": scores(recurrent, "dense", False, False, frozen),
}))
