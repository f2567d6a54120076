"""Rules on the areas that points lie in: postcode, town, parcel, municipality (A22, A23, A44)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from gistools.addresses.findings import Answer
from gistools.addresses.ground import texts, within
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from gistools.addresses.ground import Ground, Mask, Shapes

    Keys = npt.NDArray[np.object_]

AREA_RULES = ("A22", "A23", "A44")


def areas(ground: Ground) -> Iterator[Answer]:
    """Return what the rules on areas answer."""
    if not ground.standing.has("house_number", "point"):
        why = ground.standing.lacks("house_number", "point")
        yield from (Answer.not_asked(rule, why) for rule in AREA_RULES)
        return
    yield _postcode_and_town(ground)
    yield _parcel(ground)
    yield _municipality(ground)


def _in_which(points: Shapes, layer: pd.DataFrame, column: str) -> Keys:
    """Return the first of the areas by name that each point lies in; empty for none."""
    made = np.full(len(points), "", dtype=object)
    areas = layer["shape"].to_numpy(dtype=object)
    area, row = shapely.STRtree(points).query(areas, predicate="intersects")  # areas are prepared, points would not be
    names = layer[column].astype(str).to_numpy(dtype=object)
    order = np.lexsort((names[area].astype(str), row))[::-1]
    made[row[order]] = names[area[order]]
    return made


def _postcode_and_town(ground: Ground) -> Answer:
    """Return points outside the area of their postcode or town, and those in a town's area whose address has none."""
    given = [name for name in ("postcode_areas", "town_areas") if ground.layers.table(name) is not None]
    if not given:
        return Answer.not_asked("A22", ground.layers.lacks("postcode_areas", "town_areas"))
    told: dict[int, list[Text]] = {}
    unknown = np.zeros(len(ground.ids), np.bool_)
    if "postcode_areas" in given:
        codes = texts(ground.houses["postcode"])
        unknown |= _outside(ground, "postcode_areas", "postcode", codes, told, Text("postnummer", "postcode"))
    if "town_areas" in given:
        named = ground.houses["town_id"].to_numpy(dtype=object)
        towns = texts(ground.standing.looked_up(ground.houses["town_id"], "town", "town"))
        lost = _outside(ground, "town_areas", "town", towns, told, Text("bynavnet", "the town"))
        any_town = bool((named != "").any())
        unknown |= (lost & (named != "")) | ~ground.has_access | (not any_town)
        if any_town:
            layer = ground.layers.table("town_areas")
            assert layer is not None  # noqa: S101 - it was given
            there = _in_which(ground.access, layer, "town")
            for k in np.flatnonzero((named == "") & (there != "")).tolist():
                what = Text(f"punktet ligger i {there[k]}, men adressen har intet bynavn",
                            f"the point lies in {there[k]}, but the address has no town")  # fmt: skip
                told.setdefault(k, []).append(what)
    found = ground.joined("A22", told)
    unknown[list(told)] = False
    why = Text("punktet, postnummeret eller bynavnet er ikke i udtrækket, eller dets område ikke i laget",
               "the point, the postcode or the town is not in the extract, or its area not in the layer")  # fmt: skip
    layers = ("postcode_areas", "town_areas")
    return ground.answer("A22", np.ones(len(ground.ids), np.bool_), unknown, found, why, layers)


def _outside(ground: Ground, name: str, column: str, keys: Keys, told: dict[int, list[Text]], what: Text) -> Mask:
    """Tell of points outside the area that their address names; return where that cannot be told."""
    layer = ground.layers.table(name)
    assert layer is not None  # noqa: S101 - it was given
    known, inside = within(ground.access, keys, layer, column, ground.params.border_tolerance_m)
    wrong = np.flatnonzero(known & ~inside)
    there = _in_which(ground.access[wrong], layer, column)
    for k, other in zip(wrong.tolist(), there.tolist(), strict=True):
        where = Text(f" i {other}", f" in {other}") if other else Text("", "")
        told.setdefault(k, []).append(Text(f"punktet ligger{where.da} uden for {what.da} {keys[k]}",
                                           f"the point lies{where.en} outside {what.en} {keys[k]}"))  # fmt: skip
    return ~known


