"""The catalogue of solutions and its rules: what is data, and that unknown is never a yes."""

from __future__ import annotations

import math
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gistools.cloudburst.whatif.kinds import KINDS
from gistools.errors import ParamError, TableError
from gistools.plan.solutions import GIVES, agreed, measure_kind_of, price_of, solution_catalogue, solution_of
from gistools.plan.solutions_rules import CRITERIA, UNREAD, Rule, answers_of, rule_table, solution_rules, verdict
from gistools.plan.solutions_value import ASKS, infiltration
from gistools.tables import load_table, read_user_table
from gistools.tables.form import form_of
from gistools.tables.rules import NUMBER_CRITERIA

ANSWERS = st.sampled_from(["pass", "fail", "unknown"])
WORDS = ["v1", "v2", "lok", "uik", UNREAD]


def test_the_catalogue_holds_the_kinds_asked_for_and_links_them_to_what_if():
    wanted = {
        "basin", "green_basin", "cloudburst_road", "permeable_bed", "depaving", "dike", "culvert", "plinth",
        "backflow_valve", "re_meandering", "basin_given_up",
    }  # fmt: skip
    catalogue = solution_catalogue()
    assert set(catalogue) == wanted
    known = {kind.id for kind in KINDS}
    assert {one.measure_kind for one in catalogue.values()} - {""} <= known
    assert [one.id for one in catalogue.values() if measure_kind_of(one) is None] == ["depaving"]
    for one in catalogue.values():
        texts = (one.label, one.idea, one.fits, one.fits_not, one.room, one.upkeep)
        assert all(text.da and text.en and text.da != text.en for text in texts), one.id
        assert all(len(re.findall(r"[.!?](?:\s|$)", text)) == 1 for text in (one.idea.da, one.idea.en)), one.id
        assert set(one.gives) == set(GIVES)
        assert not one.verified


def test_every_kind_has_rules_and_every_criterion_is_known():
    rules = solution_rules()
    assert set(rules) == set(solution_catalogue())
    assert all(rules.values())
    used = {rule.criterion for own in rules.values() for rule in own}
    assert used == set(CRITERIA) == set(form_of("solution_rules").column("criterion").choices)
    assert used >= NUMBER_CRITERIA
    for own in rules.values():
        for rule in own:
            assert all((rule.why.da, rule.why.en, rule.source.da))
            assert (rule.criterion in NUMBER_CRITERIA) == (not math.isnan(rule.value))


def test_infiltration_is_asked_of_every_kind_that_lets_water_soak_in():
    rules = solution_rules()
    for kind, one in solution_catalogue().items():
        if one.gives["infiltrates"] == "yes":
            lot = next(rule for rule in rules[kind] if rule.criterion == "mapped_lot")
            assert {"v1", "v2", "v1v2"} <= lot.words
            assert {"groundwater_m", "groundwater_area"} <= {rule.criterion for rule in rules[kind]}


@given(st.lists(ANSWERS, max_size=6))
def test_the_verdict_is_that_of_brute_force(answers):
    """Each unknown is tried as a yes and as a no: a place qualifies only when all ways pass, fails when none can."""
    ways = [[]]
    for one in answers:
        tried = {"pass": [True], "fail": [False], "unknown": [True, False]}[one]
        ways = [[*way, each] for way in ways for each in tried]
    passed = [all(way) for way in ways]
    expected = "qualifies" if all(passed) else "to_examine" if any(passed) else "fails"
    assert verdict(answers) == expected


@given(
    st.sampled_from(["one_of", "none_of"]),
    st.sets(st.sampled_from(WORDS[:3])),
    st.sets(st.sampled_from(WORDS[:4])),
    st.none() | st.sets(st.sampled_from(WORDS)),
)
def test_words_are_judged_as_brute_force_does(operator, words, unclear, said):
    """A word that is unclear or unread is tried as a good and as a bad one."""
    rule = Rule("basin", "mapped_lot", operator, words=frozenset(words), unclear=frozenset(unclear - words))
    answer = rule.answer(None if said is None else frozenset(said))
    if said is None:
        assert answer == "unknown"
        return

    def good(word, trying):
        if word in rule.unclear or word == UNREAD:
            return trying
        return (word in words) == (operator == "one_of")

    if operator == "one_of" and not said:
        assert answer == "unknown"
        return
    outcomes = {all(good(word, trying) for word in said) for trying in (True, False)}
    assert answer == ("unknown" if len(outcomes) == 2 else "pass" if outcomes == {True} else "fail")


@given(st.sampled_from(["at_least", "at_most", "above"]), st.floats(-9, 9), st.none() | st.floats(-9, 9))
def test_numbers_are_compared(operator, value, fact):
    answer = Rule("basin", "area_m2", operator, value).answer(fact)
    if fact is None:
        assert answer == "unknown"
    else:
        good = {"at_least": fact >= value, "at_most": fact <= value, "above": fact > value}[operator]
        assert answer == ("pass" if good else "fail")
    assert Rule("basin", "area_m2", operator, value).answer(math.nan) == "unknown"


