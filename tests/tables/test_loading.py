"""The shipped tables: the figures of the sources, each with its source, year and whether anybody read it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gistools.cloudburst.whatif.kinds import DESIGN, KINDS
from gistools.errors import ParamError
from gistools.tables import load_table, read_user_table, table_names
from gistools.tables.form import CHOICE, NUMBER, folder, form_of
from gistools.tables.words import WORDS

ALL = table_names()
NAMED_ELSEWHERE = {"period_set", "unit", "name_da", "rule", "provision", "soil_status", "duty", "substance"}


def rows_of(name: str, **where: object) -> pd.DataFrame:
    frame = load_table(name).frame
    for column, value in where.items():
        frame = frame[frame[column] == value]
    return frame


def test_the_tables_that_the_rooms_rely_on_are_there():
    wanted = {
        "building_damage", "bbr_use", "discount_rates", "net_tax_factor", "price_index", "road_damage", "person_damage",
        "uninsured_extra", "value_loss", "tourism", "crops", "measure_prices",
    }  # fmt: skip
    assert wanted <= set(ALL)
    assert list(ALL) == sorted(ALL)


@pytest.mark.parametrize("name", ALL)
def test_every_figure_carries_source_year_and_whether_it_was_read(name):
    table = load_table(name)
    frame, form = table.frame, table.form
    assert len(frame)
    assert (frame["source_da"].str.len() > 5).all()
    assert (frame["source_en"].str.len() > 5).all()
    assert frame["verified"].dtype == bool
    assert frame.loc[table.filled, "source_year"].notna().all()
    assert not frame.loc[~table.filled, "verified"].any()
    assert ((frame["read_in"] != "") == frame["verified"]).all(), "where a figure was read"
    if form.money:
        money = frame["unit"].str.contains("dkk") if form.money == "unit" else True
        assert frame.loc[table.filled & money, "price_year"].notna().all()
    if not frame["verified"].all():
        assert table.unverified
        assert not table.verified


@pytest.mark.parametrize("name", ALL)
def test_the_file_has_exactly_the_declared_columns_with_labels_and_ranges_that_hold(name):
    form = form_of(name)
    header = (folder() / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert header == [c.name for c in form.columns]
    frame = load_table(name).frame
    for c in form.columns:
        assert c.label.da
        assert c.label.en
        if c.kind == CHOICE:
            assert set(frame[c.name]) <= {*c.choices, ""}
        if c.kind == NUMBER:
            assert frame[c.name].dtype == np.float64
        if c.required:
            assert (frame[c.name].notna() & (frame[c.name] != "")).all(), c.name
    assert not frame.duplicated(list(form.key)).any()
    assert form.verification.da
    assert form.verification.en
    assert form.licence.da


@pytest.mark.parametrize("name", ALL)
def test_a_shipped_table_passes_the_checks_of_a_users_own(name):
    """What is asked of others holds for our own figures, and reading does not change them."""
    shipped = load_table(name)
    again = read_user_table(shipped.frame, name)
    columns = [c.name for c in shipped.form.columns]
    pd.testing.assert_frame_equal(again.frame[columns], shipped.frame[columns], check_dtype=False)


@pytest.mark.parametrize("name", [n for n in ALL if n != "bbr_use"])
def test_every_name_is_told_in_words(name):
    frame, form = load_table(name).frame, form_of(name)
    for column in form.key:
        if form.column(column).kind != NUMBER and column not in NAMED_ELSEWHERE:
            assert set(frame[column]) <= set(WORDS), column


def test_a_table_that_is_changed_by_its_user_is_whole_when_loaded_again():
    frame = load_table("bbr_use").frame
    frame["damage_class"] = "garage"
    assert load_table("bbr_use").frame["damage_class"].nunique() > 5


def test_no_table_of_that_name():
    with pytest.raises(ParamError, match="building_damage"):
        load_table("bygningsskader")


CLOUDBURST = {
    "home": 1257, "holiday_home": 1249, "business": 1407, "public": 1407, "culture": 1407, "supply": 1407,
    "low_business": 351.63, "other": 1000, "unknown": 1000,
}  # fmt: skip


def test_cloudburst_figures_are_those_of_the_sources():
    floor = rows_of("building_damage", hazard="cloudburst", part="ground_floor")
    assert dict(zip(floor["damage_class"], floor["amount_dkk"], strict=True)) == CLOUDBURST
    assert set(floor["form"]) == {"step"}
    assert set(floor["basis"]) == {"m2"}
    assert set(floor["threshold_m"]) == {0.2}
    assert set(floor.loc[~floor["verified"], "damage_class"]) == {"other", "unknown"}


@pytest.mark.parametrize("hazard", ["cloudburst", "sea", "stream"])
def test_garages_and_basements_cost_the_same_in_any_water(hazard):
    shed = rows_of("building_damage", hazard=hazard, part="building")
    assert dict(zip(shed["damage_class"], shed["amount_dkk"], strict=True)) == {"annex": 30_000, "garage": 30_000}
    assert set(shed["basis"]) == {"building"}
    assert not shed["verified"].any()
    cellar = rows_of("building_damage", hazard=hazard, part="basement")
    assert set(cellar["damage_class"]) == {*CLOUDBURST, "annex", "garage"}
    assert set(cellar["amount_dkk"]) == {578}
    assert set(cellar["threshold_m"]) == {0.1}
    assert cellar["verified"].all()


CURVES = {
    "sea": {
        "home": (1167.86, -571.21), "holiday_home": (1681.71, -2128.87), "business": (1387.94, -881.8),
        "low_business": (346.98, -220.45),
    },
    "stream": {
        "home": (389.29, -190.40), "holiday_home": (560.57, -709.62), "business": (462.65, -293.93),
        "low_business": (115.66, -73.48),
    },
}  # fmt: skip


@pytest.mark.parametrize("hazard", CURVES)
def test_curves_of_sea_and_stream_are_those_of_the_sources(hazard):
    rows = rows_of("building_damage", hazard=hazard, form="log")
    made = {c: (a, b) for c, a, b in zip(rows["damage_class"], rows["log_a"], rows["log_b"], strict=True)}
    business = CURVES[hazard]["business"]
    assert made == CURVES[hazard] | dict.fromkeys(("public", "culture", "supply"), business)
    flat = rows_of("building_damage", hazard=hazard, form="step", part="ground_floor")
    assert set(flat["amount_dkk"]) == ({2000} if hazard == "sea" else {1000})
    assert set(flat["damage_class"]) == {"other", "unknown"}


def test_streams_are_a_third_of_the_sea():
    """All coefficients of streams are those of the sea / 3, to the rounding of 0.01."""
    for name, (a, b) in CURVES["sea"].items():
        third = CURVES["stream"][name]
        assert third == pytest.approx((a / 3, b / 3), abs=0.0051)


USES = {
    "home": "110 120 121 122 130 131 132 140 150 160 185 190",
    "holiday_home": "510 540",
    "annex": "585 590",
    "garage": "910 920 930",
    "other": "940 950 960 970 990 999",
    "low_business": "211 212 213 214 215 216 218 310 313 314 319 323 534 535",
    "supply": "230 231 232 233 234 239",
    "culture": "410 411 412 413 414 415 419",
    "public": "420 421 422 429 430 431 433 439 440 441 442 443 444 449 490",
    "unknown": "-9999",
}


def test_use_codes_are_those_of_bbr_with_the_classes_of_the_source():
    frame = load_table("bbr_use").frame
    assert len(frame) == 105, "104 codes, and -9999 for no data"
    for name, codes in USES.items():
        assert sorted(frame.loc[frame["damage_class"] == name, "code"]) == sorted(codes.split()), name
    business = set(frame.loc[frame["damage_class"] == "business", "code"])
    assert {c for c in business if not c.startswith(("2", "3", "5"))} == {"416", "432"}
    assert len(business) == 105 - sum(len(c.split()) for c in USES.values())
    phased = frame[frame["phased_out"]]
    assert set(phased["code"]) >= {"130", "210", "220", "230", "290", "310", "320", "330", "390", "410", "420"}
    assert (frame["use_da"] != "").all()


def test_discount_rates_net_tax_and_index():
    for year, rates in (("2013", [0.04, 0.03, 0.02]), ("2021", [0.035, 0.025, 0.015])):
        rows = rows_of("discount_rates", period_set=year)
        assert rows["rate"].tolist() == rates
        assert rows["from_year"].tolist() == [0, 36, 71]
        assert rows["to_year"].fillna(-1).tolist() == [35, 70, -1]
        assert not rows["verified"].any()
    factors = load_table("net_tax_factor").frame
    assert dict(zip(factors["item"], factors["value"], strict=True)) == {
        "net_tax_factor": 1.28,
        "tax_distortion_factor": 1.0,
    }
    index = load_table("price_index")
    known = index.frame[index.filled]
    assert known["year"].tolist() == [2016, 2021]
    assert known["index"].to_numpy()[1] / known["index"].to_numpy()[0] == pytest.approx(1257 / 1149, abs=1e-5)
    assert any("Danmarks Statistik" in t.da for t in index.unverified)


def test_discount_sums_are_those_of_the_facts():
    """DF(t) = DF(t-1)/(1+r_t): the sum over years 1-100 is 29.979, over 1-50 it is 23.715."""
    rows = rows_of("discount_rates", period_set="2021")
    factor, sums = 1.0, []
    for year in range(1, 101):
        own = rows[(rows["from_year"] <= year) & ~(rows["to_year"] < year)]
        factor /= 1.0 + own["rate"].item()
        sums.append(factor)
    assert sum(sums) == pytest.approx(29.979, abs=5e-4)
    assert sum(sums[:50]) == pytest.approx(23.715, abs=5e-4)


def test_time_and_own_cost_add_up_as_in_the_note():
    """(138 + 23 + 64 + 26) h x 301 DKK/h = 251 x 301 = 75,551; 217 + 88 + 16 + 27 = 348 thousand of a million."""
    person = rows_of("person_damage", unit="h")["value"].sum() * rows_of("person_damage", item="hour")["value"].item()
    assert person == 75_551
    assert rows_of("uninsured_extra", unit="dkk_per_home")["value"].sum() == 348_000
    assert rows_of("uninsured_extra", unit="share")["value"].sum() == pytest.approx(0.348)


def test_other_figures_are_those_of_the_facts():
    road = dict(zip(*(load_table("road_damage").frame[c] for c in ("item", "value")), strict=True))
    assert (road["closed"], road["cleaning"], road["hours"], road["vehicle_hour"]) == (0.3, 20, 24, 301)
    assert not rows_of("road_damage", item="cleaning")["verified"].item()
    loss = rows_of("value_loss", item="share_of_m2_price").iloc[0]
    assert (loss["value"], loss["low"], loss["high"], loss["verified"]) == (0.04, 0.03, 0.06, False)
    stay = load_table("tourism").frame
    assert dict(zip(stay["item"], stay["dkk_per_night"] * stay["beds"], strict=True))["hotel"] == 100_000
    assert set(stay["price_year"]) == {2020}
    crops = load_table("crops").frame.set_index("crop")
    assert crops.loc["potatoes", ["low_dkk_per_m2", "high_dkk_per_m2"]].tolist() == [3.1, 5.6]
    assert rows_of("emergency_rates")["value"].tolist() == [12_224, 3_056, 122_239]
    share = rows_of("depth_shares")
    assert share["share"].tolist() == [0, 0.25, 0.4, 0.5, 0.6, 0.75, 0.85, 0.95, 1]


def test_measures_have_no_invented_price():
    table = load_table("measure_prices")
    assert set(table.frame["kind"]) == {kind.id for kind in KINDS} | {DESIGN}
    assert not table.filled.any()
    assert table.frame[["upkeep_dkk", "lifetime_years"]].isna().all(axis=None)
    assert "egen pris" in table.unverified[0].da
    for kind in KINDS:
        assert WORDS[kind.id].da.lower() in {kind.label.da.lower(), "vandløb"}


def test_what_os2_gives_of_another_source_is_told_apart_from_what_was_read_in_the_source():
    """The national values of 2021 stand in OS2; their own list was not read. The curve of JRC was."""
    homes = load_table("building_damage").only(
        (load_table("building_damage").frame[["hazard", "damage_class"]] == ["cloudburst", "home"]).all(axis=1)
    )
    assert homes.frame["verified"].all()
    assert set(homes.frame["read_in"]) == {"os2"}
    (told,) = (text.en for text in homes.second_hand)
    assert told.startswith("Building damage: cloudburst home ground floor; cloudburst home basement was read in OS2 ")
    assert told.endswith(
        "not in the source itself (National standard damage values 01-01-2021, as given in OS2 SkadesØkonomi)."
    )
    assert set(load_table("depth_shares").frame["read_in"]) == {"source"}
    assert load_table("depth_shares").second_hand == ()
    assert set(rows_of("road_damage", item="closed")["read_in"]) == {"source"}, "OS2 is the source itself"
    assert set(rows_of("road_damage", item="speed_dry")["read_in"]) == {"os2"}
