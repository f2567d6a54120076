"""Parameters of the flood-cost tools, declared once; loads no numeric library."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Params, param


class AreaRule(enum.StrEnum):
    """Where the ground area of a building is taken from."""

    FOOTPRINT = "footprint"
    FIELD = "field"


@dataclass(frozen=True, kw_only=True)
class ClassParams(Params):
    """Which columns of a building layer say what the buildings are."""

    id_field: str = param(
        "id_lokalid",
        label=Text("Felt med bygningens id", "Field of the building's id"),
        help=Text("Kolonnen med kildens eget id.", "The column with the source's own id."),
        advanced=True,
    )
    use_field: str = param(
        "byg021anvendelse",
        label=Text("Felt med anvendelseskode", "Field of the use code"),
        help=Text(
            "Kolonnen med BBR's anvendelseskode. Findes standardkolonnen ikke, tælles alle bygninger som ukendte.",
            "The column with the use code of BBR. Without the standard column all buildings count as unknown.",
        ),
    )
    area_rule: AreaRule = param(
        AreaRule.FOOTPRINT,
        choices={
            AreaRule.FOOTPRINT: Text("Fladen på kortet", "The polygon on the map"),
            AreaRule.FIELD: Text("Feltet med bebygget areal", "The field of built area"),
        },
        label=Text("Grundareal", "Ground area"),
        help=Text(
            "Hvor stueetagens areal kommer fra; hvor feltet er tomt, bruges fladen, og det tælles.",
            "Where the area of the ground floor comes from; where the field is empty the polygon is used, and counted.",
        ),
    )
    area_field: str = param(
        "byg041bebygget_areal",
        label=Text("Felt med bebygget areal", "Field of built area"),
        help=Text("Kolonnen med bebygget areal i m².", "The column with the built area in m²."),
        advanced=True,
    )
    basement_field: str = param(
        "har_kaelder",
        label=Text("Felt med kælder", "Field of basement"),
        help=Text(
            "Kolonnen, der siger ja, nej eller ukendt; tom er ukendt.",
            "The column that says yes, no or unknown; empty is unknown.",
        ),
        advanced=True,
    )
    basement_area_field: str = param(
        "kaelder_areal_m2",
        label=Text("Felt med kælderareal", "Field of basement area"),
        help=Text("Kolonnen med kælderareal i m².", "The column with the basement area in m²."),
        advanced=True,
    )
    zero_is_no_basement: bool = param(
        default=False,
        label=Text("Kælderareal 0 betyder ingen kælder", "Basement area 0 means no basement"),
        help=Text(
            "Vælges, når laget skriver 0 for bygninger uden kælder; ellers er 0 uden andet svar ukendt.",
            "Chosen when the layer writes 0 for buildings without a basement; else a lone 0 is unknown.",
        ),
        advanced=True,
    )