@pytest.mark.parametrize("kind", list(solution_catalogue()))
def test_a_place_of_which_nothing_is_known_is_to_be_examined(kind):
    answers = answers_of(solution_rules()[kind], {})
    assert set(answers.values()) == {"unknown"}
    assert verdict(answers.values()) == "to_examine"


def test_rules_of_the_users_own_take_the_place_of_the_shipped_ones():
    own = pd.DataFrame(
        {"løsning": ["basin", "basin"], "spørgsmål": ["area_m2", "land_cover"], "skal_være": ["at_least", "one_of"],
         "tal": ["50", ""], "ord": ["", "Græs; Eng"]}
    )  # fmt: skip
    rules = solution_rules(read_user_table(own, "solution_rules"))
    assert rules["basin"][0].value == 50.0
    assert rules["basin"][1].words == {"graes", "eng"}
    assert rules["dike"] == ()


def test_faults_of_own_rules_are_told_at_once():
    own = pd.DataFrame(
        {"kind": ["basin"] * 3, "criterion": ["area_m2", "slope_pct", "land_cover"],
         "operator": ["one_of", "at_most", "none_of"], "value": [None, None, None]}
    )  # fmt: skip
    with pytest.raises(TableError) as error:
        read_user_table(own, "solution_rules")
    told = str(error.value)
    assert "area_m2 kan ikke være one_of" in told
    assert "række 2: value mangler" in told
    assert "række 3: words og unclear er tomme" in told


def test_rules_of_a_solution_that_is_none_are_refused():
    own = pd.DataFrame({"kind": ["regnbed"], "criterion": ["area_m2"], "operator": ["at_least"], "value": [5]})
    with pytest.raises(TableError, match="regnbed"):
        solution_rules(read_user_table(own, "solution_rules"))


def test_a_measure_says_which_solution_it_is():
    assert [one.id for one in solution_of("basin", "Bassin")] == ["basin"]
    assert [one.id for one in solution_of("lowered_road")] == ["cloudburst_road"]
    assert agreed(solution_of("basin", "green_basin"), "nature") == "yes"
    with pytest.raises(ParamError, match="Bassin, Grønt bassin"):
        solution_of("basin", "dige")


def test_prices_come_from_the_users_table_and_are_unknown_without_it():
    bed = solution_catalogue()["permeable_bed"]
    assert price_of(bed).unit == ""
    assert all(math.isnan(dkk) for dkk in price_of(bed).of({"m2": 3.0}))
    own = pd.DataFrame(
        {"kind": ["infiltration_bed", "depaving"], "unit": ["m2", "m2"], "low_dkk": [100, None],
         "capital_dkk": [200.005, 50], "high_dkk": [300, None], "price_year": [2021, 2021]}
    )  # fmt: skip
    prices = read_user_table(own, "measure_prices")
    assert price_of(bed, prices).of({"m2": 2.0}) == (200.0, 400.01, 600.0)
    low, best, high = price_of(solution_catalogue()["depaving"], prices).of({"m2": 2.0})
    assert best == 100.0
    assert math.isnan(low)
    assert math.isnan(high)
    assert math.isnan(price_of(bed, prices).of({"m": 2.0})[1])


@given(st.dictionaries(st.sampled_from(ASKS), st.sampled_from(["good", "bad"])))
def test_water_may_soak_in_only_where_all_is_known_to_be_good(facts):
    good = {
        "mapped_lot": frozenset(), "groundwater_area": frozenset(), "groundwater_m": 3.0, "building_distance_m": 9.0,
        "stream_distance_m": 50.0,
    }  # fmt: skip
    bad = {
        "mapped_lot": frozenset({"v2"}), "groundwater_area": frozenset({"bnbo"}), "groundwater_m": 0.5,
        "building_distance_m": 2.0, "stream_distance_m": 3.0,
    }  # fmt: skip
    known = {name: (good if how == "good" else bad)[name] for name, how in facts.items()}
    state, why = infiltration("yes", solution_rules()["permeable_bed"], known)
    expected = "no" if "bad" in facts.values() else "yes" if len(facts) == len(ASKS) else "unknown"
    assert state == expected
    assert bool(why.da) == (state != "yes")
    assert infiltration("no", (), known)[0] == "none"
    assert infiltration("depends", solution_rules()["permeable_bed"], known)[0] in {"no", "unknown"}


def test_the_table_of_rules_counts_answers():
    rules = {"basin": solution_rules()["basin"]}
    first = rules["basin"][0]
    table = rule_table(rules, {first: {"pass": 2, "unknown": 1}})
    assert table.loc[0, ["places_yes", "places_no", "places_open"]].tolist() == [2, 0, 1]
    assert table["verified"].dtype == bool
    assert len(table) == len(rules["basin"])


def test_financing_is_told_with_its_source():
    frame = load_table("financing_rules").frame
    assert frame.loc[frame["rule"] == "default", "verified"].tolist() == [False]
    assert frame.loc[frame["rule"] == "old_rules_end", "value"].tolist() == [2021.0]
    assert frame.loc[frame["verified"], "source_da"].str.len().min() > 20
