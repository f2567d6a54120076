"""Damage of buildings at any depth, against figures worked out by hand and a naive loop over table rows."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.errors import ParamError, TableError, WrongKindError
from gistools.floodcost.damage import HAZARDS, DamageCurve, DamagePart, damage_model
from gistools.floodcost.parts import LogShape, TableShape
from gistools.floodcost.prices import price_factor
from gistools.tables import load_table, read_user_table
from tests.floodcost.town import DRY, building, classified

CODES = {
    "home": "120", "holiday_home": "510", "business": "321", "low_business": "323", "public": "421", "culture": "412",
    "supply": "231", "annex": "590", "garage": "910", "other": "940", "unknown": None,
}  # fmt: skip
STEP = {
    "hazard": "cloudburst", "damage_class": "home", "part": "ground_floor", "form": "step", "basis": "m2",
    "threshold_m": 0.2, "amount_dkk": 1000.0, "price_year": 2024,
}  # fmt: skip


def own(*rows: dict[str, object]):
    return read_user_table(pd.DataFrame(list(rows)), "building_damage")


@pytest.mark.parametrize(
    ("name", "values", "zero_cm"),
    [
        ("home", (2927, 3997, 4807, 5616), 1.6),
        ("holiday_home", (2909, 4450, 5616, 6781), 3.5),
        ("business", (3276, 4548, 5510, 6472), 1.9),
    ],
)
def test_sea_curves_have_the_values_of_the_facts(name, values, zero_cm):
    """At 20, 50, 100 and 200 cm, such as 1167.86 ln 20 - 571.21 = 2,927; zero below exp(571.21 / 1167.86) = 1.6 cm."""
    model = damage_model(classified(building(CODES[name], 1.0)), hazard="sea")
    (curve,) = model.curves
    assert curve.at(np.array([[0.2], [0.5], [1.0], [2.0]])).ravel().round().tolist() == list(values)
    (shape,) = curve.shapes
    assert 100.0 * shape.start_m == pytest.approx(zero_cm, abs=0.05)
    assert curve.at(np.array([shape.start_m * 0.999])).item() == 0.0
    assert 0.0 < curve.at(np.array([shape.start_m * 1.001])).item() < 5.0
    assert curve.at(np.array([5.0])).item() == curve.at(np.array([2.0])).item(), "held from 2 m on"


def test_one_home_by_hand():
    """80 m² x 1,257 = 100,560 from 0.20 m; 50 m² of basement x 578 = 28,900 from 0.10 m."""
    model = damage_model(classified(building("120", 80, "ja", 50)))
    assert model.names == ("ground_floor", "basement")
    assert model.price_year == 2021
    assert model.thresholds_m().tolist() == [[0.2], [0.1]]
    assert model.amounts_dkk().tolist() == [[100_560.0], [28_900.0]]
    depths = np.array([[DRY], [0.0999], [0.1], [0.1999], [0.2], [9.0]])
    total = model.at(depths).sum(axis=0).ravel()
    assert total.tolist() == [0, 0, 28_900, 28_900, 129_460, 129_460]


def test_a_shed_costs_by_the_piece_and_an_unknown_building_by_the_square_metre():
    model = damage_model(classified(building("910", 20), building(None, 20), building("510", 20)))
    assert model.at(np.full(3, 0.3)).sum(axis=0).tolist() == [30_000.0, 20_000.0, 24_980.0]
    assert any("udviklernes skøn" in t.da for t in model.unverified)


def test_a_model_tells_what_it_rests_on_and_no_more():
    """A home of known basement rests on figures that were read; only the choice of the basement threshold is told."""
    model = damage_model(classified(building("120", 80, "ja", 50)))
    assert [t.en for t in model.unverified] == [
        "Building damage: the basement threshold 0.10 m is a parameter of OS2; OS2 itself applies 0.20 m to all."
    ]
    assert set(model.table.frame["damage_class"]) == {"home"}
    assert model.notes == model.table.second_hand != ()
    sea = damage_model(classified(building("120")), hazard="sea")
    assert any("2 m" in t.da for t in sea.unverified)


def test_unknown_basement_is_unknown_once_it_is_wet_and_zero_while_it_is_dry():
    model = damage_model(classified(building("120", 80, "ukendt"), building("120", 80, "ja")))
    assert np.isnan(model.amounts_dkk()[1]).all()
    assert model.at(np.array([0.05, 0.05])).sum(axis=0).tolist() == [0.0, 0.0]
    cost = model.at(np.array([0.15, DRY]))
    assert np.isnan(cost[1, 0])
    assert cost[1, 1] == 0.0
    assert np.isnan(model.at(np.array([np.nan, np.nan]))).all()


def test_no_damage_is_zero_even_where_the_depth_is_unknown():
    model = damage_model(classified(building("910"), building("120", 80)))
    assert model.at(np.array([np.nan, 0.3])).tolist()[0] == [0.0, 100_560.0]
    assert np.isnan(model.at(np.array([np.nan, 0.3]))[2, 0])


def test_water_in_the_basement_may_be_another():
    model = damage_model(classified(building("120", 80, "ja", 50)))
    made = model.at(np.array([0.0]), np.array([0.5]))
    assert made.ravel().tolist() == [0.0, 28_900.0]


def test_plinths_move_the_floor_and_leave_sheds_and_basements():
    buildings = classified(building("120", 80, "ja", 50), building("120", 80), building("910", 20))
    model = damage_model(buildings, plinth_m=np.array([0.45, np.nan, 0.45]))
    assert model.thresholds_m()[0].tolist() == [0.45, 0.2, 0.45]
    assert model.thresholds_m()[1].tolist() == [0.1] * 3
    assert model.at(np.array([0.3, 0.3, 0.3])).sum(axis=0).tolist() == [28_900.0, 100_560.0, 30_000.0]
    assert "1 af 3 bygninger har ukendt sokkelhøjde: tabellens tærskel er brugt" in [n.da for n in model.notes]
    sea = damage_model(buildings, hazard="sea", plinth_m=np.array([0.45, 0.0, 0.0]))
    curve = next(c for c in sea.curves if c.name == "ground_floor")
    assert curve.at(np.array([0.44, 0.44, 0.44]))[0] == 0.0
    assert curve.at(np.array([0.45, 0.44, 0.44]))[0] > 0.0


def test_the_basement_threshold_of_the_user_or_of_the_table():
    buildings = classified(building("120", 80, "ja", 50), building("120", 80, "ja", 50))
    assert damage_model(buildings, basement_threshold_m=0.05).thresholds_m()[1].tolist() == [0.05, 0.05]
    made = damage_model(buildings, basement_threshold_m=np.array([0.0, np.nan]))
    assert made.thresholds_m()[1].tolist() == [0.0, 0.1]


def test_a_table_of_depths_is_straight_between_its_points():
    """100 m² x (0, 200, 500) DKK at (0.1, 0.5, 1.0) m: at 0.3 m half way to 200, so 10,000 DKK."""
    rows = [STEP | {"form": "curve", "threshold_m": None, "depth_m": d, "amount_dkk": a}
            for d, a in ((1.0, 500.0), (0.1, 0.0), (0.5, 200.0))]  # fmt: skip
    model = damage_model(classified(building("120")), own(*rows))
    made = model.at(np.array([[DRY], [0.05], [0.1], [0.3], [0.5], [0.75], [1.0], [7.0]]))
    assert made.sum(axis=0).ravel() == pytest.approx([0, 0, 0, 10_000, 20_000, 35_000, 50_000, 50_000])


def test_classes_that_a_table_does_not_have_are_unknown():
    model = damage_model(
        classified(building("120"), building("412"), building("120", cellar="ja", cellar_m2=9)), own(STEP)
    )
    cost = model.at(np.full(3, 0.2))
    assert cost[0, 0] == 100_000.0
    assert np.isnan(cost[0, 1])
    assert np.isnan(cost[1, 2])
    assert [n.da for n in model.notes] == [
        "1 af 3 bygninger (kultur): ukendt skade; skadetabellen har intet beløb for bygning",
        "1 af 3 bygninger (helårsbolig): ukendt skade; skadetabellen har intet beløb for kælder",
    ]


def test_basements_by_the_building_and_by_the_ground_area():
    cellar = STEP | {"part": "basement", "threshold_m": 0.1}
    for basis, amount in (("building", 1000.0), ("m2", 80_000.0), ("m2_basement", 50_000.0)):
        model = damage_model(
            classified(building("120", 80, "ja", 50), building("120", 80), building("120", 80, None)),
            own(STEP, cellar | {"basis": basis}),
        )
        step = next(s for s in model.steps if s.basement)
        assert step.amount_dkk[:2].tolist() == [amount, 0.0]
        assert np.isnan(step.amount_dkk[2])


def test_low_and_high_estimates():
    table = own(STEP | {"low_dkk": 700.0, "high_dkk": 1600.0}, STEP | {"damage_class": "garage"})
    buildings = classified(building("120"), building("910"))
    for estimate, per_m2 in (("low", 700.0), ("mid", 1000.0), ("high", 1600.0)):
        model = damage_model(buildings, table, estimate=estimate)
        assert model.steps[0].amount_dkk.tolist() == [per_m2 * 100.0, 100_000.0]
    assert "1 af 2 rækker har intet high_dkk: beløbet selv er brugt" in [n.da for n in model.notes]


def test_a_price_year_is_never_guessed():
    buildings = classified(building("120"), building("412"))
    with pytest.raises(ParamError, match=r"priser i 2021-niveau og prisår 2025"):
        damage_model(buildings, price_year=2025)
    with pytest.raises(ParamError, match=r"intet indeks for 2025"):
        damage_model(buildings, price_year=2025, index=load_table("price_index"))
    two = own(STEP, STEP | {"damage_class": "culture", "price_year": 2020})
    with pytest.raises(ParamError, match=r"prisår 2020, 2024 i skadetabellen"):
        damage_model(buildings, two)
    assert damage_model(classified(building("120")), two).price_year == 2024, "only the rows that are used count"


def test_prices_are_indexed_by_the_ratio():
    """Index 100 in 2020, 110 in 2024 and 121 in 2025: 1,000 DKK of 2024 are 1,100, and of 2020 1,210 of 2025."""
    index = read_user_table(pd.DataFrame({"year": [2020, 2024, 2025], "index": [100.0, 110.0, 121.0]}), "price_index")
    table = own(STEP, STEP | {"damage_class": "culture", "price_year": 2020})
    model = damage_model(classified(building("120"), building("412")), table, price_year=2025, index=index)
    assert model.price_year == 2025
    assert model.steps[0].amount_dkk == pytest.approx([110_000.0, 121_000.0])
    assert "priser omregnet til 2025-niveau" in [n.da for n in model.notes]
    assert any("Prisindeks" in t.da for t in model.unverified)
    curve = own(STEP | {"form": "log", "amount_dkk": None, "log_a": 100.0, "log_b": 50.0, "log_unit": "cm"})
    sea = damage_model(classified(building("120", 1.0)), curve, price_year=2025, index=index)
    assert sea.curves[0].at(np.array([1.0])).item() == pytest.approx(1.1 * max(0.0, 100 * math.log(100) + 50))
    assert price_factor(2016, 2021, load_table("price_index")) == pytest.approx(1257 / 1149, abs=1e-5)


def test_faults_are_told_at_once():
    buildings = classified(building("120"), building("120"))
    with pytest.raises(ParamError) as caught:
        damage_model(
            buildings, hazard="skybrud", estimate="best", plinth_m=np.array([0.1]),
            basement_threshold_m=np.array([-0.1, 0.0]),
        )  # fmt: skip
    said = caught.value.found.da
    for part in ("hazard = 'skybrud'", "estimate = 'best'", "plinth_m har formen (1,), ikke (2,)",
                 "basement_threshold_m er negativ"):  # fmt: skip
        assert part in said
    with pytest.raises(TableError, match="ingen rækker for sea"):
        damage_model(buildings, own(STEP), hazard="sea")
    with pytest.raises(WrongKindError):
        damage_model(buildings, pd.DataFrame())
    with pytest.raises(ParamError, match="hverken udbedring eller tillæg"):
        damage_model(buildings, repair=False)


TABLE = load_table("building_damage").frame.to_dict("records")


def naive(row: pd.Series, depth: float, hazard: str) -> float:
    """Return the damage of one building of one depth, by a walk over the rows of the table."""
    total = 0.0
    for r in TABLE:
        if r["hazard"] != hazard or r["damage_class"] != row["damage_class"]:
            continue
        if r["basis"] == "m2_basement":
            unit = {"no": 0.0, "yes": row["basement_m2"]}.get(row["basement"], math.nan)
        else:
            unit = row["ground_area_m2"] if r["basis"] == "m2" else 1.0
        if r["form"] == "step":
            per = r["amount_dkk"] if depth >= r["threshold_m"] else 0.0
        else:
            cm = 100.0 * min(depth, r["cap_m"])
            per = max(0.0, r["log_a"] * math.log(cm) + r["log_b"]) if cm > 0.0 else 0.0
        total += 0.0 if per == 0.0 or unit == 0.0 else per * unit
    return total


ROWS = st.lists(
    st.tuples(
        st.sampled_from(sorted(CODES)),
        st.floats(1.0, 900.0),
        st.sampled_from(["ja", "nej", "ukendt"]),
        st.one_of(st.none(), st.floats(1.0, 400.0)),
        st.one_of(st.just(DRY), st.floats(-1.0, 4.0), st.sampled_from([0.1, 0.2, 2.0])),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(rows=ROWS, hazard=st.sampled_from(HAZARDS))
def test_models_agree_with_a_naive_loop(rows, hazard):
    buildings = classified(*(building(CODES[c], m2, said, cellar) for c, m2, said, cellar, _ in rows))
    depth = np.array([r[4] for r in rows])
    made = damage_model(buildings, hazard=hazard).at(depth).sum(axis=0)
    wanted = [naive(row, float(d), hazard) for (_, row), d in zip(buildings.iterrows(), depth, strict=True)]
    np.testing.assert_allclose(made, wanted, rtol=1e-12)


@settings(max_examples=20, deadline=None)
@given(rows=ROWS, hazard=st.sampled_from(HAZARDS), depths=st.lists(st.floats(-1.0, 5.0), min_size=2, max_size=8))
def test_damage_never_falls_with_depth_and_is_never_negative(rows, hazard, depths):
    buildings = classified(*(building(CODES[c], m2, "nej") for c, m2, *_ in rows))
    grid = np.sort(np.array([DRY, *depths]))[:, None].repeat(len(rows), axis=1)
    made = damage_model(buildings, hazard=hazard).at(grid)
    assert (made[:, 0] == 0.0).all()
    assert (np.diff(made, axis=1) >= 0.0).all()


@given(a=st.floats(0.0, 5000.0), b=st.floats(-5000.0, 5000.0), cap=st.floats(0.0, 1e5), d=st.floats(-5.0, 50.0))
def test_a_log_curve_stays_between_nothing_and_its_cap(a, b, cap, d):
    shape = LogShape(a, b, cap_m=2.0, cap_dkk=cap)
    made = shape.dkk(np.array([d])).item()
    assert 0.0 <= made <= cap
    if d < shape.start_m * (1 - 1e-9):
        assert made == 0.0


def test_where_curves_begin():
    assert LogShape(0.0, 5.0).start_m == 0.0
    assert LogShape(0.0, -5.0).start_m == math.inf
    flat = np.zeros(2)
    assert TableShape(np.array([0.1, 0.5]), flat).start_m == math.inf
    assert TableShape(np.array([0.1, 0.5, 1.0]), np.array([0.0, 0.0, 9.0])).start_m == 0.5
    assert TableShape(np.array([0.1, 0.5]), np.array([3.0, 9.0])).start_m == 0.1


def test_parts_broadcast_over_any_cases():
    depth = np.zeros((2, 3, 4)) + 0.3
    step = DamagePart("x", np.full(4, 0.2), np.arange(4.0))
    curve = DamageCurve("y", (LogShape(1.0, 0.0),), np.array([-1, 0, 0, -1]), np.ones(4), np.zeros(4))
    assert step.at(depth).shape == curve.at(depth).shape == depth.shape
    assert curve.at(depth)[0, 0].tolist() == [0.0, math.log(30.0), math.log(30.0), 0.0]


def test_a_model_without_steps_has_no_thresholds():
    rows = own(
        STEP | {"form": "log", "amount_dkk": None, "log_a": 1.0, "log_b": 0.0, "log_unit": "cm"},
        STEP | {"part": "basement", "form": "log", "amount_dkk": None, "log_a": 1.0, "log_b": 0.0, "log_unit": "m"},
    )
    model = damage_model(classified(building("120", cellar="ja", cellar_m2=10)), rows)
    assert model.steps == ()
    assert model.thresholds_m().shape == model.amounts_dkk().shape == (0, 1)
    assert [c.basement for c in model.curves] == [False, True]
