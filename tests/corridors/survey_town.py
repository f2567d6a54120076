"""A made town with patches, and forms that somebody filled in by a rule that is known."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from gistools import corridors as co

CRS = "EPSG:25832"
WEST, NORTH = 600_000.0, 6_200_000.0
LISTS = {"pond": ("stor vandsalamander", "butsnudet frø"), "meadow": ("aurora", "trævlekrone")}


def patches():
    """Thirty ponds and twenty meadows in a row, each of 40 x 40 m."""
    kinds = ["sø"] * 30 + ["eng"] * 20
    boxes = [shapely.box(WEST + 60 * k, NORTH, WEST + 60 * k + 40, NORTH + 40) for k in range(50)]
    return gpd.GeoDataFrame({"patch_id": range(1, 51), "patch_kind": kinds}, geometry=boxes, crs=CRS)


def blank(year):
    points = co.survey_plots(patches(), co.SurveyParams(survey_year=2020)).points
    return co.survey_form(points, LISTS, year)


def filled(year, answers, minutes=20.0, searchers=1):
    """Return a form in which ``answers`` (plot, species) -> state; what is not named stays as it was."""
    form = blank(year)
    for at, row in form.iterrows():
        said = {k: answers(int(row["plot_id"]), row[f"species_{k}"]) for k in (1, 2)}
        for k, state in said.items():
            if state:
                form.loc[at, f"found_{k}"] = state
        if any(said.values()):
            form.loc[at, "minutes_searched"] = minutes
            form.loc[at, "searchers"] = searchers
            form.loc[at, "observer"] = "A. Hansen"
            form.loc[at, "survey_date"] = pd.Timestamp(year, 5, 10)
    return form


def first_year(plot, species):
    """Newts in all ponds but 5, frogs in every second; aurora in meadows 31-40; the last three meadows not surveyed."""
    if plot > 47:
        return None
    if species == "stor vandsalamander":
        return "not_found" if plot % 6 == 0 else "found"
    if species == "butsnudet frø":
        return "found" if plot % 2 else "not_found"
    if species == "aurora":
        return "found" if plot <= 40 else "not_found"
    return None  # trævlekrone: nobody looked


def second_year(plot, species):
    """Newts are gone from ponds 1-12; aurora is now in all meadows surveyed; pond 30 was not surveyed."""
    if plot == 30:
        return None
    if species == "stor vandsalamander" and plot <= 12:
        return "not_found"
    if species == "aurora" and plot <= 47:
        return "found"
    return first_year(plot, species)
