"""Parameters of habitat patches, declared once; loads no numeric library."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Params, param


class SmallPatches(enum.StrEnum):
    """What becomes of a patch in which no cell has its centre."""

    KEEP = "keep"
    REFUSE = "refuse"


class Touching(enum.StrEnum):
    """What becomes of patches that part as polygons but whose cells are neighbours."""

    APART = "apart"
    JOIN = "join"


@dataclass(frozen=True, kw_only=True)
class PatchParams(Params):
    """What makes a habitat patch (levested)."""

    min_area_m2: float | None = param(
        None,
        unit="m²",
        minimum=0.0,
        maximum=1e9,
        label=Text("Mindste levested", "Least patch"),
        help=Text(
            "Mindre levesteder tælles ikke med. Tom: artens egen grænse i artstabellen.",
            "Smaller patches are left out. Empty: that of the species in the species table.",
        ),
    )
    gap_m: float = param(
        0.0,
        unit="m",
        minimum=0.0,
        maximum=1_000.0,
        label=Text("Levesteder samles inden for", "Patches joined within"),
        help=Text(
            "Dele, der ligger nærmere end dette, er ét levested. 0: kun dele, der rører hinanden.",
            "Parts nearer than this are one patch. 0: only parts that touch.",
        ),
        advanced=True,
    )
    touching: Touching = param(
        Touching.APART,
        choices={
            Touching.APART: Text("Hver for sig", "Kept apart"),
            Touching.JOIN: Text("Samles", "Joined"),
        },
        label=Text("Levesteder i naboceller", "Patches in neighbouring cells"),
        help=Text(
            "Levesteder, der ikke rører hinanden, men hvis celler gør (også ved et hjørne). Hver for sig koster vejen "
            "mellem dem ét skridt.",
            "Patches that do not touch but whose cells do (also at a corner). Kept apart, the way between them costs "
            "one step.",
        ),
        advanced=True,
    )
    small: SmallPatches = param(
        SmallPatches.KEEP,
        choices={
            SmallPatches.KEEP: Text("Beholdes som én celle", "Kept as one cell"),
            SmallPatches.REFUSE: Text("Afvises ved navn", "Refused by name"),
        },
        label=Text("Levesteder mindre end en celle", "Patches smaller than a cell"),
        help=Text(
            "Et levested under to celler langt, som ingen celle har sin midte i.",
            "A patch less than two cells long in which no cell has its centre.",
        ),
        advanced=True,
    )
    pond_below_m2: float = param(
        10_000.0,
        unit="m²",
        minimum=0.0,
        maximum=1e9,
        label=Text("Vandhul op til", "Pond up to"),
        help=Text(
            "En sø under dette areal er et vandhul. Et valg.",
            "A lake below this area is a pond. A choice.",
        ),
        advanced=True,
    )
    line_width_m: float = param(
        3.0,
        unit="m",
        minimum=0.1,
        maximum=100.0,
        label=Text("Bredde af linjer", "Width of lines"),
        help=Text(
            "Levende hegn og andre levesteder, der er tegnet som linjer. Et valg.",
            "Hedges and other habitat drawn as lines. A choice.",
        ),
        advanced=True,
    )
    class_field: str = param(
        "",
        label=Text("Felt med overflade", "Field of the surface"),
        help=Text(
            "Kolonnen med overfladens navn. Tom: natyp_navn, klasse, naturtype, objekttype eller lagets navn.",
            "The column with the surface. Empty: natyp_navn, klasse, naturtype, objekttype or the layer's name.",
        ),
        advanced=True,
    )
    quality_field: str = param(
        "",
        label=Text("Felt med kvalitet", "Field of the quality"),
        help=Text(
            "Kolonnen med levestedets kvalitet, over 0 til 1. Tom: alle har 1.",
            "The column with the quality of the patch, above 0 to 1. Empty: all have 1.",
        ),
        advanced=True,
    )
