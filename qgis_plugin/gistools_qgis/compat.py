"""The one place that knows of differences between QGIS 3.22 (Qt 5) and QGIS 4 (Qt 6).

Members are named in full (``QProcess.ProcessState.NotRunning``), which both understand; only what has moved or is
spelled otherwise stands here.
"""

from qgis.core import (
    Qgis,
    QgsLayoutObject,
    QgsLayoutPoint,
    QgsProcessing,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterNumber,
    QgsRenderContext,
    QgsScaleBarSettings,
    QgsSettings,
    QgsTextFormat,
    QgsUnitTypes,
)

SOURCE_POINT = QgsProcessing.SourceType.TypeVectorPoint
SOURCE_LINE = QgsProcessing.SourceType.TypeVectorLine
SOURCE_POLYGON = QgsProcessing.SourceType.TypeVectorPolygon
SOURCE_GEOMETRY = QgsProcessing.SourceType.TypeVectorAnyGeometry
SOURCE_TABLE = QgsProcessing.SourceType.TypeVector
SOURCE_RASTER = QgsProcessing.SourceType.TypeRaster
SOURCE_FILE = QgsProcessing.SourceType.TypeFile

NUMBER_FLOAT = QgsProcessingParameterNumber.Type.Double
NUMBER_INT = QgsProcessingParameterNumber.Type.Integer

FLAG_ADVANCED = QgsProcessingParameterDefinition.Flag.FlagAdvanced
FLAG_OPTIONAL = QgsProcessingParameterDefinition.Flag.FlagOptional

METRES = Qgis.DistanceUnit.Meters if hasattr(Qgis, "DistanceUnit") else QgsUnitTypes.DistanceUnit.DistanceMeters
FIT_WIDTH = (
    Qgis.ScaleBarSegmentSizeMode.FitWidth
    if hasattr(Qgis, "ScaleBarSegmentSizeMode")
    else QgsScaleBarSettings.SegmentSizeMode.SegmentSizeFitWidth
)
TEXT_AS_TEXT = (
    Qgis.TextRenderFormat.AlwaysText
    if hasattr(Qgis, "TextRenderFormat")
    else QgsRenderContext.TextRenderFormat.TextFormatAlwaysText
)
MAP_SCALE = getattr(QgsLayoutObject, "DataDefinedProperty", QgsLayoutObject).MapScale

QGIS_VERSION = Qgis.QGIS_VERSION if hasattr(Qgis, "QGIS_VERSION") else Qgis.version()


def set_group(details, name):
    """Ask QGIS to put a result in a group of the layer tree; return False where QGIS is too old to do it itself."""
    if not hasattr(details, "groupName"):  # came with 3.32
        return False
    details.groupName = name
    return True


def setting(key):
    """Return a user setting as text, empty when it is not set."""
    value = QgsSettings().value(key, "")
    return "" if value is None else str(value).strip()


def layout_point(x, y):
    """Return a place on a layout, in mm."""
    return QgsLayoutPoint(x, y)


def set_label_font(item, font, colour):
    """Give a label of a layout its font and colour."""
    if hasattr(item, "setTextFormat"):  # came with 3.24
        item.setTextFormat(text_format(font, colour))
    else:
        item.setFont(font)
        item.setFontColor(colour)


def set_style_font(style, font, colour):
    """Give a part of a legend its font and colour."""
    if hasattr(style, "setTextFormat"):  # came with 3.30
        style.setTextFormat(text_format(font, colour))
    else:
        style.setFont(font)


def set_scale_bar_font(item, font):
    """Give a scale bar its font."""
    item.setTextFormat(text_format(font, item.textFormat().color()))


def text_format(font, colour):
    """Return a font with its size in points and its colour."""
    made = QgsTextFormat()
    made.setFont(font)
    made.setSize(font.pointSizeF())
    made.setColor(colour)
    return made
