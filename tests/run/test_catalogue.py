from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from gistools.catalogue import TOOLS, catalogue, tool
from gistools.errors import UnknownToolError
from gistools.tool import param_specs


def test_ids_are_unique_and_plain():
    ids = [one.id for one in TOOLS]
    assert len(set(ids)) == len(ids) >= 8
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in ids)


@pytest.mark.parametrize("one", TOOLS, ids=lambda t: t.id)
def test_every_tool_says_all_in_both_languages(one):
    texts = [one.title, one.summary, one.group]
    for part in (*one.inputs, *one.outputs, *param_specs(one.params)):
        texts += [part.label, part.help]
    for spec in param_specs(one.params):
        assert (spec.type == "choice") == bool(spec.choices), spec.name
        texts += [label for _, label in spec.choices]
    assert all(text.da.strip() and text.en.strip() for text in texts)


@pytest.mark.parametrize("one", TOOLS, ids=lambda t: t.id)
def test_names_within_a_tool_are_unique(one):
    names = [i.name for i in one.inputs] + [s.name for s in param_specs(one.params)]
    assert len(set(names)) == len(names)
    outputs = [o.name for o in one.outputs]
    assert len(set(outputs)) == len(outputs)


def test_every_style_named_exists():
    from gistools.styles import STYLES

    assert {o.style for one in TOOLS for o in one.outputs if o.style} <= set(STYLES)


def test_catalogue_survives_json():
    data = catalogue()
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    flood = next(one for one in data["tools"] if one["id"] == "flood")
    rain = next(p for p in flood["params"] if p["name"] == "rain_mm")
    assert (rain["unit"], rain["minimum"], rain["maximum"]) == ("mm", 0.0, 5000.0)


def test_unknown_tool_names_the_nearest():
    with pytest.raises(UnknownToolError) as caught:
        tool("flod")
    assert "mente du flood?" in str(caught.value)
    assert "did you mean flood?" in str(caught.value)
    with pytest.raises(UnknownToolError, match="bluespots"):
        tool("zzzzzz")


@pytest.mark.parametrize("module", ["gistools.catalogue", "gistools.cli", "gistools.run", "gistools.worker"])
def test_importing_loads_no_heavy_library(module):
    code = (
        f"import sys, {module}\n"
        "heavy = 'numba geopandas rasterio dask matplotlib numpy pandas folium pyproj shapely pyogrio'.split()\n"
        "print(sorted(set(heavy) & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
