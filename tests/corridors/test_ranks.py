"""How sure the order of patches and links is, against what each draw must give."""

from __future__ import annotations

import math
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gistools.corridors.connectivity import corridor_connectivity, linked_corridors
from gistools.corridors.connectivity_params import ConnectivityParams
from gistools.corridors.landscape import Patches, Resistance
from gistools.corridors.ranks import DISTANCE_FACTOR, RESISTANCE_FACTOR, rank_stability, varied, varied_resistance
from gistools.grid import Grid
from gistools.raster import Raster
from tests.corridors.made_corridors import CRS, species

COST = 1000.0
GIVEN = ConnectivityParams(dispersal_scale="given", dispersal_cost=COST, least_probability=0.0001)


def strip(cells, areas, names=("pond", "grass", "arable")):
    """Return patches and resistance of one row of cells of 10 m: P a patch, g and a of resistance 10, . unknown."""
    grid = Grid(1, len(cells), 0.0, 10.0, 10.0, 10.0, CRS)
    at = [k for k, cell in enumerate(cells) if cell == "P"]
    labels = np.zeros(grid.shape, np.int32)
    labels[0, at] = np.arange(1, len(at) + 1)
    frame = gpd.GeoDataFrame(
        {
            "patch_id": np.arange(1, len(at) + 1),
            "patch_class": "pond",
            "area_m2": np.array(areas, float),
            "quality": 1.0,
            "at_edge": False,
            "home": True,
        },
        geometry=[shapely.box(10 * k, 0, 10 * k + 10, 10) for k in at],
        crs=CRS,
    )
    value = {"P": 1.0, "g": 10.0, "a": 10.0, ".": math.nan}
    number = {"P": 0, "g": 1, "a": 2, ".": -1}
    values = np.array([[value[cell] for cell in cells]], np.float32)
    classes = np.array([[number[cell] for cell in cells]], np.int16)
    patches = Patches(frame, labels, grid, frame.iloc[:0])
    return patches, Resistance(Raster(values, grid), np.zeros(grid.shape, bool), classes, names)


def test_draws_are_the_same_for_a_class_whatever_the_others():
    assert np.array_equal(varied("grass", 3.0, 5, 1), varied("grass", 3.0, 50, 1)[:5])
    assert not np.array_equal(varied("grass", 3.0, 5, 1), varied("arable", 3.0, 5, 1))
    assert not np.array_equal(varied("grass", 3.0, 5, 1), varied("grass", 3.0, 5, 2))


def test_factors_are_even_in_logarithm():
    """A third of them lies below 3^(-1/3), a third above 3^(1/3): within 4 standard errors, sqrt(2/9 / 9000) each."""
    factors = varied("grass", 3.0, 9000, 1)
    error = 4.0 * math.sqrt(2.0 / 9.0 / 9000.0)
    assert (factors < 3.0 ** (-1.0 / 3.0)).mean() == pytest.approx(1.0 / 3.0, abs=error)
    assert (factors > 3.0 ** (1.0 / 3.0)).mean() == pytest.approx(1.0 / 3.0, abs=error)
    assert factors.min() >= 1.0 / 3.0
    assert factors.max() <= 3.0


def test_habitat_is_the_unit_and_nothing_is_less():
    """10 x 2 = 20; 10 x 0.01 is held at 1; what is 1, of unknown class or impassable stays."""
    _, surface = strip("Pgga.", [1.0])
    surface.classes[0, 2] = -1
    made = varied_resistance(surface, {"pond": 5.0, "grass": 2.0, "arable": 0.01}).raster.values
    np.testing.assert_array_equal(made, np.array([[1.0, 20.0, 10.0, 1.0, np.nan]], np.float32))


def test_the_order_of_two_links_is_that_of_their_draws():
    """P ggg P aaa P: a link costs 10 (1 + r) + 20 r = 10 + 30 r, r = 10 times its class's factor.

    The cheaper of the two is worth more: without either, the pair over both is lost too. EC² = 3 + 2 (p + q + p q).
    """
    patches, surface = strip("PgggPaaaP", [1.0, 1.0, 1.0])
    found = rank_stability(patches, surface, species(), GIVEN, draws=40, seed=3)
    grass, arable = (varied(name, RESISTANCE_FACTOR, 40, 3) for name in ("grass", "arable"))
    alpha = math.log(2.0) / (COST * varied("dispersal_m", DISTANCE_FACTOR, 40, 3))
    p, q = (np.exp(-alpha * (10.0 + 300.0 * factor)) for factor in (grass, arable))
    assert found.ec_m2 == pytest.approx(np.sqrt(3.0 + 2.0 * (p + q + p * q)), rel=1e-5)
    low, high = found.ec_interval
    assert low == np.sort(found.ec_m2)[1]  # 5 % of 40 is the second
    assert high == np.sort(found.ec_m2)[37]
    links = found.of("link")
    first = (grass < arable).sum()
    assert 5 < first < 35
    assert links.loc[(1, 2), "rank_median"] == (1 if first >= 20 else 2)
    assert (links["rank_low"].tolist(), links["rank_high"].tolist()) == ([1, 1], [2, 2])
    assert (found.frame["found_in_share"] == 1.0).all()
    assert (found.of("patch")["top_share"] == 1.0).all()  # there are no more than ten


