"""A public bundle is attacked: whatever two of its tables tell by subtraction is of enough buildings.

The attacker here knows more than anyone does: where each building lies, of which class it is, when its damage begins.
What he does not know is what it costs. All sums that he can take one from another so that only amounts of one sign are
left are tried, and those left must be of three buildings or more, of which two are not nearly all.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.errors import ParamError
from gistools.floodcost.anonymity import Rule, tally, tells_apart
from gistools.floodcost.bundle_evidence import renamed
from gistools.floodcost.bundle_params import BundleParams
from gistools.floodcost.bundle_tables import OTHER, cell_names, count
from gistools.floodcost.publishing import tells_too_much
from gistools.floodcost.subtraction import classes_to_merge
from tests.floodcost.bundle_town import Town
from tests.floodcost.value_town import levels

RULE = Rule(3)


def too_few(amounts: np.ndarray, rule: Rule = RULE) -> bool:
    amounts = np.abs(amounts[amounts != 0.0])
    if amounts.size == 0:
        return False
    return amounts.size < rule.least or np.sort(amounts)[-2:].sum() > rule.share * amounts.sum() * (1.0 + 1e-9)


@st.composite
def crossed(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    n = draw(st.integers(6, 30))
    kinds = draw(st.integers(2, 4))
    kind = draw(st.lists(st.integers(0, kinds - 1), min_size=n, max_size=n))
    cell = draw(st.lists(st.integers(0, 4), min_size=n, max_size=n))
    amount = draw(st.lists(st.sampled_from([0.0, 1.0, 1.0, 2.0, 9.0]), min_size=n, max_size=n))
    return np.array(kind), np.array(cell), np.array(amount), kinds


def subsets(values: np.ndarray) -> list[tuple[int, ...]]:
    one = np.unique(values).tolist()
    return [chosen for k in range(len(one) + 1) for chosen in itertools.combinations(one, k)]


@settings(deadline=None, max_examples=60)
@given(crossed())
def test_no_cells_less_classes_leave_a_few_buildings(made):
    """All choices of cells and classes of small towns are tried one by one, both ways round."""
    kind, cell, amount, kinds = made
    merged = classes_to_merge(kind, kinds, cell, amount[None], RULE)
    row = np.where(merged[kind], kinds, kind)
    published = [not too_few(amount[cell == c]) for c in np.unique(cell)]
    published += [not too_few(amount[row == k]) for k in np.unique(row)]
    if not all(published):
        return  # such rows are merged before
    for cells, classes in itertools.product(subsets(cell), subsets(row)):
        one, other = np.isin(cell, cells), np.isin(row, classes)
        for left, gone in ((one & ~other, other & ~one), (other & ~one, one & ~other)):
            if not (amount[gone] != 0.0).any():  # only amounts of one sign are left: their sum is known
                assert not too_few(amount[left]), (cells, classes)


def test_a_class_that_lies_in_one_cell_is_not_shown_when_the_rest_of_it_is_one_house():
    """Cell 0: three of culture and one home. Cell 0 less culture is that home; merged, no difference is left."""
    kind, cell = np.array([0] * 3 + [1] * 5), np.array([0] * 4 + [1] * 4)
    amount = np.array([5.0, 6.0, 7.0, 1234.0, 50.0, 60.0, 70.0, 80.0])
    assert classes_to_merge(kind, 2, cell, amount[None], RULE).all()
    apart = np.array([0] * 3 + [1] * 5), np.array([0] * 4 + [1] * 4)
    many = np.concatenate([apart[1][:4], [0, 0, 0, 1]])
    assert not classes_to_merge(apart[0], 2, many, np.full((1, 8), 5.0), RULE).any(), "of three more it is kept"


def test_more_classes_than_can_be_tried_are_merged_at_once():
    kind = np.repeat(np.arange(20), 4)
    merged = classes_to_merge(kind, 20, np.tile([0, 1], 40), np.ones((1, 80)), RULE)
    assert (~merged).sum() <= 11


@pytest.fixture(scope="module", params=[(60, 1), (400, 7), (900, 3)], ids=str)
def attacked(request):
    """A town, its public bundle, and what is truly told of each building."""
    n, seed = request.param
    town = Town(n, seed, curves=False, side_m=300.0)
    counted = count(town.buildings, {"": town.evidence}, renamed(town.scenarios), BundleParams())
    return town, town.bundle(economics=None), counted


def test_rows_of_cells_and_classes_tell_of_enough_in_each_column_and_between_columns(attacked):
    """Cells against totals, classes against totals, scenarios against each other: of every row and every difference."""
    _, bundle, counted = attacked
    amounts = list(counted.oere.values())
    told = [*amounts, amounts[1] - amounts[0]]
    names = np.array(cell_names(counted, counted.corner))
    for table, key, mine in (("cells", "cell_id", names), ("classes", "damage_class", counted.classes.astype(str))):
        rows = bundle.tables[table].frame[key].tolist()
        part = np.where(np.isin(mine, rows), mine, OTHER)
        merged = [row for row in np.unique(mine) if row not in rows]
        for row in rows:
            for one in told:
                assert not too_few(one[part == row]) or len(merged) == np.unique(mine).size
        frame = bundle.tables[table].frame.set_index(key)
        for name, whole in counted.oere.items():  # and nothing is lost
            sums = pd.Series(whole).groupby(part).sum()
            found = (frame[f"annual_{name}_dkk"] * 100.0).round().astype(int)
            assert found.to_dict() == sums.to_dict()


def test_classes_taken_from_cells_leave_enough(attacked):
    _, bundle, counted = attacked
    names = np.array(cell_names(counted, counted.corner))
    cells, classes = (bundle.tables[t].frame.iloc[:, 0].tolist() for t in ("cells", "classes"))
    cell = np.where(np.isin(names, cells), names, OTHER)
    kind = np.where(np.isin(counted.classes.astype(str), classes), counted.classes.astype(str), OTHER)
    if len(classes) == 1 or len(cells) == 1:
        return
    for whole in counted.oere.values():
        for chosen in subsets(kind)[1:-1]:
            held = np.isin(cell, np.unique(cell[np.isin(kind, chosen) & (whole != 0)]))
            assert not too_few(whole[held & ~np.isin(kind, chosen)]), chosen


def test_groups_tell_no_annual_damage_that_cells_could_be_taken_from(attacked):
    columns = [column.name for column in attacked[1].tables["step_groups"].columns]
    assert columns == ["group_id", "buildings", "amount_dkk", "from_all_mm", "to_all_mm"]


def test_head_and_tail_of_one_house_are_not_told():
    """Of forty houses within the table and one far above it: the tail would be that house's damage to the øre."""
    town = Town(41, curves=False)
    onset = np.full_like(town.evidence.onset_mm, np.inf)
    onset[0] = np.linspace(17.0, 40.0, 41)
    onset[0, 7] = 80.0  # the table ends at 45 mm
    town.evidence = replace(town.evidence, onset_mm=onset)
    town.scenarios = [replace(one, annual=town.annual(one.rate)) for one in town.scenarios]
    totals = {
        h: town.bundle(houses=h, economics=None).tables["totals"].frame.set_index("scenario") for h in (False, True)
    }
    assert totals[True].loc["today", "tail_dkk"] > 0.0
    assert np.isnan(totals[False].loc["today", "tail_dkk"])
    assert np.isnan(totals[False].loc["today", ["head_percent", "tail_percent"]].astype(float)).all()
    onset[0, 7:11] = [80.0, 81.0, 82.0, 83.0]
    town.scenarios = [replace(one, annual=town.annual(one.rate)) for one in town.scenarios]
    assert town.bundle(economics=None).tables["totals"].frame.set_index("scenario").loc["today", "tail_dkk"] > 0.0


