"""Parameters of resistance surfaces, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Params, param


@dataclass(frozen=True, kw_only=True)
class ResistanceParams(Params):
    """How layers become resistance (modstand)."""

    large_from_aadt: float = param(
        5_000.0,
        unit="biler/døgn",
        minimum=0.0,
        maximum=1e6,
        label=Text("Stor vej fra", "Large road from"),
        help=Text(
            "Årsdøgntrafik (aadt), fra hvilken en vej er stor. Uden trafiktal afgør vejkategori. Et valg.",
            "Daily traffic (aadt) from which a road is large. Without traffic the category decides. A choice.",
        ),
    )
    unknown_class: str = param(
        "",
        label=Text("Overflade, hvor intet er kendt", "Surface where nothing is known"),
        help=Text(
            "Klassen for celler uden flade. Tom: de kan ikke krydses.",
            "The class of cells without a polygon. Empty: they cannot be crossed.",
        ),
        advanced=True,
    )
    pond_below_m2: float = param(
        10_000.0,
        unit="m²",
        minimum=0.0,
        maximum=1e9,
        label=Text("Vandhul op til", "Pond up to"),
        help=Text("En sø under dette areal er et vandhul. Et valg.", "A lake below this area is a pond. A choice."),
        advanced=True,
    )
    line_width_m: float = param(
        3.0,
        unit="m",
        minimum=0.1,
        maximum=100.0,
        label=Text("Bredde af linjer", "Width of lines"),
        help=Text(
            "Af hegn, passager og andre linjer uden bredde i laget. Et valg.",
            "Of hedges, passages and other lines without a width in the layer. A choice.",
        ),
        advanced=True,
    )
    passage_reach_m: float = param(
        25.0,
        unit="m",
        minimum=0.0,
        maximum=1_000.0,
        label=Text("Passage hører til barriere inden for", "Passage belongs to a barrier within"),
        help=Text(
            "En passage givet som punkt åbner den nærmeste vej, bane eller å inden for dette.",
            "A passage given as a point opens the nearest road, railway or stream within this.",
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
