"""Runs one algorithm and prints what came of it: ``run_one.py PLUGIN_FOLDER REQUEST_JSON``.

The request has ``algorithm``, ``parameters`` and, when wanted, ``cancel_after`` (seconds), ``at_30`` (``cancel`` or
``kill`` the worker at 30 %), ``load`` (results are to be loaded into the project, as in QGIS Desktop), ``unchecked``
(run without the check of the dialog, as models do) and ``made``: layers to make first, named by ``$name`` in the
parameters.
"""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsProperty,
    QgsRasterLayer,
    QgsRenderContext,
    QgsVectorLayer,
)
from start import answer, qgis


class Feedback(QgsProcessingFeedback):
    def __init__(self, at_30):
        super().__init__()
        self.said = []
        self.fractions = []
        self.acted = None
        self._act = {"cancel": self.cancel, "kill": kill_worker}.get(at_30)
        self.progressChanged.connect(self.note)

    def note(self, fraction):
        self.fractions.append(fraction)
        if fraction >= 30.0 and self._act is not None and self.acted is None:
            self.acted = time.monotonic()
            self._act()

    def pushInfo(self, info):  # noqa: N802 - the name that QGIS calls
        self.said.append(info)

    def reportError(self, error, fatalError=False):  # noqa: N802, N803, FBT002, ARG002 - the signature that QGIS calls
        self.said.append(error)

    def setProgressText(self, text):  # noqa: N802 - the name that QGIS calls
        self.said.append(text)


def workers():
    """Return the processes that this one started as workers."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            line = (folder / "cmdline").read_bytes()
        except OSError:  # ended since it was listed
            continue
        if parent == os.getpid() and b"gistools.worker" in line:
            found.append(int(folder.name))
    return found


def kill_worker():
    for number in workers():
        os.kill(number, signal.SIGKILL)


def make(declared):
    """Return a layer (or a source definition) that only QGIS can see."""
    if declared.get("raster"):
        layer = QgsRasterLayer(declared["source"], "made", "gdal")
    else:
        layer = QgsVectorLayer(declared["source"], "made", declared.get("provider", "ogr"))
    if not layer.isValid():
        message = f"no layer: {declared}"
        raise RuntimeError(message)
    for row in declared.get("rows", []):
        feature = QgsFeature(layer.fields())
        feature.setAttributes(row["values"])
        if "wkt" in row:
            feature.setGeometry(QgsGeometry.fromWkt(row["wkt"]))
        if not layer.dataProvider().addFeature(feature):
            message = f"no feature: {layer.dataProvider().lastError()}"
            raise RuntimeError(message)
    if isinstance(layer, QgsVectorLayer):
        layer.updateExtents()
    if "filter" in declared and not layer.setSubsetString(declared["filter"]):
        message = "no filter"
        raise RuntimeError(message)
    if "delete_unsaved" in declared:
        layer.startEditing()
        layer.deleteFeature(next(layer.getFeatures(declared["delete_unsaved"])).id())
    QgsProject.instance().addMapLayer(layer)
    if "select" in declared:
        layer.selectByExpression(declared["select"])
        return QgsProcessingFeatureSourceDefinition(layer.id(), True)  # noqa: FBT003 - Qt's signature
    return layer


def in_place(value, made):
    """Return a value with the layers that were made in place of their names, also within lists."""
    if isinstance(value, list):
        return [in_place(one, made) for one in value]
    return made.get(value, value) if isinstance(value, str) else value


def process(request):
    made = {f"${name}": make(declared) for name, declared in request.get("made", {}).items()}
    parameters = {key: in_place(value, made) for key, value in request["parameters"].items()}
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(request["algorithm"])
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    if request.get("load"):
        for one in algorithm.destinationParameterDefinitions():
            if one.name() in parameters:
                path = QgsProperty.fromValue(parameters[one.name()])
                parameters[one.name()] = QgsProcessingOutputLayerDefinition(path, QgsProject.instance())
    feedback = Feedback(request.get("at_30"))
    acceptable, why = algorithm.checkParameterValues(parameters, context)
    if not (acceptable or request.get("unchecked")):
        return {"refused": why}
    if "cancel_after" in request:
        threading.Timer(request["cancel_after"], feedback.cancel).start()
    started = time.monotonic()
    results, ok = algorithm.run(parameters, context, feedback)
    said = {
        "ok": ok,
        "results": results,
        "said": feedback.said,
        "fractions": feedback.fractions,
        "seconds": time.monotonic() - started,
        "seconds_after_act": None if feedback.acted is None else time.monotonic() - feedback.acted,
        "workers": workers(),
    }
    if request.get("load") and ok:
        said["layers"] = load(algorithm, context, feedback)
    return said


def colours(layer):
    """Return the colours of the symbols as they stand in a style file."""
    if not isinstance(layer, QgsVectorLayer) or not layer.isSpatial():
        return []
    found = []
    for symbol in layer.renderer().symbols(QgsRenderContext()):
        for part in symbol.symbolLayers():
            found += [str(value) for key, value in part.properties().items() if "color" in key]
    return found


def load(algorithm, context, feedback):
    """Let Processing load the results as QGIS Desktop does, and tell how they look."""
    from processing.gui.Postprocessing import handleAlgorithmResults

    handleAlgorithmResults(algorithm, context, feedback)
    project = QgsProject.instance()
    told = {}
    for layer in project.mapLayers().values():
        node = project.layerTreeRoot().findLayer(layer.id())
        told[layer.name()] = {
            "group": node.parent().name(),
            "renderer": getattr(layer.renderer(), "type", str)() if layer.isSpatial() else "",
            "colours": colours(layer),
            "source": layer.source(),
            "rows": layer.featureCount() if isinstance(layer, QgsVectorLayer) else None,
            "valid": layer.isValid(),
        }
    return told


def main():
    with qgis(sys.argv[1]):
        answer(process(json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))))


main()
