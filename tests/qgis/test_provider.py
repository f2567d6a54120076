"""The provider as QGIS sees it: every declaration of the catalogue is there, in the language of QGIS."""

from __future__ import annotations

import dataclasses
import json
import shutil
from dataclasses import dataclass

import pytest

from gistools.catalogue import TOOLS, catalogue
from gistools.terrain.params import TerrainParams
from gistools.text import Text
from gistools.tool import Kind, param, param_specs, plain

pytestmark = pytest.mark.qgis

LAYOUTS = "gistools:print_layouts"  # needs no worker
TYPES = {"float": "number", "int": "number", "bool": "boolean", "str": "string", "choice": "enum"}
OWN = (LAYOUTS, "gistools:build_project")  # algorithms that are no tools
DESTINATIONS = {
    Kind.RASTER: "rasterDestination",
    Kind.BUNDLE: "fileDestination",
    Kind.GRAPH: "fileDestination",
    Kind.DOCUMENT: "fileDestination",
    Kind.GUIDE: "fileDestination",
    Kind.TEMPLATE: "fileDestination",
}
EAST_NORTH = ("east_m", "north_m")
GEOMETRY = {"point": 0, "line": 1, "polygon": 2, "any": -1}


@pytest.fixture(scope="module")
def english(qgis):
    return qgis.inside("describe.py", str(qgis.plugins))


@pytest.fixture(scope="module")
def danish(qgis):
    return qgis.inside("describe.py", str(qgis.plugins), LANG="da_DK.UTF-8")


def algorithm(described, tool):
    return described["algorithms"]["gistools:" + tool.id.replace("-", "_")]


def parameters(described, tool):
    return {one["name"]: one for one in algorithm(described, tool)["parameters"]}


def fields(tool):
    """Return the parameters that have a field each: a place, which is two numbers elsewhere, is one point in QGIS."""
    return [spec for spec in param_specs(tool.params) if spec.name not in EAST_NORTH or not takes_place(tool)]


def takes_place(tool):
    return set(EAST_NORTH) <= {spec.name for spec in param_specs(tool.params)}


def test_there_is_one_algorithm_for_each_tool(english):
    tools = ["gistools:" + tool.id.replace("-", "_") for tool in TOOLS]
    assert sorted(english["algorithms"]) == sorted([*tools, *OWN])
    assert english["icon"]
    assert (english["raster"], english["vector"], english["table"]) == ("tif", "gpkg", "csv")


@pytest.mark.parametrize("tool", TOOLS, ids=lambda t: t.id)
def test_names_and_help_are_in_both_languages(english, danish, tool):
    for described, language in ((english, "en"), (danish, "da")):
        one = algorithm(described, tool)
        assert one["name"] == tool.title.say(language)
        assert one["group"] == tool.group.say(language)
        assert one["summary"].split("\n")[0] == tool.summary.say(language)
        for text in (tool.summary.da, tool.summary.en):
            assert text in one["help"].replace("&#x27;", "'")
        assert {tool.title.da, tool.title.en} <= set(one["tags"])
    assert algorithm(english, tool)["group_id"] == algorithm(danish, tool)["group_id"]
    shown = parameters(danish, tool)
    for one in (*tool.inputs, *tool.outputs):
        assert shown[one.name]["text"].startswith(one.label.da)
        lines = shown[one.name]["help"].split("\n")  # which go on where an input is several rasters
        assert all(any(line.startswith(text) for line in lines) for text in (one.help.da, one.help.en))
    for spec in fields(tool):
        assert shown[spec.name]["text"] == (f"{spec.label.da} [{spec.unit}]" if spec.unit else spec.label.da)
        assert {spec.help.da, spec.help.en} <= set(shown[spec.name]["help"].split("\n"))


@pytest.mark.parametrize("tool", TOOLS, ids=lambda t: t.id)
def test_every_parameter_has_the_declared_type_range_default_and_place(english, tool):
    shown = parameters(english, tool)
    for spec in fields(tool):
        one = shown[spec.name]
        assert one["type"] == TYPES[spec.type]
        empty = one["type"] == "string" and spec.default == ""  # which QGIS takes for none
        assert (one["optional"], one["advanced"]) == (spec.optional or empty, spec.advanced)
        if spec.type == "choice":
            names = [value for value, _ in spec.choices]
            assert one["options"] == [label.en for _, label in spec.choices]
            assert one["default"] == (
                None if spec.default is None or spec.required else names.index(str(plain(spec.default)))
            )
        else:
            assert one["default"] == (None if spec.required else spec.default)
        if spec.minimum is not None:
            assert one["minimum"] == spec.minimum
        if spec.maximum is not None:
            assert one["maximum"] == spec.maximum


def test_a_place_is_clicked_on_the_map(danish):
    (asking,) = [tool for tool in TOOLS if takes_place(tool)]
    place = parameters(danish, asking)["place"]
    assert (place["type"], place["text"], place["optional"]) == ("point", "Vejens sted", False)


