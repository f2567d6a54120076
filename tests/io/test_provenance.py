"""The record of where a result comes from, in every format."""

from __future__ import annotations

import enum
import json
import re
import zlib
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from gistools.errors import InputError
from gistools.grid import Grid
from gistools.io import INVENTED, Provenance, Source, explain, write_layer, write_raster, write_table
from gistools.raster import Raster
from gistools.text import Text

from .making import CRS, X0, Y0, hills, squares

FULL = Provenance.create(
    "flood",
    Text("Oversvømmelse", "Flood"),
    params={"rain_mm": 100.0, "nodata": None},
    inputs={"terrain": [Source("terræn", "ab" * 32, 5, CRS, (Text("et hul", "a hole"),))]},
    notes=[Text("transformeret", "transformed")],
    units={"level_m": "m"},
    stamps=[INVENTED, INVENTED],
)


def test_versions_and_time_are_filled_in():
    assert {"python", "numpy", "rasterio", "geopandas", "pyogrio", "shapely", "pyproj"} <= set(FULL.libraries)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", FULL.created)
    assert FULL.stamps == (INVENTED,)


def test_json_is_sorted_and_comes_back():
    text = FULL.to_json()

    assert Provenance.from_json(text) == FULL
    assert Provenance.from_json(text).to_json() == text
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert "terræn" in text


def test_values_that_json_does_not_know():
    class Rule(enum.StrEnum):
        SEA = "sea"

    params = {
        "a": Rule.SEA,
        "b": Path("x/y"),
        "c": np.float32(0.5),
        "d": float("nan"),
        "e": (1, np.int64(2)),
        "f": {"g": True},
    }

    assert json.loads(Provenance.create("t", Text("t", "t"), params=params).to_json())["params"] == {
        "a": "sea", "b": str(Path("x/y")), "c": 0.5, "d": None, "e": [1, 2], "f": {"g": True},
    }  # fmt: skip


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"tool": 1}', "ikke json"])
def test_other_texts_are_refused(text):
    with pytest.raises(InputError, match="provenance record"):
        Provenance.from_json(text)


def test_time_of_the_environment(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert Provenance.create("t", Text("t", "t")).created == "1970-01-01T00:00:00Z"


def _html(folder):
    path = folder / "map.html"
    record = FULL.to_json().replace("<", "\\u003c")
    path.write_text(
        f'<script id="other">1</script><script type="application/json" id="gistools-provenance">{record}</script><p>æ',
        encoding="utf-8",
    )
    return path


def _png(folder):
    mpl.use("Agg")
    from matplotlib.figure import Figure

    path = folder / "figure.png"
    Figure().savefig(path, metadata={"Software": "x", "gistools-provenance": FULL.to_json()})
    return path


def _packed_png(folder):
    path = folder / "packed.png"

    def chunk(kind, body):
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    body = b"gistools-provenance\0\x01\0da\0t\0" + zlib.compress(FULL.to_json().encode())
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"tEXt", b"Title\0x") + chunk(b"iTXt", body) + chunk(b"IEND", b""))
    return path


def _layer(ending):
    return lambda folder: write_layer(squares(), folder / f"lag æ.{ending}", layer="lag", provenance=FULL)


GRID = Grid(rows=40, cols=30, x0=X0, y0=Y0, dx_m=1.6, dy_m=1.6, crs=CRS)

FORMATS = {
    "tif": lambda d: write_raster(Raster(hills(), GRID), d / "a.tif", provenance=FULL),
    "plain tif": lambda d: write_raster(Raster(hills(), GRID), d / "a.TIFF", provenance=FULL, layout="plain"),
    "gpkg": _layer("gpkg"),
    "parquet": _layer("parquet"),
    "fgb": _layer("fgb"),
    "geojson": _layer("geojson"),
    "csv": lambda d: write_table(pd.DataFrame({"a": [1]}), d / "a.csv", provenance=FULL),
    "html": _html,
    "png": _png,
    "packed png": _packed_png,
}


@pytest.mark.parametrize("name", FORMATS)
def test_explain_reads_every_format(tmp_path, name):
    path = FORMATS[name](tmp_path)

    assert explain(path) == FULL
    assert explain(f"{path}|layername=lag") == FULL


@pytest.mark.parametrize("name", ["a.csv", "a.gpkg", "a.html", "a.png", "a.parquet"])
def test_files_of_others_have_no_record(tmp_path, name):
    (tmp_path / name).write_bytes(b"something else")

    with pytest.raises(InputError, match="without a record"):
        explain(tmp_path / name)


def test_a_record_in_another_encoding_is_said_so(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a\n1\n")
    path.with_name("a.csv.provenance.json").write_bytes('{"tool": "blåt"}'.encode("latin-1"))
    with pytest.raises(InputError, match=r"a\.csv\.provenance\.json, which is not UTF-8"):
        explain(path)


def test_missing_and_broken_files(tmp_path):
    with pytest.raises(InputError, match="findes ikke"):
        explain(tmp_path / "no.tif")
    (tmp_path / "a.tif").write_bytes(b"broken")
    with pytest.raises(InputError, match="kan ikke læses"):
        explain(tmp_path / "a.tif")
    (tmp_path / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\xff\xffiTXtgistools")
    with pytest.raises(InputError):
        explain(tmp_path / "cut.png")
