"""How raster files are laid out (rasterformat): one option of every run, declared once for all faces.

Loads no numeric library, so that the command line may show it.
"""

from __future__ import annotations

import difflib
import enum

from gistools.errors import ParamError
from gistools.text import Text

__all__ = ["LAYOUT_HELP", "LAYOUT_LABELS", "RasterLayout", "raster_layout"]


class RasterLayout(enum.StrEnum):
    """How the cells of a GeoTIFF lie in the file."""

    COG = "cog"
    ZSTD = "zstd"
    PLAIN = "plain"


LAYOUT_HELP = Text("Rasterfilernes opbygning.", "How raster files are laid out.")

LAYOUT_LABELS = {
    RasterLayout.COG: Text(
        "Cloud Optimized GeoTIFF: pakket, med oversigter til hurtig visning",
        "Cloud Optimized GeoTIFF: packed, with overviews for quick display",
    ),
    RasterLayout.ZSTD: Text("pakket GeoTIFF uden oversigter", "packed GeoTIFF without overviews"),
    RasterLayout.PLAIN: Text(
        "upakket GeoTIFF: hurtigst, fylder mest, læses af alle programmer",
        "unpacked GeoTIFF: fastest, largest, read by every program",
    ),
}


def raster_layout(value: object) -> RasterLayout:
    """Return the layout of that name.

    Raises
    ------
    ParamError
        When there is none; the error names the nearest.

    >>> raster_layout("plain")
    <RasterLayout.PLAIN: 'plain'>
    """
    names = [one.value for one in RasterLayout]
    if isinstance(value, str) and value in names:
        return RasterLayout(value)
    near = difflib.get_close_matches(value.strip().lower(), names, n=1) if isinstance(value, str) else []
    known = ", ".join(names)
    raise ParamError(
        Text(f"raster_layout = {str(value)[:80]!r}", f"raster_layout = {str(value)[:80]!r}"),
        Text(f"én af: {known}", f"one of: {known}"),
        Text(f"mente du {near[0]}?", f"did you mean {near[0]}?")
        if near
        else Text("vælg en af de nævnte", "choose one of those"),
    )
