"""Options on the map: the network of any choice against the whole map recomputed with it."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gistools.corridors.options import read_options
from gistools.corridors.options_laid import laid_ec, option_network, option_sites
from gistools.errors import CrsError, LayerError
from gistools.grid import Grid
from tests.corridors.options_made import CRS, apart, cell_box, frog, landscape

ALPHA = 0.004


def subsets(count):
    return [frozenset(s) for n in range(count + 1) for s in itertools.combinations(range(count), n)]


@pytest.mark.parametrize("seed", range(10))
def test_habitat_apart_gives_the_ec_of_the_map_for_every_choice(seed):
    """Ponds on ground that is dearer to cross, no two cell by cell: sums of the same exact costs."""
    rng = np.random.default_rng(seed)
    corridors = landscape(rng, road=seed % 3 == 0)
    options = apart(rng, corridors, 4, ["pond"])
    network, sites = option_network(corridors, options, frog(), ALPHA)
    assert all(site.area_m2 > 0.0 for site in sites)
    for chosen in subsets(len(options)):
        assert network.ec_m2(chosen) == pytest.approx(laid_ec(corridors, options, sites, chosen, ALPHA), rel=1e-12)


@pytest.mark.parametrize("seed", range(10))
def test_options_that_are_no_habitat_are_never_worth_more_than_on_the_map(seed):
    """Each way through doors is a way on the map, without a limit; and a choice never loses by one more."""
    rng = np.random.default_rng(50 + seed)
    corridors = landscape(rng, road=True, limited=False)
    options = apart(rng, corridors, 4, ["hedge", "meadow", "pond", "fauna_passage"], most=3)
    network, sites = option_network(corridors, options, frog(), ALPHA)
    start = network.ec_m2()
    for chosen in subsets(len(options)):
        found = network.ec_m2(chosen)
        assert found <= laid_ec(corridors, options, sites, chosen, ALPHA) * (1.0 + 1e-12)
        assert found >= start * (1.0 - 1e-12)
        for more in set(range(len(options))) - chosen:
            assert network.ec_m2(chosen | {more}) >= found * (1.0 - 1e-12), "an option never lowers EC"


def test_a_passage_opens_the_road_alone_and_a_hedge_leaves_it():
    """A road of 50 between two halves: the passage takes 3 a cell, a hedge across it changes the cells beside it."""
    rng = np.random.default_rng(3)
    corridors = landscape(rng, road=True)
    grid, road = corridors.patches.grid, corridors.patches.grid.cols // 2
    shapes = [cell_box(grid, 4, road - 2, 1, 5), cell_box(grid, 8, road - 2, 1, 5)]
    drawn = gpd.GeoDataFrame({"type": ["faunapassage", "levende hegn"]}, geometry=shapes, crs=CRS)
    sites = option_sites(corridors.patches, corridors.resistance, read_options(drawn, grid), frog())
    assert sites[0].cells.tolist() == [4 * grid.cols + road]
    assert (sites[0].opens, sites[0].resistance, sites[0].area_m2) == (True, 3.0, 0.0)
    free = corridors.patches.labels[8] == 0
    free[[road, *range(road - 2), *range(road + 3, grid.cols)]] = False
    assert sites[1].cells.tolist() == (8 * grid.cols + np.flatnonzero(free)).tolist()


def test_habitat_below_the_least_area_counts_beside_a_patch_alone():
    """A wood of one cell, 100 m²: no habitat of a species that needs 1 000 m², but more of a wood that it touches."""
    corridors = landscape(np.random.default_rng(5))
    grid, box = corridors.patches.grid, corridors.patches.frame.geometry[0]
    beside = shapely.box(box.bounds[2], box.bounds[1], box.bounds[2] + 10.0, box.bounds[1] + 10.0)
    away = next(
        cell_box(grid, r, c)
        for r, c in np.ndindex(grid.shape)
        if corridors.patches.frame.distance(cell_box(grid, r, c)).min() > 5.0
    )
    drawn = gpd.GeoDataFrame({"type": ["vandhul", "vandhul"]}, geometry=[beside, away], crs=CRS)
    options = read_options(drawn, grid)
    sites = option_sites(corridors.patches, corridors.resistance, options, frog(least_area_m2=1_000.0))
    assert [site.area_m2 for site in sites] == [100.0, 0.0]


def test_prices_are_own_from_a_table_or_unknown():
    """A hedge of 40 m at 300 a metre; a pond of pi 10² m² (64 corners) at 100; a basin of 50 m³ at 900; a wood none."""
    import pandas as pd

    grid = Grid(10, 10, 0.0, 100.0, 10.0, 10.0, CRS)
    drawn = gpd.GeoDataFrame(
        {
            "type": ["levende hegn", "vandhul", "bassin", "skov", "eng"],
            "pris_kr": [None, None, None, None, "1500,50"],
            "volumen_m3": [None, None, 50.0, None, None],
        },
        geometry=[shapely.LineString([(10, 10), (50, 10)]), shapely.Point(30, 50), shapely.Point(70, 50),
                  shapely.box(0, 80, 20, 100), shapely.box(50, 80, 70, 100)],
        crs=CRS,
    )  # fmt: skip
    prices = pd.DataFrame(
        {"kind": ["hedge", "vandhul", "wet_stepping_stone"], "unit": ["m", "m2", "m3"],
         "capital_dkk": [300.0, 100.0, 900.0], "price_year": 2026}
    )  # fmt: skip
    made = read_options(drawn, grid, prices=prices)
    price = made.frame["price_dkk"].tolist()
    assert (price[0], price[2], price[4]) == (12_000.0, 45_000.0, 1_500.5)
    assert price[1] == pytest.approx(100.0 * shapely.Point(30, 50).buffer(10.0).area)
    assert np.isnan(price[3])
    assert made.frame["price_from"].tolist() == ["table", "table", "table", "unknown", "own"]
    assert any("Prices of the table" in note.en for note in made.notes)


def test_options_on_the_same_ground_exclude_each_other():
    grid = Grid(10, 10, 0.0, 100.0, 10.0, 10.0, CRS)
    shapes = [shapely.box(0, 0, 20, 20), shapely.box(10, 10, 30, 30), shapely.box(20, 0, 40, 10)]
    drawn = gpd.GeoDataFrame({"type": ["eng", "vandhul", "skov"]}, geometry=shapes, crs=CRS)
    assert read_options(drawn, grid).excluded == ((0, 1),)


def test_all_faults_of_a_layer_of_options_are_told_at_once():
    grid = Grid(10, 10, 0.0, 100.0, 10.0, 10.0, CRS)
    drawn = gpd.GeoDataFrame(
        {"id": ["a", "a", "b"], "type": ["vandhul", "mur", "skovv"], "pris_kr": [-5, "dyr", 3], "kvalitet": [2, 1, 1]},
        geometry=[shapely.Point(5, 5), None, shapely.Point(5, 5)], crs=CRS,
    )  # fmt: skip
    with pytest.raises(LayerError) as caught:
        read_options(drawn, grid)
    said = caught.value.found.en
    for part in ("id a stands more than once", "unknown kind 'mur'", "did you mean skov?", "a: pris = -5",
                 "a: pris = dyr", "a: kvalitet = 2", "a: without geometry"):  # fmt: skip
        assert part in said
    with pytest.raises(LayerError, match="no column option_kind"):
        read_options(drawn[["geometry"]].dropna(), grid)
    with pytest.raises(CrsError):
        read_options(drawn.dropna().to_crs(4326), grid)
