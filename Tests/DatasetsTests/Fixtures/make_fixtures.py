"""Makes the fixtures of DatasetsTests with the csv module of Python: ids that need quoting, and what they are.

    python make_fixtures.py
"""

import csv
import json
import random
from pathlib import Path

here = Path(__file__).parent
random.seed(20)
pieces = [",", '"', '""', "\n", "\r\n", "\r", "a", "B7", " ", "\t", "é", "🎬", "ש", "'", ";", "\\", "0", "#"]
# One appended letter keeps ids from being empty, and anonymous, and from repeating.
ids = ["".join(random.choices(pieces, k=random.randrange(0, 7))) + f"x{n}" for n in range(300)]
rows = [(ids[n], ids[-1 - n], random.randrange(1, 11) / 2, random.randrange(1, 2**40)) for n in range(len(ids))]
for name, newline in [("unix", "\n"), ("windows", "\r\n")]:
    with open(here / f"hostile-{name}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator=newline)
        writer.writerow(["timestamp", 'the "user"', "item,\nid", "rating"])
        writer.writerows((time, user, item, rating) for user, item, rating, time in rows)
(here / "hostile.json").write_text(json.dumps(rows, indent=0), encoding="utf-8")
