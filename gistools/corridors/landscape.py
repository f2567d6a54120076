"""What the steps of corridors hand to each other: species, patches, resistance and links, as values.

Costs are in resistance metres: metres walked times resistance, so a metre of own habitat (resistance 1) costs 1. They
are whole multiples of `COST_UNIT`, so that sums do not depend on their order: a cost from a to b is that from b to a,
and ties are ties.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import networkx as nx
    import numpy as np
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gistools.grid import Grid
    from gistools.raster import Raster
    from gistools.text import Text

COST_UNIT = 2.0**-20
"""Resistance metres that all costs are whole multiples of."""


@dataclass(frozen=True, eq=False)
class Species:
    """A species (art): how far it goes and what it costs it to cross each class of surface.

    Parameters
    ----------
    id:
        Of the row in the species table, such as ``"great_crested_newt"``.
    name:
        Danish and English.
    dispersal_m, probability:
        Distance in metres, and the share that goes as far (0.5: median, 0.05: longest).
    habitats:
        Surface classes that are its habitat, in order of priority.
    resistance:
        By surface class: 1 (own habitat) or more.
    verified:
        Whether distance and resistances were read in their sources; False for starting values.
    least_area_m2:
        Patches below it are no habitat.
    """

    id: str
    name: Text
    dispersal_m: float
    probability: float
    habitats: tuple[str, ...]
    resistance: Mapping[str, float]
    verified: bool
    least_area_m2: float = 0.0


@dataclass(frozen=True, eq=False)
class Patches:
    """Habitat patches (levesteder) of one species.

    Parameters
    ----------
    frame:
        One row for each, in order of `patch_id` (1 to n): ``patch_id``, ``patch_class`` (surface class), ``area_m2``
        (of the polygon), ``quality`` (above 0 to 1), ``at_edge`` (touches the border of what is known), ``home``
        (inside the municipality; False in the belt beyond its border), geometry.
    labels:
        int32, shape ``grid.shape``: patch_id of each cell, 0 where there is no patch. Every patch has a cell.
    grid:
        Where the cells lie.
    told:
        One row for each input feature: ``source`` (layer), ``feature`` (its id or number), ``fate`` (``kept``,
        ``joined``, ``covered``, ``too_small``, ``outside``, ``not_habitat``), ``patch_id`` (0 when none): nothing is
        lost unsaid.
    notes:
        What must be said of them.
    town:
        The municipality, which says what new habitat is ``home``; None where all is.
    """

    frame: gpd.GeoDataFrame
    labels: npt.NDArray[np.int32]
    grid: Grid
    told: gpd.GeoDataFrame
    notes: tuple[Text, ...] = ()
    town: BaseGeometry | None = None


@dataclass(frozen=True, eq=False)
class Resistance:
    """What it costs a species to cross each cell (modstand).

    Parameters
    ----------
    raster:
        float32, 1 or more and finite; NaN where nobody passes (outside what is known).
    barrier:
        bool, shape of the raster: cells of roads, rails, streams and other barriers. No diagonal step passes between
        two barrier (or NaN) cells that share a corner.
    classes:
        int16, shape of the raster: number in `names` of the surface class of each cell, -1 where nothing is known.
    names:
        The surface classes.
    notes:
        What must be said of it.
    opened:
        bool, shape of the raster: cells of a barrier that a bridge, tunnel or wildlife passage opens; None for none.
    """

    raster: Raster
    barrier: npt.NDArray[np.bool_]
    classes: npt.NDArray[np.int16]
    names: tuple[str, ...]
    notes: tuple[Text, ...] = ()
    opened: npt.NDArray[np.bool_] | None = None

    def with_surface(
        self, cells: npt.NDArray[np.int64], surface: str, value: float, *, opens: bool = False
    ) -> Resistance:
        """Return it with some cells (flat positions) of a surface class and what that costs.

        Barriers among them stay barriers, unless it ``opens`` them.
        """
        names = self.names if surface in self.names else (*self.names, surface)
        values, classes, barrier = self.raster.values.copy(), self.classes.copy(), self.barrier.copy()
        values.ravel()[cells], classes.ravel()[cells] = value, names.index(surface)
        if opens:
            barrier.ravel()[cells] = False
        return replace(self, raster=self.raster.with_values(values), classes=classes, barrier=barrier, names=names)


@dataclass(frozen=True, eq=False)
class Corridors:
    """Patches and the links between them (spredningsveje).

    Parameters
    ----------
    graph:
        A node for each `patch_id` with ``area_m2``, ``quality``, ``x``, ``y``, ``at_edge``, ``home``; an edge for each
        link with ``cost`` (resistance metres, float, a whole multiple of `COST_UNIT`) and ``length_m``.
    links:
        One row for each edge, ``from_patch`` < ``to_patch``, in that order: ``link_id`` (1 to m), ``from_patch``,
        ``to_patch``, ``link_cost``, ``link_m`` (length), ``metres`` (dict: surface class to metres), ``roads_crossed``,
        geometry (a line from centre to centre of cells, from an edge cell of the one to one of the other).
    patches, resistance:
        What they were made from.
    limit:
        Cost beyond which no link was looked for; infinite when none was set.
    planar:
        True: links between patches whose cost-nearest regions touch. False: all pairs within the limit.
    notes:
        What must be said of them.
    """

    graph: nx.Graph[Any]
    links: gpd.GeoDataFrame
    patches: Patches
    resistance: Resistance
    limit: float
    planar: bool
    notes: tuple[Text, ...] = ()
