"""Plan areas and missing links through their tools: lines cut, turned, listed or joined otherwise change no figure."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gistools.catalogue import tool
from gistools.progress import NoProgress
from gistools.tool import run_steps
from tests.pathnet.redrawn import CHANGES, permuted

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
CRS = "EPSG:25832"
ROWS_ALIKE = ("addresses", "buildings", "lakes")


def run(name, given, wanted, **params):
    used = tool(name)
    inputs = {one.name: given.get(one.name) for one in used.inputs}
    return used.load()(**inputs, params=used.params.from_mapping(params), steps=run_steps, wanted=frozenset(wanted),
                       progress=NoProgress())  # fmt: skip


def sample():
    layers = ("paths", "roads", "buildings", "lakes", "addresses", "plan_areas")
    made = {name: gpd.read_file(SAMPLE / "town.gpkg", layer=name) for name in layers}
    stop = gpd.GeoDataFrame({"slags": ["Busstoppested"]}, geometry=[shapely.Point(650_646, 6_268_376)], crs=CRS)
    return made | {"streams": gpd.read_file(SAMPLE / "town.gpkg", layer="stream"), "destinations": stop}


def small(seed):
    """Return a town of 5 x 5 corners with streets, paths, a lake, loose ends, and an area with and one without homes.

    An even seed has all corners in rows, so that much is equally far.
    """
    rng = np.random.default_rng(seed)
    corner = np.stack(np.meshgrid(np.arange(5.0), np.arange(5.0)), axis=-1) * 120.0 + [650_000.0, 6_268_000.0]
    corner += rng.uniform(-25.0, 25.0, corner.shape) * (seed % 2)
    pairs = [((i, j), (i + di, j + dj)) for i in range(5) for j in range(5) for di, dj in ((1, 0), (0, 1))
             if i + di < 5 and j + dj < 5]  # fmt: skip
    lines = [shapely.LineString([corner[a], (corner[a] + corner[b]) / 2 + rng.uniform(-9, 9, 2), corner[b]])
             for a, b in pairs if rng.random() < 0.75]  # fmt: skip
    kind = rng.random(len(lines))
    roads = [line for line, one in zip(lines, kind, strict=True) if one < 0.6]
    paths = [line for line, one in zip(lines, kind, strict=True) if one >= 0.6]
    paths += [shapely.LineString([corner[k, k], corner[k, k] + [30.0, 40.0], corner[k, k] + [35.0, 62.0]])
              for k in (0, 2)]  # fmt: skip
    far = [shapely.LineString([corner[4, 4] + [60.0, 0.0], corner[4, 4] + [60.0, -90.0], corner[4, 4] + [90.0, -95.0]])]
    layers = {
        "roads": {"geometry": roads, "hastighed_kmt": rng.choice([30, 50], len(roads)),
                  "fortov": rng.choice(["ja", "nej", None], len(roads))},
        "paths": {"geometry": paths + far, "bredde_m": rng.choice([1.0, 2.5, np.nan], len(paths) + 1),
                  "trappe": rng.choice(["nej", "ja", None], len(paths) + 1, p=[0.6, 0.2, 0.2]),
                  "kantsten_cm": rng.choice([0.0, 8.0, np.nan], len(paths) + 1)},
        "addresses": {"geometry": shapely.points(rng.uniform([649_980, 6_268_160], [650_560, 6_268_500], (60, 2)))},
        "lakes": {"geometry": [shapely.Point(650_300, 6_268_170).buffer(20.0)]},
        "plan_areas": {"plannr": ["A", "B"], "geometry": [shapely.box(649_970, 6_268_330, 650_260, 6_268_520),
                                                           shapely.box(650_225, 6_267_970, 650_520, 6_268_140)]},
    }  # fmt: skip
    return {name: gpd.GeoDataFrame(columns, crs=CRS) for name, columns in layers.items()}


def redrawn(given, change, seed):
    rng = np.random.default_rng(seed)
    made = given | {name: change(given[name], rng) for name in ("paths", "roads")}
    if change is permuted:
        made |= {name: permuted(given[name], rng) for name in ROWS_ALIKE if name in given}
    return made


def assert_same(one, other):
    """Hold every column of a table against another: figures to 1e-6, lines to 1e-4 m in either direction."""
    assert list(one.columns) == list(other.columns)
    assert len(one) == len(other)
    for name in one.columns:
        a, b = one[name], other[name]
        if name == "geometry":
            assert (shapely.hausdorff_distance(a.to_numpy(), b.to_numpy()) < 1e-4).all()
        elif pd.api.types.is_float_dtype(a.dtype):
            np.testing.assert_allclose(b.to_numpy(float, na_value=np.nan), a.to_numpy(float, na_value=np.nan),
                                       atol=1e-6, rtol=1e-9, err_msg=name)  # fmt: skip
        else:
            assert a.astype(str).tolist() == b.astype(str).tolist(), name


TOWNS = {
    "sample": (sample, 1), "rows": (lambda: small(2), 2), "loose": (lambda: small(3), 3), "more": (lambda: small(7), 4),
}  # fmt: skip
ASKED = {
    "plan-area-assessment": (
        ("plan_areas_assessed", "blocking", "area_mends", "assessment", "principles_answered"),
        {"profiles": "walking, wheelchair"},
    ),
    "missing-links": (("missing_links", "link_order", "link_network", "published_gaps"), {"link_count": 3}),
}


@pytest.fixture(scope="module", params=TOWNS)
def town(request):
    make, seed = TOWNS[request.param]
    given = make()
    return given, seed, {name: run(name, given, wanted, **params) for name, (wanted, params) in ASKED.items()}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", ASKED)
def test_no_figure_changes_when_lines_are_drawn_otherwise(town, name, change):
    given, seed, before = town
    wanted, params = ASKED[name]
    after = run(name, redrawn(given, change, seed), wanted, **params)
    for one in wanted:
        assert_same(before[name][one], after[one])
    assert _told(before[name]) == _told(after)


def _told(made):
    """Return what is said, but how many lines were left out and how many edges were built, before ways are whole."""
    return sorted(one.da for one in made.notes if not one.da.startswith("Laget ") and not one.da.startswith("Bevist"))
