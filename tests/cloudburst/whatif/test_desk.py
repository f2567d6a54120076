"""The desk: each edit gives what all steps give for the measures of now, and what fails leaves the edit before."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from scipy.ndimage import gaussian_filter

import gistools as gt
from gistools.cloudburst.whatif.desk import Desk
from gistools.errors import GridError, LayerError, ParamError
from tests.cloudburst.test_links import points
from tests.cloudburst.whatif.plan import layer_of, planned, solved, terrain_of


def hills(seed=0):
    rng = np.random.default_rng(seed)
    return terrain_of(np.round(gaussian_filter(rng.random((120, 150)), 3) * 200.0, 2))


def desk_of(terrain, **more):
    return Desk(terrain, gt.route_flow(terrain), gt.runoff_classes(terrain, gt.LossParams()), **more)


def require_same(edited, wanted):
    after = edited.comparison.after
    assert after.rain.values.tobytes() == wanted.rain.values.tobytes()
    assert np.array_equal(after.curves.water, wanted.curves.water)
    assert after.bluespots.forest_table().equals(wanted.bluespots.forest_table())


DIKE = {
    "type": "dige",
    "hoejde_m": 1.5,
    "kronebredde_m": 1.0,
    "anlaeg": 1.0,
    "shape": shapely.LineString([(20, 20), (60, 24)]),
}
POND = {"type": "bassin", "dybde_m": 1.0, "shape": shapely.box(80, 60, 92, 70)}
PIPE = {"type": "rørunderføring", "kapacitet_m3": 5.0, "shape": shapely.LineString([(30, 80), (50, 90)])}


def test_edits_one_after_another_are_what_the_steps_give():
    """Draw, add, move, take away, put a culvert in and take it out, and clear all."""
    terrain = hills()
    desk = desk_of(terrain)
    moved = {**POND, "shape": shapely.box(40, 30, 52, 40)}
    for rows in ([DIKE], [DIKE, POND], [DIKE, moved], [moved], [moved, PIPE], [moved], [PIPE, DIKE]):
        plan = planned(terrain, *rows)
        require_same(desk.edit(layer_of(*rows)), solved(plan.terrain, plan.runoff, plan.links()))
    require_same(desk.edit(), solved(terrain, gt.runoff_classes(terrain, gt.LossParams())))
    assert desk.edit(layer_of(DIKE).iloc[:0]).plan is None, "a layer of no measures is none"


def test_beds_and_basins_of_before_are_the_same_too():
    terrain = hills(1)
    before = points((55.5, 66.5), m3=[3.0])
    before["id"] = ["b1"]
    bed = {
        "type": "nedsivningsbed",
        "dybde_m": 0.3,
        "rum_mm": 40.0,
        "nedsivning_mm": 20.0,
        "shape": shapely.box(9, 9, 30, 20),
    }
    gone = {"type": "fjernet bassin", "fjern_id": "b1", "shape": shapely.Point(55.5, 66.5)}
    desk = desk_of(terrain, basins=before)
    for rows in ([bed], [bed, gone], [gone]):
        plan = planned(terrain, *rows, basins=before)
        require_same(desk.edit(layer_of(*rows)), solved(plan.terrain, plan.runoff, plan.links()))


def test_brief_counts_what_the_comparison_counts():
    desk = desk_of(hills(2))
    edited = desk.edit(layer_of(DIKE, POND))
    full = edited.comparison.table([5.0, 20.0, 80.0])
    brief = edited.brief([5.0, 20.0, 80.0])
    for column in ("rain_mm", "worse_m2", "better_m2"):
        np.testing.assert_allclose(brief[column], full[column])
    assert brief["worse_m2"].max() > 0


def test_what_cannot_be_done_leaves_the_edit_before():
    desk = desk_of(hills(3))
    made = desk.edit(layer_of(DIKE)).comparison.after
    with pytest.raises(LayerError):
        desk.edit(layer_of({**POND, "type": "rutsjebane"}))
    assert desk.now is made


def test_a_place_tells_before_and_after():
    """Ground in the middle of a pond one metre deep: lower than before, and wet from less rain."""
    desk = desk_of(hills(4))
    desk.edit(layer_of(POND))
    told = desk.at(86.0, 65.0, 30.0)
    assert told["z_m_after"] < told["z_m_before"]
    assert told["rain_mm_after"] is not None
    assert told["rain_mm_before"] is None or told["rain_mm_after"] <= told["rain_mm_before"]
    assert isinstance(told["wet_after"], bool)
    with pytest.raises(GridError):
        desk.at(-5.0, 10.0)
    sea = desk_of(terrain_of(np.where(np.eye(9) > 0, np.nan, 3.0), params=gt.TerrainParams(nodata="hole")))
    with pytest.raises(ParamError):
        sea.at(0.5, 8.5)
