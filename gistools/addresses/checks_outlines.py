"""Rules on buildings beside their outlines and parcels (B03, B04, B06, B09)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import shapely

from gistools.addresses.findings import Answer
from gistools.addresses.mirror import codes_of, outline_ids, rows_by_building
from gistools.addresses.rule_book import Severity
from gistools.addresses.tally import Tally
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from gistools.addresses.mirror import Mirror

UNSURE = "3"
"""Quality of a coordinate (byg134) that says that it is unsure."""

NEAR_M = 100.0
"""How far outside the extent of the outlines a building still counts as covered by them; the project's choice."""

_NO_OUTLINE = Text("bygningen har intet omrids i laget", "the building has no outline in the layer")
_NAMELESS = Text("omridsene siger ikke, hvilken bygning de er (BBRUUID)",
                 "outlines do not tell which building they are (BBRUUID)")  # fmt: skip
_NO_POINT = Text("bygningen har ingen koordinat", "the building has no coordinate")


def outlines(mirror: Mirror) -> Iterator[Answer]:
    """Return what the rules on outlines and parcels answer."""
    if not mirror.buildings.has("building"):
        why = mirror.buildings.lacks("building")
        yield from (Answer.not_asked(rule, why) for rule in ("B03", "B04", "B06", "B09"))
        return
    layer = mirror.layers.table("outlines")
    if layer is None:
        yield from (Answer.not_asked(rule, mirror.layers.lacks("outlines")) for rule in ("B03", "B04", "B09"))
    elif "building_id" not in layer:
        yield from (Answer.not_asked(rule, _NAMELESS) for rule in ("B03", "B04", "B09"))
    else:
        yield _in_both(mirror, layer)
        yield _footprint(mirror, layer)
        yield _gone_or_new(mirror)
    yield _position(mirror)


def _in_both(mirror: Mirror, layer: pd.DataFrame) -> Answer:
    """Return outlines of no building of BBR, and built buildings without an outline."""
    drawn, built = Tally("B03", "outline"), Tally("B03", "building")
    known = {one.casefold() for one in mirror.buildings.table("building")["object_id"]}
    for one, building in zip(outline_ids(layer), layer["building_id"], strict=True):
        drawn.ask(one)
        if not building:
            drawn.tell(one, Text("omridset har ingen bygning i BBR", "the outline names no building of BBR"))
        elif building not in known:
            drawn.tell(one, Text(f"omridset peger på bygning {building}, som ikke er i BBR-udtrækket",
                                 f"the outline names building {building}, which BBR does not have"))  # fmt: skip
    covered = (
        shapely.envelope(
            shapely.buffer(shapely.box(*shapely.total_bounds(layer["shape"].to_numpy(dtype=object))), NEAR_M)
        )
        if len(layer)
        else None
    )
    least = mirror.params.outline_least_m2
    for one, area in zip(mirror.built["object_id"], mirror.built["footprint_area_m2"], strict=True):
        if area < least:
            continue
        built.ask(one)
        if one.casefold() in mirror.outlines_of:
            continue
        point = mirror.positions.get(one)
        if point is None:
            built.doubt(one, _NO_POINT)
        elif covered is None or not covered.intersects(point):
            built.doubt(one, Text("bygningen ligger uden for omridsenes område",
                                  "the building lies outside the extent of the outlines"))  # fmt: skip
        else:
            built.tell(one, Text("opført i BBR, men uden omrids", "built in BBR, but without an outline"))
    return drawn.answer().with_(built.answer())


def _footprint(mirror: Mirror, layer: pd.DataFrame) -> Answer:
    """Return buildings whose area built on is off that of their outlines."""
    tally = Tally("B04", "building")
    areas = shapely.area(layer["shape"].to_numpy(dtype=object))
    params = mirror.params
    for one, told in zip(mirror.built["object_id"], mirror.built["footprint_area_m2"], strict=True):
        tally.ask(one)
        rows = mirror.outlines_of.get(one.casefold())
        if rows is None:
            tally.doubt(one, _NO_OUTLINE)
            continue
        drawn = float(areas[rows].sum())
        if not math.isfinite(told):
            tally.doubt(one, Text("bebygget areal mangler i BBR", "BBR does not tell the area built on"))
        elif abs(told - drawn) > max(params.area_off_m2, params.area_off_share * drawn):
            tally.tell(one, Text(f"bebygget areal er {told:.0f} m², omridset {drawn:.0f} m²",
                                 f"area built on is {told:.0f} m², the outline {drawn:.0f} m²"))  # fmt: skip
    return tally.answer()


