"""Reference values for the tfidf-svd encoder, by scikit-learn's TfidfVectorizer and TruncatedSVD (exact, by ARPACK).

    pip install scikit-learn && python make_svd_reference.py
"""

import json
import random
from pathlib import Path

from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer


def main():
    draw = random.Random(20261121)
    rows = []
    for row in range(240):  # Twelve subjects of differing size, and words that all share.
        subject = min(int(draw.expovariate(0.3)), 11)
        rows.append([2 + subject * 25 + draw.randrange(25) if draw.random() < 0.7 else 302 + int(draw.expovariate(0.1)) % 98
                     for _ in range(draw.randrange(4, 20))])
    rows[7] = []
    weights = TfidfVectorizer(analyzer=lambda row: [f"{token:03}" for token in row])
    matrix = weights.fit_transform(rows)
    exact = TruncatedSVD(n_components=8, algorithm="arpack", tol=1e-12, random_state=0)
    vectors = exact.fit_transform(matrix)
    Path(__file__).with_name("svd_reference.json").write_text(json.dumps({
        "rows": rows, "singularValues": exact.singular_values_.tolist(), "vectors": [[round(x, 7) for x in v] for v in vectors.tolist()],
        "energy": float((vectors ** 2).sum()),
    }, separators=(",", ":")) + "\n")
    print(matrix.shape, exact.singular_values_)


main()
