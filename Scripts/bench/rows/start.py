"""Start-up alone: printing the version."""

from driver.measure import repeat
from driver.table import Row


def run(context):
    commands = [[context.binary, "--version"]]
    if context.peers:
        commands.append([context.peers.program("dvc", "dvc"), "--version"])
    ours, *peer = repeat(context.times(21), *commands)
    row = Row("start-up (--version)", ours.wall * 1e3, "ms", target="< 15 ms", met=ours.wall < 0.015)
    row.note = ours.note
    if peer:
        row.peer, row.peer_name = peer[0].wall * 1e3, f"DVC {context.peers.version('dvc')}"
    return [row]
