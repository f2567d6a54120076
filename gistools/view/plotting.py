"""The page of a graph: words above and below, and the plot between them. All in points (1/72 inch)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from matplotlib.patches import Rectangle

from gistools.view.figure import STAMP_COLOUR, as_sentence
from gistools.view.labels import (
    at_ends,
    draw_flag,
    draw_marks,
    draw_names,
    flags_above,
    in_corner,
    in_key,
    inside,
    name_of,
)
from gistools.view.paper import EDGE, LINE_WIDTH, MARKED, MARKER, TEXT, Paper, Plot
from gistools.view.pens import PENS, scales, ticks
from gistools.view.placing import LEAD, Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from gistools.graph import Graph, Line, Mark
    from gistools.text import Language
    from gistools.view.paper import Block

_INK, _QUIET, _FRAME, _GRID = "#1c1c1c", "#404040", "#8a8a8a", "#e2e2e2"
_TITLE, _CAPTION, _SMALL, _STAMP = 17.0, 10.5, 8.5, 13.0  # font sizes
_PEEK = 5.0  # by which a marker beneath another is larger
_LEAST_PLOT = 0.46  # of the height asked for; the page grows where words leave less


def draw_page(drawn: Figure, graph: Graph, language: Language, source: str) -> None:
    """Draw a graph on an empty figure."""
    page = Paper(drawn, language)
    inner = page.width - 2.0 * EDGE
    stamp = page.block(inner, ("  ·  ".join(stamp.say(language) for stamp in graph.stamps), _STAMP, True))
    beside = inner - (stamp.width + 30.0 if graph.stamps else 0.0)
    title = page.block(beside, (graph.title.say(language), _TITLE, True))
    caption = page.block(inner, (graph.caption.say(language), _CAPTION, False))
    said = " ".join(as_sentence(note.say(language)) for note in dict.fromkeys(graph.notes))
    below = page.block(inner, (said, _SMALL, False), (source, _SMALL, False))
    head = EDGE + max(title.height, stamp.height + 12.0 * bool(graph.stamps)) + 3.0 + caption.height + 14.0
    names = [name_of(page, line) for line in graph.lines]
    x, y = scales(graph)
    x_ticks, y_ticks = ticks(graph.x, x, language), ticks(graph.y, y, language)
    tick_width = max((page.block(inner, (text, TEXT, False)).width for _, text in y_ticks), default=0.0)
    tick_rows = max((text.count("\n") + 1 for _, text in x_ticks), default=1)
    foot = 10.0 + (tick_rows + 1) * TEXT * LEAD + 14.0 + below.height + EDGE
    left = EDGE + TEXT * LEAD + 14.0 + tick_width
    for arrange in (at_ends, inside, in_corner, in_key):
        right = page.width - EDGE - (max(n.width for n in names) + 16.0 if arrange is at_ends else 4.0)
        flags, flagged = flags_above(page, graph, Plot(Box(left, 0.0, right, 1.0), x, y), language)
        key = in_key(graph, Plot(Box(left, 0.0, right, 0.0), x, y), names).key if arrange is in_key else 0.0
        high = max(page.height - head - key - flagged - foot, _LEAST_PLOT * page.height)
        plot = Plot(Box(left, foot, right, foot + high), x, y)
        places = arrange(graph, plot, names)
        if places is not None:
            break
    else:
        raise AssertionError  # a key always fits
    page.begin(foot + high + flagged + key + head)
    top = page.height - EDGE
    if graph.stamps:
        _stamp(page, stamp, top)
    page.write(title, EDGE, top, _INK)
    page.write(caption, EDGE, page.height - head + 14.0 + caption.height, _QUIET)
    page.write(below, EDGE, EDGE + below.height, _QUIET)
    axes = _axes(page, graph, plot, language)
    axes.set_xticks([at for at, _ in x_ticks], [text for _, text in x_ticks], fontsize=TEXT)
    axes.set_yticks([at for at, _ in y_ticks], [text for _, text in y_ticks], fontsize=TEXT)
    axes.minorticks_off()
    for flag in flags:
        draw_flag(page, axes, plot, flag)
    for k, line in enumerate(graph.lines):
        _draw_line(axes, line, _covered(plot, line, graph.lines[k + 1 :], graph.marks))
    written = draw_names(page, graph, plot, names, places, arrange is at_ends, flagged)
    draw_marks(page, axes, graph, plot, written)


def _stamp(page: Paper, stamp: Block, top: float) -> None:
    right = page.width - EDGE
    box = (right - stamp.width - 16.0, top - stamp.height - 6.0), stamp.width + 16.0, stamp.height + 6.0
    page.drawing.add_patch(Rectangle(*box, facecolor="white", edgecolor=STAMP_COLOUR, linewidth=2.0, zorder=10))
    page.write(stamp, right - 8.0, top - 3.0, STAMP_COLOUR, "right")


def _axes(page: Paper, graph: Graph, plot: Plot, language: Language) -> Axes:
    box = plot.box
    place = (box.x0 / page.width, box.y0 / page.height, (box.x1 - box.x0) / page.width, (box.y1 - box.y0) / page.height)
    axes = page.drawn.add_axes(place, facecolor="none", zorder=6)
    for scale, setter in ((plot.x, axes.set_xscale), (plot.y, axes.set_yscale)):
        setter("log" if scale.log else "linear")
    axes.set(xlim=plot.x[:2], ylim=plot.y[:2])
    axes.tick_params(length=3.0, pad=4.0, colors=_QUIET)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=_GRID, linewidth=0.8)
    axes.set_xlabel(graph.x.heading.say(language), fontsize=TEXT, color=_INK, labelpad=5.0, parse_math=False)
    heading = graph.y.heading.say(language)
    page.drawing.text(
        EDGE + 0.5 * TEXT, (box.y0 + box.y1) / 2.0, heading, fontsize=TEXT, color=_INK, rotation=90.0, ha="center",
        va="center", parse_math=False,
    )  # fmt: skip
    for side, spine in axes.spines.items():
        spine.set_visible(side in {"left", "bottom"})
        spine.set_color(_FRAME)
    if plot.y.low < 0.0 < plot.y.high:
        axes.axhline(0.0, color=_FRAME, linewidth=1.2, zorder=1.5)
    return axes


def _covered(plot: Plot, line: Line, later: Sequence[Line], marks: Sequence[Mark]) -> npt.NDArray[np.bool_]:
    """Return which markers of a line lie beneath those of lines drawn later, and beneath no mark of the graph."""
    if not _marks(line):
        return np.zeros(0, np.bool_)
    places = [one.marked for one in (line, *later) if _marks(one)]
    places.append(np.array([(mark.x, mark.y) for mark in marks if mark.y is not None]).reshape(-1, 2))
    mine, *others, marked = (np.column_stack([plot.at_x(xy[:, 0]), plot.at_y(xy[:, 1])]) for xy in places)
    over = np.concatenate([*others, np.empty((0, 2))])
    near, shown = ((np.hypot(*(mine[:, None] - to).T) < MARKER).any(axis=0) for to in (over, marked))
    made: npt.NDArray[np.bool_] = near & ~shown
    return made


def _marks(line: Line) -> bool:
    return line.points is not None or line.x.size <= MARKED


def _draw_line(axes: Axes, line: Line, beneath: npt.NDArray[np.bool_]) -> None:
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
        linewidth=LINE_WIDTH,
        linestyle=dash,
        drawstyle=drawstyle,
        zorder=3.0,
        clip_on=False,
    )
    if _marks(line):
        for chosen, size in ((~beneath, MARKER), (beneath, MARKER + _PEEK)):
            x, y = line.marked[chosen].T
            axes.plot(
                x, y, pen.marker, color=pen.colour, markeredgecolor="white", markeredgewidth=0.8, markersize=size,
                zorder=4.0, clip_on=False,
            )  # fmt: skip
