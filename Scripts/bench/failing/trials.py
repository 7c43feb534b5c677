"""What is done to a project, and what is seen then, in the words of the table."""

import os
import signal
import subprocess
import time

from .tools import LINES, remove


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def is_whole(text):
    """One process wrote all lines, in order."""
    lines = text.splitlines()
    writers = {line.split()[1] for line in lines if len(line.split()) >= 3}
    return len(lines) == LINES and len(writers) == 1 and all(line.split()[2] == f"{n:03}" for n, line in enumerate(lines))


def first_complaint(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    marked = [line for line in lines if any(word in line.lower() for word in ("error", "lock", "incomplete", "cannot", "failed"))]
    return (marked or lines or [""])[0][:100]


def kill_in_mid_stage(tool):
    """SIGKILL to the tool while `slow` writes; at once the same command again, and what the tool's message says where it refuses."""
    (tool.folder / "in.txt").write_text("first 0 0.5\n")  # Long enough for the next run to have begun before the first's program ends.
    process = tool.start()
    wait_for(lambda: "slow" in tool.executions() and tool.unfinished().exists() and tool.unfinished().stat().st_size > 100)
    process.kill()
    process.wait()
    code, text = tool.run()
    notes = []
    if code != 0:
        notes.append(f"the next run fails ({first_complaint(text)})")
        for command in tool.repair():
            code, text = tool.run(command)
        if tool.repair():
            notes.append("after " + " and ".join(next(word for word in command if word in ("--unlock", "--rerun-incomplete")) for command in tool.repair()))
    size = -1
    while size != len(tool.result()):  # Whatever the killed run left behind writes twice a second.
        size = len(tool.result())
        time.sleep(3)
    result, last, before = tool.result(), tool.last(), len(tool.executions())
    again, _ = tool.run()
    accepted = again == 0 and len(tool.executions()) == before
    outcome = "whole" if is_whole(result) and last == result else "**mixed or torn output**"
    if outcome != "whole":
        outcome += ", and called up to date" if accepted else f"; a third run {'mends it' if is_whole(tool.result()) else 'keeps it'}"
    return "; ".join([*notes, outcome])


def flip(path, keeps_time):
    status = path.stat()
    os.chmod(path, 0o644)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    if keeps_time:
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    os.chmod(path, status.st_mode & 0o777)


def flipped_in_cache(tool):
    """A byte of the stored copy, size and time kept; the outputs have to come from there, and `last` runs again on them."""
    tool.run()
    right, cached = tool.result(), tool.cached()
    if not tool.has_cache or cached is None:
        return "keeps no copy"
    flip(cached, keeps_time=True)
    tool.forget_outputs()
    tool.write("z")
    code, text = tool.run()
    if code != 0:
        return f"fails: {first_complaint(text)}"
    return served(tool, right, text)


def served(tool, right, text):
    # A remade output names another process.
    remade = tool.executions().count("slow") > 1
    if remade and is_whole(tool.result()) and tool.last() == tool.result() + "z":
        said = "and says so" if "damaged" in text.lower() or "corrupt" in text.lower() else "without a word"
        return f"noticed, {said}; made again"
    if tool.last() == right + "z":
        return "right, not noticed" if tool.result() != right else "right"
    return "**used silently**"


def flipped_in_workspace(tool, keeps_time):
    """A byte of the output where people see it; `last` runs again."""
    tool.run()
    right, place = tool.result(), tool.folder / "slow.txt"
    if not place.exists():
        place = tool.cached()
    # DVC links or copies: what is in the workspace must be a file of its own.
    if place.is_symlink() or place.stat().st_nlink > 1:
        data = place.read_bytes()
        place.unlink()
        place.write_bytes(data)
    flip(place, keeps_time)
    tool.write("z")
    code, text = tool.run()
    return f"fails: {first_complaint(text)}" if code != 0 else served(tool, right, text)


def two_at_once(tool):
    """Two cold starts at the same moment in one project."""
    both = [tool.start(), tool.start()]
    texts = [process.communicate(timeout=120)[0] for process in both]
    codes = [process.returncode for process in both]
    times = tool.executions().count("slow")
    failed = [first_complaint(text) for code, text in zip(codes, texts) if code != 0]
    outcome = "both end well" if not failed else f"{'one fails' if len(failed) == 1 else 'both fail'} ({failed[0]})"
    outcome += f"; the stage ran {'once' if times == 1 else f'{times} times'}"
    return outcome if is_whole(tool.result()) else outcome + "; **mixed or torn output**"


def disk_full(make, context):
    """On a file system of 8 MiB that something else fills while `slow` writes; then with room again."""
    if os.geteuid() != 0:
        return "not tried: mounting a small file system needs root"
    place = os.path.join(context.work, f"disk-{os.getpid()}")
    os.makedirs(place, exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", place], capture_output=True, text=True)
    if mounted.returncode != 0:
        return f"not tried: {mounted.stderr.strip()}"
    try:
        tool = make(os.path.join(place, "project"))
        (tool.folder / "in.txt").write_text("first 5000 0.02\n")  # 200 kB in all
        filler = os.path.join(place, "filler")
        free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
        with open(filler, "wb") as file:
            file.write(bytes(max(0, free - 100_000)))
        code, text = tool.run()
        os.unlink(filler)
        second, again = tool.run()
        if second != 0 and tool.repair():
            for command in tool.repair():
                second, again = tool.run(command)
            again = "after repair: " + again
        said = f"ends with {code} ({first_complaint(text)})" if code != 0 else "**ends with 0**"
        if second != 0:
            return f"{said}; with room again **fails** ({first_complaint(again)})"
        whole = is_whole(tool.result()) and tool.last() == tool.result()
        return f"{said}; with room again {'whole' if whole else '**torn output**'}" + (", after repair" if again.startswith("after") else "")
    finally:
        subprocess.run(["umount", "-l", place], check=False)


def why(tool):
    """What it says about a run after a parameter of `last` has changed."""
    tool.run()
    text = tool.why()
    lines = [line.strip() for word in ("changed", "reason", "because") for line in text.splitlines() if word in line.lower().replace("unchanged", "")]
    return " ".join(lines[0].split())[:160] if lines else "nothing"


TRIALS = {
    "kill −9 in mid-stage, run again": kill_in_mid_stage,
    "a flipped byte in the cache (size and time kept)": flipped_in_cache,
    "a flipped byte in the output (time kept)": lambda tool: flipped_in_workspace(tool, True),
    "a flipped byte in the output (new time)": lambda tool: flipped_in_workspace(tool, False),
    "two at once": two_at_once,
    "disk full, then room again": disk_full,
    "why it ran": why,
}


def observe(context, kind, title):
    """One cell of the table."""
    make = lambda folder: kind(context, folder)  # noqa: E731
    if TRIALS[title] is disk_full:
        return disk_full(make, context)
    folder = os.path.join(context.work, f"project-{kind.name}")
    remove(folder)
    try:
        return TRIALS[title](make(folder)).replace(f"{folder}/", "")
    finally:
        remove(folder)
