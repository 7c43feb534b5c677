"""DVC projects for the rows beside it."""

import os

from driver import specs
from driver.measure import run


def project(context, count, folder):
    """A project of `count` chained stages that has not run yet; the command line that runs it."""
    dvc = context.peers.program("dvc", "dvc")
    specs.dvc(count, folder)
    run([dvc, "init", "--no-scm", "-q"], cwd=folder)
    run([dvc, "config", "core.analytics", "false"], cwd=folder)
    return [dvc, "repro", "-q"]


def version(context):
    return f"DVC {context.peers.version('dvc')}"


def environment():
    return dict(os.environ, DVC_NO_ANALYTICS="1")
