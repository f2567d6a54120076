"""What the tool ``school-routes`` makes: homes, edges, a table by school and grades, mends, and a graph of lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from gistools.graph import Axis, Graph, Line, Mark, Role
from gistools.pathnet.school import ANSWER, TRANSPORT, edge_words
from gistools.pathnet.school_danger import FAILS, FINE, OPEN
from gistools.styles.columns_paths_school import CRITERIA, OTHER_GRADES
from gistools.text import Text, counted, danish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.pathnet.school import GroupWays, SchoolRoutes
    from gistools.pathnet.school_danger import Danger

_HOME_NAMES = {
    "home_id": "pupil_home",
    "school": "school_name",
    "limit_m": "school_limit_m",
    "way_m": "school_way_m",
    "sure_m": "school_way_most_m",
    "straight_m": "school_straight_m",
    "access_m": "school_access_m",
    "by_length": "longer_than_limit",
    "safest_m": "safest_way_m",
}
_MEND_NAMES = {
    "length_m": "mend_length_m",
    "users": "mend_users",
    "cleared": "mend_cleared",
    "opened": "mend_opened",
    "edges": "mend_edges",
}
_ROLES = (Role.TODAY, Role.FUTURE, Role.OTHER, Role.FURTHER)


def _counted_as(routes: SchoolRoutes) -> str:
    return "pupils" if routes.homes.counts_pupils else "addresses"


def drawn_group(routes: SchoolRoutes) -> GroupWays:
    """Return the grades that maps of homes, edges and mends are of: one group, or they would tell of other ways."""
    return routes.groups[0]


def _of_grades(title: Text, routes: SchoolRoutes) -> Text:
    grades = drawn_group(routes).group.grades
    return Text(f"{title.da}, {grades}. klassetrin", f"{title.en}, grades {grades}")


def home_layer(routes: SchoolRoutes) -> gpd.GeoDataFrame:
    """Return a row for each home and group of grades, the most serious answer last.

    Column ``transport_drawn`` is what the map shows: the answer of the grades that are drawn, ``other`` for all others.
    """
    rows = routes.rows.rename(columns=_HOME_NAMES).assign(counted_as=_counted_as(routes))
    drawn = (rows["grades"] == drawn_group(routes).group.grades).to_numpy(np.bool_)
    rows["transport_drawn"] = np.where(drawn, rows["transport"].to_numpy(object), OTHER_GRADES)
    points = np.concatenate([routes.homes.points[one.home] for one in routes.groups])
    made = gpd.GeoDataFrame(rows, geometry=points, crs=routes.network.edges.crs)
    order = np.argsort([TRANSPORT.index(one) for one in made["transport"]], kind="stable")
    made = made.iloc[order].reset_index(drop=True)
    made.attrs["title"] = _of_grades(Text("Skoleveje (vurdering)", "Ways to school (assessment)"), routes)
    return made


def danger_codes(danger: Danger) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Return what is known of the danger of each edge, as the style draws it."""
    return np.select(
        [danger.judged == FAILS, danger.judged == FINE, danger.verdict == FAILS, danger.verdict == OPEN],
        ["judged_dangerous", "judged_safe", "flag", "unknown"],
        "clear",
    ).astype(object)


def edge_layer(routes: SchoolRoutes) -> gpd.GeoDataFrame:
    """Return the edges with each criterion, the flag, its words, and how many use them; for the grades drawn."""
    group = drawn_group(routes)
    edges, danger = routes.network.edges, group.danger
    told = ["edge_id", "name", "way_type", "length_m", "pavement", "lit", "width_m", "speed_kmh", "aadt"]
    made = edges[told].copy()
    made["grades"] = group.group.grades
    made["danger"] = danger_codes(danger)
    made["danger_why"] = edge_words(danger, CRITERIA, FAILS)
    made["danger_open"] = edge_words(danger, CRITERIA, OPEN)
    for name, given in danger.answers.items():
        made[f"ok_{name}"] = ANSWER[given.astype(np.int64) + 1]
    made["used_shortest"] = routes.used(group)
    made["used_safest"] = routes.used(group, safest=True)
    made["counted_as"] = _counted_as(routes)
    layer = gpd.GeoDataFrame(made, geometry=edges.geometry.to_numpy(), crs=edges.crs)
    layer.attrs["title"] = _of_grades(Text("Farlighed på skolevejene", "Danger on the ways to school"), routes)
    return layer


def school_table(routes: SchoolRoutes) -> pd.DataFrame:
    """Return a row for each school and group of grades: how many have which answer, and how long their ways are.

    Lengths are of known ways; ``without_way`` says how many (as counted) have none.
    """
    rows = []
    for (name, grades), part in routes.rows.groupby(["school", "grades"], sort=False):
        number = part["counted"].fillna(0.0)
        row: dict[str, object] = {
            "school_name": name, "grades": grades, "school_limit_m": part["limit_m"].iloc[0],
            "counted_as": _counted_as(routes), "counted": number.sum(),
        }  # fmt: skip
        row |= {f"homes_{one}": number[part["transport"] == one].sum() for one in reversed(TRANSPORT)}
        row["without_way"] = number[part["way_m"].isna()].sum()
        rows.append(row | {"way_median_m": part["way_m"].median(), "way_longest_m": part["way_m"].max()})
    return pd.DataFrame(rows)


