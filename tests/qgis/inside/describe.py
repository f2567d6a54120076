"""Prints how QGIS sees the provider: ``describe.py PLUGIN_FOLDER``."""

import sys

from qgis.core import QgsApplication
from start import answer, qgis


def parameter(one):
    said = {
        "name": one.name(),
        "type": one.type(),
        "text": one.description(),
        "help": one.help(),
        "default": one.defaultValue(),
        "optional": bool(one.flags() & one.FlagOptional),
        "advanced": bool(one.flags() & one.FlagAdvanced),
        "destination": one.isDestination(),
    }
    for key in (
        "minimum",
        "maximum",
        "options",
        "createByDefault",
        "layerType",
        "minimumNumberInputs",
        "dataTypes",
        "fileFilter",
    ):
        if hasattr(one, key):
            value = getattr(one, key)()
            said[key] = [int(v) for v in value] if key == "dataTypes" else value
    return said


def main():
    with qgis(sys.argv[1]) as provider:
        registry = QgsApplication.processingRegistry()
        algorithms = {}
        for one in provider.algorithms():
            fresh = registry.createAlgorithmById(one.id())
            algorithms[one.id()] = {
                "name": fresh.displayName(),
                "group": fresh.group(),
                "group_id": fresh.groupId(),
                "tags": fresh.tags(),
                "help": fresh.shortHelpString(),
                "summary": fresh.shortDescription(),
                "can_execute": list(fresh.canExecute()),
                "parameters": [parameter(p) for p in fresh.parameterDefinitions()],
                "outputs": [o.name() for o in fresh.outputDefinitions()],
            }
            del fresh
        answer(
            {
                "algorithms": algorithms,
                "warning": provider.warningMessage(),
                "icon": not provider.icon().isNull(),
                "loaded": sorted({name.split(".")[0] for name in sys.modules}),
                "raster": provider.defaultRasterFileExtension(),
                "vector": provider.defaultVectorFileExtension(True),  # noqa: FBT003 - Qt's signature
                "table": provider.defaultVectorFileExtension(False),  # noqa: FBT003 - Qt's signature
            }
        )


main()
