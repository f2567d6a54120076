"""The chart (kurve) of how much is reached as a slider moves up: hectares by stop, in the colours of the classes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from gistools.styles import format_limit, format_number
from gistools.view.panel import Chart
from gistools.view.rising import growth, ramp_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from gistools.raster import Raster
    from gistools.styles import RasterStyle
    from gistools.text import Language
    from gistools.view.rising import Growth

_HARD = "\N{NO-BREAK SPACE}"
_INK, _QUIET = "#1c1c1c", "#404040"
_TEXT = 7.5  # font size in points
_HEIGHT = 105.0  # of the chart in points
_ROOM = 1.22  # height of the axis by what is drawn, for the figures above the curve
_NOTHING = 1e-9  # hectares; an axis needs some height
_NEAR = 0.07  # of the axis: ticks closer than this to the one before are not named


def growth_chart(raster: Raster, style: RasterStyle, language: Language) -> Chart | None:
    """Return the chart of a raster whose style has a slider, with its heading and one line of words; else None."""
    slider = style.slider
    if slider is None:
        return None
    found = growth(raster, style)
    marks = [(stop, found.at(stop)) for stop in slider.marks]
    told = [
        f"{format_number(area, language)}{_HARD}ha {_AT[language]} {format_limit(stop, language)}{_HARD}{slider.unit}"
        for stop, area in marks
    ]
    listed = f" {_AND[language]} ".join(part for part in (", ".join(told[:-1]), told[-1] if told else "") if part)
    reached = slider.reached.say(language)
    share = f"({found.share(marks[-1][1], language)}{_HARD}% {_OF[language]})" if marks else ""
    words = f"{reached[:1].upper()}{reached[1:]}: {listed} {share}. {slider.remark.say(language)}"
    heading = slider.question.say(language)
    return Chart(heading, words, _HEIGHT, lambda axes, scale: _draw(axes, found, style, marks, language, scale))


_AT: dict[Language, str] = {"da": "ved", "en": "at"}
_AND: dict[Language, str] = {"da": "og", "en": "and"}
_OF: dict[Language, str] = {"da": "af terrænet", "en": "of the terrain"}


def _draw(
    axes: Axes,
    found: Growth,
    style: RasterStyle,
    marks: list[tuple[float, float]],
    language: Language,
    scale: float,
) -> None:
    size = _TEXT * scale
    limits, colours, _ = ramp_of(style)
    x = np.append(min(limits[0], found.stops[0]), found.stops)
    y = np.append(0.0, found.area_ha[: found.stops.size])
    top = max(float(y[-1]), _NOTHING)
    for low, high, colour in zip(limits, limits[1:], colours, strict=False):
        within = (x >= low) & (x <= high)
        axes.fill_between(x[within], y[within], color=colour, alpha=style.opacity, linewidth=0)
    axes.plot(x, y, color=_INK, linewidth=1.2 * scale)
    axes.set(xlim=(x[0], x[-1]), ylim=(0.0, top * _ROOM))
    for stop, area in marks:
        axes.plot([stop], [area], "o", color=_INK, markeredgecolor="white", markersize=4.5 * scale, clip_on=False)
        at_end = stop == x[-1]
        axes.annotate(
            f"{format_number(area, language)} ha",
            (stop, area),
            xytext=(0.0 if at_end else -2.0, 4.0 * scale),
            textcoords="offset points",
            ha="right" if at_end else "center",
            va="bottom",
            fontsize=size,
            fontweight="bold",
            color=_INK,
        )
    ticks = [x[0]]
    for value in (v for v in limits if math.isfinite(v) and x[0] < v <= x[-1]):
        if value - ticks[-1] >= _NEAR * (x[-1] - x[0]):
            ticks.append(value)
    axes.set_xticks(ticks, [format_limit(float(v), language) for v in ticks])
    unit = style.slider.unit if style.slider else ""
    axes.set_xlabel(f"{style.slider.name.say(language).lower() if style.slider else ''} ({unit})", fontsize=size)
    rungs = _rungs(top)
    axes.set_yticks(rungs, [format_limit(v, language) for v in rungs])
    axes.annotate(
        "ha", (0.0, 1.0), xycoords="axes fraction", xytext=(-4.0 * scale, 0.0), textcoords="offset points",
        ha="right", va="top", fontsize=size, color=_INK,
    )  # fmt: skip
    axes.tick_params(labelsize=size, length=2.5 * scale, pad=2.0 * scale, colors=_QUIET)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    for side, spine in axes.spines.items():
        spine.set_visible(side in {"left", "bottom"})
        spine.set_color("#8a8a8a")


def _rungs(top: float) -> list[float]:
    """Return round heights from 0 to no more than ``top``, fewer than five steps.

    >>> _rungs(4.6), _rungs(151.0), _rungs(0.9), _rungs(1e-9)
    ([0.0, 1.0, 2.0, 3.0, 4.0], [0.0, 50.0, 100.0, 150.0], [0.0, 0.2, 0.4, 0.6, 0.8], [0.0])
    """
    if top <= _NOTHING:
        return [0.0]
    power = 10.0 ** math.floor(math.log10(top))
    step = next(k * power for k in (0.2, 0.5, 1.0, 2.0) if top / (k * power) < 5.0)  # noqa: PLR2004 - five steps
    return [round(k * step, 12) for k in range(int(top / step * (1.0 + 1e-9)) + 1)]
