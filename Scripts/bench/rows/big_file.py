"""1 GB: taken into the store, hashed as an external input, looked at again."""

import os
import shutil
import statistics

from driver import specs
from driver.measure import repeat
from driver.measure import run as execute
from driver.table import Row

GIGABYTE = 1_000_000_000


def run(context):
    _make("big.bin", GIGABYTE)
    _make("small.bin", 16)
    rows = [_output(context), _input(context)]
    return rows + _again(context) + _peer(context)


def _make(path, size):
    block = os.urandom(1 << 20)
    with open(path, "wb") as file:
        while size > 0:
            file.write(block[:size])
            size -= len(block)
        file.flush()
        os.fsync(file.fileno())


def _limit():
    """Copy and hash by other programs: cp, then openssl on the copy."""
    copy = execute(["cp", "big.bin", "copy.bin"]).wall
    hash_ = execute(["openssl", "dgst", "-sha256", "copy.bin"]).wall
    durable = execute(["sync", "copy.bin"]).wall
    os.unlink("copy.bin")
    return copy, hash_, durable


def _output(context):
    """What a stage writes: `cp` as a stage, against cp and openssl."""
    spec, small = specs.big_output("write", "big.bin"), specs.big_output("write-small", "small.bin")
    ours, limits, taken = [], [], []
    context.pipeline(specs.big_input("known", "big.bin"), "--quiet", workspace="known")
    for _ in range(context.times(5)):
        limits.append(_limit())
        shutil.rmtree("ws", ignore_errors=True)
        shutil.copytree("known", "ws")  # the input's digest is known: this row is about the output
        ours.append(context.pipeline(spec, "--quiet").wall - context.pipeline(small, "--quiet").wall)
    shutil.rmtree("ws", ignore_errors=True)
    shutil.rmtree("known", ignore_errors=True)
    copy, hash_, durable = (statistics.median(column) for column in zip(*limits))
    mine = statistics.median(ours)
    return Row(
        "1 GB that a stage copies, into the store", mine, "s", copy + hash_, "cp + openssl", "≤ 1.3 ×", mine <= 1.3 * (copy + hash_),
        f"includes the stage's own cp; limit: cp {copy:.2f} s + openssl dgst -sha256 {hash_:.2f} s (writing it through to the disk, "
        f"which the store does and the limit does not, took {durable:.2f} s more)")


def _input(context):
    """An external input: hashed once, never copied."""
    spec = specs.big_input("read", "big.bin")
    ours, limits = [], []
    for _ in range(context.times(5)):
        limits.append(execute(["openssl", "dgst", "-sha256", "big.bin"]).wall)
        shutil.rmtree("ws", ignore_errors=True)
        ours.append(context.pipeline(spec, "--quiet").wall)
    mine, limit = statistics.median(ours), statistics.median(limits)
    return Row(
        "1 GB external input, first seen", mine, "s", limit, "openssl alone", "≤ 1.3 ×", mine <= 1.3 * limit, "hashed, not copied; whole run")


def _again(context):
    big, small = specs.big_input("read", "big.bin"), specs.big_input("read-small", "small.bin")
    context.pipeline(small, "--quiet")
    command = [[context.binary, "run", spec, "--workspace", "ws", "--quiet"] for spec in (big, small)]
    with_big, with_small = repeat(context.times(15), *command)
    difference = with_big.wall - with_small.wall
    rows = [Row(
        "1 GB unchanged, looked at again", max(0, difference) * 1e3, "ms", target="< 5 ms", met=difference < 0.005,
        note="difference of two no-op runs, with the file and with one of 16 bytes")]
    os.utime("big.bin")
    touched, stages = context.stages(big)
    ran = sum(stage["status"] == "ran" for stage in stages.values())
    rows.append(Row(
        "1 GB touched, same content", touched.wall, "s", target="nothing runs", met=ran == 0, note="hashed again; whole run"))
    return rows


def _peer(context):
    if not context.peers:
        return []
    program = context.peers.program("dvc", "dvc")
    times = []
    for _ in range(context.times(3)):
        shutil.rmtree("dvc", ignore_errors=True)
        os.makedirs("dvc")
        execute([program, "init", "--no-scm", "-q"], cwd="dvc")
        execute(["cp", "big.bin", "dvc/big.bin"])
        times.append(execute([program, "add", "-q", "big.bin"], cwd="dvc").wall)
    return [Row("  for comparison: dvc add of 1 GB (MD5)", statistics.median(times), "s")]
