"""The service level in words for the plan (tekst til planen): a paragraph for each row, with numbers of the table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from gistools.cloudburst.rain.statistics import AS_GIVEN
from gistools.plan.levels_check import STATES
from gistools.styles.numbers import format_limit, format_number
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.plan.levels_table import LevelRain
    from gistools.text import Language

_WORDS: dict[str, Text] = {
    "head": Text(
        "På områder af typen {area_type} må der højst stå {cm} cm vand ved den regn, {when} ({mm} mm på {minutes} "
        "minutter).",
        "On areas of the type {area_type} water may stand at most {cm} cm deep in the rain {when} ({mm} mm in "
        "{minutes} minutes).",
    ),
    "dry": Text(
        "På områder af typen {area_type} må der intet vand stå ved den regn, {when} ({mm} mm på {minutes} minutter).",
        "On areas of the type {area_type} no water may stand in the rain {when} ({mm} mm in {minutes} minutes).",
    ),
    "all": Text("Alle niveauer under ét:", "All levels together:"),
    "now": Text("der i dag kommer hvert {years}. år", "that comes every {years} years today"),
    "times": Text(
        "der i dag kommer hvert {years}. år, gange {factor}", "that comes every {years} years today, times {factor}"
    ),
    "then": Text("der kommer hvert {years}. år i {climate}", "that comes every {years} years in {climate}"),
    "areas": Text(
        "Af {area_count} områder er det opfyldt for {met}, ikke opfyldt for {not_met} og ukendt for {unknown}{off}.",
        "Of {area_count} areas it is met by {met}, not met by {not_met} and unknown for {unknown}{off}.",
    ),
    "off": Text(" (helt eller delvis uden for kortet)", " (wholly or partly off the map)"),
    "nothing": Text(
        "Intet af dem kendes, så det mangelfulde er ukendt.", "None of them is known, so what lacks is not."
    ),
    "none": Text(
        "Der mangler ikke plads til vand, hvor der er svar.", "No room for water lacks where there is an answer."
    ),
    "over": Text(
        "{least_head}{over} m² har mere vand end tilladt.", "{least_head}{over} m² have more water than allowed."
    ),
    "lacks": Text(
        "Der mangler plads til {least}{m3} m³ i {ponds} vandsamlinger",
        "There lacks room for {least}{m3} m³ in {ponds} ponds",
    ),
    "lacks_one": Text(
        "Der mangler plads til {least}{m3} m³ i {ponds} vandsamling",
        "There lacks room for {least}{m3} m³ in {ponds} pond",
    ),
    "price": Text(
        ", som koster {close} kr. i nutidsværdi{band}, heraf {capital} kr. i anlæg og {upkeep} kr. i drift (prisniveau "
        "{price_year}).",
        ", which costs {close} DKK in present value{band}, of which {capital} DKK capital and {upkeep} DKK upkeep "
        "(prices of {price_year}).",
    ),
    "band": Text(" ({low}–{high})", " ({low}–{high})"),
    "no_price": Text("; prisen er ukendt.", "; the cost is unknown."),
    "unverified": Text("Ikke verificeret: {what}.", "Not verified: {what}."),
}
_BOTH: tuple[Language, Language] = ("da", "en")
_LEAST = Text("mindst ", "at least ")
_RAIN, _PRICE = Text("regnen", "the rain"), Text("prisen eller renten", "the price or the rates")


def service_level_text(status: pd.DataFrame, rains: Sequence[LevelRain]) -> pd.DataFrame:
    """Return a paragraph for each row of `service_level_status`, in both languages.

    Columns: level_no, plan_text_da, plan_text_en. Every number in a paragraph stands in its row of the table, rounded.
    """
    of = [*rains, None]
    texts = [
        Text(*(_paragraph(row, rain, language) for language in _BOTH))
        for row, rain in zip(status.to_dict("records"), of, strict=True)
    ]
    table = pd.DataFrame(
        {
            "level_no": status["level_no"].to_numpy(),
            "plan_text_da": [one.da for one in texts],
            "plan_text_en": [one.en for one in texts],
        }
    )
    table.attrs["title"] = Text("Serviceniveauet i ord", "The service level in words")
    return table


def _paragraph(row: dict[Any, Any], rain: LevelRain | None, language: Language) -> str:
    def number(value: object, decimals: int | None = None) -> str:
        return format_number(float(value), language, decimals)  # type: ignore[arg-type]

    told: dict[str, str] = {
        "area_type": str(row["area_type"]),
        "cm": number(100.0 * row["allowed_depth_m"], 1).removesuffix(",0").removesuffix(".0"),
        "when": "" if rain is None else _when(rain, number(row["return_period_years"]), language),
        "mm": number(row["rain_mm"], 1),
        "minutes": number(row["duration_min"], 0),
        **{state: number(row[f"areas_{state}"], 0) for state in STATES},
        "area_count": number(row["area_count"], 0),
        "over": number(row["over_m2"], 0),
        "m3": number(row["lacking_m3"], 0),
        "least": _LEAST.say(language) if row["at_least"] else "",
        "least_head": _LEAST.say(language).capitalize() if row["at_least"] else "",
        "off": _WORDS["off"].say(language) if row["areas_unknown"] else "",
    }
    names = ["all" if row["level_no"] == 0 else "dry" if row["allowed_depth_m"] == 0.0 else "head", "areas"]
    parts = [_WORDS[name].say(language).format(**told) for name in names]
    if math.isnan(row["lacking_m3"]):
        parts.append(_WORDS["nothing"].say(language))
    elif not row["pond_count"]:
        parts.append(_WORDS["none"].say(language))
    else:
        told["ponds"] = number(row["pond_count"], 0)
        lacks = _WORDS["lacks_one" if row["pond_count"] == 1 else "lacks"].say(language).format(**told)
        parts += [_WORDS["over"].say(language).format(**told), lacks + _price(row, language)]
    doubt = [] if row["rain_verified"] else [_RAIN.say(language)]
    if row["pond_count"] and not math.isnan(row["close_dkk"]) and not row["price_verified"]:
        doubt.append(_PRICE.say(language))
    if doubt:
        parts.append(_WORDS["unverified"].say(language).format(what=", ".join(doubt)))
    name = f"{row['level_name']}: " if row["level_no"] and row["level_name"] else ""
    return name + " ".join(parts)


def _when(rain: LevelRain, years: str, language: Language) -> str:
    """Return how often a rain comes, and in which climate."""
    if rain.factor is not None:
        factor = format_limit(rain.factor, language)
        return _WORDS["times"].say(language).format(years=years, factor=factor)
    name = "now" if rain.climate == AS_GIVEN else "then"
    return _WORDS[name].say(language).format(years=years, climate=rain.climate.say(language))


def _price(row: dict[Any, Any], language: Language) -> str:
    if math.isnan(row["close_dkk"]):
        return _WORDS["no_price"].say(language)
    told = {
        name: format_number(float(row[f"{name}_dkk"]), language, 0)
        for name in ("close", "capital", "upkeep", "close_low", "close_high")
    }
    band = ""
    if not math.isnan(row["close_low_dkk"]) and not math.isnan(row["close_high_dkk"]):
        band = _WORDS["band"].say(language).format(low=told["close_low"], high=told["close_high"])
    return _WORDS["price"].say(language).format(band=band, price_year=row["price_year"], **told)
