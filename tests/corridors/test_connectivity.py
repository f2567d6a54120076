"""What a distance costs, the municipality's figures, and the worth of patches and links."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from gistools.corridors import delta_pc, ec, habitat_area
from gistools.corridors.connectivity import corridor_connectivity, cost_limit, within
from gistools.corridors.connectivity_graph import importance_graph
from gistools.corridors.connectivity_params import ConnectivityParams, DispersalScale
from gistools.corridors.home import home_area
from gistools.corridors.scale import dispersal_alpha, dispersal_cost
from gistools.corridors.surfaces import load_surface_classes
from gistools.corridors.survey_indicators import nature_indicators
from gistools.errors import LayerError, ParamError
from gistools.styles.columns_corridors import SURFACES
from tests.corridors.made_corridors import row_of_patches, species

HALF = math.log(2.0)


def test_a_distance_costs_what_links_of_its_length_do():
    """Costs 10 a metre at any length: a slope of 1, so that 100 m cost 1000; half of the frogs go as far."""
    made = row_of_patches([1.0] * 7, [1.0] * 6)
    made.links["link_m"] = [10.0, 20.0, 40.0, 80.0, 160.0, 320.0]
    made.links["link_cost"] = 10.0 * made.links["link_m"]
    alpha, told = dispersal_alpha(species(), made)
    assert alpha == pytest.approx(HALF / 1000.0)
    assert "100 i eget levested" in told.da
    assert "dispersal_cost = 1000" in told.en
    again, _ = dispersal_alpha(species(), made, DispersalScale.GIVEN, dispersal_cost=1000.0)
    assert again == alpha  # to the bit: EC of two years may be compared
    assert dispersal_cost(species(), alpha) == pytest.approx(1000.0)


def test_metres_of_own_habitat_reach_shorter_and_both_are_told():
    made = row_of_patches([1.0, 1.0], [500.0], length=50.0)
    alpha, told = dispersal_alpha(species(), made, DispersalScale.LOWEST)
    assert alpha == pytest.approx(HALF / 100.0)
    assert "1.000 efter forbindelserne her" in told.da  # 500 / 50 for a metre


@pytest.mark.parametrize("costs", [[700.0, 600.0, 500.0, 400.0, 300.0, 200.0], [10.0, 2000.0]])
def test_few_links_or_a_falling_line_give_the_median_cost_of_a_metre(costs):
    made = row_of_patches([1.0] * (len(costs) + 1), costs)
    made.links["link_m"] = 10.0 * (1.0 + np.arange(len(costs)))
    expected = 100.0 * float(np.median(made.links["link_cost"] / made.links["link_m"]))
    alpha, _ = dispersal_alpha(species(), made)
    assert dispersal_cost(species(), alpha) == pytest.approx(expected, rel=1e-3)


def test_without_a_link_the_distance_is_its_own_cost():
    alpha, _ = dispersal_alpha(species(), row_of_patches([1.0, 1.0], [None]))
    assert dispersal_cost(species(), alpha) == pytest.approx(100.0)


def test_links_that_a_limit_has_cut_are_not_fitted():
    made = within(row_of_patches([1.0, 1.0], [500.0]), 600.0)
    with pytest.raises(ParamError, match="dispersal_cost"):
        dispersal_alpha(species(), made)
    with pytest.raises(ParamError):
        dispersal_alpha(species(), made, DispersalScale.GIVEN)
    dispersal_alpha(species(), made, DispersalScale.LOWEST)


def test_a_given_cost_goes_with_its_scale():
    assert ConnectivityParams(dispersal_cost=5.0).conflicts(frozenset())
    assert ConnectivityParams(dispersal_scale="given").conflicts(frozenset())
    assert not ConnectivityParams(dispersal_scale="given", dispersal_cost=5.0).conflicts(frozenset())
    assert not ConnectivityParams().conflicts(frozenset())


def test_neighbours_connect_and_do_not_count():
    """Areas 2 (home), 5 (neighbour), 3 (home) in a row, p = 1/2 for each step.

    Municipal: 4 + 9 + 2 x 2 x 3 / 4 = 16, EC 4 of 5 m² at home (not 10 m²). Across the border: 2 (2 + 5/2 + 3/4)
    + 3 (2/4 + 5/2 + 3) = 10.5 + 18 = 28.5. Without the neighbour the pair is parted: dPC = 100 x 3 / 16, all connector.
    """
    made = row_of_patches([2.0, 5.0, 3.0], [1.0, 1.0], home=[True, False, True])
    found = corridor_connectivity(made, species(), HALF, least_probability=0.1)
    assert found.ec.ec_m2 == pytest.approx(4.0)
    assert found.ec.area_m2 == 5.0
    assert found.ec_cross_m2**2 == pytest.approx(28.5)
    neighbour = found.patches.iloc[1]
    assert neighbour["dpc_percent"] == pytest.approx(100.0 * 3.0 / 16.0)
    assert neighbour["connector_percent"] == pytest.approx(neighbour["dpc_percent"])
    assert neighbour["intra_percent"] == neighbour["flux_percent"] == 0.0
    assert any("trædesten" in note.da for note in found.notes)
    row = found.row()
    assert (row["patch_count"], row["home_patches"], row["edge_patches"]) == (3, 2, 0)


def test_all_at_home_is_the_plain_figure():
    made = row_of_patches([2.0, 5.0, 3.0, 1.0], [1.0, 2.0, None], quality=[1.0, 0.5, 1.0, 1.0])
    found = corridor_connectivity(made, species(), HALF, least_probability=0.1)
    area = habitat_area(made.graph, quality=True)
    assert area.tolist() == [2.0, 2.5, 3.0, 1.0]
    assert found.ec.ec_m2 == pytest.approx(ec(area, made.graph, HALF).ec_m2)
    assert found.ec_cross_m2 == pytest.approx(found.ec.ec_m2)
    assert found.patches["dpc_percent"].tolist() == pytest.approx(delta_pc(area, made.graph, HALF)["dpc_percent"])
    parts = found.patches[["intra_percent", "flux_percent", "connector_percent"]].sum(axis=1)
    assert parts.tolist() == pytest.approx(found.patches["dpc_percent"].tolist())
    assert found.patches["component_id"].tolist() == [1, 1, 1, 2]
    assert found.notes == ()


def test_links_beyond_the_least_probability_are_left_out():
    """p = 1/2 a unit: at 0.1 a link may cost 3.32; that of 4 goes, its patch is a part of its own."""
    made = row_of_patches([1.0, 1.0, 1.0], [1.0, 4.0])
    found = corridor_connectivity(made, species(), HALF, least_probability=0.1)
    assert cost_limit(HALF, 0.1) == pytest.approx(3.3219, abs=1e-4)
    assert found.links["link_id"].tolist() == [1]
    assert found.patches["component_id"].tolist() == [1, 1, 2]
    assert len(made.links) == 2  # what was given is as it was
    assert made.graph.number_of_edges() == 2
    assert found.links["link_probability"].tolist() == pytest.approx([0.5])
    assert found.links["dpc_percent"].tolist() == pytest.approx([100.0 * 1.0 / 4.0])  # 3 + 2/2; without it 3


def test_mesh_size_counts_parts_across_the_border():
    """Parts of 2 (home) + 5 and 3 (home): (2 x 7 + 3 x 3) / 100 = 0.23."""
    made = row_of_patches([2.0, 5.0, 3.0], [1.0, None], home=[True, False, True])
    found = corridor_connectivity(made, species(), HALF, least_probability=0.1, landscape_m2=100.0)
    assert found.mesh_m2 == pytest.approx(0.23)


def test_patches_at_the_edge_are_told():
    made = row_of_patches([1.0, 3.0], [1.0], at_edge=[False, True])
    found = corridor_connectivity(made, species(), HALF, least_probability=0.1)
    assert found.row()["edge_patches"] == 1
    assert any("75 %" in note.da and "kant" in note.da for note in found.notes)


def test_no_patch_at_home_is_named():
    made = row_of_patches([1.0, 1.0], [1.0], home=[False, False])
    assert home_area(made).sum() == 0.0
    with pytest.raises(LayerError, match="kommunen"):
        corridor_connectivity(made, species(), HALF)


def test_the_row_is_what_two_years_are_compared_by():
    before = row_of_patches([2.0, 2.0], [1.0])
    after = row_of_patches([2.0, 2.0], [0.5])
    tables = [
        pd.DataFrame([corridor_connectivity(made, species(), HALF, least_probability=0.1).row()])
        for made in (before, after)
    ]
    rows = nature_indicators((2020, 2026), connectivity=(tables[0], tables[1]))
    change = rows[rows["indicator"] == "ec"]["change_value"].iloc[-1]
    expected = math.sqrt(8.0 + 8.0 * 2.0**-0.5) - math.sqrt(8.0 + 8.0 * 0.5)
    assert change == pytest.approx(expected / 10_000.0)


def test_the_words_for_surfaces_are_those_of_the_table():
    classes = load_surface_classes()
    assert dict(SURFACES) == dict(classes.labels)


@pytest.mark.parametrize("count", [3, 20, 45])
def test_the_graph_names_patches_while_there_is_room(count):
    """Three are named by their number, the most important first; forty at most are drawn."""
    made = row_of_patches([float(k + 1) for k in range(count)], [1.0] * (count - 1))
    found = corridor_connectivity(made, species(), HALF, least_probability=0.1)
    graph = importance_graph(found)
    total, *parts = graph.lines
    assert total.x.tolist() == [float(k + 1) for k in range(min(count, 40))]
    assert (np.diff(total.y) <= 0.0).all()
    np.testing.assert_allclose(sum(part.y for part in parts), total.y)
    named = [text.da for _, text in graph.x.ticks]
    assert named == ([str(n) for n in found.patches.sort_values("patch_rank")["patch_id"]] if count == 3 else [])
