"""Plan variants as tables: one row for each, their ledgers, their build orders, and the buildings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from gistools.cloudburst.whatif.kinds import DESIGN
from gistools.floodcost.works import ORE
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from gistools.plan.variants_compare import ComparedVariants, Valued
    from gistools.plan.variants_order import BuildOrder, Standing

    F64 = npt.NDArray[np.float64]

_COSTS = {"capital_dkk": "capital", "upkeep_dkk": "upkeep", "reinvestment_dkk": "reinvestment"}
_WATER = {
    "stored_m3": ("stored",),
    "left_m3": ("edge", "sea", "hole"),
    "taken_m3": ("taken",),
    "drained_m3": ("drained",),
    "lost_m3": ("infiltrated", "initial"),
}
_UNITS = {
    "rain_mm": "mm", "annual_today_dkk": "DKK/år", "annual_future_dkk": "DKK/år", "annual_damage_dkk": "DKK/år",
    "net_low_dkk": "DKK/år", "net_mid_dkk": "DKK/år", "net_high_dkk": "DKK/år", "payback_years": "år",
    "depth_m": "m", "depth_change_m": "m", "rise_most_m": "m", "x_m": "m", "y_m": "m", "mm": "mm",
}  # fmt: skip
_NAN = float("nan")


def variant_table(made: ComparedVariants) -> pd.DataFrame:
    """Return the base and the variants side by side, one row each.

    Columns: variant_id (0: the base), variant, measures; present values capital_dkk, upkeep_dkk, reinvestment_dkk,
    residual_dkk (taken off), cost_dkk, avoided_dkk, npv_dkk; bcr, payback_years (missing: not within the horizon);
    annual_today_dkk and annual_future_dkk (damage a year that remains; missing without a climate); net_low_dkk,
    net_mid_dkk, net_high_dkk (net benefit a year: 5 % of the draws, plain answer, 95 %); rain_mm, and at that rain
    stored_m3, left_m3 (off the map), taken_m3, drained_m3, lost_m3, buildings_wet, buildings_relieved,
    buildings_worse (depth lower, higher by `CompareVariantsParams.least_change_m`), buildings_no_depth (not known),
    rise_most_m (largest rise of depth at a building, missing for none), building_id, x_m, y_m (where); unknown, partly
    (buildings of unknown damage); price_year, verified.
    """
    rows = [_row(made, place, one) for place, one in enumerate(made.valued)]
    table = _named(pd.DataFrame(rows), Text("Varianter side om side", "Variants side by side"))
    for name in ("payback_years", "building_id"):
        table[name] = table[name].astype("Int64")
    return table


def _row(made: ComparedVariants, place: int, one: Valued) -> dict[str, object]:
    account = one.account
    cost = {name: -account.get(term, 0) / ORE for name, term in _COSTS.items()}
    plain = None if one.worth is None else one.worth.value.account
    ends = (0.0, 0.0, 0.0)
    if one.beats is not None:
        ends = one.beats.saved_dkk[0], one.beats.mid_dkk, one.beats.saved_dkk[2]
    return {
        "variant_id": place,
        "variant": one.name,
        "measures": 0 if one.variant is None else one.variant.measures,
        **{name: dkk + 0.0 for name, dkk in cost.items()},
        "residual_dkk": account.get("residual", 0) / ORE,
        "cost_dkk": one.cost / ORE,
        "annual_today_dkk": one.annual_today_dkk,
        "annual_future_dkk": one.annual_future_dkk,
        "avoided_dkk": account.get("avoided", 0) / ORE,
        "npv_dkk": one.npv / ORE,
        "bcr": _NAN if plain is None else round(plain.bcr, 4),
        "payback_years": None if plain is None else plain.payback_years,
        **dict(zip(("net_low_dkk", "net_mid_dkk", "net_high_dkk"), np.round(ends, 2).tolist(), strict=True)),
        "rain_mm": made.params.compare_rain_mm,
        **{name: one.water.m3(*terms) for name, terms in _WATER.items()},
        **_at_buildings(made, one),
        "unknown": one.unknown,
        "partly": one.partly,
        "price_year": made.economy.model.price_year,
        "verified": one.verified,
    }


def _at_buildings(made: ComparedVariants, one: Valued) -> dict[str, object]:
    depth, before, least = one.water.building_m, made.valued[0].water.building_m, made.params.least_change_m
    change = rounded_change(depth, before)
    told: dict[str, object] = {
        "buildings_wet": int((depth > 0.0).sum()),
        "buildings_relieved": int((change <= -least).sum()),
        "buildings_worse": int((change >= least).sum()),
        "buildings_no_depth": int(np.isnan(change).sum()),
        "rise_most_m": _NAN, "building_id": None, "x_m": _NAN, "y_m": _NAN,
    }  # fmt: skip
    if told["buildings_worse"]:
        at = int(np.nanargmax(change))
        place = shapely.point_on_surface(made.economy.classified.geometry.iloc[at])
        told |= {"rise_most_m": float(change[at]), "x_m": round(place.x, 1), "y_m": round(place.y, 1)}
        told["building_id"] = int(made.economy.classified["building_id"].iloc[at])
    return told


def rounded_change(depth_m: F64, before_m: F64) -> F64:
    """Return a change of depth to the tenth of a millimetre, so that a limit of 1 cm is met by 1 cm.

    >>> rounded_change(np.array([0.31]), np.array([0.3])).tolist()
    [0.01]
    """
    return np.round(depth_m - before_m, 4)


def building_table(made: ComparedVariants) -> pd.DataFrame:
    """Return the depth at each building in each variant, for buildings that are wet in any.

    Columns: building_id, source_id (where the layer has one), variant_id, variant, rain_mm, depth_m (above the terrain
    at the facade as it was; missing where it is not known), depth_change_m.
    """
    depth = np.array([one.water.building_m for one in made.valued])
    shown = np.flatnonzero((~(depth == 0.0)).any(axis=0))
    kept = [c for c in ("building_id", "source_id") if c in made.economy.classified.columns]
    head = pd.DataFrame(made.economy.classified[kept]).iloc[shown].reset_index(drop=True)
    parts = [
        head.assign(
            variant_id=place,
            variant=one.name,
            rain_mm=made.params.compare_rain_mm,
            depth_m=np.round(depth[place][shown], 4),
            depth_change_m=rounded_change(depth[place], depth[0])[shown],
        )
        for place, one in enumerate(made.valued)
    ]
    return _named(pd.concat(parts, ignore_index=True), Text("Bygninger i varianterne", "Buildings in the variants"))


def ledger_table(made: ComparedVariants) -> pd.DataFrame:
    """Return the water ledgers of all variants as one table: variant_id, variant, and the columns of each ledger."""
    parts = []
    for place, one in enumerate(made.valued):
        part = one.water.ledgers.copy()
        part.insert(0, "variant_id", place)
        part.insert(1, "variant", one.name)
        parts.append(part)
    title = Text("Varianternes vandregnskaber", "Water ledgers of the variants")
    return _named(pd.concat(parts, ignore_index=True), title)


def order_table(made: ComparedVariants, orders: Mapping[int, BuildOrder]) -> pd.DataFrame:
    """Return the build order of each variant, from nothing built (step 0) to all of it.

    Columns: variant_id, variant, step, measure_id, measure_name, measure_kind, step_state (pays, together, beyond;
    empty at step 0), with_measure (the one that it needs), more_cost_dkk, more_avoided_dkk and gain_dkk (what the step
    adds), gain_ratio (gain for each krone), alone_avoided_dkk (what it avoids alone), cost_dkk, avoided_dkk and npv_dkk
    (of all so far), annual_damage_dkk (that remains today), verified. All are present values but the damage that
    remains; they are missing where so few measures cannot be laid or priced without the others.
    """
    rows: list[dict[str, object]] = []
    for place, order in orders.items():
        one = made.valued[place]
        assert one.variant is not None  # noqa: S101 - the base has no order
        assert one.worth is not None  # noqa: S101
        ids = [name for name, _, _ in made.items(one.variant)]
        plan = {} if one.worth.plan is None else one.worth.plan.set_index("measure_id").to_dict("index")
        head = {"variant_id": place, "variant": one.name}
        start = round((one.worth.value.annual_before_dkk) * ORE)
        rows.append({**head, "step": 0, **_so_far(0, 0, start), "verified": one.verified})
        for n, step in enumerate(order.steps, start=1):
            told = plan.get(ids[step.item], {})
            rows.append(
                {
                    **head,
                    "step": n,
                    "measure_id": ids[step.item],
                    "measure_name": told.get("measure_name", ""),
                    "measure_kind": told.get("measure_kind", DESIGN),
                    "step_state": step.state.value,
                    "with_measure": "" if step.partner < 0 else ids[step.partner],
                    **_added(step.before, step.after),
                    "alone_avoided_dkk": _NAN if step.alone is None else step.alone.saved / ORE,
                    **({} if step.after is None else _so_far(step.after.cost, step.after.saved, step.after.annual)),
                    "verified": one.verified,
                }
            )
    columns = [
        "variant_id", "variant", "step", "measure_id", "measure_name", "measure_kind", "step_state", "with_measure",
        "more_cost_dkk", "more_avoided_dkk", "gain_dkk", "gain_ratio", "alone_avoided_dkk", "cost_dkk", "avoided_dkk",
        "npv_dkk", "annual_damage_dkk", "verified",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    words = ["measure_id", "measure_name", "measure_kind", "step_state", "with_measure"]
    table[words] = table[words].fillna("")
    return _named(table, Text("Byggerækkefølge", "Build order"))


def _so_far(cost: int, saved: int, annual: int) -> dict[str, float]:
    return {
        "cost_dkk": cost / ORE,
        "avoided_dkk": saved / ORE,
        "npv_dkk": (saved - cost) / ORE,
        "annual_damage_dkk": annual / ORE,
    }


def _added(before: Standing | None, after: Standing | None) -> dict[str, float]:
    if before is None or after is None:
        return {}
    cost, gain = after.cost - before.cost, after.npv - before.npv
    return {
        "more_cost_dkk": cost / ORE,
        "more_avoided_dkk": (after.saved - before.saved) / ORE,
        "gain_dkk": gain / ORE,
        "gain_ratio": round(gain / cost, 4) if cost > 0 else _NAN,
    }


def _named(table: pd.DataFrame, title: Text) -> pd.DataFrame:
    endings = (("_dkk", "DKK"), ("_m3", "m³"), ("_m2", "m²"))
    units = {str(c): unit for c in table.columns for ending, unit in endings if str(c).endswith(ending)}
    table.attrs.update(units=units | {k: v for k, v in _UNITS.items() if k in table.columns}, title=title)
    return table
