"""Mapped lots of one or several deliveries as one layer (kortlagte lokaliteter), each locality once.

A locality may have many polygons, in the layer of V1, in that of V2, or in both; it is counted once, and its polygons
stay as parts. Columns of deliveries are kept beside as they came.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools._checks import require_kind
from gistools.contamination.site_form import SITE_ID, STATUS
from gistools.contamination.site_localities import localities, merged_twins
from gistools.contamination.site_parts import parts_of
from gistools.contamination.site_repairs import Repairs
from gistools.contamination.status import SoilStatus
from gistools.errors import LayerError
from gistools.grid import DANISH_CRS
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PART_COLUMNS = ("part_id", "source_name", "source_day", "source_row", "part_status", "geometry_was", "cut_columns")
"""Columns of a part beside `SITE_COLUMNS` and the delivery's own, which begin with ``raw_``.

``part_status`` is that of the layer it came in, where that is known; ``geometry_was`` the polygon as it was delivered
(hexadecimal WKB) where it was repaired; ``cut_columns`` names the columns whose text may have been cut.
"""


@dataclass(frozen=True, eq=False)
class Delivery:
    """A layer as it was delivered (leverance).

    Parameters
    ----------
    frame:
        Polygons in EPSG:25832 with the columns of the delivery.
    name:
        Of the file or layer.
    day:
        Of which day it is, year-month-day; empty when nobody knows.
    layer_status:
        V1 or V2 where the layer is one of those alone: which polygon of a locality in both is which. None when the
        rows alone tell. It is the status of rows that tell none, which is listed where their column is there; a status
        that cannot be read stays unknown.
    names:
        By column of `SITE_COLUMNS`, what the delivery calls it, where that is not found out by itself.
    """

    frame: gpd.GeoDataFrame
    name: str
    day: str = ""
    layer_status: SoilStatus | None = None
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Sites:
    """What deliveries say of lots.

    Parameters
    ----------
    layer:
        A row for each locality: `SITE_COLUMNS`, `SITE_EXTRA` and all its polygons as one.
    parts:
        A row for each polygon as it was delivered: the same columns, `PART_COLUMNS` and the delivery's own.
    repairs:
        `REPAIR_COLUMNS`.
    known:
        Columns of `SITE_COLUMNS` that a delivery has; the others are unknown everywhere, not empty.
    origins:
        What deliveries call those.
    """

    layer: gpd.GeoDataFrame
    parts: gpd.GeoDataFrame
    repairs: pd.DataFrame
    known: frozenset[str]
    origins: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return how many of each status."""
        counts = self.layer[STATUS].value_counts()
        told = ", ".join(f"{counts[one.value]} {one.value}" for one in SoilStatus if one.value in counts)
        return f"Sites({len(self.layer)} localities: {told}; {len(self.parts)} parts, {len(self.repairs)} repairs)"


def read_sites(deliveries: Iterable[Delivery]) -> Sites:
    """Return the mapped lots of deliveries, each locality once.

    Parameters
    ----------
    deliveries:
        Such as the layers of V1 and V2; the order makes no difference. A lot without a number is counted by itself,
        and called ``?1:3`` after the number of its delivery, in the order of days and names, and its row.

    Raises
    ------
    LayerError
        For no delivery, two of the same name and day, one without site numbers or status, geometry that is no polygon,
        or a name of a column that the delivery has not.
    CrsError
        For another system than EPSG:25832.

    >>> square = shapely.box(700000, 6170000, 700010, 6170010)
    >>> rows = {"Lokalitetsnr": ["101-1", "101-1"], "status": ["V1 og V2 kortlagt"] * 2}
    >>> given = gpd.GeoDataFrame(rows, geometry=[square, shapely.affinity.translate(square, 20)], crs="EPSG:25832")
    >>> read_sites([Delivery(given, "V2", layer_status=SoilStatus.V2)])
    Sites(1 localities: 1 V1V2; 2 parts, 0 repairs)
    """
    given = sorted(deliveries, key=lambda one: (one.day, one.name))
    for one in given:
        require_kind(one, Delivery, "deliveries")
    if not given:
        raise LayerError(Text("ingen leverance", "no delivery"), Text("mindst et lag", "one layer at least"),
                         Text("giv laget over kortlagte grunde", "give the layer of mapped lots"))  # fmt: skip
    twice = [(one.name, one.day) for one, other in pairwise(given) if (one.day, one.name) == (other.day, other.name)]
    if twice:
        name, day = twice[0]
        raise LayerError(Text(f"to leverancer hedder {name} {day}".strip(), f"two deliveries are {name} {day}".strip()),
                         Text("hver leverance med sit navn eller sin dag", "a name or a day of its own for each"),
                         Text("giv dem hver sit navn, fx med lagets status",
                              "give each its name, such as with the status of the layer"))  # fmt: skip
    repairs = Repairs()
    read = [parts_of(one, repairs) for one in given]
    parts = gpd.GeoDataFrame(pd.concat([table for table, _ in read], ignore_index=True), geometry="geometry",
                             crs=DANISH_CRS)  # fmt: skip
    numbers = np.repeat(np.arange(1, len(read) + 1), [len(table) for table, _ in read])
    parts = _once(parts, numbers, repairs)
    layer = localities(parts, repairs)
    origins: dict[str, frozenset[str]] = {}
    for _, found in read:
        for column, name in found.items():
            origins[column] = origins.get(column, frozenset()) | {name}
    return Sites(layer, parts, repairs.table(), frozenset(origins), origins)


def _once(parts: gpd.GeoDataFrame, numbers: np.ndarray, repairs: Repairs) -> gpd.GeoDataFrame:
    """Return the parts with numbers of their own, what stands in several deliveries alike as one that tells it all."""
    lacking = (parts[SITE_ID] == "").to_numpy()
    marks = pd.Series([f"?{number}:{row + 1}" for number, row in zip(numbers, parts["source_row"], strict=True)],
                      index=parts.index, dtype=object)  # fmt: skip
    parts[SITE_ID] = parts[SITE_ID].where(~lacking, marks)
    repairs.of_parts("no_number", parts[lacking])
    key = pd.DataFrame({
        "site": parts[SITE_ID], "status": parts["part_status"],
        "shape": shapely.to_wkb(shapely.normalize(np.asarray(parts.geometry.array)), hex=True),
    })  # fmt: skip
    twice = (key.duplicated(keep="last") & key["shape"].notna()).to_numpy()
    repairs.of_parts("twice", parts[twice])
    key["shape"] = key["shape"].where(key["shape"].notna(), np.arange(len(key)))  # no shape is like no other
    kept = merged_twins(parts, key.groupby(list(key.columns), sort=False).ngroup().to_numpy(), repairs)
    kept.insert(0, "part_id", [f"{site}/{n + 1}" for site, n in zip(kept[SITE_ID], kept.groupby(SITE_ID).cumcount(),
                                                                   strict=True)])  # fmt: skip
    return kept
