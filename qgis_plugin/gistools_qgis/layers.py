"""From what the user chose in QGIS to files that the worker can read.

A layer that is a plain file goes by its path. What only QGIS can see (a memory layer, a filter, a selection, unsaved
edits, a database, a web service) is first saved to a temporary file.
"""

import csv
import os

from qgis.core import (
    NULL,
    QgsCoordinateTransformContext,
    QgsFeatureSink,
    QgsMapLayer,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingUtils,
    QgsProviderRegistry,
    QgsRasterFileWriter,
    QgsRasterPipe,
    QgsVectorFileWriter,
)

from . import texts
from .client import problem

LAYER_FILES = (".gpkg", ".shp", ".geojson", ".json", ".fgb", ".tab", ".mif", ".gml")
TABLE_FILES = (".csv",)


def raster_path(layer, label, context, feedback):
    """Return a path for a raster layer, saving it first when it is no file."""
    if layer is None or not layer.isValid():
        raise problem(texts.BAD_LAYER, label=label, found="" if layer is None else layer.source())
    if layer.providerType() == "gdal" and os.path.exists(layer.source()):
        return layer.source()
    return _save_raster(layer, label, context, feedback)


def _save_raster(layer, label, context, feedback):
    path = QgsProcessingUtils.generateTempFilename("input.tif")
    provider = layer.dataProvider()
    pipe = QgsRasterPipe()
    if provider.xSize() <= 0 or not pipe.set(provider.clone()):
        raise problem(texts.NOT_EXPORTED, label=label, reason=layer.providerType())
    writer = QgsRasterFileWriter(path)
    code = writer.writeRaster(
        pipe, provider.xSize(), provider.ySize(), provider.extent(), provider.crs(), context.transformContext(), None
    )
    if int(code) != 0 or not os.path.exists(path):
        raise problem(texts.NOT_EXPORTED, label=label, reason=str(code))
    feedback.pushInfo(texts.both(texts.fill(texts.EXPORTED, label=label)))
    return path


def vector_path(algorithm, parameters, name, label, context, feedback, table=False):
    """Return a path (with ``|layername=`` where the file holds several layers) for a layer or table parameter."""
    layer = algorithm.parameterAsVectorLayer(parameters, name, context)
    if layer is not None and layer.isValid() and not _is_part(layer, parameters.get(name)):
        path = _file_of(layer, TABLE_FILES if table else LAYER_FILES)
        if path:
            return path
    source = algorithm.parameterAsSource(parameters, name, context)
    if source is None:
        raise problem(texts.BAD_LAYER, label=label, found=str(parameters.get(name)))
    path = _save_table(source) if table else _save_layer(source, label, context, feedback)
    feedback.pushInfo(texts.both(texts.fill(texts.EXPORTED, label=label)))
    return path


def _is_part(layer, value):
    """Return whether QGIS shows less, or other, than what stands in the file."""
    if isinstance(value, QgsProcessingFeatureSourceDefinition) and (
        value.selectedFeaturesOnly or value.featureLimit >= 0 or getattr(value, "filterExpression", "")
    ):
        return True
    return (
        bool(layer.subsetString())
        or layer.isModified()
        or layer.vectorJoins()
        or layer.fields().size() != (layer.dataProvider().fields().size())
    )


def _file_of(layer, endings):
    """Return the file that a layer is, or None."""
    if layer.type() != QgsMapLayer.LayerType.VectorLayer:
        return None
    kind = layer.providerType()
    if kind not in ("ogr", "delimitedtext"):
        return None
    parts = QgsProviderRegistry.instance().decodeUri(kind, layer.source())
    path = str(parts.get("path") or "")
    if not os.path.isfile(path) or not path.lower().endswith(endings):
        return None
    name = parts.get("layerName")
    if not name and path.lower().endswith(".gpkg"):
        name = layer.dataProvider().subLayers()[0].split(layer.dataProvider().sublayerSeparator())[1]
    return f"{path}|layername={name}" if name and path.lower().endswith(".gpkg") else path


def _save_layer(source, label, context, feedback):
    path = QgsProcessingUtils.generateTempFilename("input.gpkg")
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerName = "input"
    options.layerOptions = ["FID=gistools_fid"]  # a column of the user's own may be called fid and hold anything
    writer = QgsVectorFileWriter.create(
        path,
        source.fields(),
        source.wkbType(),
        source.sourceCrs(),
        context.transformContext() if context is not None else QgsCoordinateTransformContext(),
        options,
    )
    total = max(1, source.featureCount())
    for count, feature in enumerate(source.getFeatures()):
        if feedback.isCanceled():
            raise problem(texts.CANCELLED)
        if not writer.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
            raise problem(texts.NOT_EXPORTED, label=label, reason=writer.errorMessage())
        if count % 1000 == 0:
            feedback.setProgress(min(100.0, 100.0 * count / total))
    if writer.hasError() != QgsVectorFileWriter.WriterError.NoError:
        raise problem(texts.NOT_EXPORTED, label=label, reason=writer.errorMessage())
    del writer  # closes the file
    return f"{path}|layername=input"


def _save_table(source):
    path = QgsProcessingUtils.generateTempFilename("input.csv")
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(source.fields().names())
        for feature in source.getFeatures():
            writer.writerow(["" if value is None or value == NULL else value for value in feature.attributes()])
    return path
