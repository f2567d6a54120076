"""The public page of a guide: one HTML file for a phone, which asks for nothing from elsewhere and works offline."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup

from gistools._version import __version__
from gistools.pathnet.guide_outputs import note_text, usable
from gistools.pathnet.guide_report import HEADINGS, told_table
from gistools.pathnet.guide_sheet import ASSESSMENT, JUNCTION
from gistools.text import Text
from gistools.view.guide_map import guide_map, legend_of
from gistools.view.page import safe_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.pathnet.guide_sheet import GuideSheet
    from gistools.text import Language

__all__ = ["guide_page"]

_LANGUAGES: tuple[Language, Language] = ("da", "en")
_WORDS = {
    **HEADINGS,
    "profile": Text("For", "For"),
    "zoom": Text("Kortets udsnit", "Extent of the map"),
    "tell": Text(
        "Fortæl kommunen det: sig, hvor det er (trin og meter), og hvad der er anderledes.",
        "Tell the municipality: say where it is (step and metres), and what is different.",
    ),
    "contact": Text("Kontakt", "Contact"),
    "data": Text("Data pr.", "Data as of"),
    "offline": Text(
        "Siden virker uden net, når den er gemt på telefonen. Den henter og sender intet.",
        "The page works offline once it is saved on the phone. It fetches and sends nothing.",
    ),
}
_ACTS = (
    ("in", Text("Større", "Larger")),
    ("out", Text("Mindre", "Smaller")),
    ("left", Text("Mod vest", "West")),
    ("right", Text("Mod øst", "East")),
    ("up", Text("Mod nord", "North")),
    ("down", Text("Mod syd", "South")),
)


def guide_page(
    sheet: GuideSheet, *, stamps: Sequence[Text] = (), provenance_json: str | None = None, created: str = ""
) -> str:
    """Return the page of a guide in Danish, with a switch to English.

    It is one file without a request to any other place; every text of the user's data is escaped. Headings, language,
    contrast, size of buttons, keyboard and the words for the map follow WCAG 2.1 AA. Without scripts both languages are
    shown, one after the other.

    Parameters
    ----------
    stamps:
        What the inputs carry, besides the sheet's own.
    provenance_json:
        The record of the run, kept in the page.
    created:
        The date that is shown.
    """
    guide = sheet.guide
    way = guide.way
    told = told_table(sheet).set_index("told")
    shown = way is not None and usable(guide, 1)
    steps = []
    if way is not None and shown:
        steps = [(step, [note_text(step, k) for k in range(len(step.notes))]) for step in way.steps]
    met = way.warnings if way is not None else ()
    others = [Text(*told.loc[key, ["text_da", "text_en"]]) for key in told.index if key.startswith("way_")]
    marks = tuple(dict.fromkeys((*sheet.stamps, *stamps)))
    return _template().render(
        sheet=sheet,
        languages=_LANGUAGES,
        words=_WORDS,
        stamps=marks,
        length=Text(*told.loc["length"]) if "length" in told.index else None,
        warnings=[
            (HEADINGS["why"], [one for one in met if one.verdict == "no"]),
            (HEADINGS["open"], [one for one in met if one.verdict == "unknown"]),
        ],
        steps=steps,
        junction=JUNCTION,
        assessment=ASSESSMENT,
        picture={x: Markup(guide_map(sheet, x)) for x in _LANGUAGES},  # noqa: S704 - escaped where it is made
        acts=_ACTS,
        legend=[(Markup(mark), label) for mark, label in legend_of(sheet)],  # noqa: S704 - made of our own signs
        others=others,
        made=Text(
            f"Lavet med gistools {__version__} {created[:10]}.", f"Made with gistools {__version__} {created[:10]}."
        ),
        record=Markup(safe_json(provenance_json)) if provenance_json else None,  # noqa: S704 - signs are escaped
        style=Markup(_asset("guide.css")),  # noqa: S704 - a file of the program
        script=Markup(_asset("guide.js")),  # noqa: S704 - a file of the program
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string(_asset("guide.html"))


@cache
def _asset(name: str) -> str:
    return (files("gistools.view") / "assets" / name).read_text(encoding="utf-8")
