"""Parameters of the look at a working store, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Params, param


@dataclass(frozen=True, kw_only=True)
class StoreParams(Params):
    """Which part of the journal, and the day of the register."""

    since: int = param(
        0,
        minimum=0,
        label=Text("Siden post nr.", "Since entry no."),
        help=Text(
            "Kun ændringer efter posten med det nummer i journalen; 0 for alle.",
            "Changes after the entry of that number in the journal alone; 0 for all.",
        ),
    )
    day: str = param(
        "",
        label=Text("Registrets dag", "Day of the register"),
        help=Text(
            "Dagen, som registret læses for (år-måned-dag); tom er i dag.",
            "Day as of which the register is read (year-month-day); today when empty.",
        ),
    )
