"""One algorithm class for all tools: each is drawn from its declaration in the catalogue."""

import os
from collections import deque

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingAlgorithm,
    QgsProcessingLayerPostProcessorInterface,
    QgsProject,
)
from qgis.PyQt.QtGui import QIcon

from . import client, compat, layers, parameters, settings, texts
from .client import problem

ICON = os.path.join(os.path.dirname(os.path.abspath(__file__)), "icon.svg")
_RASTERS = (".tif", ".tiff", ".vrt")
_KEPT = deque(maxlen=500)  # QGIS does not own a post-processor: without a reference Python would take it away


class Styler(QgsProcessingLayerPostProcessorInterface):
    """Gives a loaded result the style that the worker wrote with it, and its place in the layer tree."""

    def __init__(self, details, group):
        super().__init__()
        self._group = "" if compat.set_group(details, group) else group  # which QGIS then makes itself
        _KEPT.append(self)

    def postProcessLayer(self, layer, context, feedback):  # noqa: N802, ARG002 - the signature that QGIS calls
        """Style the layer; called in the main thread when it has been loaded."""
        layer.loadDefaultStyle()
        layer.triggerRepaint()
        if self._group:
            self._move_to_group(layer)

    def _move_to_group(self, layer):
        root = QgsProject.instance().layerTreeRoot()
        node = root.findLayer(layer.id())
        if node is None:
            return
        group = root.findGroup(self._group) or root.insertGroup(0, self._group)
        if node.parent() is not group:
            group.insertChildNode(0, node.clone())
            node.parent().removeChildNode(node)


