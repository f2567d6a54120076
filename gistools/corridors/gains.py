"""What connectivity gains (gevinst i sammenhæng) when one area becomes nature: the base of judging and planting."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.corridors.links import corridor_links, cost_distance
from gistools.corridors.links_params import LinkParams
from gistools.corridors.measures import EquivalentConnectivity, ec, ec_of
from gistools.corridors.network import PatchNetwork, checked_alpha, habitat_area, patch_network

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gistools.corridors.landscape import Corridors, Resistance, Species
    from gistools.grid import Grid

    Bools = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]

BUILT = frozenset({"building", "road_small", "road_large", "rail"})
"""Classes of surface that do not become nature when a polygon is drawn across them."""


PATCH, SURFACE, TOO_SMALL, COVERED, BUILT_ON = "patch", "surface", "too_small", "covered", "built"


@dataclass(frozen=True, eq=False)
class SpeciesNetwork:
    """The links of one species, and how far it goes.

    Parameters
    ----------
    species:
        Whose.
    corridors:
        All links within a limit (the complete set), so that a new patch changes no link between others.
    alpha:
        Of the kernel, per resistance metre.
    """

    species: Species
    corridors: Corridors
    alpha: float

    @property
    def grid(self) -> Grid:
        """Where its cells lie."""
        return self.corridors.patches.grid

    @functools.cached_property
    def network(self) -> PatchNetwork:
        """Patches and costs."""
        checked_alpha(self.alpha)
        return patch_network(habitat_area(self.corridors.graph, quality=True), self.corridors.graph)

    @functools.cached_property
    def connectivity(self) -> EquivalentConnectivity:
        """EC as it is."""
        return ec(habitat_area(self.corridors.graph, quality=True), self.corridors.graph, self.alpha)

    @functools.cached_property
    def place(self) -> npt.NDArray[np.int64]:
        """Position in `network` of each patch_id (0 to n); -1 for none."""
        found = np.full(int(self.corridors.patches.labels.max()) + 1, -1, np.int64)
        for n, one in enumerate(self.network.ids):
            found[int(str(one))] = n
        return found


@dataclass(frozen=True, slots=True)
class Gain:
    """What one area adds to one species.

    Parameters
    ----------
    before, after:
        EC without and with it.
    added_m2:
        Habitat that it adds: its area that is no patch already and not built on; 0 when it is no habitat.
    nearest_cost:
        Resistance metres to the nearest patch; 0 when it touches one, infinite when none is within the limit.
    joins:
        patch_ids within the limit, nearest first.
    kind:
        What it is to the species: ``patch`` (habitat more), ``surface`` (no habitat), ``too_small`` (for a patch),
        ``covered`` (habitat already), ``built`` (nothing of it can become nature).
    """

    before: EquivalentConnectivity
    after: EquivalentConnectivity
    added_m2: float
    nearest_cost: float
    joins: tuple[int, ...] = ()
    kind: str = PATCH

    @property
    def gain_m2(self) -> float:
        """Growth of EC, m²."""
        return self.after.ec_m2 - self.before.ec_m2

    @property
    def percent(self) -> float:
        """Growth of EC in percent."""
        return 100.0 * self.gain_m2 / self.before.ec_m2

    @property
    def relative(self) -> float:
        """Percent of EC over percent of area (rECA): above 1 it connects more than its area alone; NaN without area."""
        area = self.after.area_m2 / self.before.area_m2 - 1.0
        return self.percent / (100.0 * area) if area > 0.0 else math.nan


def cells_of(shape: BaseGeometry, grid: Grid) -> Bools:
    """Return the cells whose centre is in a polygon, or the one of a point in it when it holds no centre.

    Returns
    -------
    array
        bool, ``grid.shape``; all False off the grid.

    >>> from gistools.grid import Grid
    >>> from shapely import box
    >>> grid = Grid(3, 3, 0.0, 30.0, 10.0, 10.0, "EPSG:25832")
    >>> int(cells_of(box(0, 0, 20, 10), grid).sum()), int(cells_of(box(21, 21, 23, 23), grid).sum())
    (2, 1)
    """
    from affine import Affine  # noqa: PLC0415 - only where polygons become cells
    from rasterio.features import rasterize  # noqa: PLC0415 - beside it

    out = np.zeros(grid.shape, np.uint8)
    if not shape.is_empty:
        rasterize([(shape, 1)], out=out, transform=Affine(*grid.transform))
    if not out.any() and not shape.is_empty:
        point = shape.representative_point()
        west, south, east, north = grid.bounds
        if west <= point.x < east and south < point.y <= north:
            out[grid.cell_of(point.x, point.y)] = 1
    return out.astype(np.bool_)


def added_gain(network: SpeciesNetwork, shape: BaseGeometry, surface: str) -> Gain:
    """Return what EC gains when a polygon becomes a class of surface.

    When the class is habitat of the species, the polygon is a patch more (one with those that it touches, also by the
    corner of a cell). One bounded search from it gives its links; a way between two others that takes it costs no less
    than the two links, so that all shortest ways, and EC, are those of a full recomputation of the complete set. When
    it is no habitat, or smaller than the least patch of the species and beside none, the surface alone changes, and all
    links are made again. Buildings, roads and rails in the polygon
    stay what they are.

    Parameters
    ----------
    network:
        The species before.
    shape:
        Polygon in the coordinate system of the grid.
    surface:
        What it becomes, a key of ``species.resistance``.

    Raises
    ------
    KeyError
        For a class that the species has no resistance of.
    """
    corridors, resistance = network.corridors, network.corridors.resistance
    patches, grid = corridors.patches, corridors.patches.grid
    cells = cells_of(shape, grid)
    drawn = int((cells & (patches.labels == 0)).sum())
    built = np.isin(resistance.classes, [n for n, name in enumerate(resistance.names) if name in BUILT])
    cells &= ~built & np.isfinite(resistance.raster.values)
    before = network.connectivity
    if not cells.any():
        return Gain(before, before, 0.0, math.inf, kind=BUILT_ON)
    fresh = cells & (patches.labels == 0)
    changed = resistance.with_surface(np.flatnonzero(fresh), surface, network.species.resistance[surface], opens=True)
    if surface not in network.species.habitats:
        return _of_surface(network, changed, SURFACE)
    near = patches.frame.sindex.query(shape, predicate="intersects")
    covered = shape.intersection(patches.frame.geometry.iloc[near].union_all()).area if near.size else 0.0
    added = max(shape.area - covered, 0.0) * float(fresh.sum()) / max(drawn, 1)
    if added <= 0.0:
        return Gain(before, before, 0.0, 0.0, kind=COVERED)
    costs = _costs_to_patches(network, changed, cells)
    if added < network.species.least_area_m2 and not (costs == 0.0).any():
        return _of_surface(network, changed, TOO_SMALL)
    return _gain(network, costs, added)


def _of_surface(network: SpeciesNetwork, changed: Resistance, kind: str) -> Gain:
    """Return what a surface alone changes: the same patches, all links made again."""
    old = network.corridors
    links = corridor_links(old.patches, changed, LinkParams(limit=old.limit, planar=old.planar))
    return Gain(network.connectivity, replace(network, corridors=links).connectivity, 0.0, math.inf, kind=kind)


def _costs_to_patches(network: SpeciesNetwork, changed: Resistance, cells: Bools) -> Floats:
    """Return the cost from a new patch to each patch in order; 0 where it touches one, infinite beyond the limit."""
    labels = network.corridors.patches.labels
    field = cost_distance(changed, cells, limit=network.corridors.limit)
    found = np.full(network.network.area.size, np.inf)
    reached = (labels > 0) & np.isfinite(field)
    np.minimum.at(found, network.place[labels[reached]], field[reached])
    found[network.place[np.setdiff1d(labels[_grown(cells)], [0])]] = 0.0
    return found


def _grown(cells: Bools) -> Bools:
    """Return cells with their eight neighbours."""
    wide = np.pad(cells, 1)
    for axis in (0, 1):
        wide = wide | np.roll(wide, 1, axis) | np.roll(wide, -1, axis)
    grown: Bools = wide[1:-1, 1:-1]
    return grown


def _gain(network: SpeciesNetwork, costs: Floats, added: float) -> Gain:
    """Return the gain of a patch of some area with direct costs to the others."""
    base, alpha = network.network, network.alpha
    reached = np.flatnonzero(np.isfinite(costs))
    before = network.connectivity
    own = np.full(base.area.size, np.inf)
    if reached.size:
        own = (costs[reached, None] + base.distances[reached]).min(0)
    through = np.minimum(base.distances, own[:, None] + own[None, :])
    flow = float(base.area @ np.exp(-alpha * through) @ base.area)
    total = flow + 2.0 * added * float(base.area @ np.exp(-alpha * own)) + added * added
    grown = PatchNetwork((*base.ids, "new"), np.append(base.area, added), base.pairs, base.cost)
    after = ec_of(grown, total, alpha)
    order = reached[np.argsort(costs[reached], kind="stable")]
    ids: tuple[Any, ...] = tuple(int(str(base.ids[n])) for n in order)
    return Gain(before, after, added, float(costs[order[0]]) if order.size else math.inf, ids)
