"""The plots: time and memory against size, and the bars of the documentation."""

from __future__ import annotations

from dataclasses import dataclass

import matplotlib as mpl

mpl.use("Agg")

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullLocator

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

OWN_COLOUR = "#0060a8"
PEER_COLOURS = ("#b5651d", "#4c8c6b", "#9a6fb0", "#7a7a7a", "#b0904a", "#5f8fa8", "#b06a7a", "#6f6f4f", "#8f8f8f")
MARKERS = ("s", "^", "D", "v", "P", "X", "<", ">", "h")
DASHES = ((4, 1.5), (1, 1), (5, 1, 1, 1), (3, 1), (6, 2), (2, 2), (7, 1.5), (1.5, 1.5), (4, 1, 1, 1, 1, 1))
INK, FAINT = "#222222", "#d8d8d8"


@dataclass(frozen=True)
class Series:
    """One program: cells, seconds and bytes a cell for each size."""

    name: str
    points: Sequence[tuple[int, float, float]]
    own: bool


@dataclass(frozen=True)
class Bar:
    """One program: million cells a second."""

    name: str
    value: float
    own: bool


def _cells(value: float, _position: object = None) -> str:
    return f"{value / 1e6:g} M"


def _plain(value: float, _position: object = None) -> str:
    return f"{value:g}"


def _danish(value: float) -> str:
    """Return a number with about two figures and a decimal comma."""
    decimals = 0 if value >= 10 else 1 if value >= 1 else 2  # noqa: PLR2004 - figures
    return f"{value:.{decimals}f}".replace(".", ",")


def _style(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color("#888888")
    axes.tick_params(colors=INK, labelsize=9, which="both")
    axes.grid(color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)


def _lines(
    series: Sequence[Series], height: Callable[[tuple[int, float, float]], float], title: str, label: str, path: Path
) -> None:
    """Draw one line for each program on logarithmic axes, each with its name at its end."""
    figure, axes = plt.subplots(figsize=(9.2, 5.6), dpi=130)
    _style(axes)
    axes.set_xscale("log")
    axes.set_yscale("log")
    ends = []
    peers = 0
    for one in series:
        xs, ys = [point[0] for point in one.points], [height(point) for point in one.points]
        if one.own:
            colour = OWN_COLOUR
            axes.plot(xs, ys, color=colour, linewidth=3.2, marker="o", markersize=7, zorder=5)
        else:
            colour = PEER_COLOURS[peers % len(PEER_COLOURS)]
            marker, dashes = MARKERS[peers % len(MARKERS)], DASHES[peers % len(DASHES)]
            axes.plot(xs, ys, color=colour, linewidth=1.4, marker=marker, markersize=5, dashes=dashes, zorder=3)
            peers += 1
        ends.append((xs[-1], ys[-1], one.name, colour, one.own))
    sizes = sorted({point[0] for one in series for point in one.points})
    axes.set_xlim(sizes[0] * 0.8, sizes[-1] * 1.15)
    axes.xaxis.set_major_locator(FixedLocator(sizes))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(_cells))
    axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.yaxis.set_major_formatter(FuncFormatter(_plain))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("cells of the map", color=INK)
    axes.set_title(title, loc="left", fontsize=12, color=INK, pad=22)
    axes.text(0.0, 1.015, label, transform=axes.transAxes, fontsize=9, color="#555555", va="bottom")
    figure.subplots_adjust(left=0.08, right=0.79, top=0.88, bottom=0.11)
    _name_ends(axes, ends)
    figure.savefig(path)
    plt.close(figure)


