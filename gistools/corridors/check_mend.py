"""Mends (afværgetiltag) of what a plan breaks: each is laid into the landscape and what it regains is computed."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gistools.corridors.change_plan import burned
from gistools.corridors.check import LinkStatus, connectivity
from gistools.corridors.check_search import links_after, ways_of
from gistools.corridors.network import SAME
from gistools.progress import NoProgress, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from gistools.corridors.check import PlanCheck
    from gistools.corridors.landscape import Corridors, Resistance, Species
    from gistools.grid import Grid
    from gistools.progress import Progress

    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

GREENS = ("hedge", "forest", "meadow", "dry_grassland", "park", "grass")
"""What a strip may be planted with: the surface class of least resistance to the species, the first of equal ones."""

ROADS = frozenset({"road_small", "road_large", "rail"})
"""Surface classes that a fauna passage is laid through."""


class MendKind(enum.StrEnum):
    """What is done."""

    KEEP = "keep"  # a strip of the plan stays as it is
    PLANT = "plant"  # a strip along the way is planted
    PASSAGE = "passage"  # through a road or railway


@dataclass(frozen=True, eq=False)
class Mend:
    """A mend of a link, and what it regains.

    Parameters
    ----------
    kind, surface:
        What is done, and the surface class that it brings (empty: what was there).
    pair:
        The patches of the link that it was drawn for.
    metres:
        Along the way.
    geometry:
        The parts of the way that it is laid on.
    roads:
        Names of the roads that a passage lies under, where they are known.
    gain_m2:
        EC with the plan and the mend less EC with the plan, m².
    """

    kind: MendKind
    surface: str
    pair: tuple[int, int]
    metres: float
    geometry: BaseGeometry
    roads: str = ""
    gain_m2: float = 0.0

    @property
    def gain_per_metre(self) -> float:
        """EC regained in m² for each metre."""
        return self.gain_m2 / self.metres


def mends(
    found: PlanCheck,
    species: Species,
    *,
    width_m: float = 10.0,
    most: int = 5,
    roads: gpd.GeoDataFrame | None = None,
    road_name: str = "vejnavn",
    progress: Progress | None = None,
) -> tuple[Mend, ...]:
    """Return mends of the links that a plan breaks or lengthens most, the one that regains most for a metre first.

    For each of the ``most`` links that lose most (area times area times chance): keep the plan's part of the way as it
    is in a strip, plant a strip along the way outside patches, lay a passage through each road on it. The way is that
    after the plan, of a broken link the one before. Each mend is computed by itself.

    Parameters
    ----------
    width_m:
        Of strips; at least the cells of the way.
    most:
        Links that are mended.
    roads, road_name:
        Lines with a name, for the passages.

    Raises
    ------
    Cancelled
        When the user wants to stop.
    """
    progress = progress or NoProgress()
    if not len(found.after.patches.frame):
        return ()
    base = connectivity(found.after, found.alpha).ec_m2
    made: list[Mend] = []
    seen: set[bytes] = set()
    for row in _worst(found, most):
        for mend, changed in _candidates(found, species, row, width_m):
            mask = ~_same(changed, found.planned.resistance)
            if mend.metres <= 0.0 or not mask.any() or (mark := mask.tobytes()) in seen:
                continue
            seen.add(mark)
            check(progress)
            after, _ = links_after(found.after, found.after.patches, changed, progress=progress)
            gain = connectivity(after, found.alpha).ec_m2 - base
            named = _roads_at(mend, roads, road_name)
            made.append(replace(mend, roads=named, gain_m2=gain if gain > SAME * base else 0.0))
    return tuple(sorted(made, key=lambda one: (-one.gain_per_metre, one.metres, one.pair)))


def _roads_at(mend: Mend, roads: gpd.GeoDataFrame | None, name: str) -> str:
    if roads is None or mend.kind is not MendKind.PASSAGE:
        return ""
    at = roads[roads.geometry.intersects(mend.geometry)]
    return ", ".join(sorted({str(one) for one in at[name].dropna()} - {""}))


def _same(one: Resistance, other: Resistance) -> Mask:
    a, b = one.raster.values, other.raster.values
    same: Mask = ((a == b) | (np.isnan(a) & np.isnan(b))) & (one.barrier == other.barrier)
    return same


def _worst(found: PlanCheck, most: int) -> list[pd.Series]:
    """Return the links between living patches that lose most, with the places of their rows before and after."""
    links = found.of(LinkStatus.BROKEN, LinkStatus.LONGER)
    area = found.after.patches.frame.set_index("patch_id")["area_m2"]
    links = links[links["from_patch"].isin(area.index) & links["to_patch"].isin(area.index)]
    chance = [
        np.exp(-found.alpha * links[name].fillna(np.inf).to_numpy(np.float64)) for name in ("cost_before", "cost_after")
    ]
    chance[1][(links["link_status"] == LinkStatus.BROKEN).to_numpy()] = 0.0
    both = area.reindex(links["from_patch"]).to_numpy() * area.reindex(links["to_patch"]).to_numpy()
    order = np.argsort(-both * (chance[0] - chance[1]), kind="stable")
    return [links.iloc[k] for k in order[:most]]


def _candidates(
    found: PlanCheck, species: Species, row: pd.Series, width_m: float
) -> Iterator[tuple[Mend, Resistance]]:
    pair = (int(row["from_patch"]), int(row["to_patch"]))
    before, now, grid = found.before.resistance, found.planned.resistance, found.after.patches.grid
    old = _way(found.before, pair)
    way = _way(found.after, pair) if row["link_status"] == LinkStatus.LONGER else old
    if old is None or way is None:
        return
    dearer = now.raster.values > before.raster.values
    line, metres = _part(grid, old, dearer.ravel()[old])
    cells = _strip(grid, line, old, width_m) & dearer
    yield Mend(MendKind.KEEP, "", pair, metres, line), _laid(now, cells, before)
    surface = min((name for name in GREENS if name in species.resistance), key=lambda name: species.resistance[name])
    cost = np.float32(species.resistance[surface])
    bare = (found.after.patches.labels == 0) & ~now.barrier & (now.raster.values > cost)
    line, metres = _part(grid, way, bare.ravel()[way])
    cells = _strip(grid, line, way, width_m) & bare
    yield Mend(MendKind.PLANT, surface, pair, metres, line), _filled(now, cells, surface, cost)
    shut = now.barrier & np.isin(now.classes, [k for k, name in enumerate(now.names) if name in ROADS])
    on = shut.ravel()[way]
    for run in np.split(np.arange(way.size), np.flatnonzero(np.diff(on)) + 1):
        if not on[run[0]] or "passage" not in species.resistance:
            continue
        here = np.zeros(way.size, np.bool_)
        here[run] = True
        line, metres = _part(grid, way, here)
        cells = _strip(grid, line, way[run], width_m) & shut
        yield (
            Mend(MendKind.PASSAGE, "passage", pair, metres, line),
            _filled(now, cells, "passage", np.float32(species.resistance["passage"])),
        )


def _way(corridors: Corridors, pair: tuple[int, int]) -> I64 | None:
    links = corridors.links
    which = ((links["from_patch"] == pair[0]) & (links["to_patch"] == pair[1])).to_numpy()
    return ways_of(corridors, which).of(0) if which.any() else None


def _part(grid: Grid, way: I64, on: Mask) -> tuple[BaseGeometry, float]:
    """Return the steps of a way that have a cell of some as lines, and its metres in these cells: half of each step."""
    rows, cols = np.divmod(way, grid.cols)
    x, y = grid.centres(rows, cols)
    step = np.hypot(np.diff(x), np.diff(y))
    metres = float(step[on[:-1]].sum() / 2.0 + step[on[1:]].sum() / 2.0)
    middle = np.column_stack([(x[1:] + x[:-1]) / 2.0, (y[1:] + y[:-1]) / 2.0])
    parts = []
    for k in np.flatnonzero(on):
        points = [middle[k - 1]] if k > 0 else []
        points += [np.array([x[k], y[k]])]
        points += [middle[k]] if k < way.size - 1 else []
        if len(points) > 1:
            parts.append(shapely.LineString(points))
    return shapely.line_merge(shapely.union_all(parts)), metres


def _strip(grid: Grid, line: BaseGeometry, way: I64, width_m: float) -> Mask:
    """Return the cells of a way, and those whose centre lies in a strip along a line."""
    cells = burned(line.buffer(width_m / 2.0), grid, touched=False)
    cells.reshape(-1)[way] = True
    return cells


def _laid(now: Resistance, cells: Mask, before: Resistance) -> Resistance:
    """Return a resistance with some cells as they were."""
    names = {name: k for k, name in enumerate(now.names)}
    code = np.array([*(names[name] for name in before.names), -1], np.int16)
    values = np.where(cells, before.raster.values, now.raster.values)
    return replace(
        now,
        raster=now.raster.with_values(values),
        barrier=np.where(cells, before.barrier, now.barrier),
        classes=np.where(cells, code[before.classes], now.classes),
    )


def _filled(now: Resistance, cells: Mask, surface: str, cost: np.float32) -> Resistance:
    """Return a resistance with some cells of one surface and no barrier."""
    names = now.names if surface in now.names else (*now.names, surface)
    return replace(
        now,
        raster=now.raster.with_values(np.where(cells, cost, now.raster.values)),
        barrier=now.barrier & ~cells,
        classes=np.where(cells, np.int16(names.index(surface)), now.classes),
        names=names,
    )
