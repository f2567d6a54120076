"""Compiles every kernel before it is needed, by running every tool on a small made terrain.

Nothing here names a kernel or the types that it is compiled for: both follow from what the tools do. The terrain has
what makes them do all that they can: pits within pits, level ground, unknown heights inside and at the edge, and all
layers that a tool can be given.
"""

from __future__ import annotations

import contextlib
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gistools.catalogue import TOOLS
from gistools.errors import GridError, OutputError
from gistools.kernels import compilation
from gistools.progress import NoProgress, Progress, Stage, run_cancellable
from gistools.run.cache import StepCache
from gistools.text import Text
from gistools.tool import Input, Tool, param_specs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from gistools.journal import StoreLook
    from gistools.raster import Raster
    from gistools.tool import Steps

__all__ = ["Warmup", "warm_up"]

_ROWS, _COLS, _CELL_M = 40, 48, 2.0
_WEST, _NORTH, _CRS = 650_000.0, 6_270_000.0, "EPSG:25832"
_PARAMS = {  # besides those that a tool has by itself; only those that a tool declares are given to it
    "rain_mm": 60.0,
    "drain_hours": 1.0,
    "min_area_m2": 20.0,
    "min_flow_area_m2": 20.0,
    "min_volume_m3": 0.1,
    "snap_m": 5.0,
    "sea_level_m": 19.0,
    "sea_sides": "east",
    "min_pocket_area_m2": 0.0,
    "max_sea_level_m": 100.0,
    "draws": 10,
    "correlation_m": 5.0,
    "wet_at_mm": 60.0,
    "duration_min": 60.0,
    "return_period_years": 5.0,
    "return_periods_years": "2 5 10",
    "series": "partial-duration",
    "os2_years": 5.0,
    "min_area_ha": 0.05,
    "link_rain_mm": 20.0,
    "rains_mm": "20 60",
    "tolerance_m": 3.0,
    "layer_names": "Plan",
    "survey_year": 2026,
    "species": "frogs_toads",
    "becomes": "pond",
    "block_m": 20.0,
    "least_area_m2": 20.0,
    "cell_size_m": 4.0,
    "budget_dkk": 2e5,
    "profiles": "wheelchair",
    "name": "Nyvej",
    "east_m": _WEST,
    "north_m": _NORTH,
    "sender_municipality": "Kommune",
    "sender_unit": "Enhed",
    "case_number": "1",
    "letter_date": "2027-01-04",
    "deadline": "2027-02-01",
    "heard": "-",
    "start": f"{_WEST + 12.0} {_NORTH - 20.0}",
    "goal": f"{_WEST + 48.0} {_NORTH - 20.0}",
}
_VARIANTS: tuple[dict[str, object], ...] = (
    {"nodata": "sea"},
    {"nodata": "filled", "buildings_as": "remove", "link_set": "complete"},
)
_LOSING = ({"rain", "basins"}, {"rain_mm"})  # what a tool is not given, one time and the other
_REFUSED = {name: {"damage_table"} for name in ("flood-cost-rain", "plan-value", "compare-variants")}  # know no curves
_TILE = (17, 19)


@dataclass(frozen=True)
class Warmup:
    """What was compiled, and where it lies.

    Parameters
    ----------
    compiled:
        The kernels that were compiled, each with the types and the seconds that it took.
    ready:
        How many kernels had kept code that was used.
    folder:
        Where the code is kept.
    size_bytes:
        How large all code in the folder is.
    seconds:
        How long it all took.
    """

    compiled: tuple[compilation.Compiled, ...]
    ready: int
    folder: Path
    size_bytes: int
    seconds: float


