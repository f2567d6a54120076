"""Reserved road names (reserverede vejnavne) that a draft name is like, and whether they have run out (rule A42)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from gistools._checks import is_missing
from gistools.addresses.moments import read_day
from gistools.addresses.road_names_checks import fault
from gistools.addresses.road_names_likeness import NameGrade, compare_road_names
from gistools.addresses.road_names_rows import UNKNOWN, finding_row
from gistools.addresses.statuses import life_cycle

if TYPE_CHECKING:
    import datetime as dt

    from shapely.geometry.base import BaseGeometry


def alike_reserved(
    name: str,
    reserved: pd.DataFrame,
    where: BaseGeometry,
    radius_m: float,
    on: dt.date | None,
    municipality: str,
    around: set[str],
) -> list[list[Any]]:
    """Return rows on the reserved names that a draft is like.

    Parameters
    ----------
    name, where, radius_m, on, municipality:
        As `gistools.addresses.check_road_name` has them.
    reserved:
        The table ``reserved_name`` of a register at a moment.
    around:
        Municipalities with roads within the radius. Few reservations say where they are: those that do not are told
        when their name is the same, and when it is nearly so where their municipality is one of these.
    """
    counts = [code for code, status in life_cycle("address").items() if status.counts]
    made = []
    for row in reserved[reserved["status"].isin(counts)].to_dict("records"):
        other, by = str(row["road_name"]), str(row["reserved_by"])
        like = compare_road_names(name, other)
        if like.grade == NameGrade.APART:
            continue
        area = row.get("name_area")
        placed = isinstance(area, shapely.Geometry) and not shapely.is_empty(area)
        distance = float(shapely.distance(area, where)) if placed else UNKNOWN
        mine = bool(by) and by == municipality
        if not mine and (distance > radius_m if placed else like.grade == NameGrade.NEAR and by not in around):
            continue
        day = row["reserved_until"]
        until = None if is_missing(day) else read_day(pd.Timestamp(day).isoformat())
        own = mine and like.grade == NameGrade.IDENTICAL
        if until is None or on is None:
            check = "reservation_open"
        elif until < on:
            check = "own_reservation_over" if own else "reservation_over"
        else:
            check = "own_reservation" if own else "reserved"
        told = {"found": like.reason, "other": other, "by": by or "?", "until": until}
        said = fault(check, verified=like.grade == NameGrade.IDENTICAL, **told)
        made.append(finding_row(said, like.grade, other, str(row["object_id"]), int(row["status"]), by, distance))
    return made
