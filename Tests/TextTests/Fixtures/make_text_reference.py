"""Reference values for the text tests: words by an independent implementation of the rules (with the `regex` package), TF-IDF by
scikit-learn's TfidfVectorizer over the same words.

    pip install scikit-learn regex && python make_text_reference.py
"""

import json
from collections import Counter
from pathlib import Path

import regex
from sklearn.feature_extraction.text import TfidfVectorizer

TEXTS = [
    "Toy Story (1995)",
    "One Flew Over the Cuckoo's Nest (1975)",
    "The story of the toy: a story about a story.",
    "Don’t Look Now — l'année dernière à Marienbad",
    "rock'n'roll 'quoted' dogs' ''double'' 90's O'Neil's",
    "snake_case 3.14 C++ e-mail a@b.c x2y 2x",
    "Les Misérables, déjà vu; naïve café",
    "Les Mise\u0301rables cafe\u0301",
    "Ночной дозор и Дневной дозор",
    "ΟΔΟΣ Σίσυφος ελληνικά",
    "千と千尋の神隠し Spirited Away",
    "となりのトトロ アニメ映画2001年 ガンダムUC",
    "기생충 Parasite 영화",
    "דניאל בן-גוריון",
    "أفلام ومسلسلات ١٢٣",
    "می\u200cخواهم کتاب\u200cها",
    "हिन्दी फ़िल्में और गाने",
    "ภาพยนตร์ไทย",
    "so\u00adft hy\u00adphen zero\u200bwidth",
    "❤\ufe0f love 👨‍👩‍👧 family ½ x² Ⅻ №5",
    "İstanbul IŞIK ǅungla Straße ﬁn",
    "\u0301leading mark a\u0301\u0301b",
    "",
    "   \t\n ",
    "a a a b b c the the the the",
    "Star Wars: Episode IV - A New Hope (1977)|Action|Adventure|Sci-Fi",
    "Star Wars: Episode V - The Empire Strikes Back (1980)|Action|Adventure|Sci-Fi",
]

SINGLE = r"(?:[\u3041-\u3096\u309D-\u309F]|(?:(?=[\p{L}\p{Nl}])\p{Ideographic}))"
KATAKANA = r"[\u30A1-\u30FA\u30FC-\u30FF\u31F0-\u31FF\uFF66-\uFF9D]"
LETTER = rf"(?:(?!{SINGLE}|{KATAKANA})[\p{{L}}\p{{Nl}}])"
F = r"(?:(?!\u200B)\p{Cf})*"  # format characters are transparent
LETTERS = rf"{LETTER}(?:{F}\p{{M}})*"
DIGITS = rf"\p{{Nd}}(?:{F}\p{{M}})*"
WORD = regex.compile(
    rf"{SINGLE}(?:{F}\p{{M}})*"
    rf"|{KATAKANA}(?:{F}(?:{KATAKANA}|\p{{M}}))*"
    rf"|(?:{LETTERS}|{DIGITS})(?:{F}(?:{LETTERS}|{DIGITS}|(?<={LETTERS}{F})['’](?={F}{LETTER})))*"
)


def words(text, lowercase=True):
    found = [regex.sub(r"\p{Cf}", "", w).replace("’", "'") for w in WORD.findall(text)]
    return ["".join(c.lower() for c in w) if lowercase else w for w in found]


def tfidf(dimension=None, **options):
    # scikit-learn keeps composed and decomposed spellings apart: compose first, as equality of words in Swift does.
    documents = [[regex_nfc(w) for w in words(t)] for t in TEXTS]
    vocabulary = None
    if dimension:
        frequency = Counter(w for d in documents for w in set(d))
        total = Counter(w for d in documents for w in d)
        order = sorted(frequency, key=lambda w: (-frequency[w], -total[w], w.encode()))
        vocabulary = order[:dimension]
    vectorizer = TfidfVectorizer(analyzer=lambda d: d, vocabulary=vocabulary, **options)
    matrix = vectorizer.fit_transform(documents).tocsr()
    names = vectorizer.get_feature_names_out()
    return [
        {str(names[c]): float(v) for c, v in zip(row.indices, row.data)} for row in (matrix[i] for i in range(matrix.shape[0]))
    ]


def regex_nfc(word):
    import unicodedata

    return unicodedata.normalize("NFC", word)


reference = {
    "texts": TEXTS,
    "words": [words(t) for t in TEXTS],
    "cased": [words(t, lowercase=False) for t in TEXTS],
    "tfidf": {
        "default": tfidf(),
        "sublinear": tfidf(sublinear_tf=True),
        "plain": tfidf(smooth_idf=False, norm=None),
        "dimension": tfidf(dimension=12),
    },
}
path = Path(__file__).parent / "text_reference.json"
path.write_text(json.dumps(reference, ensure_ascii=True, separators=(",", ":")) + "\n")
print(path, path.stat().st_size, "bytes")
for text, found in zip(TEXTS, reference["words"]):
    print(repr(text), found)
