"""An overview layout and an atlas over a layer of polygons, put into a project, and PDFs of them."""

import os
import tempfile

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsExpression,
    QgsFillSymbol,
    QgsLayoutExporter,
    QgsLayoutItemMap,
    QgsPalLayerSettings,
    QgsProject,
    QgsProperty,
    QgsRuleBasedRenderer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor, QFont

from . import compat, texts
from . import layout_texts as words
from .client import problem
from .marks import marks_of, name_of
from .sheets import PAPERS, UNTITLED, Sheet, scale_expression

_DANISH = "EPSG:25832"
_NUMBER = "subcatchment_id"
_NAMES = ("navn", "name", "subcatchment_name", _NUMBER)
_BORDER = {"color": "0,0,0,0", "outline_color": "#7a1fa2", "outline_width": "0.9", "style": "no"}
_THIN = {**_BORDER, "outline_color": "#4a4a4a", "outline_width": "0.35", "outline_style": "dash"}


class Layouts:
    """One run of the algorithm."""

    def __init__(self, algorithm, values, context, feedback):
        self._feedback = feedback
        self._text = {
            name: algorithm.parameterAsString(values, name, context).strip()
            for name in ("HEADING", "MUNICIPALITY", "CASE", "DATA_DATE", "SOURCE", "NAME_FIELD")
        }
        self._paper = list(PAPERS)[algorithm.parameterAsEnum(values, "PAPER", context)]
        self._landscape = algorithm.parameterAsEnum(values, "ORIENTATION", context) == 0
        self._file = {
            name: algorithm.parameterAsFileOutput(values, name, context) if values.get(name) else ""
            for name in ("PROJECT", "PDF")
        }
        self._folder = algorithm.parameterAsString(values, "PDF_FOLDER", context) if values.get("PDF_FOLDER") else ""
        given = algorithm.parameterAsVectorLayer(values, "COVERAGE", context)
        if given is None:
            raise problem(texts.BAD_LAYER, label=words.COVERAGE, found=str(values.get("COVERAGE")))
        self._given = given
        self._open, self._new = context.project(), None
        chosen = algorithm.parameterAsLayerList(values, "LAYERS", context)
        self._shown = [self._as_people_know(layer) for layer in chosen] or self._visible(self._open)
        self.pages = 0
        self.overview = self.atlas = None

    @staticmethod
    def _visible(project):
        return [] if project is None else project.layerTreeRoot().checkedLayers()

    def _as_people_know(self, layer):
        """Return a layer that was given as a file in its own style and under a name for people."""
        if self._open is None or self._open.mapLayer(layer.id()) is None:
            layer.loadDefaultStyle()
            layer.setName(name_of(layer))
        return layer

    def make(self):
        """Make everything and return the results of the algorithm."""
        self._check()
        project = self._project()
        borders, layers = self._into(project)
        crs = borders.crs()
        if not crs.isValid() or crs.isGeographic():
            crs = QgsCoordinateReferenceSystem(_DANISH)
        if project is not self._open:
            project.setCrs(crs)
        marks = [texts.say(mark) for mark in marks_of([self._given, *self._shown])]
        self.overview = self._overview(project, borders, layers, crs, marks)
        self.atlas = self._atlas(project, borders, layers, crs, marks)
        for sheet in (self.overview, self.atlas):
            project.layoutManager().addLayout(sheet.layout)
        results = {"PAGES": self.pages}
        if self._file["PROJECT"]:
            self._write(self._file["PROJECT"], project.write)
            results["PROJECT"] = self._file["PROJECT"]
        results.update(self._pdfs())
        names = {"overview": self.overview.layout.name(), "atlas": self.atlas.layout.name()}
        self._feedback.pushInfo(texts.both(texts.fill(words.MADE, pages=self.pages, **names)))
        return results

    def close(self):
        """Let layouts go before the project that they belong to."""
        self.overview = self.atlas = None
        self._shown, self._given = [], None
        if self._new is not None:
            self._new.clear()
            self._new = None

    def _project(self):
        if self._file["PROJECT"]:
            self._new = QgsProject()  # held as long as its layouts
            return self._new
        if self._open is None:
            raise problem(words.NO_PROJECT)
        return self._open

    def _check(self):
        """Raise for what cannot be drawn, before anything is added to a project."""
        if not self._shown:
            raise problem(words.NO_LAYERS)
        features = self._given.getFeatures()
        self.pages = sum(1 for one in features if one.hasGeometry() and not one.geometry().isEmpty())
        if not self.pages:
            raise problem(words.NO_SHEETS, label=words.COVERAGE)
        passing = [one.name() for one in (self._given, *self._shown) if one.providerType() == "memory"]
        if self._file["PROJECT"] and passing:
            raise problem(words.NOT_KEPT, names=", ".join(passing))

    def _into(self, project):
        """Return the layer of borders and the layers shown as they are in the project, borders on top."""
        borders = self._given.clone()
        borders.setName(texts.say(words.BORDERS))
        borders.setCustomProperty(UNTITLED, "yes")
        _style_borders(borders, self._name_of(borders))
        layers = [project.mapLayer(layer.id()) or layer.clone() for layer in self._shown]
        for layer in (*reversed(layers), borders):
            project.addMapLayer(layer)  # which leaves those alone that are there
        return borders, layers

    def _name_of(self, layer):
        """Return the expression for the name of a sub-catchment: of a field, else its number."""
        places = [layer.fields().lookupField(name) for name in (self._text["NAME_FIELD"], *_NAMES) if name]
        found = [layer.fields()[place].name() for place in places if place >= 0]
        return f'to_string("{found[0]}")' if found else "to_string($id)"

    def _sheet(self, project, kind, layers, crs, borders):
        heading = self._text["HEADING"] or texts.say(words.HEADING_DEFAULT)
        name = _free_name(project, f"{heading} - {texts.say(kind)}")
        sheet = Sheet(project, name, self._paper, self._landscape)
        moved = QgsCoordinateTransform(borders.crs(), crs, project.transformContext())
        sheet.add_map([borders, *layers], crs, moved.transformBoundingBox(borders.extent()))
        return sheet

    def _told(self, name, page, marks, crs):
        unknown = texts.say(words.NOT_STATED)
        facts = [(words.CASE, "CASE"), (words.SOURCE, "SOURCE"), (words.DATA_DATE, "DATA_DATE")]
        lines = [f"{texts.say(label)}: {self._text[key] or unknown}" for label, key in facts]
        return {
            "heading": self._text["HEADING"] or texts.say(words.HEADING_DEFAULT),
            "name": name,
            "names": [],
            "municipality": self._text["MUNICIPALITY"],
            "facts": [*lines, f"{texts.say(words.CRS)}: {crs.authid()}"],
            "marks": marks,
            "page": page,
        }

    def _overview(self, project, borders, layers, crs, marks):
        sheet = self._sheet(project, words.OVERVIEW, layers, crs, borders)
        told = self._told(texts.say(words.OVERVIEW), texts.say(words.OVERVIEW), marks, crs)
        self._panel(sheet, told, [borders, *layers])
        return sheet

    def _atlas(self, project, borders, layers, crs, marks):
        sheet = self._sheet(project, words.ATLAS, layers, crs, borders)
        atlas = sheet.layout.atlas()
        name = self._name_of(borders)
        atlas.setCoverageLayer(borders)
        atlas.setEnabled(True)
        atlas.setFilterFeatures(True)
        atlas.setFilterExpression("$geometry is not null and not is_empty($geometry)")
        atlas.setPageNameExpression(name)
        atlas.setSortFeatures(True)
        numbered = borders.fields().lookupField(_NUMBER) >= 0
        atlas.setSortExpression(f'"{_NUMBER}"' if numbered else name)
        plain = f"regexp_replace({name}, '[^0-9A-Za-zÆØÅæøå]+', '_')"
        atlas.setFilenameExpression(f"lpad(to_string(@atlas_featurenumber), 3, '0') || '_' || {plain}")
        sheet.map.setAtlasDriven(True)
        sheet.map.setAtlasScalingMode(QgsLayoutItemMap.AtlasScalingMode.Auto)
        place = sheet.map_place
        scale = scale_expression(place.width(), place.height(), borders.crs().authid(), crs.authid())
        sheet.map.dataDefinedProperties().setProperty(compat.MAP_SCALE, QgsProperty.fromExpression(scale))
        page = texts.say(words.PAGE).format(page="[% @atlas_featurenumber %]", pages="[% @atlas_totalfeatures %]")
        told = self._told(f"[% {name} %]", page, marks, crs)
        evaluated = QgsExpression(name)
        context = borders.createExpressionContext()
        for feature in borders.getFeatures():
            context.setFeature(feature)
            told["names"].append(str(evaluated.evaluate(context)))
        self._panel(sheet, told, [borders, *layers])
        return sheet

    def _panel(self, sheet, told, layers):
        if not sheet.add_panel(told, layers):
            self._feedback.reportError(texts.both(words.LEGEND_TOO_TALL))

    def _pdfs(self):
        made = {}
        settings = QgsLayoutExporter.PdfExportSettings()
        settings.textRenderFormat = compat.TEXT_AS_TEXT
        atlas, overview = self.atlas.layout.atlas(), texts.say(words.OVERVIEW_FILE)

        def all_sheets(path):
            return QgsLayoutExporter.exportToPdf(atlas, path, settings, self._feedback)[0] == _SUCCESS

        if self._file["PDF"]:
            stem = os.path.splitext(self._file["PDF"])[0]
            self._pdf(f"{stem}_{overview}.pdf", self.overview.layout, settings)
            self._write(self._file["PDF"], all_sheets)
            made["PDF"] = self._file["PDF"]
        if self._folder:
            self._pdf(os.path.join(self._folder, f"{overview}.pdf"), self.overview.layout, settings)
            self._each(atlas, settings)
            made["PDF_FOLDER"] = self._folder
        return made

    def _each(self, atlas, settings):
        """Write a PDF of each sheet beside their place, and lay all of them there when they are whole."""
        with tempfile.TemporaryDirectory(prefix="part-", dir=self._folder) as part:
            place = os.path.join(part, "sheet.pdf")
            done, why = QgsLayoutExporter.exportToPdfs(atlas, place, settings, self._feedback)
            if self._feedback.isCanceled():
                raise problem(texts.CANCELLED)
            if done != _SUCCESS:
                raise problem(words.NOT_WRITTEN, path=self._folder, reason=why)
            for name in os.listdir(part):
                path = os.path.join(self._folder, name)
                try:
                    os.replace(os.path.join(part, name), path)
                except OSError as error:
                    raise problem(words.NOT_WRITTEN, path=path, reason=error.strerror) from error

    def _pdf(self, path, layout, settings):
        self._write(path, lambda place: QgsLayoutExporter(layout).exportToPdf(place, settings) == _SUCCESS)

    def _write(self, path, write):
        """Write a file beside its place and lay it there when it is whole."""
        if self._feedback.isCanceled():
            raise problem(texts.CANCELLED)
        folder, name = os.path.split(os.path.abspath(path))
        os.makedirs(folder, exist_ok=True)
        part = os.path.join(folder, f"part-{name}")
        try:
            done = write(part)
            if self._feedback.isCanceled():
                raise problem(texts.CANCELLED)
            if not done:
                raise problem(words.NOT_WRITTEN, path=path, reason="QGIS")
            os.replace(part, path)
        except OSError as error:
            raise problem(words.NOT_WRITTEN, path=path, reason=error.strerror) from error
        finally:
            if os.path.exists(part):
                os.remove(part)
        self._feedback.pushInfo(texts.both(texts.fill(words.WROTE, path=path)))


