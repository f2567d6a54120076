"""The words at the lines, points and intervals of a graph, placed so that none cover another. All in points."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gistools.graph import Mark, Role
from gistools.view.paper import EDGE, LINE_WIDTH, MARKED, MARKER, NAME, TEXT
from gistools.view.pens import PENS, ticks
from gistools.view.placing import LEAD, Box, Ground, along, in_rows, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from gistools.graph import Graph, Line, Span
    from gistools.text import Language
    from gistools.view.paper import Block, Paper, Plot

_NAMES = 0.25  # of the width, at most, for names right of the plot
_FLAG = 86.0  # width of lines of text above the plot
_AT_END = 0.8  # of the axis: lines that end beyond it are named right of the plot
_MOVED = 4.0  # a name further from its line gets a thread to it
_SAMPLE = 30.0  # of a line, in the key
_STAR = 15.0  # size of the marker of the best
_SPOT = 3.5  # half of a marker, free of words
_THREAD = 13.0  # a label further from its point gets a thread to it
_AWAY = (7.0, 16.0, 28.0, 44.0)  # of a label from its point: the first where it covers nothing


class Flag(NamedTuple):
    """A label above the plot, of an upright line or an interval; its foot is measured from the top of the plot."""

    of: Mark | Span
    block: Block
    left: float
    foot: float


class Places(NamedTuple):
    """Left and top of each name, whether a piece of its line stands before it, and the height of the key."""

    at: tuple[tuple[float, float], ...]
    sampled: bool = False
    key: float = 0.0


def name_of(page: Paper, line: Line) -> Block:
    """Return the name of a line and what is told of it."""
    told = line.told.say(page.language) if line.told else ""
    return page.block(_NAMES * page.width, (line.name.say(page.language), NAME, True), (told, TEXT, False))


def at_ends(graph: Graph, plot: Plot, names: Sequence[Block]) -> Places | None:
    """Place names right of the plot, each as high as its line ends."""
    if any(plot.x.share(line.x[-1]) < _AT_END for line in graph.lines):
        return None
    wished = [float(plot.at_y(line.y[-1])) for line in graph.lines]
    heights = [name.height + 4.0 for name in names]
    middles = spread(wished, heights, plot.box.y0 - 8.0, plot.box.y1 + 8.0)
    if middles is None:
        return None
    return Places(tuple((plot.box.x1 + 14.0, m + name.height / 2.0) for m, name in zip(middles, names, strict=True)))


def inside(graph: Graph, plot: Plot, names: Sequence[Block]) -> Places | None:
    """Place names in the plot, each beside its line, over none and nearer to no other."""
    ground, found = _ground(graph, plot), []
    for line, name in zip(graph.lines, names, strict=True):
        course = plot.course(line)
        middle_first = np.argsort(np.abs(np.arange(len(course)) - len(course) // 2), kind="stable")
        box, hits = ground.near(course[middle_first[: int(0.7 * len(course))]], (name.width, name.height), 7.0)
        others = [plot.course(other) for other in graph.lines if other is not line]
        if hits >= 1.0 or any(box.distance(other) <= box.distance(course) for other in others):
            return None
        ground.words.append(box)
        found.append((box.x0, box.y1))
    return Places(tuple(found))


def in_corner(graph: Graph, plot: Plot, names: Sequence[Block]) -> Places | None:
    """Place names in the upper right corner of the plot, one below another, where nothing is drawn."""
    left = plot.box.x1 - max(name.width for name in names) - 8.0
    tops, top = [], plot.box.y1 - 4.0
    for name in names:
        tops.append(top)
        top -= name.height + 6.0
    if _ground(graph, plot).hits(Box(left - _SAMPLE - 12.0, top, plot.box.x1, plot.box.y1 - 4.0)) >= 1.0:
        return None
    return Places(tuple((left, at) for at in tops), sampled=True)


def in_key(_: Graph, plot: Plot, names: Sequence[Block]) -> Places:
    """Place names in rows above the plot, each behind a piece of its line."""
    x, depth, row, rows = plot.box.x0, 0.0, 0.0, []
    for name in names:
        if x > plot.box.x0 and x + _SAMPLE + 6.0 + name.width > plot.box.x1:
            x, depth, row = plot.box.x0, depth + row + 4.0, 0.0
        rows.append((x + _SAMPLE + 6.0, depth))
        x, row = x + _SAMPLE + name.width + 28.0, max(row, name.height)
    key = depth + row + 8.0
    return Places(tuple((left, plot.box.y1 + key - down) for left, down in rows), sampled=True, key=key)


def _ground(graph: Graph, plot: Plot) -> Ground:
    upright = [mark.x for mark in graph.marks if mark.y is None]
    rules = [along(np.repeat(plot.at_x(x), 2), np.array([plot.box.y0, plot.box.y1])) for x in upright]
    ink = np.concatenate([*(plot.course(line) for line in graph.lines), *rules])
    spots = [
        (plot.at_x(x), plot.at_y(y))
        for line in graph.lines
        for x, y in line.marked
        if line.points or line.x.size <= MARKED
    ]
    words = [Box(float(x) - _SPOT, float(y) - _SPOT, float(x) + _SPOT, float(y) + _SPOT) for x, y in spots]
    room = Box(
        plot.box.x0 + 2.0, plot.box.y0 + 1.0, plot.box.x1 + 4.0, plot.box.y1 + (-2.0 if upright or graph.spans else 8.0)
    )
    return Ground(room, words, ink, [float(plot.at_y(at)) for at, _ in ticks(graph.y, plot.y, "da")])


def draw_names(
    page: Paper,
    graph: Graph,
    plot: Plot,
    names: Sequence[Block],
    places: Places,
    at_ends: bool,  # noqa: FBT001 - private
    flagged: float,
) -> list[Box]:
    """Write the names of all lines, in their colours; return where they stand."""
    boxes = []
    for line, name, (left, top) in zip(graph.lines, names, places.at, strict=True):
        pen = PENS[line.role]
        up = flagged if places.key else 0.0
        page.write(name, left, top + up, pen.ink, halo=True)
        boxes.append(Box(left, top + up - name.height, left + name.width, top + up))
        if places.sampled:
            middle = top + up - 0.5 * NAME * LEAD
            dash = (0.0, pen.dash) if pen.dash else "solid"
            look = {
                "color": pen.colour,
                "linewidth": LINE_WIDTH,
                "linestyle": dash,
                "marker": pen.marker,
                "markersize": MARKER,
            }
            page.stroke([left - 36.0, left - 21.0, left - 6.0], [middle] * 3, markevery=[1], **look)
        elif at_ends:
            x, y = float(plot.at_x(line.x[-1])), float(plot.at_y(line.y[-1]))
            middle = top - name.height / 2.0
            if abs(middle - y) > _MOVED or left - x > 24.0:  # noqa: PLR2004 - points
                page.stroke([x + 5.0, left - 3.0], [y, middle], color=pen.colour, linewidth=0.8)
    return boxes


def draw_marks(page: Paper, axes: Axes, graph: Graph, plot: Plot, taken: Sequence[Box]) -> None:
    """Draw the points of a graph, and their labels where they cover least; what covers something gets a thread."""
    points = [mark for mark in graph.marks if mark.y is not None]
    spots = [(float(plot.at_x(mark.x)), float(plot.at_y(mark.y or 0.0))) for mark in points]
    ground = _ground(graph, plot)
    ground.words += [*taken, *(Box(x - _SPOT, y - _SPOT, x + _SPOT, y + _SPOT) for x, y in spots)]
    for mark, (x, y) in zip(points, spots, strict=True):
        pen = PENS[mark.role]
        axes.plot(
            [mark.x], [mark.y or 0.0], pen.marker, markersize=_STAR if mark.role is Role.BEST else MARKER,
            color=pen.colour, markeredgecolor="white", markeredgewidth=0.8, clip_on=False, zorder=5.0,
        )  # fmt: skip
        block = page.block(2.0 * _FLAG, (mark.label.say(page.language), TEXT, mark.role is Role.BEST))
        box = _beside((x, y), (block.width, block.height), ground)
        page.write(block, box.x0, box.y1, pen.ink, halo=True)
        if box.distance(np.array([[x, y]])) > _THREAD:
            to_x, to_y = box.nearest(x, y)
            page.stroke([x, to_x], [y, to_y], color=pen.colour, linewidth=0.8)
        ground.words.append(box)


def _beside(at: tuple[float, float], size: tuple[float, float], ground: Ground) -> Box:
    """Return a place for the label of a point that covers little, its thread too; the nearest of equals."""
    found = []
    for away in _AWAY:
        box, hits = ground.near(np.array([at]), size, away)
        to = box.nearest(*at)
        thread = along(np.array([at[0], to[0]]), np.array([at[1], to[1]]))[2:]
        crossed = sum(any(word.holds(x, y) and not word.holds(*at) for x, y in thread) for word in ground.words)
        found.append((round(hits) + 1000 * crossed, away, box))
    return min(found)[2]


def flags_above(page: Paper, graph: Graph, plot: Plot, language: Language) -> tuple[list[Flag], float]:
    """Stack the labels above the plot in rows: upright lines first, intervals above; return them and their height."""
    made, height = [], 0.0
    far = page.width - EDGE
    groups: tuple[Sequence[Mark | Span], ...] = ([mark for mark in graph.marks if mark.y is None], graph.spans)
    for group in groups:
        blocks = [
            page.block(_FLAG if group is not graph.spans else 3.0 * _FLAG, (one.label.say(language), TEXT, False))
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
            made += [Flag(group[k], blocks[k], lefts[k], foot) for k in members]
            height = foot + max(blocks[k].height for k in members)
    return made, height + 8.0 * bool(made)


def _ends(plot: Plot, one: Mark | Span) -> tuple[float, float]:
    x0, x1 = (one.x, one.x) if isinstance(one, Mark) else (one.x0, one.x1)
    return float(plot.at_x(x0)), float(plot.at_x(x1))


def draw_flag(page: Paper, axes: Axes, plot: Plot, flag: Flag) -> None:
    """Draw an upright line or a shaded interval up to its label, and the label."""
    of, pen, (x0, x1) = flag.of, PENS[flag.of.role], _ends(plot, flag.of)
    foot = plot.box.y1 + flag.foot
    page.write(flag.block, flag.left, foot + flag.block.height, pen.ink)
    rise = 1.0 / (plot.box.y1 - plot.box.y0)
    if isinstance(of, Mark):
        dash, up = (0.0, pen.dash), 1.0 + rise * (flag.foot + flag.block.height)
        axes.axvline(of.x, ymax=up, color=pen.colour, linewidth=1.2, linestyle=dash, clip_on=False, zorder=2.0)
        return
    up = 1.0 + rise * (flag.foot - 4.0)
    axes.axvspan(of.x0, of.x1, ymax=up, facecolor=pen.colour, alpha=0.1, linewidth=0.0, clip_on=False, zorder=0.4)
    page.stroke([x0, x0, x1, x1], [foot - 7.0, foot - 4.0, foot - 4.0, foot - 7.0], color=pen.colour, linewidth=2.0)
