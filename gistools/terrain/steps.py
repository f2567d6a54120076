"""Single steps on plain arrays: for those who have heights or directions from elsewhere and want one thing of them.

The flow chain (`gistools.terrain.route_flow`) does more in one go, and is what the tools use. Cells without a height
are holes that water leaves the map through, as is the edge of the map.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import GridError
from gistools.kernels import chain
from gistools.kernels.codes import EDGE, HOLE, NO_CODE, OUT_EDGE, PIT, Geometry, Tie
from gistools.kernels.heights import name_unknown, native, take
from gistools.kernels.strips import each, framed, inside, row_spans
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.kernels.mosaic import Mosaic

    F32 = npt.NDArray[np.float32]
    U8 = npt.NDArray[np.uint8]

__all__ = ["D8_NODATA", "accumulate", "d8_codes", "fill_depressions", "flow_directions", "grow_forest"]

D8_NODATA = 247
_POWERS = np.where(np.arange(256) == NO_CODE, D8_NODATA, 0).astype(np.uint8)
_CODES = np.full(256, NO_CODE, np.uint8)
_CODES[0] = OUT_EDGE
for _k in range(PIT):
    _POWERS[_k] = _POWERS[_k + 16] = 1 << _k
    _CODES[1 << _k] = _k


def d8_codes(codes: U8) -> U8:
    """Return directions as other programs write D8: 1 east, 2 south-east ... 128 north-east, 0 none, 247 unknown.

    >>> d8_codes(np.array([[0, 7, 8, 255]], np.uint8)).tolist()
    [[1, 128, 0, 247]]
    """
    made = codes.tobytes().translate(_POWERS.tobytes())  # several times as fast as an index
    return np.frombuffer(made, np.uint8).reshape(codes.shape)


def fill_depressions(z: F32, dx_m: float = 1.0, dy_m: float = 1.0) -> F32:
    """Return the lowest surface without depressions (fyldt terræn), m.

    Parameters
    ----------
    z:
        Heights in m, NaN in holes; rounded to multiples of 2^-20 m.
    dx_m, dy_m:
        Width and height of a cell.

    >>> fill_depressions(np.array([[5, 5, 5], [5, 1, 4], [5, 5, 5]], np.float32)).tolist()
    [[5.0, 5.0, 5.0], [5.0, 4.0, 4.0], [5.0, 5.0, 5.0]]
    """
    mosaic, tree = _saddles(z, dx_m, dy_m)
    chain.fill(mosaic, tree, np.zeros(1, np.uint8))
    filled: F32 = mosaic.get("filled")
    return filled


def flow_directions(z: F32, dx_m: float = 1.0, dy_m: float = 1.0) -> U8:
    """Return D8 through depressions to the edge of the map (strømningsretning), as `d8_codes` has it.

    >>> flow_directions(np.array([[5, 5, 5], [5, 1, 4], [5, 5, 5]], np.float32)).tolist()
    [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
    """
    mosaic, tree = _saddles(z, dx_m, dy_m)
    chain.solve_routes(mosaic, tree, np.zeros(1, np.uint8))
    return d8_codes(mosaic.get("routed"))


def grow_forest(z: F32, dx_m: float = 1.0, dy_m: float = 1.0) -> chain.Nodes:
    """Return the nested depressions (lavningshierarki) of heights.

    >>> grow_forest(np.array([[5, 5, 5, 5], [5, 1, 2, 5], [5, 5, 3, 5], [5, 5, 4, 5]], np.float32)).spill_z.tolist()
    [4.0]
    """
    _, tree = _saddles(z, dx_m, dy_m)
    return chain.grow_forest(tree)


def accumulate(d8: U8) -> npt.NDArray[np.int32] | npt.NDArray[np.int64]:
    """Return how many cells drain through each cell of a D8 raster (opland), itself included; 0 where it is unknown.

    Parameters
    ----------
    d8:
        1 east, 2 south-east, 4 south, 8, 16, 32, 64 north, 128 north-east; 0 ends there; any other number is unknown.

    Raises
    ------
    GridError
        When the directions run in a circle, or the array has not two dimensions.

    >>> accumulate(np.array([[1, 1, 0], [247, 1, 64]], np.uint8)).tolist()
    [[1, 2, 5], [0, 1, 2]]
    """
    if d8.ndim != 2:  # noqa: PLR2004 - rows and columns
        raise GridError(
            Text(f"en tabel med {d8.ndim} dimensioner", f"an array of {d8.ndim} dimensions"),
            Text("rækker og kolonner", "rows and columns"),
            Text("vælg ét bånd af rasteren", "choose one band of the raster"),
        )
    if d8.dtype != np.uint8:
        d8 = np.where((d8 >= 0) & (d8 < D8_NODATA), d8, D8_NODATA).astype(np.uint8)
    cells, circling = chain.accumulate_d8(d8, _CODES, np.zeros(1, np.uint8))
    if circling:
        raise GridError(
            Text(
                f"{circling} celler, hvor retningerne løber i ring",
                f"{circling} cells whose directions run in a circle",
            ),
            Text("retninger, der alle fører til en ende", "directions that all lead to an end"),
            Text("lav strømningsretningerne igen af terrænet", "make the directions anew from the terrain"),
        )
    return cells


def _saddles(z: F32, dx_m: float, dy_m: float) -> tuple[Mosaic, chain.Tree]:
    stop = np.zeros(1, np.uint8)
    height, cls = framed(z.shape, np.float32, np.nan), framed(z.shape, np.uint8, EDGE)

    z = native(z)

    def begin(first: int, last: int) -> None:
        take(z, inside(height), inside(cls), first, last)
        name_unknown(inside(height), inside(cls), np.uint8(HOLE), first, last)

    each(begin, row_spans(*z.shape), stop)
    geometry = Geometry.of(dx_m, dy_m, Tie.row_major(z.shape[1]))
    mosaic = chain.start(inside(height), inside(cls), EDGE)
    chain.solve_local(mosaic, geometry, stop)
    pits = chain.solve_basins(mosaic, geometry, stop)
    return mosaic, chain.solve_saddles(mosaic, pits, geometry, stop)
