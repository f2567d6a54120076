"""Starts QGIS without a window, with the Processing framework and the plugin under test."""

import contextlib
import json
import sys

sys.path.append("/usr/share/qgis/python/plugins")
from qgis.core import QgsApplication, QgsProject


@contextlib.contextmanager
def qgis(plugin_folder):
    """Yield the provider of the plugin; take all down in an order that does not crash at exit."""
    application = QgsApplication([], False)  # noqa: FBT003 - Qt's signature
    application.initQgis()
    from processing.core.Processing import Processing

    Processing.initialize()
    sys.path.insert(0, plugin_folder)
    import gistools_qgis

    plugin = gistools_qgis.classFactory(None)
    plugin.initProcessing()
    try:
        yield plugin.provider
    finally:
        plugin.unload()
        QgsProject.instance().clear()
        application.exitQgis()


def answer(value):
    """Give the test its answer as the last line."""
    sys.stdout.write("\n" + json.dumps(value, default=str) + "\n")
    sys.stdout.flush()
