"""Costs beside repair: chosen by name, priced by the figures of the note, and never the same damage twice."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from gistools.errors import ParamError
from gistools.floodcost.counting import COUNTED
from gistools.floodcost.damage import EXTRAS, Extra, damage_model, require_no_double_count
from gistools.tables import read_user_table
from tests.floodcost.town import DRY, building, classified

SAME = [
    *itertools.combinations(("value_loss", "repair", "insurance", "state_fund", "whole_damage"), 2),
    ("value_loss", "own_cost"),
    ("own_cost", "whole_damage"),
    ("health_hours", "wages"),
]


@pytest.mark.parametrize(("a", "b"), list(itertools.combinations(COUNTED, 2)))
def test_which_costs_hold_the_same_damage(a, b):
    if (a, b) in SAME or (b, a) in SAME:
        with pytest.raises(ParamError, match="hver skade talt én gang"):
            require_no_double_count([a, b])
    else:
        require_no_double_count([a, b])


def test_every_pair_is_told_at_once_and_names_are_checked():
    with pytest.raises(ParamError) as caught:
        require_no_double_count(["wages", "repair", "value_loss", "health_hours", "state_fund", "own_cost"])
    said = caught.value.found.da
    assert said.count("både") == 5
    assert "værditab og udbedring" in said
    assert "værditab og statens ordning" in said
    assert "værditab og egne udgifter" in said
    assert "statens ordning og udbedring" in said
    assert "tabte timer og løntab" in said
    with pytest.raises(ParamError, match="mente du insurance"):
        require_no_double_count(["insurence"])
    require_no_double_count(["insurance", "own_cost"])  # what a household pays is extra to what is insured
    require_no_double_count(["repair", "repair"])


def test_nothing_is_added_unless_it_is_asked_for():
    buildings = classified(building("120", 80))
    assert damage_model(buildings).names == damage_model(buildings, extra=()).names == ("ground_floor", "basement")
    assert set(EXTRAS) == {"own_cost", "health_hours", "value_loss"}


def test_own_cost_is_a_share_of_the_damage_of_homes():
    """0.217 + 0.088 + 0.016 + 0.027 = 0.348 of 100,560 DKK is 34,994.88; nothing for business."""
    model = damage_model(classified(building("120", 80), building("321", 80)), extra=["own_cost"])
    part = model.steps[model.names.index("own_cost")]
    assert part.amount_dkk == pytest.approx([34_994.88, 0.0])
    assert part.threshold_m.tolist() == [0.2, 0.2]
    assert any("34,8 %" in n.da for n in model.notes)
    assert any("helårsboliger" in t.da for t in model.unverified)


def test_own_cost_is_not_added_to_amounts_that_hold_it():
    """Amounts of insurance leave the owner's part out; amounts of the whole damage hold it, and it is refused."""
    buildings = classified(building("120", 80))
    assert "own_cost" in damage_model(buildings, extra=["own_cost"]).names
    with pytest.raises(ParamError, match="både egne udgifter ud over forsikringen og hele skaden"):
        damage_model(buildings, holds_own_cost=True, extra=["own_cost"])
    assert damage_model(buildings, holds_own_cost=True).names == ("ground_floor", "basement")


def test_no_two_parts_of_a_model_have_one_name():
    """A table with a floor and a building part of homes: 0.348 x 100 and 0.348 x 50 DKK stand apart."""
    row = {"hazard": "cloudburst", "damage_class": "home", "form": "step", "basis": "building", "threshold_m": 0.2}
    told = {"price_year": 2021, "source_da": "s", "source_en": "s", "source_year": 2021, "verified": False}
    rows = [{**row, **told, "part": part, "amount_dkk": dkk} for part, dkk in (("ground_floor", 100), ("building", 50))]
    table = read_user_table(pd.DataFrame(rows), "building_damage")
    model = damage_model(classified(building("120", 80)), table, extra=["own_cost"])
    assert len(set(model.names)) == len(model.names)
    amount = dict(zip(model.names, model.amounts_dkk()[:, 0], strict=True))
    assert (amount["own_cost"], amount["own_cost_building"]) == pytest.approx((34.8, 17.4))


