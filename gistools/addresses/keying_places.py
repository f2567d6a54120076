"""Where keyed objects are (steder): their own point, or that of what they rest on, as it is to be."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from gistools._checks import is_missing
from gistools.addresses.keying_form import target_of
from gistools.addresses.standing import middle_of
from gistools.grid import DANISH_CRS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from gistools.addresses.keying_changes import Key
    from gistools.addresses.keying_words import Names

_RESTS_ON = {
    "address": ("house_number_id",), "house_number": ("access_point_id", "road_id"), "road_part": ("road_id",),
    "building": ("house_number_id",), "unit": ("address_id",),
}  # fmt: skip


def place_of(names: Names, key: Key) -> shapely.Point | None:
    """Return where an object is, as it is to be; None where neither it nor what it rests on has a place."""
    if key[0] == "point":
        place = names.value(key, "position")
        return None if is_missing(place) or shapely.is_empty(place) else shapely.force_2d(place)
    if key[0] == "named_road":
        shapes = (names.value(key, column) for column in ("road_line", "road_area"))
        found = next((one for one in shapes if not is_missing(one) and not shapely.is_empty(one)), None)
        return None if found is None else shapely.force_2d(middle_of(found))
    return next((place for one in rests_on(names, key) if (place := place_of(names, one)) is not None), None)


def rests_on(names: Names, key: Key) -> Iterator[Key]:
    """Return the objects whose place is that of an object, the nearest first."""
    for column in _RESTS_ON.get(key[0], ()):
        held = names.value(key, column)
        target = target_of(key[0], column)
        if held and target is not None:
            yield target, held


def shown_at(names: Names, key: Key) -> shapely.Point | None:
    """Return where an object is shown: points of a house number with it, so that what belongs together is one place."""
    used = names.used_by(key[1]) if key[0] == "point" else None
    return (None if used is None else place_of(names, used[1])) or place_of(names, key)


def layer_of_places(
    rows: Iterable[tuple[Key, Mapping[str, Any]]],
    place: Callable[[Key], shapely.Point | None],
    joined: Mapping[str, Callable[[Sequence[Any]], Any]],
) -> gpd.GeoDataFrame:
    """Return a point for each place of some objects, in the order of the first row of each.

    Parameters
    ----------
    rows:
        Objects, each with what is told of it; those without a place are left out.
    place:
        Where an object is.
    joined:
        By column, how what is told at one place is told together.
    """
    at: dict[bytes, list[Mapping[str, Any]]] = defaultdict(list)
    points: dict[bytes, shapely.Point] = {}
    for key, told in rows:
        point = place(key)
        if point is not None:
            at[point.wkb].append(told)
            points[point.wkb] = point
    made = {name: [join([told[name] for told in here]) for here in at.values()] for name, join in joined.items()}
    return gpd.GeoDataFrame(made, geometry=[points[one] for one in at], crs=DANISH_CRS)


def in_a_row(numbers: Iterable[int]) -> str:
    """Return numbers as a list says them.

    >>> in_a_row([7, 1, 2, 3, 9, 10])
    '1-3, 7, 9-10'
    """
    runs: list[list[int]] = []
    for one in sorted(set(numbers)):
        if runs and one == runs[-1][1] + 1:
            runs[-1][1] = one
        else:
            runs.append([one, one])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
