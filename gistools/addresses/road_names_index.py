"""The named roads of a register by how they sound, where they lie and in which postcodes: made once, asked often."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gistools.addresses.moments import danish_day, moment_of
from gistools.addresses.road_names_likeness import MOST_APART, near_limits, packed, sound_costs, written
from gistools.addresses.road_names_sound import NameSound, unread_sounds
from gistools.addresses.standing import Standing

if TYPE_CHECKING:
    import datetime as dt

    import numpy.typing as npt

    from gistools.addresses.register import Register

    Rows = npt.NDArray[np.int64]

ROAD_COLUMNS = ("road_id", "road_name", "spoken_name", "status", "municipality", "postcodes", "shape", "named_from")
"""Columns of the roads of an index; postcodes are a set, shapes in EPSG:25832 and None where no place is known, and
``named_from`` is the day from which a road that is decided bears its name, None where it bears it now."""


@dataclass(frozen=True, eq=False)
class NamedRoads:
    """Named roads to check names against (navngivne veje).

    Parameters
    ----------
    roads:
        `ROAD_COLUMNS`, a row each: roads that are provisional or in force; one that is decided to change its name has
        a row for each name.
    postcodes:
        That are known, beside those of the roads.

    >>> from gistools.addresses import read_register
    >>> rows = [{"id": "a", "status": "3", "vejnavn": "Videkær", "administreresAfKommune": "0165",
    ...          "vejnavnelinje": "LINESTRING (710000 6170000, 710200 6170000)"}]
    >>> roads = NamedRoads.of(read_register({"NavngivenVej": rows}).at("2026-11-28"))
    >>> roads, roads.roads.municipality.tolist()
    (NamedRoads(1 roads, 0 without a place), ['0165'])
    """

    roads: pd.DataFrame
    postcodes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, register: Register, on: str | dt.date | None = None) -> NamedRoads:
        """Return the named roads of a register.

        A road lies where its line is, else its area, else the access points of its house numbers; it lies in the
        postcodes of its house numbers.

        Parameters
        ----------
        register:
            All versions; or those of a moment, without ``on``.
        on:
            The day of which it is asked. Names that are decided for a later day count too.

        Raises
        ------
        ParamError
            For a register with several versions of an object: tell the day.
        """
        if on is None:
            standing = Standing(register)
            return cls._of(standing, standing.standing("named_road"))
        now = cls.of(register.at(on))
        decided = register.decided(on)
        last = {name: table.drop_duplicates("object_id", keep="last") for name, table in decided.tables.items()}
        standing = Standing(replace(register, tables=last))
        road = decided.tables.get("named_road", standing.table("named_road"))
        later = road["status"].isin(standing.codes("named_road")) & (road["valid_from"] > moment_of(on))
        borne = set(zip(now.roads["road_id"], now.roads["road_name"], strict=True))
        fresh = [pair not in borne for pair in zip(road["object_id"], road["road_name"], strict=True)]
        road = road[later & np.array(fresh, np.bool_)].drop_duplicates(["object_id", "road_name"])
        if road.empty:
            return now
        then = cls._of(standing, road)
        then.roads["named_from"] = [danish_day(one) for one in road["valid_from"].to_numpy("datetime64[us]")]
        return cls(pd.concat([now.roads, then.roads], ignore_index=True), now.postcodes | then.postcodes)

    @classmethod
    def _of(cls, standing: Standing, road: pd.DataFrame) -> NamedRoads:
        """Return some roads, with the places of what stands."""
        houses = standing.houses
        points = houses[houses["access_point"].notna()].groupby("road_id")["access_point"].agg(list)
        codes = houses[houses["postcode"].notna()].groupby("road_id")["postcode"].agg(frozenset)
        given = zip(road["object_id"], road["road_line"], road["road_area"], strict=True)
        shapes = [_place(line, area, points.get(one)) for one, line, area in given]
        made = {
            "road_id": road["object_id"].tolist(),
            "road_name": road["road_name"].tolist(),
            "spoken_name": road["spoken_name"].tolist(),
            "status": road["status"].tolist(),
            "municipality": road["managed_by"].tolist(),
            "postcodes": [codes.get(one, frozenset()) for one in road["object_id"]],
            "shape": shapes,
            "named_from": pd.Series([None] * len(shapes), dtype=object),
        }
        known = frozenset(standing.standing("postcode")["postcode"])
        return cls(pd.DataFrame(made, columns=list(ROAD_COLUMNS)), known)

    def __repr__(self) -> str:
        """Return how many there are."""
        return f"NamedRoads({len(self.roads)} roads, {int(self.nowhere.sum())} without a place)"

    @cached_property
    def shapes(self) -> npt.NDArray[Any]:
        """Where they lie."""
        made = np.empty(len(self.roads), dtype=object)
        made[:] = self.roads["shape"].tolist()
        return made

    @cached_property
    def nowhere(self) -> npt.NDArray[np.bool_]:
        """Which have no place."""
        made: npt.NDArray[np.bool_] = shapely.is_missing(self.shapes) | shapely.is_empty(self.shapes)
        return made

    @cached_property
    def known_postcodes(self) -> frozenset[str]:
        """Postcodes that the register tells of."""
        return self.postcodes.union(*self.roads["postcodes"])

    @cached_property
    def tree(self) -> shapely.STRtree:
        """A spatial index of them."""
        return shapely.STRtree(self.shapes)  # which leaves out those without a place

    @cached_property
    def names(self) -> dict[str, list[int]]:
        """Their rows by what is written."""
        made: dict[str, list[int]] = {}
        for k, name in enumerate(self.roads["road_name"]):
            made.setdefault(written(name), []).append(k)
        return made

    @cached_property
    def _heard(self) -> _Heard:
        return _heard(self.roads)

    def within(self, where: shapely.Geometry, radius_m: float) -> Rows:
        """Return the rows of roads that lie no further from a place."""
        return np.sort(self.tree.query(where, predicate="dwithin", distance=radius_m).astype(np.int64))

    def in_postcodes(self, codes: frozenset[str]) -> Rows:
        """Return the rows of roads that lie in any of some postcodes."""
        return np.flatnonzero([not codes.isdisjoint(own) for own in self.roads["postcodes"]]).astype(np.int64)

    def alike(self, sounds: tuple[NameSound, ...], rows: Rows) -> dict[int, tuple[NameSound, NameSound, float]]:
        """Return which of some roads sound the same or nearly the same as any of some sounds.

        Returns
        -------
        dict
            By row: the sound asked of, that of the road, and what it costs to make one of the other; of several the
            pair that is most alike.
        """
        heard = self._heard
        pairs = np.isin(heard.road, rows)
        keys = np.unique(heard.sound[pairs])
        made: dict[int, tuple[NameSound, NameSound, float]] = {}
        if not keys.size:
            return made
        over = np.full((len(sounds), len(heard.sounds)), np.inf, np.float32)
        cost = over.copy()
        for k, sound in enumerate(sounds):
            mine = keys[np.abs(heard.lengths[keys] - len(sound.key)) <= MOST_APART]
            lengths = heard.lengths[mine]
            cost[k, mine] = sound_costs(sound, heard.codes[mine, : int(lengths.max(initial=0))], lengths)
            over[k, mine] = cost[k, mine] - near_limits(np.minimum(heard.stems[mine], sound.stem))
        for pair in np.flatnonzero(pairs & (over.min(axis=0, initial=np.inf) <= 0.0)[heard.sound]).tolist():
            road, sound_row = int(heard.road[pair]), int(heard.sound[pair])
            k = int(np.lexsort((over[:, sound_row], cost[:, sound_row] > 0))[0])
            found = (sounds[k], self._as_said(road, heard.sounds[sound_row]), float(cost[k, sound_row]))
            if road not in made or found[2] < made[road][2]:
                made[road] = found
        return made

    def _as_said(self, row: int, sound: NameSound) -> NameSound:
        """Return a sound with what made it of the name of a road: names of other spelling share their sounds."""
        road = self.roads.iloc[row]
        told = (*unread_sounds(road["road_name"]), *unread_sounds(road["spoken_name"] or ""))
        return next(one for one in told if one.key == sound.key)


@dataclass(frozen=True, eq=False)
class _Heard:
    """The different sounds of roads, as codes, and which road has which."""

    sounds: list[NameSound]
    codes: npt.NDArray[np.uint8]
    lengths: Rows
    stems: Rows
    road: Rows
    sound: Rows


def _heard(roads: pd.DataFrame) -> _Heard:
    rows: dict[str, int] = {}
    sounds: list[NameSound] = []
    of_name: dict[str, list[int]] = {}
    road, sound = [], []
    for k, (name, spoken) in enumerate(zip(roads["road_name"], roads["spoken_name"], strict=True)):
        mine: dict[int, None] = {}
        for told in dict.fromkeys((name, spoken or name)):
            if told not in of_name:
                found = unread_sounds(told)
                for one in found:
                    if one.key not in rows:
                        rows[one.key] = len(sounds)
                        sounds.append(one)
                of_name[told] = [rows[one.key] for one in found]
            mine |= dict.fromkeys(of_name[told])
        road += [k] * len(mine)
        sound += list(mine)
    codes, lengths = packed([one.key for one in sounds])
    stems = np.array([one.stem for one in sounds], np.int64)
    return _Heard(sounds, codes, lengths, stems, np.array(road, np.int64), np.array(sound, np.int64))


def _place(line: Any, area: Any, points: Any) -> Any:  # noqa: ANN401 - shapes of a table, or missing
    for shape in (line, area):
        if shape is not None and not shape.is_empty:
            return shape
    return shapely.MultiPoint(points) if isinstance(points, list) else None
