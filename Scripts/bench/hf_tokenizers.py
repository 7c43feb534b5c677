"""Tokens a second of processor time with Hugging Face's tokenizers, one thread, on the texts of a file, one a line.

    hf_tokenizers.py texts.txt vocab.txt model-to-train.model

Trains the SentencePiece model (unigram, 8,000 pieces) on the texts where it is missing, so that both sides have the same, and prints one JSON object.
"""

import json
import os
import statistics
import sys
import time

os.environ["RAYON_NUM_THREADS"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import sentencepiece  # noqa: E402
from transformers import BertTokenizer, T5Tokenizer  # noqa: E402


def rate(tokenizer, texts):
    backend = tokenizer.backend_tokenizer
    backend.no_truncation()
    rates = []
    for _ in range(5):
        started = time.process_time()
        encoded = backend.encode_batch_fast(texts)  # without offsets, which we do not make either
        tokens = sum(len(one.ids) for one in encoded)
        rates.append(tokens / (time.process_time() - started))
    return {"tokens": tokens, "rate": statistics.median(rates)}


def main():
    path, vocabulary, model = sys.argv[1:4]
    with open(path, encoding="utf-8", newline="\n") as file:
        texts = file.read().rstrip("\n").split("\n")
    if not os.path.exists(model):
        sentencepiece.SentencePieceTrainer.train(
            input=path, model_prefix=model.removesuffix(".model"), vocab_size=8000, pad_id=0, eos_id=1, unk_id=2, bos_id=-1, minloglevel=2)
    result = {"wordpiece": rate(BertTokenizer(vocabulary), texts)}
    pieces = sentencepiece.SentencePieceProcessor(model_file=model)
    scores = [(pieces.id_to_piece(i), pieces.get_score(i)) for i in range(pieces.get_piece_size())]
    result["sentencepiece"] = rate(T5Tokenizer(vocab=scores, extra_ids=0), texts)
    started = time.process_time()
    tokens = sum(map(len, pieces.encode(texts, num_threads=1)))
    result["libsentencepiece"] = {"tokens": tokens, "rate": tokens / (time.process_time() - started)}
    print(json.dumps(result))


main()
