"""Edits a layer of a store as a planner does in QGIS: one new feature, one changed, one taken out. SOURCE PROVIDER."""

from __future__ import annotations

import json
import sys

from qgis.core import QgsApplication, QgsGeometry, QgsVectorLayer, QgsVectorLayerUtils

source, provider = sys.argv[1:]
application = QgsApplication([], False)  # noqa: FBT003 - as QGIS has it
application.initQgis()
layer = QgsVectorLayer(source, "store", provider)
told = {"valid": layer.isValid(), "crs": layer.crs().authid(), "rows": layer.featureCount()}
by_source = {feature["point_source"]: feature.id() for feature in layer.getFeatures()}
layer.startEditing()
layer.changeAttributeValue(by_source["rettes"], layer.fields().indexOf("accuracy"), "B")
layer.changeGeometry(by_source["rettes"], QgsGeometry.fromWkt("Point (712009 6175009)"))
layer.deleteFeature(by_source["slettes"])
new = QgsVectorLayerUtils.createFeature(layer, QgsGeometry.fromWkt("Point (712001.5 6175002.25)"))
new["point_source"] = "tegnet æ'"
layer.addFeature(new)
told["saved"] = layer.commitChanges()
told["errors"] = [str(error) for error in layer.commitErrors() if not str(error).startswith("SUCCESS")]
del layer
application.exitQgis()
print(json.dumps(told))  # noqa: T201 - the answer
