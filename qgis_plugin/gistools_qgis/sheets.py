"""Where things stand on a sheet, and how they are put there: sizes in mm, texts in points."""

import math

from qgis.core import (
    QgsLayerTreeLayer,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutUtils,
    QgsLegendRenderer,
    QgsLegendStyle,
    QgsMapLayer,
    QgsMapLayerLegendUtils,
    QgsPathResolver,
    QgsPrintLayout,
    QgsSimpleLegendNode,
    QgsSymbolLayerUtils,
)
from qgis.PyQt.QtCore import QRectF, QSizeF, Qt
from qgis.PyQt.QtGui import QColor, QFont, QFontMetricsF

from . import compat, texts
from . import layout_texts as words

SCALES = (
    *(250, 500, 1_000, 2_000, 2_500, 4_000, 5_000, 10_000, 15_000, 20_000, 25_000, 40_000, 50_000),
    *(100_000, 200_000, 250_000, 500_000, 1_000_000),
)
AIR = 1.08  # of what is shown: so that its border is not drawn on the frame
PAPERS = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}

UNTITLED = "gistools/untitled"  # a property of layers whose name is left out of the legend

_MARGIN, _GAP = 8.0, 3.0
_POINT_MM = 25.4 / 72.0
_DARK, _STAMP = QColor(30, 30, 30), QColor(170, 30, 30)
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_NORTH = "arrows/NorthArrow_02.svg"
_BAR = 40.0  # mm: half of it is a round number of metres at every scale above
_DPI = 100.0  # at which signs are measured
_LEGEND_POINTS = (8.0, 7.0, 6.0, 5.5)


def round_scale(needed):
    """Return the first round scale (its number) at which as much is shown as one of ``needed`` would."""
    for scale in SCALES:
        if scale >= needed:
            return scale
    return math.ceil(needed / SCALES[-1]) * SCALES[-1]


def scale_expression(width_mm, height_mm, from_crs, to_crs):
    """Return the expression for `round_scale` of the feature that an atlas is at."""
    shape = f"transform(@atlas_geometry, '{from_crs}', '{to_crs}')"
    needed = f"max(bounds_width({shape}) / {width_mm / 1000.0!r}, bounds_height({shape}) / {height_mm / 1000.0!r})"
    listed = ", ".join(map(str, SCALES))
    return (
        f"with_variable('needed', {AIR} * {needed}, coalesce("
        f"array_first(array_filter(array({listed}), @element >= @needed)), "
        f"ceil(@needed / {SCALES[-1]}) * {SCALES[-1]}))"
    )