def test_damage_of_single_rains_is_not_told_where_one_more_house_is_hit():
    """Depths against each other: five houses up to 10 mm, one more up to 20 mm."""
    onset, amount = np.array([[1.0, 2.0, 3.0, 4.0, 5.0, 15.0]]), np.array([[9.0, 8.0, 7.0, 6.0, 5.0, 1e6]])
    assert tells_too_much(np.array([10.0, 20.0]), onset, amount, RULE)
    assert not tells_too_much(np.array([10.0, 20.0]), onset[:, :5], amount[:, :5], RULE)


def test_damage_of_single_rains_and_groups_differ_by_whole_groups():
    """Sums up to a rain less sums of groups: with the rains as breaks each group lies below or above each of them."""
    town = Town(400, 7, curves=False)
    rains = np.array([12.0, 20.0, 33.0, 45.0])
    bundle = town.bundle(economics=None, breaks_mm=rains)
    groups = bundle.tables["step_groups"].frame
    for mm in rains:
        below = groups["to_all_mm"] <= np.ceil(mm * 10.0) / 10.0
        onset, amount = town.evidence.onset_mm, np.nan_to_num(town.evidence.amount_dkk)
        assert groups.loc[below, "amount_dkk"].sum() == pytest.approx(amount[onset <= mm].sum(), abs=0.01 * len(groups))


