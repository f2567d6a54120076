"""Patches when a plan is built: what is left of each, which fall apart, grow together or come new."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import ndimage

from gistools.corridors.change_plan import OPENED, burned
from gistools.corridors.change_steps import DIRECTIONS, ends
from gistools.corridors.home import is_home
from gistools.corridors.patches import TOUCH_M
from gistools.text import Text, counted

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gistools.corridors.change_plan import Feature
    from gistools.corridors.landscape import Patches, Species
    from gistools.grid import Grid

    I32 = npt.NDArray[np.int32]

_EIGHT = np.ones((3, 3), np.int8)
_PLANTED = -1  # habitat that the plan brings, before it has a number


@dataclass(eq=False)
class _Piece:
    """Habitat in one piece: a polygon of a patch (or of the plan), and its cells as flat numbers."""

    source: int  # patch it is of; _PLANTED
    shape: BaseGeometry
    cells: npt.NDArray[np.int64]
    surface: str = ""


def patches_after(
    patches: Patches,
    features: tuple[Feature, ...],
    species: Species,
    *,
    least_m2: float,
    gap_m: float,
    join_cells: bool,
    known: npt.NDArray[np.bool_],
) -> tuple[Patches, pd.DataFrame, frozenset[int]]:
    """Return the patches after a plan, what became of each, and which have other cells than before.

    As in `habitat_patches`, pieces that touch or are no further apart than ``gap_m`` are one patch; where cells are
    joined, so are those with neighbouring cells. Patches that the plan does not touch stay as they are. What a plan
    plants beyond the ``known`` cells is not counted.
    """
    taken, planted = _laid(features, species)
    planted = [(surface, _inside(shape, known, patches.grid)) for surface, shape in planted]
    labels = patches.labels.copy()
    labels[burned(taken, patches.grid, touched=False)] = 0
    lost_cells = np.unique(patches.labels[patches.labels != labels])
    frame = patches.frame.set_index("patch_id", drop=False)
    cut = set(frame.index[frame.geometry.intersects(taken)]) | set(lost_cells.tolist())
    pieces = _planted(planted, frame, labels, patches)
    gap = max(gap_m, TOUCH_M)
    met = _met(pieces, labels, frame, gap, join_cells=join_cells)
    for number in sorted(cut | met):
        pieces += _left(number, frame.geometry[number], taken, labels, patches)
    groups = _groups(pieces, labels.shape, gap, join_cells=join_cells)
    return _numbered(patches, labels, groups, cut | met, least_m2)


def _bare(one: Feature, species: Species) -> bool:
    return one.surface not in species.habitats


def _laid(features: tuple[Feature, ...], species: Species) -> tuple[BaseGeometry, list[tuple[str, BaseGeometry]]]:
    """Return all that the plan takes, and the habitat it brings; a later feature covers an earlier one."""
    taken: BaseGeometry = shapely.Polygon()
    planted: list[tuple[str, BaseGeometry]] = []
    for one in features:
        if one.surface in OPENED:
            continue
        planted = [(surface, shape.difference(one.geometry)) for surface, shape in planted]
        if _bare(one, species):
            taken = taken.union(one.geometry)
        else:
            taken = taken.difference(one.geometry)
            planted.append((one.surface, one.geometry))
    return taken, [(surface, shape) for surface, shape in planted if shape.area > 0.0]


def _boxes(grid: Grid, rows: npt.NDArray[np.int64], cols: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
    x, y = grid.centres(rows, cols)
    right, up = grid.dx_m / 2.0, grid.dy_m / 2.0
    boxes: npt.NDArray[Any] = shapely.box(x - right, y - up, x + right, y + up)
    return boxes


def _inside(shape: BaseGeometry, known: npt.NDArray[np.bool_], grid: Grid) -> BaseGeometry:
    """Return the part of a shape that lies in known cells."""
    shape = shapely.intersection(shape, shapely.box(*grid.bounds))
    touched = burned(shape, grid, touched=True)
    if (touched & ~known).any():
        shape = shape.intersection(shapely.union_all(_boxes(grid, *np.nonzero(touched & known))))
    return shape


def _planted(
    planted: list[tuple[str, BaseGeometry]], frame: gpd.GeoDataFrame, labels: I32, patches: Patches
) -> list[_Piece]:
    """Return the habitat that a plan brings where there was none, and mark its cells."""
    pieces = []
    for surface, shape in planted:
        near = frame.geometry[frame.geometry.intersects(shape)]
        fresh = shape.difference(shapely.union_all(near.to_numpy()))
        for part in _polygons(fresh):
            cells = burned(part, patches.grid, touched=False) & (labels == 0)
            cells |= _more_cells(part, int(cells.sum()), labels, patches)
            labels[cells] = _PLANTED
            pieces.append(_Piece(_PLANTED, part, np.flatnonzero(cells), surface))
    return pieces


def _polygons(shape: BaseGeometry) -> list[BaseGeometry]:
    return [p for p in shapely.get_parts([shape]) if p.geom_type == "Polygon" and p.area > 0.0]


def _more_cells(part: BaseGeometry, count: int, labels: I32, patches: Patches) -> npt.NDArray[np.bool_]:
    """Return the free cells that a shape narrower than cells takes besides the ``count`` whose centre it holds.

    As `habitat_patches` does: those that hold at least half as much of it as the cell that holds most, when its cells
    make up less than half of its area; of one smaller than a cell the one that holds most.
    """
    grid = patches.grid
    cells = np.zeros(labels.shape, np.bool_)
    if count and count * grid.cell_area_m2 >= part.area / 2.0:
        return cells
    rows, cols = np.nonzero(burned(part, grid, touched=True))
    share = shapely.area(shapely.intersection(_boxes(grid, rows, cols), part))
    free = (labels[rows, cols] == 0) & (share > 0.0)
    if not free.any():
        return cells
    at = np.flatnonzero(free & (share >= share.max() / 2.0))
    if part.area <= grid.cell_area_m2:
        at = np.flatnonzero(free)[[share[free].argmax()]]
    cells[rows[at], cols[at]] = True
    return cells


def _met(pieces: list[_Piece], labels: I32, frame: gpd.GeoDataFrame, gap_m: float, *, join_cells: bool) -> set[int]:
    """Return the patches that planted habitat touches or comes near."""
    found: set[int] = set()
    marked = labels == _PLANTED
    if join_cells and marked.any():
        found |= set(np.unique(labels[ndimage.binary_dilation(marked, _EIGHT)]).tolist()) - {0, _PLANTED}
    for piece in pieces:
        found |= set(frame.index[frame.geometry.dwithin(piece.shape, gap_m)])
    return found


def _left(number: int, shape: BaseGeometry, taken: BaseGeometry, labels: I32, patches: Patches) -> list[_Piece]:
    """Return what is left of a patch: its polygons, each with the cells in it."""
    parts = _polygons(shape.difference(taken))
    cells = np.flatnonzero(labels == number)
    if not parts:
        labels.reshape(-1)[cells] = 0
        return []
    grid = patches.grid
    boxes = _boxes(grid, *np.divmod(cells, grid.cols))
    share = np.array([shapely.area(shapely.intersection(part, boxes)) for part in parts])
    owner = np.where(share.max(axis=0) > 0.0, share.argmax(axis=0), -1) if cells.size else np.zeros(0, np.int64)
    labels.reshape(-1)[cells[owner < 0]] = 0
    pieces = []
    for k, part in enumerate(parts):
        more = _more_cells(part, int((owner == k).sum()), labels, patches)
        labels[more] = number
        pieces.append(_Piece(number, part, np.union1d(cells[owner == k], np.flatnonzero(more))))
    return pieces


def _numbered(
    patches: Patches, labels: I32, groups: list[list[_Piece]], met: set[int], least_m2: float
) -> tuple[Patches, pd.DataFrame, frozenset[int]]:
    areas = [shapely.union_all([piece.shape for piece in group]) for group in groups]
    kept = [k for k, group in enumerate(groups) if areas[k].area >= least_m2 and any(p.cells.size for p in group)]
    owner, origin = _owners(groups, kept)
    flat = labels.reshape(-1)
    flat[np.isin(flat, [*met, _PLANTED])] = 0
    ids = patches.frame["patch_id"]
    fresh = int(ids.max()) if len(ids) else 0
    for k in sorted((k for k in kept if owner[k] == 0), key=lambda k: _first_cell(groups[k])):
        fresh += 1
        owner[k] = fresh
    rows = patches.frame.set_index("patch_id", drop=False)
    made: dict[int, dict[str, Any]] = {n: rows.loc[n].to_dict() for n in rows.index if n not in met}
    for k in kept:
        for piece in groups[k]:
            flat[piece.cells] = owner[k]
        made[owner[k]] = _row(patches, groups[k], areas[k], owner[k], origin[k], rows)
    order = sorted(made)
    frame = gpd.GeoDataFrame(
        [made[n] for n in order], columns=patches.frame.columns, geometry=patches.frame.geometry.name,
        crs=patches.frame.crs,
    )  # fmt: skip
    frame = frame.astype({name: kind for name, kind in patches.frame.dtypes.items() if name != "geometry"})
    fates = _fates(patches, made, groups, owner, origin)
    changed = patches.labels != labels
    touched = frozenset({*labels[changed].tolist(), *patches.labels[changed].tolist()} - {0})
    notes = _small([shape.area for k, shape in enumerate(areas) if k not in owner], least_m2)
    return replace(patches, frame=frame, labels=labels, notes=(*patches.notes, *notes)), fates, touched


def _first_cell(group: list[_Piece]) -> int:
    return min(int(piece.cells.min()) for piece in group if piece.cells.size)


def _groups(pieces: list[_Piece], shape: tuple[int, ...], gap_m: float, *, join_cells: bool) -> list[list[_Piece]]:
    """Return the pieces that are one patch together."""
    import networkx as nx  # noqa: PLC0415 - only where a plan touches habitat

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(pieces)))
    if join_cells:
        at = np.full(shape, -1, np.int64)
        for k, piece in enumerate(pieces):
            at.reshape(-1)[piece.cells] = k
        for down, right in DIRECTIONS:
            one, other = ends(at, down, right)
            beside = (one >= 0) & (other >= 0) & (one != other)
            graph.add_edges_from(np.unique(np.column_stack([one[beside], other[beside]]), axis=0).tolist())
    shapes = np.array([piece.shape for piece in pieces], dtype=object)
    for a, b in shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=gap_m).T.tolist():
        sources = {pieces[a].source, pieces[b].source}
        if a < b and (len(sources) == 1 or _PLANTED in sources):
            graph.add_edge(a, b)
    return [[pieces[k] for k in sorted(part)] for part in nx.connected_components(graph)]


def _owners(groups: list[list[_Piece]], kept: list[int]) -> tuple[dict[int, int], dict[int, int]]:
    """Return the number that each group keeps (0: a new one), and the patch that most of it comes from."""
    claims = []
    origin = dict.fromkeys(kept, 0)
    for k in kept:
        area: dict[int, float] = {}
        for piece in groups[k]:
            if piece.source != _PLANTED:
                area[piece.source] = area.get(piece.source, 0.0) + piece.shape.area
        claims += [(-size, source, k) for source, size in area.items()]
        if area:
            origin[k] = min(area, key=lambda source: (-area[source], source))
    owner = dict.fromkeys(kept, 0)
    used: set[int] = set()
    largest: dict[int, int] = {}
    for _, source, k in sorted(claims):
        largest.setdefault(source, k)
    for _, source, k in sorted(claims):
        if owner[k] == 0 and source not in used and largest[source] == k:
            owner[k] = source
            used.add(source)
    return owner, origin


def _row(
    patches: Patches, group: list[_Piece], shape: BaseGeometry, number: int, origin: int, rows: gpd.GeoDataFrame
) -> dict[str, Any]:
    row: dict[str, Any]
    if origin:
        row = dict(rows.loc[origin].to_dict())
    else:
        surface = max(group, key=lambda piece: piece.shape.area).surface
        row = dict.fromkeys(rows.columns)
        row |= {"patch_class": surface, "quality": 1.0, "at_edge": False, "home": True}
    if {piece.source for piece in group} != {origin}:
        row |= _counted(patches, group, rows)
    row["at_edge"] = row["at_edge"] or not shapely.box(*patches.grid.bounds).contains_properly(shape)
    return row | {"patch_id": number, "area_m2": shape.area, rows.geometry.name: shape}


def _counted(patches: Patches, group: list[_Piece], rows: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return ``home`` and ``quality`` of pieces that become one patch, which counts with what each of them counts with.

    Quality is the mean by area; where only some pieces are the municipality's own, the others weigh with 0.
    """
    area = np.array([piece.shape.area for piece in group])
    new = np.array([piece.source == _PLANTED for piece in group])
    home = is_home([piece.shape for piece in group], patches.town)
    quality = np.ones(area.size)
    for k in np.flatnonzero(~new):
        home[k], quality[k] = rows.loc[group[k].source, ["home", "quality"]]
    whole = home if home.any() else ~home
    return {"home": bool(home.any()), "quality": float((area * quality * whole).sum() / area.sum())}


