"""The gistools plugin: a thin face that QGIS loads. It imports the standard library and qgis only."""


def classFactory(iface):  # noqa: N802 - the name that QGIS calls
    """Return the plugin; QGIS calls this once when it is enabled."""
    from .plugin import GistoolsPlugin  # noqa: PLC0415 - QGIS reads this package before it enables the plugin

    return GistoolsPlugin(iface)
