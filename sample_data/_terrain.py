"""The ground of the sample town as one analytic surface z(x, y), and its tiles.

Why an analytic surface: the script can then say how much water each hollow holds by its own
arithmetic, so that a program that floods the raster is checked against something independent of it.

How unintended pits are kept out. The town drains to two thalwegs that run north to south: the stream
and a dry valley. In every row (constant y) the natural ground rises from both thalwegs to the divide
between them, and the flat bottom of a thalweg depends on y alone and falls southwards. Whatever is
added (side valleys, terraces, street troughs) is either a function of y or too gentle in x to turn that
round. So each cell has a neighbour in its own row that is not higher, down to a thalweg, and rounding
to centimetres keeps it so. Only what is built against this rule holds water: the ring road's bank across
both thalwegs, the basin, the closed low and the lake.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import _place as place
import numpy as np
import numpy.typing as npt
import rasterio
from rasterio.transform import from_origin

if TYPE_CHECKING:
    from pathlib import Path

Array = npt.NDArray[np.float64]

NODATA: Final = -32_768
SCALE_M: Final = 0.01

DECK_STREAM_M: Final = 11.10
"""Lowest level of the ring road above the stream: where the lake behind the bank spills."""
DECK_VALLEY_M: Final = 12.90
"""Lowest level of the ring road above the underpass."""
BANK_SLOPE: Final = 0.5
RIDGE_ROUND_M: Final = 0.9


@dataclass(frozen=True)
class Hollow:
    """A depression that is made on purpose, set in a levelled pad with one outlet notch.

    `sill_m` is the level of the notch: the level at which the hollow spills. The pad around it lies
    `rim_m` higher, so the notch is the only way out.
    """

    key: str
    centre: tuple[float, float]
    half: tuple[float, float]
    pad_margin_m: float
    blend_m: float
    sill_m: float
    rim_m: float
    notch: tuple[float, float, float]
    """Local x where the notch begins, where it starts to fall, and where it ends."""
    notch_half_m: float
    notch_fall: float

    @property
    def pad_m(self) -> float:
        """Level of the pad."""
        return self.sill_m + self.rim_m


BASIN: Final = Hollow(
    key="basin",
    centre=place.BASIN,
    half=(25.0, 17.0),
    pad_margin_m=6.0,
    blend_m=32.0,
    sill_m=14.65,
    rim_m=0.20,
    notch=(788.0, 806.0, 872.0),
    notch_half_m=3.0,
    notch_fall=0.012,
)
LOW: Final = Hollow(
    key="closed_low",
    centre=place.HOLLOW,
    half=(46.0, 62.0),
    pad_margin_m=8.0,
    blend_m=36.0,
    sill_m=14.20,
    rim_m=0.15,
    notch=(938.0, 962.0, 1_128.0),
    notch_half_m=4.0,
    notch_fall=0.012,
)
LAKE: Final = Hollow(
    key="lake",
    centre=place.LAKE,
    half=(62.0, 44.0),
    pad_margin_m=14.0,
    blend_m=60.0,
    sill_m=17.35,
    rim_m=0.20,
    notch=(1_600.0, 1_566.0, 1_182.0),
    notch_half_m=3.0,
    notch_fall=0.012,
)
HOLLOWS: Final = (BASIN, LOW, LAKE)

BASIN_DEPTH_M: Final = 1.9
BASIN_SIDE: Final = 1.0 / 3.0
LOW_DEPTH_M: Final = 0.95
LAKE_WATER_M: Final = 16.90
"""Level of the lake's flat water surface, 0.45 m below the sill: the lake has a rim."""
LAKE_BANK: Final = 0.25


def ramp(t: Array, knee: float | Array, soft: float) -> Array:
    """Return max(t - knee, 0) with the corner rounded over +-`soft`; exactly 0 before it."""
    u = t - knee
    return np.where(u <= -soft, 0.0, np.where(u >= soft, u, (u + soft) ** 2 / (4.0 * soft)))


def smoothstep(t: Array, low: float, high: float) -> Array:
    """Return 0 below `low`, 1 above `high`, and a cubic with flat ends between."""
    u = np.clip((t - low) / (high - low), 0.0, 1.0)
    return u * u * (3.0 - 2.0 * u)


