"""Canonical encoding and keys, written from the documentation of CanonicalEncoder alone: the source of the literals in GoldenKeyTests.swift.

Usage: python3 canonical.py
"""

import hashlib
import struct


def word(tag, value):
    return bytes([tag]) + struct.pack(">Q", value)


def string(text):
    data = text.encode("utf-8")
    return word(4, len(data)) + data


def integer(value):
    return b"\x02" + struct.pack(">q", value)


def digest(data):
    return b"\x07" + hashlib.sha256(data).digest()


class Unsigned(int):
    pass


def encode(value):
    if value is None:
        return b"\x00"
    if isinstance(value, bool):
        return b"\x01" + bytes([value])
    if isinstance(value, Unsigned):
        return word(9, value)
    if isinstance(value, int):
        return integer(value)
    if isinstance(value, float):
        return b"\x03" + (struct.pack(">d", value + 0.0) if value == value else bytes.fromhex("7ff8000000000000"))
    if isinstance(value, str):
        return string(value)
    if isinstance(value, list):
        return word(5, len(value)) + b"".join(encode(item) for item in value)
    names = sorted(value, key=lambda name: name.encode("utf-8"))
    return word(6, len(names)) + b"".join(string(name) + encode(value[name]) for name in names)


def named(pairs):
    pairs = sorted(pairs, key=lambda pair: pair[0].encode("utf-8"))
    return word(5, len(pairs)) + b"".join(string(name) + digest(content) for name, content in pairs)


def action(stage, version, parameters, seed, inputs, files, purpose="pipeline action"):
    body = string(purpose) + integer(1) + string(stage) + integer(version) + encode(parameters)
    body += encode(None if seed is None else Unsigned(seed)) + named(inputs) + named(files)
    return hashlib.sha256(body).hexdigest()


def manifest(files):
    files = sorted(files, key=lambda file: file[0].encode("utf-8"))
    body = string("pipeline artifact") + word(5, len(files))
    body += b"".join(string(name) + digest(data) + integer(len(data)) for name, data in files)
    return hashlib.sha256(body).hexdigest()


def main():
    tree = {"b": [1, 2.5, None, True, "é"], "a": {"x": -1, "": -0.0}, "Z": [], "nan": float("nan")}
    print("bytes      ", encode(tree).hex())
    print("tree       ", hashlib.sha256(encode(tree)).hexdigest())
    train = {"epochs": 20, "optimizer": {"name": "adam", "learning_rate": 0.001}, "hidden": [64, 32]}
    print("empty      ", action("ingest", 1, {}, None, [], []))
    print("train      ", action("train", 3, train, 42, [("split", b"s"), ("encode", b"e")], [("ratings", b"r")]))
    chain = {"optimizer": {"name": "adam", "learning_rate": 0.001}, "hidden": [64, 32]}
    print("chain      ", action("train", 3, chain, 42, [("split", b"s"), ("encode", b"e")], [("ratings", b"r")], "pipeline checkpoint chain"))
    print("manifest   ", manifest([("b.json", b"{}"), ("a/weights", b"\x00\x01")]))
    print("no files   ", manifest([]))


main()
