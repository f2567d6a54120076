"""From the catalogue's declarations to the parameters of a QGIS dialog."""

import html

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterPoint,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
)

from . import compat, texts

WINDOW = "window"
PLACE = "place"  # one point on the map, for what gistools takes as two numbers
EAST_NORTH = ("east_m", "north_m")
DOCUMENTS = {".pdf": texts.PDF_FILES, ".docx": texts.WORD_FILES, ".xlsx": texts.WORKBOOKS}
GUIDES = {".html": texts.PAGES, ".gpx": texts.TRACKS}
# results that are no layers of QGIS, with what the dialog offers
FILES = {
    "bundle": (texts.ZIP_FILES,),
    "graph": (texts.GRAPH_FILES,),
    "document": tuple(DOCUMENTS.values()),
    "guide": tuple(GUIDES.values()),
    "template": (texts.WORD_FILES,),
}
_GEOMETRY = {
    "point": compat.SOURCE_POINT,
    "line": compat.SOURCE_LINE,
    "polygon": compat.SOURCE_POLYGON,
    "any": compat.SOURCE_GEOMETRY,
}


def definitions(tool):
    """Return all parameters of a tool in the order of its dialog: inputs, parameters, extent, results."""
    made = [input_parameter(one) for one in tool["inputs"]]
    for one in tool["params"]:
        if not takes_place(tool) or one["name"] not in EAST_NORTH:
            made.append(value_parameter(one))
        elif one["name"] == EAST_NORTH[0]:
            made.append(_place_parameter(one))
    if elevation_input(tool) is not None:
        made.append(_window_parameter())
    made += [output_parameter(one) for one in tool["outputs"] if one["kind"] != "scalar"]
    return made


def scalar_outputs(tool):
    """Return the numbers and texts that a tool gives back beside its files."""
    made = []
    for one in tool["outputs"]:
        if one["kind"] == "scalar":
            output = QgsProcessingOutputNumber if one["unit"] else QgsProcessingOutputString
            made.append(output(one["name"], label(one)))
    return made


def elevation_input(tool):
    """Return the name of the elevation input, or None for a tool without terrain."""
    return next((one["name"] for one in tool["inputs"] if one["elevation"]), None)


def takes_place(tool):
    """Return whether a tool asks for a place, which is clicked on the map here and two numbers elsewhere."""
    return set(EAST_NORTH) <= {one["name"] for one in tool["params"]}


def label(declared):
    """Return the name shown in the dialog, with the unit."""
    unit = declared.get("unit", "")
    name = texts.say(declared["label"])
    return f"{name} [{unit}]" if unit else name


def input_parameter(declared):
    """Return the parameter of one input; what takes many rasters takes a single one too."""
    name, words, optional = declared["name"], label(declared), not declared["required"]
    if declared["kind"] == "register":
        made = QgsProcessingParameterMultipleLayers(name, words, compat.SOURCE_FILE, optional=optional)
        made.setMinimumNumberInputs(0 if optional else 1)
    elif takes_many(declared):
        made = QgsProcessingParameterMultipleLayers(name, words, compat.SOURCE_RASTER, optional=optional)
        made.setMinimumNumberInputs(0 if optional else 1)
    elif declared["kind"] == "raster":
        made = QgsProcessingParameterRasterLayer(name, words, optional=optional)
    elif declared["kind"] == "layer":
        made = QgsProcessingParameterFeatureSource(name, words, [_GEOMETRY[declared["geometry"]]], optional=optional)
    elif declared["kind"] == "surface":  # a raster or a file of triangles, which is no layer of QGIS
        made = QgsProcessingParameterFile(name, words, optional=optional)
    elif declared["kind"] == "store":  # the file with all its tables, of which a layer of QGIS is one
        made = QgsProcessingParameterFile(name, words, extension="gpkg", optional=optional)
    elif declared["kind"] == "template":
        made = QgsProcessingParameterFile(name, words, optional=optional, fileFilter=texts.say(texts.WORD_FILES))
    else:
        made = QgsProcessingParameterFeatureSource(name, words, [compat.SOURCE_TABLE], optional=optional)
    return _with_help(made, help_of(declared))


def takes_many(declared):
    """Return whether an input takes several rasters: tiles of the elevation, or ``many`` in the order arranged."""
    return declared["elevation"] or declared["many"]


