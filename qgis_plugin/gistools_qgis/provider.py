"""The gistools branch of the Processing toolbox."""

import os

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from . import settings, texts
from .algorithm import GistoolsAlgorithm
from .catalogue import read_catalogue
from .layout_algorithm import LayoutAlgorithm
from .project import BuildProject

FOLDER = os.path.dirname(os.path.abspath(__file__))
ICON = os.path.join(FOLDER, "icon.svg")
RASTER_ENDINGS = ["tif"]
LAYER_ENDINGS = ["gpkg", "fgb"]
TABLE_ENDINGS = ["csv"]


class GistoolsProvider(QgsProcessingProvider):
    """Offers one algorithm for each tool of the frozen catalogue, and one for print layouts."""

    def load(self):
        """Show the setting and read the tools; called when the provider is added."""
        settings.register(self.name(), self.icon())
        self.refreshAlgorithms()
        return True

    def unload(self):
        """Take the setting away; called when the provider is removed."""
        settings.unregister()

    def loadAlgorithms(self):  # noqa: N802 - the name that QGIS calls
        """Add one algorithm for each tool, and those that build projects and draw sheets."""
        catalogue = read_catalogue()
        for tool in catalogue["tools"]:
            self.addAlgorithm(GistoolsAlgorithm(tool, catalogue["version"]))
        self.addAlgorithm(BuildProject(catalogue["version"]))
        self.addAlgorithm(LayoutAlgorithm())

    def id(self):
        """Return the first part of every algorithm's id."""
        return "gistools"

    def name(self):
        """Return the name in the toolbox."""
        return texts.say(texts.PROVIDER)

    def icon(self):
        """Return the icon in the toolbox."""
        return QIcon(ICON)

    def svgIconPath(self):  # noqa: N802 - the name that QGIS calls
        """Return the icon for places that draw it themselves."""
        return ICON

    def warningMessage(self):  # noqa: N802 - the name that QGIS calls
        """Say in the toolbox itself what is missing before a tool can run."""
        wrong = settings.problem()
        return "" if wrong is None else texts.both(wrong)

    def supportsNonFileBasedOutput(self):  # noqa: N802 - the name that QGIS calls
        """Return False: results are files, so that they carry their style and provenance."""
        return False

    def supportedOutputRasterLayerExtensions(self):  # noqa: N802 - the name that QGIS calls
        """Return the file endings for raster results."""
        return list(RASTER_ENDINGS)

    def supportedOutputVectorLayerExtensions(self):  # noqa: N802 - the name that QGIS calls
        """Return the file endings for layers and tables; older QGIS asks for both here."""
        return [*LAYER_ENDINGS, *TABLE_ENDINGS]

    def supportedOutputTableExtensions(self):  # noqa: N802 - the name that newer QGIS calls
        """Return the file endings for tables."""
        return list(TABLE_ENDINGS)

    def defaultVectorFileExtension(self, hasGeometry=True):  # noqa: N802, N803 - the signature that QGIS calls
        """Return the ending of a temporary layer or table."""
        return LAYER_ENDINGS[0] if hasGeometry else TABLE_ENDINGS[0]

    def defaultRasterFileExtension(self):  # noqa: N802 - the name that QGIS calls
        """Return the ending of a temporary raster."""
        return RASTER_ENDINGS[0]
