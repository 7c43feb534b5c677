"""What this machine reaches: single-precision matrix products by the OpenBLAS that the product uses, and reading memory."""

import os
import subprocess
import sys

PROGRAM = """
import ctypes, ctypes.util, time
library = ctypes.CDLL(ctypes.util.find_library("openblas"))
library.openblas_set_num_threads(1)
n = 1024
a, b, c = ((ctypes.c_float * (n * n))() for _ in range(3))
for i in range(n * n):
    a[i] = b[i] = (i % 13) * .1
f = ctypes.c_float
best = 1e9
for _ in range(8):
    start = time.process_time()
    library.cblas_sgemm(101, 111, 111, n, n, n, f(1), a, n, b, n, f(0), c, n)
    best = min(best, time.process_time() - start)
print(2 * n ** 3 / best / 1e9)
"""


def rate(environment=None):
    """GFLOP/s of one core in 1024 × 1024 × 1024, the best of eight."""
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment or dict(os.environ), check=True, capture_output=True, text=True)
    return float(found.stdout)
