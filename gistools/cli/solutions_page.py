"""The catalogue of solutions as a page, rendered from the tables.

``python -m gistools.cli.solutions_page`` writes ``docs/solutions.md`` and its picture; a test proves the page true.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from gistools.plan.solutions import GIVES, measure_kind_of, price_of, solution_catalogue
from gistools.plan.solutions_rules import solution_rules
from gistools.tables import load_table
from gistools.tables.form import form_of
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.plan.solutions import Price, Solution
    from gistools.plan.solutions_rules import Rule

MARK = "<!-- rendered from gistools/tables/data: edit the tables, then `python -m gistools.cli.solutions_page` -->"
_HOW = Text(
    "Stederne i byen findes med `gistools solution-places`; delingen mellem hverdagsregn og skybrud med "
    "`gistools measure-shares`. Et sted med en regel uden svar skal undersøges; det egner sig ikke. "
    "Et tegnet tiltag kan nævne sin løsning i kolonnen `loesning`.",
    "Places in the town are found by `gistools solution-places`; the split between everyday rain and cloudburst by "
    "`gistools measure-shares`. A place with a rule without an answer is to be examined; it does not qualify. "
    "A drawn measure may name its solution in the column `loesning`.",
)
_SAID = {"yes": Text("ja", "yes"), "no": Text("nej", "no"), "depends": Text("kommer an på", "depends")}
_UNKNOWN = Text("ukendt: giv measure_prices", "unknown: give measure_prices")


def solutions_page() -> str:
    """Return the catalogue as Markdown, Danish first and English beside it.

    >>> solutions_page().splitlines()[0]
    '# Idékatalog over løsninger | Catalogue of solutions'
    """
    form, rules = form_of("solutions"), solution_rules()
    lines = [
        f"# {form.title.da} | {form.title.en}",
        "",
        MARK,
        "",
        form.verification.da,
        "",
        f"*{form.verification.en}*",
        "",
        _HOW.da,
        "",
        f"*{_HOW.en}*",
        "",
        "![Skitser af løsningerne, ikke i målestok | Sketches of the solutions, not to scale](images/solutions.png)",
    ]
    for one in solution_catalogue().values():
        lines += _solution(one, rules[one.id], price_of(one))
    return "\n".join([*lines, *_financing()]) + "\n"


def _solution(one: Solution, rules: Sequence[Rule], price: Price) -> list[str]:
    kind = measure_kind_of(one)
    drawn = Text("kendes ikke af what-if", "not known by what-if")
    if kind is not None:
        drawn = Text(f"`{kind.names[0]}` i what-if", f"`{kind.names[0]}` in what-if")
    life = price.lifetime_years
    rows = [
        (Text("Idé", "Idea"), one.idea),
        (Text("Passer", "Fits"), one.fits),
        (Text("Passer ikke", "Does not fit"), one.fits_not),
        (Text("m³", "m³"), one.room),
        (Text("Drift", "Upkeep"), one.upkeep),
        (Text("Pris", "Price"), _UNKNOWN if math.isnan(price.best_dkk) else _dkk(price)),
        (Text("Levetid", "Lifetime"), _UNKNOWN if math.isnan(life) else Text(f"{life:g} år", f"{life:g} years")),
        (Text("Tegnes som", "Drawn as"), drawn),
        *((_GIVEN[name], _SAID[one.gives[name]]) for name in GIVES),
    ]
    lines = ["", f"## {one.label.da} | {one.label.en}", "", "| | dansk | English |", "|---|---|---|"]
    lines += [f"| {head.da} / {head.en} | {text.da} | {text.en} |" for head, text in rows]
    lines += ["", "| regel | rule | hvorfor | kilde | verificeret |", "|---|---|---|---|---|"]
    for rule in rules:
        sure = "ja" if rule.verified else "nej"
        lines.append(f"| {rule.text().da} | {rule.text().en} | {rule.why.da} | {rule.source.da} | {sure} |")
    return lines


_GIVEN = {
    "everyday": Text("Tager hverdagsregn", "Takes everyday rain"),
    "nature": Text("Natur", "Nature"),
    "recreation": Text("Ophold", "Recreation"),
    "heat": Text("Køler", "Cools"),
    "path": Text("Sti", "Path"),
    "infiltrates": Text("Nedsivning", "Infiltration"),
}


def _dkk(price: Price) -> Text:
    return Text(f"{danish(price.best_dkk)} kr. pr. {price.unit}", f"{price.best_dkk:g} DKK per {price.unit}")


def _financing() -> list[str]:
    """Return what was read on who may pay."""
    table = load_table("financing_rules")
    lines = ["", f"## {table.title.da} | {table.title.en}", "", table.form.verification.da, ""]
    lines += [f"*{table.form.verification.en}*", "", "| regel | rule | kilde | verificeret |", "|---|---|---|---|"]
    lines += [
        f"| {row['text_da']} | {row['text_en']} | {row['source_da']} | {'ja' if row['verified'] else 'nej'} |"
        for row in table.frame.to_dict("records")
    ]
    return lines


def main(root: Path = Path()) -> None:
    """Write the page and the picture into a checkout."""
    from io import BytesIO  # noqa: PLC0415 - only where the picture is made

    from PIL import Image  # noqa: PLC0415 - as above

    from gistools.view.sketches import sketch_sheet  # noqa: PLC0415 - loads the drawing library

    (root / "docs" / "solutions.md").write_text(solutions_page(), encoding="utf-8")
    made = BytesIO()
    sketch_sheet().savefig(made, format="png", metadata={"Software": None})
    colours = Image.open(made).convert("RGB").quantize(32, dither=Image.Dither.NONE)
    colours.save(root / "docs" / "images" / "solutions.png", optimize=True)


if __name__ == "__main__":
    main()