def mend_layer(mends: gpd.GeoDataFrame, routes: SchoolRoutes) -> gpd.GeoDataFrame:
    """Return the mends under the names of columns."""
    made: gpd.GeoDataFrame = mends.rename(columns=_MEND_NAMES).assign(counted_as=_counted_as(routes))
    made.attrs["title"] = _of_grades(Text("Forbedringer, der ændrer svaret", "Mends that change the answer"), routes)
    return made


def without_way(routes: SchoolRoutes) -> tuple[Text, ...]:
    """Return how many (as counted) have no known way and so are in no length; nothing when all have one."""
    what = ("elev", "elever", "pupil", "pupils")
    if not routes.homes.counts_pupils:
        what = ("adresse", "adresser", "address", "addresses")
    by_number: dict[int, list[str]] = {}
    for one in routes.groups:
        missing = round(float(one.rows.loc[one.rows["way_m"].isna(), "counted"].sum()))
        if missing:
            by_number.setdefault(missing, []).append(one.group.grades)
    return tuple(
        Text(
            f"{counted(number, *what[:2])} ({', '.join(grades)}. kl.) uden kendt vej: ikke med i længder.",
            f"{counted(number, *what[2:])} (grades {', '.join(grades)}) without a known way: not in lengths.",
        )
        for number, grades in by_number.items()
    )


def _of_how_many(known: float, without: float, what: Text) -> Text:
    total = known + without
    told = Text(f"af {danish(total, '.0f')} {what.da}", f"of {total:.0f} {what.en}")
    if not without:
        return told
    return Text(f"{told.da}, {danish(without, '.0f')} uden kendt vej", f"{told.en}, {without:.0f} without a known way")


def distance_graph(routes: SchoolRoutes, *, notes: Sequence[Text] = (), stamps: Sequence[Text] = ()) -> Graph:
    """Return how many have a way to school of at most a length, by grades, with the limits of the act.

    Grades with the same ways (one school for all) are one line; of more lines than four the first four are drawn.
    Beside each line is told how many it is of, and how many of them have no known way and are not in it.
    """
    lines: dict[tuple[bytes, float], tuple[list[str], np.ndarray[tuple[int], np.dtype[np.float64]], float]] = {}
    for one in routes.groups:
        way = one.rows["way_m"].to_numpy(np.float64)
        weight = np.nan_to_num(one.rows["counted"].to_numpy(np.float64))
        known = np.isfinite(way)
        order = np.argsort(way[known], kind="stable")
        curve = np.column_stack([way[known][order] / 1000.0, np.cumsum(weight[known][order])])
        without = float(weight[~known].sum())
        lines.setdefault((curve.tobytes(), without), ([], curve, without))[0].append(one.group.grades)
    what = Text("elever", "pupils") if routes.homes.counts_pupils else Text("adresser", "addresses")
    drawn = [
        Line(
            Text(f"klassetrin {' og '.join(names)}", f"grades {' and '.join(names)}"),
            np.concatenate([[0.0], curve[:, 0]]),
            np.concatenate([[0.0], curve[:, 1]]),
            role,
            steps=True,
            points=(),
            told=_of_how_many(float(curve[-1, 1]) if len(curve) else 0.0, without, what),
        )
        for (names, curve, without), role in zip(lines.values(), _ROLES, strict=False)
    ]
    limits: dict[float, list[str]] = {}
    for one in routes.groups:
        limits.setdefault(one.group.band.limit_m / 1000.0, []).append(one.group.grades)
    longest = max((float(line.x[-1]) for line in drawn), default=1.0)
    marks = [
        Mark(at, None, Text(f"{danish(at)} km: {', '.join(names)}. kl.", f"{at:g} km: grades {', '.join(names)}"),
             Role.ALLOWED)
        for at, names in sorted(limits.items()) if at <= max(2.0 * longest, min(limits))
    ]  # fmt: skip
    return Graph(
        Text("Længde af skoleveje", "Length of ways to school"),
        Text(
            f"{what.da.capitalize()} med en skolevej, der højst er så lang; lodret: lovens grænser",
            f"{what.en.capitalize()} whose way to school is at most as long; upright: the limits of the act",
        ),
        Axis(Text("Korteste skolevej", "Shortest way to school"), "km"),
        Axis(Text(f"Antal {what.da}", f"Number of {what.en}")),
        tuple(drawn),
        tuple(marks),
        notes=tuple(notes),
        stamps=tuple(stamps),
    )
