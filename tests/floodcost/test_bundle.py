"""What a bundle holds: sums by plain Python, nothing private, the same bytes each time."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gistools.errors import ParamError
from gistools.floodcost.bundle import _found_in, bundle_table
from gistools.floodcost.bundle_economics import Economics, Flow
from gistools.floodcost.bundle_values import Bound, Picture, Section, Sentence
from gistools.floodcost.recompute import recompute
from gistools.floodcost.summary import risk_table
from gistools.text import Text
from tests.floodcost.bundle_town import TOKEN, Town, everything, png, unpacked, written

if TYPE_CHECKING:
    from gistools.floodcost.bundle_cells import BundleTable


@pytest.fixture(scope="module")
def town() -> Town:
    return Town()


@pytest.fixture(scope="module")
def public(town):
    return town.bundle()


@pytest.fixture(scope="module")
def private(town):
    return town.bundle(houses=True)


def plain_oere(dkk: float) -> int:
    return 0 if math.isnan(dkk) else round(dkk * 100.0)


def test_totals_classes_and_cells_are_sums_of_rounded_buildings(town, private):
    for scenario in town.scenarios:
        slug = "today" if scenario.name == "today" else "s2120"
        each = [plain_oere(dkk) for dkk in scenario.annual.dkk.tolist()]
        by_class, by_cell = {}, {}
        for value, kind, place in zip(each, town.buildings["damage_class"], town.buildings.geometry, strict=True):
            by_class[kind] = by_class.get(kind, 0) + value
            cell = f"100m_{math.floor(place.y / 100)}_{math.floor(place.x / 100)}"
            by_cell[cell] = by_cell.get(cell, 0) + value
        tables, column = private.tables, f"annual_{slug}_dkk"
        totals = tables["totals"].frame.set_index("scenario")
        assert round(totals.loc[slug, "annual_dkk"] * 100) == sum(each)
        for name, key, expected in (("classes", "damage_class", by_class), ("cells", "cell_id", by_cell)):
            frame = tables[name].frame
            assert dict(zip(frame[key], (frame[column] * 100).round().astype(int), strict=True)) == expected


def test_sums_are_those_of_the_risk_tables(town, private):
    """Layer and bundle say the same of each building, cell and scenario."""
    names = {"today": "today", "s2120": "s2120"}
    told = risk_table(town.buildings, None, dict(zip(names, (one.annual for one in town.scenarios), strict=True)))
    for name in names:
        column = f"annual_{name}_dkk"
        frame = private.tables["buildings"].frame
        assert frame["cell_id"].tolist() == told.buildings["cell_id"].tolist()
        expected = [None if pd.isna(v) else v / 100.0 for v in told.buildings[f"annual_{name}_oere"]]
        assert [None if np.isnan(v) else v for v in frame[column]] == expected
        cells = private.tables["cells"].frame.set_index("cell_id")[column]
        for cell, whole in zip(told.cells["cell_id"], told.cells[f"annual_{name}_oere"].fillna(0), strict=True):
            assert cells[cell] == whole / 100.0
    assert private.tables["totals"].frame["annual_dkk"].tolist() == (told.totals["annual_oere"] / 100.0).tolist()


def test_buildings_without_a_place_are_counted_in_a_cell_of_their_own():
    town = Town(20)
    town.buildings.loc[[3, 4, 5, 6], "geometry"] = None
    for houses in (False, True):
        cells = town.bundle(houses=houses).tables["cells"].frame.set_index("cell_id")
        assert cells.loc["uden sted", "buildings"] == 4
        assert np.isnan(cells.loc["uden sted", "x_m"])


def test_a_public_bundle_has_the_same_totals_and_no_table_of_houses(public, private):
    pd.testing.assert_frame_equal(public.tables["totals"].frame, private.tables["totals"].frame)
    assert not {"buildings", "steps", "building_curves"} & set(public.tables)
    assert {"buildings", "steps", "building_curves"} <= set(private.tables)
    cells = public.tables["cells"].frame
    assert len(cells) < len(private.tables["cells"].frame), "some cells had too few buildings"
    assert (cells["buildings"] >= 3).all()
    assert cells["cell_id"].tolist().count("sammenlagt") == 1
    assert cells.loc[cells["cell_id"] == "sammenlagt", ["x_m", "y_m"]].isna().all(axis=None)


def test_what_stands_in_private_columns_is_nowhere_in_a_public_bundle(town, public, tmp_path):
    """The token is in a key, an address, an owner and the text of a picture; its bytes are looked for in every form."""
    path = written(public, tmp_path / "offentlig.zip")
    parts = unpacked(path)
    assert len(parts) > 30
    assert any(name.startswith("tables.xlsx/xl/worksheets/") for name in parts)
    secrets = [TOKEN, "Hemmelighed", "K&#230;mpe", "kommunen", *(f"{v:.3f}" for v in town.buildings["vurdering"])]
    secrets += [repr(v) for v in town.buildings["ground_area_m2"]]
    secrets += [repr(v) for v in town.evidence.onset_mm[np.isfinite(town.evidence.onset_mm)].tolist()]
    for secret in secrets:
        for form in {secret, secret.replace(".", ",")}:
            for encoded in (form.encode(), form.encode("utf-16-le"), form.encode("latin-1")):
                hits = [name for name, data in parts.items() if encoded in data]
                assert not hits, form
    house = written(town.bundle(houses=True), tmp_path / "huse.zip")
    onset = repr(float(town.evidence.onset_mm[0, 0])).replace(".", ",").encode()
    assert any(onset in data for data in unpacked(house).values()), "the search finds what is there"
    assert not any(TOKEN.encode() in data for data in unpacked(house).values()), (
        "nor keys and addresses in one of houses"
    )


def extra(frame: pd.DataFrame) -> BundleTable:
    return bundle_table("extra", frame)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"tables": [extra(pd.DataFrame({"building_id": [1]}))]}, "kolonnen extra.building_id"),
        ({"tables": [extra(pd.DataFrame({"adresse": ["x"]}))]}, "kolonnen extra.adresse"),
        ({"tables": [extra(pd.DataFrame({"vurdering": [1.5]}))]}, "kolonnen extra.vurdering"),
        ({"tables": [extra(pd.DataFrame({"navn": [f"{TOKEN}-7"]}))]}, "værdier af bygningernes kolonne source_id"),
        ({"notes": [Text(f"se {TOKEN} vej 3", "see there")]}, "værdier af bygningernes kolonne adresse"),
        ({"pictures": [Picture("p", png(), Text(f"{TOKEN} vej 3", "x"))]}, "bygningernes kolonne adresse"),
    ],
)
def test_private_columns_and_values_are_refused_in_public_and_taken_with_houses(town, more, said):
    with pytest.raises(ParamError, match=said) as error:
        town.bundle(**more)
    assert TOKEN not in str(error.value), "the error is no leak either"
    town.bundle(houses=True, **more)


@pytest.mark.parametrize("said", ["ejendom 1234567", "ejendom 1.234.567", "ejendom 1 234 567"])
@pytest.mark.parametrize("kind", [int, float])
def test_long_numbers_of_single_buildings_are_refused_in_notes(said, kind):
    """A property number in a note tells of its house, whether the layer has it as a whole number or as a float."""
    town = Town(30)
    town.buildings["bfe"] = np.arange(1_234_560, 1_234_590).astype(kind)
    town.bundle(notes=[Text("ejendom 7654321", "property")])
    with pytest.raises(ParamError, match="1 værdier af bygningernes kolonne bfe"):
        town.bundle(notes=[Text(said, "property")])


@given(st.lists(st.text("ab", min_size=6, max_size=9), max_size=6), st.lists(st.text("abc\n", max_size=30), max_size=3))
def test_values_are_found_wherever_they_stand(values, texts):
    text = "".join(texts) + "".join(values[:1])
    assert _found_in(text, values) == {value for value in values if value in text}


def test_a_town_of_two_houses_cannot_be_public():
    few = Town(2, curves=False)
    with pytest.raises(ParamError, match="enkelt hus"):
        few.bundle()
    assert len(few.bundle(houses=True).tables["buildings"].frame) == 2


def test_curves_that_fall_or_are_unknown_add_up_as_they_count():
    """Damage of three houses falls between two rains, that of two is unknown at one: the parts still make the total."""
    town = Town(30)
    town.evidence.damage_dkk[3, :3] = 1.0
    town.evidence.damage_dkk[2, 5:7] = np.nan
    town.scenarios = [replace(one, annual=town.annual(one.rate)) for one in town.scenarios]
    tables = {name: table.frame for name, table in town.bundle(economics=None).tables.items()}
    assert all(check.holds for check in recompute(tables))


def test_curves_of_a_single_house_are_not_public():
    town = Town(30)
    town.evidence.damage_dkk[:, 1:] = 0.0
    town.scenarios = [replace(one, annual=town.annual(one.rate)) for one in town.scenarios]
    with pytest.raises(ParamError, match="heraf 1 med skade"):
        town.bundle(economics=None)


def test_the_same_bundle_is_the_same_bytes(town, tmp_path):
    first, second = (written(town.bundle(), tmp_path / f"{i}.zip").read_bytes() for i in range(2))
    assert first == second


def test_two_scenarios_or_tables_of_one_name_are_refused(town):
    with pytest.raises(ParamError, match="hver sit navn"):
        town.bundle(tables=[bundle_table("totals", pd.DataFrame({"n": [1]}))])
    twin = Town()
    twin.scenarios = [twin.scenarios[0], replace(twin.scenarios[1], name="To-day")]
    twin.bundle(economics=None)
    twin.scenarios = [twin.scenarios[0], replace(twin.scenarios[1], name="TODAY")]
    with pytest.raises(ParamError, match="forskellige navne"):
        twin.bundle()


def test_damage_of_other_buildings_is_refused(town):
    other = Town(59)
    other.scenarios = town.scenarios
    with pytest.raises(ParamError, match="59 bygninger, men skade"):
        other.bundle()


def test_sentences_of_others_are_bound_to_tables_too(town):
    number = Bound("extra", {"n": 7}, "sum_m3", 1)
    section = Section(Text("Mere", "More"), (Sentence(Text("Der er {a} m³.", "There are {a} m³."), {"a": number}),))
    table = extra(pd.DataFrame({"n": [7], "sum_m3": [2.25]}))
    bundle = town.bundle(tables=[table], sections=[section])
    assert b">2,2<" in everything(bundle)["report.html"] or b">2,3<" in everything(bundle)["report.html"]
    with pytest.raises(ParamError, match="kolonne i pakkens tabeller"):
        town.bundle(sections=[section])


def test_present_values_by_hand():
    """100 a year in years 1 and 2 at 25 %: 100/1.25 + 100/1.5625 = 144; annuity 0.8 + 0.64 = 1.44, so 100 a year.

    A cost of 44 in year 0 leaves 100, benefit-cost 144/44 = 3.27, and 100/1.44 = 69.44 a year.
    """
    from gistools.floodcost.bundle_economics import economic_tables
    from gistools.floodcost.discount import FOREVER, Discounting

    rates = Discounting(np.array([FOREVER]), np.array([0.25]), horizon_years=2)
    flows = (
        Flow("saved", Text("a", "a"), np.array([0.0, 100.0, 100.0]), 1),
        Flow("works", Text("b", "b"), np.array([44.0, 0.0, 0.0]), -1),
    )
    made = {table.name: table.frame for table in economic_tables(Economics(rates, flows))}
    assert made["values"]["present_dkk"].tolist() == [144.0, 44.0]
    assert made["values"]["equivalent_annual_dkk"].tolist() == [100.0, 30.56]
    assert made["net"].iloc[0].tolist() == [144.0, 44.0, 100.0, 69.44, 3.27]
    with pytest.raises(ParamError, match="works med 2 beløb"):
        Economics(rates, (*flows[:1], replace(flows[1], dkk=np.array([1.0, np.nan]), sign=2)))