def test_one_house_that_is_nearly_all_the_damage_leaves_one_row_and_a_warning():
    town = Town(60, curves=False)
    town.evidence.amount_dkk[0, 5] = 1e12
    town.evidence.onset_mm[0, 5] = 10.0
    town.scenarios = [replace(one, annual=town.annual(one.rate)) for one in town.scenarios]
    bundle = town.bundle(economics=None)
    assert bundle.tables["cells"].frame["cell_id"].tolist() == [OTHER]
    assert bundle.tables["classes"].frame["damage_class"].tolist() == [OTHER]
    assert bundle.tables["notes"].frame["text_da"].str.startswith("En eller to bygninger").any()
    assert bundle.tables["totals"].frame["head_dkk"].isna().all()
    groups = bundle.tables["step_groups"].frame
    assert len(groups) > 10, "where no place is told, groups may be dominated as the total is"
    assert (groups["buildings"] >= 3).all()


@pytest.mark.parametrize("giant", [6e7, 1e12], ids=["of the levels", "of the town"])
def test_one_house_that_is_nearly_all_between_two_levels_is_told_without_place_and_class(giant):
    """The same rule for the total of a town and for what lies between two levels: told, but nothing says where."""
    bundle = levels(400, giant=giant)
    assert bundle.tables["cells"].frame["cell_id"].tolist() == [OTHER]
    assert bundle.tables["classes"].frame["damage_class"].tolist() == [OTHER]
    assert bundle.tables["notes"].frame["text_en"].str.startswith("One or two buildings make up nearly all").any()
    assert (bundle.tables["step_groups"].frame["buildings"] >= 3).all()
    usual = levels(400)
    assert len(usual.tables["cells"].frame) > 1
    assert not usual.tables["notes"].frame["text_en"].str.startswith("One or two buildings make up nearly all").any()


def test_breaks_that_one_house_dominates_are_told_apart_from_those_of_too_few():
    """Four houses up to 10 mm of which one is nearly all, one house above: only the latter is of too few."""
    onset, amount = np.array([[1.0, 2.0, 3.0, 4.0, 15.0]]), np.array([[1e6, 8.0, 7.0, 6.0, 5.0]])
    assert tells_apart(onset, amount, [10.0], RULE).tolist() == [10.0, np.inf]
    assert tells_apart(onset, amount, [10.0], RULE, dominated=False).tolist() == [np.inf]


def test_the_share_is_told_with_its_source_and_as_not_verified(attacked):
    row = attacked[1].tables["defaults"].frame.set_index("name").loc["most_share"]
    assert (row["number"], bool(row["verified"])) == (0.85, False)
    assert "Handbook on Statistical Disclosure Control" in row["source_en"]


def test_fewer_houses_than_the_rule_has_no_public_bundle():
    with pytest.raises(ParamError):
        Town(2, curves=False).bundle(economics=None)
    whole = tally(np.zeros(3, np.int64), 1, np.array([[1.0, 1.0, 0.0]]))
    assert RULE.few(whole).tolist() == [True]