def _position(mirror: Mirror) -> Answer:
    """Return buildings whose point lies off their outline or parcel, and those whose point is said to be unsure."""
    tally = Tally("B06", "building")
    drawn = mirror.layers.table("outlines")
    parcels = mirror.layers.table("parcels")
    rows_of_parcel: dict[str, list[int]] = {}
    for k, parcel in enumerate([] if parcels is None else parcels["parcel_id"].tolist()):
        rows_of_parcel.setdefault(parcel, []).append(k)
    of_plot = _parcels_of_plots(mirror)
    for one, quality, parcel, plot in zip(
        *(mirror.built[name] for name in ("object_id", "position_quality", "parcel_id", "plot_id")), strict=True
    ):
        tally.ask(one)
        point = mirror.positions.get(one)
        if point is None:
            tally.doubt(one, _NO_POINT)
            continue
        if drawn is None:
            tally.doubt(one, mirror.layers.lacks("outlines"))
        elif "building_id" not in drawn:
            tally.doubt(one, _NAMELESS)
        else:
            _within(tally, one, point, mirror, drawn, mirror.outlines_of.get(one.casefold()),
                    Text("sit omrids", "its outline"), _NO_OUTLINE)  # fmt: skip
        mine = sorted({parcel} - {""} or of_plot.get(plot, set()))
        if parcels is None:
            tally.doubt(one, mirror.layers.lacks("parcels"))
        else:
            rows = [rows_of_parcel.get(key.casefold()) for key in mine]
            all_there = None if not rows or None in rows else [k for some in rows for k in some or ()]
            _within(tally, one, point, mirror, parcels, all_there, Text("sit jordstykke", "its parcel"),
                    Text("bygningens jordstykke mangler i BBR eller i laget",
                         "the parcel of the building is not in BBR or not in the layer"))  # fmt: skip
        if quality.strip() == UNSURE:
            tally.tell(one, Text("koordinaten er usikker (byg134 = 3)", "the coordinate is unsure (byg134 = 3)"),
                       Severity.NOTE)  # fmt: skip
    return tally.answer()


def _within(tally: Tally, one: str, point: Any, mirror: Mirror, layer: pd.DataFrame,  # noqa: ANN401 - a shape
            rows: list[int] | None, what: Text, why: Text) -> None:  # fmt: skip
    """Tell of a point off all of some shapes; in doubt where there are none."""
    if rows is None:
        tally.doubt(one, why)
        return
    off = float(shapely.distance(layer["shape"].to_numpy(dtype=object)[rows], point).min())
    if off > mirror.params.border_tolerance_m:
        told = f"{off:.1f}"
        tally.tell(one, Text(f"koordinaten ligger {told.replace('.', ',')} m uden for {what.da}",
                             f"the coordinate lies {told} m outside {what.en}"))  # fmt: skip


def _parcels_of_plots(mirror: Mirror) -> Mapping[str, set[str]]:
    links = mirror.buildings.standing("plot_parcel")
    made: dict[str, set[str]] = {}
    for plot, parcel in zip(links["plot_id"], links["parcel_id"], strict=True):
        made.setdefault(plot, set()).add(parcel)
    return made


def _gone_or_new(mirror: Mirror) -> Answer:
    """Return outlines of buildings that do not stand in BBR, and outlines that went away from one that does."""
    tally = Tally("B09", "building")
    table = mirror.buildings.table("building")
    before = mirror.layers.table("outlines_before")
    old = rows_by_building(before)
    ended, planned = codes_of("ended"), codes_of("planned")
    names = mirror.buildings.status_names
    for one, status in zip(table["object_id"], table["status"], strict=True):
        key = one.casefold()
        there = key in mirror.outlines_of
        if there and status in ended | planned:
            word = names[status]
            tally.tell(one, Text(f"omridset er der, men bygningen er {word.da}",
                                 f"the outline is there, but the building is {word.en}"))  # fmt: skip
        elif there and status not in codes_of("standing"):
            word = names[status]
            tally.doubt(one, Text(f"status {word.da} siger ikke, om bygningen står",
                                  f"the status {word.en} does not tell whether the building stands"))  # fmt: skip
        elif there:
            tally.ask(one)
        elif status in codes_of("standing"):
            if before is None:
                tally.doubt(one, mirror.layers.lacks("outlines_before"))
            elif key in old:
                tally.tell(one, Text("omridset er væk siden sidst, men bygningen er opført",
                                     "the outline is gone since last time, but the building is built"))  # fmt: skip
            else:
                tally.doubt(one, Text("bygningen har intet omrids, nu eller før",
                                      "the building has no outline, now or before"))  # fmt: skip
    return tally.answer()
