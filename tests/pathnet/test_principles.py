"""Principles for new links: shipped ones that say which were read, and the user's own in their place."""

from __future__ import annotations

import pandas as pd
import pytest

from gistools.errors import TableError
from gistools.pathnet import load_principles
from gistools.tables import load_table


def test_shipped_principles_are_numbered_without_gaps_and_own_choices_say_so():
    rules = load_principles()
    assert [one.number for one in rules.rows] == list(range(1, len(rules.rows) + 1))
    for one in rules.rows:
        assert not (one.verified and "eget valg" in one.source.da), one
        assert one.source.da, one
        assert one.text.da
        assert one.text.en
    said = " ".join(text.da for text in rules.unverified([3]))
    assert "ikke verificeret" in said
    assert rules.unverified([4]) == ()


def test_own_principles_are_all_there_are():
    own = pd.DataFrame({"nr": [1, 2], "prøve": ["path_network", "none"], "navn": ["Til stien", "Kønt"],
                        "grænse": ["300", None], "enhed": ["m", None], "kilde": ["Byrådet", "Byrådet"],
                        "verificeret": ["ja", "ja"]})  # fmt: skip
    rules = load_principles(own)
    assert rules.of("path_network").limit == 300.0
    assert rules.of("path_network").cited().da == "princip 1: til stien, højst 300 m"
    assert rules.of("school") is None
    assert rules.of("none").cited().en == "principle 2: kønt"


def test_all_faults_are_told_at_once():
    own = pd.DataFrame({"nr": ["1", "2,5", "3"], "prøve": ["school", "school", "width"], "navn": ["a", "b", "c"],
                        "grænse": ["300", "5", None]})  # fmt: skip
    with pytest.raises(TableError) as caught:
        load_principles(own)
    said = " ".join(fault.da for fault in caught.value.faults)
    assert "2,5 er ikke et helt tal" in said
    assert "school står to gange" in said
    assert "width mangler sin grænse" in said


def test_the_way_to_school_is_that_of_the_table_of_distances():
    act = load_table("school_distance").frame.iloc[0]
    rule = load_principles().of("school")
    assert (rule.limit, rule.verified) == (act["limit_km"] * 1000.0, act["verified"])
    assert (rule.source.da, rule.source.en) == (act["source_da"], act["source_en"])
