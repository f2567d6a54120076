"""Files in and out: everything is checked when read, whole when written, and carries where it came from.

The environment variables ``PROJ_DATA`` and ``PROJ_LIB`` make rasterio fail ("DATABASE.LAYOUT.VERSION.MINOR ...") when
they name the database of another program, as inside QGIS. A program that starts gistools removes them before the first
import, as the worker does; this package changes no environment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.io.atomic import atomic_output, refuse_same_file
    from gistools.io.bundle import write_bundle
    from gistools.io.elevation import expand_tiles, read_elevation
    from gistools.io.files import content_hash, find_file
    from gistools.io.journal_geopackage import open_geopackage_store
    from gistools.io.journal_look import read_store
    from gistools.io.journal_postgis import open_postgis_store
    from gistools.io.layer_output import write_layer
    from gistools.io.layers import list_layers, read_layer
    from gistools.io.provenance import Loaded, Provenance, Source
    from gistools.io.raster_output import write_raster
    from gistools.io.rasters import read_raster
    from gistools.io.records import explain
    from gistools.io.register_files import read_register_files
    from gistools.io.register_layers import read_register_tables
    from gistools.io.surfaces import read_surface
    from gistools.io.tables import read_table, write_table
    from gistools.io.templates import read_template
    from gistools.stamps import INVENTED

__all__ = [
    "INVENTED",
    "Loaded",
    "Provenance",
    "Source",
    "atomic_output",
    "content_hash",
    "expand_tiles",
    "explain",
    "find_file",
    "list_layers",
    "open_geopackage_store",
    "open_postgis_store",
    "read_elevation",
    "read_layer",
    "read_raster",
    "read_register_files",
    "read_register_tables",
    "read_store",
    "read_surface",
    "read_table",
    "read_template",
    "refuse_same_file",
    "write_bundle",
    "write_layer",
    "write_raster",
    "write_table",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        "INVENTED": "gistools.stamps",
        "Loaded": "gistools.io.provenance",
        "Provenance": "gistools.io.provenance",
        "Source": "gistools.io.provenance",
        "atomic_output": "gistools.io.atomic",
        "content_hash": "gistools.io.files",
        "expand_tiles": "gistools.io.elevation",
        "explain": "gistools.io.records",
        "find_file": "gistools.io.files",
        "list_layers": "gistools.io.layers",
        "open_geopackage_store": "gistools.io.journal_geopackage",
        "open_postgis_store": "gistools.io.journal_postgis",
        "read_elevation": "gistools.io.elevation",
        "read_layer": "gistools.io.layers",
        "read_raster": "gistools.io.rasters",
        "read_register_files": "gistools.io.register_files",
        "read_register_tables": "gistools.io.register_layers",
        "read_store": "gistools.io.journal_look",
        "read_surface": "gistools.io.surfaces",
        "read_table": "gistools.io.tables",
        "read_template": "gistools.io.templates",
        "refuse_same_file": "gistools.io.atomic",
        "write_bundle": "gistools.io.bundle",
        "write_layer": "gistools.io.layer_output",
        "write_raster": "gistools.io.raster_output",
        "write_table": "gistools.io.tables",
    },
)
