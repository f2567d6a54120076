"""The real QGIS reads every style: the renderer is of the declared sort and has the declared classes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine

from gistools.styles import STYLES, ColourRamp, RasterStyle, Shape, Stretch, VectorStyle, qml_for

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.qgis

PYTHON = "/usr/bin/python3"  # of the system, where QGIS puts its modules

INSIDE = """
import json, sys
from qgis.core import QgsApplication, QgsMapRendererParallelJob, QgsMapSettings
from qgis.core import QgsRasterLayer, QgsRenderContext, QgsVectorLayer
from qgis.PyQt.QtCore import QSize
app = QgsApplication([], False)
app.initQgis()
seen = {}
for name, path in json.load(open(sys.argv[1])).items():
    layer = QgsRasterLayer(path, name) if path.endswith(".tif") else QgsVectorLayer(path, name, "ogr")
    message, ok = layer.loadNamedStyle(path.rsplit(".", 1)[0] + ".qml")
    renderer = layer.renderer()
    fact = {"valid": layer.isValid(), "ok": ok, "message": message, "type": renderer.type()}
    if fact["type"] == "singlebandpseudocolor":
        function = renderer.shader().rasterShaderFunction()
        fact["ramp"] = int(function.colorRampType())
        fact["items"] = [[i.value, i.color.name(), i.color.alpha(), i.label] for i in function.colorRampItemList()]
    elif fact["type"] == "paletted":
        fact["items"] = [[c.value, c.color.name(), c.color.alpha(), c.label] for c in renderer.classes()]
    elif fact["type"] == "graduatedSymbol":
        fact["attribute"] = renderer.classAttribute()
        fact["items"] = [[r.lowerValue(), r.upperValue(), r.label()] for r in renderer.ranges()]
    elif fact["type"] == "categorizedSymbol":
        fact["attribute"] = renderer.classAttribute()
        fact["items"] = [[c.value(), c.label()] for c in renderer.categories()]
    if not path.endswith(".tif"):
        context = QgsRenderContext()
        renderer.startRender(context, layer.fields())
        symbols = [renderer.symbolForFeature(feature, context).clone() for feature in layer.getFeatures()]
        renderer.stopRender(context)
        fact["layers"] = [[s.symbolLayer(k).layerType() for k in range(s.symbolLayerCount())] for s in symbols]
        fact["drawn"] = [[s.symbolLayer(0).color().name(), s.symbolLayer(0).strokeColor().name()] for s in symbols]
        fact["aliases"] = {f.name(): f.alias() for f in layer.fields()}
        fact["levels"] = renderer.usingSymbolLevels()
        fact["passes"] = [[s.symbolLayer(k).renderingPass() for k in range(s.symbolLayerCount())] for s in symbols]
        fact["shown"] = {}
        for index, field in enumerate(layer.fields()):
            setup = layer.editorWidgetSetup(index)
            said = QgsApplication.fieldFormatterRegistry().fieldFormatter(setup.type())
            values = [feature[field.name()] for feature in layer.getFeatures()]
            fact["shown"][field.name()] = [said.representValue(layer, index, setup.config(), None, v) for v in values]
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setExtent(layer.extent().buffered(5))
    settings.setOutputSize(QSize(120, 120))
    settings.setDestinationCrs(layer.crs())
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    fact["colours"] = len({image.pixel(x, y) for x in range(120) for y in range(120)})
    seen[name] = fact
    del layer, renderer, job
