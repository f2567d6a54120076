"""Parameters of the check of cycle superhighways, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Params, param


@dataclass(frozen=True, kw_only=True)
class SuperhighwayParams(Params):
    """Which lines are the route, and how a day's count becomes a peak hour."""

    names: str = param(
        "",
        label=Text("Stiernes navne", "Names of paths"),
        help=Text(
            "Kun linjer med et af disse navne, med komma imellem; alle, når feltet er tomt.",
            "Only lines of one of these names, with commas between; all when empty.",
        ),
    )
    categories: str = param(
        "",
        label=Text("Stiernes kategorier", "Categories of paths"),
        help=Text(
            "Kun linjer af en af disse kategorier eller stityper, med komma imellem; alle, når feltet er tomt.",
            "Only lines of one of these categories or types, with commas between; all when empty.",
        ),
    )
    peak_share_percent: float | None = param(
        None,
        unit="%",
        minimum=0.1,
        maximum=100.0,
        label=Text("Spidstimens andel af døgnet, én retning", "Share of the day in the peak hour, one way"),
        help=Text(
            "Af døgntal for begge retninger (cykler_doegn), hvor spidstimen ikke er talt. Intet tal er forudsat: uden "
            "det er spidstimen ukendt, og med det er den skønnet.",
            "Of a day's count both ways (cykler_doegn) where the peak hour was not counted. No figure is presumed: "
            "without it the peak hour is unknown, with it estimated.",
        ),
    )
