"""Writes pytorch.json: each operation's output and gradients by PyTorch. Run: python make.py (needs torch)."""
import json, pathlib, torch

torch.manual_seed(7)
B, D, O = 5, 19, 7
cases = []


def case(name, inputs, function):
    inputs = [torch.as_tensor(x).clone().requires_grad_(True) for x in inputs]
    output = function(*inputs)
    upstream = torch.ones_like(output) if output.numel() == 1 else torch.randn_like(output)
    output.backward(upstream)
    cases.append({
        "name": name, "inputs": [x.detach().flatten().tolist() for x in inputs], "upstream": upstream.flatten().tolist(),
        "output": output.detach().flatten().tolist(), "gradients": [x.grad.flatten().tolist() for x in inputs],
    })


left, right = torch.tensor([2, 0, 2, 1, 2]), torch.tensor([0, 3, 3, 3, 1])
labels, ratings = torch.tensor([1.0, 0, 0, 1, 0]), torch.tensor([3, 4.5, 1, 5, 2])
F = torch.nn.functional
case("GatherMultiply", [torch.randn(3, D), torch.randn(4, D)], lambda u, v: u[left] * v[right])
case("Linear", [torch.randn(B, D), torch.randn(O, D), torch.randn(O)], F.linear)
case("Linear with ReLU", [torch.randn(B, D), torch.randn(O, D), torch.randn(O)], lambda x, w, b: F.relu(F.linear(x, w, b)))
case("SoftmaxMultiply", [3 * torch.randn(B, D), torch.randn(B, D)], lambda l, x: 3 * torch.softmax(l, -1) * x)
case("Project", [torch.randn(B, D), torch.randn(D), torch.randn(1)], lambda x, w, b: x @ w + b)
case("LogLoss", [4 * torch.randn(B)], lambda s: F.binary_cross_entropy_with_logits(s, labels))
case("SquaredError", [torch.randn(B)], lambda s: F.mse_loss(s + 3.5, ratings))
case("PairwiseLoss", [4 * torch.randn(2 * B)], lambda s: -F.logsigmoid(s[:B] - s[B:]).mean())
case("GatherConcatenate", [torch.randn(3, D), torch.randn(4, O)], lambda u, v: torch.cat([u[left], v[right]], 1))
case("ProjectPair", [torch.randn(B, D), torch.randn(B, O), torch.randn(D + O), torch.randn(1)],
     lambda x, y, w, b: torch.cat([x, y], 1) @ w + b)
sparse = torch.tensor([[0.5, 0, -1], [0, 0, 0], [0, 2, 0], [1, 1.5, 0.25]])
offsets, entries, weights = torch.tensor([0, 2, 2, 3, 6]), torch.tensor([0, 2, 1, 0, 1, 2]), torch.tensor([0.5, -1, 2, 1, 1.5, 0.25])


def bag(table):
    """torch's own bags, of the sparse rows that the batch names."""
    lists = [entries[offsets[i]:offsets[i + 1]] for i in right]
    values = [weights[offsets[i]:offsets[i + 1]] for i in right]
    starts = torch.tensor([0] + [len(x) for x in lists[:-1]]).cumsum(0)
    return F.embedding_bag(torch.cat(lists), table, starts, mode="sum", per_sample_weights=torch.cat(values))


case("FieldConcatenate", [torch.randn(3, D), torch.randn(3, O), torch.randn(4, 2)],
     lambda users, genres, items: torch.cat([users[left], bag(genres), sparse[right], items[right]], 1))
case("Cross", [torch.randn(B, D), torch.randn(B, D), torch.randn(B, D)], lambda x0, h, x: x0 * h + x)
case("Cross of itself", [torch.randn(B, D), torch.randn(B, D)], lambda x, h: x * h + x)

# The lists, masks and corrections of TowerOperations.swift.
lists, bag_weights = [[2, 0, 2], [], [1, 2, 4, 0], [4]], [0.5, -1, 2, 1, 1.5, -0.25, 3, 0.75]
bag_index, starts = [2, 0, 1, 2, 3], [0, 3, 3, 7, 8]
users, items, known = [1, 0, 3, 1], [4, 2, 0, 3, 6, 4, 5], [[2], [0, 3, 4], [], [0, 1, 6]]
corrections = torch.tensor([-1, -2, -1.5, -2.5, -3, -1, -3])
negative = torch.tensor([[c != r and items[c] not in known[users[r]] for c in range(7)] for r in range(4)])


def weighted_bag(table):
    rows = [sum((bag_weights[starts[b] + e] * table[i] for e, i in enumerate(lists[b])), torch.zeros(D)) for b in bag_index]
    return torch.stack(rows)


def gate(*inputs):
    features, (w, b, v) = torch.stack(inputs[:3], 1), inputs[3:]
    return (torch.softmax(torch.tanh(features @ w.T + b) @ v, 1).unsqueeze(2) * features).sum(1)


def attention(table, q, w, v):
    rows = [torch.softmax(torch.tanh(table[l] @ w.T + q[r]) @ v, 0) @ table[l] if l else torch.zeros(D) for r, l in enumerate(lists)]
    return torch.stack(rows)


def column_scores(x, y):
    return 0.4 * x @ y.T - corrections


def column_softmax(x, y):
    own = torch.eye(4, 7, dtype=torch.bool)
    return F.cross_entropy(column_scores(x, y).masked_fill(~(negative | own), -torch.inf), torch.arange(4))


def column_bpr(x, y):
    s = column_scores(x, y)
    losses = -F.logsigmoid(s.diagonal().unsqueeze(1) - s) * negative
    return (losses.sum(1) / negative.sum(1)).mean()


