"""Places for solutions as a layer, and a sheet for each solution as a table."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools.plan.solutions import solution_catalogue
from gistools.plan.solutions_places import ORDER
from gistools.plan.solutions_rules import CRITERIA, FAIL, FAILS, PASS, QUALIFIES, TO_EXAMINE, UNKNOWN
from gistools.plan.solutions_value import VALUE_UNITS, added_value, infiltration
from gistools.text import Text

if TYPE_CHECKING:
    from gistools.plan.solutions_places import Place, SolutionPlaces

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


def place_layer(made: SolutionPlaces, *, show_failed: bool = False) -> gpd.GeoDataFrame:
    """Return the places as polygons; those that fail a rule only when asked for.

    Columns: place_id, solution, solution_da, solution_en, solution_family (empty for a place that fails), place_state,
    place_rank, bluespot_id (0 for none), subcatchment_name, annual_today_dkk (that ranks it), room_m3, terrain_m3,
    area_m2, length_m, paved_m2, price_low_dkk, price_best_dkk, price_high_dkk, price_year, nature_m2, recreation_m2,
    heat_m2, path_made_m, infiltration, infiltration_da, infiltration_en, rule_<criterion> (``pass``, ``fail``,
    ``unknown``, ``not_asked``), note_da, note_en, verified (rules and price).
    """
    rank: Counter[str] = Counter()
    rows, shapes = [], []
    for number, place in enumerate(made.places, start=1):
        rank[place.solution.id] += 1
        if place.state != FAILS or show_failed:
            rows.append(_row(made, number, rank[place.solution.id], place))
            shapes.append(place.candidate.shape)
    layer = gpd.GeoDataFrame(pd.DataFrame(rows, columns=list(_COLUMNS)), geometry=shapes, crs=made.town.grid.crs)
    parts = made.town.layers.sub_catchments
    if parts is not None and len(layer):
        layer["subcatchment_name"] = _named(layer.geometry, parts)
    layer.attrs.update(units=UNITS, title=Text("Steder til løsninger", "Places for solutions"))
    return layer


def _row(made: SolutionPlaces, number: int, rank: int, place: Place) -> dict[str, Any]:
    one, solution, price = place.candidate, place.solution, made.prices[place.solution.id]
    low, best, high = price.of(place.amounts)
    facts = {**place.facts}
    home = facts.get("building_distance_m")
    state, why = infiltration(solution.gives["infiltrates"], made.rules.get("permeable_bed", ()), facts)
    near = made.town.params.home_distance_m
    told = _why(place)
    asked = dict.fromkeys(CRITERIA, "not_asked")
    for rule, answer in place.answers.items():
        asked[rule.criterion] = worse(asked[rule.criterion], answer)
    return {
        "place_id": number,
        "solution": solution.id,
        "solution_da": solution.label.da,
        "solution_en": solution.label.en,
        "solution_family": "" if place.state == FAILS else solution.family,
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
        "verified": bool(place.answers)
        and all(rule.verified for rule in place.answers)
        and (not price.unit or price.verified),
    }


def sheet_table(made: SolutionPlaces) -> pd.DataFrame:
    """Return a row for each solution: how many places qualify and are to be examined, m³ in all, price, upkeep.

    Columns: solution, solution_da, solution_en, measure_kind, places_qualify, places_examine, places_fail, room_m3
    (of those that qualify), room_examine_m3, unknown_room (places of unknown m³, not counted), price_unit,
    price_low_dkk, price_best_dkk, price_high_dkk (a unit), upkeep_dkk (a unit and year), lifetime_years, price_year,
    idea, fits, fits_not, room, upkeep (each _da and _en), verified (description, rules and price).
    """
    rows = []
    for solution in solution_catalogue().values():
        price, rules = made.prices[solution.id], made.rules.get(solution.id, ())
        of = {state: made.of(solution.id, state) for state in ORDER}
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