class Sheet:
    """One layout: a page with its map, and where the rest stands.

    Parameters
    ----------
    project:
        What the layout belongs to.
    name:
        Of the layout.
    paper:
        ``"A4"`` or ``"A3"``.
    landscape:
        A panel at the right of the map; else one beneath it.
    """

    def __init__(self, project, name, paper, landscape):
        self.paper = paper
        self.layout = QgsPrintLayout(project)
        self.layout.initializeDefaults()
        self.layout.setName(name)
        orientation = QgsLayoutItemPage.Orientation
        page = self.layout.pageCollection().page(0)
        page.setPageSize(paper, orientation.Landscape if landscape else orientation.Portrait)
        width, height = sorted(PAPERS[paper], reverse=landscape)
        large = paper == "A3"
        self._size = 1.2 if large else 1.0  # of texts
        if landscape:
            panel = 100.0 if large else 76.0
            self.map_place = QRectF(_MARGIN, _MARGIN, width - 2 * _MARGIN - panel - _GAP, height - 2 * _MARGIN)
            self._side = QRectF(width - _MARGIN - panel, _MARGIN, panel, height - 2 * _MARGIN)
        else:
            panel = 100.0 if large else 82.0
            self.map_place = QRectF(_MARGIN, _MARGIN, width - 2 * _MARGIN, height - 2 * _MARGIN - panel - _GAP)
            self._side = QRectF(_MARGIN, height - _MARGIN - panel, width - 2 * _MARGIN, panel)
        self._landscape = landscape
        self.map = None

    def add_map(self, layers, crs, extent):
        """Put the map in its place, with a frame, so that an extent is seen at a round scale."""
        made = QgsLayoutItemMap(self.layout)
        made.setId("map")
        made.attemptSetSceneRect(self.map_place)
        made.setCrs(crs)
        made.setKeepLayerSet(True)
        made.setLayers(layers)
        made.setFrameEnabled(True)
        self.layout.addLayoutItem(made)
        self.layout.setReferenceMap(made)
        made.zoomToExtent(extent)
        place = self.map_place
        made.setScale(round_scale(AIR * 1000.0 * max(extent.width() / place.width(), extent.height() / place.height())))
        self.map = made

    def add_panel(self, told, layers):
        """Put all that is not the map in its place; return whether the legend found room.

        Parameters
        ----------
        told:
            ``heading``, ``name`` (an expression, with all that it may give in ``names``), ``municipality``, ``facts``
            (lines), ``marks`` and ``page``: texts.
        layers:
            Those of the legend, the topmost first.
        """
        side, size = self._side, self._size
        if self._landscape:
            column, legend_width, x = side.width(), side.width(), side.x()
        else:
            column = 84.0 * size
            legend_width, x = side.width() - column - _GAP, side.right() - column
        y = side.y()
        y += self._text("heading", told["heading"], x, y, column, 13 * size, bold=True)
        y += self._name(told["name"], told["names"], x, y, column)
        if told["municipality"]:
            y += self._text("municipality", told["municipality"], x, y, column, 9 * size)
        bottom = self._foot(told, x, column)
        if self._landscape:
            return self._legend(layers, QRectF(x, y + 2.0, legend_width, bottom - y - 4.0), columns=1)
        return self._legend(layers, QRectF(side.x(), side.y(), legend_width, side.height()), columns=2)

    def _name(self, name, names, x, y, column):
        """Put the name in its place, which has room for the longest that it may be."""
        points = 11 * self._size
        long = [one for one in names if len(_wrapped(one, column, points, bold=True)) > 1]
        if long:  # a text that is worked out sheet by sheet is wrapped by its own expression
            letters = min(len(line) for one in long for line in _wrapped(one, column, points, bold=True)[:1])
            name = f"[% wordwrap({name.removeprefix('[%').removesuffix('%]')}, {max(letters, 8)}) %]"
        lines = max((len(_wrapped(one, column, points * 1.1, bold=True)) for one in names), default=0)
        return self._text("name", name, x, y, column, points, bold=True, lines=lines)

    def _foot(self, told, x, column):
        """Put scale, facts and marks at the bottom, upwards; return where they begin."""
        size, y = self._size, self._side.bottom()
        y -= self._height(told["page"], column, 7 * size)
        self._text("page", told["page"], x, y, column, 7 * size, align=_RIGHT)
        for number, line in enumerate(reversed(told["facts"])):
            y -= self._height(line, column, 7 * size)
            self._text(f"fact{len(told['facts']) - number}", line, x, y, column, 7 * size)
        y -= 1.0
        for number, mark in enumerate(reversed(told["marks"])):
            y -= self._height(mark, column, 9 * size, bold=True)
            self._text(f"mark{len(told['marks']) - number}", mark, x, y, column, 9 * size, bold=True, colour=_STAMP)
        guidance = texts.say(words.GUIDANCE)
        y -= self._height(guidance, column, 9 * size, bold=True)
        self._text("guidance", guidance, x, y, column, 9 * size, bold=True)
        arrow = 15.0 * size
        y -= arrow + 2.0
        self._north(QRectF(x + column - arrow, y, arrow, arrow))
        number = "[% replace(format_number(map_get(item_variables('map'), 'map_scale'), 0, 'en'), ',', ' ') %]"
        stated = texts.say(words.SCALE).format(scale=number, paper=self.paper)
        self._text("scale", stated, x, y, column - arrow - _GAP, 9 * size, bold=True)
        self._scale_bar(QRectF(x, y + 5.5 * size, column - arrow - _GAP, 9.0 * size))
        return y

    def _text(self, name, text, x, y, width, points, bold=False, lines=0, colour=_DARK, align=_LEFT):
        """Put a text in its place and return its height; one with an expression in it has room for ``lines``."""
        wrapped = text if "[%" in text else "\n".join(_wrapped(text, width, points, bold))
        height = self._line(points) * lines + 1.0 if lines else self._height(text, width, points, bold)
        item = QgsLayoutItemLabel(self.layout)
        item.setId(name)
        item.setText(wrapped)
        compat.set_label_font(item, _font(points, bold), colour)
        item.setMarginX(0.0)
        item.setMarginY(0.0)
        item.setHAlign(align)
        self.layout.addLayoutItem(item)
        item.attemptSetSceneRect(QRectF(x, y, width, height))
        return height

    @staticmethod
    def _line(points):
        return points * _POINT_MM * 1.35

    def _height(self, text, width, points, bold=False):
        return self._line(points) * (1 if "[%" in text else len(_wrapped(text, width, points, bold))) + 0.6

    def _north(self, place):
        item = QgsLayoutItemPicture(self.layout)
        item.setId("north")
        item.setPicturePath(QgsSymbolLayerUtils.svgSymbolNameToPath(_NORTH, QgsPathResolver()))
        item.setLinkedMap(self.map)
        item.setNorthMode(QgsLayoutItemPicture.NorthMode.GridNorth)
        self.layout.addLayoutItem(item)
        item.attemptSetSceneRect(place)

    def _scale_bar(self, place):
        item = QgsLayoutItemScaleBar(self.layout)
        item.setId("scale_bar")
        item.setStyle("Single Box")
        item.setLinkedMap(self.map)
        item.setUnits(compat.METRES)
        item.setUnitLabel("m")
        item.setMapUnitsPerScaleBarUnit(1.0)
        item.setNumberOfSegmentsLeft(0)
        item.setNumberOfSegments(2)
        item.setSegmentSizeMode(compat.FIT_WIDTH)
        item.setMinimumBarWidth(_BAR - 0.1)
        item.setMaximumBarWidth(_BAR + 0.1)
        item.setHeight(2.0)
        item.setBoxContentSpace(0.5)
        compat.set_scale_bar_font(item, _font(7 * self._size, bold=False))
        self.layout.addLayoutItem(item)
        item.attemptSetSceneRect(place)

    def _legend_size(self, item):
        """Return how large a legend of all that the whole area shows is, in mm: as large as on any sheet."""
        context = QgsLayoutUtils.createRenderContextForLayout(self.layout, None, _DPI)
        return QgsLegendRenderer(item.model(), item.legendSettings()).minimumSize(context)

    def _legend(self, layers, place, columns):
        item = QgsLayoutItemLegend(self.layout)
        item.setId("legend")
        item.setTitle(texts.say(words.LEGEND))
        item.setLinkedMap(self.map)
        item.setAutoUpdateModel(False)
        root = item.model().rootGroup()
        root.removeAllChildren()
        for layer in sorted(layers, key=_place_in_legend):
            _add_to_legend(item.model(), root, layer)
        item.setColumnCount(columns)
        item.setSplitLayer(False)
        item.setEqualColumnWidth(False)
        item.setColumnSpace(6.0)
        item.setBoxSpace(0.0)
        item.setSymbolWidth(6.0)
        item.setSymbolHeight(3.0)
        self.layout.addLayoutItem(item)
        item.attemptSetSceneRect(place)
        whole = QSizeF(self.map_place.width(), self.map_place.height()) * (_DPI / 25.4)
        item.model().setLegendFilterByMap(self.map.mapSettings(self.map.extent(), whole, _DPI, True))  # noqa: FBT003
        fits = False
        for points in _LEGEND_POINTS:
            _set_legend_fonts(item, points * self._size)
            need = self._legend_size(item)
            one_more = self._line(points * self._size) * 1.5  # the sign of the sub-catchment that an atlas is at
            fits = need.width() <= place.width() and need.height() + one_more <= place.height()
            if fits:
                break
        item.model().setLegendFilterByMap(None)
        item.setLegendFilterByMapEnabled(True)  # from now on only what is on the map
        item.attemptMove(compat.layout_point(place.x(), place.y()))
        return fits


