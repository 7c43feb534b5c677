"""MLflow's tracking store on SQLite, through its own client: logs runs in batches, then searches with a filter and an order.

    mlflow_runs.py RUNS DATABASE        prints a line of JSON
"""

import json
import random
import statistics
import sys
import time

import mlflow
from mlflow.entities import Metric, Param, RunTag
from mlflow.tracking import MlflowClient

METRICS, STEPS = 20, 5


def main(runs, database):
    client = MlflowClient(tracking_uri=f"sqlite:///{database}")
    experiment = client.create_experiment("bench")
    generator, logging = random.Random(1), 0.0
    for index in range(runs):
        run = client.create_run(experiment).info.run_id
        params = [Param(f"train.p{i}", str(generator.random())) for i in range(23)]
        params += [Param("model", ["ancf", "gmf"][index % 2]), Param("learning_rate", str(generator.random() / 20))]
        client.log_batch(run, params=params, tags=[RunTag("note", "dropout once more" if index % 20 == 0 else "baseline")])
        points = [Metric("ndcg_10" if m == 0 else f"m{m}", generator.random(), 1_760_000_000_000 + s, s) for s in range(STEPS) for m in range(METRICS)]
        started = time.perf_counter()
        client.log_batch(run, metrics=points)
        logging += time.perf_counter() - started
        client.set_terminated(run)
    search = []
    for _ in range(3):
        started = time.perf_counter()
        found = client.search_runs([experiment], "metrics.ndcg_10 > 0.3 and params.model = 'ancf' and tags.note LIKE '%dropout%'",
                                   order_by=["metrics.ndcg_10 DESC"], max_results=20)
        search.append(time.perf_counter() - started)
        assert found
    print(json.dumps({"version": mlflow.__version__, "points_per_second": runs * METRICS * STEPS / logging,
                      "search_seconds": statistics.median(search)}))


main(int(sys.argv[1]), sys.argv[2])
