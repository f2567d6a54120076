"""Who is met at the rains of the table, read in the one pass that finds onsets; and what a public picture shows."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from gistools.floodcost import publishing, run_tools
from gistools.floodcost.cost_params import FloodCostParams
from gistools.floodcost.exposure import expose
from gistools.floodcost.people import people_exposed
from gistools.graph import Graph
from gistools.progress import NoProgress
from gistools.tool import run_steps
from tests.floodcost.test_plan_run import RAIN, town

MET = ["buildings", "wet", "dry", "unknown"]


@pytest.mark.parametrize("rule", ["ring", "touched-mean", "facade"])
def test_who_is_met_is_read_in_the_pass_that_finds_onsets(monkeypatch, rule):
    """A pass of its own at the rains of the table gives the same counts; there is one pass alone in the tool."""
    passes = []

    def once(result, classified, asked, params, **more):
        passes.append((result, classified, params))
        return expose(result, classified, asked, params, **more)

    monkeypatch.setattr(run_tools, "expose", once)
    dem, houses = town()
    params = FloodCostParams(series="partial-duration", duration_min=60, draws=20, exposure_rule=rule)
    made = run_tools.flood_cost_tool(
        elevation=dem, adjustment_lines=None, horseshoes=None, buildings=houses, rain=None, land_cover=None,
        losses=None, basins=None, roads=None, rain_statistics=RAIN, climate_factors=None, damage_table=None,
        price_index=None, params=params, steps=run_steps, wanted=frozenset({"people_met", "cost_bands"}),
        progress=NoProgress(),
    )["people_met"]  # fmt: skip
    [(result, classified, used)] = passes
    rains = RAIN.iloc[0, 1:].to_numpy(np.float64)
    water = expose(result, classified, np.zeros(0), used, rains_mm=rains)
    threshold = np.where(classified["basement"] == "yes", 0.10, 0.20)
    expected = people_exposed(classified, water.depth_m, threshold)
    pd.testing.assert_frame_equal(made[MET], expected[MET])
    assert made["rain_mm"].unique().tolist() == rains.tolist()
    whole = made[made["damage_class"] == "all"]["wet"].tolist()
    assert whole == sorted(whole)
    assert whole[-1] > 0 or rule == "touched-mean"  # roofs are dry, and all that touched cells are here


@pytest.mark.parametrize("with_houses", [False, True])
def test_a_public_bundle_draws_no_step_of_a_single_house(monkeypatch, with_houses):
    """Between the rains of the table a public picture is straight; one with houses has every step."""
    monkeypatch.setattr(publishing, "make_bundle", lambda *_, **__: None)
    monkeypatch.setattr(publishing, "tells_too_much", lambda *_: False)
    dem, houses = town()
    params = FloodCostParams(series="partial-duration", duration_min=60, with_houses=with_houses)
    make = run_tools.flood_cost_tool(
        elevation=dem, adjustment_lines=None, horseshoes=None, buildings=houses, rain=None, land_cover=None,
        losses=None, basins=None, roads=None, rain_statistics=RAIN, climate_factors=None, damage_table=None,
        price_index=None, params=params, steps=run_steps, wanted=frozenset({"publication_bundle"}),
        progress=NoProgress(),
    )["publication_bundle"]  # fmt: skip
    drawn = []
    make(SimpleNamespace(created="", inputs={}, stamps=()), lambda what, _: drawn.append(what) or b"")
    [graph] = [what for what in drawn if isinstance(what, Graph)]
    line = graph.lines[0]
    assert (line.x.size > RAIN.columns.size - 1) is with_houses
    assert line.marked[:, 0].tolist() == [2.0, 10.0, 50.0, 100.0]
