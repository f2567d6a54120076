"""Whether a layer is in the coordinate system of the address register (EPSG:25832): asked in one way by all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.errors import CrsError
from gistools.grid import DANISH_CRS, horizontal_crs, same_crs
from gistools.text import Text

if TYPE_CHECKING:
    from pyproj import CRS

METRES = Text(f"meter i {DANISH_CRS}", f"metres of {DANISH_CRS}")
"""What is expected of coordinates."""


def require_danish(crs: CRS | None, what: Text) -> None:
    """Raise an error when a layer has no coordinate system, is in degrees, or in another one than EPSG:25832.

    One with heights (EPSG:7416) is fine: its plane is EPSG:25832.

    Parameters
    ----------
    crs:
        Of the layer.
    what:
        The layer, in a sentence.

    Raises
    ------
    CrsError
        As said.

    >>> from pyproj import CRS
    >>> require_danish(CRS("EPSG:7416"), Text("laget", "the layer"))
    """
    if crs is None:
        raise CrsError(
            Text(f"{what.da} uden koordinatsystem", f"{what.en} without a coordinate system"),
            METRES,
            Text("angiv lagets koordinatsystem", "state the coordinate system of the layer"),
        )
    try:
        horizontal_crs(crs.to_wkt())
    except CrsError as error:
        raise CrsError(
            Text(f"{what.da}: {error.found.da}", f"{what.en}: {error.found.en}"), METRES, error.fix
        ) from error
    if not same_crs(crs.to_wkt(), DANISH_CRS):
        fix = Text(f"transformér laget til {DANISH_CRS}", f"reproject the layer to {DANISH_CRS}")
        raise CrsError(Text(f"{what.da} i {crs.name}", f"{what.en} in {crs.name}"), METRES, fix)
