"""Runs the algorithm for print layouts and tells what it made: ``sheets.py PLUGIN_FOLDER REQUEST_JSON``.

The request has ``parameters``, and where wanted ``project`` (layers to open first, by name, of a ``provider``),
``times`` (how often it is run), ``cancel`` and ``reopen`` (look at the project file in place of the open project).
"""

import json
import re
import sys
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemScaleBar,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from start import answer, qgis


class Feedback(QgsProcessingFeedback):
    def __init__(self):
        super().__init__()
        self.errors = []

    def pushInfo(self, info):  # noqa: N802 - the name that QGIS calls
        pass

    def reportError(self, error, fatalError=False):  # noqa: N802, N803, FBT002, ARG002 - the signature that QGIS calls
        self.errors.append(error)


def items_of(layout):
    """Return the items by their names, with the place of each on the page in mm."""
    told = {}
    for one in layout.items():
        if isinstance(one, QgsLayoutItem) and one.id():
            place = one.mapRectToScene(one.rect())
            told[one.id()] = {"place": [place.left(), place.top(), place.right(), place.bottom()]}
            if isinstance(one, QgsLayoutItemLabel):
                told[one.id()]["text"] = one.currentText()
            if isinstance(one, QgsLayoutItemLegend):
                told[one.id()]["layers"] = [node.name() for node in one.model().rootGroup().findLayers()]
                told[one.id()]["title"] = one.title()
            if isinstance(one, QgsLayoutItemScaleBar):
                told[one.id()]["segment_m"] = one.unitsPerSegment()
    return told


def sheet_of(layout):
    page = layout.pageCollection().page(0).pageSize()
    shown = layout.referenceMap()
    return {
        "paper": [page.width(), page.height()],
        "scale": shown.scale(),
        "extent": shown.extent().toRectF().getCoords(),
        "layers": [one.name() for one in shown.layers()],
        "crs": shown.crs().authid(),
        "items": items_of(layout),
    }


def pages_of(layout):
    """Go through the atlas as an export does, and tell of each of its sheets."""
    atlas = layout.atlas()
    told = []
    atlas.beginRender()
    while atlas.next():
        feature = layout.reportContext().feature()
        bounds = feature.geometry().boundingBox()
        shown = layout.referenceMap()
        told.append(
            {
                **sheet_of(layout),
                "name": atlas.nameForPage(atlas.currentFeatureNumber()),
                "inside": QgsRectangle(shown.extent()).contains(bounds),
                "need": max(bounds.width() / shown.rect().width(), bounds.height() / shown.rect().height()) * 1000.0,
            }
        )
    atlas.endRender()
    return told


def pdf_pages(path):
    """Return what the tree of pages says of their number."""
    return int(re.search(rb"/Type\s*/Pages.*?/Count\s+(\d+)", Path(path).read_bytes(), re.DOTALL)[1])


def process(request):
    project = QgsProject.instance()
    for name, source in request.get("project", {}).items():
        layer = QgsVectorLayer(source, name, request.get("provider", "ogr"))
        layer.renderer().symbol().setColor(layer.renderer().symbol().color().fromRgb(1, 2, 3))
        project.addMapLayer(layer)
    context = QgsProcessingContext()
    if not request.get("no_project"):
        context.setProject(project)
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("gistools:print_layouts")
    feedback = Feedback()
    parameters = request["parameters"]
    acceptable, why = algorithm.checkParameterValues(parameters, context)
    if not acceptable:
        return {"refused": why}
    if request.get("cancel"):
        feedback.cancel()
    for _ in range(request.get("times", 1)):
        results, ok = algorithm.run(parameters, context, feedback)
    told = {"ok": ok, "results": results, "errors": feedback.errors}
    if not ok:
        return told
    looked_at = project
    if request.get("reopen"):
        looked_at = QgsProject()
        looked_at.read(results["PROJECT"])
    told["layouts"] = {}
    for one in looked_at.layoutManager().printLayouts():
        atlas = one.atlas().enabled()
        told["layouts"][one.name()] = {**sheet_of(one), "pages": pages_of(one) if atlas else None}
    told["tree"] = {one.name(): one.isValid() for one in looked_at.mapLayers().values()}
    told["colours"] = {
        one.name(): one.renderer().symbol().color().name()
        for one in looked_at.mapLayers().values()
        if isinstance(one, QgsVectorLayer) and one.renderer().type() == "singleSymbol"
    }
    made = [*([results["PDF"]] if "PDF" in results else []), *Path(results.get("PDF_FOLDER", "/none")).glob("*.pdf")]
    told["pdfs"] = {Path(one).name: pdf_pages(one) for one in made}
    return told


def main():
    with qgis(sys.argv[1]):
        answer(process(json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))))


main()
