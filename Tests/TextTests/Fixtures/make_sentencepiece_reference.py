"""Reference values for the SentencePiece tests: two small models, trained here on the texts of the WordPiece fixture, and the pieces that the
Python package makes of those texts and of strings of awkward scalars.

    pip install sentencepiece transformers tokenizers && python make_sentencepiece_reference.py

Writes sentencepiece_unigram.model (with normalisation rules of its own), sentencepiece_bpe.model (bytes for what it lacks) and
sentencepiece_reference.json beside itself.
"""

import io
import json
import tempfile
from pathlib import Path

import sentencepiece
from make_wordpiece_reference import TEXTS, fnv, random_texts

HERE = Path(__file__).resolve().parent
# Rules: full width to ASCII, ligatures, composed accents of a few letters, one rule of several scalars, one that deletes.
RULES = {
    **{chr(0xFF01 + i): chr(0x21 + i) for i in range(94)},
    "ﬁ": "fi", "ﬃ": "ffi", "\u00a0": " ", "\u3000": " ", "\u200b": "", "e\u0301": "é", "a\u0300\u0301": "ạ", "™": "tm", "½": "1/2",
    "A": "a", "AB": "ba", "ABC": "c",
}


def train(path, sentences, **options):
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences), model_writer=model, pad_id=0, eos_id=1, unk_id=2, bos_id=-1, num_threads=1,
        hard_vocab_limit=False, minloglevel=2, **options)
    path.write_bytes(model.getvalue())
    return sentencepiece.SentencePieceProcessor(model_file=str(path))


def main():
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8", delete=False) as rules:
        for source, target in RULES.items():
            rules.write(" ".join(f"{ord(c):X}" for c in source) + "\t" + " ".join(f"{ord(c):X}" for c in target) + "\n")
    sentences = [text.replace("\x00", "").replace("\n", " ") for text in TEXTS if text.strip()] * 3
    models = {
        "unigram": train(HERE / "sentencepiece_unigram.model", sentences, model_type="unigram", vocab_size=900,
                         character_coverage=0.98, normalization_rule_tsv=rules.name, user_defined_symbols=["<sep>", "<sep>x"]),
        "bpe": train(HERE / "sentencepiece_bpe.model", sentences, model_type="bpe", vocab_size=1000, character_coverage=0.98,
                     normalization_rule_name="identity", byte_fallback=True),
    }
    texts = TEXTS + ["<sep> a<sep>xb", "ABC AB A", "a" * 3000, "no spaces " * 300]
    strings = random_texts(3000)
    reference = {"texts": texts, "models": {}}
    for name, model in models.items():
        data = []
        for start in range(0, len(strings), 100):
            bytes_ = bytearray()
            for ids in model.encode(strings[start:start + 100]):
                for number in ids + [65535]:
                    bytes_ += number.to_bytes(2, "little")
            data.append(f"{fnv(bytes_):016x}")
        reference["models"][name] = {
            "size": model.get_piece_size(), "pieces": [model.id_to_piece(i) for i in range(model.get_piece_size())],
            "ids": model.encode(texts), "strings": data,
        }
        print(name, model.get_piece_size())
    (HERE / "sentencepiece_reference.json").write_text(json.dumps(reference, separators=(",", ":")) + "\n")


main()
