"""Parameters of the sheets of a plan, declared once; loads no numeric library."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gistools.document import Masthead, Orientation, Paper
from gistools.text import Text
from gistools.tool import Params, param

if TYPE_CHECKING:
    from gistools.text import Language


class SheetLanguage(enum.StrEnum):
    """What the sheets are written in."""

    DA = "da"
    EN = "en"
    BOTH = "both"

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages, Danish first.

        >>> SheetLanguage.BOTH.languages
        ('da', 'en')
        """
        if self is SheetLanguage.BOTH:
            return ("da", "en")
        return ("da",) if self is SheetLanguage.DA else ("en",)


@dataclass(frozen=True, kw_only=True)
class PlanSheetParams(Params):
    """What stands on the sheets of a plan (planark), and how large they are."""

    municipality: str = param(
        "",
        label=Text("Kommune", "Municipality"),
        help=Text("Navnet, der står på hvert ark.", "The name that stands on every sheet."),
    )
    title: str = param(
        "Skybrudsplan",
        label=Text("Planens titel", "Title of the plan"),
        help=Text("Det, planen kaldes på alle ark.", "What the plan is called on all sheets."),
    )
    case_number: str = param(
        "",
        label=Text("Sagsnummer", "Case number"),
        help=Text("Kommunens sagsnummer, på hvert ark.", "The case number of the municipality, on every sheet."),
    )
    data_date: str = param(
        "",
        label=Text("Data pr.", "Data as of"),
        help=Text(
            "Hvornår grundlaget er fra, fx 2026-11-01; en dato, planens læser skal kende.",
            "When the data are from, such as 2026-11-01; a date that the reader of the plan must know.",
        ),
    )
    source: str = param(
        "",
        label=Text("Kilder", "Sources"),
        help=Text("Hvor grundlaget kommer fra, i én linje.", "Where the data come from, in one line."),
    )
    shown_rain_mm: float | None = param(
        None,
        unit="mm",
        minimum=0.0,
        label=Text("Regn på kort og i nøgletal", "Rain on maps and in key figures"),
        help=Text(
            "En af de regn, som vandregnskabet er ført for; uden den vises den største.",
            "One of the rains that the water ledger was kept for; without it the largest is shown.",
        ),
    )
    paper: Paper = param(
        Paper.A4,
        choices={Paper.A4: Text("A4", "A4"), Paper.A3: Text("A3", "A3")},
        label=Text("Papir", "Paper"),
        help=Text("Arkenes størrelse.", "The size of the sheets."),
    )
    orientation: Orientation = param(
        Orientation.PORTRAIT,
        choices={
            Orientation.PORTRAIT: Text("stående", "portrait"),
            Orientation.LANDSCAPE: Text("liggende", "landscape"),
        },
        label=Text("Arkenes retning", "Orientation of the sheets"),
        help=Text("Stående eller liggende ark.", "Portrait or landscape sheets."),
    )
    language: SheetLanguage = param(
        SheetLanguage.DA,
        choices={
            SheetLanguage.DA: Text("dansk", "Danish"),
            SheetLanguage.EN: Text("engelsk", "English"),
            SheetLanguage.BOTH: Text("dansk og derefter engelsk", "Danish and then English"),
        },
        label=Text("Sprog", "Language"),
        help=Text("Det sprog, arkene er skrevet på.", "The language that the sheets are written in."),
    )
    most_rows: int = param(
        60,
        minimum=5,
        maximum=5000,
        label=Text("Højst så mange rækker af en tabel", "At most so many rows of a table"),
        help=Text(
            "Længere tabeller fra andre værktøjer vises med de første rækker; regnearket har dem alle.",
            "Longer tables of other tools are shown by their first rows; the workbook has all.",
        ),
        advanced=True,
    )

    @property
    def masthead(self) -> Masthead:
        """What stands on every sheet.

        >>> PlanSheetParams(municipality=" Eksempelby ").masthead.municipality
        'Eksempelby'
        """
        return Masthead(*(v.strip() for v in (self.municipality, self.case_number, self.data_date, self.source)))
