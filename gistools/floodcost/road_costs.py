"""What flooded roads cost a year (vejskader): closed, cleaned, and the detour once, from the rain that closes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools._checks import require_kind
from gistools.cloudburst.rain.features import pieces_of
from gistools.errors import LayerError
from gistools.floodcost.annual import annual_from_rains
from gistools.floodcost.columns import number_column
from gistools.floodcost.exposure import expose
from gistools.floodcost.exposure_params import ExposureParams, ExposureRule
from gistools.floodcost.roads import road_damage
from gistools.progress import NoProgress, Progress
from gistools.tables import load_table
from gistools.terrain.types import require_crs
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from gistools.cloudburst.all_rains import RainToFlood
    from gistools.floodcost.cost_params import RoadParams
    from gistools.floodcost.rates import RainRate

    F64 = npt.NDArray[np.float64]


def road_costs(
    result: RainToFlood,
    roads: gpd.GeoDataFrame,
    rates: Mapping[str, RainRate],
    rains_mm: F64,
    params: RoadParams,
    *,
    progress: Progress | None = None,
) -> tuple[gpd.GeoDataFrame, tuple[Text, ...]]:
    """Return pieces of road with the rain that closes each, and what it costs a year; and what to know of it.

    A piece is as wide as its road; it is as deep as the deepest cell that it touches, above the median of its terrain.
    Delay is counted once for each detour (`road_damage`), and damage is summed over ``rains_mm``.

    Parameters
    ----------
    result:
        From `rain_to_flood`.
    roads:
        Centre lines in the coordinate system of the terrain.
    rates:
        How often each rain comes, by the name of the climate.
    rains_mm:
        Rising rains.
    params:
        Which columns say how wide and how busy a road is, and which pieces share a detour.

    Raises
    ------
    LayerError, CrsError
        For what are no lines, another coordinate system, and widths or traffic that are no numbers; all at once.
    """
    require_kind(roads, gpd.GeoDataFrame, "roads")
    require_crs(roads, result.grid, Text("veje", "roads"))
    kinds = set(roads.geom_type.dropna().unique()) - {"LineString", "MultiLineString"}
    if kinds:
        raise LayerError(
            Text(f"et lag med {', '.join(sorted(kinds))}", f"a layer of {', '.join(sorted(kinds))}"),
            Text("midterlinjer", "centre lines"),
            Text("giv vejenes midterlinjer", "give the centre lines of the roads"),
        )
    number, piece, lines = pieces_of(shapely.force_2d(roads.geometry.to_numpy()), params.road_piece_m)
    width = number_column(roads, params.road_width_field, params.road_width_m)[number]
    table = pd.DataFrame(
        {
            "feature_id": number + 1,
            "piece_id": piece,
            "length_m": np.round(shapely.length(lines), 2),
            "vehicles_per_day": number_column(roads, params.traffic_field)[number],
            "detour": _names(roads, params.detour_field, number),
        }
    )
    closed = _closed_from()
    surface = shapely.buffer(lines, width / 2.0, cap_style="flat")
    water = expose(
        result, gpd.GeoDataFrame(geometry=list(surface), crs=roads.crs), np.array([closed]),
        ExposureParams(exposure_rule=ExposureRule.TOUCHED_MAX), rains_mm=rains_mm, progress=progress or NoProgress(),
    )  # fmt: skip
    damage = road_damage(table, water.depth_m)
    onset = water.onset_mm[0]
    table["exposure_state"] = water.state
    table["closed_mm"] = np.where(np.isfinite(onset), onset, np.nan)
    notes = [*damage.notes, *damage.unverified]
    for name, rate in rates.items():
        made = annual_from_rains(damage.dkk, rains_mm, rate)
        years = rate.return_period(onset)
        table[f"closed_{name}_years"] = np.where(np.isfinite(years), years, np.nan)
        table[f"annual_{name}_dkk"] = np.round(made.dkk, 2)
        table[f"verified_{name}"] = not (damage.unverified or rate.unverified)
        notes += [_beyond(rains_mm, rate)]
    layer = gpd.GeoDataFrame(table, geometry=list(lines), crs=roads.crs)
    layer.attrs["title"] = Text("Skade på veje", "Damage to roads")
    return layer, tuple(dict.fromkeys(notes))


def _beyond(rains_mm: F64, rate: RainRate) -> Text:
    last = float(rains_mm[-1])
    often = float(rate.rate(np.array([last]))[0])
    years = f"{1.0 / often:,.0f}" if often > 0.0 else "∞"
    return Text(
        f"Veje, {rate.climate.da}: skade, der først begynder ved over {danish(last, '.1f')} mm (sjældnere end hvert "
        f"{years.replace(',', '.')}. år), er ikke med.",
        f"Roads, {rate.climate.en}: damage that only begins above {last:.1f} mm (rarer than every {years} years) is "
        "not in it.",
    )


def _closed_from() -> float:
    table = load_table("road_damage").frame
    return float(table.loc[table["item"] == "closed", "value"].iloc[0])


def _names(layer: gpd.GeoDataFrame, name: str | None, number: npt.NDArray[np.int64]) -> list[str | None]:
    """Return the detour of each piece: the named column, else the road that it is a piece of."""
    if name is None or name not in layer.columns:
        return [f"vej {i + 1}" for i in number.tolist()]
    given = layer[name].tolist()
    return [None if pd.isna(given[i]) else str(given[i]) for i in number.tolist()]