@pytest.mark.parametrize("tool", TOOLS, ids=lambda t: t.id)
def test_inputs_and_outputs_are_of_the_declared_kind(english, tool):
    shown = parameters(english, tool)
    for one in tool.inputs:
        made = shown[one.name]
        assert made["optional"] is not one.required
        if one.takes_many:
            assert made["type"] == "multilayer"
            assert made["minimumNumberInputs"] == (1 if one.required else 0)
        elif one.kind is Kind.RASTER:
            assert made["type"] == "raster"
        elif one.kind in {Kind.SURFACE, Kind.STORE}:  # a file that is no layer of QGIS
            assert made["type"] == "file"
        elif one.kind is Kind.TEMPLATE:
            assert (made["type"], made["fileFilter"]) == ("file", "Word documents (*.docx)")
        else:
            assert made["type"] == "source"
            assert made["dataTypes"] == [5 if one.kind is Kind.TABLE else GEOMETRY[one.geometry.value]]
    for one in tool.outputs:
        made = shown[one.name]
        assert (made["destination"], made["optional"], made["createByDefault"]) == (
            True,
            True,
            one.default and not one.needs,
        )
        assert made["type"] == DESTINATIONS.get(one.kind, "vectorDestination")
    on_terrain = any(one.elevation for one in tool.inputs)
    assert shown.get("window", {}).get("type") == ("extent" if on_terrain else None)
    names = [one["name"] for one in algorithm(english, tool)["parameters"]]
    assert (
        len(names)
        == len(set(names))
        == (len(tool.inputs) + len(fields(tool)) + takes_place(tool) + on_terrain + len(tool.outputs))
    )


def test_the_qgis_process_loads_none_of_the_wheels(english):
    heavy = {"rasterio", "shapely", "pyproj", "pyogrio", "pandas", "geopandas", "numba", "gistools"}
    assert heavy.isdisjoint(english["loaded"])
    assert "gistools_qgis" in english["loaded"]


def test_a_chosen_interpreter_needs_no_warning(english):
    assert english["warning"] == ""
    assert all(one["can_execute"] == [True, ""] for one in english["algorithms"].values())


@pytest.mark.parametrize(
    ("python", "words"),
    [
        (None, ["gistools mangler et Python-miljø", "gistools has no Python environment", "GISTOOLS_PYTHON"]),
        ("/no/such/python", ["/no/such/python", "findes ikke", "does not exist"]),
    ],
)
def test_a_missing_interpreter_is_said_in_the_toolbox_itself(qgis, python, words):
    described = qgis.inside("describe.py", str(qgis.plugins), python=python, LANG="da_DK.UTF-8")
    for word in words:
        assert word in described["warning"]
    can = {name: one["can_execute"] for name, one in described["algorithms"].items()}
    assert can.pop(LAYOUTS) == [True, ""]
    assert all(one == [False, described["warning"]] for one in can.values())


@dataclass(frozen=True, kw_only=True)
class MoreParams(TerrainParams):
    """The terrain parameters and one more."""

    wind_m_s: float = param(
        3.5, unit="m/s", minimum=0.0, maximum=40.0, label=Text("Vind", "Wind"), help=Text("Vindens fart.", "Its speed.")
    )


def test_a_parameter_added_to_the_declaration_appears_without_another_edit(qgis, tmp_path):
    more = dataclasses.replace(TOOLS[0], params=MoreParams)
    folder = tmp_path / "plugins"
    shutil.copytree(qgis.plugins, folder)
    frozen = json.dumps(catalogue(tools=[more]))
    (folder / "gistools_qgis" / "catalogue.json").write_text(frozen, encoding="utf-8")
    described = qgis.inside("describe.py", str(folder))
    one = parameters(described, more)["wind_m_s"]
    assert (one["text"], one["help"]) == ("Wind [m/s]", "Its speed.\nVindens fart.")
    assert (one["default"], one["minimum"], one["maximum"]) == (3.5, 0.0, 40.0)
    assert "Vindens fart." in algorithm(described, more)["help"]


def test_layouts_are_explained_in_both_languages(english, danish):
    for described, name, group in (
        (english, "Print layouts and atlas", "Plan sheets"),
        (danish, "Udskriftslayout og atlas", "Planark"),
    ):
        one = described["algorithms"][LAYOUTS]
        assert (one["name"], one["group"], one["group_id"]) == (name, group, "plan_sheets")
        assert {"Print layouts and atlas", "Udskriftslayout og atlas"} <= set(one["tags"])
        assert "rund målestok" in one["help"]
        assert "round scale" in one["help"]
        assert all(parameter["text"] and parameter["help"].count("\n") >= 1 for parameter in one["parameters"])
        assert "PAGES" in one["outputs"]
    assert parameters_of_layouts(english) == parameters_of_layouts(danish)


def parameters_of_layouts(described):
    return [(one["name"], one["type"], one["optional"]) for one in described["algorithms"][LAYOUTS]["parameters"]]
