"""What the columns of layers of paths and roads are called and what their words mean (ordliste); loads nothing heavy.

Each column of `gistools.pathnet.network.COLUMNS` is declared once: the names under which sources have it, the best
first, and what their words mean. Sources: own survey (Danish names), GeoDanmark, the older FOT, OpenStreetMap.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

YES, UNKNOWN, NO = "yes", "unknown", "no"  # as in `network`, which loads pandas

_NOTHING = ("", "-", "?", "ukendt", "unknown", "ikke tildelt", "ikke registreret", "uoplyst", "none given",
    "null", "nan",
            "<na>")  # fmt: skip
NOTHING = frozenset(_NOTHING)
"""Words that say that nothing is known; never ground level, never no."""

_ANSWERS = {
    **dict.fromkeys(("ja", "j", "yes", "y", "true", "1", "sand"), YES),
    **dict.fromkeys(("nej", "n", "no", "false", "0", "falsk"), NO),
}
_ONLY_SOME = ("destination", "customers", "delivery", "permit", "residents", "agricultural", "forestry")
_ACCESS = {
    **_ANSWERS,
    **dict.fromkeys(("designated", "official", "permissive", "tilladt"), YES),
    **dict.fromkeys(("private", "use_sidepath", "dismount", "forbudt", "privat"), NO),
    **dict.fromkeys(_ONLY_SOME, UNKNOWN),
}
_PRIVATE = ("ja", "1", "true", "privat", "privat vej", "privatvej", "privat fællesvej", "private")
_NOT_ORDINARY = ("indkørselsvej", "trunk", "trunk_link", "busway")  # a Danish trunk may be a motor traffic road
_CYCLE_PATHS = (
    "fællessti", "delt sti", "cykelsti", "dobbeltrettet cykelsti", "cykelsti langs vej", "cykelbane langs vej",
)  # fmt: skip
_SIDES = {**_ANSWERS, **dict.fromkeys(("both", "left", "right", "separate", "begge", "venstre", "højre"), YES),
          "none": NO, "ingen": NO}  # fmt: skip
_STATUS = {
    **dict.fromkeys(("anlagt", "built", "eksisterende", "i brug", "existing", "gældende"), "built"),
    **dict.fromkeys(("planlagt", "planned", "projekteret", "under anlæg", "construction", "proposed",
        "forslag"), "planned"),
    **dict.fromkeys(("nedlagt", "closed", "lukket", "abandoned", "disused", "razed", "historisk"), "closed"),
}  # fmt: skip
_LEVEL_WORDS = {
    **dict.fromkeys(("terræn", "på terræn", "i terræn", "terrænniveau", "ground", "på jorden"), 0),
    **dict.fromkeys(("bro", "bridge", "over terræn"), 1),
    **dict.fromkeys(("tunnel", "under terræn"), -1),
}
_STRUCTURES = {
    **dict.fromkeys(("bro", "bridge", "viaduct", "viadukt", "stibro", "vejbro"), "bridge"),
    **dict.fromkeys(("tunnel", "underføring", "stitunnel", "building_passage"), "tunnel"),
    **dict.fromkeys(("nej", "no", "false", "0", "terræn", "på terræn", "ingen", "ground", "culvert"), ""),
}
_OSM_BRIDGE = {
    **dict.fromkeys(("yes", "true", "1", "ja", "bro", "viaduct", "boardwalk", "movable", "covered", "aqueduct",
        "cantilever",
                     "trestle", "low_water_crossing"), "bridge"),
    **dict.fromkeys(("no", "false", "0", "nej"), ""),
}  # fmt: skip
_OSM_TUNNEL = {
    **dict.fromkeys(("yes", "true", "1", "ja", "tunnel", "building_passage", "underpass"), "tunnel"),
    **dict.fromkeys(("no", "false", "0", "nej", "culvert", "covered"), ""),
}
_MOTOR = ("motorvej", "motortrafikvej", "motorway", "motorway_link", "motorvejsrampe", "motorvej, rampe")
_ROADS = (
    "vej", "hovedrute", "gennemfartsrute", "fordelingsrute", "stor vej", "mellem vej", "lille vej",
        "adgangsvej", "anden vej",
    "lokalvej", "lokalvej-primær", "lokalvej-sekundær", "lokalvej-tertiær", "trafikvej-gennemfart",
        "trafikvej-fordeling",
    "indkørselsvej", "rundkørsel", "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link",
    "tertiary", "tertiary_link", "unclassified", "residential", "living_street", "service", "track", "road", "busway",
    "plads", "torv",
)  # fmt: skip
_PATHS = (
    "sti", "hovedsti", "mindre sti", "sti, diverse", "stor sti", "cykelsti langs vej", "cykelbane langs vej",
        "cykelsti",
    "gangsti", "fællessti", "delt sti", "rekreativ sti", "dobbeltrettet cykelsti", "footway", "path",
        "cycleway", "steps",
    "pedestrian", "bridleway", "gågade", "trappe", "corridor",
)  # fmt: skip
_TYPES = {**dict.fromkeys(_MOTOR, "motor_road"), **dict.fromkeys(_ROADS, "road"), **dict.fromkeys(_PATHS, "path"),
          **dict.fromkeys(("construction", "proposed", "platform", "elevator", "andet", "diverse"),
              UNKNOWN)}  # fmt: skip
_ONEWAY = {
    **dict.fromkeys(("yes", "ja", "true", "1", "med", "frem"), 1),
    **dict.fromkeys(("-1", "reverse", "mod", "tilbage"), -1),
    **dict.fromkeys(("no", "nej", "false", "0", "begge", "reversible", "alternating"), 0),
}


@dataclass(frozen=True)
class Source:
    """A column under which a fact may stand.

    Parameters
    ----------
    name:
        Of the column, without regard to case.
    words:
        What its words mean; other words are told, never guessed. Empty for numbers and for text as written.
    quiet:
        Its other words mean something else and are passed over.
    factor:
        From its unit to that of the column made.
    """

    name: str
    words: Mapping[str, object] = field(default_factory=dict)
    quiet: bool = False
    factor: float = 1.0


def _same(*names: str, words: Mapping[str, object] | None = None, factor: float = 1.0) -> tuple[Source, ...]:
    return tuple(Source(name, words or {}, factor=factor) for name in names)


TEXTS: Mapping[str, tuple[Source, ...]] = {
    "name": _same("name", "navn", "stinavn", "vejnavn"),
    "category": _same("category", "vejkategori", "vejklasse", "vej_type", "stitype", "vejmidtetype", "highway"),
}
"""Columns kept as written."""

WORDS: Mapping[str, tuple[Source, ...]] = MappingProxyType({
    "structure": (
        *_same("structure", "bro_tunnel", "konstruktion", words=_STRUCTURES),
        Source("bridge", _OSM_BRIDGE),
        Source("tunnel", _OSM_TUNNEL),
        *(Source(name, _STRUCTURES, quiet=True) for name in ("niveau", "level")),
    ),
    "way_type": (
        Source("way_type", {"path": "path", "road": "road", "motor_road": "motor_road"}),
        Source("motorroad", {"yes": "motor_road"}, quiet=True),
        *_same("vejmidtetype", "vejkategori", "vejklasse", words=_TYPES),
        Source("vej_type", _TYPES, quiet=True),
        *_same("highway", "stitype", words=_TYPES),
    ),
    "status": (
        *_same("status", words=_STATUS),
        Source("highway", {"construction": "planned", "proposed": "planned"}, quiet=True),
    ),
    "foot": (
        *_same("foot", "gang_tilladt", "gaaende", "gående", words=_ACCESS),
        Source("trafikart", {"gående og cyklende": YES, "gående": YES, "cyklende og gående": YES, "alle": YES,
                             "al trafik": YES}, quiet=True),
        Source("highway", {"footway": YES, "pedestrian": YES, "steps": YES, "path": YES, "motorway": NO,
                           "motorway_link": NO}, quiet=True),
        *(Source(name, {"gangsti": YES, "fællessti": YES, "delt sti": YES, "gågade": YES}, quiet=True)
          for name in ("vejkategori", "stitype")),
        Source("access", {"no": NO}, quiet=True),
    ),
    "cycle": (
        *_same("cycle", "cykel_tilladt", "cyklende", "bicycle", words=_ACCESS),
        Source("trafikart", {"gående og cyklende": YES, "cyklende": YES, "cyklende og gående": YES, "gående": NO,
                             "alle": YES, "al trafik": YES}, quiet=True),
        Source("highway", {"cycleway": YES, "motorway": NO, "motorway_link": NO}, quiet=True),
        *(Source(name, dict.fromkeys(_CYCLE_PATHS, YES), quiet=True) for name in ("vejkategori", "stitype")),
        Source("access", {"no": NO}, quiet=True),
    ),
    "restricted": (
        Source("restricted", _ANSWERS),
        Source("access", {**dict.fromkeys((*_ONLY_SOME, "private", "privat"), YES),
                          **dict.fromkeys(("yes", "public", "permissive"), NO)}, quiet=True),
        *(Source(name, dict.fromkeys(_ONLY_SOME, YES), quiet=True)
          for name in ("foot", "gang_tilladt", "bicycle", "cycle", "cykel_tilladt")),
        *(Source(name, dict.fromkeys(_PRIVATE, YES), quiet=True) for name in ("privat", "vejstatus", "ejerforhold")),
        Source("trafikart", {"motortrafik": YES}, quiet=True),
        *(Source(name, dict.fromkeys(_NOT_ORDINARY, YES), quiet=True)
          for name in ("vejkategori", "vejklasse", "vej_type", "highway")),
    ),
    "oneway": _same("oneway:bicycle", "oneway", "ensrettet", words=_ONEWAY),
    "pavement": _same("pavement", "fortov", "sidewalk", words=_SIDES),
    "steps": (
        *_same("steps", "trappe", words=_ANSWERS),
        Source("highway", {"steps": YES}, quiet=True),
        *(Source(name, {"trin": YES, "trappe": YES, "trappetrin": YES, "steps": YES}, quiet=True)
          for name in ("surface", "overflade", "stitype")),
    ),
    "ramp": _same("ramp", "rampe", "ramp:wheelchair", words=_SIDES),
    "lit": _same("lit", "belysning", "belyst", words={**_ANSWERS, "24/7": YES, "automatic": YES, "limited": YES,
                                                      "disused": NO}),
    "wheelchair": _same("wheelchair", "koerestol", "kørestol", words={**_ANSWERS, "designated": YES, "limited": UNKNOWN,
                                                                     "begrænset": UNKNOWN}),
})  # fmt: skip
"""Columns of words."""

SURFACES = _same("surface", "overflade", "belægning", "belaegning")
"""Columns of surfaces, whose words stand in the table ``path_surfaces``."""

NUMBERS: Mapping[str, tuple[Source, ...]] = {
    "width_m": _same("width_m", "bredde_m", "stibredde_m", "bredde", "width"),
    "kerb_cm": (
        *_same("kerb_cm", "kantsten_cm", "kantsten"),
        Source("kerb:height", factor=100.0),
    ),
    "cross_fall_permille": (
        *_same("cross_fall_permille", "tvaerfald_promille", "tværfald_promille"),
        *_same("tvaerfald_procent", "incline:across", factor=10.0),
    ),
    "speed_kmh": _same("speed_kmh", "hastighed_kmt", "maxspeed", "hastighed"),
    "aadt": _same("aadt", "aadt_alle", "aadt_hele_aaret", "doegntrafik", "døgntrafik"),
    "incline_permille": (
        *_same("incline_permille", "laengdefald_promille", "længdefald_promille"),
        Source("incline", factor=10.0),
    ),
}
"""Columns of numbers; ``incline_permille`` is up along the line when above 0, and may be below."""

SIGNED = frozenset({"incline_permille"})
"""Columns of numbers that may be below 0."""

NUMBER_WORDS: Mapping[str, Mapping[str, float]] = {
    "kerb_cm": {"flush": 0.0, "ingen": 0.0, "no": 0.0, "nej": 0.0, "none": 0.0},
}
"""Words that are a number; others, such as ``raised`` and ``up``, are unknown numbers and told."""

LEVELS = _same("level", "niveau", "layer", words=_LEVEL_WORDS)
"""Columns of levels: whole numbers, or words."""

LEVEL_KNOWN = "level_known"
"""Column of edges: whether the level was written down; where it was not, ``level`` is 0 and is not known to be."""

FEATURES = ("feature", "id_lokalid", "fot_id", "osm_id", "osmid", "objekt_id", "id", "objectid", "gml_id")
"""Columns of ids of features, the best first."""

CLOSED_AT = ("registreringtil", "virkningtil", "registrering_til", "virkning_til")
"""Columns of history: a row with a date there is no longer true."""

NODE_COLUMNS = ("startknude", "slutknude")
"""Nodes of older sources, often -999: never used, since lines are joined where they meet."""

ROUNDABOUT = ("rund_koer", "rundkoersel", "junction")
"""Columns that tell of roundabouts, whose direction is not taken from how they were drawn."""
