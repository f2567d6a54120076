"""What QGIS switches on and off."""

from qgis.core import QgsApplication

from .provider import GistoolsProvider


class GistoolsPlugin:
    """Puts the gistools tools in the Processing toolbox while the plugin is enabled.

    ``iface`` is None in ``qgis_process``, which calls `initProcessing` only.
    """

    def __init__(self, iface):
        self.iface = iface
        self.provider = None

    def initProcessing(self):  # noqa: N802 - the name that QGIS calls
        """Add the provider."""
        self.provider = GistoolsProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):  # noqa: N802 - the name that QGIS calls
        """Add the provider; the panel of a later version goes here too."""
        self.initProcessing()

    def unload(self):
        """Take the provider away again."""
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
