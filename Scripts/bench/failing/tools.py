"""The same two-stage project for each tool: `slow` writes forty lines with a pause after each, `last` copies what it made."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

# A usual program: it begins its output anew and appends a line an epoch, as loggers do. Lines name their process, so that a mixture shows.
SLOW = """\
import os, sys, time
with open(sys.argv[3], "a") as log: log.write("slow\\n")
text, padding, pause = open(sys.argv[1]).read().split()
open(sys.argv[2], "w").close()
for number in range(40):
    with open(sys.argv[2], "a") as out: out.write(f"{text} {os.getpid()} {number:03} " + "x" * int(padding) + "\\n")
    time.sleep(float(pause))
"""
LAST = """\
import os, sys
with open(sys.argv[3], "a") as log: log.write("last\\n")
suffix = sys.argv[4] if len(sys.argv) > 4 else os.environ.get("PARAMETER_SUFFIX", "")
open(sys.argv[2], "w").write(open(sys.argv[1]).read() + suffix)
"""
LINES = 40


class Tool:
    """A tool, and how one says to it what the trials need."""

    name = ""
    #: What it prints its version with.
    has_cache = True

    def __init__(self, context, folder):
        self.context, self.folder = context, pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log = self.folder.parent / f"{self.folder.name}.executions"
        self.log.write_text("")
        (self.folder / "in.txt").write_text("first 0 0.02\n")
        (self.folder / "slow.py").write_text(SLOW)
        (self.folder / "last.py").write_text(LAST)
        self.write("")
        self.set_up()

    def write(self, suffix):
        """The project's description; another suffix is another parameter of `last`."""
        raise NotImplementedError

    def set_up(self):
        pass

    def command(self):
        raise NotImplementedError

    def environment(self):
        return dict(os.environ, **getattr(self, "extra", {}))

    def program(self):
        """The tool by its module: the scripts of an environment that has been moved name an interpreter that is gone."""
        return [self.context.peers.program(self.name.lower()), "-m", self.name.lower()]

    def start(self):
        return subprocess.Popen(
            self.command(), cwd=self.folder, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace", start_new_session=True)

    def run(self, command=None):
        done = subprocess.run(
            command or self.command(), cwd=self.folder, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace", timeout=120)
        return done.returncode, done.stdout

    def executions(self):
        return self.log.read_text().split()

    def unfinished(self):
        """Where `slow` is writing."""
        return self.folder / "slow.txt"

    def result(self):
        """What the tool holds to be the output of `slow`; empty where there is none."""
        return read(self.folder / "slow.txt")

    def last(self):
        return read(self.folder / "last.txt")

    def repair(self):
        """What the tool's own message says to do before the second run after a kill; a list of commands."""
        return []

    def cached(self):
        """The stored copy of `slow`'s output, where the tool has one."""
        return None

    def forget_outputs(self):
        """So that they must come from the cache."""
        for name in ("slow.txt", "last.txt"):
            (self.folder / name).unlink(missing_ok=True)

    def why(self):
        """What it says, asked or by itself, about a run in which a parameter of `last` has changed."""
        self.write("z")
        return self.run()[1]


def read(path):
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


class DVC(Tool):
    name = "DVC"
    extra = {"DVC_NO_ANALYTICS": "1"}

    def write(self, suffix):
        python = sys.executable
        (self.folder / "dvc.yaml").write_text(
            f"stages:\n  slow:\n    cmd: {python} slow.py in.txt slow.txt {self.log}\n    deps: [in.txt, slow.py]\n    outs: [slow.txt]\n"
            f"  last:\n    cmd: {python} last.py slow.txt last.txt {self.log} {suffix}\n    deps: [slow.txt]\n    outs: [last.txt]\n")

    def set_up(self):
        self.run([*self.program(), "init", "--no-scm", "-q"])
        self.run([*self.program(), "config", "core.analytics", "false"])

    def command(self):
        return [*self.program(), "repro"]

    def cached(self):
        return next((p for p in (self.folder / ".dvc" / "cache").rglob("*") if p.is_file() and p.read_text() == self.result()), None)

    def why(self):
        self.write("z")
        return self.run([*self.program(), "status", "last"])[1] + self.run()[1]


class Snakemake(Tool):
    name = "Snakemake"

    def write(self, suffix):
        python = sys.executable
        (self.folder / "Snakefile").write_text(
            "rule last:\n    input: 'slow.txt'\n    output: 'last.txt'\n"
            f"    shell: '{python} last.py slow.txt last.txt {self.log} {suffix}'\n"
            "rule slow:\n    input: 'in.txt'\n    output: 'slow.txt'\n    cache: True\n"
            f"    shell: '{python} slow.py in.txt slow.txt {self.log}'\n")

    @property
    def extra(self):
        store = self.folder / "shared-cache"
        store.mkdir(exist_ok=True)
        return {"SNAKEMAKE_OUTPUT_CACHE": str(store)}

    def command(self):
        return [*self.program(), "last", "--cores", "1", "--cache", "slow"]

    def repair(self):
        return [[*self.program(), "--unlock", "--cores", "1"], [*self.command(), "--rerun-incomplete"]]

    def cached(self):
        return (self.folder / "slow.txt").resolve()  # It links there.


class Redun(Tool):
    name = "redun"
    has_cache = False

    def write(self, suffix):
        (self.folder / "workflow.py").write_text(f"""\
import subprocess, sys
from redun import task, File
redun_namespace = "trial"

@task()
def slow(source: File):
    subprocess.run([sys.executable, "slow.py", "in.txt", "slow.txt", {str(self.log)!r}], check=True)
    return File("slow.txt")

@task()
def last(made: File, suffix: str):
    subprocess.run([sys.executable, "last.py", "slow.txt", "last.txt", {str(self.log)!r}, *suffix.split()], check=True)
    return File("last.txt")

@task()
def main():
    return last(slow(File("in.txt")), {suffix!r})
""")

    def program(self):
        # The module has no main program of its own.
        code = "import sys; from redun.cli import main; sys.argv[0] = 'redun'; sys.exit(main())"
        return [self.context.peers.program("redun"), "-c", code]

    def command(self):
        return [*self.program(), "run", "workflow.py", "main"]


class Doit(Tool):
    name = "doit"
    has_cache = False

    def write(self, suffix):
        python = sys.executable
        (self.folder / "dodo.py").write_text(
            "DOIT_CONFIG = {'default_tasks': ['last']}\n"
            "def task_slow():\n    return {'actions': ['%s slow.py in.txt slow.txt %s'], 'file_dep': ['in.txt'], 'targets': ['slow.txt']}\n"
            "def task_last():\n    return {'actions': ['%s last.py slow.txt last.txt %s %s'], 'file_dep': ['slow.txt'], "
            "'targets': ['last.txt']}\n" % (python, self.log, python, self.log, suffix))

    def command(self):
        return [*self.program(), "run"]

    def why(self):
        self.write("z")
        return self.run([*self.program(), "info", "last"])[1]


class Ours(Tool):
    name = "pipeline"
    # The smallest experiment: the stages beside ours take milliseconds.
    SPEC = """\
experiment: trial
seed: 1
prepare:
  - name: slow
    command: [{python}, slow.py, in.txt, slow.txt, {log}]
    inputs: {{slow.py: slow.py, in.txt: in.txt}}
    outputs: [slow.txt]
  - name: last
    command: [{python}, last.py, slow.txt, last.txt, {log}]
    parameters: {{suffix: "{suffix}"}}
    inputs: {{last.py: last.py, slow.txt: prepare:slow/slow.txt}}
    outputs: [last.txt]
  - name: table
    command: [{python}, table.py]
    inputs: {{table.py: table.py, last.txt: prepare:last/last.txt}}
    outputs: [t.csv]
ingest: {{format: csv, interactions: prepare:table/t.csv}}
split: {{strategy: random, ratios: [0.8, 0.1, 0.1]}}
train: {{model: bias}}
evaluate: {{protocol: rating, metrics: [rmse]}}
"""

    def write(self, suffix):
        (self.folder / "table.py").write_text(
            "rows = [f'{u},{i},{u % 5 + 1}' for u in range(20) for i in range(9)]\n"
            "open('t.csv', 'w').write('\\n'.join(['user,item,rating', *rows]))\n")
        (self.folder / "exp.yaml").write_text(
            self.SPEC.format(python=sys.executable, log=self.log, suffix=suffix))

    def command(self):
        return [self.context.binary, "run", "exp.yaml"]

    def unfinished(self):
        found = list((self.folder / "runs" / "store" / "tmp").glob("*/*/slow.txt"))
        return found[0] if found else self.folder / "slow.txt"

    def stored(self, stage):
        code, text = self.run([self.context.binary, "show", "latest", "--format", "json"])
        stages = json.loads(text)["stages"] if code == 0 else []
        places = [s["files"].get(f"{stage}.txt") for s in stages if s["node"] == f"prepare/{stage}"]
        return self.folder / places[0] if places and places[0] else None

    def result(self):
        path = self.stored("slow")
        return read(path) if path else ""

    def last(self):
        path = self.stored("last")
        return read(path) if path else ""

    def cached(self):
        return self.stored("slow")

    def forget_outputs(self):
        pass  # Outputs are in the store only.

    def why(self):
        self.write("z")
        self.run()
        return self.run([self.context.binary, "explain", "latest"])[1]


TOOLS = [Ours, DVC, Snakemake, Redun, Doit]


def remove(folder):
    shutil.rmtree(folder, ignore_errors=True)
