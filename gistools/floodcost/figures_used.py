"""Every figure that a calculation used (anvendte tal): amounts before and after indexing, curves, thresholds, rates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools._checks import is_missing
from gistools.floodcost.bundle_values import Default
from gistools.floodcost.discount import FOREVER
from gistools.floodcost.exposure_params import ExposureParams
from gistools.floodcost.prices import off_years, price_factor
from gistools.tables import load_table
from gistools.tables.form import READ_AT
from gistools.tables.words import word
from gistools.text import Text, danish
from gistools.tool import param_specs, plain

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    import geopandas as gpd

    from gistools.cloudburst.rain.statistics import RainStatistics
    from gistools.floodcost.damage import DamageModel
    from gistools.floodcost.discount import Discounting, NetTax
    from gistools.floodcost.level_costs import LevelCosts
    from gistools.floodcost.rates import RainRate
    from gistools.tables import Table
    from gistools.tool import Params, ParamSpec

    Row = Mapping[Hashable, Any]

GIVEN = Text("givet til denne kørsel", "given for this run")
USUAL = Text("standardvalg", "the usual choice")
ASSUMED = Text("antagelse uden kilde", "an assumption without a source")
OWN_RULE = Text("gistools' egen regel, ingen norm", "a rule of gistools' own, no norm")
OWN_TABLE = Text("egen tabel", "own table")
_ASSUMED = {
    "cost_spread_share",
    "threshold_spread_m",
    "climate_spread_share",
    "price_spread_share",
    "place_threshold_m",
}
_RULES = {*ExposureParams().to_mapping(), "road_width_m", "road_piece_m"}
_PER = {
    "m2": Text("kr./m²", "DKK/m²"),
    "m2_basement": Text("kr./m² kælder", "DKK/m² of basement"),
    "building": Text("kr./bygning", "DKK/building"),
}
_KEY = ("hazard", "damage_class", "part")
_LEFT = {"closed_in_note", "vehicle_hour"}  # items of roads that nothing is worked out of
_COLUMNS = ["name", "what", "amount", "text", "unit", "price_year", "source", "source_year", "read_in", "verified"]


def damage_figures(model: DamageModel, classified: gpd.GeoDataFrame) -> list[Default]:
    """Return the figures of damage: amounts and curves as they stand and as indexed, thresholds as used, the index."""
    made: list[Default] = []
    told = set[str]()
    for row in model.table.frame.to_dict("records"):
        one = _of_row(row, "_".join(str(row[k]) for k in _KEY), _label(row), row)
        amounts = _amounts(replace(one, unit=_PER[str(row["basis"])].da), row)
        made += amounts
        if row["price_year"] != model.price_year and amounts:
            factor = price_factor(float(row["price_year"]), model.price_year, model.index)
            read = one.verified and not off_years([float(row["price_year"])], model.price_year, model.index)
            made += [_indexed(amount, factor, model.price_year, verified=bool(read)) for amount in amounts]
        if one.name not in told:  # the points of a curve share it
            made += _thresholds(one, row, model, classified)
        told.add(one.name)
    return [*made, *_index_figures(model)]


def _label(row: Row) -> Text:
    words = [word(str(row[key])) for key in _KEY]
    return Text(", ".join(one.da for one in words), ", ".join(one.en for one in words))


def _of_row(row: Row, name: str, label: Text, values: Row, value: str = "amount_dkk", unit: str = "") -> Default:
    """Return a figure with the source of a row of a table."""
    return Default(
        name, label, float(values[value]), unit, Text(str(row["source_da"]), str(row["source_en"])),
        _year(row["source_year"]), verified=bool(row["verified"]), price_year=_year(row.get("price_year")),
        read_in=str(row["read_in"]),
    )  # fmt: skip


def _year(value: Any) -> int | None:  # noqa: ANN401 - a cell
    return None if is_missing(value) else int(value)


def _amounts(one: Default, row: Row) -> list[Default]:
    """Return the amount of a step or of a point of a curve with its low and high, or what a logarithm is made of."""
    if row["form"] in {"step", "curve"}:
        if row["form"] == "curve":
            at = float(row["depth_m"])
            more = Text(f", ved {danish(at)} m vand", f", at {at:g} m of water")
            one = replace(one, name=f"{one.name}_at_{at:g}m", label=_with(one.label, more))
        return [
            replace(one, name=one.name + end, label=_with(one.label, more), value=float(row[key]))
            for key, (end, more) in _ESTIMATES.items()
            if not np.isnan(row[key])
        ]
    parts = {
        "log_a": (Text(", a i a · ln(dybde i cm) + b", ", a of a · ln(depth in cm) + b"), one.unit, one.verified),
        "log_b": (Text(", b i a · ln(dybde i cm) + b", ", b of a · ln(depth in cm) + b"), one.unit, one.verified),
        "cap_m": (Text(", konstant fra denne dybde", ", held from this depth on"), "m", False),
        "cap_dkk": (Text(", højst", ", at most"), one.unit, False),
    }
    return [
        replace(
            one, name=f"{one.name}_{key}", label=_with(one.label, more), value=float(row[key]), unit=unit,
            verified=verified, source=one.source if key.startswith("log") else OWN_RULE,
            price_year=None if unit == "m" else one.price_year,
        )
        for key, (more, unit, verified) in parts.items()
        if not np.isnan(row[key])
    ]  # fmt: skip


def _with(label: Text, more: Text) -> Text:
    return Text(label.da + more.da, label.en + more.en)


def _indexed(one: Default, factor: float, year: int, *, verified: bool) -> Default:
    """Return an amount in the prices of another year; depths stay as they are."""
    if one.price_year is None:
        return one
    more = Text(f", omregnet til {year}-priser", f", in prices of {year}")
    value = float(one.value) * factor
    return replace(
        one, name=f"{one.name}_{year}", label=_with(one.label, more), value=value, verified=verified, price_year=year
    )


def _thresholds(one: Default, row: Row, model: DamageModel, classified: gpd.GeoDataFrame) -> list[Default]:
    """Return the lowest and highest threshold used of the buildings of a class that have the part."""
    mine = (classified["damage_class"] == row["damage_class"]).to_numpy()
    used = [part.threshold_m[mine & part.there] for part in model.parts if part.name == row["part"]]
    heights = sorted({round(float(m), 6) for m in np.concatenate([*used, np.empty(0)]) if np.isfinite(m)})
    if np.isnan(row["threshold_m"]) and not any(heights):
        return []
    made = []
    choices = [j for j in model.table.form.judgements if j.column == "part" and j.value == row["part"]]
    told = [j for j in choices if (j.name or j.text) in model.doubtful]  # the user has not given it
    for height in dict.fromkeys(heights[:1] + heights[-1:]):
        ends = len(heights) > 1
        which = ("_low", "_high")[height == heights[-1]] if ends else ""
        more = Text(", tærskel", ", threshold")
        if ends:
            more = Text(*(f"{m} ({w})" for m, w in zip((more.da, more.en), _ENDS[which], strict=True)))
        of_table = height == round(float(np.nan_to_num(row["threshold_m"])), 6) and len(told) == len(choices)
        made.append(
            replace(
                one, name=f"{one.name}_threshold{which}", label=_with(one.label, more), value=height, unit="m",
                source=(told[0].text if told else one.source) if of_table else GIVEN,
                year=one.year if of_table else None, price_year=None,
                read_in=one.read_in if of_table and not told else "",
                verified=(bool(one.verified) and not told) if of_table else None,
            )
        )  # fmt: skip
    return made


_ESTIMATES = {
    "amount_dkk": ("", Text("", "")),
    "low_dkk": ("_low", Text(", lavt", ", low")),
    "high_dkk": ("_high", Text(", højt", ", high")),
}
_ENDS = {"_low": ("lavest", "lowest"), "_high": ("højest", "highest")}


def _index_figures(model: DamageModel) -> list[Default]:
    """Return the values of the price index that amounts were converted by."""
    years = set(model.table.frame["price_year"].dropna()) | {float(model.price_year)}
    if model.index is None or len(years) == 1:
        return []
    made = []
    for row in model.index.frame[model.index.frame["year"].isin(years)].to_dict("records"):
        label = Text(f"Prisindeks {row['year']:g}", f"Price index {row['year']:g}")
        made.append(_of_row(row, f"price_index_{row['year']:g}", label, row, "index"))
    return made


def use_figures(classified: gpd.GeoDataFrame, uses: Table | None = None) -> list[Default]:
    """Return the damage class of each use code that a building has."""
    frame = (load_table("bbr_use") if uses is None else uses).frame
    made = []
    for row in frame[frame["code"].isin(set(classified["use_code"]))].to_dict("records"):
        said = f"BBR {row['code']}: {row['use_da']}"
        one = _of_row(row, f"use_{row['code']}", Text(said, said), {"amount_dkk": np.nan})
        made.append(replace(one, value=word(str(row["damage_class"])).da))
    return made


def rain_figures(rates: Mapping[Any, RainRate]) -> list[Default]:
    """Return the depths of the rain table for the duration used, and the climate factors of each climate by its name.

    The names are those of scenarios, or years since today.
    """
    made: list[Default] = []
    for name_of, rate in rates.items():
        told = rate.statistics
        if told.scenario is not None:
            made += climate_figures(str(name_of), told)
            continue
        for t, mm in zip(told.return_periods_years, told.curve(rate.duration_min), strict=True):
            name = Text(f"Regn på {danish(rate.duration_min)} min, T = {danish(t)} år",
                        f"Rain of {rate.duration_min:g} min, T = {t:g} years")  # fmt: skip
            source = OWN_TABLE if told.said_verified or not told.unverified else Text(*_joined(told.unverified))
            made.append(Default(f"rain_T{t:g}", name, float(mm), "mm", source, None, verified=not rate.unverified))
    return made


def climate_figures(climate: str, statistics: RainStatistics) -> list[Default]:
    """Return the climate factors that rain depths were multiplied by, those held beyond the scenario told apart."""
    scenario, factors = statistics.scenario, statistics.factor
    if scenario is None or factors is None:
        return []
    spans = scenario.return_periods_years[[0, -1]]
    made = []
    for t, factor in zip(statistics.return_periods_years, factors, strict=True):
        held = not spans[0] <= t <= spans[1]
        more = (" (holdt fra nærmeste T)", " (held from the nearest T)") if held else ("", "")
        label = Text(f"Klimafaktor, T = {danish(t)} år, {statistics.climate.da}{more[0]}",
                     f"Climate factor, T = {t:g} years, {statistics.climate.en}{more[1]}")  # fmt: skip
        name = f"climate_factor_{climate}_T{t:g}"
        made.append(
            Default(name, label, float(factor), "", scenario.source, None, verified=scenario.verified and not held)
        )
    return made


def road_figures() -> list[Default]:
    """Return the figures of flooded roads."""
    made = []
    for row in load_table("road_damage").frame.to_dict("records"):
        if row["item"] in _LEFT:
            continue
        said = word(str(row["item"]))
        label = Text(f"Vej: {said.da}", f"Road: {said.en}")
        made.append(_of_row(row, f"road_{row['item']}", label, row, "value", str(row["unit"])))
    return made


def rate_figures(discounting: Discounting, net: NetTax | None = None) -> list[Default]:
    """Return the discount rates within the horizon, and the net tax factor."""
    made, first = [], 0
    for last, rate in zip(discounting.to_years.tolist(), discounting.rates.tolist(), strict=True):
        if first > discounting.horizon_years:
            break
        until = Text("og frem", "and on") if last == FOREVER else Text(f"til {last}", f"to {last}")
        label = Text(f"Diskonteringsrente, år {first} {until.da}", f"Discount rate, years {first} {until.en}")
        made.append(
            Default(f"discount_rate_{first}", label, rate, "pr. år", discounting.source, None,
                    verified=not discounting.unverified)
        )  # fmt: skip
        first = last + 1
    if net is not None:
        label = Text("Nettoafgiftsfaktor", "Net tax factor")
        known = None if net.factor == 1.0 and not net.unverified else not net.unverified
        made.append(Default("net_tax_factor", label, net.factor, "", net.source, None, verified=known))
    return made


def level_figures(costs: LevelCosts) -> list[Default]:
    """Return what each service level costs to build and keep, in market prices."""
    made = []
    for t, works, sure in zip(costs.return_period_years, costs.works, costs.verified, strict=True):
        at = Text(f"T = {danish(t)} år, markedspriser", f"T = {t:g} years, market prices")
        for name, value, da, en, unit in (
            ("cost", works.capital_dkk, "Anlæg", "Capital", "kr."),
            ("upkeep", works.upkeep_dkk_per_year, "Drift", "Upkeep", "kr./år"),
        ):
            made.append(
                Default(f"level_{name}_T{t:g}", Text(f"{da}, {at.da}", f"{en}, {at.en}"), float(value), unit, OWN_TABLE,
                        None, verified=bool(sure), price_year=costs.price_year)
            )  # fmt: skip
    return made


def price_figures(prices: Table, kinds: Iterable[str], price_year: int, index: Table | None) -> list[Default]:
    """Return the price of each kind of measure that was drawn, as given and as indexed."""
    used = set(kinds)
    made = []
    for row in prices.frame.to_dict("records"):
        if row["kind"] not in used:
            continue
        for key, da, en, unit in (
            ("capital_dkk", "anlæg", "capital", f"kr./{row['unit']}"),
            ("upkeep_dkk", "drift", "upkeep", f"kr./{row['unit']}/år"),
            ("lifetime_years", "levetid", "lifetime", "år"),
        ):
            if np.isnan(row[key]):
                continue
            kind = word(str(row["kind"]))
            one = _of_row(
                row, f"price_{row['kind']}_{key}", Text(f"{kind.da}, {da}", f"{kind.en}, {en}"), row, key, unit
            )
            one = replace(one, price_year=None) if key == "lifetime_years" else one
            made.append(one)
            if one.price_year not in {None, price_year}:
                factor = price_factor(float(row["price_year"]), price_year, index)
                read = one.verified and not off_years([float(row["price_year"])], price_year, index)
                made.append(_indexed(one, factor, price_year, verified=bool(read)))
    return made


def param_figures(params: Params) -> list[Default]:
    """Return every parameter of a run as it was used; the choices of gistools' own are not verified."""
    return [_param(params, spec) for spec in param_specs(type(params)) if getattr(params, spec.name) is not None]