def bump(t: Array, half: float) -> Array:
    """Return a raised cosine: 1 at 0, exactly 0 beyond `half`."""
    return np.where(np.abs(t) < half, 0.5 + 0.5 * np.cos(np.pi * t / half), 0.0)


def smooth_min(a: Array, b: Array, soft: float) -> Array:
    """Return the lesser of both, rounded only where they differ by less than `soft`."""
    h = np.maximum(soft - np.abs(a - b), 0.0)
    return np.minimum(a, b) - h * h / (4.0 * soft)


def stream_x(y: Array) -> Array:
    """Return the stream's centre line; straight where it passes the ring road."""
    away = smoothstep(np.abs(y - place.RING_Y), 50.0, 210.0)
    return place.STREAM_X + away * (
        34.0 * np.sin(2 * np.pi * (y - place.RING_Y) / 610.0) + 9.0 * np.sin(2 * np.pi * y / 173.0)
    )


def valley_x(y: Array) -> Array:
    """Return the dry valley's centre line; straight where it passes the ring road."""
    away = smoothstep(np.abs(y - place.RING_Y), 60.0, 260.0)
    return place.VALLEY_X + away * 26.0 * np.sin(2 * np.pi * (y - place.RING_Y) / 880.0 + 0.6)


def stream_bed_m(y: Array) -> Array:
    """Return the level of the stream's flat bottom: 4 per mille from north to south."""
    return 5.0 + 0.004 * y


def valley_bed_m(y: Array) -> Array:
    """Return the level of the dry valley's flat bottom; it is flattest under the ring road."""
    return (
        10.0
        + 0.004 * (y - place.RING_Y)
        - 0.001 * ramp(y, place.RING_Y - 40.0, 15.0)
        + 0.006 * ramp(y, place.RING_Y + 40.0, 15.0)
    )


def waves(d: Array, y: Array, slope: Array) -> Array:
    """Return rolling ground for d > 0 whose slope in d stays between 0.2 and 1.8 times `slope`."""
    out = np.zeros(np.broadcast_shapes(d.shape, y.shape))
    for share, length, lean, shift in ((0.45, 290.0, 410.0, 0.4), (0.33, 131.0, -190.0, 2.1)):
        k = 2 * np.pi / length
        phase = 2 * np.pi * y / lean + shift + 0.9 * np.sin(2 * np.pi * y / 730.0 + shift)
        out += share / k * (np.cos(phase) - np.cos(k * np.maximum(d, 0.0) + phase))
    return slope * out


def side_valleys(y: Array, centre: float, period: float, depth: float) -> Array:
    """Return the factor on the upland slope that makes side valleys; least at y = `centre`."""
    return 1.0 - depth * np.cos(2 * np.pi * (y - centre) / period)


def stream_side(x: Array, y: Array) -> Array:
    """Return the ground as shaped by the stream: channel, meadow, valley side, upland."""
    offset = x - stream_x(y)
    d = np.abs(offset)
    east = offset > 0.0
    meadow = 27.0 + 9.0 * np.sin(2 * np.pi * y / 470.0 + 1.0) + np.where(east, 5.0, 0.0)
    upland = np.where(
        east,
        0.0112 * side_valleys(y, place.LAKE[1], 620.0, 0.26),
        0.0098 * side_valleys(y, place.BASIN[1], 540.0, 0.30),
    )
    steep = np.where(east, 0.055, 0.037)
    brow = meadow + np.where(east, 30.0, 42.0)
    far = d - brow
    return (
        stream_bed_m(y)
        + 0.5 * ramp(d, place.STREAM_HALF_M, 0.3)
        - 0.485 * ramp(d, 4.8, 0.3)
        + (steep - 0.015) * ramp(d, meadow, 8.0)
        - (steep - upland) * ramp(d, brow, 10.0)
        + waves(far, y, upland)
    )


def cutting(y: Array) -> Array:
    """Return how deep the path lies in its cutting: 1 near the ring road, little elsewhere."""
    return 1.0 - 0.94 * smoothstep(np.abs(y - place.RING_Y), 70.0, 260.0)


