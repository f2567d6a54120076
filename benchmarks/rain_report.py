"""What the part ``rain`` found, as a section of the report and as goals."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from contestants import ALL, OWN, RAIN_DEPTHS, RAIN_TOOL
from rain import RICHDEM
from rendering import MIB, bytes_per_cell, median, million, number, ratio, ratios, span, table

if TYPE_CHECKING:
    from collections.abc import Sequence

Rows = dict[str, dict[str, object]]

TOLERANCE = 0.01  # of the water held, beside a program that directs its slopes in another way

TEXT = """\
The rain that wets each cell, with the curves of all nested depressions, from one pass; beside the flow chain that it
stands on, and beside {depths}. Each round is a process of its own, compiled and warm,
with the terrain read before the clock starts. `run_event` also adds up flow paths and spills. richdem2:
`get_depression_hierarchy`, then `fill_spill_merge` for each depth, which it hands back as a raster like ours."""

STEPS = (
    ("flow", "flow chain: `condition`, `route_flow`"),
    ("rain", "all rains: `find_bluespots`, `rain_to_flood`, all curves"),
    ("standing", "{count} depths drawn from it"),
    ("events", "{count} single events, `run_event`, on the same forest"),
    ("edit", "a dike of 250 cells on the `Workbench`, median of 5 places"),
    ("again", "the last of them, all worked out: `route_flow` to curves"),
)
THEIR_STEPS = (
    ("forest", "richdem2, hierarchy of depressions"),
    ("events", "richdem2, {count} runs of fill-spill-merge"),
)


def _by_round(rows: Rows, above: Sequence[str], below: Sequence[str]) -> list[float]:
    """Return the ratio of some of our steps to others in each round."""
    rounds = rows.get(RAIN_DEPTHS.name, {}).get("rounds", {})
    if not all(rounds.get(step) for step in (*above, *below)):
        return []
    added = [[sum(parts) for parts in zip(*(rounds[step] for step in steps), strict=True)] for steps in (above, below)]
    return [a / b for a, b in zip(*added, strict=True)]


def _median(values: Sequence[float]) -> float | None:
    return statistics.median(values) if values else None


def share(rows: Rows) -> float | None:
    """Return how long all rains take, as a share of the flow chain.

    >>> share({"gistools-depths": {"rounds": {"flow": [2.0, 4.0, 2.0], "rain": [1.0, 3.0, 2.0]}}})
    0.75
    """
    return _median(_by_round(rows, ["rain"], ["flow"]))


def beside_own(rows: Rows) -> float | None:
    """Return how many times longer single events take than all rains with the same depths drawn."""
    return _median(_by_round(rows, ["events"], ["rain", "standing"]))


def edit(rows: Rows) -> float | None:
    """Return the seconds of a local edit."""
    return _median(rows.get(RAIN_DEPTHS.name, {}).get("rounds", {}).get("edit", []))


def beside_richdem(rows: Rows) -> float | None:
    """Return how many times longer RichDEM takes from the raw terrain to the same depths."""
    return ratio(rows.get(RICHDEM, {}))


def _own_lines(rows: Rows, size: str) -> list[list[str]]:
    row = rows.get(RAIN_DEPTHS.name, {})
    if "rounds" not in row:
        return [[RAIN_DEPTHS.title, *["-"] * 5, str(row.get("problem", "not measured"))]]
    told = {
        "rain": (_by_round(rows, ["rain"], ["flow"]), "x the flow chain"),
        "events": (_by_round(rows, ["events"], ["rain", "standing"]), "x all rains with depths drawn"),
        "again": (_by_round(rows, ["again"], ["edit"]), "x the edit"),
    }
    lines = []
    for step, title in STEPS:
        if step not in row["rounds"]:
            continue
        seconds, (found, beside) = row["rounds"][step], told.get(step, ([], ""))
        peak = row["peaks_mib"][step]
        relative = f"**{number(_median(found))}** {beside} ({span(found)})" if found else "-"
        lines.append([title.format(count=len(row["rains_mm"])), *_timed(seconds), *_held(peak, size), relative])
    return lines


def _their_lines(rows: Rows, size: str) -> list[list[str]]:
    row = rows.get(RICHDEM)
    if row is None:
        return []
    if "rounds" not in row:
        return [[ALL[RICHDEM].title, *["-"] * 5, str(row.get("problem", "not measured"))]]
    count = len(row["rains_mm"])
    lines = [[title.format(count=count), *_timed(row["rounds"][step]), "-", "-", "-"] for step, title in THEIR_STEPS]
    found = ratios(row)
    relative = f"**{number(ratio(row))}** x ours, flow chain to depths ({span(found)})" if found else "-"
    return [*lines, ["richdem2 in all", *_timed(row["seconds"]), *_held(max(row["peak_mib"]), size), relative]]


def _tool_line(rows: Rows, size: str) -> list[str]:
    row = rows.get(OWN, {})
    if not row.get("seconds"):
        return [RAIN_TOOL.title, *["-"] * 5, str(row.get("problem", "not measured"))]
    per_cell = number(bytes_per_cell(row, size))
    told = "from file to file, start-up counted, whole process"
    return [RAIN_TOOL.title, *_timed(row["seconds"]), number(max(row["peak_mib"])), per_cell, told]


def _timed(seconds: list[float]) -> list[str]:
    return [number(median({"seconds": seconds})), span(seconds), str(len(seconds))]


def _held(peak_mib: float, size: str) -> list[str]:
    return [number(peak_mib), number(peak_mib * MIB / int(size) ** 2)]


def difference(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the largest difference of what is held, as a share of ours.

    >>> difference([100.0, 200.0], [101.0, 201.0])
    0.01
    """
    return max(abs(b - a) / a for a, b in zip(ours, theirs, strict=True))


