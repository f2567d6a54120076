"""The page of a graph: words above and below, the plot between them, names at its lines. All in points (1/72 inch)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from gistools.graph import Mark
from gistools.view.figure import STAMP_COLOUR, as_sentence
from gistools.view.pens import PENS, Scale, scales, ticks
from gistools.view.placing import LEAD, Box, Ground, along, in_rows, spread, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from gistools.graph import Graph, Line, Span
    from gistools.text import Language

    F64 = npt.NDArray[np.float64]

_INK, _QUIET, _FRAME, _GRID = "#1c1c1c", "#404040", "#8a8a8a", "#e2e2e2"
_TITLE, _CAPTION, _NAME, _TEXT, _SMALL, _STAMP = 17.0, 10.5, 10.5, 9.5, 8.5, 13.0  # font sizes in points
_EDGE = 18.0  # free round all
_LEAST_PLOT = 0.46  # of the height asked for; the page grows where words leave less
_NAMES = 0.25  # of the width, at most, for names right of the plot
_FLAG = 118.0  # width of lines of text above the plot
_AT_END = 0.8  # of the axis: lines that end beyond it are named right of the plot
_MOVED = 4.0  # a name further from its line gets a thread to it
_MARKED = 16  # more points than this are a curve, not single values
_LINE, _MARKER = 2.2, 6.0
_SAMPLE = 30.0  # of a line, in the key


class _Block(NamedTuple):
    """Lines of text that stand together, each with its size and whether it is bold."""

    lines: tuple[tuple[str, float, bool], ...]
    width: float

    @property
    def height(self) -> float:
        return sum(size * LEAD for _, size, _ in self.lines)


@dataclass(frozen=True)
class _Plot:
    """Where the plot lies on the page, and where values lie in it."""

    box: Box
    x: Scale
    y: Scale

    def at_x(self, values: F64 | float) -> F64:
        return self.box.x0 + self.x.share(values) * (self.box.x1 - self.box.x0)

    def at_y(self, values: F64 | float) -> F64:
        return self.box.y0 + self.y.share(values) * (self.box.y1 - self.box.y0)

    def course(self, line: Line) -> F64:
        """Return points along a line."""
        x, y = (np.repeat(v, 2) for v in (line.x, line.y))
        corners = (x[1:], y[:-1]) if line.steps else (line.x, line.y)
        return along(self.at_x(corners[0]), self.at_y(corners[1]))


class _Page:
    """A figure that is written on; measures before anything is drawn."""

    def __init__(self, drawn: Figure, language: Language) -> None:
        self.drawn, self.language = drawn, language
        self.width, self.height = (72.0 * float(side) for side in drawn.get_size_inches())
        self.axes: Axes | None = None

    def block(self, width: float, *parts: tuple[str, float, bool]) -> _Block:
        """Return texts wrapped to a width; empty ones are left out."""
        lines, widest = [], 0.0
        for text, size, bold in parts:
            if text:
                font = FontProperties(size=size, weight="bold" if bold else "normal")
                for line in wrapped(text, width, lambda said, font=font: self._measure(said, font)):  # type: ignore[misc]
                    lines.append((line, size, bold))
                    widest = max(widest, self._measure(line, font))
        return _Block(tuple(lines), widest)

    def _measure(self, text: str, font: FontProperties) -> float:
        renderer = self.drawn.canvas.get_renderer()  # type: ignore[attr-defined]  # the canvas is Agg
        return float(renderer.get_text_width_height_descent(text, font, ismath=False)[0]) * 72.0 / self.drawn.dpi

    def begin(self, height: float) -> None:
        """Set the height of the page and begin to draw."""
        self.height = height
        self.drawn.set_size_inches(self.width / 72.0, height / 72.0)
        self.axes = self.drawn.add_axes((0.0, 0.0, 1.0, 1.0), xlim=(0.0, self.width), ylim=(0.0, height), zorder=5)
        self.axes.set_axis_off()
        self.axes.patch.set_visible(False)

    def write(self, block: _Block, x: float, top: float, colour: str, ha: str = "left") -> None:
        """Write a block whose upper edge is at ``top``."""
        for line, size, bold in block.lines:
            top -= size * LEAD
            weight = "bold" if bold else "normal"
            self.drawing.text(
                x, top + 0.3 * size, line, fontsize=size, fontweight=weight, color=colour, ha=ha, va="baseline",
                parse_math=False, zorder=20,
            )  # fmt: skip

    @property
    def drawing(self) -> Axes:
        if self.axes is None:
            raise RuntimeError
        return self.axes

    def stroke(self, x: Sequence[float], y: Sequence[float], **look: object) -> None:
        self.drawing.add_line(Line2D(x, y, **look))  # type: ignore[arg-type]  # what Line2D takes


class _Flag(NamedTuple):
    """A label above the plot, of an upright line or an interval; its foot is measured from the top of the plot."""

    of: Mark | Span
    block: _Block
    left: float
    foot: float


class _Places(NamedTuple):
    """Left and top of each name, and the height of the key that they may stand in."""

    at: tuple[tuple[float, float], ...]
    key: float = 0.0


def draw_page(drawn: Figure, graph: Graph, language: Language, source: str) -> None:
    """Draw a graph on an empty figure."""
    page = _Page(drawn, language)
    inner = page.width - 2.0 * _EDGE
    stamp = page.block(inner, ("  ·  ".join(stamp.say(language) for stamp in graph.stamps), _STAMP, True))
    beside = inner - (stamp.width + 30.0 if graph.stamps else 0.0)
    title = page.block(beside, (graph.title.say(language), _TITLE, True))
    caption = page.block(inner, (graph.caption.say(language), _CAPTION, False))
    said = " ".join(as_sentence(note.say(language)) for note in dict.fromkeys(graph.notes))
    below = page.block(inner, (said, _SMALL, False), (source, _SMALL, False))
    head = _EDGE + max(title.height, stamp.height + 6.0 * bool(graph.stamps)) + 3.0 + caption.height + 14.0
    names = [_name(page, line) for line in graph.lines]
    x, y = scales(graph)
    x_ticks, y_ticks = ticks(graph.x, x, language), ticks(graph.y, y, language)
    tick_width = max((page.block(inner, (text, _TEXT, False)).width for _, text in y_ticks), default=0.0)
    tick_rows = max((text.count("\n") + 1 for _, text in x_ticks), default=1)
    foot = 10.0 + (tick_rows + 1) * _TEXT * LEAD + 14.0 + below.height + _EDGE
    left = _EDGE + _TEXT * LEAD + 14.0 + tick_width
    for arrange in (_at_ends, _inside, _in_key):
        right = page.width - _EDGE - (max(n.width for n in names) + 16.0 if arrange is _at_ends else 4.0)
        flags, flagged = _flags(page, graph, _Plot(Box(left, 0.0, right, 1.0), x, y), language)
        key = _in_key(graph, _Plot(Box(left, 0.0, right, 0.0), x, y), names).key if arrange is _in_key else 0.0
        high = max(page.height - head - key - flagged - foot, _LEAST_PLOT * page.height)
        plot = _Plot(Box(left, foot, right, foot + high), x, y)
        places = arrange(graph, plot, names)
        if places is not None:
            break
    else:
        raise AssertionError  # a key always fits
    page.begin(foot + high + flagged + key + head)
    top = page.height - _EDGE
    if graph.stamps:
        _stamp(page, stamp, top)
    page.write(title, _EDGE, top, _INK)
    page.write(caption, _EDGE, page.height - head + 14.0 + caption.height, _QUIET)
    page.write(below, _EDGE, _EDGE + below.height, _QUIET)
    axes = _axes(page, graph, plot, language)
    axes.set_xticks([at for at, _ in x_ticks], [text for _, text in x_ticks], fontsize=_TEXT)
    axes.set_yticks([at for at, _ in y_ticks], [text for _, text in y_ticks], fontsize=_TEXT)
    axes.minorticks_off()
    for flag in flags:
        _draw_flag(page, plot, flag)
    for line in graph.lines:
        _draw_line(axes, line)
    _draw_names(page, graph, plot, names, places, arrange is _at_ends, flagged)
    _draw_marks(page, graph, plot, names, places, language)


def _name(page: _Page, line: Line) -> _Block:
    told = line.told.say(page.language) if line.told else ""
    return page.block(_NAMES * page.width, (line.name.say(page.language), _NAME, True), (told, _TEXT, False))


def _stamp(page: _Page, stamp: _Block, top: float) -> None:
    right = page.width - _EDGE
    box = (right - stamp.width - 16.0, top - stamp.height - 6.0), stamp.width + 16.0, stamp.height + 6.0
    page.drawing.add_patch(Rectangle(*box, facecolor="white", edgecolor=STAMP_COLOUR, linewidth=2.0, zorder=10))
    page.write(stamp, right - 8.0, top - 3.0, STAMP_COLOUR, "right")


def _axes(page: _Page, graph: Graph, plot: _Plot, language: Language) -> Axes:
    box = plot.box
    place = (box.x0 / page.width, box.y0 / page.height, (box.x1 - box.x0) / page.width, (box.y1 - box.y0) / page.height)
    axes = page.drawn.add_axes(place, facecolor="none", zorder=6)
    for scale, setter in ((plot.x, axes.set_xscale), (plot.y, axes.set_yscale)):
        setter("log" if scale.log else "linear")
    axes.set(xlim=plot.x[:2], ylim=plot.y[:2])
    axes.tick_params(length=3.0, pad=4.0, colors=_QUIET)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=_GRID, linewidth=0.8)
    axes.set_xlabel(graph.x.heading.say(language), fontsize=_TEXT, color=_INK, labelpad=5.0, parse_math=False)
    heading = graph.y.heading.say(language)
    page.drawing.text(
        _EDGE + 0.5 * _TEXT, (box.y0 + box.y1) / 2.0, heading, fontsize=_TEXT, color=_INK, rotation=90.0, ha="center",
        va="center", parse_math=False,
    )  # fmt: skip
    for side, spine in axes.spines.items():
        spine.set_visible(side in {"left", "bottom"})
        spine.set_color(_FRAME)
    if plot.y.low < 0.0 < plot.y.high:
        axes.axhline(0.0, color=_FRAME, linewidth=1.2, zorder=1.5)
    return axes


def _draw_line(axes: Axes, line: Line) -> None:
    pen = PENS[line.role]
    step: Literal["post"] | None = "post" if line.steps else None
    if line.area:
        axes.fill_between(line.x, line.y, color=pen.colour, alpha=0.13, linewidth=0.0, step=step)
    if line.low is not None and line.high is not None:
        axes.fill_between(line.x, line.low, line.high, color=pen.colour, alpha=0.2, linewidth=0.0, step=step)
    dash = (0.0, pen.dash) if pen.dash else "solid"
    drawstyle = "steps-post" if line.steps else "default"
    axes.plot(
        line.x,
        line.y,
        color=pen.colour,
        linewidth=_LINE,
        linestyle=dash,
        drawstyle=drawstyle,
        zorder=3.0,
        clip_on=False,
    )
    if line.points is not None or line.x.size <= _MARKED:
        x, y = line.marked.T
        axes.plot(
            x, y, pen.marker, color=pen.colour, markeredgecolor="white", markeredgewidth=0.8, markersize=_MARKER + 1.0,
            zorder=4.0, clip_on=False,
        )  # fmt: skip


def _at_ends(graph: Graph, plot: _Plot, names: Sequence[_Block]) -> _Places | None:
    """Place names right of the plot, each as high as its line ends."""
    if any(plot.x.share(line.x[-1]) < _AT_END for line in graph.lines):
        return None
    wished = [float(plot.at_y(line.y[-1])) for line in graph.lines]
    heights = [name.height + 4.0 for name in names]
    middles = spread(wished, heights, plot.box.y0 - 8.0, plot.box.y1 + 8.0)
    if middles is None:
        return None
    return _Places(tuple((plot.box.x1 + 14.0, m + name.height / 2.0) for m, name in zip(middles, names, strict=True)))


def _inside(graph: Graph, plot: _Plot, names: Sequence[_Block]) -> _Places | None:
    """Place names in the plot, each beside its line and over none."""
    ground, found = _ground(graph, plot), []
    for line, name in zip(graph.lines, names, strict=True):
        course = plot.course(line)
        middle_first = np.argsort(np.abs(np.arange(len(course)) - len(course) // 2), kind="stable")
        box, hits = ground.near(course[middle_first[: int(0.7 * len(course))]], (name.width, name.height), 7.0)
        if hits:
            return None
        ground.words.append(box)
        found.append((box.x0, box.y1))
    return _Places(tuple(found))


def _in_key(_: Graph, plot: _Plot, names: Sequence[_Block]) -> _Places:
    """Place names in rows above the plot, each behind a piece of its line."""
    x, depth, row, rows = plot.box.x0, 0.0, 0.0, []
    for name in names:
        if x > plot.box.x0 and x + _SAMPLE + 6.0 + name.width > plot.box.x1:
            x, depth, row = plot.box.x0, depth + row + 4.0, 0.0
        rows.append((x + _SAMPLE + 6.0, depth))
        x, row = x + _SAMPLE + name.width + 28.0, max(row, name.height)
    key = depth + row + 8.0
    return _Places(tuple((left, plot.box.y1 + key - down) for left, down in rows), key)


def _ground(graph: Graph, plot: _Plot) -> Ground:
    return Ground(plot.box, [], np.concatenate([plot.course(line) for line in graph.lines]))


def _draw_names(
    page: _Page,
    graph: Graph,
    plot: _Plot,
    names: Sequence[_Block],
    places: _Places,
    at_ends: bool,  # noqa: FBT001 - private
    flagged: float,
) -> None:
    for line, name, (left, top) in zip(graph.lines, names, places.at, strict=True):
        pen = PENS[line.role]
        up = flagged if places.key else 0.0
        page.write(name, left, top + up, pen.ink)
        if places.key:
            middle = top + up - 0.5 * _NAME * LEAD
            dash = (0.0, pen.dash) if pen.dash else "solid"
            look = {
                "color": pen.colour,
                "linewidth": _LINE,
                "linestyle": dash,
                "marker": pen.marker,
                "markersize": _MARKER,
            }
            page.stroke([left - 36.0, left - 21.0, left - 6.0], [middle] * 3, markevery=[1], **look)
        elif at_ends:
            x, y = float(plot.at_x(line.x[-1])), float(plot.at_y(line.y[-1]))
            middle = top - name.height / 2.0
            if abs(middle - y) > _MOVED or left - x > 24.0:  # noqa: PLR2004 - points
                page.stroke([x + 5.0, left - 3.0], [y, middle], color=pen.colour, linewidth=0.8)


def _draw_marks(
    page: _Page, graph: Graph, plot: _Plot, names: Sequence[_Block], places: _Places, language: Language
) -> None:
    ground = _ground(graph, plot)
    ground.words += [
        Box(left, top - name.height, left + name.width, top) for name, (left, top) in zip(names, places.at, strict=True)
    ]
    points = [mark for mark in graph.marks if mark.y is not None]
    spots = [Box(float(x) - 5.0, float(y) - 5.0, float(x) + 5.0, float(y) + 5.0) for x, y in _spots(plot, points)]
    for k, (mark, (x, y)) in enumerate(zip(points, _spots(plot, points), strict=True)):
        pen = PENS[mark.role]
        page.stroke(
            [x], [y], color=pen.colour, marker=pen.marker, markersize=2.1 * _MARKER, markeredgecolor="white",
            markeredgewidth=0.8, zorder=15,
        )  # fmt: skip
        block = page.block(_FLAG * 1.6, (mark.label.say(language), _TEXT, True))
        others = Ground(ground.room, [*ground.words, *spots[:k], *spots[k + 1 :]], ground.ink)
        box, _ = others.near(np.array([[x, y]]), (block.width, block.height), 7.0)
        page.write(block, box.x0, box.y1, pen.ink)
        ground.words.append(box)


def _spots(plot: _Plot, points: Sequence[Mark]) -> list[tuple[float, float]]:
    return [(float(plot.at_x(mark.x)), float(plot.at_y(mark.y or 0.0))) for mark in points]


def _flags(page: _Page, graph: Graph, plot: _Plot, language: Language) -> tuple[list[_Flag], float]:
    """Stack the labels above the plot in rows: upright lines first, intervals above; return them and their height."""
    made, height = [], 0.0
    far = page.width - _EDGE
    for group in ([mark for mark in graph.marks if mark.y is None], graph.spans):
        blocks = [
            page.block(_FLAG if group is not graph.spans else 3.0 * _FLAG, (one.label.say(language), _TEXT, False))
            for one in group
        ]
        lefts, extents, anchors = [], [], []
        for one, block in zip(group, blocks, strict=True):
            ends = _ends(plot, one)
            if len(set(ends)) == 1:
                left = ends[0] + 4.0 if ends[0] + 4.0 + block.width <= far else ends[0] - 4.0 - block.width
            else:
                left = sum(ends) / 2.0 - block.width / 2.0
            left = min(max(left, plot.box.x0), far - block.width)
            lefts.append(left)
            extents.append((min(left, ends[0]), max(left + block.width, ends[1])))
            anchors.append(ends[0] if group is not graph.spans else None)
        rows = in_rows(extents, anchors)
        for row in range(max(rows, default=-1) + 1):
            members = [k for k, r in enumerate(rows) if r == row]
            foot = height + (10.0 if group is graph.spans else 2.0)
            made += [_Flag(group[k], blocks[k], lefts[k], foot) for k in members]
            height = foot + max(blocks[k].height for k in members)
    return made, height + 8.0 * bool(made)


def _ends(plot: _Plot, one: Mark | Span) -> tuple[float, float]:
    x0, x1 = (one.x, one.x) if isinstance(one, Mark) else (one.x0, one.x1)
    return float(plot.at_x(x0)), float(plot.at_x(x1))


def _draw_flag(page: _Page, plot: _Plot, flag: _Flag) -> None:
    pen, (x0, x1) = PENS[flag.of.role], _ends(plot, flag.of)
    foot = plot.box.y1 + flag.foot
    page.write(flag.block, flag.left, foot + flag.block.height, pen.ink)
    if isinstance(flag.of, Mark):
        dash = (0.0, pen.dash) if pen.dash else "solid"
        page.stroke([x0, x0], [plot.box.y0, foot + flag.block.height], color=pen.colour, linewidth=1.2, linestyle=dash)
        return
    shade = Rectangle(
        (x0, plot.box.y0), x1 - x0, foot - 4.0 - plot.box.y0, facecolor=pen.colour, alpha=0.1, linewidth=0
    )
    page.drawing.add_patch(shade)
    page.stroke([x0, x0, x1, x1], [foot - 7.0, foot - 4.0, foot - 4.0, foot - 7.0], color=pen.colour, linewidth=2.0)
