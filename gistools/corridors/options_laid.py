"""Options on the map of a species (muligheder i landskabet): their cells, their network, and all of it recomputed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
import shapely

from gistools.corridors.gains import cells_of, grown, plantable, touched_patches
from gistools.corridors.home import home_area, is_home
from gistools.corridors.links import corridor_links, cost_distance
from gistools.corridors.links_params import LinkParams
from gistools.corridors.measures import ec
from gistools.corridors.options import KINDS
from gistools.corridors.options_network import OptionNetwork, join_options
from gistools.corridors.patches import TOUCH_M
from gistools.progress import NoProgress, Stage, check
from gistools.terrain.burn import draw_shapes
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.corridors.landscape import Corridors, Patches, Resistance, Species
    from gistools.corridors.options import Options
    from gistools.grid import Grid
    from gistools.progress import Progress

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

_DOORS = 4  # cells by which an option that is no habitat is passed through


@dataclass(frozen=True, eq=False)
class Site:
    """An option to one species.

    Parameters
    ----------
    cells:
        Flat positions of the cells that become its surface, in order; none that are a patch's, or nobody passes, and
        none of a barrier or passage unless the option opens it.
    resistance:
        What crossing one of its cells costs afterwards.
    surface:
        Class of its cells.
    opens:
        Whether its cells stop being a barrier.
    area_m2:
        New habitat, without what is a patch already or stays built; 0 where it is none to the species.
    quality:
        Of that habitat.
    home:
        Whether that habitat counts in the municipality's figure, or is a stepping stone.
    touches:
        patch_ids that it is one patch with.
    """

    cells: I64
    resistance: float
    surface: str
    opens: bool
    area_m2: float
    quality: float
    home: bool = True
    touches: tuple[int, ...] = ()


def option_sites(patches: Patches, resistance: Resistance, options: Options, species: Species) -> tuple[Site, ...]:
    """Return what each option is to a species.

    An option is habitat where its surface is, and its area is the least that a patch must have or it touches a patch.
    Polygons take the cells whose centre they hold; widened lines and points, and what holds no centre, all that they
    touch. Roads, railways, streams and buildings stay, but for options that open them: a wildlife passage and a barrier
    removed change only cells of barriers.
    """
    grid = resistance.raster.grid
    known = ~np.isnan(np.asarray(resistance.raster.values))
    bare = patches.labels == 0
    free, plain = known & bare, plantable(resistance) & bare
    kept = shapely.union_all(patches.frame.geometry.to_numpy())
    shapely.prepare(kept)
    made = []
    for row, shape, drawn in zip(options.frame.to_dict("records"), options.ground, options.frame.geometry, strict=True):
        opens, surface = KINDS[row["option_kind"]].opens, row["surface_after"]
        allowed = free & resistance.barrier if opens else plain
        touched = opens or shapely.get_dimensions(drawn) < 2  # noqa: PLR2004 - no polygon
        mask = _mask(shape, grid, touched=True) if touched else cells_of(shape, grid)
        if not (mask & allowed).any():
            mask = _mask(shape, grid, touched=True)
        here = mask & allowed
        site = Site(
            np.flatnonzero(here), float(species.resistance[surface]), surface, opens, 0.0, float(row["quality"])
        )
        if here.any() and surface in species.habitats:
            new = shapely.difference(shape, kept)
            area = float(new.area) * float(here.sum()) / float((mask & bare).sum())
            touches = touched_patches(shape, here, patches)
            if area >= species.least_area_m2 or touches.size:
                home = bool(is_home([new], patches.town)[0])
                site = replace(site, area_m2=area, home=home, touches=tuple(touches.tolist()))
        made.append(site)
    return tuple(made)


def _mask(shape: Any, grid: Grid, *, touched: bool) -> npt.NDArray[np.bool_]:  # noqa: ANN401 - any geometry
    drawn = draw_shapes([(shape, 1)], np.zeros(grid.shape, np.uint8), grid, touched=touched)
    return np.asarray(drawn == 1, np.bool_)


def laid(resistance: Resistance, sites: Iterable[Site]) -> Resistance:
    """Return the resistance with some options built; of two on one cell the later counts."""
    for site in sites:
        resistance = resistance.with_surface(site.cells, site.surface, site.resistance, opens=site.opens)
    return resistance


def laid_patches(patches: Patches, options: Options, sites: Sequence[Site], chosen: Iterable[int]) -> Patches:
    """Return the patches with the chosen options that are habitat: patches more, or one with those that they touch."""
    labels = patches.labels.copy()
    same: nx.Graph[int] = nx.Graph()
    numbers: dict[int, int] = {}
    rows: list[dict[str, object]] = []
    for one in sorted(chosen):
        site = sites[one]
        if site.area_m2 <= 0.0:
            continue
        number = int(patches.frame["patch_id"].max()) + len(rows) + 1
        before = labels.ravel()[site.cells]
        labels.ravel()[site.cells] = np.where(before == 0, number, before)
        if not (labels == number).any():
            continue
        same.add_edges_from((number, other) for other in site.touches)
        same.add_edges_from(
            (number, before) for k, before in numbers.items() if touch(options, sites, one, k, patches.grid)
        )
        numbers[one] = number
        rows.append(
            {
                "patch_id": number,
                "patch_class": site.surface,
                "area_m2": site.area_m2,
                "quality": site.quality,
                "at_edge": False,
                "home": site.home,
                "geometry": options.ground[one],
            }
        )
    frame: gpd.GeoDataFrame = patches.frame
    if rows:
        frame = pd.concat([frame, type(frame)(rows, crs=frame.crs)], ignore_index=True)
    for group in nx.connected_components(same):
        frame, labels = _as_one(frame, labels, sorted(group))
    kept = frame["patch_id"].to_numpy()
    in_order = np.zeros(int(kept.max(initial=0)) + 1, np.int32)
    in_order[kept] = np.arange(1, kept.size + 1)
    return replace(patches, frame=frame.assign(patch_id=in_order[kept].astype(kept.dtype)), labels=in_order[labels])


def _as_one(
    frame: gpd.GeoDataFrame, labels: npt.NDArray[np.int32], ids: list[int]
) -> tuple[gpd.GeoDataFrame, npt.NDArray[np.int32]]:
    """Return patches with some as one, which counts with what each of them counts with."""
    part = frame["patch_id"].isin(ids)
    area = frame.loc[part, "area_m2"].to_numpy(np.float64)
    counts = float((area * frame.loc[part, "quality"].to_numpy() * frame.loc[part, "home"].to_numpy(bool)).sum())
    shape = shapely.union_all(frame.geometry[part].to_numpy())
    first = (frame["patch_id"] == ids[0]).to_numpy()
    frame = frame[~part | first].reset_index(drop=True)
    row = frame.index[frame["patch_id"] == ids[0]][0]
    frame.loc[row, ["area_m2", "quality"]] = [area.sum(), counts / area.sum()]
    frame.loc[row, "home"] = counts > 0.0
    frame.loc[[row], frame.geometry.name] = [shape]
    return frame, np.where(np.isin(labels, ids), np.int32(ids[0]), labels)


def touch(options: Options, sites: Sequence[Site], one: int, other: int, grid: Grid) -> bool:
    """Whether two options that are habitat are one patch when both are built."""
    if not shapely.dwithin(options.ground[one], options.ground[other], TOUCH_M):
        return False
    beside = np.zeros(grid.shape, np.bool_)
    beside.ravel()[sites[one].cells] = True
    return bool(grown(beside).ravel()[sites[other].cells].any())


def laid_ec(
    corridors: Corridors,
    options: Options,
    sites: Sequence[Site],
    chosen: Iterable[int],
    alpha: float,
    *,
    progress: Progress | None = None,
) -> float:
    """Return EC, m², with the chosen options laid into the map and all links searched again.

    The truth that the network of options is held against: every link is a least-cost way over the changed map. Where an
    option makes ground dearer to cross, or is crossed the long way, it counts here and not in the network.

    Raises
    ------
    TableError, Cancelled
        As for `gistools.corridors.links.corridor_links`.
    """
    chosen = sorted(chosen)
    after = laid(corridors.resistance, (sites[k] for k in chosen))
    patches = laid_patches(corridors.patches, options, sites, chosen)
    limit = None if np.isinf(corridors.limit) else corridors.limit
    made = corridor_links(patches, after, LinkParams(limit=limit, planar=False), progress=progress)
    return ec(home_area(made), made.graph, alpha).ec_m2


def option_network(
    corridors: Corridors,
    options: Options,
    species: Species,
    alpha: float,
    *,
    progress: Progress | None = None,
) -> tuple[OptionNetwork, tuple[Site, ...]]:
    """Return patches and options as one network (formula of the field: least costs between all), and the sites.

    An option that is habitat is a node, crossed freely as patches are, and one with those that it touches; another has
    up to four doors, cells far from each other, with what it costs to go between them, so that a long strip is not free
    to walk along. Each node is searched from once, on the map with that option alone; two nodes of different options
    meet where the sum of their costs is least. Links that cost more than the limit of the corridors are none.

    Exact: the network of any set of options has the EC of the whole map recomputed with it (`laid_ec`) when its options
    are habitat, cost no more to cross than the ground before and, where they do not touch, lie a cell apart. With other
    options its EC is not above that of the map (a way through doors is a way on the map), but for ways through doors
    that cost more than the limit in all, and as long as none makes ground dearer to cross: that is told.

    Parameters
    ----------
    corridors:
        Complete: all pairs within a limit (or none).
    alpha:
        Of the kernel, per resistance metre.

    Raises
    ------
    TableError, ParamError
        As for `join_options`.
    Cancelled
        When the user wants to stop.
    """
    progress = progress or NoProgress()
    patches, base = corridors.patches, corridors.resistance
    sites = option_sites(patches, base, options, species)
    labels, count = patches.labels, len(patches.frame)
    nodes: list[tuple[int, I64]] = []
    for k, site in enumerate(sites):
        if site.area_m2 > 0.0:
            nodes.append((k, site.cells))
        else:
            nodes += [(k, np.array([cell])) for cell in _doors(site.cells, base.raster.grid)]
    limit = None if np.isinf(corridors.limit) else corridors.limit
    fields: list[_Field] = []
    direct = np.full((len(nodes), count + len(nodes)), np.inf)
    for n, (k, cells) in enumerate(nodes):
        check(progress)
        name = options.frame["name"].iloc[k]
        progress.update(n / len(nodes), Text(f"Muligheden {name}", f"The option {name}"))
        sources = np.zeros(labels.shape, np.bool_)
        sources.ravel()[cells] = True
        part = Stage(progress, n / len(nodes), (n + 1) / len(nodes))
        cost = cost_distance(laid(base, [sites[k]]), sources, limit=limit, progress=part)
        near = np.full(count + 1, np.inf)
        np.minimum.at(near, labels.ravel(), cost.ravel())
        near[list(sites[k].touches)] = 0.0
        direct[n, :count] = near[1:]
        fields.append(_Field.of(cost))
        for m, earlier in enumerate(fields):
            other = nodes[m][0]
            joined = m == n or (
                sites[k].area_m2 > 0.0 < sites[other].area_m2 and touch(options, sites, k, other, patches.grid)
            )
            direct[n, count + m] = direct[m, count + n] = 0.0 if joined else earlier.meets(fields[n])
    direct[direct > corridors.limit] = np.inf
    between = np.full((count, count), np.inf)
    for u, v, told in corridors.graph.edges(data=True):
        between[u - 1, v - 1] = between[v - 1, u - 1] = told["cost"]
    own = home_area(corridors).reindex(range(1, count + 1)).to_numpy(np.float64)
    owner = np.array([k for k, _ in nodes], np.int64)
    node_area = np.array([sites[k].area_m2 * sites[k].quality * sites[k].home for k in owner], np.float64)
    made = join_options(
        own, between, node_area, direct, owner, alpha, option_count=len(options), species=species.name,
        notes=_notes(base, options, sites, species),
    )  # fmt: skip
    return made, sites


def _doors(cells: I64, grid: Grid) -> I64:
    """Return up to four cells of an option, each as far as can be from those before; the first lies most outside."""
    if not cells.size:
        return cells
    x, y = (np.asarray(one, np.float64) for one in grid.centres(*np.divmod(cells, grid.cols)))
    far = np.hypot(x - x.mean(), y - y.mean())
    chosen: list[int] = []
    while len(chosen) < _DOORS:
        best = int(np.argmax(far))
        if chosen and far[best] < 2.0 * max(grid.dx_m, grid.dy_m):
            break
        chosen.append(best)
        away = np.hypot(x - x[best], y - y[best])
        far = away if len(chosen) == 1 else np.minimum(far, away)
    doors: I64 = cells[np.array(chosen)]
    return doors


@dataclass(frozen=True, eq=False)
class _Field:
    """A field of cost, cut to what was reached."""

    row: int
    col: int
    cost: F64

    @classmethod
    def of(cls, cost: F64) -> _Field:
        reached = np.isfinite(cost)
        rows, cols = np.flatnonzero(reached.any(axis=1)), np.flatnonzero(reached.any(axis=0))
        if not rows.size:
            return cls(0, 0, np.zeros((0, 0)))
        return cls(int(rows[0]), int(cols[0]), cost[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1].copy())

    def meets(self, other: _Field) -> float:
        """Return the least sum of two fields over the cells that both reach."""
        top, left = max(self.row, other.row), max(self.col, other.col)
        bottom = min(one.row + one.cost.shape[0] for one in (self, other))
        right = min(one.col + one.cost.shape[1] for one in (self, other))
        if top >= bottom or left >= right:
            return float("inf")
        here, there = (
            one.cost[top - one.row : bottom - one.row, left - one.col : right - one.col] for one in (self, other)
        )
        return float((here + there).min())


def _notes(base: Resistance, options: Options, sites: Sequence[Site], species: Species) -> tuple[Text, ...]:
    """Return what must be said: options that do nothing, and those that make ground dearer to cross."""
    notes = []
    values, ids = np.asarray(base.raster.values).ravel(), options.frame["option_id"].tolist()
    bare = [ids[k] for k, site in enumerate(sites) if not site.cells.size]
    if bare:
        shown = ", ".join(bare)
        notes.append(
            Text(
                f"{species.name.da}: ændrer ingen celle på kortet: {shown}",
                f"{species.name.en}: changes no cell of the map: {shown}",
            )
        )
    dear = [ids[k] for k, site in enumerate(sites) if (values[site.cells] < np.float32(site.resistance)).any()]
    if dear:
        shown = ", ".join(dear)
        notes.append(
            Text(
                f"{species.name.da}: sværere at krydse end i dag, det tæller først i omregningen på kortet: {shown}",
                f"{species.name.en}: dearer to cross than today, which counts in the recomputation alone: {shown}",
            )
        )
    return tuple(notes)
