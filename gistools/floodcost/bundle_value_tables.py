"""Tables and sentences of the bundles of service levels and of plans."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from gistools.floodcost.bundle import bundle_table
from gistools.floodcost.bundle_cells import BundleColumn, BundleTable, CellKind, both
from gistools.floodcost.bundle_sections import fact
from gistools.floodcost.bundle_values import Bound, Section, Sentence
from gistools.floodcost.economy_choices import ABOVE_LABELS, Above
from gistools.floodcost.level import ALWAYS_ALLOWED, LEVEL
from gistools.styles import COLUMNS
from gistools.tables.words import word
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from gistools.floodcost.discount import Discounting
    from gistools.floodcost.level import LevelCurve
    from gistools.floodcost.level_costs import LevelCosts
    from gistools.floodcost.level_damage import LevelDamage
    from gistools.floodcost.priced import MeasureCosts
    from gistools.tables import Table

_TEXT, _WHOLE, _NUMBER, _DKK, _YES = (
    CellKind.TEXT, CellKind.WHOLE, CellKind.NUMBER, CellKind.DKK, CellKind.YES_NO,
)  # fmt: skip
_PERIOD = BundleColumn("return_period_years", _NUMBER, Text("Serviceniveau, T", "Service level, T"), "år")
_ABOVE = (
    BundleColumn("above", _TEXT, Text("Skade over niveauet (kode)", "Damage above the level (code)")),
    *both("label", Text("Antagelse om skade over niveauet", "Assumption on damage above the level")),
)
WORKS = (
    BundleColumn("capital_dkk", _NUMBER, Text("Anlæg, markedspris", "Capital, market price"), "DKK"),
    BundleColumn("upkeep_dkk_per_year", _NUMBER, Text("Drift, markedspris", "Upkeep, market price"), "DKK/år"),
    BundleColumn("lifetime_years", _NUMBER, Text("Levetid", "Lifetime"), "år"),
)


def level_tables(
    curve: LevelCurve, damage: Mapping[int, LevelDamage], costs: LevelCosts, names: Mapping[int, str], meant_in: str
) -> list[BundleTable]:
    """Return the levels and their works, damage in each year's climate, the curve of net present value, and its best.

    ``names`` are the scenarios of the years, ``meant_in`` that in whose climate the levels carry their rain.
    """
    first = damage[0]
    periods = curve.return_period_years
    allowed = [ALWAYS_ALLOWED.get(float(t)) for t in periods]
    levels = pd.DataFrame(
        {
            "return_period_years": periods,
            "rain_mm": first.rain_mm,
            "capital_dkk": [one.capital_dkk for one in costs.works],
            "upkeep_dkk_per_year": [one.upkeep_dkk_per_year for one in costs.works],
            "lifetime_years": [math.nan if one.lifetime_years is None else one.lifetime_years for one in costs.works],
            "always_allowed": [one is not None for one in allowed],
            "allowed_da": ["" if one is None else one.da for one in allowed],
            "allowed_en": ["" if one is None else one.en for one in allowed],
        }
    )
    rows = [
        (above.value, float(t), y, names[y], float(one.dkk[above][i]), one.none_dkk)
        for above in curve.avoided_dkk
        for y, one in sorted(damage.items())
        for i, t in enumerate(periods)
    ]
    by_year = pd.DataFrame(rows, columns=[column.name for column in _DAMAGE])
    best, told = [], curve.to_frame()
    for above in curve.avoided_dkk:
        one, label = curve.best(above), ABOVE_LABELS[above]
        t = math.nan if one.return_period_years is None else one.return_period_years
        mine = told[(told["above"] == above.value) & (told["return_period_years"] == t)]
        npv = float(mine["npv_dkk"].iloc[0]) if len(mine) else 0.0  # as the curve tells it, to the øre
        ends = (one.low_years, one.high_years, one.low_open, one.high_open)
        best.append((above.value, label.da, label.en, t, npv, *ends))
    labels = [ABOVE_LABELS[Above(code)] for code in told["above"]]
    choices = [COLUMNS["choice"].codes[code] for code in told["choice"]]
    words = {f"{stem}_{side}": [getattr(text, side) for text in texts]
             for stem, texts in (("label", labels), ("choice", choices)) for side in ("da", "en")}  # fmt: skip
    made = told.assign(**words)[[column.name for column in _CURVE]]
    more = told.loc[told["choice"] == LEVEL, [column.name for column in _MORE]]
    terms = _frame([(meant_in, first.first_mm, curve.near, round(100.0 * curve.near, 6))], _TERMS)
    return [
        BundleTable("level_best", Text("Det bedste niveau", "The best level"), _frame(best, _BEST), _BEST),
        BundleTable("level_curve", Text("Serviceniveauer", "Service levels"), made, _CURVE),
        BundleTable("level_more", Text("Hvert niveau mod det før", "Each level against the one before"), more, _MORE),
        BundleTable("levels", Text("Niveauernes regn og pris", "Rain and price of the levels"), levels, _LEVELS),
        BundleTable(
            "level_damage", Text("Årlig skade med hvert niveau", "Annual damage with each level"), by_year, _DAMAGE
        ),
        BundleTable("level_terms", Text("Regnemåde for niveauer", "How levels are worked out"), terms, _TERMS),
    ]


def _frame(rows: Sequence[tuple[object, ...]], columns: tuple[BundleColumn, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[column.name for column in columns])


_LEVELS = (
    _PERIOD,
    BundleColumn("rain_mm", _NUMBER, Text("Regn, niveauet rummer", "Rain that the level carries"), "mm"),
    *WORKS,
    BundleColumn("always_allowed", _YES, Text("Må altid vælges", "May always be chosen")),
    *both("allowed", Text("Hvorfor", "Why")),
)
_DAMAGE = (
    _ABOVE[0],
    _PERIOD,
    BundleColumn("year", _WHOLE, Text("År efter investeringen", "Year after the investment")),
    BundleColumn("scenario", _TEXT, Text("Scenarie", "Scenario")),
    BundleColumn("annual_dkk", _NUMBER, Text("Årlig skade med niveauet", "Annual damage with the level"), "DKK/år"),
    BundleColumn("none_dkk", _NUMBER, Text("Årlig skade uden tiltag", "Annual damage without measures"), "DKK/år"),
)
_CURVE = (
    *_ABOVE,
    BundleColumn("choice", _TEXT, Text("Valg (kode)", "Choice (code)")),
    *both("choice", Text("Valg", "Choice")),
    _PERIOD,
    BundleColumn(
        "annual_damage_dkk",
        _DKK,
        Text("Årlig skade i dag, der er tilbage", "Annual damage today that is left"),
        "DKK/år",
    ),
    BundleColumn("avoided_dkk", _DKK, Text("Undgået skade, nutidsværdi", "Damage avoided, present value"), "DKK"),
    BundleColumn("cost_dkk", _DKK, Text("Omkostning, nutidsværdi", "Cost, present value"), "DKK"),
    BundleColumn("npv_dkk", _DKK, Text("Nettonutidsværdi", "Net present value"), "DKK"),
    BundleColumn("best", _YES, Text("Det bedste", "The best")),
    BundleColumn("near_best", _YES, Text("Næsten lige så godt", "Nearly as good")),
    BundleColumn("always_allowed", _YES, Text("Må altid vælges", "May always be chosen")),
)
_MORE = (
    _ABOVE[0],
    _PERIOD,
    BundleColumn(
        "more_avoided_dkk", _DKK, Text("Undgået mere end niveauet før", "Avoided more than the level before"), "DKK"
    ),
    BundleColumn(
        "more_cost_dkk", _DKK, Text("Koster mere end niveauet før", "Costs more than the level before"), "DKK"
    ),
)
_BEST = (
    *_ABOVE,
    _PERIOD,
    BundleColumn("npv_dkk", _DKK, Text("Nettonutidsværdi", "Net present value"), "DKK"),
    BundleColumn("low_years", _NUMBER, Text("Næsten lige så godt fra T", "Nearly as good from T"), "år"),
    BundleColumn("high_years", _NUMBER, Text("Næsten lige så godt til T", "Nearly as good up to T"), "år"),
    BundleColumn("low_open", _YES, Text("Intet lavere er undersøgt", "None lower was looked at")),
    BundleColumn("high_open", _YES, Text("Intet højere er undersøgt", "None higher was looked at")),
)
_TERMS = (
    BundleColumn("scenario", _TEXT, Text("Niveauernes regn er af scenariet", "Rain of the levels is of the scenario")),
    BundleColumn(
        "first_mm", _NUMBER, Text("Regn, hvor skaden begynder i dag", "Rain at which damage begins today"), "mm"
    ),
    BundleColumn("near", _NUMBER, Text("Næsten lige så godt: andel", "Nearly as good: share")),
    BundleColumn("near_percent", _NUMBER, Text("Næsten lige så godt: inden for", "Nearly as good: within"), "%"),
)


def level_sections(curve: LevelCurve) -> list[Section]:
    """Return what the report says of the levels."""
    sentences = [
        Sentence(
            Text(
                "Screening, ikke dokumentation efter {law}: statens metode er ikke læst.",
                "Screening, not documentation under {law}: the method of the state has not been read.",
            ),
            {"law": fact("law")},
        )
    ]
    for above in curve.avoided_dkk:
        where, best = {"above": above.value}, curve.best(above)
        label = Bound("level_best", where, "label_*")
        if best.return_period_years is None:
            said = Text(
                "{label}: intet af de undersøgte niveauer tjener sig ind; at lade være er bedst.",
                "{label}: none of the levels looked at pays; doing nothing is best.",
            )
            sentences.append(Sentence(said, {"label": label}))
            continue
        numbers = {
            "label": label,
            "best": Bound("level_best", where, "return_period_years"),
            "npv": Bound("level_best", where, "npv_dkk", 0),
            "low": Bound("level_best", where, "low_years", 1),
            "high": Bound("level_best", where, "high_years", 1),
            "near": Bound("level_terms", {}, "near_percent", 0),
        }
        said = Text(
            "{label}: det bedste niveau er T = {best} år med en nettonutidsværdi på {npv} kr. Niveauer mellem {low} "
            "og {high} år er inden for {near} % af den.",
            "{label}: the best level is T = {best} years, at a net present value of DKK {npv}. Levels between {low} "
            "and {high} years are within {near} % of it.",
        )
        sentences.append(Sentence(said, numbers))
    sentences.append(
        Sentence(
            Text(
                "Sandheden ligger mellem de to antagelser: A regner med, at tiltagene også tager toppen af de større "
                "regn, B med, at de er uden virkning, når regnen er større end niveauet.",
                "The truth lies between the two assumptions: A has the works take the top of larger rains too, B has "
                "them without effect once a rain is larger than the level.",
            )
        )
    )
    if any(float(t) in ALWAYS_ALLOWED for t in curve.return_period_years):
        sentences.append(
            Sentence(
                Text(
                    "Niveauer, hvor der står ja ved Må altid vælges, kræver efter omtale af {law} ingen beregning; det "
                    "er ikke efterprøvet i bekendtgørelsen.",
                    "Levels with yes under May always be chosen need no calculation according to accounts of {law}; "
                    "this was not checked in the order.",
                ),
                {"law": fact("law")},
            )
        )
    return [
        Section(
            Text("Hvilket niveau", "Which level"),
            tuple(sentences),
            ("level_best", "level_curve", "levels"),
            ("levels",),
        )
    ]


def measure_table(
    costs: MeasureCosts,
    prices: Table,
    factor: Mapping[str, float],
    room_m3: Mapping[str, float],
    discounting: Discounting,
) -> BundleTable:
    """Return each measure: quantity, price, works, and present values that add up to its cost in whole øre."""
    told = costs.to_frame(discounting)
    of_kind = {str(row["kind"]): row for row in prices.frame.to_dict("records")}
    mine = [of_kind.get(kind, {}) for kind in costs.kinds]
    present = {f"present_{name}_dkk": told[f"{name}_dkk"] for name in ("capital", "upkeep", "reinvestment")}
    frame = pd.DataFrame(
        {
            "measure_id": list(costs.ids),
            "measure_kind": list(costs.kinds),
            "measure_kind_da": [word(kind).da for kind in costs.kinds],
            "measure_kind_en": [word(kind).en for kind in costs.kinds],
            "quantity": costs.quantities,
            "unit": list(costs.units),
            "price_dkk": [float(row.get("capital_dkk", math.nan)) for row in mine],
            "price_upkeep_dkk": [float(row.get("upkeep_dkk", math.nan)) for row in mine],
            "factor": [factor.get(kind, math.nan) for kind in costs.kinds],
            "capital_dkk": [one.capital_dkk for one in costs.works],
            "upkeep_dkk_per_year": [one.upkeep_dkk_per_year for one in costs.works],
            "lifetime_years": [math.nan if one.lifetime_years is None else one.lifetime_years for one in costs.works],
            **present,
            "present_residual_dkk": -told["residual_dkk"] + 0.0,  # no -0
            "cost_dkk": told["cost_dkk"],
            "room_m3": [room_m3.get(one, 0.0) for one in costs.ids],
            "source": [str(row.get("source_da", "")) for row in mine],
        }
    )
    return BundleTable("measures", Text("Tiltag og deres pris", "Measures and their price"), frame, _MEASURES)


_MEASURES = (
    BundleColumn("measure_id", _TEXT, Text("Tiltag", "Measure")),
    BundleColumn("measure_kind", _TEXT, Text("Slags (kode)", "Kind (code)")),
    *both("measure_kind", Text("Slags", "Kind")),
    BundleColumn("quantity", _NUMBER, Text("Mængde", "Quantity")),
    BundleColumn("unit", _TEXT, Text("Enhed", "Unit")),
    BundleColumn("price_dkk", _NUMBER, Text("Anlægspris pr. enhed", "Capital per unit"), "DKK"),
    BundleColumn("price_upkeep_dkk", _NUMBER, Text("Drift pr. enhed", "Upkeep per unit"), "DKK/år"),
    BundleColumn("factor", _NUMBER, Text("Nettoafgift og prisindeks", "Net tax and price index")),
    *WORKS,
    BundleColumn("present_capital_dkk", _DKK, Text("Anlæg, nutidsværdi", "Capital, present value"), "DKK"),
    BundleColumn("present_upkeep_dkk", _DKK, Text("Drift, nutidsværdi", "Upkeep, present value"), "DKK"),
    BundleColumn(
        "present_reinvestment_dkk", _DKK, Text("Reinvestering, nutidsværdi", "Reinvestment, present value"), "DKK"
    ),
    BundleColumn("present_residual_dkk", _DKK, Text("Restværdi (trækkes fra)", "Residual value (taken off)"), "DKK"),
    BundleColumn("cost_dkk", _DKK, Text("Omkostning i alt, nutidsværdi", "Cost in all, present value"), "DKK"),
    BundleColumn("room_m3", _NUMBER, Text("Rum til vand", "Room for water"), "m³"),
    BundleColumn("source", _TEXT, Text("Prisens kilde", "Source of the price")),
)


def account_table(account: pd.DataFrame) -> BundleTable:
    """Return the account of a plan, its terms in words."""
    label = Text("Led", "Term")
    names = {"text_da": "label_da", "text_en": "label_en"}
    labels = {column.name: column.label for column in both("label", label)}
    return bundle_table("plan_account", account.drop(columns="price_year").rename(columns=names), labels=labels)


def plan_sections(more: Collection[str]) -> list[Section]:
    """Return what the report says of a plan; ``more`` are the tables of draws that are with it."""
    account = {
        name: Bound("plan_account", {"term": term}, "dkk", 0)
        for name, term in (("npv", "npv"), ("saved", "avoided"), ("before", "annual_before"), ("after", "annual_after"))
    }
    cost = {"cost": Bound("net", {}, "cost_dkk", 0), "years": Bound("discounting", {}, "horizon_years")}
    sentences = [
        Sentence(
            Text(
                "Screening, ikke dokumentation efter {law}. Planen undgår skade for {saved} kr. og koster {cost} kr. "
                "over {years} år (nutidsværdi): nettonutidsværdien er {npv} kr.",
                "Screening, not documentation under {law}. The plan avoids damage of DKK {saved} and costs DKK {cost} "
                "over {years} years (present value): the net present value is DKK {npv}.",
            ),
            {"law": fact("law"), "saved": account["saved"], "npv": account["npv"], **cost},
        ),
        Sentence(
            Text(
                "Den forventede årlige skade i dag er {before} kr. uden planen og {after} kr. med den.",
                "Expected annual damage today is DKK {before} without the plan and DKK {after} with it.",
            ),
            {"before": account["before"], "after": account["after"]},
        ),
    ]
    if more:
        sentences.append(
            Sentence(
                Text(
                    "Hvor sikkert det er, er regnet med tilfældige gennemløb; de kan ikke regnes efter af pakken.",
                    "How sure it is was worked out by random draws, which the bundle cannot work out again.",
                )
            )
        )
    return [Section(Text("Planen", "The plan"), tuple(sentences), ("plan_account", "measures", *more))]
