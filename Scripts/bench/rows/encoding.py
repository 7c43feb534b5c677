"""Encoding texts by a transformer of MiniLM-L6's and of mT5-small's shape, beside PyTorch + transformers and ONNX Runtime, in turns."""

import json
import os
import re
import statistics

from driver import encoders
from driver.measure import run as execute
from driver.table import Row

SCRIPT = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "encoder_peers.py")
ENCODED = re.compile(r"encoded (\d+) texts of (\d+) tokens in ([0-9.]+) s, ([0-9.]+) s of processor time")
SHAPES = [("MiniLM-L6", encoders.bert), ("mT5-small", encoders.mt5)]


def run(context):
    return [row for name, make in SHAPES for row in _measure(context, name, make(name.lower()))]


def _measure(context, name, folder):
    texts = 256 if context.quick else 640
    spec = _spec(name, folder, texts)
    context.pipeline(spec, "--quiet")
    peer = Peer(context, folder) if context.peers else None
    ours, peaks, torch, onnx = [], [], [], []
    for turn in range(context.times(5)):
        sample, _ = context.stages(spec, "--force", "encode")
        found, tokens, _, processor = ENCODED.search(context.log("encode")).groups()
        if (int(found), int(tokens)) != (texts, 128 * texts):
            raise RuntimeError(f"{found} texts of {tokens} tokens were encoded, not {texts} of {128 * texts}")
        ours.append(int(tokens) / float(processor))
        peaks.append(sample.peak)
        if peer and (turn < 3 or not context.quick):
            torch.append(peer.call("torch", folder))
            onnx.append(peer.call("onnx", peer.exported))
    return _rows(context, name, ours, peaks, torch, onnx)


def _rows(context, name, ours, peaks, torch, onnx):
    what = f"encode {name}, 128 tokens × 32, per core"
    note = f"best {max(ours) / 1e3:.2f} k; own kernels, whatever OpenBLAS is told"
    rows = []
    for samples, peer, target in [(torch, "torch", 1.5), (onnx, "onnxruntime", 1)]:
        row = Row(what, statistics.median(ours) / 1e3, "k tokens/s", target=f"≥ {target} ×", more_is_better=True, note=note)
        memory = Row(f"encode {name}: memory", statistics.median(peaks), "MB", target="≤ 1/2")
        if samples:
            label = {"torch": "PyTorch", "onnxruntime": "ONNX Runtime"}[peer]
            row.peer_name = memory.peer_name = f"{label} {context.peers.version(peer, 'text')}, {samples[0]['variant']}"
            row.peer, memory.peer = (statistics.median(sample[key] for sample in samples) / (1e3 if key == "rate" else 1)
                                     for key in ("rate", "peak"))
            row.met, memory.met = row.ratio >= target, memory.ratio >= 2
        rows += [row, memory]
        if not samples:
            break
    return rows


class Peer:
    def __init__(self, context, folder):
        self.python = context.peers.program("text")
        self.environment = dict(os.environ, OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
        self.seconds = "4" if context.quick else "8"
        self.exported = f"{folder}.onnx"
        execute([self.python, SCRIPT, "export", folder, self.exported], environment=self.environment)

    def call(self, what, path):
        output = execute([self.python, SCRIPT, what, path, "--seconds", self.seconds], environment=self.environment).output
        return json.loads(output.splitlines()[-1])


def _spec(name, folder, texts):
    """Films whose titles are 126 words of the vocabulary, which [CLS] and [SEP] make 128 tokens."""
    with open(f"{folder}/movies.dat", "w") as file:
        for film in range(1, texts + 1):
            words = " ".join(f"w{(film * 7919 + place * 104729) % 30000}" for place in range(126))
            file.write(f"{film}::{words}::Drama\n")
    with open(f"{folder}/ratings.dat", "w") as file:
        file.writelines(f"{1 + film % 20}::{film}::4::{film}\n" for film in range(1, texts + 1))
    lines = [
        f"experiment: encode-{name.lower()}",
        f"ingest: {{format: movielens, ratings: {folder}/ratings.dat, items: {folder}/movies.dat}}",
        f"tokenize: {{tokenizer: wordpiece, vocabulary: {folder}/vocab.txt, fields: [item.title]}}",
        f"encode: {{encoder: transformer, model: {folder}}}",
    ]
    with open(f"{folder}.yaml", "w") as file:
        file.write("\n".join(lines) + "\n")
    return f"{folder}.yaml"
