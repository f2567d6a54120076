"""Nature surveys: where plots lie, what forms say, and two made years: a planted decline, double effort, unknowns."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gistools import corridors as co
from gistools.errors import LayerError, MixedValuesError, ParamError, TableError
from gistools.styles import COLUMNS
from gistools.styles.columns_nature import HABITATS, NATURE_COLUMNS, SPECIES_SLOTS
from gistools.tables import load_table
from gistools.tables.form import form_of
from tests.corridors import survey_town as town

PARAMS = co.SurveyParams(survey_year=2026)


def layer(*shapes, crs=town.CRS, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


# --- where plots lie


@pytest.mark.parametrize("design", list(co.Design))
def test_plots_lie_within_their_patches_and_each_patch_has_as_many_as_its_area_asks(design):
    """0.16, 1.0, 2.5 and 40 ha at 1 ha a plot and at most 5: 1, 1, 3 and 5."""
    sides = [(40, 40), (100, 100), (250, 100), (1000, 400)]
    shapes = [shapely.box(0, 2000 * k, w, 2000 * k + h) for k, (w, h) in enumerate(sides)]
    patches = layer(*shapes, patch_kind=["eng", "mose", "hede", "skov"], patch_id=[7, 5, 9, 2])
    made = co.survey_plots(patches, co.SurveyParams(survey_year=2026, design=design))
    assert made.points["patch_id"].tolist() == [7, 5, 9, 9, 9, *[2] * 5]
    assert made.points["plot_id"].tolist() == list(range(1, 11))
    assert made.points["habitat"].tolist()[:3] == ["meadow", "bog", "heath"]
    shape_of = dict(zip(patches["patch_id"], patches.geometry, strict=True))
    for point, area, patch in zip(made.points.geometry, made.areas.geometry, made.areas["patch_id"], strict=True):
        assert shape_of[patch].buffer(0.02).contains(area)
        assert area.buffer(0.02).contains(point)
    full = math.pi * 25.0 if design is co.Design.PLOT else 100.0
    assert (made.areas["area_m2"] <= full + 0.1).all()
    assert made.areas["area_m2"].median() > 0.7 * full


def test_the_same_seed_gives_the_same_plots_and_other_patches_move_none():
    patches = town.patches()
    one, again = (co.survey_plots(patches, PARAMS).points for _ in range(2))
    assert one.geometry.equals(again.geometry)
    other = co.survey_plots(patches, co.SurveyParams(survey_year=2030, seed=2)).points
    assert not one.geometry.intersects(other.geometry, align=False).any()
    fewer = co.survey_plots(patches.iloc[::-1].iloc[:10], PARAMS).points
    kept = one.set_index("patch_id").geometry
    assert all(kept[patch].equals(place) for patch, place in zip(fewer["patch_id"], fewer.geometry, strict=True))


def test_plots_of_a_patch_lie_apart():
    """Five plots of 1 km²: each at least 300 m from the next, where places at random would often lie closer."""
    big = layer(shapely.box(0, 0, 1000, 1000), patch_kind=["skov"])
    points = co.survey_plots(big, PARAMS).points.geometry
    away = [a.distance(b) for k, a in enumerate(points) for b in points[k + 1 :]]
    assert min(away) > 300.0


def test_a_transect_follows_the_long_side():
    strip = shapely.affinity.rotate(shapely.box(0, 0, 200, 20), 30, origin=(0, 0))
    made = co.survey_plots(
        layer(strip, patch_kind=["hegn"]), co.SurveyParams(survey_year=2026, design="transect", most_plots=1)
    )
    box = shapely.get_coordinates(shapely.minimum_rotated_rectangle(made.areas.geometry[0]))
    sides = np.diff(box[:3], axis=0)
    along = sides[np.hypot(*sides.T).argmax()]
    assert math.degrees(math.atan2(along[1], along[0])) % 180 == pytest.approx(30.0, abs=0.5)


def test_nothing_is_left_out_in_silence():
    """A patch of another kind, one beyond the border, and one too narrow: each is told."""
    shapes = [shapely.box(0, 100 * k, 60, 100 * k + 40) for k in range(3)]
    narrow = shapely.box(0, 500, 60, 504)
    patches = layer(*shapes, narrow, patch_kind=["eng", "bymidte", "eng", "eng"], home=[True, True, False, True])
    made = co.survey_plots(patches, PARAMS)
    assert made.points["patch_id"].tolist() == [1, 4]
    assert made.areas["area_m2"].iloc[1] < 4 * 10 + 0.1
    said = " | ".join(note.en for note in made.notes)
    assert "1 patches are of a habitat without indicator species and get no plot (bymidte)" in said
    assert "1 patches beyond the municipality" in said
    assert "1 patches are too narrow" in said


def test_layers_that_cannot_be_surveyed():
    with pytest.raises(LayerError, match=r"no column patch_kind \(did you mean patch_kinds\?\)"):
        co.survey_plots(layer(shapely.box(0, 0, 9, 9), patch_kinds=["eng"]), PARAMS)
    with pytest.raises(LayerError, match=r"without coordinates in metres.*as Point"):
        co.survey_plots(layer(shapely.Point(9, 55), patch_kind=["eng"], crs="EPSG:4326"), PARAMS)
    with pytest.raises(LayerError, match=r"no patch of a known habitat \(bymidte\)"):
        co.survey_plots(layer(shapely.box(0, 0, 9, 9), patch_kind=["bymidte"]), PARAMS)
    with pytest.raises(LayerError, match="1 patches without a polygon"):
        co.survey_plots(layer(shapely.box(0, 0, 9, 9), None, patch_kind=["eng", "eng"]), PARAMS)


# --- the list and the form


def test_the_shipped_list_gives_each_habitat_some_species_with_reasons_and_says_that_nobody_checked():
    table = load_table("indicator_species")
    assert form_of("indicator_species").column("habitat").choices == HABITATS
    counts = table.frame.groupby("habitat").size()
    assert set(counts.index) == set(HABITATS)
    assert counts.between(2, SPECIES_SLOTS).all()
    assert (table.frame["reason_da"].str.len() > 10).all()
    assert (table.frame["reason_en"].str.len() > 10).all()
    assert not table.frame["verified"].any()
    assert not table.frame.duplicated(["habitat", "name_da"]).any()
    assert "is not verified" in table.unverified[0].en


def test_a_blank_form_says_not_surveyed():
    form = town.blank(2026)
    assert set(form["found_1"]) == {"not_surveyed"}
    assert form["minutes_searched"].isna().all()
    assert form["survey_date"].dtype == "datetime64[ms]"
    assert form[["species_1", "species_2"]].drop_duplicates().to_numpy().tolist() == list(
        map(list, town.LISTS.values())
    )
    columns = {field.column for field in form.attrs["form"].fields()}
    assert columns <= set(form.columns)
    assert columns <= set(COLUMNS)
    blank = co.read_survey(form)
    assert set(blank.answers["state"]) == {"not_surveyed"}
    assert not blank.plots["surveyed"].any()
    with pytest.raises(TableError, match="meadow: 7 species"):
        co.survey_form(form, {"meadow": tuple("abcdefg")}, 2026)


def test_a_form_is_made_again_for_the_same_plots():
    first = town.filled(2020, town.first_year)
    twice = pd.concat([first, first.iloc[:3]], ignore_index=True)
    again = co.renewed_form(twice, 2026)
    plain = town.blank(2026)
    assert again.geometry.equals(plain.geometry)
    pd.testing.assert_frame_equal(
        pd.DataFrame(again).drop(columns="geometry"), pd.DataFrame(plain).drop(columns="geometry")
    )
    assert again.attrs["form"] == plain.attrs["form"]
    with pytest.raises(LayerError, match="species_1"):
        co.renewed_form(first.drop(columns="species_1"), 2026)


def test_either_patches_or_an_earlier_form():
    for given, faults in ((set(), 1), ({"patches"}, 0), ({"earlier_survey"}, 0), ({"patches", "earlier_survey"}, 1)):
        assert len(PARAMS.conflicts(frozenset(given))) == faults
    with pytest.raises(ParamError, match="survey_year is missing"):
        co.SurveyParams.from_mapping({})


# --- reading


def test_answers_in_words_and_several_visits():
    """Found on one visit counts; minutes of the visits add up, times the people; an unanswered visit adds nothing."""
    form = town.blank(2026).iloc[[0, 0, 0, 1]].reset_index(drop=True)
    form["found_1"] = ["søgt, ikke fundet", "Fundet", None, ""]
    form["found_2"] = ["not_surveyed", None, None, "ikke undersøgt"]
    form["minutes_searched"], form["searchers"] = [10.0, 20.0, np.nan, 99.0], [1, 2, 1, 1]
    made = co.read_survey(form)
    assert made.answers["state"].tolist() == ["not_surveyed", "found", "not_surveyed", "not_surveyed"]
    assert made.answers["species"].tolist()[:2] == ["butsnudet frø", "stor vandsalamander"]
    assert made.plots["visit_count"].tolist() == [2, 0]
    assert made.plots["person_minutes"].iloc[0] == 50.0
    assert math.isnan(made.plots["person_minutes"].iloc[1])


@pytest.mark.parametrize(
    "dates",
    [
        pd.to_datetime(["2026-05-10", "2026-06-01"]),
        ["2026-05-09T22:00:00Z", "2026-05-31T22:00:00Z"],  # midnight in Denmark, as a phone writes it
        ["2026-05-10", "2026-06-01T12:00:00+02:00"],
    ],
)
def test_dates_of_phones_and_of_files(dates):
    form = town.blank(2026).iloc[:2].reset_index(drop=True)
    form["found_1"], form["minutes_searched"] = "found", 5.0
    form["survey_date"] = dates
    made = co.read_survey(form)
    assert [date.strftime("%Y-%m-%d") for date in (made.first_date, made.last_date)] == ["2026-05-10", "2026-06-01"]


def test_effort_that_is_not_told_is_unknown():
    form = town.blank(2026).iloc[[0, 0]].reset_index(drop=True)
    form["found_1"], form["minutes_searched"] = "found", [10.0, np.nan]
    assert math.isnan(co.read_survey(form).plots["person_minutes"].iloc[0])


def test_all_faults_of_a_form_are_told_at_once():
    form = town.blank(2026).iloc[:4].reset_index(drop=True)
    form["found_1"] = ["maybe", "not_found", "found", "found"]
    form["minutes_searched"] = [5.0, 0.0, -3.0, 5.0]
    form.loc[3, "species_2"] = form.loc[3, "species_1"]
    form.loc[3, "survey_year"] = 2027
    with pytest.raises(TableError) as error:
        co.read_survey(form)
    assert [fault.en for fault in error.value.faults] == [
        "rows of several or unknown years (2026, 2027)",
        "plot 3: -3.0 minutes, 1 people",
        "plot 1, stor vandsalamander: 'maybe'",
        "plot 2, stor vandsalamander: not found after 0 minutes of search",
        "plot 4: stor vandsalamander twice",
    ]
    with pytest.raises(LayerError, match="survey_year"):
        co.read_survey(form.drop(columns="survey_year"))


# --- two made years


@pytest.fixture(scope="module")
def change():
    """Newts lost from 10 of 25 ponds; twice the people in the second year."""
    before = co.read_survey(town.filled(2020, town.first_year))
    after = co.read_survey(town.filled(2026, town.second_year, searchers=2))
    return co.survey_change(before, after)


def row_of(change, species):
    return change.species.set_index("species").loc[species]


def in_year(change, species, year):
    return change.by_year.set_index(["species", "survey_year"]).loc[(species, year)]


def test_the_planted_decline_is_reported(change):
    """Newts were in 25 of 30 ponds; 10 of ponds 1-12 lost them (6 and 12 had none), pond 30 had none before.

    Pond 30 is not surveyed after: 29 pairs, 15 finds left of 29. Sign test of 10 to 0: 2 / 2^10.
    """
    newt = row_of(change, "stor vandsalamander")
    counts = ["found_count", "not_found_count", "not_surveyed_count"]
    assert in_year(change, "stor vandsalamander", 2020)[counts].tolist() == [25, 5, 0]
    assert in_year(change, "stor vandsalamander", 2026)[counts].tolist() == [15, 14, 1]
    assert newt[["paired_count", "lost_count", "gained_count", "kept_count"]].tolist() == [29, 10, 0, 15]
    assert (newt["change_state"], newt["chance"]) == ("decline", 2.0 / 2**10)
    assert newt["lost_share"] == pytest.approx(0.4)
    assert newt["lost_low"] < 0.4 < newt["lost_high"]
    assert in_year(change, "stor vandsalamander", 2026)["found_share"] == pytest.approx(15 / 29)
    assert not newt["may_be_effort"], "more effort does not explain a decline"
    assert "2020-2026, in decline: stor vandsalamander" in change.notes[0].en


def test_double_effort_is_warned_of(change):
    """20 minutes by one, then by two: 40 person-minutes a plot; a rise of aurora may come from it."""
    assert change.effort["minutes_per_plot"].tolist() == [20.0, 40.0]
    assert change.effort["surveyed_count"].tolist() == [47, 46]
    assert change.effort["effort_ratio"].iloc[1] == 2.0
    assert change.effort["effort_state"].tolist() == ["", "more"]
    warning = next(note for note in change.notes if "WARNING" in note.en)
    assert "2.0 times as long in 2026" in warning.en
    assert "ADVARSEL: søgetiden pr. felt var 2,0 gange" in warning.da
    aurora = row_of(change, "aurora")
    assert aurora[["paired_count", "gained_count", "lost_count", "effort_ratio"]].tolist() == [17, 7, 0, 2.0]
    assert (aurora["change_state"], bool(aurora["may_be_effort"])) == ("rise", True)


def test_what_nobody_surveyed_is_unknown_and_never_0(change):
    """Trævlekrone was searched for by nobody: shares are NaN, the change unknown; three meadows are unknown plots."""
    unknown = row_of(change, "trævlekrone")
    for year in (2020, 2026):
        told = in_year(change, "trævlekrone", year)
        assert told[["found_count", "not_found_count", "not_surveyed_count"]].tolist() == [0, 0, 20]
        assert told[["found_share", "found_low", "found_high"]].isna().all()
    assert unknown[["lost_share", "lost_low", "chance", "effort_ratio"]].isna().all()
    assert (unknown["change_state"], unknown["effort_state"]) == ("unknown", "unknown")
    plots = change.plots.set_index("plot_id")
    assert (plots.loc[48:, "plot_change"] == "unknown").all()
    assert plots.loc[30, "plot_change"] == "unknown"
    assert plots.loc[1, ["lost_count", "kept_count", "plots_unknown"]].tolist() == [1, 1, 0]
    assert plots.loc[[1, 13, 41], "plot_change"].tolist() == ["lost", "same", "gained"]
    assert any("unknown, and not counted as not found" in note.en for note in change.notes)


def test_no_change_is_no_decline(change):
    frog = row_of(change, "butsnudet frø")
    assert (frog["change_state"], frog["lost_count"], frog["gained_count"]) == ("no_clear_change", 0, 0)


def test_few_losses_are_not_called_a_decline():
    """5 of 5 by chance: 2 / 2^5 = 0.0625 > 0.05; 6 of 6: 0.03125."""
    for lost, state in ((5, "no_clear_change"), (6, "decline")):
        before = co.read_survey(town.filled(2020, lambda *_: "found"))
        gone = [(plot, "butsnudet frø") for plot in range(1, lost + 1)]
        after = town.filled(2026, lambda *one, gone=gone: "not_found" if one in gone else "found")
        made = co.survey_change(before, co.read_survey(after))
        row = row_of(made, "butsnudet frø")
        assert (row["lost_count"], row["change_state"], row["effort_state"]) == (lost, state, "same")
        assert not row["may_be_effort"]


def test_a_decline_after_less_or_unknown_effort_may_be_effort():
    before = co.read_survey(town.filled(2020, town.first_year))
    for minutes, state in ((10.0, "less"), (np.nan, "unknown")):
        made = co.survey_change(before, co.read_survey(town.filled(2026, town.second_year, minutes=minutes)))
        newt = row_of(made, "stor vandsalamander")
        assert (newt["change_state"], newt["effort_state"], bool(newt["may_be_effort"])) == ("decline", state, True)
        assert any("WARNING" in note.en for note in made.notes)


def test_years_and_plots_that_do_not_belong_together():
    one, other = (co.read_survey(town.filled(year, town.first_year)) for year in (2020, 2026))
    with pytest.raises(MixedValuesError, match="the years 2026 and 2020"):
        co.survey_change(other, one)
    moved = town.filled(2026, town.first_year)
    moved.geometry = moved.geometry.translate(50, 0)
    moved.loc[moved["plot_id"] == 4, "habitat"] = "bog"
    with pytest.raises(MixedValuesError, match=r"plot 4 of two habitats; plot 1, 2, 3, 4, 5, 6 has moved"):
        co.survey_change(one, co.read_survey(moved))


# --- nature's figures


def test_figures_by_hand():
    """A town of 1 km x 1 km; green 40 % then 30 %; woods of 30 and 40 ha, the second with 20 ha beyond the border.

    Plain mesh: (30² + 20²) / 100 = 13 ha; across: (30 x 30 + 20 x 40) / 100 = 17 ha. Singapore, over 100 m apart:
    (30² + 20²) / 50 = 26 ha. A road through the first wood halves it: (15² + 15² + 20²) / 100 = 8.5 ha.
    """
    area = layer(shapely.box(0, 0, 1000, 1000))
    woods = layer(shapely.box(0, 0, 300, 1000), shapely.box(800, 0, 1200, 1000))
    road = layer(shapely.LineString([(-100, 500), (400, 500)]))
    green = tuple(layer(shapely.box(0, 0, w, 1000), shapely.box(0, 0, 100, 1000)) for w in (400, 300))
    ec = pd.DataFrame({"species": ["frø"], "ec_m2": [2e5], "area_m2": [5e5], "alpha": [0.01]})
    both = (ec, ec.assign(ec_m2=1e5))
    made = co.nature_indicators((2020, 2026), study_area=area, green=green, natural=(woods, None), connectivity=both)
    first, second = (made[made["survey_year"] == year].set_index("indicator") for year in (2020, 2026))
    assert first["value"][["green_share", "ec"]].tolist() == [pytest.approx(40), 20.0]
    assert second["value"][["green_share", "ec"]].tolist() == [pytest.approx(30), 10.0]
    assert second["change_value"][["green_share", "ec"]].tolist() == [pytest.approx(-10), -10.0]
    assert second.loc["ec", ["species", "unit"]].tolist() == ["frø", "ha"]
    assert first["value"][["natural_area", "mesh_size", "mesh_size_cross"]].tolist() == pytest.approx([50, 13, 17])
    assert first["value"]["singapore_2"] == pytest.approx(26.0)
    assert second.loc["mesh_size", ["value", "change_value"]].isna().all(), "not given: unknown"
    assert math.isnan(first["value"]["canopy_share"])
    cut = co.nature_indicators((2020, 2026), study_area=area, natural=(woods, woods), barriers=road)
    assert cut.set_index("indicator").loc["mesh_size", "value"].tolist() == pytest.approx([8.5, 8.5], rel=1e-3)


def test_figures_that_cannot_be():
    ec = pd.DataFrame({"species": ["a"], "ec_m2": [2.0], "area_m2": [5.0], "alpha": [0.01]})
    with pytest.raises(MixedValuesError, match="alpha"):
        co.nature_indicators((2020, 2026), connectivity=(ec, ec.assign(alpha=0.02)))
    with pytest.raises(TableError, match=r"row 1: a, \[6.0, 5.0, 0.01\]; row 2: a"):
        co.nature_indicators(
            (2020, 2026), connectivity=(pd.concat([ec.assign(ec_m2=6.0), ec.assign(ec_m2=np.nan)]), None)
        )
    with pytest.raises(TableError, match="column alpha is missing"):
        co.nature_indicators((2020, 2026), connectivity=(ec.drop(columns="alpha"), None))
    with pytest.raises(LayerError, match="EPSG:4326"):
        co.nature_indicators((2020, 2026), study_area=layer(shapely.box(9, 55, 10, 56), crs="EPSG:4326"))


def test_every_column_is_named_once():
    """The columns of nature surveys take no name that another room uses in another sense."""
    from gistools.styles import columns

    before = columns.COLUMNS
    assert all(before[name].label == column.label for name, column in NATURE_COLUMNS.items())


def test_the_style_file_of_a_form_asks_and_that_of_other_layers_does_not():
    """Lists, what is required and the pages stand in the QML; a layer without a form has codes and names as ever."""
    import xml.etree.ElementTree as ET

    from gistools.styles import qml_for

    form = town.blank(2026)
    asked = ET.fromstring(qml_for("survey_plots", form))  # noqa: S314 - written by gistools a moment ago
    required = {e.get("field") for e in asked.iter("constraint") if e.get("notnull_strength") == "1"}
    assert {"survey_date", "observer", "minutes_searched"} <= required
    listed = asked.find(".//field[@name='found_1']//Option[@name='map']")
    assert [entry[0].get("value") for entry in listed] == ["not_surveyed", "found", "not_found"]
    assert [page.get("name") for page in asked.find("attributeEditorForm")] == ["Besøg", "Arter", "Felt"]
    plain = form.copy()
    plain.attrs = {}
    shown = ET.fromstring(qml_for("survey_plots", plain))  # noqa: S314 - the same
    assert shown.find("attributeEditorForm") is None
    assert len(shown.find("aliases")) == len(COLUMNS)
