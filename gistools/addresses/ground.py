"""House numbers that stand, on the ground (på kortet): their points, roads and layers, joined once for all rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gistools.addresses.check_layers import sound
from gistools.addresses.findings import Answer, Found
from gistools.text import joined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from gistools.addresses.check_layers import CheckLayers
    from gistools.addresses.check_params import AddressCheckParams
    from gistools.addresses.standing import Standing
    from gistools.text import Text

    Shapes = npt.NDArray[Any]
    Mask = npt.NDArray[np.bool_]
    Rows = npt.NDArray[np.int64]
    F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ground:
    """House numbers that stand, and where; rows of all arrays are those of `houses`.

    Parameters
    ----------
    standing:
        The register at a moment.
    layers:
        Beside it.
    params:
        Limits.
    """

    standing: Standing
    layers: CheckLayers
    params: AddressCheckParams

    @cached_property
    def houses(self) -> pd.DataFrame:
        """House numbers, as `Standing.houses` has them."""
        return self.standing.houses

    @cached_property
    def worked_out(self) -> dict[str, pd.DataFrame]:
        """What one rule worked out of it and another can use, by name."""
        return {}

    @cached_property
    def ids(self) -> npt.NDArray[Any]:
        """Of house numbers."""
        return self.houses["object_id"].to_numpy(dtype=object)

    @cached_property
    def access(self) -> Shapes:
        """Access points; None where there is none with coordinates."""
        return _placed(self.houses["access_point"])

    @cached_property
    def road_points(self) -> Shapes:
        """Road points; None where there is none with coordinates."""
        return _placed(self.houses["road_point"])

    @cached_property
    def has_access(self) -> Mask:
        """Where an access point is."""
        return ~_missing(self.access)

    @cached_property
    def has_road_point(self) -> Mask:
        """Where a road point is."""
        return ~_missing(self.road_points)

    def keys(self, column: str) -> npt.NDArray[Any]:
        """Return ids of a column of houses as layers have them, in small letters."""
        return self.houses[column].astype(str).str.strip().str.casefold().to_numpy(dtype=object)

    @cached_property
    def road_row(self) -> Rows:
        """Row of its road in the register, whatever the status of that; -1 where the register has no such road."""
        roads = pd.Index(self.standing.table("named_road")["object_id"])
        made: Rows = roads.get_indexer(pd.Index(self.houses["road_id"], dtype=object)).astype(np.int64)
        return made

    @cached_property
    def road_names(self) -> npt.NDArray[Any]:
        """Names by row of the register's roads."""
        return self.standing.table("named_road")["road_name"].to_numpy(dtype=object)

    @cached_property
    def lines(self) -> Shapes:
        """Lines of roads, 2D, by row of the register's roads; None without."""
        return self._road_shapes(1)

    @cached_property
    def areas(self) -> Shapes:
        """Areas of roads, by row of the register's roads; None without."""
        return self._road_shapes(2)

    def _road_shapes(self, dimension: int) -> Shapes:
        roads = self.standing.table("named_road")
        made = np.full(len(roads), None, dtype=object)
        for column in ("road_area", "road_line"):
            shapes = shapely.force_2d(roads[column].to_numpy(dtype=object))
            hit = (shapely.get_dimensions(shapes) == dimension) & ~shapely.is_empty(shapes)
            coordinates, of = shapely.get_coordinates(shapes, return_index=True)
            hit[of[~np.isfinite(coordinates).all(axis=1)]] = False
            made[hit] = sound(shapes[hit])
        return made

    def of_road(self, shapes: Shapes) -> Shapes:
        """Return what is told by row of roads by row of houses: None where the register has no such road."""
        made = np.full(len(self.road_row), None, dtype=object)
        known = self.road_row >= 0
        made[known] = shapes[self.road_row[known]]
        return made

    @cached_property
    def has_road(self) -> Mask:
        """Where the road has a line or an area."""
        return ~(_missing(self.of_road(self.lines)) & _missing(self.of_road(self.areas)))

    def off_road(self, points: Shapes) -> F64:
        """Return how far points are from the line or area of their own road; NaN where either is missing."""
        lines, areas = self.of_road(self.lines), self.of_road(self.areas)
        shapely.prepare(self.lines)
        shapely.prepare(self.areas)
        made: F64 = np.fmin(shapely.distance(lines, points), shapely.distance(areas, points))
        return made

    @cached_property
    def standing_roads(self) -> Mask:
        """Which of the register's roads are provisional or in force."""
        return self.standing.counts("named_road")

    @cached_property
    def road_tree(self) -> tuple[shapely.STRtree, Rows]:
        """Lines of the roads that stand, part by part, and the row of the road of each part."""
        rows = np.flatnonzero(self.standing_roads & ~_missing(self.lines))
        parts, of = shapely.get_parts(self.lines[rows], return_index=True)
        return shapely.STRtree(parts), rows[of]

    def found(
        self, rule: str, where: Mask, told: Callable[[int], Text], about: Callable[[int], str] = lambda _: ""
    ) -> tuple[Found, ...]:
        """Return a finding for each house number of a mask."""
        return tuple(
            Found(rule, "house_number", self.ids[k], told(k), about=about(k)) for k in np.flatnonzero(where).tolist()
        )

    def joined(self, rule: str, told: Mapping[int, Sequence[Text]]) -> tuple[Found, ...]:
        """Return a finding for each house number, by its row, with all that is told of it."""
        return tuple(Found(rule, "house_number", self.ids[k], joined(dict.fromkeys(told[k]))) for k in sorted(told))

    def answer(
        self, rule: str, asked: Mask, unknown: Mask | Sequence[tuple[Mask, Text]], found: tuple[Found, ...],
        why: Text | None = None, away: Sequence[str] = (),
    ) -> Answer:  # fmt: skip
        """Return an answer.

        Parameters
        ----------
        unknown, why:
            Of which it cannot be told, and why: one reason for all, of no use when nothing cannot, or each with its
            own, of which those are told that hold for some.
        away:
            Layers without which only a part of the rule is asked: those that were not given are told.
        """
        pairs = [(unknown, why)] if isinstance(unknown, np.ndarray) else list(unknown)
        hits = [(asked & mask, reason) for mask, reason in pairs]
        count = int(np.any([mask for mask, _ in hits], axis=0).sum()) if hits else 0
        reasons = [reason for mask, reason in hits if mask.any() and reason is not None]
        away = [name for name in away if self.layers.table(name) is None]
        reasons += [self.layers.lacks(*away)] if away else []
        return Answer(rule, int(asked.sum()), count, found, joined(dict.fromkeys(reasons)) if reasons else None)


