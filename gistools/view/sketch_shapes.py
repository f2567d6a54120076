"""What is drawn in the sketch of each solution: shapes, arrows and dimensions as data; nothing here draws.

A sketch is a cross-section of 10 by 5 units with the ground at 3; it is not to scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gistools.plan.solutions_rules import solution_rules
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Callable

    from gistools.plan.solutions_params import SolutionParams

Point = tuple[float, float]
EARTH, PAVED, WATER, GREEN, HOUSE, WALL, SOIL, GRAVEL, PIPE, SOLID = (
    "earth", "paved", "water", "green", "house", "wall", "soil", "gravel", "pipe", "filled",
)  # fmt: skip
BASE, GROUND = 0.0, 3.0


@dataclass(frozen=True)
class Shape:
    """A polygon of a material, drawn in the order given."""

    material: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Arrow:
    """The way of water, from the first point to the last."""

    start: Point
    stop: Point


@dataclass(frozen=True)
class Label:
    """Words at a point, centred."""

    at: Point
    text: Text


@dataclass(frozen=True)
class Dimension:
    """A measure between two points, with its words beside it (``left`` or ``right``) or above."""

    start: Point
    stop: Point
    text: Text


@dataclass(frozen=True)
class Outline:
    """A dashed line: what was there before."""

    points: tuple[Point, ...]


@dataclass(frozen=True)
class Tree:
    """A tree that stands at a point."""

    at: Point
    size: float = 0.7


@dataclass(frozen=True)
class SketchShapes:
    """All that a sketch holds, drawn from the first to the last."""

    shapes: tuple[Shape, ...]
    arrows: tuple[Arrow, ...] = ()
    labels: tuple[Label, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    outlines: tuple[Outline, ...] = ()
    trees: tuple[Tree, ...] = ()


def _ground(*surface: Point) -> Shape:
    """Return earth below a surface from left to right."""
    return Shape(EARTH, ((0.0, BASE), *surface, (10.0, BASE)))


def _turf(*surface: Point, thick: float = 0.12) -> Shape:
    """Return grass on a surface from left to right."""
    under = tuple((x, y - thick) for x, y in reversed(surface))
    return Shape(GREEN, (*surface, *under))


def _box(material: str, left: float, low: float, right: float, high: float) -> Shape:
    return Shape(material, ((left, low), (right, low), (right, high), (left, high)))


def _house(left: float, low: float, right: float, eaves: float) -> Shape:
    middle = (left + right) / 2.0
    return Shape(HOUSE, ((left, low), (right, low), (right, eaves), (middle, eaves + 0.6), (left, eaves)))


def _about(metres: float, unit: str = "m", factor: float = 1.0) -> Text:
    return Text(f"fx {danish(metres * factor)} {unit}", f"e.g. {metres * factor:g} {unit}")


def _by_rule(criterion: str, words: Text) -> Text:
    """Return words with the number that the rules of a permeable bed ask for."""
    value = next(rule.value for rule in solution_rules()["permeable_bed"] if rule.criterion == criterion)
    return Text(words.da.format(danish(value)), words.en.format(f"{value:g}"))


def _basin(p: SolutionParams) -> SketchShapes:
    surface = ((0.0, 3.0), (2.5, 3.0), (3.7, 1.6), (6.3, 1.6), (7.5, 3.0), (10.0, 3.0))
    return SketchShapes(
        (
            _ground(*surface),
            Shape(WATER, ((2.93, 2.5), (7.07, 2.5), (6.3, 1.6), (3.7, 1.6))),
            _box(PIPE, 6.55, 1.75, 10.0, 2.0),
            _turf(*surface),
        ),
        arrows=(Arrow((0.6, 3.35), (2.4, 3.2)),),
        labels=(
            Label((1.2, 3.75), Text("vand fra oplandet", "water from the catchment")),
            Label((8.6, 1.4), Text("udløb", "outlet")),
            Label((4.2, 2.15), Text("vand", "water")),
        ),
        dimensions=(Dimension((5.0, 1.6), (5.0, 3.0), _about(p.basin_depth_m)),),
    )


def _green_basin(p: SolutionParams) -> SketchShapes:
    surface = ((0.0, 3.0), (1.2, 3.0), (3.4, 2.3), (6.6, 2.3), (8.8, 3.0), (10.0, 3.0))
    return SketchShapes(
        (
            _ground(*surface),
            Shape(WATER, ((2.46, 2.6), (7.54, 2.6), (6.6, 2.3), (3.4, 2.3))),
            _turf(*surface),
        ),
        labels=(
            Label((5.0, 3.6), Text("park til daglig", "a park daily")),
            Label((5.0, 1.75), Text("vand i nogle timer ved skybrud", "water for some hours in a cloudburst")),
        ),
        dimensions=(Dimension((5.0, 2.3), (5.0, 3.0), _about(p.green_depth_m)),),
        trees=(Tree((0.7, 3.0)), Tree((9.3, 3.0), 0.85), Tree((2.9, 2.45), 0.45)),
    )


def _cloudburst_road(p: SolutionParams) -> SketchShapes:
    return SketchShapes(
        (
            _ground((0.0, 2.9), (10.0, 2.9)),
            Shape(WATER, ((2.5, 2.95), (7.5, 2.95), (7.5, 2.65), (5.0, 2.45), (2.5, 2.65))),
            Shape(PAVED, ((2.5, 2.65), (5.0, 2.45), (7.5, 2.65), (7.5, 2.2), (2.5, 2.2))),
            _box(PAVED, 0.9, 2.6, 2.5, 3.05),
            _box(PAVED, 7.5, 2.6, 9.1, 3.05),
            _house(0.0, 2.9, 0.9, 4.2),
            _house(9.1, 2.9, 10.0, 4.2),
        ),
        labels=(
            Label((5.0, 1.85), Text("vejbane", "carriageway")),
            Label((1.75, 2.2), Text("fortov", "pavement")),
            Label((5.0, 4.2), Text("vandet løber mellem kantstenene", "water runs between the kerbs")),
        ),
        dimensions=(Dimension((3.6, 2.56), (3.6, 2.95), _about(p.road_depth_m, "cm", 100.0)),),
    )


def _permeable_bed(p: SolutionParams) -> SketchShapes:
    return SketchShapes(
        (
            _ground((0.0, 3.15), (3.4, 3.0), (10.0, 3.0)),
            Shape(PAVED, ((0.0, 3.15), (3.4, 3.0), (3.4, 2.75), (0.0, 2.85))),
            _box(GRAVEL, 3.6, 1.3, 6.0, 1.9),
            _box(SOIL, 3.6, 1.9, 6.0, 2.55),
            _box(WATER, 3.6, 2.55, 6.0, 2.85),
            _turf((6.0, 3.0), (9.0, 3.0)),
            _house(9.0, 2.0, 10.0, 4.1),
        ),
        arrows=(
            Arrow((1.2, 3.35), (3.3, 3.2)),
            Arrow((4.2, 1.25), (4.2, 0.6)),
            Arrow((5.4, 1.25), (5.4, 0.6)),
        ),
        labels=(
            Label((1.5, 3.75), Text("vej", "road")),
            Label((4.8, 2.22), Text("muld", "soil")),
            Label((4.8, 1.6), Text("grus", "gravel")),
            Label(
                (8.0, 1.2),
                _by_rule("groundwater_m", Text("grundvand mindst {} m nede", "groundwater {} m down at least")),
            ),
        ),
        dimensions=(
            Dimension((6.0, 3.35), (9.0, 3.35), _by_rule("building_distance_m", Text("mindst {} m", "{} m at least"))),
            Dimension((6.3, 1.9), (6.3, 2.85), _about(p.bed_room_mm, "mm")),
        ),
        trees=(Tree((4.8, 2.85), 0.5),),
    )


def _depaving(_: SolutionParams) -> SketchShapes:
    return SketchShapes(
        (
            _ground((0.0, 3.0), (10.0, 3.0)),
            _box(PAVED, 0.0, 2.75, 4.9, 3.0),
            _box(PIPE, 2.3, 1.0, 2.6, 2.75),
            _box(PIPE, 0.0, 0.75, 2.6, 1.0),
            _box(SOIL, 5.1, 2.2, 10.0, 2.9),
            _turf((5.1, 3.0), (10.0, 3.0), thick=0.15),
        ),
        arrows=(
            Arrow((0.5, 3.25), (2.2, 3.1)),
            Arrow((4.6, 3.25), (2.8, 3.1)),
            *(Arrow((x, 2.1), (x, 1.3)) for x in (6.2, 7.6, 9.0)),
        ),
        labels=(
            Label((2.4, 4.0), Text("før: til kloak", "before: to the sewer")),
            Label((7.6, 4.0), Text("efter: ned i jorden", "after: into the soil")),
            Label((1.1, 0.4), Text("kloak", "sewer")),
        ),
        trees=(Tree((9.3, 3.0), 0.5),),
    )


def _dike(p: SolutionParams) -> SketchShapes:
    surface = ((0.0, 2.3), (3.4, 2.6), (4.4, 3.6), (5.2, 3.6), (6.2, 2.6), (10.0, 2.3))
    return SketchShapes(
        (
            _ground(*surface),
            Shape(WATER, ((0.0, 3.3), (4.1, 3.3), (3.4, 2.6), (0.0, 2.3))),
            _turf(*surface[1:]),
            _house(7.6, 2.4, 9.4, 3.7),
        ),
        labels=(
            Label((1.8, 2.85), Text("vandet holdes tilbage", "water is held back")),
            Label((4.8, 2.9), Text("dige", "dike")),
            Label((4.8, 1.4), Text("lav saddel", "low saddle")),
        ),
        dimensions=(Dimension((6.6, 2.6), (6.6, 3.6), _about(p.dike_height_m)),),
        outlines=(Outline(((3.4, 2.6), (6.2, 2.6))),),
    )


def _culvert(_: SolutionParams) -> SketchShapes:
    surface = ((0.0, 2.0), (2.6, 2.0), (3.8, 3.4), (6.2, 3.4), (7.4, 1.7), (10.0, 1.5))
    return SketchShapes(
        (
            _ground(*surface),
            Shape(WATER, ((0.0, 2.5), (3.03, 2.5), (2.6, 2.0), (0.0, 2.0))),
            _box(PAVED, 3.8, 3.3, 6.2, 3.5),
            Shape(PIPE, ((2.4, 2.05), (7.5, 1.7), (7.5, 2.05), (2.4, 2.4))),
        ),
        arrows=(Arrow((3.2, 2.18), (6.8, 1.93)), Arrow((7.8, 2.0), (9.4, 1.8))),
        labels=(
            Label((5.0, 3.85), Text("vej på dæmning", "road on a bank")),
            Label((5.0, 1.3), Text("rør", "pipe")),
            Label((1.4, 3.0), Text("vand holdt inde", "water held in")),
        ),
    )


def _plinth(_: SolutionParams) -> SketchShapes:
    return SketchShapes(
        (
            _ground((0.0, 2.6), (10.0, 2.6)),
            _box(WATER, 0.0, 2.6, 3.5, 3.0),
            _box(WATER, 7.5, 2.6, 10.0, 3.0),
            _box(WALL, 3.5, 2.2, 7.5, 3.2),
            _house(3.5, 3.2, 7.5, 4.3),
            _box(PAVED, 4.3, 3.2, 5.0, 4.1),
        ),
        labels=(
            Label((1.6, 3.4), Text("lavt vand", "shallow water")),
            Label((5.5, 2.7), Text("hævet sokkel", "raised plinth")),
            Label((4.65, 3.65), Text("dør", "door")),
        ),
        dimensions=(Dimension((8.4, 2.6), (8.4, 3.2), Text("tærskel", "threshold")),),
    )


def _backflow_valve(_: SolutionParams) -> SketchShapes:
    return SketchShapes(
        (
            _ground((0.0, 3.0), (10.0, 3.0)),
            _box(PAVED, 6.4, 2.85, 10.0, 3.0),
            _house(1.0, 3.0, 5.0, 4.2),
            _box(HOUSE, 1.2, 1.4, 4.8, 3.0),
            _box(PIPE, 4.4, 1.1, 8.0, 1.4),
            _box(PIPE, 7.6, 0.5, 9.2, 1.7),
            _box(WATER, 7.65, 0.55, 9.15, 1.65),
            _box(WATER, 6.1, 1.14, 7.65, 1.36),
            Shape(WALL, ((5.9, 1.0), (6.1, 1.0), (6.1, 1.5), (5.9, 1.5))),
        ),
        arrows=(Arrow((7.5, 1.9), (6.3, 1.9)),),
        labels=(
            Label((3.0, 2.1), Text("kælder", "basement")),
            Label((6.0, 0.7), Text("højvandslukke", "backflow valve")),
            Label((8.4, 2.1), Text("kloak, stuvet op", "sewer, backed up")),
        ),
    )


def _re_meandering(_: SolutionParams) -> SketchShapes:
    surface = (
        (0.0, 3.0), (1.6, 3.0), (2.6, 2.5), (4.0, 2.4), (4.5, 1.9), (5.6, 1.9), (6.1, 2.4), (7.6, 2.5), (8.6, 3.0),
        (10.0, 3.0),
    )  # fmt: skip
    return SketchShapes(
        (
            _ground(*surface),
            Shape(WATER, ((4.2, 2.2), (5.9, 2.2), (5.6, 1.9), (4.5, 1.9))),
            _turf(*surface),
        ),
        labels=(
            Label((5.0, 3.7), Text("lave brinker: plads til højvande", "low banks: room for high water")),
            Label((5.0, 0.75), Text("før: ret og dybt", "before: straight and deep")),
        ),
        outlines=(
            Outline(((3.2, 3.0), (4.4, 1.1), (5.6, 1.1), (6.8, 3.0))),
            Outline(((2.2, 2.7), (8.0, 2.7))),
        ),
        trees=(Tree((0.8, 3.0)), Tree((9.2, 3.0), 0.5)),
    )


def _basin_given_up(_: SolutionParams) -> SketchShapes:
    old = ((2.5, 3.0), (3.7, 1.6), (6.3, 1.6), (7.5, 3.0))
    return SketchShapes(
        (
            _ground((0.0, 3.0), (10.0, 3.0)),
            Shape(SOLID, old),
            _turf((0.0, 3.0), (10.0, 3.0)),
        ),
        arrows=(Arrow((0.8, 3.4), (9.2, 3.25)),),
        labels=(
            Label((5.0, 2.2), Text("fyldt op", "filled")),
            Label((5.0, 3.95), Text("vandet løber videre", "water runs on")),
            Label((5.0, 1.1), Text("det gamle bassin", "the old basin")),
        ),
        outlines=(Outline(old),),
        trees=(Tree((8.9, 3.0), 0.5),),
    )


SKETCHES: dict[str, Callable[[SolutionParams], SketchShapes]] = {
    "basin": _basin,
    "green_basin": _green_basin,
    "cloudburst_road": _cloudburst_road,
    "permeable_bed": _permeable_bed,
    "depaving": _depaving,
    "dike": _dike,
    "culvert": _culvert,
    "plinth": _plinth,
    "backflow_valve": _backflow_valve,
    "re_meandering": _re_meandering,
    "basin_given_up": _basin_given_up,
}
"""What is drawn of each solution, for the sizes chosen."""
