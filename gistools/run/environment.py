"""What a program of gistools does to its own process before the first library of geography is loaded."""

from __future__ import annotations

import os

__all__ = ["clean_environment"]

_FOREIGN = ("PROJ_DATA", "PROJ_LIB", "GDAL_DATA", "GDAL_DRIVER_PATH")


def clean_environment() -> None:
    """Forget the folders of another GDAL and PROJ.

    QGIS and similar programs set them for their own libraries; those of gistools bring their own data and fail on
    databases of another version.
    """
    for name in _FOREIGN:
        os.environ.pop(name, None)
