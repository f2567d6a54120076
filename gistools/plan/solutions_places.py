"""The places in a town where solutions fit (steder til løsninger), each rule answered, in order."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools._checks import require_kind
from gistools.cloudburst.bluespots import EDGE_ID, HOLE_ID
from gistools.cloudburst.params import ReportParams
from gistools.floodcost.annual import to_oere
from gistools.floodcost.works import ORE
from gistools.plan.solutions import price_of, solution_catalogue
from gistools.plan.solutions_candidates import Search
from gistools.plan.solutions_params import SolutionParams
from gistools.plan.solutions_rules import (
    FAILS,
    QUALIFIES,
    TO_EXAMINE,
    answers_of,
    rule_table,
    solution_rules,
    verdict,
)
from gistools.plan.solutions_town import Town, TownLayers
from gistools.plan.subcatchments_damage import bluespot_at, damage_columns
from gistools.progress import NoProgress, Progress, run_cancellable
from gistools.terrain.flow import require_flow
from gistools.text import Text, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.cloudburst.bluespots import Bluespots
    from gistools.plan.solutions import Price, Solution
    from gistools.plan.solutions_candidates import Candidate
    from gistools.plan.solutions_rules import Fact, Rule
    from gistools.tables import Table
    from gistools.terrain.types import ConditionedTerrain, FlowField

ORDER = {QUALIFIES: 0, TO_EXAMINE: 1, FAILS: 2}
MEANING = (
    Text(
        "Et sted med en regel uden svar skal undersøges; det egner sig ikke, før svaret er der",
        "A place with a rule without an answer is to be examined; it does not qualify before the answer is there",
    ),
    Text(
        "Steder er fundet på et kort: ejerforhold, ledninger og jordbund er ikke set efter; steder til forskellige "
        "løsninger kan ligge oven i hinanden",
        "Places were found on a map: ownership, pipes and soil were not looked at; places for different solutions may "
        "overlie each other",
    ),
)


LOTS = Text(
    "En kortlagt grund er ofte hele matriklen, og forureningen kan ligge et andet sted på den; uden for laget er "
    "jorden ikke kortlagt, men ikke dermed ren",
    "A mapped lot is often the whole parcel, and the contamination may lie elsewhere on it; off the layer the soil is "
    "not mapped, which does not make it clean",
)


@dataclass(frozen=True, eq=False)
class Place:
    """A place and the answer of each rule there (sted).

    Parameters
    ----------
    candidate, solution:
        Where, and of which kind.
    facts, answers, state:
        What is known, what the rules say, and ``qualifies``, ``to_examine`` or ``fails``.
    damage_dkk:
        Annual damage that ranks it; NaN where it is not known.
    """

    candidate: Candidate
    solution: Solution
    facts: Mapping[str, Fact]
    answers: Mapping[Rule, str]
    state: str
    damage_dkk: float

    @property
    def amounts(self) -> dict[str, float]:
        """How much there is of it in each unit of a price; for a basin given up what is filled."""
        one = self.candidate
        return {"m": one.length_m, "m2": one.shape.area, "m3": abs(one.room_m3), "item": 1.0}


@dataclass(frozen=True, eq=False)
class SolutionPlaces:
    """The places where solutions fit; made by `find_solution_places`.

    Parameters
    ----------
    town, places:
        The town, and its places in order: kind by kind; those that qualify, then those to be examined, then those that
        fail; in each by damage when that is known, else by m³; ties by the order of the map.
    rules, prices:
        What was asked, and the unit prices by solution.
    notes:
        What the planner must know.
    """

    town: Town
    places: tuple[Place, ...]
    rules: Mapping[str, tuple[Rule, ...]]
    prices: Mapping[str, Price]
    notes: tuple[Text, ...]

    def of(self, kind: str, state: str | None = None) -> list[Place]:
        """Return the places of a kind, in one state or all."""
        return [p for p in self.places if p.solution.id == kind and state in {None, p.state}]

    def layer(self, *, show_failed: bool = False) -> gpd.GeoDataFrame:
        """Return the places as polygons; see `gistools.plan.solutions_layers.place_layer`."""
        from gistools.plan.solutions_layers import place_layer  # noqa: PLC0415 - it takes this module's types

        return place_layer(self, show_failed=show_failed)

    def sheets(self) -> pd.DataFrame:
        """Return a row for each solution; see `gistools.plan.solutions_layers.sheet_table`."""
        from gistools.plan.solutions_layers import sheet_table  # noqa: PLC0415 - as above

        return sheet_table(self)

    def rule_frame(self) -> pd.DataFrame:
        """Return the rules with counts; see `gistools.plan.solutions_rules.rule_table`."""
        counts: dict[Rule, Counter[str]] = {}
        for place in self.places:
            for rule, answer in place.answers.items():
                counts.setdefault(rule, Counter())[answer] += 1
        return rule_table(self.rules, counts)

    def map_layers(self) -> list[tuple[Any, str, Text]]:
        """Return what a map shows: value, style, name."""
        layer = self.layer()
        return [(layer, "solution_places", layer.attrs["title"])]

    def __repr__(self) -> str:
        """One line."""
        count = Counter(place.state for place in self.places)
        return f"<SolutionPlaces: {count[QUALIFIES]} qualify, {count[TO_EXAMINE]} to be examined, {count[FAILS]} fail>"


@dataclass(frozen=True, eq=False)
class _Damage:
    """Annual damage at bluespots, øre; and how many buildings there are of unknown damage."""

    known: bool
    oere: dict[int, int]
    unknown: dict[int, int]

    @classmethod
    def of(cls, town: Town) -> _Damage:
        layer = town.layers.building_costs
        if layer is None:
            return cls(known=False, oere={}, unknown={})
        damage_columns(layer)
        dkk, box = layer["annual_today_dkk"].to_numpy(np.float64), shapely.box(*town.grid.bounds)
        oere, unknown = to_oere(dkk), np.isnan(dkk)
        sums: Counter[int] = Counter()
        open_: Counter[int] = Counter()
        for i, shape in enumerate(layer.geometry):
            if shape is not None and not shape.is_empty and box.intersects(shape):
                node = bluespot_at(town.flow, shape)
                sums[node] += int(oere[i])
                open_[node] += int(unknown[i])
        return cls(known=True, oere=dict(sums), unknown=dict(open_))

    @property
    def notes(self) -> tuple[Text, ...]:
        """Tell of buildings of unknown damage where that of others is known: the sums are lower bounds."""
        count = sum(n for node, n in self.unknown.items() if self.oere.get(node, 0))
        if not count:
            return ()
        return (
            Text(
                f"{counted(count, 'bygning', 'bygninger')} med ukendt skade ligger, hvor andres skade er kendt, og er "
                "ikke talt med: skaden dér er mindst det, der står",
                f"{counted(count, 'building', 'buildings')} of unknown damage lie where that of others is known, and "
                "are not counted: the damage there is at least what is told",
            ),
        )

    def at(self, node: int) -> float | None:
        """Return the damage at a bluespot, DKK; None where it is not known, or 0 is known of a part alone."""
        if not self.known:
            return None
        oere = self.oere.get(node, 0) if node >= 0 else 0
        return None if oere == 0 and node >= 0 and self.unknown.get(node, 0) else oere / ORE


def find_solution_places(
    terrain: ConditionedTerrain,
    flow: FlowField,
    bluespots: Bluespots,
    layers: TownLayers,
    params: SolutionParams | None = None,
    *,
    report: ReportParams | None = None,
    rules: Table | None = None,
    prices: Table | None = None,
    kinds: Iterable[str] | None = None,
    progress: Progress | None = None,
) -> SolutionPlaces:
    """Return where in a town the solutions of the catalogue fit (steder til løsninger).

    Parameters
    ----------
    terrain, flow, bluespots:
        From `condition`, `route_flow` and `find_bluespots`.
    layers:
        What rules are answered from; one that is left out leaves its rules unknown.
    params, report:
        What solutions are like, and which bluespots are large enough.
    rules, prices:
        Own tables ``solution_rules`` and ``measure_prices``.
    kinds:
        Some solutions; all when left out.

    Raises
    ------
    CrsError
        For a layer in another coordinate system than the terrain.
    LayerError
        For building costs without ``annual_today_dkk``.

    Examples
    --------
    A hollow of one cell in open ground; nothing else is known, so it is to be examined:

    >>> from gistools.cloudburst import ReportParams, find_bluespots
    >>> from gistools.grid import Grid
    >>> from gistools.plan.solutions_town import TownLayers
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import condition, route_flow
    >>> z = np.full((5, 5), 3.0, np.float32)
    >>> z[2, 2] = 1.0
    >>> terrain = condition(Raster(z, Grid(5, 5, 0.0, 100.0, 20.0, 20.0, "EPSG:25832"), unit="m"))
    >>> flow = route_flow(terrain)
    >>> find_solution_places(terrain, flow, find_bluespots(terrain, flow), TownLayers(), kinds=["basin"])
    <SolutionPlaces: 0 qualify, 1 to be examined, 0 fail>
    """
    require_flow(terrain, flow)
    require_kind(layers, TownLayers, "layers")
    progress = progress or NoProgress()
    params = SolutionParams() if params is None else params
    layers.require(terrain.grid)
    own = solution_rules(rules)
    town = Town(terrain, flow, bluespots, layers, params, own, params.land_cover_field)
    search = Search(town, params, ReportParams() if report is None else report)
    catalogue = solution_catalogue()
    wanted = list(catalogue) if kinds is None else list(kinds)
    damage = run_cancellable(progress, lambda: _Damage.of(town))
    places: list[Place] = []
    for i, kind in enumerate(wanted):
        progress.update(i / len(wanted), Text("Finder steder til løsninger", "Finding places for solutions"))
        places += run_cancellable(progress, lambda kind=kind: _places_of(kind, search, damage))  # type: ignore[misc]
    lots = () if layers.mapped_lots is None else (LOTS,)
    notes = (
        *MEANING, *lots, ranking(known=damage.known), *damage.notes, *_unanswered(town), *_unasked(own, wanted)
    )  # fmt: skip
    return SolutionPlaces(town, tuple(places), own, {k: price_of(s, prices) for k, s in catalogue.items()}, notes)


def _places_of(kind: str, search: Search, damage: _Damage) -> list[Place]:
    town, solution = search.town, solution_catalogue()[kind]
    rules = town.rules.get(kind, ())
    found = []
    for one in search.candidates(kind):
        facts: dict[str, Fact] = {**town.ground_facts(one.shape, one.cells), **one.facts}
        below = _damage_below(town, one.node, damage)
        facts["damage_below_dkk"] = below
        harmed = below if kind in {"dike", "basin_given_up"} else damage.at(one.node)
        facts.setdefault("damage_dkk", harmed)
        said = facts["damage_dkk"]
        answers = answers_of(rules, facts)
        dkk = said if isinstance(said, float) else math.nan
        state = verdict(answers.values()) if rules else TO_EXAMINE  # nothing was asked: nothing is known to fit
        found.append(Place(one, solution, facts, answers, state, dkk))
    return sorted(found, key=lambda p: (ORDER[p.state], *_by_size(p)))


def _by_size(place: Place) -> tuple[float, float]:
    """Return what a place is ranked by: its damage, most first and unknown last; then its m³."""
    dkk, room = place.damage_dkk, place.candidate.room_m3
    return (math.inf if math.isnan(dkk) else -dkk, math.inf if math.isnan(room) else -room)


def _damage_below(town: Town, node: int, damage: _Damage) -> float | None:
    """Return the damage at the bluespot that one spills into: none in the sea, and not known off the map."""
    to = int(town.bluespots.spills_to(np.array([node]))[0]) if node >= 0 else EDGE_ID
    if to in {EDGE_ID, HOLE_ID}:
        return None
    return damage.at(to - 1 if to > 0 else -1)


def ranking(*, known: bool) -> Text:
    """Return how places are ranked."""
    if known:
        return Text(
            "Rækkefølge i hver løsning: de egnede før dem, der skal undersøges; så efter årlig skade i den lavning, "
            "vandet løber til (ved diger og nedlagte bassiner i den næste), så efter m³",
            "Order in each solution: those that qualify before those to be examined; then by annual damage in the "
            "bluespot that the water runs to (of dikes and basins given up in the next one), then by m³",
        )
    return Text(
        "Rækkefølge i hver løsning: de egnede før dem, der skal undersøges; så efter m³, for skaden er ikke givet",
        "Order in each solution: those that qualify before those to be examined; then by m³, for damage is not given",
    )


_LAYER_NAMES = {
    "buildings": Text("bygninger", "buildings"),
    "land_cover": Text("arealdække", "land cover"),
    "mapped_lots": Text("kortlagte grunde", "mapped lots"),
    "nature_areas": Text("naturarealer", "nature areas"),
    "streams": Text("vandløb", "streams"),
    "groundwater_areas": Text("grundvandsinteresser", "groundwater interests"),
    "groundwater_depth": Text("dybde til grundvand", "depth to groundwater"),
    "building_costs": Text("skade pr. bygning", "damage by building"),
}


def _unasked(rules: Mapping[str, tuple[Rule, ...]], wanted: Iterable[str]) -> tuple[Text, ...]:
    """Return which solutions no rule asks about."""
    names = [solution_catalogue()[kind].label for kind in wanted if not rules.get(kind)]
    if not names:
        return ()
    da, en = ", ".join(name.da for name in names), ", ".join(name.en for name in names)
    return (Text(f"Uden regler, og derfor til undersøgelse: {da}", f"Without rules, and so to be examined: {en}"),)


def _unanswered(town: Town) -> tuple[Text, ...]:
    """Return which layers were not given, so that their rules have no answer."""
    lacking = [text for name, text in _LAYER_NAMES.items() if getattr(town.layers, name) is None]
    if not lacking:
        return ()
    da, en = ", ".join(t.da for t in lacking), ", ".join(t.en for t in lacking)
    return (Text(f"Ikke givet, og derfor ubesvaret: {da}", f"Not given, and so without an answer: {en}"),)
