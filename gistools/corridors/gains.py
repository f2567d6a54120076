"""What connectivity gains (gevinst i sammenhæng) when one area becomes nature: the base of judging and planting."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.ndimage import binary_dilation

from gistools.corridors.home import home_area, is_home
from gistools.corridors.links import corridor_links, cost_distance
from gistools.corridors.links_params import LinkParams
from gistools.corridors.measures import EquivalentConnectivity, ec, ec_of
from gistools.corridors.network import PatchNetwork, checked_alpha, patch_network
from gistools.corridors.patches import TOUCH_M
from gistools.terrain.burn import draw_shapes

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gistools.corridors.landscape import Corridors, Patches, Resistance, Species
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
        """Patches, with the area that they count with in the municipality's figures, and costs."""
        checked_alpha(self.alpha)
        return patch_network(home_area(self.corridors), self.corridors.graph)

    @functools.cached_property
    def connectivity(self) -> EquivalentConnectivity:
        """EC as it is, of the municipality."""
        return ec(home_area(self.corridors), self.corridors.graph, self.alpha)

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
        EC of the municipality without and with it: habitat outside is a stepping stone (`gistools.corridors.home`).
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
    out = draw_shapes([(shape, 1)], np.zeros(grid.shape, np.uint8), grid)
    if not out.any() and not shape.is_empty:
        point = shape.representative_point()
        west, south, east, north = grid.bounds
        if west <= point.x < east and south < point.y <= north:
            out[grid.cell_of(point.x, point.y)] = 1
    return np.asarray(out == 1, np.bool_)


def plantable(resistance: Resistance) -> Bools:
    """Return the cells that can become nature: known, and no building, road, railway, stream or passage through one."""
    built = np.isin(resistance.classes, [n for n, name in enumerate(resistance.names) if name in BUILT])
    cells: Bools = np.isfinite(resistance.raster.values) & ~built & ~resistance.barrier
    return cells if resistance.opened is None else cells & ~resistance.opened


def touched_patches(shape: BaseGeometry, cells: Bools, patches: Patches) -> npt.NDArray[np.int64]:
    """Return the patch_ids that new habitat is one patch with: its polygon touches theirs, and its cells theirs."""
    beside = np.setdiff1d(patches.labels[grown(cells)], [0])
    frame = patches.frame
    near = frame["patch_id"].to_numpy(np.int64)[shapely.dwithin(frame.geometry.to_numpy(), shape, TOUCH_M)]
    found: npt.NDArray[np.int64] = np.intersect1d(near, beside)
    return found


def added_gain(network: SpeciesNetwork, shape: BaseGeometry, surface: str) -> Gain:
    """Return what EC gains when a polygon becomes a class of surface.

    When the class is habitat of the species, the polygon is a patch more (one with those that it touches). One bounded
    search from it gives its links; a way between two others that takes it costs no less than the two links, so that all
    shortest ways, and EC, are those of a full recomputation of the complete set. When it is no habitat, or smaller than
    the least patch of the species and beside none, the surface alone changes, and all links are made again. Buildings,
    roads, rails and streams in the polygon stay what they are. New habitat counts when half of it lies in the
    municipality; the gain of the same polygon as an option of ``corridor-measures`` is the same.
    (The plan check counts the whole polygon, roads within it too, as patches are made of polygons.)

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
    cells &= plantable(resistance)
    before = network.connectivity
    if not cells.any():
        return Gain(before, before, 0.0, math.inf, kind=BUILT_ON)
    fresh = cells & (patches.labels == 0)
    changed = resistance.with_surface(np.flatnonzero(fresh), surface, network.species.resistance[surface], opens=True)
    if surface not in network.species.habitats:
        return _of_surface(network, changed, SURFACE)
    near = patches.frame.sindex.query(shape, predicate="intersects")
    new = shape.difference(patches.frame.geometry.iloc[near].union_all()) if near.size else shape
    added = new.area * float(fresh.sum()) / max(drawn, 1)
    if added <= 0.0:
        return Gain(before, before, 0.0, 0.0, kind=COVERED)
    costs = _costs_to_patches(network, changed, fresh)
    costs[network.place[touched_patches(shape, fresh, patches)]] = 0.0
    if added < network.species.least_area_m2 and not (costs == 0.0).any():
        return _of_surface(network, changed, TOO_SMALL)
    return _gain(network, costs, added, counts=bool(is_home([new], patches.town)[0]))


def _of_surface(network: SpeciesNetwork, changed: Resistance, kind: str) -> Gain:
    """Return what a surface alone changes: the same patches, all links made again."""
    old = network.corridors
    links = corridor_links(old.patches, changed, LinkParams(limit=old.limit, planar=old.planar))
    return Gain(network.connectivity, replace(network, corridors=links).connectivity, 0.0, math.inf, kind=kind)


def _costs_to_patches(network: SpeciesNetwork, changed: Resistance, cells: Bools) -> Floats:
    """Return the cost from a new patch to each patch in order; infinite beyond the limit."""
    labels = network.corridors.patches.labels
    field = cost_distance(changed, cells, limit=network.corridors.limit)
    found = np.full(network.network.area.size, np.inf)
    reached = (labels > 0) & np.isfinite(field)
    np.minimum.at(found, network.place[labels[reached]], field[reached])
    return found


def grown(cells: Bools) -> Bools:
    """Return cells with their eight neighbours."""
    made: Bools = binary_dilation(cells, np.ones((3, 3), np.bool_))
    return made


def _gain(network: SpeciesNetwork, costs: Floats, added: float, *, counts: bool) -> Gain:
    """Return the gain of a patch of some area, which counts in the municipality's figure or not, from its costs."""
    area = added if counts else 0.0
    base, alpha = network.network, network.alpha
    reached = np.flatnonzero(np.isfinite(costs))
    before = network.connectivity
    own = np.full(base.area.size, np.inf)
    if reached.size:
        own = (costs[reached, None] + base.distances[reached]).min(0)
    through = np.minimum(base.distances, own[:, None] + own[None, :])
    flow = float(base.area @ np.exp(-alpha * through) @ base.area)
    total = flow + 2.0 * area * float(base.area @ np.exp(-alpha * own)) + area * area
    after = ec_of(PatchNetwork((*base.ids, "new"), np.append(base.area, area), base.pairs, base.cost), total, alpha)
    order = reached[np.argsort(costs[reached], kind="stable")]
    ids: tuple[Any, ...] = tuple(int(str(base.ids[n])) for n in order)
    return Gain(before, after, added, float(costs[order[0]]) if order.size else math.inf, ids)
