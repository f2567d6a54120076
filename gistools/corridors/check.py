"""Plan check (plantjek): what a plan does to the connectivity of one species, link by link."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np

from gistools._checks import require_kind
from gistools.corridors.change import PlannedLandscape
from gistools.corridors.check_search import links_after
from gistools.corridors.home import home_area
from gistools.corridors.landscape import Corridors
from gistools.corridors.links import cost_distance
from gistools.corridors.measures import EquivalentConnectivity, compare_ec, components, ec
from gistools.corridors.network import checked_alpha, habitat_area
from gistools.progress import NoProgress, Stage

if TYPE_CHECKING:
    import pandas as pd

    from gistools.corridors.measures import EcChange
    from gistools.progress import Progress

FAR = 10.0
"""A broken link is searched for up to so many times the limit, to tell what it would cost now."""


class LinkStatus(enum.StrEnum):
    """What became of a link."""

    UNCHANGED = "unchanged"
    LONGER = "longer"
    SHORTER = "shorter"
    BROKEN = "broken"
    NEW = "new"


class Because(enum.StrEnum):
    """Why a link is broken or new."""

    PATCH_LOST = "patch_lost"
    PATCH_JOINED = "patch_joined"
    TO_PART = "to_part"  # it goes to another part of a patch that was split
    BEYOND_LIMIT = "beyond_limit"
    NO_WAY = "no_way"
    NOT_NEIGHBOURS = "not_neighbours"
    NEW_PATCH = "new_patch"
    CHEAPER = "cheaper"
    NOTHING = ""


@dataclass(frozen=True, eq=False)
class Parts:
    """A part of the network that falls apart: its patches after the plan, in groups that no link joins.

    Parameters
    ----------
    groups:
        Patches of each, the group of the largest area first; those after it are cut off.
    """

    groups: tuple[tuple[int, ...], ...]

    @property
    def cut_off(self) -> tuple[int, ...]:
        """Patches that are no longer linked, over any way, with the largest group."""
        return tuple(sorted(one for group in self.groups[1:] for one in group))


@dataclass(frozen=True, eq=False)
class PlanCheck:
    """What a plan does to the corridors of one species.

    Parameters
    ----------
    before, after:
        Patches and links.
    planned:
        What the plan does to patches and resistance.
    alpha:
        Of the kernel, per resistance metre: the same before and after.
    links:
        One row for each link before or after, by ``from_patch`` and ``to_patch``: ``link_status``, ``link_because``,
        ``cost_before``, ``cost_after`` (of a broken link what it costs beyond the limit, infinite where there is no
        way or none within ten times the limit), ``metres_before``, ``metres_after``, ``roads_crossed``, geometry (the
        way after, of a broken link the one before).
    ec:
        Equivalent connectivity before and after, beside the change of area.
    parts:
        The parts of the network that fall apart.
    component_count:
        Parts of the network before and after.
    searched:
        How many pairs of patches were searched again.
    """

    before: Corridors
    after: Corridors
    planned: PlannedLandscape
    alpha: float
    links: gpd.GeoDataFrame
    ec: EcChange
    parts: tuple[Parts, ...]
    component_count: tuple[int, int]
    searched: int

    def of(self, *status: LinkStatus) -> gpd.GeoDataFrame:
        """Return the links of some status."""
        return self.links[self.links["link_status"].isin([one.value for one in status])]

    @property
    def joined(self) -> gpd.GeoDataFrame:
        """Return the links that go because a patch of theirs becomes one with another: nothing is lost by it."""
        return self.links[self.links["link_because"] == Because.PATCH_JOINED.value]

    def patches_of(self, *fate: str) -> pd.DataFrame:
        """Return the fates of the patches that met one of these."""
        fates = self.planned.fates
        return fates[fates["patch_fate"].isin(fate)]

    @property
    def ec_lost_m2(self) -> float:
        """EC before less EC after, in m²; negative when it rises."""
        return self.ec.before.ec_m2 - self.ec.after.ec_m2


def check_plan(
    corridors: Corridors,
    planned: PlannedLandscape,
    alpha: float,
    *,
    quick: bool = True,
    roads: gpd.GeoDataFrame | None = None,
    road_name: str = "vejnavn",
    progress: Progress | None = None,
) -> PlanCheck:
    """Return what a plan does to the corridors of a species.

    Parameters
    ----------
    corridors:
        Before; the links after have their limit and kind.
    planned:
        From `apply_plan` of the same patches and resistance.
    alpha:
        Of the kernel, per resistance metre. It is that of the landscape before: a plan does not change how far a
        species goes.
    quick:
        Only links that the plan can change are searched again; False: all are, and the answer is the same.
    roads, road_name:
        As for `corridor_links`.

    Raises
    ------
    WrongKindError, ParamError, TableError
        For values of another kind, an alpha not above 0, resistances that cannot be used.
    Cancelled
        When the user wants to stop.
    """
    require_kind(corridors, Corridors, "corridors")
    require_kind(planned, PlannedLandscape, "planned")
    alpha, progress = checked_alpha(alpha), progress or NoProgress()
    after, searched = links_after(
        corridors,
        planned.patches,
        planned.resistance,
        planned.touched,
        quick=quick,
        roads=roads,
        road_name=road_name,
        progress=Stage(progress, 0.0, 0.8),
    )
    links = _compared(corridors, after, planned, Stage(progress, 0.8, 1.0))
    parts, count = _parts(corridors, after, planned)
    change = compare_ec(connectivity(corridors, alpha), connectivity(after, alpha))
    return PlanCheck(corridors, after, planned, alpha, links, change, parts, count, searched)


def connectivity(corridors: Corridors, alpha: float) -> EquivalentConnectivity:
    """Return EC of the municipality's own patches, with all others as stepping stones; 0 when none is left."""
    own = home_area(corridors)
    if not own.sum() > 0.0:
        return EquivalentConnectivity(0.0, 0.0, len(own), alpha)
    return ec(own, corridors.graph, alpha)


