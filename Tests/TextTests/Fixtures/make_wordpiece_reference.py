"""Reference values for the WordPiece tests, all from Hugging Face's own classes: `BertTokenizer` over a small vocabulary, and what its
normaliser and pre-tokeniser make of every Unicode scalar and of strings of awkward scalars (as hashes, to keep the file small).

    pip install transformers tokenizers && python make_wordpiece_reference.py

Writes wordpiece_vocab.txt and wordpiece_reference.json beside itself; takes some minutes.
"""

import json
from pathlib import Path

from tokenizers import BertWordPieceTokenizer, normalizers, pre_tokenizers
from transformers import BertTokenizer

HERE = Path(__file__).resolve().parent

TEXTS = [
    "",
    " ",
    "\t\r\n\u00a0\u3000",
    "The quick brown fox jumps over the lazy dog.",
    "This guitar stand is GREAT!!! Well worth $19.99 (I bought two) :-)",
    "don't can't won't it's O'Neil's rock'n'roll",
    "unaffable, unbelievably, internationalization & tokenization",
    "snake_case kebab-case C++ C# a@b.co.uk https://example.com/path?q=1#top 3.14 1,000",
    "Les Misérables, déjà vu; naïve café à Zürich — Ærøskøbing",
    "Les Mise\u0301rables cafe\u0301 a\u0300\u0301\u0302\u0303b",
    "Ночной дозор и Дневной дозор; ёлка й",
    "ΟΔΟΣ Σίσυφος ελληνικά άλφα ΐ ΰ",
    "İstanbul IŞIK ıııı ǅungla Straße STRASSE ﬁn ﬃ",
    "千と千尋の神隠し Spirited Away 宮崎駿",
    "となりのトトロ アニメ映画2001年 ガンダムUC ｶﾞﾝﾀﾞﾑ",
    "기생충 Parasite 영화 한국어 가나다",
    "中文分词测试，包括标点符号。「引号」《书名》",
    "豈更車賈滑串句龜 㐀㐁 \U00020000\U0002a6d6 \U0002b820\U0002b81d \U0002f800",
    "דניאל בן-גוריון שָׁלוֹם",
    "أفلام ومسلسلات ١٢٣ مُحَمَّد",
    "می\u200cخواهم کتاب\u200cها",
    "हिन्दी फ़िल्में और गाने क़ख़",
    "বাংলা কো কৌ গৈ",
    "ภาพยนตร์ไทย กำลัง",
    "မြန်မာဘာသာ ខ្មែរ",
    "so\u00adft hy\u00adphen zero\u200bwidth\u2060joiner \ufeffBOM",
    "❤\ufe0f love 👨\u200d👩\u200d👧\u200d👦 family 🇩🇪 👍🏽 ½ x² Ⅻ №5 ™ © €",
    "\u0301leading mark \u302e\U0001d165 a\u302e\U0001d16d\u302f\U0001d165b",
    "\U0001d15e\U0001d15f\u302e \U00011938 \u09cb\u09cc \u0344\u0345",
    "null\x00byte bell\x07 escape\x1b[31m del\x7f c1\x85\x9f",
    "repl\ufffdacement private\ue000use noncharacter\ufffe\uffff\U0010ffff unassigned\u0378\U000e0fff",
    "[CLS] is a token, [SEP] too; [sep] and [ MASK ] are not, [MASK][PAD][UNK] are",
    "x[SEP]y [[CLS]] [CLS [SEP",
    "##ing ## # ###",
    "a" * 100,
    "a" * 101,
    "é" * 101 + " ok",
    "word " * 40,
    "!" * 30,
    "ab" * 60 + " " + "中" * 12,
    "\u0600\u06dd\u070f\u08e2\U000110bd\U000110cd format characters of several ages",
    "\u1885\u1886\ua9bd\u1734\U0001171e\U000111c9\u166d",
    "\u2028line\u2029paragraph\u202fnarrow\u205fmath\u180emongolian",
    "Z\u0335\u0322a\u0328\u0321l\u0334g\u0337o\u0336 ẫ ậ ở ỹ Ǘ ǜ",
    "＇ｆｕｌｌｗｉｄｔｈ＇ ＡＢＣ１２３ ！",
    "ﷺ ﷽ ﬀ ĳ Ŀ",
]
MODES = {"uncased": (True, None), "cased": (False, None), "lower": (True, False), "stripped": (False, True)}
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
PALETTE = [ord(c) for c in (
    "abzABZ019 .,!-_'\"()[]#$\t\n\u00a0\u00adéÉñßİıŁØſ\u0130\u0149\u01c5\u0345\u0300\u0301\u0308\u0323\u0327\u0334\u0338\u035c\u0360"
    "ΣσςΆάᾳᾼЙйЁё\u0483\u0591\u05b0\u05d0\u0610\u064b\u0651\u0670\u06dd\u0711\u093c\u094d\u0915\u0958\u09c7\u09be\u09cb\u0b48\u0ccb"
    "\u0e01\u0e33\u0e48\u0f71\u0f73\u0f74\u0f81\u1100\u1161\u11a8가각힣\u17d2\u1885\u180b\u1b44\u1bf2\u1d165\u1dc4\u1df6\u1e9bẞệ"
    "\u200b\u200c\u200d\u200e\u2028\u202e\u2060\u20d0\u2126\u212b\u302a\u302e\u302f\u3042\u304c\u30ac\u3099\u309a中豈\u4e00\uf900"
    "\ua953\ua9c0\ua9bd\ufb1d\ufb2a\ufb49\ufe0f\ufe20\ufeff\uff21\uff01\ufffd\ufffe\ue000\u0000\u0007\u0085\u037e\u1fef\u2000\u2190"
    "\U00010300\U0001109a\U000110ba\U0001112e\U000111c0\U000111c9\U0001134b\U00011938\U0001d15e\U0001d165\U0001d16d\U0001d16e\U0001d1bb"
    "\U0001e8d0\U0001e944\U0001f600\U0001f1e9\U0001f3fd\U00020000\U0002b820\U0002f800\U0002fa1d\U000e0001\U000e0100\U000f0000\U0010ffff"
)]


