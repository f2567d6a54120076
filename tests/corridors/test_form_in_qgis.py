"""The real QGIS opens the field form: widgets, lists, what is required, pages, and that blanks cannot be kept."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import geopandas as gpd
import pytest
import shapely

from gistools.corridors import SurveyParams, survey_form, survey_plots
from gistools.io import Provenance, write_layer
from gistools.styles import COLUMNS, column_alias, qml_for
from gistools.text import Text

pytestmark = pytest.mark.qgis

PYTHON = "/usr/bin/python3"  # of the system, where QGIS puts its modules

INSIDE = """
import json, sys
from qgis.core import QgsApplication, QgsExpression, QgsExpressionContext, QgsExpressionContextUtils, QgsVectorLayer
from qgis.core import QgsFieldConstraints, QgsVectorLayerUtils
app = QgsApplication([], False)
app.initQgis()
layer = QgsVectorLayer(sys.argv[1] + "|layername=survey_form", "form", "ogr")
told = {"valid": layer.isValid(), "fields": {}}
for index, field in enumerate(layer.fields()):
    setup = layer.editorWidgetSetup(index)
    bits = layer.fieldConstraints(index)
    strength = field.constraints().constraintStrength(QgsFieldConstraints.ConstraintNotNull)
    told["fields"][field.name()] = {
        "alias": layer.attributeAlias(index),
        "widget": setup.type(),
        "map": setup.config().get("map"),
        "required": bool(bits & QgsFieldConstraints.ConstraintNotNull),
        "hard": strength == QgsFieldConstraints.ConstraintStrengthHard,
        "must": layer.constraintExpression(index),
        "default": layer.defaultValueDefinition(index).expression(),
        "editable": not layer.editFormConfig().readOnly(index),
    }
root = layer.editFormConfig().invisibleRootContainer()
told["tabbed"] = int(layer.editFormConfig().layout())
def look(element):
    if not hasattr(element, "children"):
        return element.name()
    visible = element.visibilityExpression()
    said = [visible.enabled(), visible.data().expression()] if hasattr(visible, "enabled") else None
    return [element.name(), said, [look(child) for child in element.children()]]
told["pages"] = [look(child) for child in root.children()]
told["renderer"] = layer.renderer().type()
feature = next(layer.getFeatures())
index = layer.fields().indexOf("minutes_searched")
def judged():
    return QgsVectorLayerUtils.validateAttribute(layer, feature, index)[0]
told["blank"] = judged()
feature["minutes_searched"] = 15.0
told["answered"] = judged()
feature["minutes_searched"] = 0.0
told["nobody searched"] = judged()
feature["found_1"] = "not_found"
told["not found in no time"] = judged()
context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
context.setFeature(feature)
name = QgsExpression(layer.displayExpression())
told["name"] = name.evaluate(context)
told["name_error"] = name.evalErrorString()
json.dump(told, open(sys.argv[2], "w"))
del layer, feature, context, root
app.exitQgis()
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """Return what QGIS says of the GeoPackage as written, with its default style."""
    if not shutil.which("qgis_process.bin"):
        pytest.skip("QGIS is not installed")
    folder = tmp_path_factory.mktemp("felt")
    patches = gpd.GeoDataFrame({"patch_kind": ["eng"]}, geometry=[shapely.box(6e5, 6.2e6, 600100, 6200100)], crs=25832)
    made = survey_form(
        survey_plots(patches, SurveyParams(survey_year=2026)).points, {"meadow": ("aurora", "trævlekrone")}, 2026
    )
    path, script, told = folder / "form.gpkg", folder / "inside.py", folder / "told.json"
    write_layer(
        made,
        path,
        layer="survey_form",
        provenance=Provenance(tool="nature-survey", title=Text("x", "x")),
        qml=qml_for("survey_plots", made),
    )
    script.write_text(INSIDE)
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PROJ_", "GDAL_", "VIRTUAL_ENV"))}
    env |= {"QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(folder), "QGIS_CUSTOM_CONFIG_PATH": str(folder)}
    done = subprocess.run(
        [PYTHON, str(script), str(path), str(told)], env=env, capture_output=True, text=True, check=False
    )
    assert told.exists(), done.stderr
    return json.loads(told.read_text())


def test_every_field_is_asked_for_in_danish_with_its_list(seen):
    assert seen["valid"]
    assert seen["renderer"] == "categorizedSymbol"
    fields = seen["fields"]
    for name in ("plot_id", "habitat", "survey_date", "observer", "minutes_searched", "species_1", "found_6"):
        assert fields[name]["alias"] == column_alias(name)
    listed = {entry: code for option in fields["found_1"]["map"] for entry, code in option.items()}
    assert listed == {text.da: code for code, text in COLUMNS["found_1"].codes.items()}
    assert next(iter(listed)) == "ikke undersøgt"
    widgets = {name: fields[name]["widget"] for name in ("habitat", "survey_date", "minutes_searched", "remarks")}
    assert widgets == {
        "habitat": "ValueMap",
        "survey_date": "DateTime",
        "minutes_searched": "Range",
        "remarks": "TextEdit",
    }


def test_what_is_required_and_what_cannot_be_changed(seen):
    fields = seen["fields"]
    required = {name for name, field in fields.items() if field["required"]} - {"fid"}  # GDAL numbers rows itself
    assert {"survey_date", "observer", "minutes_searched", "searchers"} <= required
    assert "remarks" not in required
    assert {name for name in required if not fields[name]["hard"]} == set()
    fixed = {name for name, field in fields.items() if not field["editable"]} - {"fid"}
    assert fixed == {"plot_id", "patch_id", "habitat", "design", "survey_year", *(f"species_{k}" for k in range(1, 7))}
    assert fields["found_1"]["default"] == "'not_surveyed'"
    assert (seen["blank"], seen["answered"], seen["nobody searched"]) == (False, True, True)
    assert seen["not found in no time"] is False


def test_pages_and_species_that_are_shown_only_where_there_are_some(seen):
    assert seen["tabbed"] == 1
    names = [page[0] for page in seen["pages"]]
    assert names == ["Besøg", "Arter", "Felt"]
    groups = seen["pages"][1][2]
    assert [group[2] for group in groups] == [[f"species_{k}", f"found_{k}"] for k in range(1, 7)]
    assert groups[4][1] == [True, "coalesce(\"species_5\", '') <> ''"]
    assert seen["name_error"] == ""
    assert seen["name"] == "Felt 1: eng"