def valley_side(x: Array, y: Array) -> Array:
    """Return the ground as shaped by the dry valley: path cutting, valley side, upland."""
    offset = x - valley_x(y)
    d = np.abs(offset)
    east = offset > 0.0
    foot = 34.0 + 8.0 * np.sin(2 * np.pi * y / 390.0)
    upland = np.where(
        east,
        0.0100 * side_valleys(y, 600.0, 500.0, 0.20),
        0.0160 * side_valleys(y, 1_500.0, 700.0, 0.25),
    )
    far = d - foot - 40.0
    return (
        valley_bed_m(y)
        + 0.33 * cutting(y) * (ramp(d, place.VALLEY_HALF_M, 0.4) - ramp(d, 8.0, 0.6))
        + 0.02 * ramp(d, place.VALLEY_HALF_M, 0.4)
        + 0.017 * ramp(d, foot, 8.0)
        - (0.037 - upland) * ramp(d, foot + 40.0, 10.0)
        + waves(far, y, upland)
    )


def natural_m(x: Array, y: Array) -> Array:
    """Return the ground before anything is built on it."""
    return smooth_min(stream_side(x, y), valley_side(x, y), RIDGE_ROUND_M)


def street_troughs_m(x: Array, y: Array) -> Array:
    """Return how far the home streets lie below their gardens; functions of y that fade in x."""
    drop = np.zeros(np.broadcast_shapes(x.shape, y.shape))
    for row in place.HOME_ROWS_WEST:
        drop += 0.12 * bump(y - row, 30.0)
    west = smoothstep(x, 380.0, 520.0) * (1.0 - smoothstep(x, 930.0, 1_060.0))
    far_west = 1.0 - smoothstep(x, 120.0, 220.0)
    east = smoothstep(x, 1_250.0, 1_350.0)
    return drop * (west + far_west + east)


def pad_weight(x: Array, y: Array, hollow: Hollow) -> Array:
    """Return 1 on the pad and 0 beyond its blend, by the distance from a rounded rectangle."""
    outside = inside_distance(x, y, hollow.centre, hollow.half, min(hollow.half))
    return 1.0 - smoothstep(-outside, hollow.pad_margin_m, hollow.pad_margin_m + hollow.blend_m)


def inside_distance(x: Array, y: Array, centre: tuple[float, float], half: tuple[float, float], corner: float) -> Array:
    """Return the distance to the edge of a rounded rectangle, positive inside."""
    qx = np.abs(x - centre[0]) - (half[0] - corner)
    qy = np.abs(y - centre[1]) - (half[1] - corner)
    outer = np.hypot(np.maximum(qx, 0.0), np.maximum(qy, 0.0))
    return corner - outer - np.minimum(np.maximum(qx, qy), 0.0)


def lake_radius_ratio(x: Array, y: Array) -> Array:
    """Return 1 on the lake's shore line, less inside: a wavy ellipse."""
    ux = (x - LAKE.centre[0]) / LAKE.half[0]
    uy = (y - LAKE.centre[1]) / LAKE.half[1]
    angle = np.arctan2(uy, ux)
    shore = 0.88 + 0.06 * np.cos(3 * angle + 0.7) + 0.035 * np.cos(5 * angle - 0.4)
    return np.hypot(ux, uy) / shore


def bowl_m(x: Array, y: Array, hollow: Hollow) -> Array:
    """Return the floor of a hollow; above its pad outside."""
    if hollow.key == "basin":
        depth = inside_distance(x, y, hollow.centre, hollow.half, 10.0) * BASIN_SIDE
        return hollow.pad_m - np.minimum(depth, BASIN_DEPTH_M)
    if hollow.key == "closed_low":
        ux = (x - hollow.centre[0]) / hollow.half[0]
        uy = (y - hollow.centre[1]) / hollow.half[1]
        return hollow.pad_m - LOW_DEPTH_M * (1.0 - (ux * ux + uy * uy) ** 2)
    shore = (lake_radius_ratio(x, y) - 1.0) * 46.0
    return LAKE_WATER_M + LAKE_BANK * np.maximum(shore, 0.0)