def test_patches_that_nothing_links_keep_the_order_of_their_areas():
    """Twelve with nothing known between: the two smallest are never among ten, and places never change."""
    areas = [5.0, 1.0, 12.0, 7.0, 2.0, 3.0, 11.0, 4.0, 10.0, 9.0, 8.0, 6.0]
    patches, surface = strip("P." * 12, areas)
    found = rank_stability(patches, surface, species(), GIVEN, draws=10)
    rows = found.of("patch")
    places = (13 - np.array(areas)).astype(int).tolist()
    assert rows["rank_median"].tolist() == rows["rank_low"].tolist() == rows["rank_high"].tolist() == places
    assert rows["top_share"].tolist() == [float(place <= 10) for place in places]
    assert found.of("link").empty


def test_a_link_that_a_draw_lacks_stands_last():
    """With a limit that the dearer half of draws passes, a link is found in those below it and behind all else."""
    patches, surface = strip("PgggP", [1.0, 1.0])
    params = replace(GIVEN, least_probability=0.5 ** (310.0 / COST))  # as the link costs without variation
    found = rank_stability(patches, surface, species(), params, draws=60)
    factor, far = varied("grass", RESISTANCE_FACTOR, 60, 1), varied("dispersal_m", DISTANCE_FACTOR, 60, 1)
    there = 10.0 + 300.0 * factor <= 310.0 * far
    row = found.of("link").loc[(1, 2)]
    assert 0.2 < there.mean() < 0.8
    assert row["found_in_share"] == pytest.approx(there.mean())
    assert row["top_share"] == pytest.approx(there.mean())


def test_crossing_a_patch_is_paid_for_when_asked():
    """P ggg PPP ggg P, cells of 10 m: 310 to and from the middle, and 20 through it.

    Free, the ends are 620 apart, else 640; EC² = 1 + 9 + 1 + 2 x (3 p(310) + 3 p(310) + p of the ends).
    """
    patches, surface = strip("PgggPPPgggP", [1.0, 0.0, 0.0, 0.0, 1.0])
    labels = np.array([[1, 0, 0, 0, 2, 2, 2, 0, 0, 0, 3]], np.int32)
    frame = patches.frame.iloc[:3].assign(area_m2=[1.0, 3.0, 1.0])
    joined = replace(patches, frame=frame, labels=labels)
    made, alpha, _ = linked_corridors(joined, surface, species(), GIVEN)
    for in_patch, ends in ((False, 620.0), (True, 640.0)):
        found = corridor_connectivity(made, species(), alpha, least_probability=0.0001, in_patch=in_patch)
        square = 11.0 + 2.0 * (6.0 * math.exp(-alpha * 310.0) + math.exp(-alpha * ends))
        assert found.ec.ec_m2 == pytest.approx(math.sqrt(square))
        assert found.ec_cross_m2 == pytest.approx(found.ec.ec_m2)


def test_without_variation_a_draw_is_the_run_itself(monkeypatch):
    patches, surface = strip("PgggPaaaPggP", [1.0, 4.0, 2.0, 3.0])
    monkeypatch.setattr("gistools.corridors.ranks.varied", lambda _name, _factor, draws, _seed: np.ones(draws))
    for params in (ConnectivityParams(), ConnectivityParams(link_set="complete", dispersal_scale="lowest")):
        made, alpha, _ = linked_corridors(patches, surface, species(), params)
        base = corridor_connectivity(made, species(), alpha)
        found = rank_stability(patches, surface, species(), params, draws=10)
        assert found.of("patch")["rank_high"].tolist() == base.patches["patch_rank"].tolist()
        matters = base.links["dpc_percent"] > 1e-9  # what does not stands behind all that does
        places = base.links["link_rank"].where(matters, matters.sum() + 1)
        assert found.of("link")["rank_low"].tolist() == places.tolist()
        assert found.of("link")["found_in_share"].tolist() == matters.astype(float).tolist()
        assert (base.links["link_class"] == "none").tolist() == (~matters).tolist()
        assert found.ec_m2 == pytest.approx(base.ec.ec_m2)