def _agreement(rows: Rows) -> str:
    """Say whether the ways agree."""
    ours, theirs = rows.get(RAIN_DEPTHS.name, {}), rows.get(RICHDEM, {})
    parts = []
    if "same" in ours:
        same = "are the same to the bit" if ours["same"] else "**are not the same**"
        parts.append(
            f"All {len(ours['rains_mm'])} depths and levels drawn from all rains and those of the single events {same}."
        )
    if "same_edits" in ours:
        same = "is the same to the bit as" if ours["same_edits"] else "**is not the same as**"
        parts.append(f"The raster of the last edit {same} that of the whole run.")
    if ours.get("held_m3") and theirs.get("held_m3"):
        found = difference(ours["held_m3"], theirs["held_m3"])
        verdict = "within" if found <= TOLERANCE else "**not within**"
        parts.append(
            f"What stands on the map differs from richdem2's by at most {100 * found:.2g} %, {verdict} the "
            f"{100 * TOLERANCE:g} % allowed: its slopes are directed by its queue, and the rim of its map is ocean."
        )
    return " ".join(parts)


def section(found: dict[str, Rows]) -> str:
    """Return the section; empty when nothing was measured."""
    sizes = sorted((key for key in found if key.isdigit()), key=int)
    if not sizes:
        return ""
    rains = [
        row["rains_mm"]
        for rows in found.values()
        for row in rows.values()
        if isinstance(row, dict) and "rains_mm" in row
    ]
    depths = f"{len(rains[0])} single depths ({rains[0][0]} to {rains[0][-1]} mm)" if rains else "single depths"
    parts = ["## All rains at once", TEXT.format(depths=depths)]
    head = ["", "median s", "range s", "runs", "peak MiB", "bytes a cell", "beside"]
    for size in sizes:
        rows = found[size]
        lines = [*_own_lines(rows, size), *_their_lines(rows, size), _tool_line(rows, size)]
        parts += [f"### {million(size)} cells ({size} x {size})", table(head, lines), _agreement(rows)]
    return "\n\n".join(part for part in parts if part)