def _name_ends(axes: Axes, ends: Sequence[tuple[float, float, str, str, bool]]) -> None:
    """Write each name right of the axes, near the height of its line's end and tied to it by a thin line."""
    axes.figure.canvas.draw()
    box = axes.get_window_extent()
    gap = 15.0 * axes.figure.dpi / 100.0
    placed = sorted((axes.transData.transform((x, y))[1], x, y, name, colour, own) for x, y, name, colour, own in ends)
    heights = [one[0] for one in placed]
    for k in range(1, len(heights)):
        heights[k] = max(heights[k], heights[k - 1] + gap)
    over = max(0.0, heights[-1] - box.y1)
    heights = [height - over for height in heights]
    for k in range(len(heights) - 2, -1, -1):
        heights[k] = min(heights[k], heights[k + 1] - gap)
    for height, (_, x, y, name, colour, own) in zip(heights, placed, strict=True):
        share = (height - box.y0) / box.height
        axes.annotate(
            name, xy=(x, y), xycoords="data", xytext=(1.03, share), textcoords="axes fraction", va="center",
            fontsize=9.5, fontweight="bold" if own else "normal", color=colour, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "lw": 0.5, "alpha": 0.55, "shrinkA": 2, "shrinkB": 4},
        )  # fmt: skip


def time(series: Sequence[Series], path: Path) -> None:
    """Draw time against size."""
    _lines(
        series,
        lambda point: point[1],
        "Time from file to file",
        "seconds (median), whole process; lower is better",
        path,
    )


def memory(series: Sequence[Series], path: Path) -> None:
    """Draw peak memory against size."""
    title, label = "Peak memory from file to file", "bytes for each cell, whole process; lower is better"
    _lines(series, lambda point: point[2], title, label, path)


def speed(panels: Sequence[tuple[int, Sequence[Bar]]], path: Path) -> None:
    """Draw the bars of the documentation, Danish first."""
    rows = max(len(bars) for _, bars in panels)
    figure, all_axes = plt.subplots(
        1, len(panels), figsize=(max(4.7 * len(panels), 5.6), 1.45 + 0.34 * rows), dpi=130, squeeze=False
    )
    for axes, (cells, bars) in zip(all_axes[0], panels, strict=True):
        widest = max(bar.value for bar in bars)
        for place, bar in enumerate(bars):
            colour = OWN_COLOUR if bar.own else "#b4b8bc"
            axes.barh(place, bar.value, color=colour, height=0.72)
            axes.text(
                bar.value + widest * 0.015, place, _danish(bar.value), va="center", fontsize=9.5,
                color=OWN_COLOUR if bar.own else INK, fontweight="bold" if bar.own else "normal",
            )  # fmt: skip
        axes.set_yticks(range(len(bars)), [bar.name for bar in bars], fontsize=9.5)
        for label, bar in zip(axes.get_yticklabels(), bars, strict=True):
            label.set_fontweight("bold" if bar.own else "normal")
            label.set_color(OWN_COLOUR if bar.own else INK)
        axes.set_ylim(rows - 0.4, -0.6)
        axes.set_xlim(0, widest * 1.14)
        axes.set_xticks([])
        axes.spines[["top", "right", "bottom"]].set_visible(False)
        axes.spines["left"].set_color("#888888")
        axes.tick_params(left=False)
        size = f"{cells / 1e6:g}".replace(".", ",")
        axes.set_title(f"{size} mio. celler  ·  {cells / 1e6:g} M cells", loc="left", fontsize=10.5, color=INK)
    height = figure.get_figheight()
    lines = (
        ("Millioner celler i sekundet, fra fil til fil", 13.0, INK),
        ("Læs, fyld lavninger, strømningsretning, opland, skriv. Længere er bedre.", 9.0, "#555555"),
        (
            "Million cells a second, file to file: read, fill, direct, accumulate, write. Longer is better.",
            9.0,
            "#555555",
        ),
    )
    for line, down in zip(lines, (0.10, 0.38, 0.57), strict=True):
        figure.text(0.015, 1.0 - down / height, line[0], fontsize=line[1], color=line[2], va="top")
    figure.tight_layout(rect=(0.0, 0.0, 1.0, 1.0 - 0.78 / height))
    figure.savefig(path)
    plt.close(figure)