def _fates(
    patches: Patches,
    made: dict[int, dict[str, Any]],
    groups: list[list[_Piece]],
    owner: dict[int, int],
    origin: dict[int, int],
) -> pd.DataFrame:
    before = dict(zip(patches.frame["patch_id"], patches.frame["area_m2"], strict=True))
    home: dict[int, set[int]] = {}
    for k, number in owner.items():
        for piece in groups[k]:
            if piece.source != _PLANTED:
                home.setdefault(piece.source, set()).add(number)
    parent = {owner[k]: origin[k] for k in owner}
    rows = []
    for number in sorted({*before, *made}):
        had, has = before.get(number), made.get(number, {}).get("area_m2")
        source = 0
        if had is None:
            source = parent[number]
            fate = "part" if source else "new"
        elif has is None:
            source = min(home.get(number, {0}))
            fate = "joined" if source else "lost"
        elif len(home.get(number, ())) > 1:
            fate = "split"
        elif has == had:
            fate = "unchanged"
        else:
            fate = "shrunk" if has < had else "grown"
        rows.append((number, fate, source, had or 0.0, has or 0.0))
    columns = ["patch_id", "patch_fate", "from_patch", "area_before_m2", "area_after_m2"]
    frame = pd.DataFrame(rows, columns=columns)
    frame.attrs["units"] = {"area_before_m2": "m²", "area_after_m2": "m²"}
    return frame


def _small(gone: list[float], least_m2: float) -> tuple[Text, ...]:
    """Say what was left out: pieces below the least area or without a cell."""
    if not gone:
        return ()
    return (
        Text(
            f"{len(gone)} stykker levested ({sum(gone):.0f} m² i alt) er mindre end {least_m2:g} m² eller end en "
            "celle, når planen er bygget, og tælles som tabt",
            f"{counted(len(gone), 'piece', 'pieces')} of habitat ({sum(gone):.0f} m² in all) smaller than "
            f"{least_m2:g} m² or than a cell when the plan is built, counted as lost",
        ),
    )