def _compared(before: Corridors, after: Corridors, planned: PlannedLandscape, progress: Progress) -> gpd.GeoDataFrame:
    keys = ["from_patch", "to_patch"]
    columns = ["link_cost", "link_m", "roads_crossed", "geometry"]
    old, new = (one.links.set_index(keys)[columns] for one in (before, after))
    pairs = old.index.union(new.index)
    fates = planned.fates.set_index("patch_id")
    had = set(old.index)
    rows = []
    for pair in pairs:
        one = old.loc[pair] if pair in old.index else None
        other = new.loc[pair] if pair in new.index else None
        status, because = _status(one, other, pair, fates, had)
        shown = other if other is not None else one
        assert shown is not None  # noqa: S101 - a pair of either has one
        rows.append(
            {
                **dict(zip(keys, pair, strict=True)),
                "link_status": status.value,
                "link_because": because.value,
                "cost_before": np.nan if one is None else one["link_cost"],
                "cost_after": np.nan if other is None else other["link_cost"],
                "metres_before": np.nan if one is None else one["link_m"],
                "metres_after": np.nan if other is None else other["link_m"],
                "roads_crossed": shown["roads_crossed"],
                "geometry": shown["geometry"],
            }
        )
    names = [*keys, "link_status", "link_because", "cost_before", "cost_after", "metres_before", "metres_after"]
    frame = gpd.GeoDataFrame(rows, columns=[*names, "roads_crossed", "geometry"], crs=before.links.crs)
    frame.insert(0, "link_id", np.arange(1, len(frame) + 1))
    _price_broken(frame, after, progress)
    frame.attrs["units"] = {"metres_before": "m", "metres_after": "m"}
    return frame


def _status(
    old: Any, new: Any, pair: tuple[int, int], fates: pd.DataFrame, had: set[tuple[int, int]]  # noqa: ANN401 - rows
) -> tuple[LinkStatus, Because]:  # fmt: skip
    if old is not None and new is not None:
        if new["link_cost"] == old["link_cost"]:
            return LinkStatus.UNCHANGED, Because.NOTHING
        dearer = new["link_cost"] > old["link_cost"]
        return (LinkStatus.LONGER if dearer else LinkStatus.SHORTER), Because.NOTHING
    fate = {fates["patch_fate"][one] for one in pair}
    if new is None:
        for name, because in (("lost", Because.PATCH_LOST), ("joined", Because.PATCH_JOINED)):
            if name in fate:
                return LinkStatus.BROKEN, because
        return LinkStatus.BROKEN, Because.BEYOND_LIMIT
    if "part" in fate:
        parents = {int(fates["from_patch"][one]) if fates["patch_fate"][one] == "part" else one for one in pair}
        if tuple(sorted(parents)) in had:
            return LinkStatus.NEW, Because.TO_PART
    return LinkStatus.NEW, (Because.NEW_PATCH if fate & {"new", "part"} else Because.CHEAPER)


def _price_broken(frame: gpd.GeoDataFrame, after: Corridors, progress: Progress) -> None:
    """Write what each broken link costs now, beyond the limit, and where there is no way at all."""
    broken = frame[frame["link_because"] == Because.BEYOND_LIMIT]
    labels = after.patches.labels
    limit = None if np.isinf(after.limit) else FAR * after.limit
    for source, rows in broken.groupby("from_patch"):
        field = cost_distance(after.resistance, labels == source, limit=limit, progress=progress)
        for row, target in zip(rows.index, rows["to_patch"], strict=True):
            cost = float(field[labels == target].min())
            frame.loc[row, "cost_after"] = cost
            if after.planar and np.isfinite(cost) and cost <= after.limit:
                frame.loc[row, "link_because"] = Because.NOT_NEIGHBOURS.value
            elif np.isinf(cost):
                frame.loc[row, "link_because"] = Because.NO_WAY.value


def _parts(before: Corridors, after: Corridors, planned: PlannedLandscape) -> tuple[tuple[Parts, ...], tuple[int, int]]:
    """Return the parts that fall apart, and how many parts there were and are."""
    if not len(after.patches.frame):
        return (), (len(components(habitat_area(before.graph), before.graph).frame), 0)
    old, new = (components(habitat_area(one.graph), one.graph) for one in (before, after))
    count = (len(old.frame), len(new.frame))
    fates = planned.fates.set_index("patch_id")
    area = habitat_area(after.graph)
    found = []
    home = {
        one: int(fates["from_patch"][one]) if fates["patch_fate"][one] == "part" else one
        for one in new.of_patch.index
        if fates["patch_fate"][one] != "new"
    }
    for _, members in old.of_patch.groupby(old.of_patch):
        living = [one for one, parent in home.items() if parent in members.index]
        groups = [tuple(sorted(part.index)) for _, part in new.of_patch[living].groupby(new.of_patch[living])]
        if len(groups) > 1:
            groups.sort(key=lambda group: (-float(area[list(group)].sum()), group))
            found.append(Parts(tuple(groups)))
    return tuple(found), count
