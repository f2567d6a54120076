"""A user's own table: read whatever way Danish offices write it, or refused with every fault named."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.errors import ParamError, TableError, WrongKindError
from gistools.tables import load_table, read_user_table

STEP = {
    "hazard": "cloudburst", "damage_class": "home", "part": "ground_floor", "form": "step", "basis": "m2",
    "threshold_m": 0.2, "amount_dkk": 1300.0, "price_year": 2024,
}  # fmt: skip
CURVE = STEP | {"form": "curve", "threshold_m": None}


def table(*rows: dict[str, object], drop: str = "") -> pd.DataFrame:
    return pd.DataFrame(list(rows)).drop(columns=[drop] if drop else [])


def faults_of(frame: pd.DataFrame, name: str = "building_damage") -> list[str]:
    with pytest.raises(TableError) as caught:
        read_user_table(frame, name)
    for fault in caught.value.faults:
        assert fault.da in str(caught.value)
        assert fault.en in str(caught.value)
    return [fault.da for fault in caught.value.faults]


def test_danish_headings_comma_and_centimetres():
    own = pd.DataFrame(
        {
            "Fare": ["Skybrud"], "Skadesklasse": ["helårsbolig"], "Del": ["kælder"], "FORM": ["trin"],
            "Enhed": ["m² kælder"], "Tærskel [cm]": ["7,5"], "Beløb kr": ["612,50"], "Prisår": ["2024"],
            "Kilde": ["egen opgørelse"], "Verificeret": ["ja"], "Note": ["x"],
        }
    )  # fmt: skip
    made = read_user_table(own, "building_damage")
    row = made.frame.iloc[0]
    names = ["hazard", "damage_class", "part", "form", "basis"]
    assert row[names].tolist() == ["cloudburst", "home", "basement", "step", "m2_basement"]
    assert (row["threshold_m"], row["amount_dkk"], row["price_year"]) == (0.075, 612.5, 2024.0)
    assert (row["source_da"], row["source_en"], row["verified"]) == ("egen opgørelse", "egen opgørelse", True)
    assert made.title.da == "Bygningsskader (egen tabel)"
    assert made.verified
    assert made.unverified == ()


def test_what_nobody_calls_verified_is_not():
    made = read_user_table(table(STEP), "building_damage")
    assert len(made.unverified) == 1
    assert "egen tabel" in made.unverified[0].da
    assert "own table" in made.unverified[0].en
    assert "skybrud helårsbolig stueetage" in made.unverified[0].da


def test_a_stamp_follows_the_table():
    made = read_user_table(table(STEP | {"maerke": "OPDIGTET EKSEMPEL"}), "building_damage")
    assert [s.en for s in made.stamps] == ["INVENTED EXAMPLE"]


@pytest.mark.parametrize(("unit", "per"), [("m", 1.0), ("cm", 100.0), ("mm", 1000.0)])
def test_a_unit_may_stand_in_a_heading_or_a_column(unit, per):
    for headings in ({f"threshold_{unit}": 0.15 * per}, {"threshold": 0.15 * per, "threshold_unit": unit},
                     {"tærskel": 0.15 * per, "tærskel_enhed": unit}):  # fmt: skip
        row = {k: v for k, v in STEP.items() if k != "threshold_m"} | headings
        assert read_user_table(table(row), "building_damage").frame["threshold_m"].item() == pytest.approx(0.15)


def test_mixed_and_missing_units_are_errors():
    bare = {k: v for k, v in STEP.items() if k != "threshold_m"}
    assert "kolonnen threshold uden enhed (threshold_m, threshold_cm eller threshold_mm)" in faults_of(
        table(bare | {"threshold": 0.2})
    )
    two = table(bare | {"threshold": 20, "threshold_unit": "cm"},
                bare | {"threshold": 0.2, "threshold_unit": "m", "damage_class": "garage"})  # fmt: skip
    assert faults_of(two) == ["threshold_unit: enheder blandet: cm (række 1), m (række 2)"]
    assert faults_of(table(bare | {"threshold": 20, "threshold_unit": "tommer"})) == [
        "threshold_unit = tommer (m, cm eller mm)"
    ]
    assert faults_of(table(bare | {"threshold_cm": 20, "threshold_unit": "cm"})) == [
        "både threshold_cm og threshold_unit siger en enhed"
    ]
    assert faults_of(table(STEP | {"threshold_cm": 20})) == [
        "flere kolonner for threshold_m: threshold_m, threshold_cm"
    ]
    for hazard, cm in (("cloudburst", 20), ("sea", 15), ("stream", 10)):
        told = f"række 2, threshold_m = {cm} (0 til 3 m) - er det cm? så kald kolonnen threshold_cm"
        rows = table(STEP, STEP | {"hazard": hazard, "damage_class": "garage", "threshold_m": cm})
        assert faults_of(rows) == [told]
    assert read_user_table(table(STEP | {"threshold_m": 3}), "building_damage").frame["threshold_m"].item() == 3.0
    assert load_table("building_damage").frame["threshold_m"].max() == 0.2
    assert faults_of(table(STEP | {"threshold_m": 25})) == [
        "række 1, threshold_m = 25 (0 til 3 m) - er det cm? så kald kolonnen threshold_cm"
    ]


def test_all_faults_of_all_rows_are_told_at_once():
    said = faults_of(
        table(
            STEP | {"damage_class": "homes"},
            STEP | {"amount_dkk": -5.0, "damage_class": "garage"},
            STEP | {"amount_dkk": "dyrt", "damage_class": "annex"},
            STEP | {"amount_dkk": "1.500", "damage_class": "other"},
            STEP | {"threshold_m": -0.1, "damage_class": "supply"},
            STEP | {"hazard": "", "damage_class": "culture"},
            STEP | {"form": "trappe", "damage_class": "public"},
        ).assign(beløbet=1.0)
    )
    assert len(said) == 8
    for part in (
        "en ukendt kolonne beløbet",
        "række 1, damage_class = homes (mente du home?)",
        "række 2, amount_dkk = -5 (0 til 1e+09 kr)",
        "række 3, amount_dkk = dyrt er intet tal",
        "række 4, amount_dkk = 1.500 kan læses på to måder",
        "række 5, threshold_m = -0.1 (0 til 3 m)",
        "række 6, hazard: tom celle",
        "række 7, form = trappe (",
    ):
        assert any(part in s for s in said), part


def test_columns_price_years_and_keys():
    assert faults_of(table(STEP, drop="basis")) == ["kolonnen basis mangler"]
    assert faults_of(table(STEP, drop="price_year")) == ["række 1: beløb uden prisår (price_year)"]
    assert faults_of(table(STEP, STEP)) == ["række 1, 2: samme hazard, damage_class, part, depth_m"]
    assert "ingen rækker" in faults_of(table(STEP).iloc[:0])
    assert faults_of(table(STEP | {"verified": "måske"})) == ["række 1, verified = måske (ja eller nej)"]


def test_a_form_needs_its_own_figures():
    log = STEP | {"form": "log", "log_a": 1000.0, "log_b": -500.0, "log_unit": "cm"}
    assert faults_of(table(STEP | {"threshold_m": None})) == ["række 1: threshold_m mangler (form step)"]
    assert faults_of(table(log)) == ["række 1: amount_dkk bruges ikke af form log"]
    bare = log | {"amount_dkk": None}
    assert faults_of(table(bare | {"log_unit": ""})) == ["række 1: log_unit mangler (m, cm eller mm)"]
    assert faults_of(table(STEP | {"basis": "m2_basement"})) == ["række 1: m2_basement, men ikke en kælder"]
    assert faults_of(table(STEP | {"low_dkk": 1400.0})) == ["række 1: low_dkk, amount_dkk, high_dkk stiger ikke"]
    mixed = faults_of(table(STEP, CURVE | {"depth_m": 0.5}))
    assert mixed == ["cloudburst home ground_floor: række 1, 2: flere former (curve, step)"]


def test_a_curve_never_falls_and_has_one_unit_and_year():
    falls = faults_of(
        table(
            CURVE | {"depth_m": 1.0, "amount_dkk": 900.0},
            CURVE | {"depth_m": 0.0, "amount_dkk": 0.0},
            CURVE | {"depth_m": 0.5, "amount_dkk": 1000.0, "price_year": 2020},
        )
    )
    assert falls == [
        "cloudburst home ground_floor: række 1, 2, 3: kurvens punkter har ikke samme price_year",
        "cloudburst home ground_floor: række 1: amount_dkk falder med dybden: 1.000 kr. ved 0,5 m, 900 kr. ved 1 m",
    ]
    assert faults_of(table(CURVE | {"depth_m": 0.5})) == [
        "cloudburst home ground_floor: række 1: en kurve af ét punkt, der skal mindst 2 til"
    ]


@settings(deadline=None, max_examples=30)
@given(a=st.floats(0.1, 5000), b=st.floats(-5000, 5000), depth_m=st.floats(0.001, 10))
def test_a_logarithm_of_any_unit_is_that_of_centimetres(a, b, depth_m):
    """a ln(d in unit) + b is the same number whatever unit the curve was fitted in."""
    for unit, per in (("m", 1.0), ("cm", 100.0), ("mm", 1000.0)):
        row = STEP | {"form": "log", "amount_dkk": None, "log_a": a, "log_b": b, "log_unit": unit}
        made = read_user_table(table(row), "building_damage").frame.iloc[0]
        theirs = a * np.log(depth_m * per) + b
        assert made["log_a"] * np.log(depth_m * 100.0) + made["log_b"] == pytest.approx(theirs, abs=1e-6)
        assert made["log_unit"] == "cm"


def test_discount_periods_follow_one_upon_the_other():
    rows = {"period_set": ["A"] * 2, "from_year": [0, 40], "to_year": [35, 80], "rate": [0.03, 0.02]}
    assert faults_of(pd.DataFrame(rows), "discount_rates") == [
        "række 1, 2: sæt A: 35 følges af 40",
        "række 2: sæt A ender ved år 80; lad to_year være tom",
    ]
    rows["from_year"] = [1, 36]
    assert "række 1: sæt A begynder ved år 1, ikke 0" in faults_of(pd.DataFrame(rows), "discount_rates")
    percent = pd.DataFrame({"period_set": ["A"], "from_year": [0], "to_year": [None], "rate": [3.5]})
    assert faults_of(percent, "discount_rates") == ["række 1, rate = 3.5 (0 til 0.2 1/year)"]
    good = read_user_table(percent.assign(rate="0,035"), "discount_rates")
    assert good.frame["rate"].item() == 0.035


def test_what_is_no_table_at_all():
    with pytest.raises(WrongKindError):
        read_user_table([1], "price_index")
    with pytest.raises(ParamError):
        read_user_table(table(STEP), "priser")
    own = read_user_table(pd.DataFrame({"år": [2021, 2025], "indeks": ["110,2", 118]}), "price_index")
    assert own.frame["index"].tolist() == [110.2, 118.0]
