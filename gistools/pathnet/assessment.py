"""Assessment of plan areas (vurdering af planområder): connected or not, for whom, to what, and what would mend it.

It is an assessment for the municipality to use, never a decision. What is not known stays unknown: yes is the answer
when it holds even if all that is unknown fails, no when it fails even if all that is unknown is fine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools.errors import LayerError
from gistools.pathnet.area_links import link_candidates, not_too_steep
from gistools.pathnet.area_mend import CellMend, cheapest_mend
from gistools.pathnet.area_surroundings import BESIDE_M, NOTHING, Surroundings, area_places, path_edges
from gistools.pathnet.assessed import (
    DESTINATIONS,
    INSIDE,
    KINDS,
    NEIGHBOURS,
    NO,
    NO_HOMES,
    NOT_GIVEN,
    PATHS,
    QUESTIONS,
    UNCERTAIN,
    YES,
    AreaAssessment,
    Assessment,
    Blocking,
    Cell,
)
from gistools.pathnet.local import edges_near
from gistools.pathnet.mending import Judged, mends, rows_by_edge
from gistools.pathnet.reach import Met, Requirement, furthest_m, largest_group, met
from gistools.pathnet.search import Places, Search, attach_points
from gistools.pathnet.slopes_params import SlopeParams
from gistools.progress import NoProgress, Stage, check
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.pathnet.area_surroundings import AreaPlaces
    from gistools.pathnet.assessment_params import AssessmentParams
    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.passability import Passable
    from gistools.pathnet.prices import PathPrices
    from gistools.pathnet.principles import Principles
    from gistools.progress import Progress
    from gistools.raster import Raster

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]


def assess_areas(
    network: PathNetwork,
    judged: Sequence[Passable],
    areas: Mapping[str, Any],
    around: Surroundings,
    params: AssessmentParams,
    principles: Principles,
    prices: PathPrices,
    *,
    barriers: Mapping[str, gpd.GeoDataFrame] | None = None,
    elevation: Raster | None = None,
    measuring: SlopeParams | None = None,
    progress: Progress | None = None,
) -> Assessment:
    """Return whether plan areas are connected, for each profile: inside, to neighbours, paths and destinations.

    Parameters
    ----------
    network:
        Also with what is planned.
    judged:
        ``passable(network, profile, slopes, planned=True)`` of each profile; which planned ways count is told here.
    areas:
        Polygons by name, in metres.
    around:
        Addresses and destinations; what is not given is not answered.
    principles:
        Give the limits, by number.
    prices:
        Of links and mends, for the cheapest set.
    barriers:
        ``buildings``, ``lakes``, ``streams``, ``rails``: what new links meet.
    elevation:
        Terrain in metres: a new link steeper than the profile's limit is not proposed. Without it that is not known.
    measuring:
        How slopes of new links are measured; give what the slopes of ``judged`` were measured by.

    Raises
    ------
    LayerError
        When there are no areas, or one is no polygon.

    >>> from gistools.pathnet import assemble, load_path_prices, load_principles, one_profile
    >>> from gistools.pathnet.assessment_params import AssessmentParams
    >>> from gistools.pathnet.judge import passable
    >>> lines = [shapely.LineString([(0, 0), (100, 0)]), shapely.LineString([(100, 0), (2000, 0)])]
    >>> network = assemble(lines, [0, 1], [1, 2], {"way_type": ["path"] * 2, "foot": ["yes", "unknown"]})
    >>> judged = [passable(network, one_profile("walking"), planned=True)]
    >>> told = assess_areas(network, judged, {"A": shapely.box(-1, -9, 90, 9)}, Surroundings(), AssessmentParams(),
    ...                     load_principles(), load_path_prices())
    >>> [(cell.question, cell.answer, cell.why) for cell in told.areas[0].cells]  # doctest: +NORMALIZE_WHITESPACE
    [('inside', 'yes', ''), ('neighbours', 'uncertain', 'not_given'), ('path_network', 'yes', ''),
     ('destinations', 'uncertain', 'not_given')]
    """
    _check_areas(areas)
    progress = progress or NoProgress()
    rows = [rows_by_edge(one.reasons) for one in judged]
    case = _Case(
        network,
        around,
        params,
        principles,
        prices,
        barriers or {},
        elevation,
        measuring or SlopeParams(),
        path_edges(network, params.path_network_m),
    )
    made = []
    for k, (name, shape) in enumerate(areas.items()):
        stage = Stage(progress, k / len(areas), (k + 1) / len(areas))
        places = area_places(network, shape, around, params)
        ask = _Area(case, k, shape, places)
        cells = []
        for j, (one, by_edge) in enumerate(zip(judged, rows, strict=True)):
            check(Stage(stage, j / len(judged), (j + 1) / len(judged)))
            cells += ask.cells(Judged.of(one, places.exists, by_edge))
        made.append(AreaAssessment(name, shape, places, tuple(cells)))
    return Assessment(tuple(made), network, tuple(judged), network.notes)


def _check_areas(areas: Mapping[str, Any]) -> None:
    bad = [name for name, shape in areas.items() if shape is None or shape.is_empty or shape.area <= 0.0]
    if areas and not bad:
        return
    shown = ", ".join(bad)
    raise LayerError(
        Text(f"planområder uden areal: {shown}", f"plan areas without area: {shown}")
        if bad
        else Text("ingen planområder", "no plan areas"),
        Text("mindst én flade for hvert område", "at least one polygon for each area"),
        Text("fjern de tomme rækker, eller tegn områderne", "remove the empty rows, or draw the areas"),
    )


@dataclass(eq=False)
class _Case:
    """What all areas share."""

    network: PathNetwork
    around: Surroundings
    params: AssessmentParams
    principles: Principles
    prices: PathPrices
    barriers: Mapping[str, gpd.GeoDataFrame]
    elevation: Raster | None
    measuring: SlopeParams
    paths: tuple[Mask, float]

    def limit(self, test: str) -> tuple[float, int]:
        """Return the limit of a test and the number of its principle; inf and 0 when there is none."""
        rule = self.principles.of(test)
        return (np.inf, 0) if rule is None else (rule.limit, rule.number)


@dataclass(eq=False)
class _Area:
    """One area that is asked about."""

    case: _Case
    number: int
    shape: Any
    places: AreaPlaces

    @cached_property
    def belt(self) -> Any:  # noqa: ANN401 - a polygon
        """The area and how far homes may go outside it to each other; None where no principle says."""
        limit = self.case.limit(INSIDE)[0]
        return shapely.buffer(self.shape, limit) if np.isfinite(limit) else None

    def cells(self, judged: Judged) -> list[Cell]:
        """Return the four answers for one profile."""
        return [self.cell(judged, question) for question in QUESTIONS]

    def cell(self, judged: Judged, question: str) -> Cell:
        """Return one answer."""
        case, homes = self.case, self.places.homes
        profile = judged.passable.profile
        none = Cell(self.number, profile, question, UNCERTAIN, "", (), (), self.places.weight)
        if not self.given(question):
            return replace(none, why=NOT_GIVEN)
        if self.places.homes_are == NOTHING:
            if question == INSIDE:
                return replace(none, why=NO_HOMES)
            return replace(none, answer=NO, why=NO_HOMES)
        demands = self.demands(judged, question)
        chosen = self.edges(question, demands)
        network = case.network
        here = np.zeros(len(network.edges), np.bool_)
        here[chosen] = True
        strict_open, best_open = _within(judged, here, strict=True), _within(judged, here, strict=False)
        strict = tuple(met(network, *strict_open, homes, one) for one in demands)
        best = tuple(met(network, *best_open, homes, one) for one in demands)
        answer = YES if not _fails(strict) else NO if _fails(best) else UNCERTAIN
        if answer == YES:
            if question == INSIDE:  # who gets to one gets to all: what is told is the longest way between any two
                strict = tuple(replace(one, metres=furthest_m(network, *strict_open, homes)) for one in strict)
            return replace(none, answer=answer, strict=strict, optimistic=best)
        told = replace(none, answer=answer, strict=strict, optimistic=best)
        mend = self.mend(judged, question, demands, chosen, strict)
        used = best_open if answer == NO else strict_open
        ends = np.any([np.isinf(one.metres) for one in (best if answer == NO else strict)], axis=0)
        blocking = self.blocking(judged, chosen, used, homes[ends], mend)
        return replace(told, mend=mend, blocking=blocking)

    def given(self, question: str) -> bool:
        """Return whether there is anything given that a question asks for."""
        if question == NEIGHBOURS:
            return self.places.neighbours is not None
        return question != DESTINATIONS or bool(self.case.around.destinations)

    def demands(self, judged: Judged, question: str) -> list[Requirement]:
        """Return what the homes must reach."""
        case, homes = self.case, self.places.homes
        if question == INSIDE:
            here = np.zeros(len(case.network.edges), np.bool_)
            here[self.edges(INSIDE, [])] = True
            there, back = _within(judged, here, strict=True)
            one = largest_group(case.network, there, back, homes, self.places.weight)
            return [Requirement(INSIDE, homes[one], np.inf, case.limit(INSIDE)[1])]
        if question == NEIGHBOURS:
            return [Requirement(NEIGHBOURS, self.places.neighbours or homes[:0], *case.limit(NEIGHBOURS))]
        if question == PATHS:
            edges, part_m = case.paths
            return [Requirement(PATHS, homes[:0], *case.limit(PATHS), edges, part_m)]
        way = case.network.edges["way_type"].to_numpy() != "motor_road"
        return [
            Requirement(
                kind,
                attach_points(case.network, shapes, max_m=case.params.access_m, edges=self.places.exists & way),
                *case.limit(kind if kind in KINDS else "other"),
            )
            for kind, shapes in (case.around.destinations or {}).items()
        ]

    def edges(self, question: str, demands: Sequence[Requirement]) -> I64:
        """Return the edges on which an answer can depend: ways no longer than the limits do not leave them."""
        network = self.case.network
        if question == INSIDE:
            belt = self.belt
            if belt is None:
                return np.arange(len(network.edges))
            near = edges_near(network, belt, 0.0)
            kept = shapely.covered_by(network.edges.geometry.to_numpy()[near], belt)
            return np.union1d(near[kept], self.places.homes.edge).astype(np.int64)
        reach = max(one.limit_m + one.part_m for one in demands)
        if not np.isfinite(reach):
            return np.arange(len(network.edges))
        reach += BESIDE_M  # homes may lie on ways along the border
        return np.union1d(edges_near(network, self.shape, reach), self.places.homes.edge).astype(np.int64)

    def mend(
        self, judged: Judged, question: str, demands: Sequence[Requirement], chosen: I64, strict: Sequence[Met]
    ) -> CellMend | None:
        """Return the cheapest set that turns the answer to yes."""
        case, homes = self.case, self.places.homes
        network = case.network
        status = network.edges["status"].to_numpy()
        options = mends(network, judged, chosen.tolist(), status, case.prices, case.params.survey_dkk)
        here = np.zeros(len(network.edges), np.bool_)
        here[chosen] = True
        there, back = _within(judged, here, strict=True)
        walkable = (there | back) | np.isin(np.arange(here.size), list(options))
        walkable &= network.edges["structure"].to_numpy() == ""
        reach_m = self.reach(there | back, options)
        shortcuts = any(np.isfinite(one.metres[one.failing]).any() for one in strict)
        links = link_candidates(
            network, chosen, there | back, walkable, reach_m, case.barriers, case.prices,
            crossing_as=case.params.crossing_as, longest_m=case.params.longest_link_m, shortcuts=shortcuts,
        )  # fmt: skip
        if question == INSIDE and self.belt is not None:
            links = links.some(np.flatnonzero(shapely.covered_by(links.ends.lines, self.belt)))
        links = not_too_steep(links, judged.passable.profile, case.elevation, network.edges.crs, case.measuring)
        return cheapest_mend(network, chosen, (there, back), homes, demands, options, links)

    def reach(self, usable: Mask, options: Mapping[int, Any]) -> F64:
        """Return how far nodes are from homes by what passes, and by the own edge of a home where it can be mended."""
        network, homes = self.case.network, self.places.homes
        own = np.zeros(usable.size, np.bool_)
        own[homes.edge] = True
        both = usable | (own & np.isin(np.arange(own.size), list(options)))
        return Search(network, both, both, network.length_m, network.length_m).nearest(homes)

    def blocking(
        self, judged: Judged, chosen: I64, used: tuple[Mask, ...], homes: Places, mend: CellMend | None
    ) -> tuple[Blocking, ...]:
        """Return the edges of the cheapest set, then those at which ways of homes end that do not get there at all."""
        network = self.case.network
        both = used[0] | used[1]
        reached = np.isfinite(Search(network, both, both, network.length_m, network.length_m).nearest(homes))
        own = np.unique(homes.edge)
        closed = chosen[~(used[0] & used[1])[chosen]]
        edge_of_reach = reached[network.u[closed]] | reached[network.v[closed]] | np.isin(closed, own)
        stops = closed[edge_of_reach].tolist()
        mended = [] if mend is None else [one.edge for one in mend.steps if one.edge >= 0]
        away = shapely.distance(network.edges.geometry.to_numpy()[stops], self.shape) if stops else np.zeros(0)
        rest = [stops[k] for k in np.argsort(away, kind="stable").tolist() if stops[k] not in set(mended)]
        made = []
        status = network.edges["status"].to_numpy()
        for edge in [*mended, *rest[:_MOST_BLOCKING]]:
            reasons = judged.reasons(edge)
            if not judged.exists[edge]:
                if edge not in mended and status[edge] == "planned":
                    continue  # what others plan stops no one
                reasons = [*reasons, _NOT_THERE]
            if reasons:
                made.append(Blocking(edge, reasons, edge in set(mended)))
        return tuple(made)


_MOST_BLOCKING = 25  # told beside those of the cheapest set
_NOT_THERE = {
    "direction": "both", "rule": "planned", "verdict": "no", "found": "planlagt eller lukket", "limit": "anlagt",
    "source": "", "verified": True,
}  # fmt: skip


def _within(judged: Judged, here: Mask, *, strict: bool) -> tuple[Mask, Mask]:
    there, back = judged.open(strict=strict)
    return there & here, back & here


def _fails(found: Sequence[Met]) -> bool:
    return any(one.failing.any() for one in found)
