"""Where the sample town lies and what its fixed things are called.

Everything here is invented. Coordinates are local metres ``x, y`` from the south-west corner of the
town; `EAST0` and `NORTH0` turn them into EPSG:25832. The place is open water on a real map, so that
nobody takes the town for a real one.
"""

from __future__ import annotations

import uuid
import zlib
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

SEED: Final = 20260214
CRS: Final = "EPSG:25832"
VERTICAL_DATUM: Final = "DVR90 (EPSG:5799)"
EAST0: Final = 650_000.0
NORTH0: Final = 6_268_000.0
ORIGIN: Final = np.array([EAST0, NORTH0])
SIZE_M: Final = 2_000.0
TILE_M: Final = 1_000.0
STAMP: Final = "OPDIGTET EKSEMPEL / INVENTED EXAMPLE"
DATE: Final = "2026-02-14"

# Things that both the terrain and the layers must agree on.
RING_Y: Final = 900.0
"""Northing (local) of the straight ring road's centre line."""
RING_HALF_M: Final = 9.0
"""Half the width of the flat crown of the ring road: carriageway and verges."""
STREAM_X: Final = 1_150.0
"""Mean easting of the stream; at the ring road exactly this."""
VALLEY_X: Final = 300.0
"""Mean easting of the dry valley with the main path; at the ring road exactly this."""
STREAM_HALF_M: Final = 3.0
VALLEY_HALF_M: Final = 5.0

BASIN: Final = (772.0, 1_240.0)
HOLLOW: Final = (905.0, 1_240.0)
LAKE: Final = (1_640.0, 1_500.0)
"""Centres of the rain-water basin, the closed low and the lake."""

HOME_ROWS_WEST: Final = tuple(80.0 + 76.0 * i for i in range(10))
"""Local northings of the home streets that run east-west, south of the ring road."""

CULVERT: Final = ((1_149.4, 918.0), (1_150.6, 882.0))
"""Adjustment line (tilpasningslinje): one segment along the stream under the ring road's bank."""
UNDERPASS: Final = ((297.0, 918.0), (297.0, 882.0), (303.0, 882.0), (303.0, 918.0))
"""Horseshoe (hestesko) A, B, C, D: open profile A-D in the north, closed profile B-C in the south."""

MUNICIPALITY: Final = "0999"
"""An invented municipality code."""
POSTCODE: Final = "0099"
TOWN: Final = "Eksempelby"
NAMESPACE: Final = uuid.UUID("6b1f1c1e-0000-5000-8000-65786d706c65")


def stable_id(*parts: object) -> str:
    """Return an invented UUID that is the same in every run."""
    return str(uuid.uuid5(NAMESPACE, "/".join(str(part) for part in parts)))


def generator(name: str) -> np.random.Generator:
    """Return the random generator of one part of the town, so that parts do not disturb one another."""
    return np.random.default_rng([SEED, zlib.crc32(name.encode())])


def to_world(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape in local metres as EPSG:25832, rounded to centimetres."""
    return shapely.transform(shape, lambda xy: np.round(xy + ORIGIN, 2))


def to_local(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape in EPSG:25832 as local metres."""
    return shapely.transform(shape, lambda xy: xy - ORIGIN)