def test_own_cost_follows_a_curve():
    model = damage_model(classified(building("120", 80), building("510", 80)), hazard="sea", extra=["own_cost"])
    floor, extra = (next(c for c in model.curves if c.name == x) for x in ("ground_floor", "own_cost"))
    depth = np.array([[DRY, DRY], [0.5, 0.5]])
    assert extra.at(depth)[:, 0] == pytest.approx(0.348 * floor.at(depth)[:, 0])
    assert extra.at(depth)[:, 1].tolist() == [0.0, 0.0]


def test_lost_hours_by_the_person():
    """Two persons at 251 h x 301 DKK/h = 75,551 DKK each, from where the ground floor is damaged."""
    buildings = classified(building("120", 80), building("120", 80), building("910", 20))
    given = Extra(persons=np.array([2.0, np.nan, 0.0]))
    model = damage_model(buildings, extra=["health_hours"], given=given)
    part = model.steps[model.names.index("health_hours")]
    assert part.at(np.array([0.2, 0.2, 0.2]))[[0, 2]].tolist() == [151_102.0, 0.0]
    assert np.isnan(part.at(np.array([0.2, 0.2, 0.2]))[1])
    assert part.at(np.array([0.19, 0.19, 0.19])).tolist() == [0.0, 0.0, 0.0]
    sea = damage_model(buildings, hazard="sea", extra=["health_hours"], given=given)
    start = sea.steps[sea.names.index("health_hours")].threshold_m
    assert start[0] == pytest.approx(0.01631, abs=1e-5), "where the curve begins: exp(571.21 / 1167.86) cm"
    assert np.isfinite(start).all()
    index = read_user_table(pd.DataFrame({"year": [2021, 2025], "index": [100.0, 120.0]}), "price_index")
    later = damage_model(buildings, extra=["health_hours"], given=given, price_year=2025, index=index)
    assert later.steps[later.names.index("health_hours")].amount_dkk[0] == pytest.approx(1.2 * 151_102.0)


def test_loss_of_value_never_stands_beside_repair():
    """4 % of 20,000 DKK/m² x 80 m² = 64,000 DKK."""
    buildings = classified(building("120", 80), building("321", 80))
    with pytest.raises(ParamError, match="både værditab og udbedring"):
        damage_model(buildings, extra=["value_loss"], given=Extra(m2_price_dkk=20_000.0))
    model = damage_model(buildings, repair=False, extra=["value_loss"], given=Extra(m2_price_dkk=20_000.0))
    assert model.names == ("value_loss",)
    with pytest.raises(ParamError, match="både værditab og egne udgifter"):  # 217 of its 348 parts are repair
        damage_model(buildings, repair=False, extra=["value_loss", "own_cost"], given=Extra(m2_price_dkk=20_000.0))
    with pytest.raises(ParamError, match="både værditab og hele skaden"):
        damage_model(buildings, holds_own_cost=True, extra=["value_loss"], given=Extra(m2_price_dkk=20_000.0))
    assert model.at(np.array([[0.2, 0.2], [0.19, 9.0]])).tolist() == [[[64_000.0, 0.0], [0.0, 0.0]]]
    assert any("er ikke verificeret" in t.da for t in model.unverified)


def test_extras_without_what_they_need():
    buildings = classified(building("120", 80), building("120", 80))
    with pytest.raises(ParamError, match="health_hours uden personer"):
        damage_model(buildings, extra=["health_hours"])
    with pytest.raises(ParamError, match="value_loss uden kvadratmeterpris"):
        damage_model(buildings, repair=False, extra=["value_loss"])
    with pytest.raises(ParamError, match="persons skal være 2 tal på mindst 0"):
        damage_model(buildings, extra=["health_hours"], given=Extra(persons=np.array([1.0, -1.0])))
    with pytest.raises(ParamError, match="m2_price_dkk skal være ét eller 2 tal"):
        damage_model(buildings, repair=False, extra=["value_loss"], given=Extra(m2_price_dkk=np.ones(3)))
    with pytest.raises(ParamError, match="ukendt omkostning: egenbetaling"):
        damage_model(buildings, extra=["egenbetaling"])
    with pytest.raises(ParamError, match="ukendt tillæg wages"):
        damage_model(buildings, extra=["wages"])