def _parcel(ground: Ground) -> Answer:
    """Return points off the parcel of their house number, and those on a parcel whose house number names none."""
    layer = ground.layers.table("parcels")
    if layer is None:
        return Answer.not_asked("A23", ground.layers.lacks("parcels"))
    keys = ground.keys("parcel_id")
    provisional = ground.keys("provisional_parcel_id") != ""
    known, inside = within(ground.access, keys, layer, "parcel_id", ground.params.border_tolerance_m)
    off = known & ~inside & ~provisional
    shown = "parcel_name" if "parcel_name" in layer else "parcel_id"
    told_of = ground.standing.tells("house_number", "provisional_parcel_id")
    bare = (keys == "") & ~provisional & ground.has_access & bool((keys != "").any()) & told_of
    rows = np.flatnonzero(off | bare)
    there = np.full(len(keys), "", dtype=object)
    there[rows] = _in_which(ground.access[rows], layer, shown)
    called = dict(zip(layer["parcel_id"], layer[shown], strict=True))

    def told(k: int) -> Text:
        if bare[k]:
            return Text(f"punktet ligger på jordstykke {there[k]}, men husnummeret peger på intet",
                        f"the point lies on parcel {there[k]}, but the house number names none")  # fmt: skip
        where = Text(f"på {there[k]} og ", f"on {there[k]} and ") if there[k] else Text("", "")
        mine = called[keys[k]]
        return Text(f"punktet ligger {where.da}ikke på sit jordstykke {mine}",
                    f"the point lies {where.en}not on its parcel {mine}")  # fmt: skip

    hit = off | (bare & (there != ""))
    why = Text("punktet, husnummerets jordstykke eller dets flade er ikke i udtrækket",
               "the point, the parcel of the house number or its shape is not in the extract")  # fmt: skip
    unsure = (keys == "") & (not told_of)
    unknown = ~hit & ~provisional & ~known
    doubts = [(unknown & unsure, ground.standing.untold("house_number", "provisional_parcel_id")),
              (unknown & ~unsure, why)]  # fmt: skip
    return ground.answer("A23", np.ones(len(keys), np.bool_), doubts, ground.found("A23", hit, told))


def _municipality(ground: Ground) -> Answer:
    """Return access and road points without finite coordinates, or outside all municipalities of their road."""
    everyone = np.ones(len(ground.ids), np.bool_)
    layer = ground.layers.table("municipalities")
    told: dict[int, list[Text]] = {}
    unknown = ~ground.has_access
    pairs = _municipalities(ground)
    row = pairs["row"].to_numpy(np.int64)
    everywhere = np.ones(len(row), np.bool_)
    for title, column, points in (
        (Text("adgangspunktet", "the access point"), "access_point", ground.access),
        (Text("vejpunktet", "the road point"), "road_point", ground.road_points),
    ):
        given = shapely.is_geometry(ground.houses[column].to_numpy(dtype=object))
        for k in np.flatnonzero(given & shapely.is_missing(points)).tolist():
            told.setdefault(k, []).append(Text(f"{title.da} har ingen koordinater", f"{title.en} has no coordinates"))
        there = ~shapely.is_missing(points)
        if layer is None:
            unknown |= there
            continue
        known, inside = within(points[row], pairs["municipality"].to_numpy(dtype=object), layer, "municipality",
                               ground.params.border_tolerance_m)  # fmt: skip
        parts, parts_known, parts_around = (
            np.bincount(row[hit], minlength=len(there)) for hit in (everywhere, known, inside)
        )
        all_known, in_one = (parts > 0) & (parts_known == parts), parts_around > 0
        unknown |= there & ~all_known & ~in_one
        wrong = np.flatnonzero(there & all_known & ~in_one)
        codes = pairs[np.isin(row, wrong)].groupby("row")["municipality"].agg(lambda of: ", ".join(sorted(set(of))))
        for k in wrong.tolist():
            told.setdefault(k, []).append(Text(f"{title.da} ligger uden for kommune {codes[k]}",
                                               f"{title.en} lies outside municipality {codes[k]}"))  # fmt: skip
    found = ground.joined("A44", told)
    unknown[list(told)] = False
    why = (ground.layers.lacks("municipalities") if layer is None else
           Text("punktet, vejens kommune eller dens flade er ikke i udtrækket",
                "the point, the municipality of its road or its area is not in the extract"))  # fmt: skip
    if layer is None and not found:
        return Answer.not_asked("A44", why)
    return ground.answer("A44", everyone, unknown, found, why)


def _municipalities(ground: Ground) -> pd.DataFrame:
    """Return each house number, by its row, with each municipality that its road has a part in."""
    houses = pd.DataFrame({"row": np.arange(len(ground.ids)), "road_id": ground.houses["road_id"]})
    parts = ground.standing.standing("road_part")[["road_id", "municipality"]]
    made: pd.DataFrame = houses.merge(parts.drop_duplicates(), on="road_id")
    return made
