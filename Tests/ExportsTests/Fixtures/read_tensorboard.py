"""Opens exported event files with TensorBoard itself and compares them with the same runs' run.json.

    read_tensorboard.py EXPORTED_TO_TENSORBOARD EXPORTED_TO_JSON
"""
import glob
import json
import math
import struct
import sys

import tensorboard
from tensorboard.backend.event_processing import event_multiplexer
from tensorboard.plugins.hparams import plugin_data_pb2


def float32(value):
    return math.nan if value is None else struct.unpack("<f", struct.pack("<f", float(value)))[0]


def same(a, b):
    return a == b or (math.isnan(a) and math.isnan(b))


multiplexer = event_multiplexer.EventMultiplexer(size_guidance={"tensors": 0, "scalars": 0}).AddRunsFromDirectory(sys.argv[1])
multiplexer.Reload()
documents = {}
for path in glob.glob(sys.argv[2] + "/*/run.json"):
    with open(path) as file:
        document = json.load(file)
    documents[document["id"]] = document
names = sorted(multiplexer.Runs())
assert {n[-10:] for n in names} == set(documents), names
results = points = 0
for name in names:
    document, run = documents[name[-10:]], multiplexer.GetAccumulator(name)
    assert name.startswith(document["experiment"] + "/"), name
    tags = run.Tags()

    def values(tag):
        """Pairs of step and value; scalars reach the dashboards as tensors."""
        if tag in tags["tensors"]:
            return [(e.step, e.tensor_proto.float_val[0]) for e in run.Tensors(tag)]
        return [(e.step, e.value) for e in run.Scalars(tag)]

    for tag, series in document["history"].items():
        found = values(tag)
        assert [f[0] for f in found] == [p[0] for p in series], (tag, found)
        assert all(same(f[1], float32(p[1])) for f, p in zip(found, series)), (tag, found)
        points += len(found)
    for tag, value in document["metrics"].items():
        if tag not in document["history"]:
            found = values(tag)
            assert len(found) == 1 and same(found[0][1], float32(value)), (tag, found)
            results += 1
    start = plugin_data_pb2.HParamsPluginData.FromString(
        run.SummaryMetadata("_hparams_/session_start_info").plugin_data.content).session_start_info
    for parameter, value in document["parameters"].items():
        found = start.hparams[parameter]
        if isinstance(value, bool):
            assert found.bool_value == value, parameter
        elif isinstance(value, (int, float)):
            assert found.number_value == value, parameter
        else:
            assert found.HasField("string_value"), parameter
    end = plugin_data_pb2.HParamsPluginData.FromString(
        run.SummaryMetadata("_hparams_/session_end_info").plugin_data.content).session_end_info
    assert end.status == {"finished": 1, "pruned": 1, "failed": 2, "interrupted": 2, "running": 3}[document["status"]]
    text = run.Tensors("spec")[0].tensor_proto.string_val[0].decode()
    assert text.startswith("```yaml\n") and f"experiment: {document['experiment']}\n" in text, text[:200]
assert results > 0
print(f"tensorboard {tensorboard.__version__}: {len(names)} runs, {results} results, {points} points: all agree")
