"""The column right of the map of a figure: legend, limits, notes and sources, measured in points."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Polygon, Rectangle
from matplotlib.textpath import text_to_path

from gistools.styles import Shape
from gistools.styles.model import Colour, Gradient, Symbol
from gistools.styles.render import blend
from gistools.view.marks import POINTS_PER_PIXEL, dash_of
from gistools.view.placing import wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from gistools.styles import LegendEntry
    from gistools.text import Language

_INK = "#1c1c1c"
_QUIET = "#404040"
_SMALL, _TEXT, _HEAD, _TITLE = 7.8, 8.5, 9.5, 12.0  # font sizes in points
_LEAD = 1.32  # line height by font size
_MARK = 22.0  # width of a mark
_BULLET = 8.0  # width of a bullet
_SAFE = 1.03  # widths as measured and as drawn differ by hinting
_SHADES = 64
_CHART_LEFT, _CHART_RIGHT, _CHART_FOOT = 26.0, 6.0, 32.0  # room for the names of ticks and axes, in points


@dataclass(frozen=True)
class Heading:
    """The legend of one layer."""

    name: str
    caption: str
    entries: tuple[LegendEntry, ...]
    opacity: float


@dataclass(frozen=True)
class Paragraph:
    """A heading, and texts below it, each with a bullet when there is one."""

    heading: str
    texts: tuple[str, ...]
    bullet: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart between legend and foot: heading, one line of words below, height in points, and what draws it.

    ``draw`` gets axes of its own and the scale of the column.
    """

    heading: str
    text: str
    height: float
    draw: Callable[[Axes, float], None]


@dataclass
class _Pen:
    """Writes down a column; ``y`` is what is used so far, in points from the top; draws only when ``axes`` is given."""

    width: float
    axes: Axes | None = None
    scale: float = 1.0
    y: float = 0.0

    def space(self, points: float) -> None:
        self.y += points * self.scale

    def write(self, text: str, size: float, *, indent: float = 0.0, bold: bool = False, colour: str = _INK) -> None:
        """Write a paragraph, wrapped to the column."""
        size, indent = size * self.scale, indent * self.scale
        room = (self.width - indent) / (size * _SAFE)
        weight = "bold" if bold else "normal"
        for line in wrapped(text, room, lambda said: _ems(said, weight)):
            if self.axes is not None:
                # dollar signs in names are no formulas
                self.axes.text(
                    indent, -self.y - size, line, fontsize=size, fontweight=weight, color=colour, parse_math=False
                )
            self.y += size * _LEAD

    def mark(self, entry: LegendEntry, opacity: float, language: Language) -> None:
        """Draw a mark and write its label beside it."""
        if isinstance(entry.mark, Gradient):
            self._band(entry.mark, language)
            return
        if self.axes is not None:
            top = -self.y - 1.0 * self.scale
            _draw_mark(self.axes, entry.mark, opacity, _MARK * self.scale, top, (_TEXT + 1.5) * self.scale)
        self.write(entry.label.say(language), _TEXT, indent=_MARK + 7.0)
        self.space(1.5)

    def _band(self, band: Gradient, language: Language) -> None:
        height, width = 10.0 * self.scale, 0.75 * self.width
        if self.axes is not None:
            colours = [tuple(v / 255 for v in blend(band.colours, k / (_SHADES - 1))) for k in range(_SHADES)]
            limits = self.axes.get_xlim(), self.axes.get_ylim()
            self.axes.imshow(
                np.arange(_SHADES)[None, :],
                cmap=ListedColormap(colours),
                extent=(0.0, width, -self.y - height, -self.y),
                aspect="auto",
            )
            self.axes.set(xlim=limits[0], ylim=limits[1])
            size = _TEXT * self.scale
            low = -self.y - height - size * 1.15
            self.axes.text(0.0, low, band.low.say(language), fontsize=size, color=_INK)
            self.axes.text(width, low, band.high.say(language), fontsize=size, color=_INK, ha="right")
        self.y += height
        self.space(_TEXT * _LEAD + 2.0)


