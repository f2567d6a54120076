"""All layers of the sample town, written to one GeoPackage whose rows are the same in every run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import _cover
import _network
import _place as place
import _plots
import _registers
import _terrain as terrain
import numpy as np
import pyogrio
import shapely

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

TIMESTAMP: Final = "2026-02-14T00:00:00.000Z"


def make_layers(truth: dict[str, Any]) -> dict[str, gpd.GeoDataFrame]:
    """Return every layer by its name, in the order in which they are written."""
    plots = _plots.all_plots()
    roads, paths = _network.frames()
    codes = dict(zip(roads["vejnavn"], roads["vejkode"], strict=True))
    water = _cover.water(truth)
    return {
        "adjustment_lines": _registers.adjustment_lines(),
        "horseshoes": _registers.horseshoes(),
        "buildings": _registers.buildings(plots),
        "parcels": _registers.parcels(plots),
        "land_cover": _cover.land_cover(plots, roads, paths),
        "sewer_catchments": _cover.sewer_catchments(),
        "roads": roads,
        "paths": paths,
        **water,
        "nature_areas": _cover.nature_areas(),
        "addresses": _registers.addresses(plots, codes),
        "mapped_lots": _registers.mapped_lots(plots),
        "plan_areas": _registers.plan_areas(),
        "flood_reports": _registers.flood_reports(),
        "limited_culverts": _registers.limited_culverts(),
        "underground_basins": _registers.underground_basins(),
        "emergency_stations": _registers.emergency_stations(),
    }


def write_layers(path: Path, truth: dict[str, Any]) -> dict[str, Any]:
    """Write all layers to the GeoPackage `path`; return what the layers add to the truth."""
    layers = make_layers(truth)
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": TIMESTAMP})
    for name, frame in layers.items():
        pyogrio.write_dataframe(
            frame,
            path,
            layer=name,
            driver="GPKG",
            append=path.exists(),
            dataset_options={"VERSION": "1.2"},
            layer_options={"GEOMETRY_NAME": "geom", "FID": "fid"},
        )
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    return {
        "layers": {name: len(frame) for name, frame in layers.items()},
        "buildings_in_closed_low": wet_buildings(layers["buildings"], terrain.LOW),
        "flood_reports": {
            "in_hollows": int((layers["flood_reports"]["plantet"] == "i lavning").sum()),
            "false": int((layers["flood_reports"]["plantet"] == "falsk").sum()),
        },
        "plan_areas": {
            row.plannr: {"name": row.plannavn, "intended": row.hensigt} for row in layers["plan_areas"].itertuples()
        },
    }


def wet_buildings(frame: gpd.GeoDataFrame, hollow: terrain.Hollow) -> list[str]:
    """Return the buildings whose ground in a hollow lies at least 0.20 m under its sill.

    Ground as low beyond the pad of the hollow drains away from it and does not count.
    """
    wet = []
    for key, shape in zip(frame["id_lokalid"], frame.geometry, strict=True):
        local = place.to_local(shape)
        if local.distance(shapely.Point(hollow.centre)) > max(hollow.half):
            continue
        low_x, low_y, high_x, high_y = local.bounds
        xs, ys = np.meshgrid(np.arange(low_x, high_x, 0.5), np.arange(low_y, high_y, 0.5))
        inside = shapely.contains_xy(local, xs, ys)
        x, y = xs[inside], ys[inside]
        depth = np.where(terrain.bowl_m(x, y, hollow) < hollow.pad_m, hollow.sill_m - terrain.ground_m(x, y), 0.0)
        if depth.max() >= 0.20:
            wet.append(str(key))
    return sorted(wet)
