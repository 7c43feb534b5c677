"""The rows of the benchmark and how they are printed."""

from dataclasses import dataclass


@dataclass
class Row:
    what: str
    ours: float
    unit: str  # ms, s, MB, M/s
    peer: float = None
    peer_name: str = ""
    target: str = ""
    met: bool = None
    note: str = ""
    more_is_better: bool = False

    @property
    def ratio(self):
        """How many times better than the peer, for times and memory the peer's over ours."""
        if self.peer is None or not self.ours:
            return None
        return self.ours / self.peer if self.more_is_better else self.peer / self.ours


def render(rows):
    heads = ["what", "ours", "peer or limit", "", "better by", "target", ""]
    lines = [heads] + [_cells(row) for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    right = {1, 2, 4}
    text = []
    for index, line in enumerate(lines):
        cells = [cell.rjust(width) if column in right else cell.ljust(width) for column, (cell, width) in enumerate(zip(line, widths))]
        text.append("  ".join(cells).rstrip())
        if index == 0:
            text.append("─" * len("  ".join(cells)))
    notes = [f"{row.what}: {row.note}" for row in rows if row.note]
    return "\n".join(text + ([""] + notes if notes else []))


def _cells(row):
    met = "" if row.met is None else "met" if row.met else "NOT MET"
    ratio = "" if row.ratio is None else f"{row.ratio:.3g}×"
    peer = "" if row.peer is None else _value(row.peer, row.unit)
    return [row.what, _value(row.ours, row.unit), peer, row.peer_name, ratio, row.target, met]


def _value(value, unit):
    digits = f"{value:.2g}" if 0 < abs(value) < 0.01 else f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
    return f"{digits} {unit}".rstrip()
