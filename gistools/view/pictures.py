"""Rasters as pictures: joined to fewer cells where there are too many, coloured, and laid on the web map."""

from __future__ import annotations

import base64
import io
import math
import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.styles import STYLES, Aggregate, RasterStyle, Stretch, indexed, indexed_by_stop
from gistools.view.hillshade import hillshade
from gistools.view.words import SMALLER_MAX, SMALLER_MEAN, SMALLER_MIN, SMALLER_NEAREST, about

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt
    from pyproj import Transformer

    from gistools.grid import Grid
    from gistools.raster import Raster
    from gistools.text import Text

WEB_CRS = "EPSG:3857"
_LARGEST_OVERSAMPLING = 2.0

_SMALLER = {
    Aggregate.MAX: SMALLER_MAX,
    Aggregate.MIN: SMALLER_MIN,
    Aggregate.MEAN: SMALLER_MEAN,
    Aggregate.NEAREST: SMALLER_NEAREST,
}
_JOINED: dict[Aggregate, Callable[..., Any]] = {
    Aggregate.MAX: np.nanmax,
    Aggregate.MIN: np.nanmin,
    Aggregate.MEAN: np.nanmean,
}

Bounds = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Picture:
    """An indexed picture of a raster, north up.

    ``index`` has 0 where nothing is drawn; ``palette`` holds red, green, blue and alpha of each index; ``bounds`` are
    the south-west and north-east corner as latitude and longitude, or None while on the raster's own grid.
    """

    index: npt.NDArray[np.uint8]
    palette: npt.NDArray[np.uint8]
    limits: tuple[float, float] | None
    notes: tuple[Text, ...]
    bounds: Bounds | None = None

    def rgba(self) -> npt.NDArray[np.uint8]:
        """Return the picture as rows x cols x 4."""
        return self.palette[self.index]

    def data_uri(self) -> str:
        """Return the picture as a PNG inside a ``data:`` address; the same picture gives the same text."""
        from PIL import Image  # noqa: PLC0415 - heavy; comes with matplotlib

        image = Image.fromarray(self.index)
        image.putpalette(self.palette[:, :3].tobytes())
        file = io.BytesIO()
        image.save(file, format="PNG", optimize=True, transparency=self.palette[:, 3].tobytes())
        return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def smaller(raster: Raster, aggregate: Aggregate, max_pixels: int) -> tuple[Raster, int]:
    """Return the raster with at most ``max_pixels`` rows and columns, and how many cells became one along each side.

    Cells at the lower and right edge that do not fill a whole block are joined with unknown cells. Codes and counts
    stay integers unless they are averaged.
    """
    factor = math.ceil(max(raster.grid.shape) / max_pixels)
    if factor <= 1:
        return raster, 1
    rows, cols = (math.ceil(n / factor) for n in raster.grid.shape)
    grid = replace(raster.grid, rows=rows, cols=cols, dx_m=raster.grid.dx_m * factor, dy_m=raster.grid.dy_m * factor)
    if aggregate is Aggregate.NEAREST:
        half = factor // 2
        row = np.minimum(np.arange(rows) * factor + half, raster.grid.rows - 1)
        col = np.minimum(np.arange(cols) * factor + half, raster.grid.cols - 1)
        return raster.with_values(raster.values[np.ix_(row, col)], grid=grid), factor
    values = _floating(raster)
    padded = np.full((rows * factor, cols * factor), np.nan, dtype=values.dtype)
    padded[: raster.grid.rows, : raster.grid.cols] = values
    blocks = padded.reshape(rows, factor, cols, factor)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # blocks without a known cell stay unknown
        joined = _JOINED[aggregate](blocks, axis=(1, 3))
    return raster.with_values(joined.astype(values.dtype), grid=grid, nodata=None), factor


def _floating(raster: Raster) -> npt.NDArray[Any]:
    if raster.values.dtype.kind == "f":
        return raster.values
    values = raster.values.astype(np.float64)
    values[~raster.valid] = np.nan
    return values


def picture(raster: Raster, style: RasterStyle, name: Text, max_pixels: int) -> tuple[Picture, Raster]:
    """Return a raster coloured on its own (possibly coarser) grid, and the raster that was coloured."""
    return _coloured(raster, style, name, max_pixels, indexed)