def _param(params: Params, spec: ParamSpec) -> Default:
    value: Any = plain(getattr(params, spec.name))
    usual = value == plain(spec.default)
    of_own = spec.name in _ASSUMED | _RULES and usual
    source = (ASSUMED if spec.name in _ASSUMED else OWN_RULE) if of_own else USUAL if usual else GIVEN
    if isinstance(value, bool):
        value = "ja" if value else "nej"
    elif isinstance(value, str):
        value = dict(spec.choices).get(value, Text(value, value)).da
    return Default(spec.name, spec.label, value, spec.unit, source, None, verified=False if of_own else None)


def _joined(texts: tuple[Text, ...]) -> tuple[str, str]:
    return " ".join(t.da for t in texts), " ".join(t.en for t in texts)


def assumption_table(
    figures: Iterable[Default], notes: Iterable[Text] = (), unverified: Iterable[Text] = ()
) -> pd.DataFrame:
    """Return figures as a table, and below them what the user is told.

    Returns
    -------
    pandas.DataFrame
        name, what, amount (a number) or text, unit, price_year, source, source_year, read_in (where a verified figure
        was read), verified (empty for what was chosen for the run); each figure once.
    """
    rows: list[dict[str, object]] = []
    for one in {figure.name: figure for figure in figures}.values():
        number = isinstance(one.value, int | float)
        rows.append(
            {
                "name": one.name,
                "what": one.label.da,
                "amount": float(f"{one.value:.12g}") if number else np.nan,
                "text": "" if number else one.value,
                "unit": one.unit,
                "price_year": one.price_year,
                "source": one.source.da,
                "source_year": one.year,
                "read_in": READ_AT[one.read_in].da if one.read_in else "",
                "verified": one.verified,
            }
        )
    said = [(text, None) for text in notes] + [(text, False) for text in unverified]
    rows += [{"name": "", "what": text.da, "verified": sure} for text, sure in dict(said).items()]
    table = pd.DataFrame(rows, columns=_COLUMNS)
    for name in ("price_year", "source_year"):
        table[name] = table[name].astype("Int64")
    table["verified"] = pd.array(table["verified"].tolist(), dtype="boolean")
    table.attrs["title"] = Text("Forudsætninger", "Assumptions")
    return table
