"""Parts of lots put together to localities (lokaliteter), each once; where parts do not agree is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools.contamination.site_form import SITE_COLUMNS, SITE_ID, SiteCell
from gistools.contamination.site_parts import RAW
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
    groups = _Groups(codes)
    made: dict[str, object] = {SITE_ID: np.asarray(numbers, object), **_merged(parts, groups, repairs)}
    made["part_count"] = groups.counts
    made["source_names"] = [tuple(dict.fromkeys(own)) for own in groups.of(parts["source_name"])]
    made["source_day"] = [max(own) for own in groups.of(parts["source_day"])]
    made["geometry"] = [_union(own) for own in groups.of(parts.geometry)]
    layer = gpd.GeoDataFrame(pd.DataFrame(made), geometry="geometry", crs=DANISH_CRS)
    layer["area_m2"] = layer.geometry.area.fillna(0.0)
    return layer[[*(one.name for one in SITE_COLUMNS), *SITE_EXTRA, "geometry"]]


def merged_twins(parts: gpd.GeoDataFrame, codes: np.ndarray, repairs: Repairs) -> gpd.GeoDataFrame:
    """Return the last part of each code, with what the others of its code tell, by the rules of `localities`.

    The delivery's own columns are filled too where the last part says nothing; differences in those are not listed.
    """
    groups = _Groups(codes)
    last = groups.last
    kept = parts.iloc[np.sort(last)].reset_index(drop=True)
    by_row = codes[np.sort(last)]
    for name, values in _merged(parts, groups, repairs).items():
        kept[name] = pd.Series(values).array.take(by_row)
    for name in parts.columns:
        if str(name).startswith(RAW):
            kept[name] = parts[name].array.take(groups.latest_row(parts[name])[by_row])
    cut = [" ".join(dict.fromkeys(" ".join(own).split())) for own in groups.of(parts["cut_columns"])]
    kept["cut_columns"] = [cut[code] for code in by_row.tolist()]
    return kept


def _merged(parts: gpd.GeoDataFrame, groups: _Groups, repairs: Repairs) -> dict[str, Any]:
    """Return what groups of parts tell, column by column, and list where they do not agree."""
    made: dict[str, Any] = {}
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
    return made


class _Groups:
    """Rows in groups, by codes from 0 that are all there: an order of rows, and where in it each group starts."""

    def __init__(self, codes: np.ndarray) -> None:
        self._order = np.argsort(codes, kind="stable")
        self._starts = np.flatnonzero(np.diff(codes[self._order], prepend=-1))
        order, starts = self._order, self._starts
        self._ends = np.append(starts[1:], len(order)).astype(int)[: len(starts)]
        self.counts = self._ends - starts

    def of(self, values: pd.Series) -> Iterator[np.ndarray]:
        """Yield the values of each group."""
        sorted_ = np.asarray(values.array, object)[self._order]
        for start, end in zip(self._starts.tolist(), self._ends.tolist(), strict=True):
            yield sorted_[start:end]

    def latest(self, values: pd.Series) -> tuple[np.ndarray, np.ndarray]:
        """Return the row of the last value in each group that is not empty, and rows that say another."""
        told, last = self._told(values)
        codes = pd.factorize(values.astype(object))[0][self._order]
        other = told & (codes != np.repeat(codes[last], self.counts))
        return self._order[last], self._order[other]

    def latest_row(self, values: pd.Series) -> np.ndarray:
        """Return the row of the last value in each group that is not empty."""
        rows: np.ndarray = self._order[self._told(values)[1]]
        return rows

    @property
    def last(self) -> np.ndarray:
        """The last row of each group."""
        rows: np.ndarray = self._order[self._ends - 1]
        return rows

    def _told(self, values: pd.Series) -> tuple[np.ndarray, np.ndarray]:
        """Return which rows in order say something, and where in it the last of each group does, else its end."""
        there = values.notna().to_numpy(bool) & np.array(
            [not isinstance(one, str) or bool(one) for one in values], bool
        )
        told = there[self._order]
        if not len(told):
            return told, self._order
        last = np.maximum.reduceat(np.where(told, np.arange(len(told)), -1), self._starts)
        return told, np.where(last < 0, self._ends - 1, last)


def _union(shapes: np.ndarray) -> shapely.Geometry | None:
    there = shapes[~shapely.is_missing(shapes)]
    if not len(there):
        return None
    one: shapely.Geometry = there[0] if len(there) == 1 else shapely.union_all(there)
    return one
