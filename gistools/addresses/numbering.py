"""House numbers proposed for a planned road (nummereringsforslag): two or three variants, each number explained.

Rules by their ids: number and letter (A01, A02), unique on the road (A03), rising from the start of numbering (A05),
odd on the left and even on the right (A06), whole numbers before letters (A08), spare numbers (A09), access point and
road point (A19, A21), one number for each door (A39). What they do not say (branches, turning places, rings, squares)
is a choice of the project, told among the proposal's choices as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd  # noqa: TC002 - the example of propose_numbers needs it
import shapely

from gistools._checks import cell_text, require_kind
from gistools.addresses.numbering_checks import (
    column_of,
    read_capacity,
    read_ids,
    read_lines,
    read_numbers,
    read_point,
    shapes_of,
)
from gistools.addresses.numbering_deal import deal, same_numbers, schemes_for
from gistools.addresses.numbering_lines import Lines, graph_of
from gistools.addresses.numbering_params import NumberingParams, Pattern, VariantName
from gistools.addresses.numbering_sites import Sites, find_sites, with_existing
from gistools.addresses.numbering_start import started
from gistools.addresses.numbering_tables import NumberingVariant, variant_of
from gistools.addresses.numbering_targets import overlaps_of, with_buildings
from gistools.addresses.rule_book import unverified_of
from gistools.addresses.statuses import life_cycle
from gistools.errors import ParamError
from gistools.text import Text

if TYPE_CHECKING:
    from shapely import MultiLineString, Point, Polygon
    from shapely.geometry.base import BaseGeometry

    from gistools.addresses.numbering_deal import Dealt
    from gistools.addresses.numbering_road import RoadRun

_POLYGONS = ("Polygon", "MultiPolygon")
_LINES = ("LineString", "MultiLineString")


@dataclass(frozen=True, eq=False)
class NumberingProposal:
    """House numbers proposed for a planned road.

    Parameters
    ----------
    variants:
        Two, or three where there are existing numbers whose pattern gives other numbers.
    start:
        Where numbering starts (nummereringens start), EPSG:25832.
    stretches:
        The road from there, a line for each stretch in the direction in which its numbers rise; the first is the road
        itself.
    branches:
        The name of the branch that each stretch is of; empty for the road itself.
    choices:
        What was chosen where data and rules leave it open, each to be looked at.
    """

    variants: tuple[NumberingVariant, ...]
    start: Point
    stretches: MultiLineString
    branches: tuple[str, ...]
    choices: tuple[Text, ...]

    @property
    def best(self) -> NumberingVariant:
        """The variant with the highest score; of equal ones the first."""
        return max(self.variants, key=lambda one: round(one.score, 6))

    def __repr__(self) -> str:
        """Return its variants and how many choices were made."""
        return f"NumberingProposal({', '.join(map(repr, self.variants))}, {len(self.choices)} choices)"


def propose_numbers(
    road: gpd.GeoDataFrame | BaseGeometry,
    targets: gpd.GeoDataFrame,
    params: NumberingParams | None = None,
    *,
    existing: gpd.GeoDataFrame | None = None,
    outlines: gpd.GeoDataFrame | None = None,
    entrances: gpd.GeoDataFrame | None = None,
    other_roads: gpd.GeoDataFrame | None = None,
    start_at: BaseGeometry | None = None,
) -> NumberingProposal:
    """Return house numbers for the plots or building fields of one planned, named road (husnummerering).

    The result is the same for any order of rows and any direction or cutting of lines.

    Parameters
    ----------
    road:
        Centre lines of the road with its branches that have no name of their own; or one area, for a square. Metres of
        EPSG:25832. The direction of the lines means nothing.
    targets:
        Plots or building fields (polygons): ``target_id``, perhaps ``capacity`` (homes that are to come).
    params:
        Pattern, spare numbers, reach.
    existing:
        House numbers of the road (points): ``number``, perhaps ``status`` of DAR. They stay as they are; numbers whose
        status does not count any more, and those without a point, are not used again.
    outlines:
        Buildings (polygons); the largest within a plot is the one that its number leads to.
    entrances:
        Doors (points); each gets a number of its own (rule A39).
    other_roads:
        Other named roads (lines), perhaps ``road_name``: where this road may start, and whose plots on corners are.
    start_at:
        Where numbering starts, near an end of the road.

    Raises
    ------
    CrsError
        For degrees or another coordinate system than EPSG:25832.
    LayerError
        For an empty road, one in several parts, or one that crosses itself; for no targets, or shapes that are none.
    TableError
        For ids, capacities or existing numbers with faults, such as numbers that are none or stand twice.
    ParamError
        For a start far from all ends, and for a square that is neither an area nor a ring.

    >>> road = shapely.LineString([(500000, 6200000), (500100, 6200000)])
    >>> plots = gpd.GeoDataFrame({"target_id": ["a", "b", "c"]}, crs="EPSG:25832", geometry=[
    ...     shapely.box(500010, 6200005, 500030, 6200035), shapely.box(500030, 6200005, 500050, 6200035),
    ...     shapely.box(500010, 6199965, 500030, 6199995)])
    >>> proposal = propose_numbers(road, plots, start_at=shapely.Point(500000, 6200000))
    >>> tight = proposal.variants[0].numbers
    >>> dict(zip(tight.target_id, tight.number))
    {'a': '1', 'c': '2', 'b': '3'}
    >>> tight.why_en[0]  # doctest: +ELLIPSIS
    '1: left side, 20 m from the start of numbering; odd on that side, rising; access point provisional, ...'
    """
    params = params or NumberingParams()
    require_kind(params, NumberingParams, "params")
    shape = read_lines(road)
    plots = shapes_of(targets, "targets", _POLYGONS)
    ids = read_ids(targets)
    capacity = read_capacity(targets, ids)
    labels, statuses = read_numbers(existing)
    points = shapes_of(existing, "existing", ("Point",), missing=True)
    buildings = shapes_of(outlines, "outlines", _POLYGONS)
    doors = shapes_of(entrances, "entrances", ("Point",))
    others = _others(other_roads)
    start = read_point(start_at, "start_at")

    lines, around, choices = _read_pattern(shape, params)
    known = life_cycle("address")
    counts = [code is None or known[code].counts for code in statuses]
    numbered = [(point, label) for point, label, fine in zip(points, labels, counts, strict=True) if fine and point]
    run, why = started(
        lines, params, start_at=start, other_roads=[one for _, one in others], numbered=numbered, around=around
    )
    made, lost = with_buildings(ids, plots, capacity, buildings, doors)
    found = find_sites(run, made, params, others)
    found = with_existing(run, found, made, list(zip(labels, statuses, points, counts, strict=True)), params)
    choices = [why, *choices, *run.notes, *overlaps_of(made), *found.notes]
    if lost:
        choices.append(
            Text(
                f"{lost} indgange ligger på ingen grund og er ikke brugt",
                f"{lost} doors lie on no plot and are not used",
            )
        )
    doubt = unverified_of(NUMBERING_RULES)
    if doubt is not None:
        choices.append(
            Text(
                f"{doubt.da}; prøv dem mod den gældende bekendtgørelse",
                f"{doubt.en}; check them against the order in force",
            )
        )
    variants = _variants(run, found, params, choices)
    branches = tuple(way.branch for way in run.ways)
    return NumberingProposal(variants, run.start, run.shape, branches, tuple(dict.fromkeys(choices)))


NUMBERING_RULES = ("A01", "A02", "A03", "A05", "A06", "A08", "A09", "A19", "A21", "A39", "A41")
"""Rules that a proposal goes by."""


def _others(layer: gpd.GeoDataFrame | None) -> list[tuple[str, BaseGeometry]]:
    shapes = shapes_of(layer, "other_roads", _LINES)
    cells = None if layer is None else column_of(layer, "road_name", "vejnavn")
    names = [""] * len(shapes) if cells is None else [cell_text(cell) for cell in cells]
    return sorted(zip(names, shapes, strict=True), key=lambda one: (one[0], one[1].wkb_hex))


def _read_pattern(shape: MultiLineString | Polygon, params: NumberingParams) -> tuple[Lines, bool, list[Text]]:
    """Return the graph of a road, whether it has no sides, and what was chosen."""
    if isinstance(shape, shapely.Polygon):
        choices = [
            Text(
                "en plads har ingen midterlinje: numrene går fortløbende med uret rundt om den (projektets valg, ikke "
                "set i en kilde)",
                "a square has no centre line: numbers go round it clockwise one after another (a choice of the "
                "project, no source seen)",
            )
        ]
        return graph_of(shapely.MultiLineString([shapely.get_coordinates(shape.exterior)])), True, choices
    lines = graph_of(shape)
    if params.pattern is Pattern.SQUARE and lines.ring is None:
        raise ParamError(
            Text("mønstret plads for en vej, der ikke er en ring", "the pattern square for a road that is no ring"),
            Text("en flade eller en ring", "an area or a ring"),
            Text(
                "vælg et andet mønster, eller tegn pladsens flade", "choose another pattern, or draw the square's area"
            ),
        )
    return lines, params.pattern is Pattern.SQUARE, []


def _variants(run: RoadRun, found: Sites, params: NumberingParams, choices: list[Text]) -> tuple[NumberingVariant, ...]:
    made: list[NumberingVariant] = []
    dealt_before: list[list[Dealt]] = []
    for scheme in schemes_for(found.sites, params, around=run.around):
        dealt = deal(found.sites, found.blocked, scheme, params)
        if scheme.name is VariantName.CONTINUED and any(same_numbers(dealt, one) for one in dealt_before):
            choices.append(
                Text("det eksisterende mønster giver de samme numre som en anden variant og står ikke for sig",
                     "the existing pattern gives the same numbers as another variant and does not stand alone")
            )  # fmt: skip
            continue
        dealt_before.append(dealt)
        made.append(variant_of(dealt, found.blocked, found.left_out, scheme, params))
    return tuple(made)
