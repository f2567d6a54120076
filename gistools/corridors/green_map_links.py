"""Ecological connections (økologiske forbindelser): corridors through green, and what is lacking elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry import shape as shape_of

from gistools.corridors.crossing import link_corridors
from gistools.corridors.links import corridor_links, path_cells
from gistools.corridors.links_params import LinkParams
from gistools.corridors.measures import components
from gistools.corridors.network import SAME, habitat_area
from gistools.progress import NoProgress, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from gistools.corridors.gains import SpeciesNetwork
    from gistools.corridors.landscape import Corridors, Resistance
    from gistools.corridors.planning_rules import GreenRules
    from gistools.grid import Grid
    from gistools.progress import Progress

    Bools = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]

PASSAGE, STEPPING_STONE, CHANGE = "passage", "stepping_stone", "change"
_CROSSED = ("road_large", "road_small", "rail", "stream")


@dataclass(frozen=True, eq=False)
class LinkPiece:
    """A part of a corridor that is proposed.

    Parameters
    ----------
    species:
        Position of the species.
    link:
        Row of its link: ``from_patch``, ``to_patch``, ``link_cost``, ``link_m``, ``metres``, ``roads_crossed``.
    geometry:
        Polygons.
    potential:
        Whether something must change first.
    measure:
        ``passage``, ``stepping_stone`` or ``change``; empty for what is a connection as it is.
    also:
        Positions of other species whose corridors cover half of it or more.
    far:
        Whether the link lies beyond the limit of the species today.
    place:
        Where the measure goes; None where it is the whole piece.
    """

    species: int
    link: pd.Series
    geometry: BaseGeometry
    potential: bool
    measure: str = ""
    also: tuple[int, ...] = ()
    far: bool = False
    place: BaseGeometry | None = None


def link_pieces(
    networks: Sequence[SpeciesNetwork],
    slack: float,
    width_m: float,
    rules: GreenRules,
    *,
    progress: Progress | None = None,
) -> list[LinkPiece]:
    """Return the corridors of all species in pieces: through green as it is, and through what would need a change.

    A link counts between patches that may be proposed, where no way through another such patch is as cheap. Each
    cell goes to the link that it detours least from (of equals the first species and link), so that
    no area counts twice.

    Parameters
    ----------
    networks:
        Of the species, the most important first.
    slack:
        Resistance metres that a way may cost more than the cheapest.
    width_m:
        A corridor lies within half of this from its cheapest way.
    rules:
        Which surfaces are green, and which nothing is proposed for.
    """
    told = progress or NoProgress()
    grid = networks[0].corridors.patches.grid
    best = np.full(grid.shape, np.inf)
    owner = np.full(grid.shape, -1, np.int32)
    owners: list[tuple[int, pd.Series]] = []
    reach = [np.zeros(grid.shape, np.bool_) for _ in networks]
    for s, network in enumerate(networks):
        part = Stage(told, s / len(networks), (s + 1) / len(networks))
        rows = direct_links(network, rules.words["not_proposed"])
        each = corridors_within(network.corridors, rows.tolist(), slack, width_m, progress=part)
        for n, (row, cell, excess) in enumerate(each):
            part.update(n / len(rows), network.species.name)
            reach[s].ravel()[cell] = True
            nearer = excess < best.ravel()[cell]
            best.ravel()[cell[nearer]], owner.ravel()[cell[nearer]] = excess[nearer], len(owners)
            owners.append((s, network.corridors.links.iloc[row]))
    taken = np.zeros(grid.shape, np.bool_)
    for network in networks:
        taken |= network.corridors.patches.labels > 0
    surfaces = networks[0].corridors.resistance
    green, built = (
        surface_cells(surfaces, rules.words["green_surface"]),
        surface_cells(surfaces, rules.words["not_proposed"]),
    )
    pieces = []
    for potential, cells in ((False, green), (True, ~green & ~built & (surfaces.classes >= 0))):
        kept = np.where(cells & ~taken, owner, -1)
        for number, geometry in outlines(kept, grid):
            s, link = owners[number]
            mine = kept == number
            also = tuple(k for k in range(len(networks)) if k != s and 2 * (reach[k] & mine).sum() >= mine.sum())
            pieces.append(LinkPiece(s, link, geometry, potential, CHANGE if potential else "", also))
    return pieces


def direct_links(network: SpeciesNetwork, but: frozenset[str] = frozenset()) -> npt.NDArray[np.int64]:
    """Return the positions of the links that no way through another patch is as cheap as.

    Parameters
    ----------
    but:
        Classes of patches that do not count, such as gardens.
    """
    links, frame, place, base = network.corridors.links, network.corridors.patches.frame, network.place, network.network
    counts = np.ones(base.area.size, np.bool_)
    counts[place[frame.loc[frame["patch_class"].isin(but), "patch_id"].to_numpy()]] = False
    kept = counts[base.pairs].all(axis=1)
    distances = base.shortest(np.where(kept, base.cost, np.inf))
    np.fill_diagonal(distances, np.inf)  # a third patch is neither of the two
    one, other = place[links["from_patch"].to_numpy()], place[links["to_patch"].to_numpy()]
    around = np.array([(distances[i] + distances[j]).min() for i, j in zip(one, other, strict=True)])
    cheapest = links["link_cost"].to_numpy() < around * (1.0 - SAME)
    rows: npt.NDArray[np.int64] = np.flatnonzero(cheapest & counts[one] & counts[other])
    return rows


def corridors_within(
    corridors: Corridors, rows: Iterable[int], slack: float, width_m: float, *, progress: Progress | None = None
) -> Iterator[tuple[int, npt.NDArray[np.int64], Floats]]:
    """Yield `link_corridors` no farther than half of a width from the cheapest way of each."""
    grid = corridors.patches.grid
    for row, cell, excess in link_corridors(corridors, rows, slack, progress=progress):
        around = shapely.buffer(corridors.links.geometry.iloc[row], width_m / 2.0)
        shapely.prepare(around)
        near = shapely.contains_xy(around, *grid.centres(*np.divmod(cell, grid.cols)))
        yield row, cell[near], excess[near]


def surface_cells(resistance: Resistance, names: frozenset[str]) -> Bools:
    """Return the cells of some classes of surface."""
    cells: Bools = np.isin(resistance.classes, [n for n, name in enumerate(resistance.names) if name in names])
    return cells


def outlines(numbers: npt.NDArray[np.int32], grid: Grid) -> list[tuple[int, BaseGeometry]]:
    """Return the outline of each number of 0 or more in a raster, in order of numbers.

    >>> from gistools.grid import Grid
    >>> made = outlines(np.array([[0, 0, -1], [-1, 2, 2]], np.int32), Grid(2, 3, 0.0, 4.0, 2.0, 2.0, "EPSG:25832"))
    >>> [(number, one.area) for number, one in made]
    [(0, 8.0), (2, 8.0)]
    """
    from affine import Affine  # noqa: PLC0415 - only where cells become polygons
    from rasterio.features import shapes  # noqa: PLC0415 - beside it

    found: dict[int, list[BaseGeometry]] = {}
    for geometry, number in shapes(numbers, mask=numbers >= 0, transform=Affine(*grid.transform)):
        found.setdefault(int(number), []).append(shape_of(geometry))
    return [(number, shapely.union_all(found[number])) for number in sorted(found)]


def far_links(
    networks: Sequence[SpeciesNetwork],
    slack: float,
    width_m: float,
    reach: float,
    rules: GreenRules,
    *,
    progress: Progress | None = None,
) -> list[LinkPiece]:
    """Return links beyond the limit of a species that one measure would bring within it.

    Only between parts of its network that hang together no more than by such a link, and only the cheapest of each two
    parts. First a passage across one road, railway or stream of the path is tried, then a stepping stone on green or
    changeable land of the path.

    Parameters
    ----------
    networks, slack, width_m, rules:
        As for `link_pieces`.
    reach:
        Times the limit: so far is searched.
    """
    told = progress or NoProgress()
    made = []
    changeable = rules.words["changeable_surface"] | rules.words["green_surface"]
    for s, network in enumerate(networks):
        told.update(s / len(networks), network.species.name)
        near = network.corridors
        wide = corridor_links(
            near.patches, near.resistance, LinkParams(limit=reach * near.limit, planar=near.planar), progress=told
        )
        part = components(habitat_area(near.graph), near.graph).of_patch
        free = (near.patches.labels == 0) & ~surface_cells(near.resistance, rules.words["not_proposed"])
        done: set[tuple[int, int]] = set()
        wanted: dict[int, tuple[str, BaseGeometry]] = {}
        order = np.argsort(wide.links["link_cost"].to_numpy(), kind="stable")
        for row in order.tolist():
            link = wide.links.iloc[row]
            ends = tuple(sorted((int(part[link["from_patch"]]), int(part[link["to_patch"]]))))
            if link["link_cost"] <= near.limit or ends[0] == ends[1] or ends in done:
                continue
            found = _measure(near, link, changeable)
            if found is None:
                continue
            done.add((ends[0], ends[1]))
            measure, place = found
            wanted[row] = measure, place
        for row, cell, _ in corridors_within(wide, list(wanted), slack, width_m, progress=told):
            kept = np.full(near.patches.grid.shape, -1, np.int32)
            kept.ravel()[cell[free.ravel()[cell]]] = 0
            for _, shape in outlines(kept, near.patches.grid):
                measure, place = wanted[row]
                made.append(
                    LinkPiece(s, wide.links.iloc[row], shape, potential=True, measure=measure, far=True, place=place)
                )
    return made


def _measure(corridors: Corridors, link: pd.Series, changeable: frozenset[str]) -> tuple[str, BaseGeometry] | None:
    """Return the one measure on the path that brings a link within the limit, and where; None when none does."""
    resistance, grid = corridors.resistance, corridors.patches.grid
    rows, cols = np.divmod(path_cells(np.array([link.geometry]), grid)[1], grid.cols)
    value = resistance.raster.values[rows, cols].astype(np.float64)
    step = np.hypot(np.diff(rows) * grid.dy_m, np.diff(cols) * grid.dx_m)
    names = np.array([*resistance.names, ""])[resistance.classes[rows, cols]]
    x, y = grid.centres(rows, cols)
    crossed = np.isin(names, _CROSSED)
    runs = np.flatnonzero(np.diff(np.concatenate([[False], crossed, [False]]).astype(np.int8)))
    cheapest = None
    for first, last in runs.reshape(-1, 2).tolist():
        opened = value.copy()
        opened[first:last] = 1.0
        cost = float((step * (opened[:-1] + opened[1:]) / 2.0).sum())
        if cost <= corridors.limit and (cheapest is None or cost < cheapest[0]):
            cheapest = cost, (first + last - 1) // 2
    if cheapest is not None:
        return PASSAGE, shapely.Point(x[cheapest[1]], y[cheapest[1]])
    along = np.concatenate([[0.0], np.cumsum(step * (value[:-1] + value[1:]) / 2.0)])
    worse = np.maximum(along, along[-1] - along)
    fit = np.flatnonzero((worse <= corridors.limit) & np.isin(names, list(changeable)))
    if not fit.size:
        return None
    at = int(fit[np.argmin(worse[fit])])
    return STEPPING_STONE, shapely.Point(x[at], y[at])
