"""Whether a service level is met (serviceniveau opfyldt): area by area, and what the ponds that break it must lose."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools._checks import require_kind, require_same_terrain
from gistools.cloudburst.event import LIMITS, run_event
from gistools.cloudburst.runoff import RunoffClasses
from gistools.errors import ParamError
from gistools.kernels.codes import SCALE
from gistools.kernels.measuring import units
from gistools.plan.levels_areas import LevelAreas
from gistools.plan.levels_ponds import StandingPonds, depth_units, standing_ponds
from gistools.plan.subcatchments_ledger import apportion
from gistools.progress import NoProgress, Progress, Stage, run_cancellable
from gistools.terrain.paths import outlines
from gistools.text import Text, counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    import numpy.typing as npt
    import shapely

    from gistools.cloudburst.bluespots import Bluespots
    from gistools.cloudburst.event import FloodEvent
    from gistools.plan.levels_table import ServiceLevel
    from gistools.terrain.types import ConditionedTerrain, FlowField

    I64 = npt.NDArray[np.int64]

MET, NOT_MET, UNKNOWN = STATES = ("met", "not_met", "unknown")
SCREENED = Text(
    "Manglende m³ er det vand, der skal holdes tilbage eller ledes væk ved hver vandsamling for sig. Vand, der holdes "
    "tilbage højere oppe, kommer ikke ned: det samlede behov kan være mindre. Vand, der løber på terræn uden at samle "
    "sig, er ikke bedømt.",
    "m³ lacking are the water to be held back or led away at each pond by itself. Water held back further up does not "
    "come down: what is needed in all may be less. Water that runs over ground without collecting was not judged.",
)
WHOLE_PONDS = Text(
    "Manglende m³ er regnet over hele vandsamlingen ned til det vandspejl, som dens laveste ramte område tåler; ligger "
    "det under en indre tærskel, kan mindre være nok.",
    "m³ lacking are over the whole pond down to the level that its lowest area hit can bear; where that lies below an "
    "inner threshold, less may do.",
)


@dataclass(frozen=True, eq=False)
class CheckedLevels:
    """Where a service level is met at its rains (serviceniveauet, tjekket); made by `check_levels`.

    Parameters
    ----------
    levels, rains_mm:
        The rows, and the rain that each is judged at.
    areas:
        What they are asked of.
    by_area:
        A row for each level and area of its type: ``level`` and ``area`` (places, from 0), ``state``, ``known_share``,
        ``depth_max_m`` (NaN where nothing is known), ``over_cells``, ``lacking`` (its part of its ponds', in units),
        ``pond_count``.
    by_pond:
        A row for each level and pond that breaks it: ``level``, ``node``, ``level_m`` of the water, ``allowed_m`` (the
        level that all its areas can bear), ``water`` and ``lacking`` (units), ``cells``, ``area_count``, ``geometry``.
    over_cells:
        Cells with more water than allowed at each level, each counted once; and in any of them.
    needed:
        By bluespot (its node): units that must be held back or led away there for all levels to be met.
    unit_m3, cell_area_m2:
        Of a unit of water, and of a cell.
    notes:
        What the user should know.
    """

    levels: tuple[ServiceLevel, ...]
    rains_mm: tuple[float, ...]
    areas: LevelAreas
    by_area: pd.DataFrame
    by_pond: pd.DataFrame
    over_cells: tuple[int, ...]
    over_any: int
    needed: dict[int, int]
    unit_m3: float
    cell_area_m2: float
    bluespots: Bluespots
    notes: tuple[Text, ...]

    def lacking_m3(self, level: int) -> float:
        """Return what is lacking at one level, m³: the sum over its ponds."""
        rows = self.by_pond["level"] == level
        return int(self.by_pond.loc[rows, "lacking"].sum()) * self.unit_m3

    def states(self, level: int | None = None) -> dict[str, int]:
        """Return how many areas are met, not met and unknown at a level, or at all levels of their type together.

        An area that breaks any level is not met; one that breaks none, of which any is unknown, is unknown.
        """
        rows = self.by_area if level is None else self.by_area[self.by_area["level"] == level]
        by_area = rows.groupby("area")["state"].agg(set)
        found = [NOT_MET if NOT_MET in s else UNKNOWN if UNKNOWN in s else MET for s in by_area]
        return {state: found.count(state) for state in STATES}

    def __repr__(self) -> str:
        """One line."""
        told = ", ".join(f"{count} {state}" for state, count in self.states().items())
        return f"<CheckedLevels: {len(self.levels)} levels, {self.areas.count} areas ({told})>"


def check_levels(
    terrain: ConditionedTerrain,
    flow: FlowField,
    bluespots: Bluespots,
    classes: RunoffClasses,
    levels: Sequence[ServiceLevel],
    rains_mm: Sequence[float],
    areas: LevelAreas,
    *,
    progress: Progress | None = None,
) -> CheckedLevels:
    """Check a service level where it holds (serviceniveau): met, not met or unknown for each area.

    An area meets a level when no cell of it has more water than allowed at the level's rain. One that lies partly off
    the known ground is unknown, unless what is known of it breaks the level. A pond that breaks a level lacks the water
    between its own level and the highest one that all its cells in such areas can bear (their ground and the depth
    allowed), over the whole pond; a pond in several areas counts once in each row, and areas share it by the cells that
    have too much. All of it is whole units of water.

    Parameters
    ----------
    terrain, flow, bluespots, classes:
        From `condition`, `route_flow`, `find_bluespots` and `runoff_classes`.
    levels, rains_mm:
        The rows of the description, and the rain of each, mm; equal rains are one event.
    areas:
        From `level_areas`.
    progress:
        Told how far the work is.

    Raises
    ------
    ParamError
        For another number of rains than of levels, and for rains that cannot be counted.

    Examples
    --------
    A bowl of three cells of 1 m² with 1 m of water; two are road that may have 0.5 m: 0.5 m must go over all three.

    >>> import geopandas as gpd, shapely
    >>> from gistools.cloudburst import LossParams, find_bluespots, runoff_classes
    >>> from gistools.grid import Grid
    >>> from gistools.plan import ServiceLevel, level_areas
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import condition, route_flow
    >>> z = np.array([[9, 9, 9, 9, 9], [9, 1, 1, 1, 3], [9, 9, 9, 9, 9]], np.float32)
    >>> terrain = condition(Raster(z, Grid(3, 5, 0.0, 3.0, 1.0, 1.0, "EPSG:25832"), unit="m"))
    >>> flow = route_flow(terrain)
    >>> road = gpd.GeoDataFrame({"klasse": ["vej"]}, geometry=[shapely.box(1, 1, 3, 2)], crs="EPSG:25832")
    >>> level = ServiceLevel(number=1, area_type="vej", return_period_years=100.0, allowed_depth_m=0.5)
    >>> checked = check_levels(
    ...     terrain, flow, find_bluespots(terrain, flow), runoff_classes(terrain, LossParams()), [level], [1000.0],
    ...     level_areas(terrain, road, "klasse"))
    >>> checked.states(), checked.lacking_m3(0)
    ({'met': 0, 'not_met': 1, 'unknown': 0}, 1.5)
    """
    require_kind(classes, RunoffClasses, "classes")
    require_kind(areas, LevelAreas, "areas")
    require_same_terrain(terrain.key, classes.terrain.key, Text("en afstrømning", "run-off"))
    if len(levels) != len(rains_mm) or not levels:
        raise ParamError(
            Text(f"{len(levels)} niveauer og {len(rains_mm)} regn", f"{len(levels)} levels and {len(rains_mm)} rains"),
            Text("en regn for hvert niveau, mindst ét", "a rain for each level, one at least"),
            Text("brug service_rains", "use service_rains"),
        )
    progress = progress or NoProgress()
    of_step: dict[int, list[int]] = {}
    for i, mm in enumerate(rains_mm):
        of_step.setdefault(classes.step(mm), []).append(i)
    judged: dict[int, _Judged] = {}
    for n, (step, numbers) in enumerate(sorted(of_step.items())):
        stage = Stage(progress, n / len(of_step), (n + 1) / len(of_step))
        flood = run_event(terrain, flow, bluespots, classes.at(step), progress=Stage(stage, 0.0, 0.6))
        progress.update(
            (n + 0.6) / len(of_step), Text("Holder vandet op mod niveauerne", "Holding water against levels")
        )
        ponds = run_cancellable(stage, functools.partial(standing_ponds, flood))
        for i in numbers:
            judged[i] = run_cancellable(stage, functools.partial(_judge, i, levels[i], areas, flood, ponds))
        _outline([judged[i] for i in numbers], flood, ponds)
    ordered = [judged[i] for i in range(len(levels))]
    by_area = pd.DataFrame([row for one in ordered for row in one.by_area], columns=_AREA_COLUMNS)
    by_pond = pd.DataFrame([row for one in ordered for row in one.by_pond], columns=_POND_COLUMNS)
    over = [one.over for one in ordered]
    return CheckedLevels(
        tuple(levels),
        tuple(float(mm) for mm in rains_mm),
        areas,
        by_area,
        by_pond,
        tuple(one.size for one in over),
        int(np.unique(np.concatenate(over)).size),
        needed_at(by_pond, bluespots.nodes.parent),
        flow.grid.cell_area_m2 * classes_unit(classes),
        flow.grid.cell_area_m2,
        bluespots,
        (*_about(by_pond, areas, flow), *dict.fromkeys((*terrain.notes, *classes.notes, LIMITS))),
    )


def _about(by_pond: pd.DataFrame, areas: LevelAreas, flow: FlowField) -> tuple[Text, ...]:
    """Return what the reader of the answers must know."""
    notes = [] if by_pond.empty else [SCREENED, WHOLE_PONDS]
    beyond = flow.cut_by_edge.reshape(-1)
    count = sum(bool(beyond[areas.cells(i)].any()) for i in range(areas.count))
    if count:
        notes.append(
            Text(
                f"{counted(count, 'område', 'områder')} kan få vand fra land uden for kortet, som ikke er regnet med: "
                "»opfyldt« kan dér være for pænt.",
                f"{counted(count, 'area', 'areas')} may get water from land off the map, which is not counted: 'met' "
                "may be too kind there.",
            )
        )
    return tuple(notes)


def classes_unit(classes: RunoffClasses) -> float:
    """Return the depth on one cell of a unit of water, m."""
    return 1.0 / classes.at(0).per_m


_AREA_COLUMNS = ["level", "area", "state", "known_share", "depth_max_m", "over_cells", "lacking", "pond_count"]
_POND_COLUMNS = [
    "level", "node", "level_m", "allowed_m", "water", "lacking", "cells", "area_count", "geometry",
]  # fmt: skip


@dataclass
class _Judged:
    """What one level came to."""

    by_area: list[dict[str, object]]
    by_pond: list[dict[str, object]]
    over: I64


def _judge(number: int, level: ServiceLevel, areas: LevelAreas, flood: FloodEvent, ponds: StandingPonds) -> _Judged:
    """Judge the areas of one level's type at its rain."""
    depth, surface = flood.depth.values, flood.flow.surface
    allowed, cols = depth_units(level.allowed_depth_m), depth.shape[1]
    by_area: list[dict[str, object]] = []
    over: list[I64] = []
    lowest: dict[int, int] = {}
    parts: dict[int, dict[int, int]] = {}
    wanted = level.area_type.casefold()
    for area in (i for i, one in enumerate(areas.types) if one.casefold() == wanted):
        cells = areas.cells(area)
        at = np.divmod(cells, cols)
        deepest = float(depth[at].max()) if cells.size else float("nan")
        wet = ponds.place[cells] >= 0
        pond, most = ponds.place[cells[wet]].astype(np.int64), units(surface[tuple(x[wet] for x in at)]) + allowed
        beyond = ponds.beyond(pond, most)
        over.append(cells[wet][beyond])
        for p in np.unique(pond[beyond]).tolist():
            mine = beyond & (pond == p)
            lowest[p] = min(lowest.get(p, int(most[mine].min())), int(most[mine].min()))
            parts.setdefault(p, {})[len(by_area)] = int(mine.sum())
        known = float(areas.known_share[area])
        state = NOT_MET if beyond.any() else MET if known == 1.0 else UNKNOWN
        by_area.append(
            {"level": number, "area": area, "state": state, "known_share": known, "depth_max_m": deepest,
             "over_cells": int(beyond.sum()), "lacking": 0, "pond_count": 0}
        )  # fmt: skip
    return _Judged(by_area, _lacking(number, by_area, ponds, lowest, parts), np.unique(np.concatenate([_NONE, *over])))


_NONE = np.zeros(0, np.int64)


def _lacking(
    number: int,
    by_area: list[dict[str, object]],
    ponds: StandingPonds,
    lowest: dict[int, int],
    parts: dict[int, dict[int, int]],
) -> list[dict[str, object]]:
    """Return what each pond that breaks a level must lose, and give each area its part of it."""
    from fractions import Fraction  # noqa: PLC0415 - beside its one use

    made: list[dict[str, object]] = []
    levels_m = ponds.level_m()
    for p in sorted(lowest):
        lacking = ponds.above(p, lowest[p])
        weights: dict[int, Fraction] = {row: Fraction(count) for row, count in parts[p].items()}
        for row, share in apportion(lacking, weights).items():
            by_area[row]["lacking"] = int(by_area[row]["lacking"]) + share  # type: ignore[call-overload]
            by_area[row]["pond_count"] = int(by_area[row]["pond_count"]) + 1  # type: ignore[call-overload]
        made.append(
            {"level": number, "node": int(ponds.node[p]), "level_m": float(levels_m[p]),
             "allowed_m": lowest[p] / SCALE, "water": int(ponds.water[p]), "lacking": lacking,
             "cells": int(ponds.start[p + 1] - ponds.start[p]), "area_count": len(parts[p]), "geometry": None}
        )  # fmt: skip
    return made


def _outline(judged: list[_Judged], flood: FloodEvent, ponds: StandingPonds) -> None:
    """Give each pond that breaks a level of this rain its outline."""
    rows = [row for one in judged for row in one.by_pond]
    if not rows:
        return
    nodes = np.unique(np.array([row["node"] for row in rows], np.int64))
    label = np.zeros(flood.depth.values.size, np.int32)
    for n, p in enumerate(np.searchsorted(ponds.node, nodes).tolist(), start=1):
        label[ponds.cell[ponds.start[p] : ponds.start[p + 1]]] = n
    shapes: dict[int, shapely.MultiPolygon] = outlines(label.reshape(flood.depth.values.shape), flood.terrain.grid)
    for row in rows:
        row["geometry"] = shapes[int(np.searchsorted(nodes, row["node"])) + 1]  # type: ignore[call-overload]


def needed_at(by_pond: pd.DataFrame, parent: npt.NDArray[np.integer]) -> dict[int, int]:
    """Return what each bluespot needs for all levels to be met, by its node: units of water.

    A pond that one level is broken by may lie in a larger one that breaks another: room in the smaller serves both. So
    each needs the most that any level lacks there, or what those within it need together, whichever is more.

    >>> ponds = pd.DataFrame({"node": [0, 1, 2, 2], "lacking": [5, 7, 10, 9]})
    >>> needed_at(ponds, np.array([2, 2, -1]))  # 5 and 7 in the two small ones serve the large one as well
    {2: 12}
    """
    need: dict[int, int] = {}
    for node, lacking in zip(by_pond["node"].tolist(), by_pond["lacking"].tolist(), strict=True):
        need[node] = max(need.get(node, 0), lacking)
    within: dict[int, int] = {}
    roots: dict[int, int] = {}
    waiting = set(need)
    for node in list(need):
        at = node
        while (at := int(parent[at])) >= 0 and at not in waiting:
            waiting.add(at)
    for node in sorted(waiting):  # a parent comes after its children
        most = max(need.get(node, 0), within.get(node, 0))
        above = int(parent[node])
        if above < 0:
            roots[node] = most
        else:
            within[above] = within.get(above, 0) + most
    return roots
