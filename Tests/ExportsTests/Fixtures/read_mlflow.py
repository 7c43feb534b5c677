"""Opens an exported file store with MLflow itself and compares it with the same runs' run.json.

    read_mlflow.py EXPORTED_TO_MLFLOW EXPORTED_TO_JSON
"""
import glob
import json
import logging
import math
import os
import sys

os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
logging.disable(logging.WARNING)
import mlflow
from mlflow import MlflowClient


def number(value):
    return math.nan if value is None else float(value)


def same(a, b):
    return a == b or (math.isnan(a) and math.isnan(b))


def rows(document, table):
    found = document["tables"].get(table, {"columns": [], "rows": []})
    return [dict(zip(found["columns"], row)) for row in found["rows"]]


client = MlflowClient(tracking_uri="file:" + os.path.abspath(sys.argv[1]) + "/mlruns")
documents = {}
for path in glob.glob(sys.argv[2] + "/*/run.json"):
    with open(path) as file:
        document = json.load(file)
    documents[document["id"]] = document
experiments = {e.name: e for e in client.search_experiments()}
assert set(experiments) == {d["experiment"] for d in documents.values()}, experiments
runs = client.search_runs([e.experiment_id for e in experiments.values()])
assert {r.info.run_id[:10] for r in runs} == set(documents), runs
statuses = {"finished": "FINISHED", "failed": "FAILED", "interrupted": "KILLED", "pruned": "KILLED", "running": "RUNNING"}
values = points = 0
for run in runs:
    document = documents[run.info.run_id[:10]]
    assert run.info.status == statuses[document["status"]]
    assert client.get_experiment(run.info.experiment_id).name == document["experiment"]
    for name, value in document["metrics"].items():
        suffix = "_final" if name in document["history"] else ""
        found = run.data.metrics[name.replace("@", "_at_") + suffix]
        assert same(found, number(value)), (name, value, found)
        values += 1
    for name, series in document["history"].items():
        found = client.get_metric_history(run.info.run_id, name.replace("@", "_at_"))
        assert [m.step for m in found] == [p[0] for p in series], (name, found)
        assert all(same(m.value, number(p[1])) for m, p in zip(found, series)), (name, found)
        points += len(found)
    for parameter in rows(document, "parameters"):
        assert run.data.params[parameter["name"]] == parameter["value"][:6000].rstrip("\n") or "\n" in parameter["value"], parameter
    for key, value in document["tags"].items():
        assert run.data.tags[key] == value, key
    if document["notes"]:
        assert run.data.tags["mlflow.note.content"] == "\n\n".join(n["text"] for n in document["notes"])
    assert [a.path for a in client.list_artifacts(run.info.run_id)] == ["spec.yaml"]
assert values > 0
print(f"mlflow {mlflow.__version__}: {len(runs)} runs, {values} results, {points} points: all agree")
