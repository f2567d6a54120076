"""Effective mesh size and indicator 2 of the Singapore Index, by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gistools import corridors as co
from gistools.errors import LayerError, ParamError


def layer(*shapes, crs="EPSG:25832"):
    return gpd.GeoDataFrame(geometry=list(shapes), crs=crs)


def test_mesh_size_by_hand():
    """n equal parts of a landscape: m_eff = A / n, division 1 - 1/n, splitting n."""
    mesh = co.mesh_size([25.0] * 4, total_m2=100.0)
    assert (mesh.mesh_m2, mesh.coherence, mesh.division, mesh.splitting) == (25.0, 0.25, 0.75, 4.0)
    assert co.mesh_size([], total_m2=100.0).mesh_m2 == 0.0
    assert co.mesh_size([], total_m2=100.0).splitting == np.inf


def test_the_border_splits_nothing_across_it():
    """Halves of one patch of 100 in two towns of 50: plain 50 each, cross-boundary 100."""
    assert co.mesh_size([50.0], total_m2=50.0).mesh_m2 == 50.0
    assert co.mesh_size_cross_boundary([50.0], [100.0], total_m2=50.0).mesh_m2 == 100.0
    inside = [3.0, 4.0]
    plain, across = (co.mesh_size(inside, total_m2=9.0), co.mesh_size_cross_boundary(inside, inside, total_m2=9.0))
    assert plain == across


def test_areas_that_cannot_be():
    for parts, total in (([-1.0], 5.0), ([np.nan], 5.0), ([1.0], 0.0), ([3.0, 3.0], 5.0)):
        with pytest.raises(ParamError):
            co.mesh_size(parts, total_m2=total)
    with pytest.raises(ParamError, match="larger inside"):
        co.mesh_size_cross_boundary([3.0], [2.0], total_m2=5.0)


def squares(gap, side=100.0):
    return layer(shapely.box(0, 0, side, side), shapely.box(side + gap, 0, 2 * side + gap, side))


@pytest.mark.parametrize(("gap", "groups"), [(1.0, 1), (99.9, 1), (100.0, 2), (100.1, 2)])
def test_a_gap_below_100_m_joins(gap, groups):
    """Two squares of 1 ha: (2²) / 2 = 2 ha as one group, (1 + 1) / 2 = 1 ha as two."""
    found = co.singapore_index_2(squares(gap))
    assert len(found.groups) == groups
    assert found.indicator_ha == pytest.approx(3.0 - groups)
    assert found.total_ha == pytest.approx(2.0)
    assert found.share == pytest.approx(1.0 / groups)


def test_a_barrier_parts_and_its_end_is_gone_round():
    """A road between the squares that is longer than the areas grown by 50 m parts them; one of 20 m is gone round."""
    across = layer(shapely.LineString([(120, -200), (120, 300)]))
    short = layer(shapely.LineString([(120, 40), (120, 60)]))
    assert len(co.singapore_index_2(squares(40.0), [across]).groups) == 2
    assert len(co.singapore_index_2(squares(40.0), [short]).groups) == 1
    assert len(co.singapore_index_2(squares(40.0), [short, across]).groups) == 2


def test_a_barrier_through_an_area_parts_it_and_a_wide_one_takes_its_area():
    """A square of 4 ha cut in the middle: (4 + 4) / 4 = 2 ha; a road of 20 m takes 0.4 ha: 3.6 ha, 1.8 ha each."""
    square = layer(shapely.box(0, 0, 200, 200))
    line = co.singapore_index_2(square, [layer(shapely.LineString([(100, -99), (100, 299)]))])
    assert line.indicator_ha == pytest.approx(2.0, rel=1e-3)
    road = co.singapore_index_2(square, [layer(shapely.box(90, -99, 110, 299))])
    assert (road.total_ha, road.indicator_ha) == (pytest.approx(3.6), pytest.approx(1.8))


def test_overlaps_count_once_and_points_are_told_as_unverified():
    twice = layer(shapely.box(0, 0, 3000, 1000), shapely.box(0, 0, 3000, 1000))
    found = co.singapore_index_2(twice)
    assert (found.total_ha, found.indicator_ha, found.points) == (pytest.approx(300), pytest.approx(300), 1.0)
    assert not found.points_verified
    assert "is not verified" in found.notes[0].en
    none = co.singapore_index_2(layer())
    assert (none.indicator_ha, none.total_ha, len(none.groups)) == (0.0, 0.0, 0)


def test_layers_that_cannot_be_used():
    with pytest.raises(LayerError, match="metres"):
        co.singapore_index_2(layer(shapely.box(9, 55, 10, 56), crs="EPSG:4326"))
    with pytest.raises(LayerError, match="Point"):
        co.singapore_index_2(layer(shapely.Point(0, 0)))
    with pytest.raises(LayerError, match="another coordinate system"):
        co.singapore_index_2(squares(5.0), [layer(shapely.Point(0, 0), crs="EPSG:25833")])
