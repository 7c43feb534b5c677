"""A review file of any size out of a real one: every copy has users of its own, so that no review is a duplicate; items are shared.

    large_reviews.py Musical_Instruments_5.json OUT BYTES
"""

import re
import sys


def main(source, target, size):
    with open(source, "rb") as file:
        lines = file.read().splitlines(keepends=True)
    user = re.compile(rb'"reviewerID": "([^"]*)"')
    written = copy = 0
    with open(target, "wb") as file:
        while written < size:
            block = b"".join(user.sub(rb'"reviewerID": "\1-%d"' % copy, line, count=1) for line in lines)
            written += file.write(block)
            copy += 1


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
