"""What is reached as a slider moves up: areas of the raster's own cells, runs of pixels, controls for the web map."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.styles import ColourRamp, format_limit, format_number, indexed_by_stop
from gistools.view import words

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.raster import Raster
    from gistools.styles import RasterStyle, Slider
    from gistools.text import Language
    from gistools.view.pictures import Picture

_STRIP_CELLS = 1 << 22
_M2_PER_HA = 10_000.0
_BITS = 7


@dataclass(frozen=True)
class Growth:
    """How much of the land is reached at each stop of a slider, counted cell by cell.

    Parameters
    ----------
    stops:
        The stops, lowest first.
    area_ha:
        Hectares reached at each stop, and last those of all that is drawn.
    land_ha:
        Hectares of known cells.
    """

    stops: npt.NDArray[np.float64]
    area_ha: npt.NDArray[np.float64]
    land_ha: float

    def at(self, stop: float) -> float:
        """Return the hectares reached at a stop."""
        return float(self.area_ha[int(np.argmin(np.abs(self.stops - stop)))])

    def share(self, area_ha: float, language: Language) -> str:
        """Return an area as a share of the land, in per cent."""
        return format_number(100.0 * area_ha / self.land_ha if self.land_ha else 0.0, language)


def growth(raster: Raster, style: RasterStyle) -> Growth:
    """Count how much of a raster is reached at each stop of its style's slider.

    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.styles import STYLES
    >>> rain = np.array([[1.0, 2.0, 2.5, np.inf, np.nan]], np.float32)
    >>> found = growth(Raster(rain, Grid(1, 5, 0.0, 0.0, 100.0, 100.0, "EPSG:25832"), "mm"), STYLES["rain_to_flood"])
    >>> found.area_ha[:3].tolist(), float(found.area_ha[-1]), found.land_ha
    ([1.0, 2.0, 3.0], 3.0, 4.0)
    """
    slider = _slider(style)
    stops = np.array(slider.stops)
    cells, land = np.zeros(256, np.int64), 0
    height = max(1, _STRIP_CELLS // raster.grid.cols)
    for first in range(0, raster.grid.rows, height):
        rows = raster.rows(first, min(first + height, raster.grid.rows))
        part = raster.with_values(rows, grid=replace(raster.grid, rows=rows.shape[0]))
        valid = part.valid
        index, _ = indexed_by_stop(style, rows, valid)
        cells += np.bincount(index.ravel(), minlength=cells.size)
        land += int(valid.sum())
    reached = np.cumsum(cells[1:])
    hectares = raster.grid.cell_area_m2 / _M2_PER_HA
    return Growth(stops, np.append(reached[: stops.size], reached[-1]) * hectares, land * hectares)


def packed_runs(index: npt.NDArray[np.uint8]) -> str:
    """Return where a picture is drawn, as text: pixels to pass over, length and index of each run of equal pixels.

    Runs go on from row to row. The numbers are written seven bits to a byte, low bits first, the eighth bit telling
    that more follow, and the bytes as base64. A browser reads it at once, to the bit, without decoding a picture.

    >>> base64.b64decode(packed_runs(np.array([[0, 0, 5, 5], [5, 0, 0, 200]], np.uint8))).hex(" ")
    '02 03 05 02 01 c8 01'
    """
    flat = index.ravel()
    start = np.append(0, np.flatnonzero(flat[1:] != flat[:-1]) + 1)
    length = np.diff(np.append(start, flat.size))
    drawn = flat[start] > 0
    start, length = start[drawn], length[drawn]
    gap = start - np.append(0, (start + length)[:-1])[: start.size]
    numbers = np.column_stack([gap, length, flat[start].astype(np.int64)]).ravel()
    size = np.ones(numbers.size, np.int64)
    while (more := numbers >> (_BITS * size) > 0).any():
        size += more
    place = np.cumsum(size) - size
    out = np.zeros(int(size.sum()), np.uint8)
    for byte in range(int(size.max(initial=0))):
        has = size > byte
        part = (numbers[has] >> (_BITS * byte)) & 0x7F
        out[place[has] + byte] = part | np.where(size[has] > byte + 1, 0x80, 0)
    return base64.b64encode(out.tobytes()).decode("ascii")


def slider_spec(drawn: Picture, raster: Raster, style: RasterStyle, language: Language) -> dict[str, Any]:
    """Return what the page needs to draw a picture of `gistools.view.pictures.web_picture` stop by stop."""
    slider, found = _slider(style), growth(raster, style)
    _, _, classes = ramp_of(style)
    at = [f"{format_limit(stop, language)} {slider.unit}" for stop in slider.stops]
    told = [
        words.REACHED.say(language).format(
            area=format_number(area, language), reached=slider.reached.say(language), share=found.share(area, language)
        )
        for area in found.area_ha.tolist()
    ]
    return {
        "rows": drawn.index.shape[0],
        "cols": drawn.index.shape[1],
        "runs": packed_runs(drawn.index),
        "colours": drawn.palette[1:, :3].tolist(),
        "classes": classes,
        "stops": [*at, everything(style, language)],
        "told": told,
        "words": {
            key: text.say(language)
            for key, text in (("play", words.PLAY), ("pause", words.PAUSE), ("next", words.NEXT_CLASS))
        },
    }


def slider_html(style: RasterStyle, number: int, language: Language) -> str:
    """Return the controls of layer ``number``; the page shows them when it can draw what they ask for."""
    slider, last = _slider(style), len(_slider(style).stops) + 1
    limits, colours, _ = ramp_of(style)
    ends = [min(max((v - slider.lowest) / (slider.highest - slider.lowest), 0.0), 1.0) * 100.0 for v in limits]
    bands = ",".join(f"{c} {a:.4g}% {b:.4g}%" for c, a, b in zip(colours, ends, ends[1:], strict=False))
    name = escape(slider.name.say(language))
    return (
        f'<div class="gt-slider" data-slider="{number}" hidden>'
        f'<p><label for="gt-slider-{number}">{name}:</label> <b>{escape(everything(style, language))}</b>'
        f'<button type="button">{escape(words.PLAY.say(language))}</button></p>'
        f'<input type="range" id="gt-slider-{number}" min="1" max="{last}" step="1" value="{last}"'
        f' aria-describedby="gt-told-{number}">'
        f'<i style="background:linear-gradient(to right,{bands})"></i>'
        f'<p id="gt-told-{number}" aria-live="polite"></p></div>'
    )


def everything(style: RasterStyle, language: Language) -> str:
    """Return the name of the last place of a slider, where all classes are drawn."""
    limits, _, _ = ramp_of(style)
    if np.isinf(limits[-1]):
        return words.ALL.say(language)
    return words.ALL_UP_TO.say(language).format(limit=f"{format_limit(limits[-1], language)} {_slider(style).unit}")


def ramp_of(style: RasterStyle) -> tuple[tuple[float, ...], tuple[str, ...], list[int]]:
    """Return limits and colours of the classes of a style with a slider, and the class (from 0) of each index."""
    if not isinstance(style.colours, ColourRamp):
        raise TypeError(style.name)
    limits = np.array(style.colours.limits)
    of_stop = np.searchsorted(limits, _slider(style).stops, side="left") - 1
    return style.colours.limits, style.colours.colours, [*of_stop.tolist(), *range(limits.size - 1)]


def _slider(style: RasterStyle) -> Slider:
    if style.slider is None:
        raise TypeError(style.name)
    return style.slider