def notch_m(x: Array, y: Array, hollow: Hollow) -> Array:
    """Return the outlet notch: flat at the sill level, then a swale that falls away and ends."""
    start, brink, end = hollow.notch
    way = 1.0 if end > start else -1.0
    beyond = np.maximum((start - x) * way, 0.0) + np.maximum((x - end) * way, 0.0)
    side = np.maximum(np.abs(y - hollow.centre[1]) - hollow.notch_half_m, 0.0)
    floor = hollow.sill_m - hollow.notch_fall * np.maximum((x - brink) * way, 0.0)
    return floor + 0.2 * side + 10.0 * beyond


def deck_m(x: Array) -> Array:
    """Return the ring road's crown: a little above the ground, and level across both thalwegs."""
    y = np.full_like(x, place.RING_Y)
    ground = natural_m(x, y) + 0.25
    stream = DECK_STREAM_M + 0.004 * np.maximum(np.abs(x - place.STREAM_X) - 10.0, 0.0)
    valley = DECK_VALLEY_M + 0.004 * np.maximum(np.abs(x - place.VALLEY_X) - 10.0, 0.0)
    return np.maximum(ground, np.where(x > 700.0, stream, valley))


def ground_m(x: Array, y: Array) -> Array:
    """Return the surface in metres DVR90 at local metres `x`, `y` (arrays that broadcast).

    Buildings are not in it: it is a terrain, not a surface model.
    """
    z = natural_m(x, y) - street_troughs_m(x, y)
    for hollow in HOLLOWS:
        z = z + (hollow.pad_m - z) * pad_weight(x, y, hollow)
    for hollow in HOLLOWS:
        z = np.minimum(z, notch_m(x, y, hollow))
        z = np.minimum(z, bowl_m(x, y, hollow))
    away = np.maximum(np.abs(y - place.RING_Y) - place.RING_HALF_M, 0.0) * BANK_SLOPE
    deck = deck_m(x)
    return np.clip(z, deck - away, deck + away)


def centimetres(x: Array, y: Array) -> npt.NDArray[np.int16]:
    """Return the surface as whole centimetres."""
    return np.rint(ground_m(x, y) / SCALE_M).astype(np.int16)


def tile_name(east_km: int, north_km: int) -> str:
    """Return the file name of the 1 km tile whose south-west corner this is, as DHM names it."""
    return f"DTM_1km_{north_km}_{east_km}.tif"


def tile_pixels(column: int, row: int, cell_m: float) -> npt.NDArray[np.int16]:
    """Return the centimetres of one tile, north row first; `column`, `row` count from south-west."""
    cells = round(place.TILE_M / cell_m)
    if abs(cells * cell_m - place.TILE_M) > 1e-9:
        message = f"--cell {cell_m} does not divide the tile side of {place.TILE_M:.0f} m evenly"
        raise ValueError(message)
    xs = column * place.TILE_M + (np.arange(cells) + 0.5) * cell_m
    ys = (row + 1) * place.TILE_M - (np.arange(cells) + 0.5) * cell_m
    out = np.empty((cells, cells), dtype=np.int16)
    step = 256
    for top in range(0, cells, step):
        out[top : top + step] = centimetres(xs[None, :], ys[top : top + step, None])
    return out


def write_tiles(folder: Path, cell_m: float) -> list[Path]:
    """Write the four terrain tiles to `folder` and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for row in range(2):
        for column in range(2):
            east = place.EAST0 + column * place.TILE_M
            north = place.NORTH0 + row * place.TILE_M
            pixels = tile_pixels(column, row, cell_m)
            path = folder / tile_name(int(east // 1000), int(north // 1000))
            with rasterio.open(
                path,
                "w",
                driver="GTiff",
                width=pixels.shape[1],
                height=pixels.shape[0],
                count=1,
                dtype="int16",
                crs=place.CRS,
                transform=from_origin(east, north + place.TILE_M, cell_m, cell_m),
                nodata=NODATA,
                compress="deflate",
                predictor=2,
                zlevel=9,
                tiled=True,
                blockxsize=256,
                blockysize=256,
            ) as target:
                target.write(pixels, 1)
                target.scales = (SCALE_M,)
                target.offsets = (0.0,)
                target.units = ("m",)
                target.update_tags(
                    VERTICAL_DATUM=place.VERTICAL_DATUM,
                    NOTE=place.STAMP,
                    AREA_OR_POINT="Area",
                )
            paths.append(path)
    return paths
