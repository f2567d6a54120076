"""What the part ``corridors`` found, as a section of the report and as goals."""

from __future__ import annotations

import statistics

from contestants import CORRIDOR_PEERS, OWN
from corridors import LINKS
from rendering import million, number, span, table

Rows = dict[str, dict[str, object]]

TEXT = """\
Smooth classes of resistance 1 to 50, 1 % houses of 1000, straight roads of 100 with passages, square patches; cells of
1 m. *all*: the least cost to each cell from all patches in one search over the whole map; *limit*: the same, no further
than the limit; *one*: from the first patch over the whole map. Ours is `cost_distance`, which makes the resistance
ready anew each time; MCP_Geometric is made anew each time, too; the graph that SciPy searches was made before and is
not counted. No peer knows the rule for diagonals between barriers, so there is no barrier. A search uses one core, for
all, and its seconds are time of the processor, which others on the machine change less; links use all cores, and theirs
are of the clock."""


def _times(rows: Rows, name: str, step: str) -> list[float]:
    rounds = rows.get(name, {}).get("rounds", {})
    return [theirs / ours for theirs, ours in zip(rounds.get(step, []), rounds.get(f"own {step}", []), strict=False)]


def beside(peer: str, step: str, rows: Rows) -> float | None:
    """Return how many times longer than ours a peer takes for a step.

    >>> beside("scipy", "limit", {"scipy": {"rounds": {"limit": [6.0, 9.0, 4.0], "own limit": [2.0, 2.0, 1.0]}}})
    4.0
    """
    found = _times(rows, peer, step)
    return statistics.median(found) if found else None


def links_gib(rows: Rows) -> float | None:
    """Return the peak memory of the links of a map, GiB."""
    peaks = rows.get(LINKS, {}).get("peak_mib")
    return max(peaks) / 1024 if peaks else None


def section(found: dict[str, Rows]) -> str:
    """Return the section; empty when nothing was measured."""
    sizes = sorted((key for key in found if key.isdigit()), key=int)
    parts = ["## Green corridors", TEXT] if sizes else []
    titles = {OWN: "**gistools**", LINKS: "gistools, links", **{one.name: one.title for one in CORRIDOR_PEERS}}
    for size in sizes:
        rows, lines = found[size], []
        for name, title in titles.items():
            row = rows.get(name, {})
            if not row.get("rounds"):
                lines += [[title, "-", "-", "-", "-", "-", str(row.get("problem", "not measured"))]] if row else []
            for step, seconds in row.get("rounds", {}).items():
                if step in {"read", "graph"} or step.startswith("own "):
                    continue
                times = _times(rows, name, step) if name not in {OWN, LINKS} else []
                told = f"**{number(statistics.median(times))}** x ours ({span(times)})" if times else "-"
                peak = number(max(row["peak_mib"]))
                lines.append([title, step, number(statistics.median(seconds)), span(seconds), len(seconds), peak, told])
        head = ["", "step", "median s", "range s", "runs", "peak MiB of all steps", "beside"]
        own, links = rows.get(OWN, {}), rows.get(LINKS, {})
        title = f"### {million(size)} cells, {own.get('patches', '-')} patches, limit {number(own.get('limit'))}"
        parts += [title, table(head, lines)]
        if "planar" in links:
            parts.append(f"{links['planar']} planar links, {links['complete']} of all pairs within the limit.")
        parts += [
            f"Costs of {peer} differ from ours by at most {number(one['apart'])} resistance metres ({step}), "
            f"{one['relative']:.0e} of the cost: ours are whole multiples of 2^-20."
            for peer, steps in own.get("agreement", {}).items()
            for step, one in steps.items()
        ]
    return "\n\n".join(parts)
