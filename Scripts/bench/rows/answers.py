"""Answers about models of MovieLens-1M: what to recommend to a user, what is like an item, which of two is better over 6,040 users."""

from driver import specs
from driver.measure import repeat
from driver.table import Row

MODELS = [
    ("gmf", "{model: gmf, embedding_dim: 32, loss: bce, negatives: 2, epochs: 2, batch_size: 1024}"),
    ("bpr", "{model: bpr-mf, epochs: 2}"),
    ("ancf", "{model: ancf, embedding_dim: 16, head: mlp, loss: bce, negatives: 1, epochs: 1, batch_size: 1024}"),
    ("ease", "{model: ease}"),
]


def run(context):
    if not context.has_movielens("answers"):
        return []
    spec = specs.movielens(
        "answers", context.ratings, [f"{name}: {model}" for name, model in MODELS],
        ["protocol: full-ranking", "metrics: [ndcg, hit_rate, mrr]", "cutoffs: [5, 10, 20]"])
    context.pipeline(spec, "--quiet")
    names = [name for name, _ in MODELS]
    commands = [["recommend", f"answers/{name}", "--user", "42", "--top", "10"] for name in names]
    commands += [
        ["recommend", "answers/ease", "--user", "42", "--explain"], ["similar", "answers/bpr", "--item", "1"],
        ["compare", "answers/gmf", "answers/bpr"], ["best", "--metric", "ndcg@10"]]
    samples = repeat(context.times(15), *[[context.binary, *command, "--workspace", "ws"] for command in commands])
    what = [f"recommend --user --top 10, {name}" for name in names]
    what += ["the same with --explain, ease", "similar --item, bpr", "compare of two, seven metrics over 6,040 users",
             "best of four by ndcg@10"]
    limits = [50] * (len(names) + 2) + [100, None]
    return [
        Row(f"{name}: wall", sample.wall * 1e3, "ms", note=sample.note,
            **({"target": f"< {limit} ms", "met": sample.wall * 1e3 < limit} if limit else {}))
        for name, sample, limit in zip(what, samples, limits)]
