"""Filled field forms (udfyldte feltskemaer) read: what was found, what was searched for, and how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools.corridors.survey_fields import SLOTS
from gistools.errors import LayerError, TableError
from gistools.stamps import STAMP_COLUMN, stamps_in
from gistools.styles.columns_nature import FOUND, NATURE_COLUMNS, NOT_FOUND, NOT_SURVEYED
from gistools.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

_MOST_FAULTS = 20
_SAID = {NOT_SURVEYED: NOT_SURVEYED, "": NOT_SURVEYED} | {
    said.casefold(): str(code)
    for code, text in NATURE_COLUMNS["found_1"].codes.items()
    for said in (str(code), text.da, text.en)
}
_SAID |= {
    "ikke fundet": NOT_FOUND,
    "not found": NOT_FOUND,
    "ja": FOUND,
    "yes": FOUND,
    "nej": NOT_FOUND,
    "no": NOT_FOUND,
}


@dataclass(frozen=True, eq=False)
class Survey:
    """One year of a nature survey.

    Parameters
    ----------
    year:
        Of the survey.
    answers:
        One row for each plot and species: ``plot_id``, ``habitat``, ``species``, ``state`` (found, not_found or
        not_surveyed); of several visits, found counts before not found, and that before not surveyed.
    plots:
        One row for each plot, by ``plot_id``: ``habitat``, ``surveyed`` (whether any species was answered),
        ``visit_count``, ``person_minutes`` (NaN, unknown, when any answered visit does not say), ``geometry``.
    first_date, last_date:
        Of the answered visits; None when none says.
    stamps:
        Marks of examples in the layer.
    """

    year: int
    answers: pd.DataFrame
    plots: gpd.GeoDataFrame
    first_date: pd.Timestamp | None
    last_date: pd.Timestamp | None
    stamps: tuple[Text, ...]


def read_survey(form: gpd.GeoDataFrame) -> Survey:
    """Return what a filled form says; a blank is "not surveyed", never "not found".

    Parameters
    ----------
    form:
        The layer ``survey_form`` of the tool ``nature-survey``, with its answers; a plot may have several rows, one for
        each visit. Answers are the codes, or their words in Danish or English.

    Raises
    ------
    LayerError
        When columns are missing.
    TableError
        With all faults by plot: answers that are none of the list, "not found" after no search, negative minutes, a
        plot without a number, a species twice, plots that differ in habitat, or rows of several years.
    """
    needed = ("plot_id", "habitat", "survey_year", "minutes_searched", "species_1", "found_1")
    missing = [name for name in needed if name not in form.columns]
    if missing:
        raise LayerError(
            Text(f"et skema uden {', '.join(missing)}", f"a form without {', '.join(missing)}"),
            Text("et udfyldt feltskema fra nature-survey", "a filled field form of nature-survey"),
            Text("giv laget survey_form", "give the layer survey_form"),
        )
    faults: list[Text] = []
    rows = form.reset_index(drop=True)
    if not len(rows):
        faults.append(Text("ingen felter", "no plots"))
    if rows["plot_id"].isna().any():
        faults.append(Text("et felt uden nummer", "a plot without a number"))
    years = sorted({int(year) for year in pd.to_numeric(rows["survey_year"], errors="coerce").dropna()})
    if len(years) != 1 or rows["survey_year"].isna().any():
        said = ", ".join(map(str, years)) or "–"
        faults.append(Text(f"rækker fra flere eller ukendte år ({said})", f"rows of several or unknown years ({said})"))
    for plot, kinds in rows.groupby("plot_id")["habitat"].nunique().items():
        if kinds > 1:
            faults.append(Text(f"felt {plot} har flere biotoper", f"plot {plot} has several habitats"))
    visits = _visits(rows, faults)
    answers = _answers(rows, visits, faults)
    if faults:
        raise _faulty(faults)
    order = {FOUND: 0, NOT_FOUND: 1, NOT_SURVEYED: 2}
    best = answers.assign(rank=answers["state"].map(order)).sort_values(["plot_id", "species", "rank"], kind="stable")
    best = best.drop_duplicates(["plot_id", "species"]).drop(columns=["rank", "row"]).reset_index(drop=True)
    answered = np.zeros(len(rows), bool)
    answered[answers.loc[answers["state"] != NOT_SURVEYED, "row"].to_numpy(np.int64)] = True
    return _gathered(years[0], rows, visits["person_minutes"].where(answered), answered, best)


def _faulty(faults: list[Text]) -> TableError:
    more = len(faults) - _MOST_FAULTS
    told = faults[:_MOST_FAULTS]
    if more > 0:
        told.append(Text(f"og {more} til", f"and {more} more"))
    return TableError(
        Text("fejl i feltskemaet", "faults in the field form"),
        Text(
            "svar fra skemaets lister, minutter fra 0, og ét år",
            "answers from the lists of the form, minutes from 0, and one year",
        ),
        Text("ret de nævnte felter", "correct the plots named"),
        told,
    )


def _visits(rows: gpd.GeoDataFrame, faults: list[Text]) -> pd.DataFrame:
    """Return minutes and person-minutes of each row; NaN where it does not say."""
    minutes = pd.to_numeric(rows["minutes_searched"], errors="coerce").astype(np.float64)
    given = rows["searchers"] if "searchers" in rows.columns else pd.Series(1.0, index=rows.index)
    people = pd.to_numeric(given, errors="coerce").astype(np.float64).fillna(1.0)
    for plot, minute, said, count in zip(rows["plot_id"], minutes, rows["minutes_searched"], people, strict=True):
        if minute < 0.0 or (np.isnan(minute) and not pd.isna(said)) or count < 1.0:
            faults.append(
                Text(
                    f"felt {plot}: {said} minutter, {count:g} personer",
                    f"plot {plot}: {said} minutes, {count:g} people",
                )
            )
    return pd.DataFrame({"minutes": minutes, "person_minutes": minutes * people})


def _answers(rows: gpd.GeoDataFrame, visits: pd.DataFrame, faults: list[Text]) -> pd.DataFrame:
    made: list[dict[str, Any]] = []
    for at, row in enumerate(rows.to_dict("records")):
        named: set[str] = set()
        for k in SLOTS:
            species, said = row.get(f"species_{k}"), row.get(f"found_{k}")
            if pd.isna(species) or not str(species).strip():
                continue
            name = str(species).strip()
            state = NOT_SURVEYED if pd.isna(said) else _SAID.get(str(said).strip().casefold())
            plot = row["plot_id"]
            if state is None:
                faults.append(Text(f"felt {plot}, {name}: {said!r}", f"plot {plot}, {name}: {said!r}"))
            elif state == NOT_FOUND and visits["minutes"].iloc[at] == 0.0:
                faults.append(
                    Text(
                        f"felt {plot}, {name}: ikke fundet efter 0 minutters søgning",
                        f"plot {plot}, {name}: not found after 0 minutes of search",
                    )
                )
            elif name in named:
                faults.append(Text(f"felt {plot}: {name} to gange", f"plot {plot}: {name} twice"))
            else:
                named.add(name)
                made.append({"plot_id": plot, "habitat": row["habitat"], "species": name, "state": state, "row": at})
    return pd.DataFrame(made, columns=["plot_id", "habitat", "species", "state", "row"])


def _gathered(
    year: int, rows: gpd.GeoDataFrame, minutes: pd.Series, answered: np.ndarray[Any, Any], answers: pd.DataFrame
) -> Survey:
    facts = rows[["plot_id", "habitat", rows.geometry.name]].assign(minutes=minutes, answered=answered)
    groups = facts.groupby("plot_id", sort=True)
    plots = facts.drop_duplicates("plot_id").set_index("plot_id").sort_index()[["habitat", rows.geometry.name]]
    plots = plots.rename_geometry("geometry") if plots.geometry.name != "geometry" else plots
    plots["surveyed"] = groups["answered"].any()
    plots["visit_count"] = groups["answered"].sum()
    known = groups.apply(lambda part: bool(part.loc[part["answered"], "minutes"].notna().all()), include_groups=False)
    plots["person_minutes"] = groups["minutes"].sum().where(known & plots["surveyed"])
    told = _dates(rows["survey_date"][answered]) if "survey_date" in rows.columns else []
    first, last = (told[0], told[-1]) if told else (None, None)
    stamps = stamps_in(rows[STAMP_COLUMN]) if STAMP_COLUMN in rows.columns else ()
    return Survey(year, answers, plots, first, last, stamps)


def _dates(given: pd.Series) -> list[pd.Timestamp]:
    """Return dates in order; a phone may have written the midnight of Denmark as an hour of the day before in UTC."""
    read = (
        pd.to_datetime(given, format="ISO8601", errors="coerce", utc=True).dropna().dt.tz_convert("Europe/Copenhagen")
    )
    return sorted(pd.Timestamp(date) for date in read)
