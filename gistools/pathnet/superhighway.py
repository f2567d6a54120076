"""Whether a cycle superhighway (supercykelsti) is wide enough for its peak hour, and apart from cars and walkers.

Where the peak hour or the direction is not known, an edge is held against all that it may be: it is wide enough when it
is for all of them, too narrow when it is for none, and unknown else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools._checks import cell_text, number_in
from gistools.errors import LayerError
from gistools.pathnet.attributes import read_attributes
from gistools.pathnet.network import NO, UNKNOWN, YES
from gistools.pathnet.ways import require_metres
from gistools.tables import load_table, read_user_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from gistools.tables import Table

    F64 = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]
    Words = npt.NDArray[np.object_]

ROUTE = ("rute", "route", "rutenavn", "ruteid")
PEAK, DAY = ("cykler_spidstime", "spidstime", "peak_cyclists"), ("cykler_doegn", "cykler_døgn", "day_cyclists")
BOTH_WAYS = ("dobbeltrettet", "two_way")
FROM_CARS, FROM_PEOPLE = ("adskilt_biler", "apart_from_cars"), ("adskilt_gaaende", "apart_from_people")
KINDS = ("stitype", "sti_type", "path_type")
SHARED, PARTED = "fællessti", "delt sti"

_ANSWERS = {
    **dict.fromkeys(("ja", "yes", "true", "1"), YES),
    **dict.fromkeys(("nej", "no", "false", "0"), NO),
    **dict.fromkeys(("", "ukendt", "unknown", "?"), UNKNOWN),
}


@dataclass(frozen=True, eq=False)
class RouteEdges:
    """Edges of routes: k rows.

    Parameters
    ----------
    lines, route, name:
        Where each is, of which route, what it is called.
    width_m, peak:
        float64 of k, NaN where not known; cyclists of the peak hour in one direction.
    peak_from:
        ``counted``, ``estimated`` or ``unknown``.
    direction:
        ``two_way``, ``one_way`` or ``unknown``.
    from_cars, from_people:
        Whether it is apart from cars and from people on foot: yes, no or unknown.
    """

    lines: npt.NDArray[Any]
    route: Words
    name: Words
    width_m: F64
    peak: F64
    peak_from: Words
    direction: Words
    from_cars: Words
    from_people: Words
    crs: Any = None
    notes: tuple[Text, ...] = ()


def read_route(
    layer: gpd.GeoDataFrame, *, names: Sequence[str] = (), categories: Sequence[str] = (), share: float | None = None
) -> RouteEdges:
    """Return the edges of routes in a layer of lines, those of some names or categories alone when given.

    Parameters
    ----------
    share:
        Peak hour in one direction over a day's count of both; without it a day's count tells nothing of the peak hour.

    Raises
    ------
    CrsError
        For degrees, Web Mercator and no coordinate system.
    LayerError
        When no line is left, for words that are neither yes nor no, and for counts that are none; all at once.
    """
    require_metres(layer, "cycle_routes")
    told, notes = read_attributes(layer, "paths")
    kinds = np.array([text.casefold() for text in _texts(layer, KINDS)], dtype=object)
    kept = np.ones(len(layer), np.bool_)
    if names:
        kept &= np.isin(_folded(told["name"]), [one.casefold() for one in names])
    if categories:
        asked = [one.casefold() for one in categories]
        kept &= np.isin(_folded(told["category"]), asked) | np.isin(kinds, asked)
    shapes = shapely.force_2d(layer.geometry.to_numpy())
    kept &= ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if not kept.any():
        raise LayerError(
            Text("ingen linjer på ruten", "no lines of the route"),
            Text("et lag med rutens linjer", "a layer with the lines of the route"),
            Text("giv et andet lag, eller ret names og categories", "give another layer, or correct names, categories"),
        )
    faults: list[str] = []
    peak, day = (_counts(layer, one, faults) for one in (PEAK, DAY))
    both, cars, people = (_said(layer, one, faults) for one in (BOTH_WAYS, FROM_CARS, FROM_PEOPLE))
    if faults:
        shown = ", ".join(dict.fromkeys(faults))
        raise LayerError(
            Text(f"rutens felter: {shown}", f"fields of the route: {shown}"),
            Text("ja, nej eller ukendt, og tal fra 0", "ja, nej or ukendt, and numbers from 0"),
            Text("ret de nævnte celler", "correct the cells named"),
        )
    people = np.where(people != UNKNOWN, people, np.select([kinds == SHARED, kinds == PARTED], [NO, YES], UNKNOWN))
    estimated = np.isnan(peak) & ~np.isnan(day) & (share is not None)
    peak = np.where(estimated, day * (share or 0.0), peak)
    from_where = np.where(np.isnan(peak), UNKNOWN, np.where(estimated, "estimated", "counted")).astype(object)
    routes = np.array(_texts(layer, ROUTE), dtype=object)
    routes = np.where(routes == "", told["name"], routes)
    routes = np.where(routes == "", "rute", routes)
    direction = np.select([both == YES, both == NO], ["two_way", "one_way"], UNKNOWN).astype(object)
    return RouteEdges(
        shapes[kept],
        routes[kept],
        told["name"][kept],
        told["width_m"][kept].astype(np.float64),
        peak[kept],
        from_where[kept],
        direction[kept],
        cars[kept],
        people[kept].astype(object),
        crs=layer.crs,
        notes=tuple(notes),
    )


def _folded(words: Words) -> list[str]:
    return [str(word).strip().casefold() for word in words]


def _column(layer: gpd.GeoDataFrame, names: Sequence[str]) -> str | None:
    found = {str(name).casefold(): str(name) for name in layer.columns}
    return next((found[name] for name in names if name in found), None)


def _texts(layer: gpd.GeoDataFrame, names: Sequence[str]) -> list[str]:
    at = _column(layer, names)
    return [""] * len(layer) if at is None else [cell_text(value) for value in layer[at]]


def _said(layer: gpd.GeoDataFrame, names: Sequence[str], faults: list[str]) -> Words:
    words = [text.casefold() for text in _texts(layer, names)]
    faults += [f"{names[0]} = {word}" for word in words if word not in _ANSWERS]
    return np.array([_ANSWERS.get(word, UNKNOWN) for word in words], dtype=object)


def _counts(layer: gpd.GeoDataFrame, names: Sequence[str], faults: list[str]) -> F64:
    at, made = _column(layer, names), np.full(len(layer), np.nan)
    for k, value in enumerate([] if at is None else layer[at]):
        try:
            made[k] = number_in(value)
        except ValueError:
            faults.append(f"{at} = {value}")
        if made[k] < 0 or np.isinf(made[k]):
            faults.append(f"{at} = {value}")
    return made


def superhighway_widths(own: pd.DataFrame | None = None) -> Table:
    """Return the table of widths: shipped, or the user's own in its place.

    >>> superhighway_widths().frame.query("direction == 'two_way'")["least_m"].tolist()
    [2.5, 3.0, 4.0]
    """
    return load_table("superhighway_widths") if own is None else read_user_table(own, "superhighway_widths")


def check_widths(edges: RouteEdges, widths: Table) -> gpd.GeoDataFrame:
    """Return each edge with what its peak hour asks, and whether it has that.

    Returns
    -------
    GeoDataFrame
        k rows: ``least_width_m`` and ``good_width_m`` (NaN where peak hour or direction is not known and they depend on
        it), ``wide_enough`` and ``superhighway`` (yes, no, unknown), ``width_class`` (``good``, ``least``, ``no``,
        ``unknown``), ``missing_width_m`` (NaN where it is not known), and what was read.

    Notes
    -----
    A peak hour at a limit belongs to the lower class. ``superhighway`` is the least of the width and both separations.

    >>> import numpy as np, shapely
    >>> line = np.array([shapely.LineString([(0, 0), (100, 0)])] * 3)
    >>> words = lambda *said: np.array(said, dtype=object)
    >>> edges = RouteEdges(line, words("C1", "C1", "C1"), words("a", "b", "c"), np.array([2.6, 2.6, 2.4]),
    ...     np.array([150.0, np.nan, np.nan]), words("counted", "unknown", "unknown"), words(*["two_way"] * 3),
    ...     words(*["yes"] * 3), words(*["yes"] * 3))
    >>> check_widths(edges, superhighway_widths())[["least_width_m", "wide_enough"]].values.tolist()
    [[2.5, 'yes'], [nan, 'unknown'], [nan, 'no']]
    """
    rows = widths.frame
    low, high = rows["peak_over"].to_numpy(np.float64), rows["peak_to"].fillna(np.inf).to_numpy(np.float64)
    least, good = rows["least_m"].to_numpy(np.float64), rows["good_m"].to_numpy(np.float64)
    good = np.where(np.isnan(good), least, good)
    peak = edges.peak[:, None]
    may = np.isnan(peak) | (((peak > low) | (low == 0.0)) & (peak <= high))
    may &= (edges.direction[:, None] == rows["direction"].to_numpy()[None, :]) | (edges.direction[:, None] == UNKNOWN)
    lowest, highest = _span(least, may)
    good_low, good_high = _span(good, may)
    width = edges.width_m
    known = may.any(axis=1) & ~np.isnan(width)
    enough = _three(known & (width >= highest), known & (width < lowest))
    apart = [np.where(one == YES, 1, np.where(one == NO, -1, 0)) for one in (edges.from_cars, edges.from_people)]
    level = np.minimum.reduce([np.where(enough == YES, 1, np.where(enough == NO, -1, 0)), *apart])
    sort = np.select(
        [enough == NO, (enough == YES) & (width >= good_high), (enough == YES) & (width < good_low)],
        ["no", "good", "least"],
        "unknown",
    )
    sort = np.where((enough == YES) & (sort == "unknown"), "least", sort)  # wide enough; whether good is not known
    sure = lowest == highest
    return gpd.GeoDataFrame(
        {
            "route": edges.route,
            "name": edges.name,
            "length_m": shapely.length(edges.lines),
            "width_m": width,
            "direction": edges.direction,
            "peak_cyclists": edges.peak,
            "peak_from": edges.peak_from,
            "least_width_m": np.where(sure, lowest, np.nan),
            "good_width_m": np.where(sure & (good_low == good_high), good_low, np.nan),
            "missing_width_m": np.where(
                enough == YES, 0.0, np.where(sure & known, np.round(np.maximum(lowest - width, 0.0), 6), np.nan)
            ),
            "wide_enough": enough,
            "width_class": sort.astype(object),
            "apart_from_cars": edges.from_cars,
            "apart_from_people": edges.from_people,
            "superhighway": _three(level == 1, level == -1),
        },
        geometry=edges.lines, crs=edges.crs,
    )  # fmt: skip


def _span(values: F64, may: Mask) -> tuple[F64, F64]:
    """Return the lowest and highest of the values that each row may have."""
    return np.where(may, values, np.inf).min(axis=1), np.where(may, values, -np.inf).max(axis=1)


def _three(yes: Mask, no: Mask) -> Words:
    return np.select([yes, no], [YES, NO], UNKNOWN).astype(object)


def along_routes(checked: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the edges in order along their route, with ``along_from_m`` and ``along_to_m``.

    Lines that meet end to end are put in a row; where a route is in several parts, or branches, its parts come one
    after another in the order of their first edge in the layer.
    """
    made = checked.assign(along_from_m=np.nan, along_to_m=np.nan, _part=0)
    for _, rows in checked.groupby("route", sort=False):
        shapes = rows.geometry.to_numpy()
        chains = shapely.get_parts(shapely.line_merge(shapely.union_all(shapes) if len(shapes) > 1 else shapes[0]))
        middle = shapely.line_interpolate_point(shapes, 0.5, normalized=True)
        of = np.argmin(shapely.distance(chains[:, None], middle[None, :]), axis=0)
        order = {chain: place for place, chain in enumerate(dict.fromkeys(of.tolist()))}
        begin, done = 0.0, np.zeros(len(rows))
        for chain in order:
            mine = np.flatnonzero(of == chain)
            place = shapely.line_locate_point(chains[chain], middle[mine])
            if mine.size > 1 and place[0] > place[-1]:  # in the direction in which the layer lists them
                place = -place
            for k in mine[np.argsort(place, kind="stable")].tolist():
                done[k] = begin
                begin += float(rows["length_m"].iloc[k])
        made.loc[rows.index, "along_from_m"] = done
        made.loc[rows.index, "along_to_m"] = done + rows["length_m"].to_numpy()
    at = {name: k for k, name in enumerate(dict.fromkeys(checked["route"]))}
    order_of = np.lexsort((made["along_from_m"].to_numpy(), made["route"].map(at).to_numpy()))
    return made.drop(columns="_part").iloc[order_of].reset_index(drop=True)


def route_table(checked: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return a row for each route: metres of yes, no and unknown, metres too narrow, the narrowest width told."""
    rows = []
    for name, part in checked.groupby("route", sort=False):
        metres = part["length_m"]
        answer = {f"{one}_m": float(metres[part["superhighway"] == one].sum()) for one in (YES, NO, UNKNOWN)}
        rows.append(
            {
                "route": name, "route_m": float(metres.sum()), **answer,
                "narrow_m": float(metres[part["wide_enough"] == NO].sum()), "narrowest_m": part["width_m"].min(),
                "missing_width_m": part["missing_width_m"].max(),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)
