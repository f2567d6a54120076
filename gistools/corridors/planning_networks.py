"""From layers to the networks of some species (netværk for flere arter): what all planning stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.corridors.connectivity import all_pairs, figures_told, linked_corridors
from gistools.corridors.gains import SpeciesNetwork
from gistools.corridors.home import home_notes
from gistools.corridors.landscape_layers import LandscapeLayers, require_own_cost
from gistools.corridors.overlays import PATCHES, counted
from gistools.corridors.scale import dispersal_cost, scale_word
from gistools.corridors.surfaces import classified, load_surface_classes
from gistools.progress import Stage
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.corridors.planning_params import PlanningParams
    from gistools.grid import Grid
    from gistools.progress import Progress


def species_networks(
    layers: Mapping[str, gpd.GeoDataFrame | None],
    params: PlanningParams,
    *,
    species_table: pd.DataFrame | None = None,
    species_resistance: pd.DataFrame | None = None,
    progress: Progress | None = None,
) -> tuple[list[SpeciesNetwork], tuple[Text, ...]]:
    """Return the network of each species asked for, in that order, and what must be said of them.

    Links are all pairs within the cost that ``least_probability`` go as far at. How far a species goes in cost is read
    from the links of the landscape or given, see `dispersal_alpha`. A species without a patch in the municipality is
    left out and told, unless it is the only one.

    Parameters
    ----------
    layers:
        ``land_cover``, which the grid lies over (or over ``study_area``), and as many of ``nature_areas``, ``lakes``,
        ``hedges``, ``roads``, ``rails``, ``streams``, ``paths``, ``buildings``, ``passages`` and ``municipality`` as
        there are; see `habitat_patches` and `resistance_surface`.
    params:
        Species, cells, and how far.
    species_table, species_resistance:
        Own tables.

    Raises
    ------
    ParamError
        For an unknown species, or one cost for several.
    LayerError, CrsError, TableError
        As for `habitat_patches`, `resistance_surface` and `load_species`.
    """
    read = LandscapeLayers.of({**layers, "species_table": species_table, "species_resistance": species_resistance})
    chosen, grid = read.species(params.species), read.grid(params.cell_size_m)
    require_own_cost(chosen, params.dispersal_scale)
    linking = all_pairs(params)
    made: list[SpeciesNetwork] = []
    notes: list[Text] = []
    for species, patches, surface, part in read.landscapes(chosen, grid, params, notes, progress):
        links, alpha, _ = linked_corridors(
            patches, surface, species, linking, roads=read.named_roads, progress=Stage(part, 0.3, 1.0)
        )
        made.append(SpeciesNetwork(species, links, alpha))
    return made, (*notes, *_told(made, params), figures_told(linking))


def _told(networks: list[SpeciesNetwork], params: PlanningParams) -> tuple[Text, ...]:
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
    notes += dict.fromkeys(note for one in networks for note in home_notes(one.corridors.patches))
    how = scale_word(params.dispersal_scale)
    far = [(one.species, dispersal_cost(one.species, one.alpha)) for one in networks]
    notes.append(
        Text(
            f"Artens afstand i modstandsmeter {how.da}: "
            + "; ".join(f"{s.name.da} {danish(s.dispersal_m, ',.0f')} m = {danish(c, ',.6g')}" for s, c in far)
            + "; giv dispersal_cost for at sammenligne med andre år eller planer",
            f"Distance of the species in resistance metres {how.en}: "
            + "; ".join(f"{s.name.en} {s.dispersal_m:,.0f} m = {c:,.6g}" for s, c in far)
            + "; give dispersal_cost to compare with other years or plans",
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
