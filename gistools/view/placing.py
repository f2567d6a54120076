"""Where words stand in a graph: lines of text that fit, labels that overlap nothing. All in points (1/72 inch)."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]

LEAD = 1.28  # line height by font size
_APART = 5.0  # between labels


class Box(NamedTuple):
    """A rectangle."""

    x0: float
    y0: float
    x1: float
    y1: float

    def overlaps(self, other: Box) -> bool:
        """Whether two rectangles share more than an edge."""
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.x0 < x < self.x1 and self.y0 < y < self.y1

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """Return the point of it that is nearest to another."""
        return min(max(x, self.x0), self.x1), min(max(y, self.y0), self.y1)

    def distance(self, points: F64) -> float:
        """Return how far the nearest of some points is.

        >>> Box(0.0, 0.0, 2.0, 2.0).distance(np.array([[5.0, 6.0], [9.0, 9.0]]))
        5.0
        """
        x, y = points.T
        away = np.hypot(x - np.clip(x, self.x0, self.x1), y - np.clip(y, self.y0, self.y1))
        return float(away.min())


def wrapped(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Break a text into lines no wider than ``width``; line breaks of its own are kept, and words that fit a line.

    >>> wrapped("en to tre", 5.0, len), wrapped("to bygningsdele", 8.0, len)
    (['en to', 'tre'], ['to', 'bygnings', 'dele'])
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if measure(longer) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            *whole, line = _pieces(word, width, measure)
            lines.extend(whole)
        lines.append(line)
    return lines


def _pieces(word: str, width: float, measure: Callable[[str], float]) -> list[str]:
    pieces = []
    while measure(word) > width and len(word) > 1:
        fits = next((n for n in range(len(word) - 1, 1, -1) if measure(word[:n]) <= width), 1)
        pieces.append(word[:fits])
        word = word[fits:]
    return [*pieces, word]


def spread(middles: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float] | None:
    """Move labels up and down so that none overlap, in their order, between two heights; None when they do not fit.

    >>> spread([5.0, 6.0], [4.0, 4.0], 0.0, 20.0)
    [3.5, 7.5]
    """
    order = sorted(range(len(middles)), key=lambda k: middles[k])
    if sum(heights) > high - low:
        return None
    groups: list[tuple[list[int], float]] = []  # labels that touch, and the middle of their stack
    for k in order:
        members, wish = [k], middles[k]
        while True:
            half = sum(heights[m] for m in members) / 2.0
            wish = min(max(wish, low + half), high - half)
            if not groups:
                break
            below, at = groups[-1]
            if at + sum(heights[m] for m in below) / 2.0 <= wish - half:
                break
            groups.pop()
            members = below + members
            wish = _stack_middle(members, middles, heights)
        groups.append((members, wish))
    placed = [0.0] * len(middles)
    for members, at in groups:
        foot = at - sum(heights[m] for m in members) / 2.0
        for m in members:
            placed[m] = foot + heights[m] / 2.0
            foot += heights[m]
    return placed


def _stack_middle(members: list[int], middles: Sequence[float], heights: Sequence[float]) -> float:
    """Return the middle of a stack whose members lie, on average, where they wish."""
    total = sum(heights[m] for m in members)
    below = itertools.accumulate((heights[m] for m in members), initial=0.0)
    wishes = [middles[m] - foot - heights[m] / 2.0 + total / 2.0 for m, foot in zip(members, below, strict=False)]
    return sum(wishes) / len(wishes)


def in_rows(extents: Sequence[tuple[float, float]], anchors: Sequence[float | None]) -> list[int]:
    """Return the row (0 is lowest) of each label, so that none overlap and no upright line at an anchor crosses one.

    >>> in_rows([(0.0, 5.0), (3.0, 9.0), (6.0, 8.0)], [0.0, 3.0, 6.0])
    [2, 1, 0]
    >>> in_rows([(4.0, 9.0), (6.0, 8.0)], [4.0, 6.0])
    [1, 0]
    """
    rows = [0] * len(extents)
    taken: list[list[tuple[float, float]]] = []
    for k in sorted(range(len(extents)), key=lambda k: -extents[k][0]):  # from the right: a line hides no text then
        row, anchor = 0, anchors[k]
        while row < len(taken) and _hits(taken[row], extents[k]):
            row += 1
        while row == len(taken):
            taken.append([])
        taken[row].append(extents[k])
        rows[k] = row
        if anchor is not None:
            for lower in taken[:row]:
                lower.append((anchor, anchor))
    return rows


def _hits(taken: Iterable[tuple[float, float]], extent: tuple[float, float]) -> bool:
    return any(low < extent[1] + _APART and extent[0] - _APART < high for low, high in taken)


@dataclass
class Ground:
    """What is drawn already: the room for labels, rectangles of words, points along lines, heights of faint lines."""

    room: Box
    words: list[Box] = field(default_factory=list)
    ink: F64 = field(default_factory=lambda: np.empty((0, 2)))
    faint: Sequence[float] = ()

    def hits(self, box: Box) -> float:
        """Count what a label would cover: words and the edge of the room for many, faint lines for less than 1."""
        inside = self.room.x0 <= box.x0 and box.x1 <= self.room.x1
        inside = inside and self.room.y0 <= box.y0 and box.y1 <= self.room.y1
        x, y = self.ink.T
        covered = (box.x0 - 2.0 < x) & (x < box.x1 + 2.0) & (box.y0 - 1.0 < y) & (y < box.y1 + 1.0)
        wide = Box(box.x0 - _APART, box.y0, box.x1 + _APART, box.y1)
        others = sum(wide.overlaps(word) for word in self.words)
        faint = sum(box.y0 < y < box.y1 for y in self.faint) / 100.0
        return int(covered.sum()) + 1000 * (others + (not inside)) + faint

    def near(self, points: F64, size: tuple[float, float], away: float) -> tuple[Box, float]:
        """Return the rectangle beside one of some points that covers least, and how much; the first of equals."""
        width, height = size
        best: tuple[Box, float] | None = None
        for x, y in points:
            for dx, dy in _AROUND:
                left = x + dx * away - width * (1.0 - dx) / 2.0
                foot = y + dy * away - height * (1.0 - dy) / 2.0
                box = Box(left, foot, left + width, foot + height)
                hits = self.hits(box)
                if best is None or hits < best[1]:
                    best = box, hits
        if best is None:
            raise ValueError(points)
        return best


_AROUND = ((1.0, 1.0), (0.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0), (0.0, -1.0), (1.0, 0.0), (-1.0, 0.0))


def along(x: F64, y: F64, every: float = 2.0) -> F64:
    """Return points along a line, no further apart than ``every``, as 2 columns.

    >>> along(np.array([0.0, 4.0]), np.array([0.0, 0.0])).tolist()
    [[0.0, 0.0], [2.0, 0.0], [4.0, 0.0]]
    """
    corners = np.column_stack([x, y])
    parts = [corners[:1]]
    for start, end in itertools.pairwise(corners):
        count = max(1, int(np.ceil(np.hypot(*(end - start)) / every)))
        parts.append(start + (end - start) * (np.arange(1, count + 1) / count)[:, None])
    return np.concatenate(parts)
