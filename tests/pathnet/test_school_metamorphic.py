"""Ways to school through the tool: splitting, turning and reordering the lines that were drawn changes no figure."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from tests.pathnet.redrawn import permuted, split, turned
from tests.pathnet.test_school_tools import PLACES, TOWN, run

FIGURES = ["limit_m", "way_m", "flagged_m", "open_m", "judged_m", "safest_m", "safest_flagged_m"]
KEY = ["pupil_home", "grades"]


@pytest.fixture(scope="module")
def town():
    made = {name: gpd.read_file(TOWN, layer=name) for name in ("paths", "roads", "addresses")}
    made |= {name: gpd.read_file(PLACES, layer=name) for name in ("schools", "judged_roads", "accidents")}
    return made, run("school-routes", made, mends=0)


@pytest.mark.parametrize("change", [split, turned, permuted])
def test_no_figure_changes_when_lines_are_drawn_otherwise(town, change):
    given, before = town
    rng = np.random.default_rng(5)
    after = run("school-routes", given | {name: change(given[name], rng) for name in ("paths", "roads")}, mends=0)
    one, other = (made["school_ways"].sort_values(KEY).reset_index(drop=True) for made in (before, after))
    words = [*KEY, "school_name", "longer_than_limit", "clear_way", "judged_way", "transport"]
    pd.testing.assert_frame_equal(pd.DataFrame(one[words]), pd.DataFrame(other[words]))
    for name in one.columns.intersection([*FIGURES, *(f"school_{n}" for n in FIGURES), "safest_way_m"]):
        np.testing.assert_allclose(other[name], one[name], atol=1e-6, err_msg=name)
    pd.testing.assert_frame_equal(before["schools_table"], after["schools_table"])