def column_bce(x, y):
    s = column_scores(x, y)
    return (-F.logsigmoid(s.diagonal()) + (-F.logsigmoid(-s) * negative).sum(1) / negative.sum(1)).mean()


case("Gather", [torch.randn(3, D)], lambda t: t[left])
case("Normalize", [torch.randn(B, D)], lambda x: F.normalize(x, dim=1))
case("WeightedBag", [torch.randn(5, D)], weighted_bag)
case("FeatureGate", [torch.randn(B, D), torch.randn(B, D), torch.randn(B, D), torch.randn(O, D), torch.randn(O), torch.randn(O)], gate)
case("ListAttention", [torch.randn(5, D), torch.randn(4, O), torch.randn(O, D), torch.randn(O)], attention)
for name, loss in ("softmax", column_softmax), ("bpr", column_bpr), ("bce", column_bce):
    case(f"ColumnLoss {name}", [torch.randn(4, D), torch.randn(7, D)], loss)
histories = [[3], [], [0, 1, 2, 3]]


def attended(profiles, logits):
    rows = []
    for user, item in zip(left.tolist(), right.tolist()):
        others = [j for j in histories[user] if j != item]
        rows.append(torch.softmax(logits[others], 0) @ profiles[others] if others else 0 * profiles[0])
    return torch.stack(rows)


case("HistoryAttention", [torch.randn(4, D), 2 * torch.randn(4)], attended)
case("RowScores", [torch.randn(B, D), torch.randn(4, D), torch.randn(1)], lambda x, y, b: (x * y[right]).sum(1) + b)
group_items, log_q = torch.tensor([2, 0, 1, 1, 2, 0]), torch.tensor([-0.5, -2, -1.25])
pasts, asking = [[2, 0, 4], [1], [3, 1, 2, 0], []], [(2, 1), (0, 3), (3, 0), (1, 1), (2, 4)]


def item_attention(table, w, b, h):
    """NAIS-prod with beta .5; lists without the row's own item, at most three."""
    rows = []
    for user, item in asking:
        past = table[[j for j in pasts[user] if j != item][:3]]
        e = torch.exp(F.relu((table[item] * past) @ w.T + b) @ h)
        rows.append((e / e.sum().sqrt()) @ past if len(past) else torch.zeros(D))
    return torch.stack(rows)


case("GroupSoftmaxLoss", [3 * torch.randn(6)],
     lambda s: F.cross_entropy((s - log_q[group_items]).view(2, 3), torch.zeros(2, dtype=torch.long)))
case("ItemAttention", [0.5 * torch.randn(5, D), 0.5 * torch.randn(O, D), torch.randn(O), torch.randn(O)], item_attention)
# The packed documents of SequenceCases.swift.
token_rows, H = [[1, 4, 6], [], [2], [0, 3, 5, 7]], 3


def bilstm(forward, backward, wf, wb):
    """torch's LSTM with the identity as input weights: its inputs are the linear parts of the gates."""
    out = torch.zeros(8, 2 * H)
    for gates, w, place in ((forward, wf, 0), (backward, wb, H)):
        for rows in token_rows:
            if not rows:
                continue
            order = rows if place == 0 else rows[::-1]
            zero = torch.zeros(4 * H)
            states = torch.func.functional_call(
                torch.nn.LSTM(4 * H, H),
                {"weight_ih_l0": torch.eye(4 * H), "weight_hh_l0": w, "bias_ih_l0": zero, "bias_hh_l0": zero}, (gates[order],))[0]
            out = out.index_put((torch.tensor(order)[:, None], torch.arange(place, place + H)[None, :]), states)
    return out


def sequence_attention(x, k, v):
    rows = [torch.softmax(torch.tanh(k[r]) @ v, 0) @ x[r] if r else torch.zeros(D) for r in token_rows]
    return torch.stack(rows)


def convolution(parts, bias):
    """torch's convolution with one-hot kernels: tap k of filter f takes column k D + f of the token it sees."""
    kernel = torch.zeros(D, 3 * D, 3)
    for tap in range(3):
        for f in range(D):
            kernel[f, tap * D + f, tap] = 1
    rows = [F.relu(F.conv1d(parts[r].T[None], kernel, bias, padding=1)).amax(2)[0] if r else torch.zeros(D) for r in token_rows]
    return torch.stack(rows)


case("BidirectionalLSTM", [torch.randn(8, 4 * H), torch.randn(8, 4 * H), torch.randn(4 * H, H), torch.randn(4 * H, H)], bilstm)
case("SequenceAttention", [torch.randn(8, D), torch.randn(8, O), torch.randn(O)], sequence_attention)
case("ConvolutionPooling", [torch.randn(8, 3 * D), torch.randn(D)], convolution)
case("FactorizationMachine", [torch.randn(B, D), torch.randn(D), torch.randn(4, D), torch.randn(1)],
     lambda z, w, v, b: b + z @ w + ((torch.einsum("bj,fj->bf", z, v) ** 2).sum(1) - (z ** 2 @ v.T ** 2).sum(1)) / 2)
case("Concatenate", [torch.randn(B, D), torch.randn(B, O), torch.randn(B, 1)], lambda x, y, z: torch.cat([x, y, z], 1))
case("Sum", [torch.randn(B, O), torch.randn(B, O), torch.randn(B, O)], lambda x, y, z: x + y + z)
case("TakeRows", [torch.randn(3, D)], lambda x: x[left])
frozen = ((torch.arange(3 * D) * 7 % 13) / 8 - 0.75).reshape(3, D)
case("FrozenProjection", [torch.randn(O, D), torch.randn(O)], lambda w, b: F.linear(frozen[left], w, b))

pathlib.Path(__file__).with_name("pytorch.json").write_text(json.dumps(cases))