class GistoolsAlgorithm(QgsProcessingAlgorithm):
    """One tool of gistools, run by the worker.

    Parameters
    ----------
    tool:
        The tool as it stands in the catalogue.
    version:
        The version of gistools that the catalogue was made by.
    """

    def __init__(self, tool, version):
        super().__init__()
        self._tool = tool
        self._version = version

    def createInstance(self):  # noqa: N802 - the name that QGIS calls
        """Return a fresh copy for one run."""
        return type(self)(self._tool, self._version)

    def name(self):
        """Return the id within the provider; QGIS wants no hyphen in it."""
        return self._tool["id"].replace("-", "_")

    def displayName(self):  # noqa: N802 - the name that QGIS calls
        """Return the name in the toolbox."""
        return texts.say(self._tool["title"])

    def group(self):
        """Return the branch in the toolbox."""
        return texts.say(self._tool["group"])

    def groupId(self):  # noqa: N802 - the name that QGIS calls
        """Return the id of the branch, the same in both languages."""
        return "".join(letter if letter.isalnum() else "_" for letter in self._tool["group"]["en"].lower())

    def shortDescription(self):  # noqa: N802 - the name that QGIS calls
        """Return one sentence on what the tool does."""
        return texts.both(self._tool["summary"])

    def shortHelpString(self):  # noqa: N802 - the name that QGIS calls
        """Return the help shown beside the dialog, in both languages."""
        return parameters.tool_help(self._tool)

    def tags(self):
        """Return the words that find the tool whatever the language of QGIS."""
        return [*self._tool["title"].values(), *self._tool["group"].values()]

    def icon(self):
        """Return the icon in the toolbox."""
        return QIcon(ICON)

    def svgIconPath(self):  # noqa: N802 - the name that QGIS calls
        """Return the icon for places that draw it themselves."""
        return ICON

    def initAlgorithm(self, configuration=None):  # noqa: N802, ARG002 - the signature that QGIS calls
        """Declare the parameters and results."""
        for one in parameters.definitions(self._tool):
            self.addParameter(one)
        for one in parameters.scalar_outputs(self._tool):
            self.addOutput(one)

    def canExecute(self):  # noqa: N802 - the name that QGIS calls
        """Return whether a worker can be started, and if not, what to do."""
        wrong = settings.problem()
        return (True, "") if wrong is None else (False, texts.both(wrong))

    def checkParameterValues(self, values, context):  # noqa: N802 - the name that QGIS calls
        """Return whether all can be understood, before anything is started."""
        values = self._understood(values)
        name = parameters.elevation_input(self._tool)
        if name is not None and name in values:
            values[name] = _expanded(values[name])
        ok, message = super().checkParameterValues(values, context)
        if not ok:
            return ok, message
        files = self._files()
        if files and all(values.get(one["name"]) in (None, "") for one in files):
            return False, texts.both(texts.NO_OUTPUT)
        return True, ""

    def validateInputCrs(self, values, context):  # noqa: N802, ARG002 - the signature that QGIS calls
        """Return True: gistools itself transforms layers, refuses mixed elevation, and says which."""
        return True

    def processAlgorithm(self, values, context, feedback):  # noqa: N802 - the name that QGIS calls
        """Run the tool in a worker and return its results."""
        values = self._understood(values)
        targets = self._targets(values, context)
        job = {
            "tool": self._tool["id"],
            "inputs": self._inputs(values, context, feedback),
            "params": self._params(values, context),
            "outputs": {name: os.path.abspath(path) for name, path in targets.items()},
            "window": self._window(values, context),
            "overwrite": True,
        }
        answer = client.run_job(job, self._version, feedback)
        return self._results(answer, targets, context)

    def _understood(self, values):
        """Return the values with choices given by name (as the command line may) turned into places in the list."""
        made = dict(values)
        for one in self._tool["params"]:
            names = parameters.choice_values(one)
            if one["type"] == "choice" and made.get(one["name"]) in names:
                made[one["name"]] = names.index(made[one["name"]])
        return made

    def _rasters(self, values, name, label, context, feedback):
        """Return a path for each of several rasters, in the order that the user arranged: one alone, or a list."""
        paths = []
        for one in _flat(values[name]):
            if isinstance(one, str) and os.path.exists(one):
                paths.append(os.path.abspath(one))
            else:
                found = self.parameterAsLayerList({name: [one]}, name, context)
                paths += [layers.raster_path(layer, label, context, feedback) for layer in found or [None]]
        return paths[0] if len(paths) == 1 else paths

    def _inputs(self, values, context, feedback):
        made = {}
        for one in self._tool["inputs"]:
            name, label = one["name"], one["label"]
            if values.get(name) in (None, "", []):
                continue
            if parameters.takes_many(one):
                made[name] = self._rasters(values, name, label, context, feedback)
            elif one["kind"] == "raster":
                layer = self.parameterAsRasterLayer(values, name, context)
                made[name] = layers.raster_path(layer, label, context, feedback)
            elif one["kind"] == "register":
                made[name] = [os.path.abspath(str(path)) for path in _flat(values[name])]
            elif one["kind"] in ("surface", "store", "template"):
                made[name] = self.parameterAsFile(values, name, context)
            else:
                table = one["kind"] == "table"
                made[name] = layers.vector_path(self, values, name, label, context, feedback, table=table)
        return made

    def _params(self, values, context):
        made = self._place(values, context)
        for one in self._tool["params"]:
            name, kind = one["name"], one["type"]
            if values.get(name) is None:
                continue  # the worker knows the default
            if kind == "choice":
                made[name] = parameters.choice_values(one)[self.parameterAsEnum(values, name, context)]
            elif kind == "bool":
                made[name] = self.parameterAsBoolean(values, name, context)
            elif kind == "float":
                made[name] = self.parameterAsDouble(values, name, context)
            elif kind == "int":
                made[name] = self.parameterAsInt(values, name, context)
            else:
                made[name] = self.parameterAsString(values, name, context)
        return made

    def _place(self, values, context):
        """Return east and north of the place clicked; nothing for a tool that asks for none."""
        if not parameters.takes_place(self._tool) or values.get(parameters.PLACE) in (None, ""):
            return {}
        point = self.parameterAsPoint(values, parameters.PLACE, context, QgsCoordinateReferenceSystem("EPSG:25832"))
        return dict(zip(parameters.EAST_NORTH, (point.x(), point.y())))

    def _window(self, values, context):
        """Return west, south, east, north in the coordinates of the elevation, or None."""
        if values.get(parameters.WINDOW) in (None, ""):
            return None
        crs = QgsCoordinateReferenceSystem()
        name = parameters.elevation_input(self._tool)
        found = self.parameterAsLayerList({name: _expanded(values[name])}, name, context)
        if found:
            crs = found[0].crs()
        extent = self.parameterAsExtent(values, parameters.WINDOW, context, crs)
        if extent.isEmpty():
            return None
        return [extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()]

    def _files(self):
        return [one for one in self._tool["outputs"] if one["kind"] != "scalar"]

    def _targets(self, values, context):
        """Return the file of each result that the user wants."""
        made = {}
        for one in self._files():
            name = one["name"]
            if values.get(name) in (None, ""):
                continue
            as_path = self.parameterAsFileOutput if one["kind"] in parameters.FILES else self.parameterAsOutputLayer
            path = as_path(values, name, context)
            if not path:
                continue
            endings = _endings(one)
            if not path.lower().endswith(endings):
                raise problem(texts.NOT_A_FILE, label=one["label"], endings=" ".join(endings), found=path)
            for other in self._files():
                if other["name"] in made and _same(made[other["name"]], path):
                    raise problem(texts.SAME_FILE, label=one["label"], other=other["label"], path=path)
            made[name] = path
        return made

    def _results(self, answer, targets, context):
        """Check that every result is there, hand its style and name to QGIS, and return the places."""
        written = answer.get("outputs", {})
        made = dict(answer.get("scalars", {}))
        for one in self._files():
            name = one["name"]
            if name not in targets:
                continue
            path = str(written.get(name, ""))
            if not os.path.isfile(path):
                raise problem(texts.MISSING_OUTPUT, label=one["label"], path=path or targets[name])
            if context.willLoadLayerOnCompletion(targets[name]):
                details = context.layerToLoadOnCompletionDetails(targets[name])
                details.name = texts.say(one["label"])
                details.setPostProcessor(Styler(details, texts.say(texts.RESULTS_GROUP)))
            made[name] = path
        return made


def _endings(declared):
    endings = {"raster": (".tif",), "layer": (".gpkg", ".fgb"), "table": (".csv",), "bundle": (".zip",)}
    endings |= {"graph": (".png", ".svg", ".pdf"), "document": tuple(parameters.DOCUMENTS)}
    endings |= {"guide": tuple(parameters.GUIDES), "template": (".docx",)}
    return endings[declared["kind"]]


def _same(one, other):
    return os.path.normcase(os.path.abspath(one)) == os.path.normcase(os.path.abspath(other))


def _flat(value):
    """Return all that was given in order; a model may give lists within a list."""
    return [each for one in value for each in _flat(one)] if isinstance(value, (list, tuple)) else [value]


def _expanded(value):
    """Return the value with a folder of tiles replaced by its first tile, so that QGIS can look at it."""
    given = value if isinstance(value, (list, tuple)) else [value]
    made = []
    for one in given:
        if isinstance(one, str) and os.path.isdir(one):
            tiles = sorted(name for name in os.listdir(one) if name.lower().endswith(_RASTERS))
            made += [os.path.join(one, name) for name in tiles[:1]] or [one]
        else:
            made.append(one)
    return made if isinstance(value, (list, tuple)) or made != [value] else value
