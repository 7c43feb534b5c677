"""Wall time, processor time and peak memory of commands, one process each, started without a shell."""

import os
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass


@dataclass
class Sample:
    wall: float  # seconds
    cpu: float  # seconds, user and system, of the process and what it waited for
    peak: float  # MB resident, of the largest process
    output: str = ""
    best: float = None  # least wall time of several, in seconds

    @property
    def note(self):
        """For times of milliseconds: what a busy machine does not distort."""
        return f"best {self.best * 1e3:.1f} ms, processor time {self.cpu * 1e3:.1f} ms, {self.peak:.0f} MB"


def run(arguments, environment=None, keep_output=True, cwd=None):
    """Runs to the end; anything but exit code 0 raises, with the end of what it printed."""
    with tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        child = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if keep_output else subprocess.DEVNULL, stderr=errors,
            env=environment, cwd=cwd, close_fds=False)
        output = child.stdout.read() if keep_output else b""
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        if keep_output:
            child.stdout.close()
        if child.returncode != 0:
            errors.seek(0)
            tail = errors.read()[-3000:].decode(errors="replace")
            raise RuntimeError(f"{' '.join(arguments[:6])} … ended with {child.returncode}\n{tail}")
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000, output.decode(errors="replace"))


def repeat(times, *commands, warm=1, **options):
    """Runs commands in turns, so that a busy moment of the machine hits them alike; the median sample of each."""
    samples = [[] for _ in commands]
    for turn in range(times + warm):
        for index, command in enumerate(commands):
            sample = command() if callable(command) else run(command, keep_output=False, **options)
            if turn >= warm:
                samples[index].append(sample)
    return [median(found) for found in samples]


def median(samples):
    middle = (statistics.median(getattr(sample, name) for sample in samples) for name in ("wall", "cpu", "peak"))
    return Sample(*middle, best=min(sample.wall for sample in samples))
