"""What the part ``paths`` found, as a section of the report and as goals."""

from __future__ import annotations

import statistics

from contestants import OWN, PATH_PEERS
from paths import BUILD, SLOPES
from rendering import number, span, table

Rows = dict[str, dict[str, object]]

TEXT = """\
A grid of streets with crooked blocks of 100 m, as edges between crossings. *areas*: what each origin reaches within
the limit, origins at crossings, the graph in memory. Ours gives the stretches of edges, cut where the limit is; the
peers give whole edges between nodes that are reached, and are checked against that definition. *lines of them* are
the geometries of ours, which no peer makes here. OSMnx and momepy have no call for it: `networkx.ego_graph` is run
for each origin, as in the isochrones of OSMnx and in the measures within a radius of momepy. *build and audit* is
`build_network` on a layer of the lines, which no peer does."""


def _times(rows: Rows, name: str, step: str) -> list[float]:
    rounds = rows.get(name, {}).get("rounds", {})
    return [theirs / ours for theirs, ours in zip(rounds.get(step, []), rounds.get(f"own {step}", []), strict=False)]


def beside(peer: str, rows: Rows) -> float | None:
    """Return how many times longer than ours a peer takes for all areas.

    >>> beside("osmnx", {"osmnx": {"rounds": {"areas": [6.0, 9.0, 4.0], "own areas": [2.0, 2.0, 1.0]}}})
    4.0
    """
    found = _times(rows, peer, "areas")
    return statistics.median(found) if found else None


def build_seconds(rows: Rows) -> float | None:
    """Return the seconds of building and auditing the network."""
    found = rows.get(BUILD, {}).get("rounds", {}).get("build and audit")
    return statistics.median(found) if found else None


def section(found: dict[str, Rows]) -> str:
    """Return the section; empty when nothing was measured."""
    sizes = sorted((key for key in found if key.isdigit()), key=int)
    parts = ["## Path networks", TEXT] if sizes else []
    ours = {OWN: "**gistools**", BUILD: "gistools, network", SLOPES: "gistools, slopes"}
    titles = ours | {one.name: one.title for one in PATH_PEERS}
    for size in sizes:
        rows, lines = found[size], []
        for name, title in titles.items():
            row = rows.get(name, {})
            if not row.get("rounds"):
                lines += [[title, "-", "-", "-", "-", "-", str(row.get("problem", "not measured"))]] if row else []
            for step, seconds in row.get("rounds", {}).items():
                if step == "graph" or step.startswith("own "):
                    continue
                times = _times(rows, name, step) if name not in ours else []
                told = f"**{number(statistics.median(times))}** x ours ({span(times)})" if times else "-"
                peak = number(max(row["peak_mib"]))
                lines.append([title, step, number(statistics.median(seconds)), span(seconds), len(seconds), peak, told])
        head = ["", "step", "median s", "range s", "runs", "peak MiB of all steps", "beside"]
        own = rows.get(OWN, {})
        title = f"### {own.get('edges', '-')} edges, {own.get('origins', '-')} origins, {number(own.get('limit'))} m"
        parts += [title, table(head, lines)]
        for peer, told in own.get("agreement", {}).items():
            if peer == OWN:
                share = told["median_share"]
                parts.append(
                    f"With partial edges an origin reaches {number(share)} x the metres of whole ones (median)."
                )
            else:
                parts.append(f"Metres of {peer} differ from the definition by at most {number(told['apart_m'])}.")
    return "\n\n".join(parts)
