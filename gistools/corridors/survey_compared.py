"""Two years of a nature survey compared (frem- og tilbagegang): each species, each plot, and the effort."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gistools.corridors.survey_params import SurveyCompareParams
from gistools.errors import MixedValuesError
from gistools.intervals import binomial_interval, sign_test
from gistools.stamps import STAMP_COLUMN, mark_of
from gistools.styles.columns_nature import FOUND, NOT_FOUND, NOT_SURVEYED
from gistools.styles.numbers import format_number
from gistools.text import Text

if TYPE_CHECKING:
    from gistools.corridors.survey_reading import Survey

_KEYS = ("before", "after")
_MANY = 10  # species that are tested at once


@dataclass(frozen=True, eq=False)
class SurveyChange:
    """What changed from one survey to the next.

    Parameters
    ----------
    species:
        One row for each habitat and species: the plots surveyed in both years, and of these how many kept, lost and
        gained it; the share of finds that was lost with its 95 % interval (Wilson); ``change_state``, how likely so
        uneven a change is by chance, and the effort over those plots.
    by_year:
        One row for each year, habitat and species: in how many plots it was found, not found and not surveyed, and the
        share of surveyed plots where it was found with its 95 % interval. Rows of more surveys can be laid under it.
    plots:
        One row for each plot: species lost, gained, kept and unknown, ``plot_change``.
    effort:
        One row for each year.
    notes:
        What the planner must know: first of all what declined, and whether the effort differed.
    """

    species: pd.DataFrame
    by_year: pd.DataFrame
    plots: gpd.GeoDataFrame
    effort: pd.DataFrame
    notes: tuple[Text, ...]


def survey_change(before: Survey, after: Survey, params: SurveyCompareParams | None = None) -> SurveyChange:
    """Return how two years of the same plots differ.

    Only plots in which a species was searched for in both years say whether it changed: of those, ``lost`` had it
    before and not after, ``gained`` the other way. The change is clear when so uneven a split would come by chance
    more rarely than ``significance`` (exact sign test of paired plots). Effort is person-minutes per plot over the same
    plots; a rise after more effort, or a decline after less, may come from the effort. What was not surveyed is unknown
    and in no count of found or not found.

    Raises
    ------
    MixedValuesError
        When the years are the same or in the wrong order, the coordinate systems differ, or a plot's habitat does.
    """
    params = params or SurveyCompareParams()
    _check(before, after)
    both = _paired(before, after)
    ratio = _effort_by_plot(before, after)
    parts = both.groupby(["habitat", "species"], sort=True)
    rows = [_of_species(str(habitat), str(name), part, ratio, params) for (habitat, name), part in parts]
    species = pd.DataFrame(rows)
    by_year = pd.DataFrame(
        [
            _in_year(one.year, str(habitat), str(name), part[key])
            for key, one in zip(_KEYS, (before, after), strict=True)
            for (habitat, name), part in parts
        ]
    )
    stamp = mark_of(dict.fromkeys((*before.stamps, *after.stamps)))
    plots, effort = _plots(before, after, both), _effort(before, after, params)
    for table in (species, by_year, plots, effort):
        if stamp:
            table[STAMP_COLUMN] = stamp
        table.attrs["units"] = {"person_minutes": "min", "minutes_per_plot": "min"} if table is effort else {}
    return SurveyChange(species, by_year, plots, effort, _notes(before, after, species, by_year, effort))


def _check(before: Survey, after: Survey) -> None:
    faults = []
    if before.year >= after.year:
        faults.append(Text(f"årene {before.year} og {after.year}", f"the years {before.year} and {after.year}"))
    if before.plots.crs != after.plots.crs:
        faults.append(Text("to koordinatsystemer", "two coordinate systems"))
    shared = before.plots.index.intersection(after.plots.index)
    differ = before.plots.loc[shared, "habitat"] != after.plots.loc[shared, "habitat"]
    if differ.any():
        named = ", ".join(map(str, shared[differ][:6]))
        faults.append(Text(f"felt {named} med to biotoper", f"plot {named} of two habitats"))
    if before.plots.crs == after.plots.crs:
        apart = before.plots.geometry.loc[shared].distance(after.plots.geometry.loc[shared], align=False) > _MOVED_M
        if apart.any():
            named = ", ".join(map(str, shared[apart][:6]))
            faults.append(Text(f"felt {named} er flyttet", f"plot {named} has moved"))
    if faults:
        raise MixedValuesError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text("de samme felter i to år, det første først", "the same plots in two years, the first first"),
            Text(
                "lav skemaet til det andet år af det første (earlier_survey)",
                "make the form of the second year from the first (earlier_survey)",
            ),
        )


_MOVED_M = 10.0  # what a plot may differ by, as when it was located with a phone


def _paired(before: Survey, after: Survey) -> pd.DataFrame:
    """Return each plot and species with its state in both years; what a year does not hold was not surveyed."""
    keys = ["plot_id", "habitat", "species"]
    made = before.answers.merge(after.answers, on=keys, how="outer", suffixes=("_before", "_after"))
    made = made.rename(columns={f"state_{key}": key for key in _KEYS})
    made[list(_KEYS)] = made[list(_KEYS)].fillna(NOT_SURVEYED)
    made["paired"] = (made[list(_KEYS)] != NOT_SURVEYED).all(axis=1)
    return made


def _effort_by_plot(before: Survey, after: Survey) -> pd.DataFrame:
    return pd.DataFrame({key: one.plots["person_minutes"] for key, one in zip(_KEYS, (before, after), strict=True)})


def _ratio(minutes: pd.DataFrame) -> float:
    """Return effort after over before, over plots; NaN, unknown, when any plot does not say."""
    total = minutes.sum(skipna=False)
    known = len(minutes) > 0 and bool(total.notna().all()) and float(total["before"]) > 0.0
    return float(total["after"] / total["before"]) if known else math.nan


def _effort_state(ratio: float, params: SurveyCompareParams) -> str:
    if math.isnan(ratio):
        return "unknown"
    if ratio > params.effort_tolerance:
        return "more"
    return "less" if ratio < 1.0 / params.effort_tolerance else "same"


def _in_year(year: int, habitat: str, species: str, states: pd.Series) -> dict[str, Any]:
    found, missed, unknown = (int((states == state).sum()) for state in (FOUND, NOT_FOUND, NOT_SURVEYED))
    low, high = binomial_interval(found, found + missed)
    return {
        "survey_year": year,
        "habitat": habitat,
        "species": species,
        "found_count": found,
        "not_found_count": missed,
        "not_surveyed_count": unknown,
        "found_share": found / (found + missed) if found + missed else math.nan,
        "found_low": low,
        "found_high": high,
    }


def _of_species(
    habitat: str, species: str, part: pd.DataFrame, minutes: pd.DataFrame, params: SurveyCompareParams
) -> dict[str, Any]:
    pair = part[part["paired"]]
    had, has = pair["before"] == FOUND, pair["after"] == FOUND
    lost, gained, kept = int((had & ~has).sum()), int((~had & has).sum()), int((had & has).sum())
    low, high = binomial_interval(lost, lost + kept)
    chance = sign_test(lost, gained)
    state = "no_clear_change" if len(pair) else "unknown"
    if chance <= params.significance:
        state = "decline" if lost > gained else "rise"
    ratio = _ratio(minutes.reindex(pair["plot_id"]))
    effort = _effort_state(ratio, params)
    doubt = {("rise", "more"), ("decline", "less"), ("rise", "unknown"), ("decline", "unknown")}
    return {
        "habitat": habitat,
        "species": species,
        "change_state": state,
        "paired_count": len(pair),
        "kept_count": kept,
        "lost_count": lost,
        "gained_count": gained,
        "lost_share": lost / (lost + kept) if lost + kept else math.nan,
        "lost_low": low,
        "lost_high": high,
        "chance": chance,
        "effort_ratio": ratio,
        "effort_state": effort,
        "may_be_effort": (state, effort) in doubt,
    }


def _plots(before: Survey, after: Survey, both: pd.DataFrame) -> gpd.GeoDataFrame:
    had, has, pair = both["before"] == FOUND, both["after"] == FOUND, both["paired"]
    counts = pd.DataFrame(
        {
            "plot_id": both["plot_id"],
            "kept_count": pair & had & has,
            "lost_count": pair & had & ~has,
            "gained_count": pair & ~had & has,
            "plots_unknown": ~pair,
            "paired_count": pair,
        }
    )
    totals = counts.groupby("plot_id").sum().astype(np.int64)
    places = pd.concat([before.plots, after.plots])[["habitat", "geometry"]]
    places = places[~places.index.duplicated()].sort_index()
    totals = totals.reindex(places.index, fill_value=0)
    lost, gained = totals["lost_count"] > 0, totals["gained_count"] > 0
    change = np.select(
        [totals["paired_count"] == 0, lost & gained, lost, gained], ["unknown", "both", "lost", "gained"], "same"
    )
    facts = {"plot_id": places.index, "habitat": places["habitat"].to_numpy(), "plot_change": change}
    facts |= {name: totals[name].to_numpy() for name in totals.columns if name != "paired_count"}
    return gpd.GeoDataFrame(facts, geometry=places["geometry"].to_numpy(), crs=before.plots.crs)


def _effort(before: Survey, after: Survey, params: SurveyCompareParams) -> pd.DataFrame:
    rows = []
    for one in (before, after):
        done = one.plots[one.plots["surveyed"]]
        minutes = float(done["person_minutes"].sum(skipna=False)) if len(done) else math.nan
        rows.append(
            {
                "survey_year": one.year,
                "plot_count": len(one.plots),
                "surveyed_count": len(done),
                "visit_count": int(one.plots["visit_count"].sum()),
                "person_minutes": minutes,
                "minutes_per_plot": minutes / len(done) if len(done) else math.nan,
                "first_date": _day(one.first_date),
                "last_date": _day(one.last_date),
            }
        )
    table = pd.DataFrame(rows)
    per_plot = table["minutes_per_plot"]
    ratio = float(per_plot[1] / per_plot[0]) if per_plot[0] > 0.0 else math.nan
    table["effort_ratio"] = [math.nan, ratio]
    table["effort_state"] = ["", _effort_state(ratio, params)]
    return table


def _day(date: pd.Timestamp | None) -> str:
    return "" if date is None else date.strftime("%Y-%m-%d")


def _notes(
    before: Survey, after: Survey, species: pd.DataFrame, by_year: pd.DataFrame, effort: pd.DataFrame
) -> tuple[Text, ...]:
    told = []
    for state, da, en in (("decline", "i tilbagegang", "in decline"), ("rise", "i fremgang", "on the rise")):
        names = species.loc[species["change_state"] == state, "species"].tolist()
        if names:
            said = ", ".join(names)
            told.append(Text(f"{before.year}-{after.year}, {da}: {said}", f"{before.year}-{after.year}, {en}: {said}"))
    tested = int((species["paired_count"] > 0).sum())
    if tested >= _MANY and told:
        told.append(
            Text(
                f"{tested} arter er prøvet; blandt så mange kan en enkelt kaldes sikker ved et tilfælde",
                f"{tested} species were tested; among so many a single one may be called clear by chance",
            )
        )
    state, ratio = effort["effort_state"][1], effort["effort_ratio"][1]
    if state == "unknown":
        told.append(
            Text(
                "ADVARSEL: indsatsen kendes ikke i begge år, så ændringer kan skyldes den",
                "WARNING: the effort is not known in both years, so changes may come from it",
            )
        )
    elif state != "same":
        da, en = (format_number(ratio, x, 1) for x in ("da", "en"))
        more = state == "more"
        told.append(
            Text(
                f"ADVARSEL: søgetiden pr. felt var {da} gange så stor i {after.year} som i {before.year}: "
                + ("en fremgang kan skyldes det, en tilbagegang ikke" if more else "en tilbagegang kan skyldes det"),
                f"WARNING: search time per plot was {en} times as long in {after.year} as in {before.year}: "
                + ("a rise may come from it, a decline does not" if more else "a decline may come from it"),
            )
        )
    unknown = int(by_year["not_surveyed_count"].sum())
    if unknown:
        told.append(
            Text(
                f"{unknown} svar er ikke undersøgt i et af årene; de er ukendte og tæller ikke som ikke fundet",
                f"{unknown} answers were not surveyed in one of the years; unknown, and not counted as not found",
            )
        )
    return tuple(told)
