#!/usr/bin/env python3
"""Writes files/: one small table in every container, encoding and spelling that data comes in, and files that hold no table.

    pip install pyarrow && python make_files.py      (also needs the command zstd)

Run once; the files are committed.
"""
import codecs
import csv
import gzip
import io
import json
import pathlib
import pickle
import sqlite3
import struct
import subprocess
import zipfile
import zlib

folder = pathlib.Path(__file__).parent / "files"
folder.mkdir(exist_ok=True)
ROWS = [
    ("ann", "Café", 4.5, 1000000001), ("ann", "a,b", 3.0, 1000000002), ("bob", 'say "x"', 1.0, 1000000003), ("bob", "Café", 2.5, 1000000004),
]
HEADER = ["user", "item", "rating", "timestamp"]


def table(rows=ROWS, ending="\n", **dialect):
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=ending, **dialect)
    writer.writerow(HEADER)
    writer.writerows(rows)
    return text.getvalue()


def write(name, data):
    (folder / name).write_bytes(data)


plain = table().encode()
lines = plain.splitlines(keepends=True)
write("plain.csv", plain)
write("gzip.csv", gzip.compress(plain, mtime=0))
write("gzip-two-members.gz", gzip.compress(b"".join(lines[:2]), mtime=0) + gzip.compress(b"".join(lines[2:]), mtime=0) + b"\0" * 20)
write("zstd.bin", subprocess.run(["zstd", "-q", "-c"], input=plain, capture_output=True, check=True).stdout)
write("zstd-two-frames.zst", b"".join(
    subprocess.run(["zstd", "-q", "-c"], input=part, capture_output=True, check=True).stdout for part in (b"".join(lines[:3]), b"".join(lines[3:]))))


def archive(name, members, method=zipfile.ZIP_DEFLATED, large=False, comment=b""):
    with zipfile.ZipFile(folder / name, "w", method) as file:
        file.comment = comment
        for path, data in members:
            info = zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0))
            info.compress_type = method
            with file.open(info, "w", force_zip64=large) as out:
                out.write(data)


archive("one.zip", [("data/", b""), ("data/ratings.csv", plain), ("__MACOSX/data/._ratings.csv", b"\0\5\26\7")])
archive("stored.zip", [("ratings.csv", plain)], zipfile.ZIP_STORED, comment=b"PK\5\6 a comment")
archive("large.zip", [("ratings.csv", plain)], large=True)
archive("several.zip", [("readme.txt", b"read me"), ("data/ratings.csv", gzip.compress(plain, mtime=0)), ("data/items.csv", "item,title\nCafé,Tea\n".encode())])
write("utf8-bom.csv", codecs.BOM_UTF8 + plain)
write("utf16le.csv", codecs.BOM_UTF16_LE + table().encode("utf-16-le"))
write("utf16be.csv", codecs.BOM_UTF16_BE + table(ending="\r\n").encode("utf-16-be"))
write("utf16le-no-mark.csv", table().encode("utf-16-le"))
write("latin1.csv", table().encode("latin-1"))
write("old-mac.csv", table(ending="\r").encode())
write("semicolons-commas.csv", table([(u, i, str(r).replace(".", ","), t) for u, i, r, t in ROWS], delimiter=";").encode())
write("backslashes.csv", table(delimiter=";", quoting=csv.QUOTE_ALL, doublequote=False, escapechar="\\").encode("latin-1"))
write("apostrophes.csv", table(quotechar="'", quoting=csv.QUOTE_ALL).encode())
write("1252.csv", 'user,item\n“a”,€\n'.encode("cp1252"))

objects = [dict(zip(HEADER, row)) for row in ROWS]
write("lines.jsonl", "".join(json.dumps(one) + "\n" for one in objects).encode())
write("lines-utf8.jsonl", "\r\n".join(json.dumps(one, ensure_ascii=False) for one in objects).encode())
write("list.json", json.dumps(objects, indent=2).encode())
write("literals.json", "".join(repr(one) + "\n" for one in objects).encode())
nested = [{"who": {"id": u}, "what": [{"name": i}], "stars": r, "t": t, "other": {"a": [1, {"b": "}"}]}} for u, i, r, t in ROWS]
write("nested.jsonl.gz", gzip.compress("".join(json.dumps(one) + "\n" for one in nested).encode(), mtime=0))

import pyarrow
import pyarrow.parquet

columns = list(zip(*ROWS))
data = pyarrow.table({
    "user": pyarrow.array(columns[0]).dictionary_encode(), "item": columns[1], "rating": pyarrow.array(columns[2], pyarrow.float32()),
    "timestamp": pyarrow.array([one * 1_000_000 for one in columns[3]], pyarrow.timestamp("us", "Europe/Berlin")),
    "tags": [["x", "y"], [], None, ["z"]],
})
for method in ("snappy", "zstd"):
    pyarrow.parquet.write_table(data, folder / f"{method}.parquet", compression=method)

# What holds no table.
database = folder / "database.sqlite"
database.unlink(missing_ok=True)
with sqlite3.connect(database) as connection:
    connection.execute("PRAGMA page_size = 512")
    connection.execute("VACUUM")
    connection.execute("CREATE TABLE t (a)")
write("pickle.csv", pickle.dumps(objects))
chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
write("image.csv", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""))
write("page.csv", b"\n<!DOCTYPE html><html><body>404</body></html>")
# 100 MiB of blanks in 100 kB, and that in a few hundred bytes.
packer = zlib.compressobj(9, wbits=31)
write("bomb.gz", gzip.compress(packer.compress(b" " * (100 << 20)) + packer.flush(), mtime=0))
