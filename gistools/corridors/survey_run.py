"""The tools of nature surveys: library steps composed for the runner; declared in `gistools.corridors.survey_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.corridors.survey_compared import survey_change
from gistools.corridors.survey_fields import SLOTS, renewed_form, survey_form
from gistools.corridors.survey_indicators import nature_indicators
from gistools.corridors.survey_places import survey_plots
from gistools.corridors.survey_reading import read_survey
from gistools.progress import run_cancellable
from gistools.stamps import STAMP_COLUMN, mark_of, stamps_in
from gistools.tables import load_table, read_user_table
from gistools.text import Text
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.corridors.survey_params import SurveyCompareParams, SurveyParams
    from gistools.progress import Progress
    from gistools.tool import Steps

_LISTED = (
    "habitat",
    "name_da",
    "name_en",
    "scientific_name",
    "reason_da",
    "reason_en",
    "season_da",
    "method_da",
    "verified",
)


def nature_survey_tool(
    *,
    patches: gpd.GeoDataFrame | None,
    earlier_survey: gpd.GeoDataFrame | None,
    indicator_species: pd.DataFrame | None,
    params: SurveyParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``nature-survey``."""
    table = (
        load_table("indicator_species")
        if indicator_species is None
        else read_user_table(indicator_species, "indicator_species")
    )
    notes: tuple[Text, ...] = ()
    areas = None
    if earlier_survey is not None:
        source, form = earlier_survey, renewed_form(earlier_survey, params.survey_year)
        names = {name for k in SLOTS for name in form[f"species_{k}"].dropna()}
        listed = table.only(table.frame["name_da"].isin(names))
        notes = (
            Text(
                "Felterne er de samme som i det tidligere skema; brug også dets flader (survey_areas)",
                "The plots are those of the earlier form; use its polygons (survey_areas) too",
            ),
        )
    else:
        source = patches
        if source is None:
            raise AssertionError  # refused by the parameters themselves
        plots = run_cancellable(progress, lambda: survey_plots(source, params))
        listed = table.only(table.frame["habitat"].isin(plots.points["habitat"]))
        named: dict[str, tuple[str, ...]] = {}
        for habitat, name in listed.frame[["habitat", "name_da"]].itertuples(index=False):
            named[habitat] = (*named.get(habitat, ()), name)
        form, areas, notes = survey_form(plots.points, named, params.survey_year), plots.areas, plots.notes
    rows = listed.frame[list(_LISTED)].copy()
    stamps = (*(stamps_in(source[STAMP_COLUMN]) if STAMP_COLUMN in source.columns else ()), *table.stamps)
    for one in (form, areas, rows):
        if stamps and one is not None:
            one[STAMP_COLUMN] = mark_of(dict.fromkeys(stamps))
    values = {"survey_form": form, "survey_areas": areas, "indicator_list": rows}
    told = (
        Text(
            f"{len(form)} felter; svar er 'ikke undersøgt', til nogen har søgt",
            f"{len(form)} plots; answers are 'not surveyed' until somebody has searched",
        ),
        *notes,
        *listed.unverified,
    )
    return Made({name: value for name, value in values.items() if name in wanted}, told)


def survey_compare_tool(
    *,
    survey_before: gpd.GeoDataFrame,
    survey_after: gpd.GeoDataFrame,
    study_area: gpd.GeoDataFrame | None,
    green_before: gpd.GeoDataFrame | None,
    green_after: gpd.GeoDataFrame | None,
    canopy_before: gpd.GeoDataFrame | None,
    canopy_after: gpd.GeoDataFrame | None,
    natural_before: gpd.GeoDataFrame | None,
    natural_after: gpd.GeoDataFrame | None,
    barriers: gpd.GeoDataFrame | None,
    connectivity_before: pd.DataFrame | None,
    connectivity_after: pd.DataFrame | None,
    params: SurveyCompareParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``survey-compare``."""
    before, after = read_survey(survey_before), read_survey(survey_after)
    change = survey_change(before, after, params)
    layers = (study_area, green_before, green_after, canopy_before, canopy_after, natural_before, natural_after)
    indicators = run_cancellable(
        progress,
        lambda: nature_indicators(
            (before.year, after.year),
            study_area=study_area,
            green=(green_before, green_after),
            canopy=(canopy_before, canopy_after),
            natural=(natural_before, natural_after),
            barriers=barriers,
            connectivity=(connectivity_before, connectivity_after),
        ),
    )
    given = (*layers, barriers, connectivity_before, connectivity_after)
    marks = [one[STAMP_COLUMN] for one in given if one is not None and STAMP_COLUMN in one.columns]
    stamps = stamps_in(text for column in marks for text in column)
    if stamps:
        indicators[STAMP_COLUMN] = mark_of(stamps)
    values = {
        "species_change": change.species,
        "species_by_year": change.by_year,
        "plot_change": change.plots,
        "survey_effort": change.effort,
        "nature_indicators": indicators,
    }
    return Made({name: value for name, value in values.items() if name in wanted}, change.notes)
