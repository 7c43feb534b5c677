#!/usr/bin/env python3
"""What sentence-transformers makes of 1,000 real reviews: for the test that compares MiniLM-L6's vectors with ours.

    python reviews.py MODEL_FOLDER REVIEWS.json[.gz] OUT.safetensors      (sentence-transformers and safetensors)

The first 1,000 reviews that have a text, in the order of the file. Writes offsets and tokens (the ids that the model's own tokenizer gives)
and vectors (1,000 × 384, of length 1). The result holds review data and stays out of the repository; the test looks for it in
.build/encoders/minilm-reviews.safetensors.
"""
import gzip
import json
import sys

import numpy
import torch
from safetensors.numpy import save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.models import Normalize, Pooling, Transformer


def main(folder, reviews, out):
    texts = []
    with (gzip.open if reviews.endswith(".gz") else open)(reviews, "rt", encoding="utf-8") as file:
        for line in file:
            text = json.loads(line).get("reviewText", "")
            if text.strip():
                texts.append(text)
            if len(texts) == 1000:
                break
    torch.set_num_threads(1)
    words = Transformer(folder, max_seq_length=128)
    model = SentenceTransformer(modules=[words, Pooling(words.get_embedding_dimension(), "mean"), Normalize()], device="cpu")
    vectors = model.encode(texts, batch_size=32, normalize_embeddings=True)
    ids = words.tokenizer(texts, truncation=True, max_length=128)["input_ids"]
    offsets = numpy.cumsum([0] + [len(row) for row in ids]).astype(numpy.int64)
    tokens = numpy.array([token for row in ids for token in row], dtype=numpy.int32)
    save_file({"offsets": offsets, "tokens": tokens, "vectors": numpy.asarray(vectors, dtype=numpy.float32)}, out)
    print(f"{len(texts)} reviews, {len(tokens)} tokens")


main(*sys.argv[1:])