def draw_panel(
    drawn: Figure,
    box: tuple[float, float, float, float],
    title: str,
    headings: Sequence[Heading],
    paragraphs: Sequence[Paragraph],
    language: Language,
    chart: Chart | None = None,
) -> None:
    """Draw the column into ``box`` (left, bottom, width, height as shares of the figure).

    The legend stands at the top, then the chart, and the paragraphs at the foot; when they do not fit,
    all is drawn smaller so that nothing overlaps or is left out.
    """
    width_in, height_in = drawn.get_size_inches()
    width, height = float(box[2] * width_in * 72.0), float(box[3] * height_in * 72.0)
    axes = drawn.add_axes(box, xlim=(0.0, width), ylim=(-height, 0.0))
    axes.set_axis_off()
    scale = 1.0
    while True:
        legend, foot = _Pen(width, scale=scale), _Pen(width, scale=scale)
        _legend(legend, title, headings, language)
        _chart(legend, chart)
        _foot(foot, paragraphs)
        if legend.y + foot.y + 10.0 * scale <= height or scale < 0.3:  # noqa: PLR2004 - below it nothing can be read
            break
        scale *= 0.95
    pen = _Pen(width, axes, scale)
    _legend(pen, title, headings, language)
    if chart is not None:
        low, high = (1.0 - at / height for at in reversed(_chart(pen, chart)))
        left, right = _CHART_LEFT * scale / width, _CHART_RIGHT * scale / width
        place = (box[0] + left * box[2], box[1] + low * box[3], (1.0 - left - right) * box[2], (high - low) * box[3])
        chart.draw(drawn.add_axes(place), scale)
    _foot(_Pen(width, axes, scale, y=height - foot.y), paragraphs)


def _legend(pen: _Pen, title: str, headings: Sequence[Heading], language: Language) -> None:
    pen.write(title, _TITLE, bold=True)
    for heading in headings:
        pen.space(5.0)
        pen.write(heading.name, _HEAD, bold=True)
        if heading.caption:
            pen.write(heading.caption, _TEXT, colour=_QUIET)
        pen.space(2.0)
        for entry in heading.entries:
            pen.mark(entry, heading.opacity, language)


def _chart(pen: _Pen, chart: Chart | None) -> tuple[float, float]:
    """Write heading and words of a chart and leave room for it; return where the room begins and ends."""
    if chart is None:
        return pen.y, pen.y
    pen.space(12.0)
    pen.write(chart.heading, _HEAD, bold=True)
    pen.space(4.0)
    top = pen.y
    pen.space(chart.height)
    low = pen.y
    pen.space(_CHART_FOOT)
    pen.write(chart.text, _TEXT, colour=_QUIET)
    return top, low


def _foot(pen: _Pen, paragraphs: Sequence[Paragraph]) -> None:
    for paragraph in paragraphs:
        if paragraph.heading:
            pen.write(paragraph.heading, _HEAD, bold=True)
        for text in paragraph.texts:
            if paragraph.bullet:
                top = pen.y
                pen.write(paragraph.bullet, _SMALL, colour=_QUIET)
                pen.y = top
            pen.write(text, _SMALL, indent=_BULLET * bool(paragraph.bullet), colour=_QUIET)
            pen.space(1.2 * bool(paragraph.bullet))
        pen.space(5.0)


def _ems(text: str, weight: str) -> float:
    """Return the width of a text by its font size."""
    return (
        sum(_word(word, weight) for word in text.split(" "))
        + text.count(" ") * _word("a a", weight)
        - (text.count(" ") * 2.0 * _word("a", weight))
    )


@functools.lru_cache(maxsize=4096)
def _word(word: str, weight: str) -> float:
    font = FontProperties(size=100.0, weight=weight)
    return float(text_to_path.get_text_width_height_descent(word, font, ismath=False)[0]) / 100.0


def _draw_mark(axes: Axes, mark: Symbol | Colour, opacity: float, width: float, top: float, height: float) -> None:
    middle = top - height / 2
    if isinstance(mark, Colour):
        patch = Rectangle((0.0, top - height), width, height, facecolor=mark.colour, alpha=opacity, lw=0)
        axes.add_patch(patch)
        axes.add_patch(Rectangle((0.0, top - height), width, height, facecolor="none", edgecolor="#666666", lw=0.5))
        return
    line = mark.width * POINTS_PER_PIXEL
    if mark.shape is Shape.LINE:
        head = 8.0 if mark.arrow else 0.0
        axes.add_line(
            Line2D((0.0, width - head), (middle, middle), color=mark.stroke, linewidth=line, linestyle=dash_of(mark))
        )
        if mark.arrow:
            corners = [(width, middle), (width - head, middle + head / 2), (width - head, middle - head / 2)]
            axes.add_patch(Polygon(corners, facecolor=mark.stroke, edgecolor="none"))
    elif mark.shape is Shape.POINT:
        axes.add_patch(Rectangle((0.0, top - height), width, height, facecolor="#d9d9d9", edgecolor="none"))
        radius = mark.size * POINTS_PER_PIXEL / 2
        axes.add_patch(
            Circle((width / 2, middle), radius, facecolor=mark.fill or mark.stroke, edgecolor=mark.stroke, lw=line)
        )
    else:
        inner = Rectangle((0.0, top - height), width, height, edgecolor="none", lw=0)
        inner.set(facecolor=mark.fill or "none", alpha=mark.fill_opacity if mark.fill else None)
        axes.add_patch(inner)
        axes.add_patch(
            Rectangle(
                (0.0, top - height), width, height, facecolor="none", edgecolor=mark.stroke, lw=line, ls=dash_of(mark)
            )
        )
