"""Rules on addresses and the roads that they name (A21, G01, G02, G05, G08)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gistools.addresses.findings import Answer
from gistools.addresses.ground import texts
from gistools.addresses.statuses import STANDS
from gistools.text import Text, counted, danish

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from gistools.addresses.ground import F64, Ground, Mask, Rows

ROAD_RULES = ("A21", "G01", "G02", "G05", "G08")
_TOUCHES_M = 0.01
"""How near a line crosses what it touches: a point in the very middle of a road would else go by rounding."""

_NO_LINE = Text(
    "punktet eller vejens linje er ikke i udtrækket", "the point or the line of its road is not in the extract"
)


def roads(ground: Ground) -> Iterator[Answer]:
    """Return what the rules on addresses and their roads answer."""
    if not ground.standing.has("house_number", "named_road", "point"):
        why = ground.standing.lacks("house_number", "named_road", "point")
        yield from (Answer.not_asked(rule, why) for rule in ROAD_RULES)
        return
    off = ground.off_road(ground.road_points)
    near, far = _other_roads(ground, off)
    yield _road_point(ground, off, near, far)
    yield _reach(ground)
    yield _same_name(ground)
    yield _fishbones(ground)
    yield _off_line(ground, off, near, far)


def _other_roads(ground: Ground, off: F64) -> tuple[Rows, F64]:
    """Return for each road point the nearest other road within the limit off a line, and how far it is; -1 and NaN."""
    count = len(ground.ids)
    near, far = np.full(count, -1), np.full(count, np.nan)
    tree, road = ground.road_tree
    rows = np.flatnonzero(np.isfinite(off) & (off > 0))
    at, part = tree.query(ground.road_points[rows], predicate="dwithin", distance=ground.params.road_point_off_m)
    row = rows[at]
    other = road[part] != ground.road_row[row]
    row, part = row[other], part[other]
    distance = shapely.distance(tree.geometries[part], ground.road_points[row])
    order = np.lexsort((ground.road_names[road[part]].astype(str), distance, row))
    first = order[np.flatnonzero(np.diff(row[order], prepend=-1) != 0)]
    near[row[first]], far[row[first]] = road[part[first]], distance[first]
    return near, far


def _road_point(ground: Ground, off: F64, near: Rows, far: F64) -> Answer:
    """Return house numbers without a road point in use, and those whose road point lies on another road."""
    ids = ground.houses["road_point_id"].to_numpy(dtype=object)
    status = ground.standing.looked_up(ground.houses["road_point_id"], "point", "status")
    told, out = status.notna().to_numpy(), ~status.isin(list(STANDS["point"])).to_numpy()
    none = (ids == "") & bool((ids != "").any())
    elsewhere = told & ~out & _on_other(ground, off, far)
    found = (
        *ground.found("A21", none, lambda _: Text("husnummeret har intet vejpunkt", "no road point")),
        *ground.found("A21", told & out, lambda _: Text("vejpunktet er ikke i brug", "the road point is not in use")),
        *ground.found("A21", elsewhere, lambda k: Text(
            f"vejpunktet ligger på {ground.road_names[near[k]]}",
            f"the road point lies on {ground.road_names[near[k]]}")),
    )  # fmt: skip
    unknown = (~told & ~none) | (told & ~out & np.isnan(off))
    return ground.answer("A21", np.ones(len(ids), np.bool_), unknown, found, _NO_LINE)


def _on_other(ground: Ground, off: F64, far: F64) -> Mask:
    made: Mask = (off > ground.params.road_point_off_m) & np.isfinite(far)
    return made


def _off_line(ground: Ground, off: F64, near: Rows, far: F64) -> Answer:
    """Return road points off their line that lie on no other road (that is A21), and those nearer to another one."""
    limit = ground.params.road_point_off_m
    lost = (off > limit) & ~_on_other(ground, off, far)
    nearer = (off <= limit) & (far < off - ground.params.nearer_by_m)
    found = (
        *ground.found("G08", lost, lambda k: Text(
            f"vejpunktet ligger {danish(off[k], '.1f')} m fra sin vej",
            f"the road point lies {off[k]:.1f} m off its road")),
        *ground.found("G08", nearer, lambda k: Text(
            f"vejpunktet ligger nærmere {ground.road_names[near[k]]} end sin egen vej",
            f"the road point lies nearer to {ground.road_names[near[k]]} than to its own road")),
    )  # fmt: skip
    return ground.answer("G08", np.ones(len(off), np.bool_), np.isnan(off), found, _NO_LINE)


def _reach(ground: Ground) -> Answer:
    """Return house numbers whose road is out of reach, or does not stand any more."""
    known = ground.road_row >= 0
    gone = np.zeros(len(known), np.bool_)
    gone[known] = ~ground.standing_roads[ground.road_row[known]]
    off = ground.off_road(ground.access)
    far = ~gone & (off > ground.params.road_reach_m)
    found = (
        *ground.found("G01", gone, lambda _: Text("vejen er ikke længere i brug", "the road is no longer in use"),
                      lambda k: f"gone: {ground.houses['road_id'].iloc[k]}"),
        *ground.found("G01", far, lambda k: Text(
            f"vejen {ground.road_names[ground.road_row[k]]} er {danish(off[k], '.0f')} m væk",
            f"the road {ground.road_names[ground.road_row[k]]} is {off[k]:.0f} m away")),
    )  # fmt: skip
    return ground.answer("G01", np.ones(len(known), np.bool_), ~gone & np.isnan(off), found, _NO_LINE)


def _same_name(ground: Ground) -> Answer:
    """Return house numbers with another road of the same name within reach or in the same postcode."""
    names = pd.Series(ground.road_names.astype(str)).str.casefold().str.strip()
    standing = pd.Series(ground.standing_roads)
    twice = (names[standing].duplicated(keep=False) & (names[standing] != "")).reindex(names.index, fill_value=False)
    doubled = np.flatnonzero(twice.to_numpy(np.bool_))
    rows = np.flatnonzero(np.isin(ground.road_row, doubled))
    pairs = pd.DataFrame({"row": rows, "mine": ground.road_row[rows], "name": names.to_numpy()[ground.road_row[rows]]})
    pairs = pairs.merge(pd.DataFrame({"road": doubled, "name": names.to_numpy()[doubled]}), on="name")
    pairs = pairs[pairs["mine"] != pairs["road"]]
    row, road = pairs["row"].to_numpy(np.int64), pairs["road"].to_numpy(np.int64)
    away = np.fmin(shapely.distance(ground.lines[road], ground.access[row]),
                   shapely.distance(ground.areas[road], ground.access[row]))  # fmt: skip
    codes = texts(ground.houses["postcode"])
    known_codes = codes != ""
    held = set(zip(ground.road_row[known_codes].tolist(), codes[known_codes].tolist(), strict=True))
    shared = np.array([(one, codes[k]) in held for k, one in zip(row.tolist(), road.tolist(), strict=True)], np.bool_)
    like = (away <= ground.params.road_reach_m) | shared
    others = np.bincount(row[like], minlength=len(ground.ids))
    unsure = np.zeros(len(ground.ids), np.bool_)
    unsure[row[np.isnan(away) & ~shared]] = True

    def told(k: int) -> Text:
        name, count = ground.road_names[ground.road_row[k]], int(others[k])
        return Text(f"{counted(count, 'anden vej', 'andre veje')} i nærheden hedder også {name}",
                    f"{counted(count, 'other road', 'other roads')} near by also bear the name {name}")  # fmt: skip

    unknown = (ground.road_row < 0) | (unsure & (others == 0))
    why = Text("vejen, en anden af samme navn eller punktet er ikke i udtrækket",
               "the road, another of its name or the point is not in the extract")  # fmt: skip
    ids = ground.standing.table("named_road")["object_id"].to_numpy(dtype=object)
    hit = (
        pd.DataFrame({"row": row[like], "id": ids[road[like]]})
        .groupby("row")["id"]
        .agg(lambda of: " ".join(sorted(of)))
    )
    found = ground.found("G02", others > 0, told, lambda k: f"{ids[ground.road_row[k]]} like {hit[k]}")
    return ground.answer("G02", np.ones(len(ground.ids), np.bool_), unknown, found, why)


def _fishbones(ground: Ground) -> Answer:
    """Return lines from access point to road that are too long, or cross another road, a railway or a stream."""
    lines, areas = ground.of_road(ground.lines), ground.of_road(ground.areas)
    own = np.where(shapely.is_missing(lines), areas, lines)
    whole = np.asarray(shapely.shortest_line(ground.access, own), dtype=object)
    both = ground.has_access & ground.has_road_point
    starts, ends = (shapely.get_coordinates(points[both]) for points in (ground.access, ground.road_points))
    whole[both] = shapely.linestrings(np.stack([starts, ends], axis=1)) if both.any() else whole[both]
    rows = np.flatnonzero(~shapely.is_missing(whole))
    bones = whole[rows]
    long = shapely.length(bones)
    crossed = _crossed(ground, rows, _shortened(bones, long, ground.params.road_point_off_m))
    most = ground.params.fishbone_most_m
    told = dict[int, Text]()
    for k, length in zip(rows.tolist(), long.tolist(), strict=True):
        parts = []
        if length > most:
            parts.append(Text(f"er {danish(length, '.0f')} m", f"is {length:.0f} m"))
        if k in crossed:
            da, en = (", ".join(dict.fromkeys(one.say(language) for one in crossed[k])) for language in ("da", "en"))
            parts.append(Text(f"krydser {da}", f"crosses {en}"))
        if parts:
            told[k] = Text(f"linjen til vejen {' og '.join(p.da for p in parts)}",
                           f"the line to the road {' and '.join(p.en for p in parts)}")  # fmt: skip
    hit = np.zeros(len(ground.ids), np.bool_)
    hit[list(told)] = True
    found = ground.found("G05", hit, lambda k: told[k])
    unknown = shapely.is_missing(whole)
    return ground.answer("G05", np.ones(len(ground.ids), np.bool_), unknown, found, _NO_LINE, ("railways", "streams"))


def _shortened(bones: npt.NDArray[Any], long: F64, by_m: float) -> npt.NDArray[Any]:
    """Return lines without their last metres: at a junction they end on the other road too; None where none is left."""
    coordinates = shapely.get_coordinates(bones).reshape(-1, 2, 2)
    made = np.full(len(bones), None, dtype=object)
    left = long > by_m
    if left.any():
        share = (1.0 - by_m / long[left])[:, None]
        start = coordinates[left, 0]
        made[left] = shapely.linestrings(np.stack([start, start + share * (coordinates[left, 1] - start)], axis=1))
    return made


def _crossed(ground: Ground, rows: Rows, bones: npt.NDArray[Any]) -> dict[int, list[Text]]:
    """Return what each line crosses, by row of house numbers."""
    made: dict[int, list[Text]] = {}
    tree, road = ground.road_tree
    bone, part = tree.query(bones, predicate="dwithin", distance=_TOUCHES_M)
    other = road[part] != ground.road_row[rows[bone]]
    for k, name in sorted(zip(rows[bone[other]].tolist(), ground.road_names[road[part[other]]], strict=True)):
        made.setdefault(k, []).append(Text(name, name))
    for name, what in (("railways", Text("en jernbane", "a railway")), ("streams", Text("et vandløb", "a stream"))):
        layer = ground.layers.table(name)
        if layer is None:
            continue
        bone, _ = shapely.STRtree(layer["shape"].to_numpy(dtype=object)).query(
            bones, predicate="dwithin", distance=_TOUCHES_M
        )
        for k in np.unique(rows[bone]).tolist():
            made.setdefault(k, []).append(what)
    return made
