"""Prices of paths: starting values that say what they are, and the user's own in their place."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from gistools.errors import ParamError, TableError
from gistools.pathnet import load_path_prices


def test_no_starting_value_passes_for_verified():
    prices = load_path_prices()
    assert not any(one.verified for one in prices.by_kind.values())
    said = " ".join(note.da for note in prices.notes(["path", "bridge"]))
    assert "sti; stibro er ikke verificeret" in said
    assert "prisår 2025" in said
    assert "startværdier" in said
    assert prices.notes([]) == ()


def test_a_short_bridge_has_ramps_and_no_metre_of_it_costs_nothing():
    prices = load_path_prices()
    bridge = prices.by_kind["bridge"]
    assert prices.cost("bridge", 2.0) == bridge.least * bridge.dkk
    assert prices.cost("bridge", 100.0) == 100.0 * bridge.dkk
    assert prices.cost("bridge", 0.0) == 0.0
    with pytest.raises(ParamError, match="brigde"):
        prices.cost("brigde", 1.0)


def test_own_prices_take_the_place_of_the_shipped_ones_row_by_row():
    own = pd.DataFrame(
        {"slags": ["path", "tunnel"], "enhed": ["m", "m"], "pris_kr": ["1200,5", None], "prisår": [2023, 2023],
         "kilde": ["egne udbud", "mangler"], "verificeret": ["ja", "nej"], "maerke": ["OPDIGTET EKSEMPEL", ""]}
    )  # fmt: skip
    prices = load_path_prices(own)
    assert prices.cost("path", 10.0) == 12_005.0
    assert prices.by_kind["path"].verified
    assert math.isnan(prices.cost("tunnel", 5.0)), "unknown is not 0, nor the shipped value"
    assert prices.cost("crossing") == load_path_prices().cost("crossing")
    assert [stamp.en for stamp in prices.stamps] == ["INVENTED EXAMPLE"]
    assert "startværdier" not in " ".join(note.da for note in prices.notes(["path"]))


def test_faults_of_own_prices_are_named():
    with pytest.raises(TableError) as caught:
        load_path_prices(pd.DataFrame({"kind": ["crossing", "path"], "unit": "m", "price_dkk": 5, "price_year": 2024}))
    assert [fault.en for fault in caught.value.faults] == ["crossing: price per m, not per item"]
    with pytest.raises(TableError, match="prisår"):
        load_path_prices(pd.DataFrame({"kind": ["path"], "unit": ["m"], "price_dkk": [5.0]}))
