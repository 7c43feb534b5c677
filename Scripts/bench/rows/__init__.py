"""The parts of the benchmark, in the order of the table. A new one: a file with `run(context)` here and a line below."""

from . import (
    answers, big_file, cold, database, dcn, encoding, factorization, graph, growth, ingest, no_op,
    ranking, reviews, search, sharing, start, sweep, tokenizing, training, two_cores, two_tower)

REGISTRY = {
    "start": start,
    "no-op": no_op,
    "cold": cold,
    "big-file": big_file,
    "ingest": ingest,
    "reviews": reviews,
    "tokenizing": tokenizing,
    "training": training,
    "two-cores": two_cores,
    "factorization": factorization,
    "graph": graph,
    "two-tower": two_tower,
    "dcn": dcn,
    "encoding": encoding,
    "ranking": ranking,
    "search": search,
    "sweep": sweep,
    "sharing": sharing,
    "growth": growth,
    "database": database,
    "answers": answers,
}