def help_of(declared):
    """Return the help of an input, parameter or result; of several rasters also that their order counts."""
    if not declared.get("many"):
        return declared["help"]
    return {name: f"{declared['help'][name]} {texts.IN_ORDER[name]}" for name in declared["help"]}


def value_parameter(declared):
    """Return the parameter of one value with its range, choices and default."""
    name, words, optional = declared["name"], label(declared), declared["optional"]
    default, kind = declared["default"], declared["type"]
    if kind == "choice":
        values = choice_values(declared)
        index = None if default is None else values.index(default)
        options = [texts.say(one["label"]) for one in declared["choices"]]
        made = QgsProcessingParameterEnum(name, words, options, defaultValue=index, optional=optional)
    elif kind == "bool":
        made = QgsProcessingParameterBoolean(name, words, defaultValue=default, optional=optional)
    elif kind in ("float", "int"):
        number = compat.NUMBER_FLOAT if kind == "float" else compat.NUMBER_INT
        made = QgsProcessingParameterNumber(name, words, number, defaultValue=default, optional=optional)
        if declared["minimum"] is not None:
            made.setMinimum(declared["minimum"])
        if declared["maximum"] is not None:
            made.setMaximum(declared["maximum"])
    else:
        may_be_empty = optional or default == ""  # which QGIS takes for none
        made = QgsProcessingParameterString(name, words, defaultValue=default, optional=may_be_empty)
    if declared["advanced"]:
        made.setFlags(made.flags() | compat.FLAG_ADVANCED)
    return _with_help(made, declared["help"])


def _place_parameter(east):
    words = texts.say(east["label"]).partition(":")[0]
    made = QgsProcessingParameterPoint(PLACE, words, optional=east["optional"])
    return _with_help(made, texts.PLACE_HELP)


def choice_values(declared):
    """Return the catalogue's names of the choices, in the order of the dialog's list."""
    return [one["value"] for one in declared["choices"]]


def output_parameter(declared):
    """Return the destination of one result; every one may be skipped, and is made at first when declared so."""
    name, words = declared["name"], label(declared)
    default = declared["default"] and not declared["needs"]
    if declared["kind"] == "raster":
        made = QgsProcessingParameterRasterDestination(name, words, optional=True, createByDefault=default)
    elif declared["kind"] in FILES:  # no layer of QGIS
        made = QgsProcessingParameterFileDestination(
            name, words, _file_filter(declared), optional=True, createByDefault=default
        )
    else:
        source = compat.SOURCE_TABLE if declared["kind"] == "table" else _GEOMETRY[declared["geometry"]]
        made = QgsProcessingParameterVectorDestination(name, words, source, optional=True, createByDefault=default)
    return _with_help(made, declared["help"])


def _file_filter(declared):
    """Return the kinds of file that a result may be; the first is that of its usual name."""
    usual = (DOCUMENTS | GUIDES).get(declared.get("ending", ""))
    offered = sorted(FILES[declared["kind"]], key=lambda one: one is not usual)
    return ";;".join(texts.say(one) for one in offered)


def _window_parameter():
    made = QgsProcessingParameterExtent(WINDOW, texts.say(texts.WINDOW), optional=True)
    made.setFlags(made.flags() | compat.FLAG_ADVANCED)
    return _with_help(made, texts.WINDOW_HELP)


def _with_help(parameter, words):
    parameter.setHelp(texts.both(words))
    return parameter


def tool_help(tool):
    """Return the help of a tool as HTML: both languages, then each input, parameter and result."""
    parts = [texts.both_html(tool["summary"])]
    headings = (
        (texts.text("Input", "Inputs"), tool["inputs"]),
        (texts.text("Parametre", "Parameters"), tool["params"]),
        (texts.text("Resultater", "Results"), tool["outputs"]),
    )
    for heading, declared in headings:
        rows = "".join(
            f"<p><b>{html.escape(label(one))}</b> ({html.escape(one['name'])})<br>"
            f"{html.escape(texts.both(help_of(one))).replace(chr(10), '<br>')}{_choices(one)}</p>"
            for one in declared
        )
        parts.append(f"<h3>{html.escape(texts.say(heading))}</h3>{rows}" if rows else "")
    return "".join(parts)


def _choices(declared):
    return "".join(
        f"<br>– {html.escape(one['value'])}: {html.escape(texts.say(one['label']))}"
        for one in declared.get("choices", ())
    )
