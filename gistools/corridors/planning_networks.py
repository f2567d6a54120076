"""From layers to the networks of some species (netværk for flere arter): what all planning stands on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from gistools.corridors.gains import SpeciesNetwork
from gistools.corridors.links import corridor_links
from gistools.corridors.links_params import LinkParams
from gistools.corridors.overlays import PATCHES, counted
from gistools.corridors.patches import habitat_patches
from gistools.corridors.patches_params import PatchParams
from gistools.corridors.resistance import resistance_surface
from gistools.corridors.resistance_params import ResistanceParams
from gistools.corridors.scale import dispersal_alpha, dispersal_cost
from gistools.corridors.species import load_species, one_species
from gistools.corridors.surfaces import classified, load_surface_classes
from gistools.grid import Grid
from gistools.progress import NoProgress, Stage, run_cancellable
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.corridors.planning_params import PlanningParams
    from gistools.progress import Progress


def grid_over(layer: gpd.GeoDataFrame, cell_size_m: float) -> Grid:
    """Return the grid of whole cells over a layer, its corner at a whole number of cells.

    >>> import geopandas as gpd
    >>> from shapely import box
    >>> grid_over(gpd.GeoDataFrame(geometry=[box(7, 2, 31, 19)], crs="EPSG:25832"), 10.0).bounds
    (0.0, 0.0, 40.0, 20.0)
    """
    west, south, east, north = layer.total_bounds
    x0, y0 = math.floor(west / cell_size_m) * cell_size_m, math.ceil(north / cell_size_m) * cell_size_m
    cols, rows = math.ceil((east - x0) / cell_size_m), math.ceil((y0 - south) / cell_size_m)
    return Grid(rows, cols, x0, y0, cell_size_m, cell_size_m, layer.crs.to_string())


def species_networks(
    layers: Mapping[str, gpd.GeoDataFrame],
    params: PlanningParams,
    *,
    roads: gpd.GeoDataFrame | None = None,
    rails: gpd.GeoDataFrame | None = None,
    streams: gpd.GeoDataFrame | None = None,
    buildings: gpd.GeoDataFrame | None = None,
    passages: gpd.GeoDataFrame | None = None,
    home: gpd.GeoDataFrame | None = None,
    species: pd.DataFrame | None = None,
    resistance: pd.DataFrame | None = None,
    progress: Progress | None = None,
) -> tuple[list[SpeciesNetwork], tuple[Text, ...]]:
    """Return the network of each species asked for, in that order, and what must be said of them.

    Links are all pairs within the cost that ``least_probability`` go as far at. How far a species goes in cost is read
    from the links of the landscape, see `dispersal_alpha`.

    Parameters
    ----------
    layers:
        ``nature_areas`` and ``land_cover``; the grid is that of the last.
    params:
        Species, cells, and how far.
    roads, rails, streams, buildings, passages, home:
        As for `resistance_surface` and `habitat_patches`.
    species, resistance:
        Own tables.

    Raises
    ------
    ParamError
        For an unknown species, or none.
    LayerError, CrsError, TableError
        As for `habitat_patches`, `resistance_surface` and `load_species`.
    """
    told = progress or NoProgress()
    known = load_species(species, resistance)
    chosen = [one_species(name, known) for name in params.species_ids] or [one_species("", known)]
    grid = grid_over(layers["land_cover"], params.cell_size_m)
    made: list[SpeciesNetwork] = []
    for n, one in enumerate(chosen):
        part = Stage(told, n / len(chosen), (n + 1) / len(chosen))
        part.update(0.0, one.name)
        patches = run_cancellable(
            part,
            lambda one=one: habitat_patches(layers, one, grid, PatchParams(), home=home),  # type: ignore[misc]  # mypy takes no default of a lambda
        )
        surface = run_cancellable(
            part,
            lambda one=one: resistance_surface(  # type: ignore[misc]  # as above
                layers, one, grid, ResistanceParams(), roads=roads, rails=rails, streams=streams, buildings=buildings,
                passages=passages,
            ),
        )  # fmt: skip
        planar = corridor_links(patches, surface, LinkParams(planar=True), progress=Stage(part, 0.3, 0.6))
        alpha, _ = dispersal_alpha(one, planar)
        limit = -math.log(params.least_probability) / alpha
        links = corridor_links(
            patches, surface, LinkParams(planar=False, limit=limit), roads=roads, progress=Stage(part, 0.6, 1.0)
        )
        made.append(SpeciesNetwork(one, links, alpha))
    return made, _told(made)


def _told(networks: list[SpeciesNetwork]) -> tuple[Text, ...]:
    """Return what must be said of all species at once: figures nobody verified, patches at the edge of the map."""
    notes = []
    unread = [one.species.name for one in networks if not one.species.verified]
    if unread:
        notes.append(
            Text(
                f"Afstand og modstand er skøn, som ingen har verificeret: {', '.join(n.da for n in unread)}",
                f"Distance and resistance are judgements that nobody has verified: {', '.join(n.en for n in unread)}",
            )
        )
    far = [(one.species, dispersal_cost(one.species, one.alpha)) for one in networks]
    notes.append(
        Text(
            "Artens afstand i modstandsmeter efter forbindelserne her: "
            + "; ".join(f"{s.name.da} {danish(s.dispersal_m, ',.0f')} m = {danish(c, ',.0f')}" for s, c in far),
            "Distance of the species in resistance metres by the links here: "
            + "; ".join(f"{s.name.en} {s.dispersal_m:,.0f} m = {c:,.0f}" for s, c in far),
        )
    )
    edges = sum(int(one.corridors.patches.frame["at_edge"].sum()) for one in networks)
    if edges:
        near = counted(edges, *PATCHES)
        notes.append(
            Text(
                f"{near.da} når kortets kant: hvad der ligger udenfor, er ikke med",
                f"{near.en} at the edge of the map: what lies beyond is not counted",
            )
        )
    return tuple(notes)


def surfaced(layer: gpd.GeoDataFrame, name: str, grid: Grid, register: str = "") -> gpd.GeoDataFrame:
    """Return a layer with ``surface_class`` and ``feature``, and ``registered`` where it has a column that says so.

    Raises
    ------
    CrsError, LayerError
        As for `classified`.
    """
    made = classified({name: layer}, load_surface_classes(), grid)
    if register in layer.columns:
        made["registered"] = np.asarray(layer[register].to_numpy(), object)
    return made