_SUCCESS = QgsLayoutExporter.ExportResult.Success


def _free_name(project, wanted):
    """Return the name, or with a number after it where a layout is called so: one that was edited is kept."""
    taken = {one.name() for one in project.layoutManager().layouts()}
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted} ({number})"
    return name


def _style_borders(layer, name):
    """Let the sub-catchment that an atlas is at be drawn thick, all others thin, each with its name."""
    root = QgsRuleBasedRenderer.Rule(None)
    rules = ((_BORDER, words.THIS_ONE, "$id = @atlas_featureid"), (_THIN, words.OTHERS, "ELSE"))
    for level, (look, words_, filter_) in zip((1, 0), rules):
        symbol = QgsFillSymbol.createSimple(look)
        symbol.symbolLayer(0).setRenderingPass(level)
        root.appendChild(QgsRuleBasedRenderer.Rule(symbol, 0, 0, filter_, texts.say(words_)))
    renderer = QgsRuleBasedRenderer(root)
    renderer.setUsingSymbolLevels(True)  # the thick one is drawn over those of its neighbours
    layer.setRenderer(renderer)
    layer.setOpacity(1.0)
    form = QgsTextFormat()
    form.setFont(QFont("Arial"))
    form.setSize(8.0)
    form.setColor(QColor(30, 30, 30))
    halo = QgsTextBufferSettings()
    halo.setEnabled(True)
    halo.setSize(0.8)
    form.setBuffer(halo)
    label = QgsPalLayerSettings()
    label.setFormat(form)
    label.fieldName, label.isExpression = name, True
    layer.setLabeling(QgsVectorLayerSimpleLabeling(label))
    layer.setLabelsEnabled(True)
