"""The places in a town where solutions fit (steder til løsninger), each rule answered, in order."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools._checks import require_kind
from gistools.cloudburst.params import ReportParams
from gistools.floodcost.annual import to_oere
from gistools.floodcost.works import ORE
from gistools.plan.solutions import price_of, solution_catalogue
from gistools.plan.solutions_candidates import Search
from gistools.plan.solutions_params import SolutionParams
from gistools.plan.solutions_rules import (
    CRITERIA,
    FAIL,
    FAILS,
    PASS,
    QUALIFIES,
    TO_EXAMINE,
    UNKNOWN,
    answers_of,
    rule_table,
    solution_rules,
    verdict,
)
from gistools.plan.solutions_town import Town, TownLayers
from gistools.plan.solutions_value import VALUE_UNITS, added_value, infiltration
from gistools.plan.subcatchments_damage import bluespot_at, damage_columns
from gistools.progress import NoProgress, Progress, run_cancellable
from gistools.terrain.flow import require_flow
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gistools.cloudburst.bluespots import Bluespots
    from gistools.plan.solutions import Price, Solution
    from gistools.plan.solutions_candidates import Candidate
    from gistools.plan.solutions_rules import Fact, Rule
    from gistools.tables import Table
    from gistools.terrain.types import ConditionedTerrain, FlowField

ORDER = {QUALIFIES: 0, TO_EXAMINE: 1, FAILS: 2}
UNITS = {
    "room_m3": "m³",
    "terrain_m3": "m³",
    "area_m2": "m²",
    "length_m": "m",
    "paved_m2": "m²",
    "annual_today_dkk": "DKK/år",
    "price_low_dkk": "DKK",
    "price_best_dkk": "DKK",
    "price_high_dkk": "DKK",
    **VALUE_UNITS,
}
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
        """Return the places as polygons; those that fail a rule only when asked for.

        Columns: place_id, solution, solution_da, solution_en, solution_family, place_state, place_rank, bluespot_id (0
        for none), subcatchment_name, annual_today_dkk (that ranks it), room_m3, terrain_m3, area_m2, length_m,
        paved_m2, price_low_dkk, price_best_dkk, price_high_dkk, price_year, nature_m2, recreation_m2, heat_m2,
        path_made_m, infiltration, infiltration_da, infiltration_en, rule_<criterion> (``pass``, ``fail``, ``unknown``, ``not_asked``), note_da,
        note_en, verified (rules and price).
        """
        rank: Counter[str] = Counter()
        rows, shapes = [], []
        for number, place in enumerate(self.places, start=1):
            rank[place.solution.id] += 1
            if place.state != FAILS or show_failed:
                rows.append(self._row(number, rank[place.solution.id], place))
                shapes.append(place.candidate.shape)
        layer = gpd.GeoDataFrame(pd.DataFrame(rows, columns=list(_COLUMNS)), geometry=shapes, crs=self.town.grid.crs)
        parts = self.town.layers.sub_catchments
        if parts is not None and len(layer):
            layer["subcatchment_name"] = _named(layer.geometry, parts)
        layer.attrs.update(units=UNITS, title=Text("Steder til løsninger", "Places for solutions"))
        return layer

    def _row(self, number: int, rank: int, place: Place) -> dict[str, Any]:
        one, solution, price = place.candidate, place.solution, self.prices[place.solution.id]
        low, best, high = price.of(place.amounts)
        facts = {**place.facts}
        home = facts.get("building_distance_m")
        state, why = infiltration(solution.gives["infiltrates"], self.rules.get("permeable_bed", ()), facts)
        near = self.town.params.home_distance_m
        told = _why(place)
        asked = dict.fromkeys(CRITERIA, "not_asked")
        for rule, answer in place.answers.items():
            asked[rule.criterion] = worse(asked[rule.criterion], answer)
        return {
            "place_id": number,
            "solution": solution.id,
            "solution_da": solution.label.da,
            "solution_en": solution.label.en,
            "solution_family": solution.family,
            "place_state": place.state,
            "place_rank": rank,
            "bluespot_id": one.node + 1,
            "subcatchment_name": "",
            "annual_today_dkk": place.damage_dkk,
            "room_m3": one.room_m3,
            "terrain_m3": one.terrain_m3,
            "area_m2": float(one.shape.area),
            "length_m": one.length_m,
            "paved_m2": one.paved_m2,
            "price_low_dkk": low,
            "price_best_dkk": best,
            "price_high_dkk": high,
            "price_year": price.price_year,
            **added_value(
                solution.gives, float(one.shape.area), one.length_m, home if isinstance(home, float) else None, near
            ),
            "infiltration": state,
            "infiltration_da": why.da,
            "infiltration_en": why.en,
            **{f"rule_{criterion}": answer for criterion, answer in asked.items()},
            "note_da": told.da,
            "note_en": told.en,
            "verified": all(rule.verified for rule in place.answers) and (not price.unit or price.verified),
        }

    def sheets(self) -> pd.DataFrame:
        """Return a row for each solution: how many places qualify and are to be examined, m³ in all, price, upkeep.

        Columns: solution, solution_da, solution_en, measure_kind, places_qualify, places_examine, places_fail, room_m3
        (of those that qualify), room_examine_m3, unknown_room (places of unknown m³, not counted), price_unit,
        price_low_dkk, price_best_dkk, price_high_dkk (a unit), upkeep_dkk (a unit and year), lifetime_years, price_year, idea, fits, fits_not,
        room, upkeep (each _da and _en), verified (description, rules and price).
        """
        rows = []
        for solution in solution_catalogue().values():
            price, rules = self.prices[solution.id], self.rules.get(solution.id, ())
            of = {state: self.of(solution.id, state) for state in ORDER}
            rooms = {state: np.array([p.candidate.room_m3 for p in found]) for state, found in of.items()}
            shown = np.concatenate([rooms[QUALIFIES], rooms[TO_EXAMINE]])
            texts = {
                f"{name}_{lang}": getattr(getattr(solution, name), lang)
                for name in ("idea", "fits", "fits_not", "room", "upkeep")
                for lang in ("da", "en")
            }
            rows.append(
                {
                    "solution": solution.id,
                    "solution_da": solution.label.da,
                    "solution_en": solution.label.en,
                    "measure_kind": solution.measure_kind,
                    "places_qualify": len(of[QUALIFIES]),
                    "places_examine": len(of[TO_EXAMINE]),
                    "places_fail": len(of[FAILS]),
                    "room_m3": _known_sum(rooms[QUALIFIES]),
                    "room_examine_m3": _known_sum(rooms[TO_EXAMINE]),
                    "unknown_room": int(np.isnan(shown).sum()),
                    "price_unit": price.unit,
                    "price_low_dkk": price.low_dkk,
                    "price_best_dkk": price.best_dkk,
                    "price_high_dkk": price.high_dkk,
                    "upkeep_dkk": price.upkeep_dkk,
                    "lifetime_years": price.lifetime_years,
                    "price_year": price.price_year,
                    **texts,
                    "verified": solution.verified
                    and all(rule.verified for rule in rules)
                    and (not price.unit or price.verified),
                }
            )
        table = pd.DataFrame(rows)
        table.attrs.update(
            units={
                "room_m3": "m³",
                "room_examine_m3": "m³",
                "price_low_dkk": "DKK",
                "price_best_dkk": "DKK",
                "price_high_dkk": "DKK",
            },
            title=Text("Løsninger i byen", "Solutions in the town"),
        )
        return table

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


_COLUMNS = (
    "place_id", "solution", "solution_da", "solution_en", "solution_family", "place_state", "place_rank",
    "bluespot_id", "subcatchment_name", "annual_today_dkk", "room_m3", "terrain_m3", "area_m2", "length_m", "paved_m2",
    "price_low_dkk", "price_best_dkk", "price_high_dkk", "price_year", *VALUE_UNITS, "infiltration", "infiltration_da",
    "infiltration_en", *(f"rule_{criterion}" for criterion in CRITERIA), "note_da", "note_en", "verified",
)  # fmt: skip


def worse(one: str, other: str) -> str:
    """Return the answer that counts of two rules on one thing: fail before unknown before pass.

    >>> worse("pass", "unknown"), worse("not_asked", "pass")
    ('unknown', 'pass')
    """
    order = (FAIL, UNKNOWN, PASS, "not_asked")
    return min(one, other, key=order.index)


def _why(place: Place) -> Text:
    """Return which rules say no, and which have no answer."""
    told = []
    for answer, da, en in ((FAIL, "nej", "no"), (UNKNOWN, "ukendt", "unknown")):
        rules = [rule.text() for rule, said in place.answers.items() if said == answer]
        if rules:
            told.append(Text(f"{da}: {'; '.join(r.da for r in rules)}", f"{en}: {'; '.join(r.en for r in rules)}"))
    return Text(". ".join(t.da for t in told), ". ".join(t.en for t in told))


def _known_sum(values: Any) -> float:  # noqa: ANN401 - an array
    """Return the sum of what is known; NaN when nothing of something is."""
    return math.nan if len(values) and np.isnan(values).all() else float(np.nansum(values))


def _named(shapes: gpd.GeoSeries, parts: gpd.GeoDataFrame) -> list[str]:
    """Return the sub-catchment that a point of each place lies in, empty for none."""
    tree = shapely.STRtree(np.asarray(parts.geometry.array))
    column = "name" if "name" in parts.columns else "navn" if "navn" in parts.columns else ""
    names = [str(v) for v in parts[column]] if column else [str(i + 1) for i in range(len(parts))]
    made = []
    for shape in shapes:
        hits = np.sort(tree.query(shapely.point_on_surface(shape), predicate="intersects"))
        made.append(names[hits[0]] if hits.size else "")
    return made


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
    notes = (*MEANING, ranking(known=damage.known), *_unanswered(town))
    return SolutionPlaces(town, tuple(places), own, {k: price_of(s, prices) for k, s in catalogue.items()}, notes)


def _places_of(kind: str, search: Search, damage: _Damage) -> list[Place]:
    town, solution = search.town, solution_catalogue()[kind]
    rules = town.rules.get(kind, ())
    found = []
    for one in search.candidates(kind):
        facts: dict[str, Fact] = {**town.ground_facts(one.shape, one.cells), **one.facts}
        below = _below(town, one.node)
        facts["damage_below_dkk"] = damage.at(below)
        harmed = damage.at(below if kind in {"dike", "basin_given_up"} else one.node)
        facts.setdefault("damage_dkk", harmed)
        said = facts["damage_dkk"]
        answers = answers_of(rules, facts)
        dkk = said if isinstance(said, float) else math.nan
        found.append(Place(one, solution, facts, answers, verdict(answers.values()), dkk))
    return sorted(found, key=lambda p: (ORDER[p.state], *_by_size(p)))


def _by_size(place: Place) -> tuple[float, float]:
    """Return what a place is ranked by: its damage, most first and unknown last; then its m³."""
    dkk, room = place.damage_dkk, place.candidate.room_m3
    return (math.inf if math.isnan(dkk) else -dkk, math.inf if math.isnan(room) else -room)


def _below(town: Town, node: int) -> int:
    """Return the bluespot that one spills into; -1 for off the map."""
    if node < 0:
        return -1
    to = int(town.bluespots.spills_to(np.array([node]))[0])
    return to - 1 if to > 0 else -1


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


def _unanswered(town: Town) -> tuple[Text, ...]:
    """Return which layers were not given, so that their rules have no answer."""
    lacking = [text for name, text in _LAYER_NAMES.items() if getattr(town.layers, name) is None]
    if not lacking:
        return ()
    da, en = ", ".join(t.da for t in lacking), ", ".join(t.en for t in lacking)
    return (Text(f"Ikke givet, og derfor ubesvaret: {da}", f"Not given, and so without an answer: {en}"),)