def texts(values: pd.Series) -> npt.NDArray[Any]:
    """Return texts that were looked up, empty where there are none."""
    return values.astype(object).where(values.notna(), "").to_numpy(dtype=object)


def _placed(points: pd.Series) -> Shapes:
    shapes = points.to_numpy(dtype=object)
    made = np.full(len(shapes), None, dtype=object)
    told = shapely.is_geometry(shapes)
    told[told] = ~shapely.is_empty(shapes[told])
    flat = shapely.force_2d(shapes[told])
    finite = np.isfinite(np.column_stack([shapely.get_x(flat), shapely.get_y(flat)])).all(axis=1)
    made[np.flatnonzero(told)[finite]] = flat[finite]
    return made


def _missing(shapes: Shapes) -> Mask:
    made: Mask = shapely.is_missing(shapes)
    return made


def within(points: Shapes, keys: npt.NDArray[Any], layer: pd.DataFrame, column: str, far_m: float) -> tuple[Mask, Mask]:
    """Return where the layer has areas of a key, and where the point lies in or on one of them.

    Parameters
    ----------
    points, keys:
        Of the same rows; None and empty for none.
    layer, column:
        Of `CheckLayers.table`: its areas, and the column with their keys.
    far_m:
        Up to which distance a point outside still lies on the border.
    """
    rows = pd.DataFrame({"row": np.arange(len(keys)), "key": keys})
    areas = pd.DataFrame({"area": np.arange(len(layer)), "key": layer[column].to_numpy(dtype=object)})
    pairs = rows[rows["key"] != ""].merge(areas, on="key")
    row, area = pairs["row"].to_numpy(np.int64), pairs["area"].to_numpy(np.int64)
    known = np.zeros(len(keys), np.bool_)
    known[row] = True
    shapes = layer["shape"].to_numpy(dtype=object)
    shapely.prepare(shapes)
    inside = np.zeros(len(keys), np.bool_)
    inside[row[shapely.dwithin(shapes[area], points[row], far_m)]] = True
    return known & ~_missing(points), inside
