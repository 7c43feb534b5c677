"""What the figures were measured on."""

import os
import platform
import subprocess

from .context import ROOT
from .measure import run


def facts(context):
    cores = len(os.sched_getaffinity(0))
    lines = [
        f"processor: {_processor()}, {cores} cores, {_flags()}; {platform.system()} {platform.release()}, {_memory()}",
        f"product: {run([context.binary, '--version']).output.strip()}, commit {_commit()}",
        f"OPENBLAS_CORETYPE: {os.environ.get('OPENBLAS_CORETYPE', 'unset')}",
        load("at the start"),
    ]
    return lines


def load(moment):
    one, five, _ = os.getloadavg()
    return f"load average {moment}: {one:.2f} over one minute, {five:.2f} over five"


def _processor():
    name = _field("/proc/cpuinfo", "model name") or platform.machine()
    return name


def _flags():
    flags = (_field("/proc/cpuinfo", "flags") or "").split()
    return "AVX-512" if "avx512f" in flags else "AVX2" if "avx2" in flags else "no AVX2"


def _memory():
    kilobytes = (_field("/proc/meminfo", "MemTotal") or "0 kB").split()[0]
    return f"{int(kilobytes) / 1e6:.0f} GB"


def _field(path, name):
    with open(path) as file:
        for line in file:
            key, _, value = line.partition(":")
            if key.strip() == name:
                return value.strip()
    return None


def _commit():
    result = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return result.stdout.strip() or "unknown"
