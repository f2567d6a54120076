"""The one place that knows of differences between QGIS 3.22 (Qt 5) and QGIS 4 (Qt 6).

Members are named in full (``QProcess.ProcessState.NotRunning``), which both understand; only what has moved or is
spelled otherwise stands here.
"""

from qgis.core import Qgis, QgsProcessing, QgsProcessingParameterDefinition, QgsProcessingParameterNumber, QgsSettings

SOURCE_POINT = QgsProcessing.SourceType.TypeVectorPoint
SOURCE_LINE = QgsProcessing.SourceType.TypeVectorLine
SOURCE_POLYGON = QgsProcessing.SourceType.TypeVectorPolygon
SOURCE_GEOMETRY = QgsProcessing.SourceType.TypeVectorAnyGeometry
SOURCE_TABLE = QgsProcessing.SourceType.TypeVector
SOURCE_RASTER = QgsProcessing.SourceType.TypeRaster

NUMBER_FLOAT = QgsProcessingParameterNumber.Type.Double
NUMBER_INT = QgsProcessingParameterNumber.Type.Integer

FLAG_ADVANCED = QgsProcessingParameterDefinition.Flag.FlagAdvanced
FLAG_OPTIONAL = QgsProcessingParameterDefinition.Flag.FlagOptional

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