print("RESULT" + json.dumps(seen))
sys.stdout.flush()
__import__("os")._exit(0)
"""


def _raster(path: Path, style: RasterStyle) -> str:
    if isinstance(style.colours, ColourRamp):
        values = np.array([0.0, *(low * 1.01 for low in style.colours.limits[:-1])] * 2, dtype=np.float32)
    elif isinstance(style.colours, Stretch):
        values = np.linspace(style.colours.low, style.colours.high, 14).astype(np.float32)
    else:
        values = np.array([category.value for category in style.colours] + [247], dtype=np.uint8)
    values = values[None, :].repeat(4, axis=0)
    profile = {"driver": "GTiff", "height": 4, "width": values.shape[1], "count": 1, "dtype": values.dtype}
    place = Affine(10.0, 0.0, 650_000.0, 0.0, -10.0, 6_269_000.0)
    with rasterio.open(path, "w", crs="EPSG:25832", transform=place, **profile) as file:
        file.write(values, 1)
    return style.to_qml()


def _layer(path: Path, style: VectorStyle) -> str:
    values: list[Any] = [each.value if style.kind == "categorised" else min(each.high, 1e6) for each in style.classes]
    shapes = []
    for k in range(len(values)):
        x = 650_000.0 + 40 * k
        point = shapely.Point(x, 6_269_000.0)
        line = shapely.LineString([(x, 6_269_000.0), (x + 20, 6_269_030.0)])
        shapes.append({Shape.POINT: point, Shape.LINE: line, Shape.POLYGON: point.buffer(15)}[style.shape])
    columns = {style.attribute: values} if style.attribute else {}
    columns["area_m2"] = [1.0] * len(values)
    columns["spills_to"] = [(-1, -2, -3, 0, 12)[k % 5] for k in range(len(values))]
    layer = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:25832")
    layer.to_file(path, driver="GPKG", VERSION="1.2")
    return qml_for(style.name, layer)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    probe = [PYTHON, "-c", "import qgis.core"]
    if not Path(PYTHON).exists() or subprocess.run(probe, check=False, capture_output=True).returncode:
        pytest.skip("QGIS is not installed (apt-get install qgis python3-qgis)")
    folder = tmp_path_factory.mktemp("qml")
    paths = {}
    for name, style in STYLES.items():
        path = folder / f"{name}.{'tif' if isinstance(style, RasterStyle) else 'gpkg'}"
        qml = _raster(path, style) if isinstance(style, RasterStyle) else _layer(path, style)
        path.with_suffix(".qml").write_text(qml, encoding="utf-8")
        paths[name] = str(path)
    (folder / "paths.json").write_text(json.dumps(paths))
    (folder / "inside.py").write_text(INSIDE)
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PROJ_", "GDAL_", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [PYTHON, str(folder / "inside.py"), str(folder / "paths.json")],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        env=clean | {"QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(folder), "HOME": str(folder)},
    )
    shutil.rmtree(folder / ".local", ignore_errors=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT")]
    assert lines, done.stderr[-2000:]
    return json.loads(lines[0].removeprefix("RESULT"))


@pytest.mark.parametrize("name", sorted(STYLES))
def test_qgis_accepts_the_style_and_draws_with_it(seen: Mapping[str, Any], name: str) -> None:
    fact = seen[name]
    assert fact["valid"]
    assert fact["ok"], fact["message"]
    assert fact["colours"] >= 2  # ground and something on it


@pytest.mark.parametrize("name", [s.name for s in STYLES.values() if isinstance(s, RasterStyle)])
def test_rasters_have_the_declared_classes(seen: Mapping[str, Any], name: str) -> None:
    fact, colours = seen[name], STYLES[name].colours
    if isinstance(colours, ColourRamp):
        assert fact["type"] == "singlebandpseudocolor"
        assert fact["ramp"] == 1  # discrete
        first, *rest = fact["items"]
        assert first[0] == pytest.approx(colours.limits[0])
        assert first[2] == 0  # dry is clear
        limits = [min(limit, 1e30) for limit in colours.limits[1:]]
        assert [item[0] for item in rest] == pytest.approx(limits)
        assert [item[1] for item in rest] == list(colours.colours)
        assert [item[3] for item in rest] == [label.da for label in colours.labels()]
    elif isinstance(colours, Stretch):
        assert fact["type"] == "singlebandpseudocolor"
        assert fact["ramp"] == 0  # interpolated
        assert fact["items"][0][0] == pytest.approx(colours.low)
        assert fact["items"][-1][0] == pytest.approx(colours.high)
        assert fact["items"][-1][1] == colours.colours[-1]
    else:
        assert fact["type"] == "paletted"
        assert fact["items"] == [[c.value, c.colour, 255, c.label.da] for c in colours]


@pytest.mark.parametrize("name", [s.name for s in STYLES.values() if isinstance(s, VectorStyle)])
def test_layers_have_the_declared_classes(seen: Mapping[str, Any], name: str) -> None:
    fact, style = seen[name], STYLES[name]
    kinds = {"single": "singleSymbol", "graduated": "graduatedSymbol", "categorised": "categorizedSymbol"}
    assert fact["type"] == kinds[style.kind]
    labels = [each.label.da for each in style.classes]
    if style.kind == "graduated":
        assert fact["attribute"] == style.attribute
        assert [item[2] for item in fact["items"]] == labels
        assert [item[0] for item in fact["items"]] == pytest.approx([each.low for each in style.classes])
    elif style.kind == "categorised":
        assert fact["attribute"] == style.attribute
        assert [item[1] for item in fact["items"]] == [*labels, "ukendt"]
    # each feature was made to lie in the class of its number
    for (fill, stroke), each in zip(fact["drawn"], style.classes, strict=True):
        assert each.symbol.fill in {None, fill}
        assert style.shape is Shape.LINE or stroke == each.symbol.stroke
        assert style.shape is not Shape.LINE or fill == each.symbol.stroke
    for drawn, each in zip(fact["layers"], style.classes, strict=True):
        first = {Shape.POINT: "SimpleMarker", Shape.LINE: "SimpleLine", Shape.POLYGON: "SimpleFill"}[style.shape]
        assert drawn == ([first, "MarkerLine"] if each.symbol.arrow else [first])


def test_columns_have_danish_names_in_qgis(seen: Mapping[str, Any]) -> None:
    assert seen["bluespots"]["aliases"]["area_m2"] == "Areal (m²)"
    assert seen["ponds"]["aliases"]["filled_share"] == "Fyldt (0–1)"


def test_the_attribute_table_says_codes_in_words(seen: Mapping[str, Any]) -> None:
    said = ["kortets kant", "havet", "et hul i terrænet", "en lavning, der er for lille til at vises", "12"]
    assert seen["bluespots"]["shown"]["spills_to"] == said
    assert seen["bluespots"]["shown"]["area_m2"] == ["1"] * 5
    assert seen["edits"]["shown"]["object_kind"] == ["bygning", "hestesko", "tilpasningslinje"]


def test_stacked_classes_are_drawn_in_their_order(seen: Mapping[str, Any]) -> None:
    for name in ("edits", "threshold_points"):
        assert seen[name]["levels"]
        assert seen[name]["passes"] == [[k] for k in range(len(STYLES[name].classes))]
    assert not seen["ponds"]["levels"]
