"""What plan sheets are made of: the layers and tables of other tools, checked against each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gistools.document import key_part
from gistools.errors import TableError
from gistools.text import Text, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from gistools.plan.sheets_params import PlanSheetParams
    from gistools.raster import Raster

TOWN, OUTSIDE = 0, -4
"""Numbers of the town in all, and of what lies off the sub-catchments, in tables of sub-catchments."""


@dataclass(frozen=True, eq=False)
class PlanMaterial:
    """The layers and tables of a plan that belong together (materiale).

    Parameters
    ----------
    parts:
        The layer ``sub_catchments``: a row for each sub-catchment, in the order of the plan.
    ledgers:
        The table ``sub_catchment_ledgers``.
    rain_mm:
        The rain of maps and key figures; one of the ledgers'.
    elevation, depth:
        What is drawn beneath and on the maps; None where not given.
    tables, layers:
        All others that are given, by the name of the input.
    """

    parts: gpd.GeoDataFrame
    ledgers: pd.DataFrame
    rain_mm: float
    elevation: Raster | None = None
    depth: Raster | None = None
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    layers: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)

    @property
    def ids(self) -> list[int]:
        """The numbers of the sub-catchments."""
        return [int(number) for number in self.parts["subcatchment_id"]]

    def names(self) -> dict[int, str]:
        """Return the names by number."""
        return dict(zip(self.ids, map(str, self.parts["name"]), strict=True))

    def shape(self, number: int) -> Any:  # noqa: ANN401 - a shape of shapely
        """Return the outline of a sub-catchment."""
        return self.parts.geometry.iloc[self.ids.index(number)]


def plan_material(
    given: Mapping[str, Any], params: PlanSheetParams, elevation: Raster | None, depth: Raster | None
) -> PlanMaterial:
    """Return what is given, when it belongs together.

    Parameters
    ----------
    given:
        Layers and tables by the name of the input; None for those not given.
    params:
        Names the rain that is shown.
    elevation, depth:
        Rasters, or None.

    Raises
    ------
    TableError
        For numbers of sub-catchments that are not whole, stand twice or are not in the layer, a sub-catchment without
        a ledger, a rain that the ledger was not kept for, a depth that lies elsewhere; all at once.
    """
    parts, ledgers = given["sub_catchments"], given["sub_catchment_ledgers"]
    faults = [*_part_faults(parts)]
    if not faults:
        faults += _ledger_faults(parts, ledgers)
        faults += _stray_faults(parts, given)
        if depth is not None and not _meet(parts, depth):
            faults.append(
                Text("depth ligger uden for alle deloplande", "depth lies outside all sub-catchments"),
            )
    rains = sorted({float(rain) for rain in ledgers["rain_mm"]})
    rain = params.shown_rain_mm if params.shown_rain_mm is not None else rains[-1]
    if rain not in rains:
        known = listed(rains)
        faults.append(
            Text(
                f"shown_rain_mm = {listed([rain]).da}: regnskabet er ført for {known.da} mm",
                f"shown_rain_mm = {rain:g}: the ledger was kept for {known.en} mm",
            )
        )
    if faults:
        raise TableError(
            Text("inputtene", "the inputs"),
            Text("lag og tabeller fra den samme kørsel", "layers and tables of one run"),
            Text(
                "giv filerne fra den samme kørsel af sub-catchments, og ret det nævnte",
                "give the files of one run of sub-catchments, and correct what is named",
            ),
            faults,
        )
    rest = {
        name: value
        for name, value in given.items()
        if value is not None and name not in {"sub_catchments", "sub_catchment_ledgers"}
    }
    layers = {name: value for name, value in rest.items() if hasattr(value, "geometry")}
    tables = {name: value for name, value in rest.items() if name not in layers}
    return PlanMaterial(parts, ledgers, rain, elevation, depth, tables, layers)


def _part_faults(parts: gpd.GeoDataFrame) -> list[Text]:
    ids = parts["subcatchment_id"]
    number = pd.to_numeric(ids, errors="coerce")
    if number.isna().any() or not np.equal(np.floor(number), number).all() or (number <= 0).any():
        shown = ", ".join(map(str, ids[number.isna() | (number != np.floor(number)) | (number <= 0)].tolist()[:5]))
        return [
            Text(
                f"sub_catchments: subcatchment_id er ikke hele tal over nul ({shown})",
                f"sub_catchments: subcatchment_id are no whole numbers above zero ({shown})",
            )
        ]
    faults = []
    twice = sorted({int(n) for n in number[number.duplicated()]})
    if twice:
        shown = ", ".join(map(str, twice[:5]))
        faults.append(Text(f"sub_catchments: nr. {shown} flere gange", f"sub_catchments: no. {shown} several times"))
    bare = parts.geometry.isna() | parts.geometry.is_empty
    if bare.any():
        shown = ", ".join(str(int(n)) for n in number[bare][:5])
        faults.append(Text(f"sub_catchments: nr. {shown} uden flade", f"sub_catchments: no. {shown} without polygon"))
    return faults


def _ledger_faults(parts: gpd.GeoDataFrame, ledgers: pd.DataFrame) -> list[Text]:
    known = {int(n) for n in parts["subcatchment_id"]}
    faults = []
    for rain, told in ledgers.groupby("rain_mm"):
        lacking = sorted(known - {int(n) for n in told["subcatchment_id"]})
        if lacking:
            shown = ", ".join(map(str, lacking[:5]))
            faults.append(
                Text(
                    f"sub_catchment_ledgers: intet regnskab for nr. {shown} ved {key_part(rain)} mm",
                    f"sub_catchment_ledgers: no ledger of no. {shown} at {key_part(rain)} mm",
                )
            )
    twice = ledgers.duplicated(["rain_mm", "subcatchment_id", "term"])
    if twice.any():
        faults.append(
            Text(
                f"sub_catchment_ledgers: {int(twice.sum())} rækker står flere gange",
                f"sub_catchment_ledgers: {int(twice.sum())} rows stand several times",
            )
        )
    return faults


_NUMBERED = {
    "sub_catchment_ledgers": ("subcatchment_id",),
    "sub_catchment_damage": ("subcatchment_id",),
    "vulnerable_places": ("subcatchment_id",),
    "sub_catchment_flows": ("from_subcatchment", "to_subcatchment"),
}


def _stray_faults(parts: gpd.GeoDataFrame, given: Mapping[str, Any]) -> Iterable[Text]:
    """Yield a fault for each table that tells of a sub-catchment that the layer does not have."""
    known = {int(n) for n in parts["subcatchment_id"]}
    for name, columns in _NUMBERED.items():
        if given.get(name) is None:
            continue
        found = {int(n) for column in columns for n in given[name][column].dropna() if int(n) > 0}
        stray = sorted(found - known)
        if stray:
            shown = ", ".join(map(str, stray[:5]))
            yield Text(f"{name}: nr. {shown} er ikke i sub_catchments", f"{name}: no. {shown} is not in sub_catchments")


def _meet(parts: gpd.GeoDataFrame, depth: Raster) -> bool:
    return bool(parts.geometry.intersects(shapely.box(*depth.grid.bounds)).any())
