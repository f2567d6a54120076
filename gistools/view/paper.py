"""The sheet that a graph is drawn on: measured words, and where values lie in the plot. All in points (1/72 inch)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from gistools.view.placing import LEAD, Box, along, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from gistools.graph import Line
    from gistools.text import Language
    from gistools.view.pens import Scale

    F64 = npt.NDArray[np.float64]

NAME, TEXT = 10.5, 9.5  # font sizes
EDGE = 18.0  # free round all
LINE_WIDTH, MARKER = 2.2, 7.0
MARKED = 16  # more points than this are a curve, not single values


class Block(NamedTuple):
    """Lines of text that stand together, each with its size and whether it is bold."""

    lines: tuple[tuple[str, float, bool], ...]
    width: float

    @property
    def height(self) -> float:
        """Of all lines."""
        return sum(size * LEAD for _, size, _ in self.lines)


@dataclass(frozen=True)
class Plot:
    """Where the plot lies on the page, and where values lie in it."""

    box: Box
    x: Scale
    y: Scale

    def at_x(self, values: F64 | float) -> F64:
        """Return how far right values lie."""
        return self.box.x0 + self.x.share(values) * (self.box.x1 - self.box.x0)

    def at_y(self, values: F64 | float) -> F64:
        """Return how high values lie."""
        return self.box.y0 + self.y.share(values) * (self.box.y1 - self.box.y0)

    def course(self, line: Line) -> F64:
        """Return points along a line."""
        x, y = (np.repeat(v, 2) for v in (line.x, line.y))
        corners = (x[1:], y[:-1]) if line.steps else (line.x, line.y)
        return along(self.at_x(corners[0]), self.at_y(corners[1]))


class Paper:
    """A figure that is written on; measures before anything is drawn."""

    def __init__(self, drawn: Figure, language: Language) -> None:
        self.drawn, self.language = drawn, language
        self.width, self.height = (72.0 * float(side) for side in drawn.get_size_inches())
        self.axes: Axes | None = None

    def block(self, width: float, *parts: tuple[str, float, bool]) -> Block:
        """Return texts wrapped to a width; empty ones are left out."""
        lines, widest = [], 0.0
        for text, size, bold in parts:
            if text:
                font = FontProperties(size=size, weight="bold" if bold else "normal")
                for line in wrapped(text, width, lambda said, font=font: self._measure(said, font)):  # type: ignore[misc]
                    lines.append((line, size, bold))
                    widest = max(widest, self._measure(line, font))
        return Block(tuple(lines), widest)

    def _measure(self, text: str, font: FontProperties) -> float:
        renderer = self.drawn.canvas.get_renderer()  # type: ignore[attr-defined]  # the canvas is Agg
        return float(renderer.get_text_width_height_descent(text, font, ismath=False)[0]) * 72.0 / self.drawn.dpi

    def begin(self, height: float) -> None:
        """Set the height of the page and begin to draw."""
        self.height = height
        self.drawn.set_size_inches(self.width / 72.0, height / 72.0)
        self.axes = self.drawn.add_axes((0.0, 0.0, 1.0, 1.0), xlim=(0.0, self.width), ylim=(0.0, height), zorder=7)
        self.axes.set_axis_off()
        self.axes.patch.set_visible(False)

    def write(self, block: Block, x: float, top: float, colour: str, ha: str = "left", *, halo: bool = False) -> None:
        """Write a block whose upper edge is at ``top``; a halo hides faint lines behind it."""
        for line, size, bold in block.lines:
            top -= size * LEAD
            weight = "bold" if bold else "normal"
            halo_of = [withStroke(linewidth=3.0, foreground="white")] if halo else []
            self.drawing.text(
                x, top + 0.3 * size, line, fontsize=size, fontweight=weight, color=colour, ha=ha, va="baseline",
                parse_math=False, path_effects=halo_of, zorder=20,
            )  # fmt: skip

    @property
    def drawing(self) -> Axes:
        """What is written on, once begun."""
        if self.axes is None:
            raise RuntimeError
        return self.axes

    def stroke(self, x: Sequence[float], y: Sequence[float], **look: object) -> None:
        """Draw a line."""
        self.drawing.add_line(Line2D(x, y, **look))  # type: ignore[arg-type]  # what Line2D takes