def warm_up(*, tools: Sequence[Tool] = TOOLS, progress: Progress | None = None) -> Warmup:
    """Compile all kernels (opvarmning) for what the tools use them for, and keep their code for later processes.

    Parameters
    ----------
    tools:
        Those that are run.
    progress:
        Told how far the work is.

    Raises
    ------
    OutputError
        When there is no folder to keep the code in.
    Cancelled
        When the user wants to stop; what was compiled until then is kept.
    """
    begun = time.monotonic()
    progress = progress or NoProgress()
    done, ready = len(compilation.compiled()), len(compilation.loaded())
    with tempfile.TemporaryDirectory(prefix="gistools-warmup-", ignore_cleanup_errors=True) as name:
        _run(Path(name), tools, progress)
    from gistools.kernels.compiled import home  # noqa: PLC0415 - loads numba

    folder = home()
    if folder is None or not compilation.is_kept():
        raise OutputError(
            Text("intet sted at gemme oversatte kerner", "nowhere to keep compiled kernels"),
            Text("en mappe, der kan skrives i, på et drev med plads", "a folder to write to, on a drive with room"),
            Text("sæt NUMBA_CACHE_DIR til en sådan mappe", "set NUMBA_CACHE_DIR to such a folder"),
        )
    sizes = [path.stat().st_size for path in folder.glob("*.nbc")]
    made = compilation.compiled()[done:]
    seconds = time.monotonic() - begun
    return Warmup(made, len(compilation.loaded()) - ready, folder, sum(sizes), seconds)


def _run(folder: Path, tools: Sequence[Tool], progress: Progress) -> None:
    given = _town()
    runs = [
        (tool, variant, losing)
        for variant in _VARIANTS
        for tool in tools
        if all(one.name in given for one in tool.inputs if one.required)
        for losing in _LOSING
        if "rain" in losing or "rain" in {one.name for one in tool.inputs}
    ]
    # the second time, what was remembered on disk may come back as another kind of array
    twice = [(StepCache(folder), run) for run in runs]
    twice += [(StepCache(folder, memory_bytes=0), run) for run in runs]
    for number, (steps, (tool, variant, losing)) in enumerate(twice):
        part = Stage(progress, number / (len(twice) + 1), (number + 1) / (len(twice) + 1))
        part.update(0.0, tool.title)
        lost = losing | _REFUSED.get(tool.id, set())
        _run_tool(tool, variant, {name: value for name, value in given.items() if name not in lost}, steps, part)
        steps.finish(part)
    _remove_patches(progress)
    _link_patches(progress)
    rest = Stage(progress, len(twice) / (len(twice) + 1), 1.0)
    _route_in_tiles(given["elevation"], Stage(rest, 0.0, 0.5))
    _solve_again(given["elevation"], Stage(rest, 0.5, 1.0))


def _run_tool(
    tool: Tool, variant: Mapping[str, object], given: Mapping[str, object], steps: Steps, progress: Progress
) -> None:
    """Give a tool all that it can take, and want all that it can make."""
    from gistools.raster import StripRaster  # noqa: PLC0415 - loads numpy

    declared = {spec.name for spec in param_specs(tool.params)}
    params = {**_PARAMS, **variant}
    if "rain" in given and "rain" in {one.name for one in tool.inputs}:
        params.pop("rain_mm")
    made = tool.load()(
        **{one.name: _as_taken(one, given.get(one.name)) for one in tool.inputs},
        params=tool.params.from_mapping({name: value for name, value in params.items() if name in declared}),
        steps=steps,
        wanted=frozenset(one.name for one in tool.outputs),
        progress=progress,
    )
    for value in made.values():
        if isinstance(value, StripRaster):
            run_cancellable(progress, value.materialise)


def _as_taken(one: Input, value: Any) -> Any:  # noqa: ANN401 - any kind of value, and what is made of it
    """Return a value as the function of a tool gets it: of an input that is ``many`` as a tuple, also a single one."""
    return value if value is None or not one.many or isinstance(value, tuple) else (value,)


