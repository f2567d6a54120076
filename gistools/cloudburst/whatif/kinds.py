"""The kinds of measures that can be drawn, declared once as data; loads no numeric library.

What each does to the cells stands in ``docs/what-if.md``.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Geometry

TYPE = "type"


class Effect(enum.StrEnum):
    """What a measure does to the ground."""

    GIVEN = "given"
    FILLS = "fills"
    LOWERS = "lowers"
    RAISES = "raises"
    LEADS = "leads"
    PROTECTS = "protects"  # buildings; the ground stays as it is


class Order(enum.IntEnum):
    """In which order measures are applied unless the layer says otherwise; the lower first."""

    DESIGN = 0
    GIVEN = 10
    FILL = 20
    DIG = 30
    RAISE = 40
    CULVERT = 50
    PROTECT = 60


@dataclass(frozen=True, slots=True)
class Value:
    """A column of the layer: its name, its name in English, unit, range (``low`` itself is left out if ``above``)."""

    name: str
    english: str
    unit: str
    label: Text
    low: float
    high: float
    above: bool = False


@dataclass(frozen=True, slots=True)
class MeasureKind:
    """A kind of measure (tiltag).

    Parameters
    ----------
    id, label:
        Its name in results, and for people.
    names:
        What may stand in the column `TYPE`, in small letters.
    geometry:
        What it may be drawn as.
    one_of:
        Groups of columns, of which one whole group is given; an empty group: none is needed.
    needed, needed_by_lines:
        Columns that must be given; by a line.
    optional:
        Columns that may be given.
    effect, order:
        What it does to the ground, and when.
    """

    id: str
    label: Text
    names: tuple[str, ...]
    geometry: tuple[Geometry, ...]
    effect: Effect
    order: Order
    one_of: tuple[tuple[str, ...], ...] = ((),)
    needed: tuple[str, ...] = ()
    needed_by_lines: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        """All columns that it reads."""
        groups = (*self.one_of, self.needed, self.needed_by_lines, self.optional)
        return frozenset(name for group in groups for name in group)


_LOWEST_M, _HIGHEST_M = -500.0, 9_000.0  # of levels


def _level(name: str, english: str, label: Text) -> Value:
    return Value(name, english, "m", label, _LOWEST_M, _HIGHEST_M)


VALUES = {
    value.name: value
    for value in (
        _level("kote_m", "level_m", Text("Kote", "Level")),
        _level("kote_fra_m", "level_start_m", Text("Kote ved linjens start", "Level at the start of the line")),
        _level("kote_til_m", "level_end_m", Text("Kote ved linjens ende", "Level at the end of the line")),
        _level("bund_m", "bottom_m", Text("Bundkote", "Level of the bottom")),
        Value("hoejde_m", "height_m", "m", Text("Højde over terræn", "Height above ground"), 0.0, 100.0, above=True),
        Value("dybde_m", "depth_m", "m", Text("Dybde under terræn", "Depth below ground"), 0.0, 100.0, above=True),
        Value("bredde_m", "width_m", "m", Text("Bredde", "Width"), 0.0, 1_000.0, above=True),
        Value("kronebredde_m", "crest_width_m", "m", Text("Kronebredde", "Width of the crest"), 0.0, 1_000.0),
        Value("anlaeg", "slope", "m/m", Text("Anlæg (vandret pr. lodret)", "Side slope (across per up)"), 0.0, 100.0),
        Value("rum_mm", "room_mm", "mm", Text("Rum i bedet", "Room of the bed"), 0.0, 100_000.0),
        Value("nedsivning_mm", "infiltration_mm", "mm", Text("Nedsivning", "Infiltration"), 0.0, 100_000.0),
        Value("kapacitet_m3", "capacity_m3", "m³", Text("Kapacitet", "Capacity"), 0.0, 1e12),
        Value(
            "taerskel_m",
            "threshold_m",
            "m",
            Text("Tærskel over terræn", "Threshold above ground"),
            0.0,
            10.0,
            above=True,
        ),
    )
}
NUMBER, NAME, ORDER, REMOVES = "id", "navn", "orden", "fjern_id"
OTHER_NAMES = {NAME: "name", ORDER: "order", REMOVES: "removes_id", NUMBER: "id"}

_LEVEL_OR_HEIGHT = (("kote_m",), ("hoejde_m",))
_DEPTH_OR_ENDS = (("dybde_m",), ("kote_fra_m", "kote_til_m"))
_LINE, _POLYGON = (Geometry.LINE,), (Geometry.POLYGON,)
_HOUSES = (Geometry.POINT, Geometry.POLYGON)

KINDS = (
    MeasureKind(
        "ground", Text("Terræn i given kote", "Ground at a given level"), ("terræn", "terraen", "ground"), _POLYGON,
        Effect.GIVEN, Order.GIVEN, one_of=(("kote_m",),),
    ),
    MeasureKind(
        "basin_removed", Text("Fjernet bassin", "Basin removed"),
        ("fjernet bassin", "bassin fjernet", "basin removed", "removed basin"), (Geometry.POLYGON, Geometry.POINT),
        Effect.FILLS, Order.FILL, one_of=(("kote_m",), (REMOVES,), ()),
    ),
    MeasureKind(
        "filled_course", Text("Opfyldt vandløb", "Filled course"),
        ("opfyldt", "opfyldt vandløb", "opfyldt vandloeb", "filled", "filled course"), (*_POLYGON, *_LINE),
        Effect.FILLS, Order.FILL, one_of=(("kote_m",), ()), needed_by_lines=("bredde_m",),
    ),
    MeasureKind(
        "basin", Text("Bassin", "Basin"), ("bassin", "basin", "nyt bassin", "new basin"), _POLYGON,
        Effect.LOWERS, Order.DIG, one_of=(("bund_m",), ("dybde_m",)), optional=("anlaeg",),
    ),
    MeasureKind(
        "infiltration_bed", Text("Nedsivningsbed", "Infiltration bed"),
        ("nedsivningsbed", "regnbed", "infiltration bed", "rain garden"), _POLYGON, Effect.LOWERS, Order.DIG,
        needed=("rum_mm", "nedsivning_mm"), optional=("dybde_m", "kapacitet_m3"),
    ),
    MeasureKind(
        "lowered_road", Text("Sænket vej", "Lowered road"),
        ("sænket vej", "saenket vej", "skybrudsvej", "lowered road"), _LINE, Effect.LOWERS, Order.DIG,
        one_of=_DEPTH_OR_ENDS, needed=("bredde_m",),
    ),
    MeasureKind(
        "stream", Text("Omlagt vandløb", "Re-coursed stream"),
        ("omlagt vandløb", "omlagt vandloeb", "re-coursed stream", "recoursed stream"), _LINE, Effect.LOWERS, Order.DIG,
        one_of=_DEPTH_OR_ENDS, needed=("bredde_m",),
    ),
    MeasureKind(
        "wall", Text("Mur", "Wall"), ("mur", "wall"), _LINE, Effect.RAISES, Order.RAISE, one_of=_LEVEL_OR_HEIGHT,
    ),
    MeasureKind(
        "dike", Text("Dige", "Dike"), ("dige", "dike", "jordvold"), (*_LINE, *_POLYGON), Effect.RAISES, Order.RAISE,
        one_of=_LEVEL_OR_HEIGHT, needed_by_lines=("kronebredde_m", "anlaeg"),
    ),
    MeasureKind(
        "culvert", Text("Rørunderføring", "Culvert"),
        ("rørunderføring", "roerunderfoering", "rør", "culvert"), _LINE, Effect.LEADS, Order.CULVERT,
        optional=("kapacitet_m3",),
    ),
    MeasureKind(
        "floor_protection", Text("Sikring af stueetage", "Floor protection"),
        ("sikring af stueetage", "hævet sokkel", "haevet sokkel", "skodder", "floor protection", "raised plinth"),
        _HOUSES, Effect.PROTECTS, Order.PROTECT, needed=("taerskel_m",),
    ),
    MeasureKind(
        "basement_protection", Text("Sikring af kælder", "Basement protection"),
        ("sikring af kælder", "sikring af kaelder", "højvandslukke", "hoejvandslukke", "basement protection",
         "backflow valve"),
        _HOUSES, Effect.PROTECTS, Order.PROTECT, needed=("taerskel_m",),
    ),
)  # fmt: skip
BY_NAME = {name: kind for kind in KINDS for name in kind.names}
DESIGN, BASIN, BED, CULVERT = "design_surface", "basin", "infiltration_bed", "culvert"
FLOOR, CELLAR = "floor_protection", "basement_protection"
