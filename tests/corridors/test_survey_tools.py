"""The survey tools from file to file on the sample town: a form is made, filled in, made again, and compared."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from gistools.catalogue import tool
from gistools.errors import GistoolsError
from gistools.io import explain, read_table
from gistools.run import Job, Session

TOWN = Path(__file__).resolve().parents[2] / "sample_data" / "town.gpkg"
NATURE = f"{TOWN}|layername=nature_areas"


def made(session, name, out, inputs, **params):
    session.run(Job(tool=name, inputs=inputs, params=params, out_dir=str(out), map_file=str(out / "map.html")))
    return out


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with the forms of two years: in the second nobody found a newt, in twice the time."""
    folder, session = tmp_path_factory.mktemp("natur"), Session()
    first = {"survey_year": 2026, "habitat_field": "natyp_navn"}
    made(session, "nature-survey", folder / "2026", {"patches": NATURE}, **first)
    again = {"earlier_survey": f"{folder / '2026' / 'survey_form.gpkg'}|layername=survey_form"}
    made(session, "nature-survey", folder / "2029", again, survey_year=2029)
    for year, minutes, newt in ((2026, 20.0, "found"), (2029, 40.0, "not_found")):
        form = gpd.read_file(folder / str(year) / "survey_form.gpkg", layer="survey_form")
        ponds = form["habitat"] == "pond"
        form.loc[ponds, ["found_1", "minutes_searched", "observer"]] = [newt, minutes, "A. Hansen"]
        form.loc[ponds, "survey_date"] = pd.Timestamp(year, 5, 1)
        form.to_file(folder / f"{year}.gpkg", layer="survey_form")
    forms = {f"survey_{key}": str(folder / f"{year}.gpkg") for key, year in (("before", 2026), ("after", 2029))}
    given = {**forms, "study_area": NATURE, "natural_after": NATURE}
    made(session, "survey-compare", folder / "change", given)
    return folder


def test_the_form_of_another_year_has_the_same_plots(folder):
    one, other = (gpd.read_file(folder / year / "survey_form.gpkg", layer="survey_form") for year in ("2026", "2029"))
    assert one.geometry.equals(other.geometry)
    blank = one.drop(columns=["survey_year", "geometry"])
    pd.testing.assert_frame_equal(pd.DataFrame(blank), pd.DataFrame(other[blank.columns]))
    assert set(other["survey_year"]) == {2029}
    assert (folder / "2026" / "survey_areas.gpkg").exists()
    assert not (folder / "2029" / "survey_areas.gpkg").exists(), "those of the first year stand"


def test_the_comparison_tells_the_decline_the_effort_and_what_is_unknown(folder):
    """Four ponds: 4 lost of 4 is not clear (2 / 2^4 = 0.125); all other species were searched for by nobody."""
    change = read_table(folder / "change" / "species_change.csv").value.set_index("species")
    newt = change.loc["stor vandsalamander"]
    assert (int(newt["lost_count"]), newt["change_state"]) == (4, "no_clear_change")
    assert float(newt["chance"]) == 0.125
    assert set(change.drop("stor vandsalamander")["change_state"]) == {"unknown"}
    record = explain(folder / "change" / "plot_change.gpkg")
    notes = [note.en for note in record.notes]
    assert any(note.startswith("WARNING: search time per plot was 2.0 times as long in 2029") for note in notes)
    assert [stamp.da for stamp in record.stamps] == ["OPDIGTET EKSEMPEL"]
    figures = read_table(folder / "change" / "nature_indicators.csv").value
    area = figures[figures["indicator"] == "natural_area"].set_index("survey_year")["value"]
    assert pd.isna(area[2026]), "not given: unknown"
    assert float(area[2029]) > 10.0


def test_pictures_of_nature_say_the_limits_of_nature(folder):
    page = (folder / "change" / "map.html").read_text(encoding="utf-8")
    assert tool("survey-compare").limits.da in page
    assert "rørhydraulik" not in page


def test_patches_and_an_earlier_form_are_refused_together(folder, tmp_path):
    both = {"patches": NATURE, "earlier_survey": str(folder / "2026.gpkg")}
    for inputs in (both, {}):
        with pytest.raises(GistoolsError, match="give either patches"):
            Session().run(Job(tool="nature-survey", inputs=inputs, params={"survey_year": 2026}, out_dir=str(tmp_path)))