def _town() -> dict[str, Any]:
    """Return what a tool can be given, by the name of the input: a slope with pits within pits, and so on."""
    import geopandas as gpd  # noqa: PLC0415 - loads the file libraries
    import numpy as np  # noqa: PLC0415 - only where something is computed
    import pandas as pd  # noqa: PLC0415 - beside them
    import shapely  # noqa: PLC0415 - beside them

    from gistools.triangles import Triangles  # noqa: PLC0415 - beside them

    def at(col: float, row: float) -> tuple[float, float]:
        return _WEST + _CELL_M * col, _NORTH - _CELL_M * row

    def layer(geometry: shapely.Geometry, **columns: object) -> gpd.GeoDataFrame:
        return gpd.GeoDataFrame({"id": [1], **columns}, geometry=[geometry], crs=_CRS)

    row, col = np.mgrid[0:_ROWS, 0:_COLS].astype(np.float64)
    z = 20.0 - 0.05 * col + 1.5 * np.sin(row / 3.0) * np.cos(col / 4.0) + 0.3 * np.sin(row) * np.sin(1.3 * col)
    z = np.round(z, 1)
    z[8:15, 20:28] = z[8:15, 20:28].min()
    z[25:28, 30:33] = np.nan
    z[:3, :3] = np.nan
    house, court = shapely.box(*at(34, 18), *at(42, 10)), shapely.box(*at(37, 15), *at(39, 13))
    loss = {"klasse": ["græs"], "run_off_coefficient": [0.5], "initial_loss_mm": [1.0], "drain_mm_per_h": [5.0]}
    return {
        "elevation": _raster(z.astype(np.float32), _CELL_M, "m"),
        "adjustment_lines": layer(shapely.LineString([at(5, 20), at(15, 24)])),
        "horseshoes": layer(shapely.LineString([at(20, 30), at(26, 30), at(26, 33), at(20, 33)])),
        "buildings": layer(shapely.difference(house, court), byg021anvendelse=["120"], har_kaelder=["ja"]),
        "rain": _raster(np.full((_ROWS // 4, _COLS // 4), 60.0, np.float32), 4 * _CELL_M, "mm"),
        "land_cover": layer(shapely.box(*at(0, _ROWS), *at(_COLS, 0)), klasse=["græs"]),
        "losses": pd.DataFrame(loss),
        "places": layer(shapely.Point(at(30, 20))),
        "critical_places": layer(shapely.Point(at(12, 30))),
        "points": layer(shapely.Point(at(10, 10))),
        "sewer_catchments": layer(shapely.box(*at(0, _ROWS), *at(20, 0)), navn=["K1"]),
        "structure": gpd.GeoDataFrame(
            {"type": ["skybrudsvej", "bassin"], "kapacitet_m3_s": [0.1, None], "kapacitet_m3": [None, 5.0]},
            geometry=[shapely.LineString([at(6, 14), at(20, 18)]), shapely.Point(at(20, 18))],
            crs=_CRS,
        ),
        "areas": layer(shapely.box(*at(0, _ROWS), *at(_COLS + 9, 0)), klasse=["vej"]),
        "service_levels": pd.DataFrame({"omraadetype": ["vej"], "T": [5], "tilladt_dybde_cm": [1]}),
        "edits": layer(shapely.box(*at(30, 30), *at(40, 20)), navn=["A"]),
        "basins": layer(shapely.Point(at(24, 12)), kapacitet_m3=[2.0]),
        "measures": gpd.GeoDataFrame(
            {"type": ["bassin", "mur"], "dybde_m": [1.0, None], "hoejde_m": [None, 1.0]},
            geometry=[shapely.box(*at(12, 14), *at(16, 10)), shapely.LineString([at(6, 12), at(14, 20)])],
            crs=_CRS,
        ),
        "design_surface": Triangles(
            np.array([[*at(22, 24), 17.0], [*at(27, 24), 17.0], [*at(22, 20), 18.0]]), np.array([[0, 1, 2]])
        ),
        "sea": layer(shapely.box(*at(44, 40), *at(48, 30))),
        "value": _raster(np.ones((_ROWS, _COLS), np.float32), _CELL_M, ""),
        "rain_to_flood": _raster(np.full((_ROWS, _COLS), 17.0, np.float32), _CELL_M, "mm"),
        "roads": layer(shapely.LineString([at(4, 8), at(30, 34)]), aadt=[900]),
        "rain_statistics": pd.DataFrame({"varighed_min": [30, 60, 360], "T=2": [9, 12, 22], "T=10": [15, 19, 36]}),
        "depths": tuple(_raster(np.full((_ROWS, _COLS), d, np.float32), _CELL_M, "m") for d in (0.1, 0.2, 0.3)),
        "terrain": _raster(z.astype(np.float32), _CELL_M, "m"),
        "reports": layer(shapely.Point(at(30, 20))),
        "homes": layer(shapely.Point(at(28, 30))),
        "stations": layer(shapely.Point(at(5, 9))),
        "reality_rain": _raster(np.full((_ROWS // 2, _COLS // 2), 30.0, np.float32), 2 * _CELL_M, "mm"),
        "town_area": layer(shapely.box(*at(2, _ROWS - 2), *at(_COLS - 2, 2))),
        "existing_basins": layer(shapely.box(*at(12, 14), *at(16, 10))),
        "streams": layer(shapely.LineString([at(6, 30), at(30, 34)])),
        "mapped_lots": layer(shapely.box(*at(2, 9), *at(9, 2)), status=["V1"]),
        "patches": layer(shapely.box(*at(6, 20), *at(20, 6)), patch_kind=["eng"]),
        "plan": layer(shapely.box(*at(8, 34), *at(30, 20)), anvendelse=["befæstet"]),
        "measure_options": gpd.GeoDataFrame(
            {"type": ["vandhul", "levende hegn"], "pris_kr": [1e5, None]},
            geometry=[shapely.Point(at(24, 34)), shapely.LineString([at(16, 34), at(22, 34)])],
            crs=_CRS,
        ),
        "paths": layer(shapely.LineString([at(4, 12), at(40, 12)]), gang_tilladt=["ja"]),
        "corrections": layer(
            shapely.LineString([at(4, 12), at(40, 12)]), width_m=[1.5], said_by=["survey"], said_date=["2026-05-01"]
        ),
        "plan_areas": layer(shapely.box(*at(30, 16), *at(44, 8)), plannr=["L1"], anvendelse=["befæstet"], boliger=[4]),
        "addresses": layer(shapely.Point(at(20, 13))),
        "schools": layer(shapely.Point(at(36, 13)), trin_fra=[0], trin_til=[9]),
        "cycle_routes": layer(shapely.LineString([at(4, 12), at(40, 12)]), bredde_m=[3.0], cykler_spidstime=[90]),
        "store": _store(),
        "register": {"Postnummer": [{"id": "a", "status": "3", "postnr": "8000", "navn": "Aarhus C"}]},
        "local_plans": layer(shapely.box(*at(8, 34), *at(30, 20)), planid=[1], status=["V"], datoikraft=[20260101]),
        "plan_targets": layer(shapely.box(*at(10, 32), *at(14, 28)), id_lokalId=["j"]),
        "register_after": {"Postnummer": [{"id": "a", "status": "3", "postnr": "8000", "navn": "Aarhus C"}]},
        "planned_changes": _planned_changes(),
        "road": layer(shapely.LineString([at(4, 8), at(30, 8)]), vejnavn=["Nyvej"]),
        "targets": layer(shapely.box(*at(8, 6), *at(16, 2)), target_id=["a"]),
        "entrances": layer(shapely.Point(at(12, 6))),
        "other_roads": layer(shapely.LineString([at(4, 2), at(4, 30)]), vejnavn=["Hovedvej"]),
        "nature_areas": gpd.GeoDataFrame(
            {"natyp_navn": ["Sø", "Sø"]},
            geometry=[shapely.box(*at(4, 38), *at(14, 28)), shapely.box(*at(34, 38), *at(44, 28))],
            crs=_CRS,
        ),
        "nature_proposals": layer(shapely.box(*at(20, 24), *at(24, 20)), biotop=["sø"]),
        "candidates": layer(shapely.LineString([at(20, 12), at(20, 20)])),
        "destinations": layer(shapely.Point(at(6, 13)), slags=["skole"]),
        **_prices(layer(shapely.box(*at(2, 9), *at(9, 2)))),
    }


def _store() -> StoreLook:
    """Return a store in which nothing is planned."""
    from gistools.addresses import planned_tables  # noqa: PLC0415 - only where something is computed
    from gistools.journal import StoreLook  # noqa: PLC0415 - beside it

    return StoreLook({form.name: form for form in planned_tables()}, {}, (), ())


def _planned_changes() -> pd.DataFrame:
    """Return a new road with a house number and an address."""
    import pandas as pd  # noqa: PLC0415 - only where something is computed

    made = {
        "named_road": {"road_name": "Nyvej"},
        "house_number": {"number": "1", "road_id": "named_road", "postcode_id": "a"},
        "address": {"house_number_id": "house_number"},
    }
    rows = [
        ("new", name, name, column, after, "Ny vej (A16)", "2027-03-01")
        for name, columns in made.items() for column, after in {**columns, "status": "2"}.items()
    ]  # fmt: skip
    names = ("change", "register_object", "object_id", "column", "after", "why", "in_force")
    return pd.DataFrame(rows, columns=names)


def _prices(house: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return what damage and works cost: a curve by depth, steps, and a layer as the tool flood-cost makes it."""
    import pandas as pd  # noqa: PLC0415 - only where something is computed

    told = {"price_year": 2021, "source_da": "opvarmning", "source_en": "warm-up", "source_year": 2021}
    damage = {"hazard": "cloudburst", "damage_class": "home", **told, "verified": False}
    curve = {**damage, "part": "ground_floor", "form": "curve", "basis": "m2"}
    step = {**damage, "part": "basement", "form": "step", "basis": "building", "threshold_m": 0.1, "amount_dkk": 9e4}
    return {
        "damage_table": pd.DataFrame(
            [{**curve, "depth_m": 0.0, "amount_dkk": 0.0}, {**curve, "depth_m": 1.0, "amount_dkk": 1e3}, step]
        ),
        "building_costs": house.assign(
            reach_building="reached",
            onset_building_mm=14.0,
            cost_building_dkk=1e5,
            price_year=2021,
            annual_today_dkk=1e3,
        ),
        "level_costs": pd.DataFrame(
            {"return_period_years": [2, 5, 10], "cost_dkk": [1e4, 2e4, 4e4], "price_year": 2021}
        ),
        "measure_prices": pd.DataFrame(
            [
                {"kind": kind, "unit": "item", "capital_dkk": 1e5, "upkeep_dkk": 1e3, "lifetime_years": 50, **told}
                for kind in ("basin", "wall", "design_surface")
            ]
        ),
    }


def _raster(values: Any, cell: float, unit: str) -> Raster:  # noqa: ANN401 - an array; its library is loaded when needed
    from gistools.grid import Grid  # noqa: PLC0415 - loads pyproj
    from gistools.raster import Raster  # noqa: PLC0415 - loads numpy

    rows, cols = values.shape
    return Raster(values, Grid(rows, cols, _WEST, _NORTH, cell, cell, _CRS), unit=unit)


def _route_in_tiles(elevation: Raster, progress: Progress) -> None:
    """Do what no other run does.

    Route in tiles, route one column, part a forest by its outlets, accumulate from D8, and refuse a circle in it.
    """
    import numpy as np  # noqa: PLC0415 - only where something is computed

    from gistools.kernels import curves  # noqa: PLC0415 - loads the kernels
    from gistools.terrain import condition, route_flow, steps  # noqa: PLC0415 - beside them
    from gistools.terrain.params import Nodata, TerrainParams  # noqa: PLC0415 - beside them

    terrain = condition(elevation, TerrainParams(nodata=Nodata.SEA))
    flow = route_flow(terrain, _TILE, progress=progress)
    narrow = _raster(elevation.values[:, 10:11].copy(), _CELL_M, "m")
    route_flow(condition(narrow, TerrainParams(nodata=Nodata.SEA)), progress=progress)
    run_cancellable(progress, lambda: curves.outlets_of(flow.forest))
    d8 = steps.d8_codes(flow.routed)
    run_cancellable(progress, lambda: steps.accumulate(d8))
    with contextlib.suppress(GridError):
        run_cancellable(progress, lambda: steps.accumulate(np.array([[1, 16]], np.uint8)))


def _remove_patches(progress: Progress) -> None:
    """Take patches and links out of a small network of habitats."""
    from gistools.corridors import delta_pc, link_removal  # noqa: PLC0415 - loads the kernels

    for work in (delta_pc, link_removal):
        work([1.0, 1.0, 1.0], [[0.0, 1.0, 3.0], [1.0, 0.0, 1.0], [3.0, 1.0, 0.0]], 0.5, progress=progress)


def _link_patches(progress: Progress) -> None:
    """Link three patches of a cell each, with all that is made of links."""
    import geopandas as gpd  # noqa: PLC0415 - only where something is computed
    import numpy as np  # noqa: PLC0415 - beside it
    import shapely  # noqa: PLC0415 - beside it

    from gistools.corridors import LinkParams, corridor_links, corridor_mosaic, cost_regions, crossing_costs  # noqa: PLC0415 - loads the kernels
    from gistools.corridors.landscape import Patches, Resistance  # noqa: PLC0415 - beside them

    raster = _raster(np.ones((1, 5), np.float32), _CELL_M, "")
    west, south, east, north = raster.grid.bounds
    frame = gpd.GeoDataFrame(
        {"patch_id": [1, 2, 3], "patch_class": "meadow", "area_m2": 1.0, "quality": 1.0, "at_edge": True, "home": True},
        geometry=[shapely.box(west, south, east, north)] * 3,
        crs=raster.grid.crs,
    )
    labels = np.array([[1, 0, 2, 0, 3]], np.int32)
    resistance = Resistance(raster, labels > 3, labels.astype(np.int16), ("meadow",) * 4)  # noqa: PLR2004 - no barrier
    patches = Patches(frame, labels, raster.grid, frame)
    for planar in (True, False):
        links = corridor_links(patches, resistance, LinkParams(planar=planar), progress=progress)
        crossing_costs(links, progress=progress)
    corridor_mosaic(links, 1.0, progress=progress)
    cost_regions(resistance, labels, progress=progress)


def _solve_again(elevation: Raster, progress: Progress) -> None:
    """Change a small part of a map that is large enough for the rest to be kept."""
    import numpy as np  # noqa: PLC0415 - only where something is computed

    from gistools.cloudburst import LossParams, runoff_classes  # noqa: PLC0415 - loads the kernels
    from gistools.cloudburst.workbench import Workbench  # noqa: PLC0415 - beside them
    from gistools.terrain import condition, route_flow  # noqa: PLC0415 - beside them
    from gistools.terrain.params import Nodata, TerrainParams  # noqa: PLC0415 - beside them

    z = np.tile(elevation.values, (5, 5))
    bench = None
    for change in (0.0, 2.0):
        z[10:20, 12:20] += np.float32(change)
        terrain = condition(_raster(z.copy(), _CELL_M, "m"), TerrainParams(nodata=Nodata.SEA))
        runoff = runoff_classes(terrain, LossParams())
        if bench is None:
            bench = Workbench(terrain, route_flow(terrain, progress=progress), runoff, progress=progress)
        else:
            bench.solve(terrain, runoff, progress=progress)