def _coloured(
    raster: Raster,
    style: RasterStyle,
    name: Text,
    max_pixels: int,
    colour: Callable[..., tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]],
) -> tuple[Picture, Raster]:
    reduced, factor = smaller(raster, style.aggregate, max_pixels)
    limits = style.stretch_limits(reduced.values, reduced.valid)
    index, palette = colour(style, reduced.values, reduced.valid, limits)
    notes = () if factor == 1 else (about(_SMALLER[style.aggregate], name, factor=factor),)
    return Picture(index, palette, limits, notes), reduced


def web_picture(raster: Raster, style: RasterStyle, name: Text, max_pixels: int) -> Picture:
    """Return a raster coloured and warped to the web map (spherical Mercator).

    Classes and codes are warped by nearest cell; stretched values are warped smoothly before they are coloured. With a
    slider the indices are those of `gistools.styles.indexed_by_stop`.
    """
    colour = indexed if style.slider is None else indexed_by_stop
    plain, reduced = _coloured(raster, style, name, max_pixels, colour)
    if not isinstance(style.colours, Stretch):
        index, bounds = _warp(plain.index, reduced, max_pixels, smooth=False)
        return replace(plain, index=index.astype(np.uint8), bounds=bounds)
    values, bounds = _warp(_floating(reduced).astype(np.float32), reduced, max_pixels, smooth=True)
    index, palette = indexed(style, values, ~np.isnan(values), plain.limits)
    return replace(plain, index=index, palette=palette, bounds=bounds)


def shade(raster: Raster, max_pixels: int) -> Raster:
    """Return the hillshade of an elevation raster (unit m), or the raster itself when it is a shade already."""
    reduced, _ = smaller(raster, Aggregate.MEAN, max_pixels)
    if raster.unit != "m":
        return reduced
    return reduced.with_values(hillshade(reduced), unit="", vertical_datum=None, nodata=None)


def shade_style() -> RasterStyle:
    """Return the style of the hillshade."""
    style = STYLES["hillshade"]
    if not isinstance(style, RasterStyle):
        raise TypeError(style)
    return style


def _warp(values: npt.NDArray[Any], on: Raster, max_pixels: int, *, smooth: bool) -> tuple[npt.NDArray[Any], Bounds]:
    from affine import Affine  # noqa: PLC0415 - comes with rasterio, which is heavy
    from pyproj import Transformer  # noqa: PLC0415
    from rasterio.warp import Resampling, reproject  # noqa: PLC0415

    grid = on.grid
    forward = Transformer.from_crs(grid.crs, WEB_CRS, always_xy=True)
    west, south, east, north = forward.transform_bounds(*grid.bounds)
    width, height = _pixels(forward, grid, (east - west, north - south), max_pixels)
    target = Affine((east - west) / width, 0.0, west, 0.0, -(north - south) / height, north)
    empty = np.nan if smooth else 0
    warped = np.full((height, width), empty, dtype=values.dtype)
    reproject(
        values,
        warped,
        src_transform=Affine(*grid.transform),
        src_crs=grid.crs,
        dst_transform=target,
        dst_crs=WEB_CRS,
        src_nodata=empty,
        dst_nodata=empty,
        resampling=Resampling.bilinear if smooth else Resampling.nearest,
    )
    back = Transformer.from_crs(WEB_CRS, "EPSG:4326", always_xy=True)
    (low_lon, high_lon), (low_lat, high_lat) = back.transform([west, east], [south, north])
    return warped, ((low_lat, low_lon), (high_lat, high_lon))


def _pixels(forward: Transformer, grid: Grid, size: tuple[float, float], max_pixels: int) -> tuple[int, int]:
    """Return how many pixels wide and high a picture of this size is: about a cell each, or less where few."""
    x, y = grid.centre(grid.rows // 2, grid.cols // 2)
    xs, ys = forward.transform([x - grid.dx_m, x + grid.dx_m, x, x], [y, y, y - grid.dy_m, y + grid.dy_m])
    across, up = math.dist((xs[0], ys[0]), (xs[1], ys[1])) / 2, math.dist((xs[2], ys[2]), (xs[3], ys[3])) / 2
    width, height = size[0] / across, size[1] / up
    more = min(_LARGEST_OVERSAMPLING, max(1.0, max_pixels / max(width, height)))
    return max(1, round(width * more)), max(1, round(height * more))
