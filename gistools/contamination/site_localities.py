"""Parts of lots put together to localities (lokaliteter), each once; where parts do not agree is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools.contamination.site_form import SITE_COLUMNS, SITE_ID, SiteCell
from gistools.contamination.status import SoilStatus, joined_status
from gistools.grid import DANISH_CRS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gistools.contamination.site_repairs import Repairs

SITE_EXTRA = ("part_count", "area_m2", "source_names", "source_day")
"""Columns of a site beside `SITE_COLUMNS`."""

_OF_A_PART = "object_id"


def localities(parts: gpd.GeoDataFrame, repairs: Repairs) -> gpd.GeoDataFrame:
    """Return a row for each locality of parts that stand in the order of their days.

    Lists are put together; of other columns the latest value that is not empty holds, and where an earlier part says
    another, that is listed.
    """
    codes, numbers = pd.factorize(parts[SITE_ID], sort=True)
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    made: dict[str, object] = {SITE_ID: np.asarray(numbers, object)}
    groups = _Groups(order, starts)
    for column in SITE_COLUMNS:
        values = parts[column.name]
        if column.cell is SiteCell.STATUS:
            made[column.name] = [joined_status(map(SoilStatus, own)).value for own in groups.of(values)]
        elif column.cell is SiteCell.LIST:
            made[column.name] = [tuple(dict.fromkeys(one for part in own for one in part)) for own in groups.of(values)]
        elif column.name != SITE_ID:
            latest, differs = groups.latest(values)
            made[column.name] = values.array.take(latest)
            if column.name != _OF_A_PART:
                repairs.of_parts("differs", parts.iloc[differs], column.name)
    made["part_count"] = groups.counts
    made["source_names"] = [tuple(dict.fromkeys(own)) for own in groups.of(parts["source_name"])]
    made["source_day"] = [max(own) for own in groups.of(parts["source_day"])]
    made["geometry"] = [_union(own) for own in groups.of(parts.geometry)]
    layer = gpd.GeoDataFrame(pd.DataFrame(made), geometry="geometry", crs=DANISH_CRS)
    layer["area_m2"] = layer.geometry.area.fillna(0.0)
    return layer[[*(one.name for one in SITE_COLUMNS), *SITE_EXTRA, "geometry"]]


class _Groups:
    """Rows in groups: an order of rows, and where in it each group starts."""

    def __init__(self, order: np.ndarray, starts: np.ndarray) -> None:
        self._order, self._starts = order, starts
        self._ends = np.append(starts[1:], len(order)).astype(int)[: len(starts)]
        self.counts = self._ends - starts

    def of(self, values: pd.Series) -> Iterator[np.ndarray]:
        """Yield the values of each group."""
        sorted_ = np.asarray(values.array, object)[self._order]
        for start, end in zip(self._starts.tolist(), self._ends.tolist(), strict=True):
            yield sorted_[start:end]

    def latest(self, values: pd.Series) -> tuple[np.ndarray, np.ndarray]:
        """Return the row of the last value in each group that is not empty, and rows that say another."""
        plain = values.astype(object)
        told = (values.notna() & (plain != "")).to_numpy()[self._order]
        if not len(self._order):
            return self._order, self._order
        places = np.where(told, np.arange(len(told)), -1)
        last = np.maximum.reduceat(places, self._starts)
        last = np.where(last < 0, self._ends - 1, last)
        codes = pd.factorize(plain)[0][self._order]
        other = told & (codes != np.repeat(codes[last], self.counts))
        return self._order[last], self._order[other]


def _union(shapes: np.ndarray) -> shapely.Geometry | None:
    there = shapes[~shapely.is_missing(shapes)]
    if not len(there):
        return None
    one: shapely.Geometry = there[0] if len(there) == 1 else shapely.union_all(there)
    return one