def fnv(data, value=0xCBF29CE484222325):
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def words_of(lowercase, strip_accents):
    normalizer = normalizers.BertNormalizer(
        clean_text=True, handle_chinese_chars=True, strip_accents=strip_accents, lowercase=lowercase)
    cut = pre_tokenizers.BertPreTokenizer()
    return lambda text: [word for word, _ in cut.pre_tokenize_str(normalizer.normalize_str(text))]


def digest(texts, words):
    """FNV-1a over each text's words, every word followed by a byte 1 and every text by a byte 2, which no word holds."""
    data = bytearray()
    for text in texts:
        for word in words(text):
            data += word.encode() + b"\x01"
        data += b"\x02"
    return f"{fnv(data):016x}"


def random_texts(count):
    """The same in Swift: a 64-bit linear congruential generator, its upper half each time."""
    state = 20261121
    def draw(below):
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        return (state >> 33) % below
    return ["".join(chr(PALETTE[draw(len(PALETTE))]) for _ in range(1 + draw(24))) for _ in range(count)]


def main():
    trainer = BertWordPieceTokenizer(lowercase=False, strip_accents=False)
    trainer.train_from_iterator(TEXTS * 3, vocab_size=1100, min_frequency=2, limit_alphabet=700, special_tokens=SPECIAL, show_progress=False)
    trainer_lower = BertWordPieceTokenizer(lowercase=True)
    trainer_lower.train_from_iterator(
        TEXTS * 3, vocab_size=1100, min_frequency=2, limit_alphabet=700, special_tokens=SPECIAL, show_progress=False)
    # Special tokens not at the front, as in BERT's own vocabulary, and the unknown one not beside padding.
    pieces = list(dict.fromkeys(
        [t for t, _ in sorted(trainer.get_vocab().items(), key=lambda p: p[1])]
        + [t for t, _ in sorted(trainer_lower.get_vocab().items(), key=lambda p: p[1])]))
    pieces = [p for p in pieces if p not in SPECIAL]
    vocabulary = ["[PAD]", "[unused0]"] + pieces[:50] + SPECIAL[1:] + pieces[50:]
    path = HERE / "wordpiece_vocab.txt"
    path.write_text("\n".join(vocabulary) + "\n", encoding="utf-8")

    modes, scalars = {}, [v for v in range(0x110000) if not 0xD800 <= v < 0xE000]
    strings = random_texts(3000)
    for name, (lowercase, strip) in MODES.items():
        tokenizer = BertTokenizer(str(path), do_lower_case=lowercase, strip_accents=strip)
        words = words_of(lowercase, strip)
        modes[name] = {
            "ids": [tokenizer(text)["input_ids"] for text in TEXTS],
            "cut": [tokenizer(text, truncation=True, max_length=8)["input_ids"] for text in TEXTS],
            "plain": [tokenizer(text, add_special_tokens=False)["input_ids"] for text in TEXTS],
            "scalars": [
                digest((f"a{chr(v)}b" for v in scalars if v // 4096 == block), words) for block in range(0x110)
            ],
            "strings": [digest(strings[start:start + 100], words) for start in range(0, len(strings), 100)],
        }
        print(name, len(vocabulary), sum(i == 1 for ids in modes[name]["ids"] for i in ids))
    reference = {"texts": TEXTS, "palette": PALETTE, "modes": modes}
    (HERE / "wordpiece_reference.json").write_text(json.dumps(reference, ensure_ascii=True, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
