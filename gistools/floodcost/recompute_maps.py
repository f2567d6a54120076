"""Annual damage from maps, worked out again from the tables of a bundle."""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING

import numpy as np

from gistools.floodcost.annual import AnnualDamage, annual_from_maps
from gistools.floodcost.bundle_cells import oere
from gistools.floodcost.checking import HALF_OERE, differs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy.typing as npt
    import pandas as pd

    from gistools.text import Text

    F64 = npt.NDArray[np.float64]


def maps_again(tables: Mapping[str, pd.DataFrame], position: pd.Series[int]) -> AnnualDamage:
    """Return the annual damage of each building, from its damage on each map."""
    maps, told = tables["maps"], tables.get("building_maps")
    none = _annual(maps, np.zeros((len(maps), position.size)))
    if told is None:
        return none
    made = []
    for _, part in told.groupby("part", sort=False):
        where = position.loc[part["building_id"]].to_numpy()
        if np.unique(where).size < where.size:
            msg = "building_maps: building_id, part"
            raise ValueError(msg)
        damage = np.zeros((len(maps), position.size))
        damage[:, where] = part[[f"map_{k}_dkk" for k in maps["map"]]].to_numpy(np.float64).T
        made.append(_annual(maps, damage))
    return functools.reduce(operator.add, made)


def sums_of_maps(tables: Mapping[str, pd.DataFrame], totals: pd.DataFrame) -> Iterator[Text | int]:
    """Annual damage in all is that of the damage of all buildings on each map."""
    maps, told = tables["maps"], tables["map_sums"]
    if maps["map"].tolist() != told["map"].tolist():
        yield differs("map_sums.map", told["map"].tolist(), "maps", maps["map"].tolist())
        return
    again = _annual(maps, told["damage_dkk"].to_numpy(np.float64)[:, None])
    name, row = next(iter(totals.iterrows()))
    slack = (float(row["damaged"]) + 1.0) * HALF_OERE  # each building is rounded
    for column, value in (("annual_dkk", again.dkk), ("head_dkk", again.head_dkk), ("tail_dkk", again.tail_dkk)):
        yield 1
        if np.isnan(row[column]):
            continue
        if not abs(float(value[0]) * 100.0 - int(oere(row[column]))) <= slack:
            yield differs(f"totals.{column} ({name})", row[column], "map_sums", float(value[0]))


def _annual(maps: pd.DataFrame, damage: F64) -> AnnualDamage:
    first = maps.iloc[0]
    return annual_from_maps(
        damage,
        maps["return_period_years"].to_numpy(np.float64),
        series=str(first["series"]),
        method=str(first["method"]),
        tail=str(first["tail"]),
        zero_at_years=None if np.isnan(first["zero_at_years"]) else float(first["zero_at_years"]),
    )
