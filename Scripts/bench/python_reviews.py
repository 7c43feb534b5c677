"""What a careful Python program does to take in a review file: lines streamed, json of the standard library, users and items numbered, columns
in arrays, texts written to a CSV file as they come.

    python_reviews.py FILE OUT.csv
"""

import array
import csv
import html
import json
import sys


def main(source, target):
    users, items = {}, {}
    columns = {"user": array.array("i"), "item": array.array("i"), "rating": array.array("f"), "time": array.array("q")}
    with open(source, encoding="utf-8") as file, open(target, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["summary", "text"])
        for line in file:
            review = json.loads(line)
            columns["user"].append(users.setdefault(review["reviewerID"], len(users)))
            columns["item"].append(items.setdefault(review["asin"], len(items)))
            columns["rating"].append(review["overall"])
            columns["time"].append(review.get("unixReviewTime", 0))
            writer.writerow([html.unescape(review.get("summary", "")), html.unescape(review.get("reviewText", ""))])
    print(len(columns["user"]), len(users), len(items))


if __name__ == "__main__":
    main(*sys.argv[1:])
