"""Counts of what stands in water: known, dry and unknown always add up to all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.errors import LayerError, ParamError
from gistools.floodcost.people import exposed_counts, people_exposed
from tests.floodcost.town import DRY, building, classified, layer_of


def test_people_by_hand():
    buildings = classified(building("120"), building("140"), building("431"), building("120"))
    depth = np.array([[0.3, 0.1, 0.3, np.nan], [DRY, DRY, 0.25, DRY]])
    persons = np.array([3.0, 20.0, np.nan, 2.0])
    made = people_exposed(buildings, depth, 0.2, numbers={"persons": persons}, by="use_code")
    first = made[made["case"] == 0].set_index("kind")
    assert first.loc["all", ["buildings", "wet", "dry", "unknown"]].tolist() == [4, 2, 1, 1]
    assert first.loc["120", ["buildings", "wet", "dry", "unknown"]].tolist() == [2, 1, 0, 1]
    assert first.loc["all", ["persons_wet", "persons_unknown_depth", "persons_unknown_places"]].tolist() == [3, 2, 1]
    second = made[made["case"] == 1].set_index("kind")
    assert second.loc["431", "wet"] == 1, "the hospital"
    assert second.loc["all", ["wet", "persons_wet", "persons_unknown_places"]].tolist() == [1, 0, 1]


def test_each_place_may_have_its_own_threshold():
    made = exposed_counts(["a", "a", "b"], np.array([0.1, 0.1, 0.1]), np.array([0.05, 0.2, 0.1]))
    assert made.set_index("kind")["wet"].to_dict() == {"a": 1, "b": 1, "all": 2}


def test_a_kind_that_is_itself_called_all_and_no_places():
    made = exposed_counts(["all", "b"], np.array([0.3, 0.1]), 0.2)
    assert made[["kind", "places", "wet"]].values.tolist() == [["all", 1, 1], ["b", 1, 0], ["all", 2, 1]]
    none = exposed_counts([], np.empty(0), 0.2)
    assert none[["kind", "places", "wet"]].values.tolist() == [["all", 0, 0]]


def test_faults_are_told_at_once():
    with pytest.raises(ParamError) as caught:
        exposed_counts(["a"], np.zeros((2, 3)), np.array([np.nan]), numbers={"persons": np.array([-1.0])})
    said = caught.value.found.da
    assert "dybder (2, 3) til 1 steder" in said
    assert "tærskler" in said
    assert "persons: ikke 1 tal på mindst 0" in said
    with pytest.raises(LayerError, match="classify"):
        people_exposed(layer_of({}), np.zeros(1), 0.2)


@settings(max_examples=40, deadline=None)
@given(
    places=st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.one_of(st.just(DRY), st.floats(-1, 1), st.just(np.nan)),
            st.one_of(st.integers(0, 9), st.just(np.nan)),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_parts_add_up_to_all(places):
    kinds, depth, number = (list(x) for x in zip(*places, strict=True))
    made = exposed_counts(kinds, np.array(depth), 0.2, numbers={"x": np.array(number, np.float64)})
    assert (made["wet"] + made["dry"] + made["unknown"] == made["places"]).all()
    whole = made[made["kind"] == "all"].drop(columns=["case", "kind"]).iloc[0]
    parts = made[made["kind"] != "all"].drop(columns=["case", "kind"]).sum()
    assert (whole == parts).all()
    assert whole["wet"] == sum(d >= 0.2 for d in depth)
    assert whole["x_wet"] == sum(n for d, n in zip(depth, number, strict=True) if d >= 0.2 and n == n)  # noqa: PLR0124
