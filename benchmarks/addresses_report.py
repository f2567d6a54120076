"""What the part ``addresses`` found, as a section of the report and as goals."""

from __future__ import annotations

import statistics

from addresses import FORMS
from contestants import ADDRESS_PEERS, OWN
from rendering import number, span, table

Rows = dict[str, dict[str, object]]

TEXT = """\
A made-up town: roads of 22 house numbers, one of ten a block of flats, a parcel and an outline for each, 2 of 100 with
a planted fault. *all rules*: `check_register` with outlines and parcels, from the tables of the register to the ranked
list; *changes*: `check_changes` of about 20 renumberings. *twice* (A03, A04, A33) and *on parcels* (A23) are those
rules alone, which a peer can do: ours gives names, places, words in two languages and a rank, theirs give ids. Reading
is from files to records (*files*) and to tables (*tables*), where every cell is checked. All read before their
steps."""


def _times(rows: Rows, name: str, step: str) -> list[float]:
    rounds = rows.get(name, {}).get("rounds", {})
    return [theirs / ours for theirs, ours in zip(rounds.get(step, []), rounds.get(f"own {step}", []), strict=False)]


def seconds(rows: Rows) -> float | None:
    """Return the seconds of all rules.

    >>> seconds({"gistools": {"rounds": {"all rules": [9.0, 7.0, 8.0]}}})
    8.0
    """
    found = rows.get(OWN, {}).get("rounds", {}).get("all rules")
    return statistics.median(found) if found else None


def section(found: dict[str, Rows]) -> str:
    """Return the section; empty when nothing was measured."""
    sizes = sorted((key for key in found if key.isdigit()), key=int)
    parts = ["## Rules on addresses", TEXT] if sizes else []
    ours = {OWN: "**gistools**"} | {f"{OWN}-{form}": f"gistools, {form}" for form in FORMS}
    titles = ours | {one.name: one.title for one in ADDRESS_PEERS}
    for size in sizes:
        rows, lines = found[size], []
        for name, title in titles.items():
            row = rows.get(name, {})
            if not row.get("rounds"):
                lines += [[title, "-", "-", "-", "-", "-", str(row.get("problem", "not measured"))]] if row else []
            for step, took in row.get("rounds", {}).items():
                if step == "kept" or step.startswith("own "):
                    continue
                times = _times(rows, name, step) if name not in ours and step != "read" else []
                told = f"**{number(statistics.median(times))}** x ours ({span(times)})" if times else "-"
                peak = number(max(row["peak_mib"]))
                lines.append([title, step, number(statistics.median(took)), span(took), len(took), peak, told])
        head = ["", "step", "median s", "range s", "runs", "peak MiB of all steps", "beside"]
        own = rows.get(OWN, {})
        parts += [
            f"### {own.get('addresses', '-')} addresses, {own.get('houses', '-')} house numbers",
            table(head, lines),
        ]
        told = own.get("agreement")
        if told:
            parts.append(f"{own['asked']} rules were asked, {own['findings']} findings; {told['seen']} of "
                         f"{told['planted']} planted faults are told by their rule.")  # fmt: skip
            parts += [f"{peer}: {step}: finds {'the same' if same else '**not the same**'} objects."
                      for peer, steps in told["same"].items() for step, same in steps.items()]  # fmt: skip
    return "\n\n".join(parts)