def _signs(node):
    """Return which signs of a layer say something: not the name of the band of a raster, nor classes not drawn."""
    legend = node.layer().legend()
    nodes = [] if legend is None else legend.createLayerTreeModelLegendNodes(node)
    if node.layer().type() != QgsMapLayer.LayerType.RasterLayer:
        return list(range(len(nodes)))
    clear = {one[0] for one in node.layer().renderer().legendSymbologyItems() if one[1].alpha() == 0}
    return [
        n
        for n, one in enumerate(nodes)
        if type(one) is not QgsSimpleLegendNode and one.data(Qt.ItemDataRole.DisplayRole) not in clear
    ]


def _place_in_legend(layer):
    """Return what legends are sorted by: borders first, then layers of one sign, which have no heading."""
    return (not layer.customProperty(UNTITLED), len(_signs(QgsLayerTreeLayer(layer))) > 1)


def _add_to_legend(model, root, layer):
    node = root.addLayer(layer)
    if layer.customProperty(UNTITLED):
        QgsLegendRenderer.setNodeLegendStyle(node, QgsLegendStyle.Style.Hidden)
    QgsMapLayerLegendUtils.setLegendNodeOrder(node, _signs(node))
    model.refreshLayerLegend(node)


def _set_legend_fonts(item, points):
    component = QgsLegendStyle.Style
    for one, more, bold in (
        (component.Title, 2.0, True),
        (component.Group, 1.0, True),
        (component.Subgroup, 0.5, True),
        (component.SymbolLabel, 0.0, False),
    ):
        style = item.style(one)
        compat.set_style_font(style, _font(points + more, bold), _DARK)
        item.setStyle(one, style)
    sign = item.style(component.Symbol)
    sign.setMargin(QgsLegendStyle.Side.Top, points * 0.22)
    item.setStyle(component.Symbol, sign)


def _font(points, bold):
    made = QFont("Arial")
    made.setStyleHint(QFont.StyleHint.SansSerif)
    made.setPointSizeF(points)
    made.setBold(bold)
    return made


def _wrapped(text, width_mm, points, bold):
    """Return the lines of a text that is no wider than its place."""
    font = _font(points, bold)
    font.setPixelSize(100)
    measure = QFontMetricsF(font)
    room = width_mm * 0.97 / (points * _POINT_MM) * 100.0
    made = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if line and measure.horizontalAdvance(longer) > room:
                made.append(line)
                line = word
            else:
                line = longer
        made.append(line)
    return made
