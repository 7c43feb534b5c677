#!/usr/bin/env python3
"""PyTorch + transformers, or ONNX Runtime, encoding token ids with one thread.

    encoder_peers.py torch FOLDER [--seconds S]   batches of 32 × 128 tokens without padding, mean pooling; eager and compiled
    encoder_peers.py export FOLDER FILE           to an ONNX file
    encoder_peers.py onnx FILE [--seconds S]      the same by ONNX Runtime

Prints JSON: tokens per second of processor time (median over batches, after one to warm up), the variant, the peak of memory in MB.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import time

BATCH, LENGTH = 32, 128


def load(folder):
    from transformers import AutoConfig, AutoModel, MT5EncoderModel

    kind = AutoConfig.from_pretrained(folder).model_type
    model = MT5EncoderModel.from_pretrained(folder) if kind == "mt5" else AutoModel.from_pretrained(folder, add_pooling_layer=False)
    return model.eval()


def measure(step, seconds):
    step(0)
    rates, began = [], time.perf_counter()
    while len(rates) < 3 or time.perf_counter() - began < seconds:
        start = time.process_time()
        step(len(rates))
        rates.append(BATCH * LENGTH / (time.process_time() - start))
    return statistics.median(rates)


def ids(number, vocabulary=30000):
    import numpy

    return numpy.random.default_rng(number).integers(1000, vocabulary, (BATCH, LENGTH))


def with_torch(folder, seconds):
    import torch

    torch.set_num_threads(1)
    model = load(folder)

    def rate(encode, seconds):
        mask = torch.ones(BATCH, LENGTH, dtype=torch.long)

        def step(number):
            with torch.inference_mode():
                encode(input_ids=torch.from_numpy(ids(number)), attention_mask=mask).last_hidden_state.mean(1)

        return measure(step, seconds)

    rates = {"eager": rate(model, seconds)}
    try:
        rates["compiled"] = rate(torch.compile(model), seconds)
    except Exception as error:  # no C++ compiler, say
        print(f"compiled: {error}", file=sys.stderr)
    best = max(rates, key=rates.get)
    return {"rate": rates[best], "variant": best, "rates": rates}


def export(folder, file):
    import torch

    model = load(folder)
    example = torch.from_numpy(ids(0)[:2, :16])

    class Hidden(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, input_ids, attention_mask):
            return self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    torch.onnx.export(
        Hidden(), (example, torch.ones_like(example)), file, input_names=["input_ids", "attention_mask"], output_names=["hidden"],
        dynamic_axes={"input_ids": {0: "b", 1: "l"}, "attention_mask": {0: "b", 1: "l"}}, opset_version=17, dynamo=False)


def with_onnx(file, seconds):
    import numpy
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    mask = numpy.ones((BATCH, LENGTH), numpy.int64)
    rate = measure(lambda number: session.run(None, {"input_ids": ids(number), "attention_mask": mask})[0].mean(1), seconds)
    return {"rate": rate, "variant": "all optimisations"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["torch", "export", "onnx"])
    parser.add_argument("arguments", nargs="+")
    parser.add_argument("--seconds", type=float, default=8)
    options = parser.parse_args()
    if options.what == "export":
        return export(*options.arguments)
    result = with_torch(options.arguments[0], options.seconds) if options.what == "torch" else with_onnx(*options.arguments, options.seconds)
    result["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps(result))


os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
main()
