"""What the part ``cost`` found, as a section of the report and as goals."""

from __future__ import annotations

import statistics

from contestants import COST_PEERS, OWN
from cost import RISK
from rendering import million, number, span, table

Rows = dict[str, dict[str, object]]

AFTER = ("expose", "annual")
TEXT = """\
Rotated rectangles at random places. On 0.4 m cells so many whole houses of 60 to 200 m2 would cover the map more than
twice, so the *town* has their sides divided by four; the *large* ones are whole and overlap. After the flood pass
(`condition` to `rain_to_flood`): `expose` of two thresholds, which finds the cells itself, and the annual risk from a
table of 8 return periods in 3 climates. The table is made up and the money means nothing. Zonal: `expose_depths` on one
depth raster in memory. DamageScanner reads its raster from the file, and weighs damage by the share of each cell, so
its sum differs by design. Delft-FIAT 0.4.0 installs beside the system's GDAL, but its run of 3000 footprints by our
script had not ended after ten minutes without using the processor; the cause was not found, and it is **not
measured**."""


def _by_round(rows: Rows, name: str, above: tuple[str, ...], below: tuple[str, ...]) -> list[float]:
    rounds = rows.get(name, {}).get("rounds", {})
    if not all(rounds.get(step) for step in (*above, *below)):
        return []
    sums = [[sum(one) for one in zip(*(rounds[step] for step in steps), strict=True)] for steps in (above, below)]
    return [a / b for a, b in zip(*sums, strict=False)]


def share(rows: Rows) -> float | None:
    """Return what comes after the flood pass as a share of it."""
    found = _by_round(rows, RISK, AFTER, ("flood",))
    return statistics.median(found) if found else None


def beside_exactextract(footprints: str, rows: Rows) -> float | None:
    """Return how many times longer exactextract takes for the maxima of the footprints ``town`` or ``large``.

    >>> rounds = {"max town": [6.0, 9.0], "own max town": [2.0, 3.0], "max large": [4.0], "own max large": [2.0]}
    >>> [beside_exactextract(name, {"exactextract": {"rounds": rounds}}) for name in ("town", "large")]
    [3.0, 2.0]
    """
    found = _by_round(rows, "exactextract", (f"max {footprints}",), (f"own max {footprints}",))
    return statistics.median(found) if found else None


def section(found: dict[str, Rows]) -> str:
    """Return the section; empty when nothing was measured."""
    sizes = sorted((key for key in found if key.isdigit()), key=int)
    parts = ["## Water at buildings", TEXT] if sizes else []
    titles = {RISK: "gistools, risk", OWN: "**gistools**", **{one.name: one.title for one in COST_PEERS}}
    for size in sizes:
        rows, lines = found[size], []
        for name, title in titles.items():
            row = rows.get(name, {})
            if not row.get("rounds"):
                lines += [[title, "-", "-", "-", "-", str(row.get("problem", "not measured"))]] if row else []
            for step, seconds in row.get("rounds", {}).items():
                if step in {"read", "saved", "warm"} or step.startswith("own "):
                    continue
                times = _by_round(rows, name, (step,), (f"own {step}",)) if name not in {OWN, RISK} else []
                told = f"**{number(statistics.median(times))}** x ours ({span(times)})" if times else "-"
                lines.append([title, step, number(statistics.median(seconds)), span(seconds), len(seconds), told])
        head = ["", "step", "median s", "range s", "runs", "beside"]
        parts += [f"### {million(size)} cells, {rows.get(OWN, {}).get('buildings', '-')} buildings", table(head, lines)]
        parts += _agreement(rows.get(OWN, {}).get("agreement", {}))
    return "\n\n".join(parts)


def _agreement(told: dict[str, dict[str, object]]) -> list[str]:
    lines = []
    for name in ("town", "large"):
        one = told.get(name)
        if not one:
            continue
        alone = "are" if one["alone"] else "**are not**"
        lines.append(
            f"{name}: {one['cells']} cells a footprint; {one['overlapping']} overlap, and the maxima of "
            f"{one['looked_at']} of them {alone} those of each looked at alone."
        )
        for peer, equal in one.items():
            if isinstance(equal, dict) and peer != OWN:
                lapped = "-" if equal["overlapping"] is None else f"{100 * equal['overlapping']:.3f} %"
                lines.append(
                    f"{peer}: {100 * equal['equal']:.3f} % of the maxima equal ours, {lapped} where they overlap."
                )
    sums = ", ".join(f"{name} {value:,.0f}" for name, value in told.get("damage", {}).items())
    return [
        *(["\n".join(f"- {line}" for line in lines)] if lines else []),
        *([f"Damage of one step, DKK: {sums}."] if sums else []),
    ]
