"""Graphs (kurver) as values: lines, marks and shaded intervals with their axes; `gistools.view` draws them.

The domain rooms say what is shown and what part it plays (its `Role`); colours, dashes and places are the drawing's.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.errors import ParamError
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]

__all__ = ["Axis", "Graph", "Line", "Mark", "Role", "Span"]


class Role(enum.StrEnum):
    """The part that something plays in a graph; each has a colour, a dash and a marker of its own."""

    TODAY = "today"
    FUTURE = "future"
    OTHER = "other"
    FURTHER = "further"
    COST = "cost"
    BENEFIT = "benefit"
    BEST = "best"
    ALLOWED = "allowed"


@dataclass(frozen=True)
class Axis:
    """One axis.

    Parameters
    ----------
    label:
        What it measures, without the unit.
    unit:
        Of the values; empty where they have none.
    log:
        Whether equal steps are equal factors.
    limits:
        Lowest and highest value shown; from what is drawn when None.
    ticks:
        Values that are named on the axis, and what is written there; round numbers when empty.

    >>> Axis(Text("Skade", "Damage"), Text("mio. kr.", "million DKK")).heading.da
    'Skade (mio. kr.)'
    """

    label: Text
    unit: Text | str = ""
    log: bool = False
    limits: tuple[float, float] | None = None
    ticks: tuple[tuple[float, Text], ...] = ()

    @property
    def heading(self) -> Text:
        """The label with the unit in brackets."""
        unit = self.unit if isinstance(self.unit, Text) else Text(self.unit, self.unit)
        return Text(
            *(f"{name} ({of})" if of else name for name, of in zip(_both(self.label), _both(unit), strict=True))
        )


@dataclass(frozen=True, eq=False)
class Line:
    """A line through n points (kurve).

    Parameters
    ----------
    name:
        Written at the line.
    x, y:
        n points, x rising (equal values make it vertical); any numbers, kept as read-only float64.
    role:
        Part it plays; lines of one graph have different roles.
    low, high:
        Band around it, n values each; None for none.
    steps:
        Whether a value holds until the next x.
    area:
        Whether what lies between the line and 0 is shaded.
    points:
        Which of the points (from 0) are computed values, shown by a marker; all when None.
    told:
        What is said of it below its name.

    Raises
    ------
    ParamError
        For other lengths, values that are not finite, x that falls, a band of low above high; all at once.

    >>> Line(Text("I dag", "Today"), [2, 5, 10], [0.2, 1.0, 2.1], Role.TODAY).y.tolist()
    [0.2, 1.0, 2.1]
    """

    name: Text
    x: F64
    y: F64
    role: Role
    low: F64 | None = None
    high: F64 | None = None
    steps: bool = False
    area: bool = False
    points: Sequence[int] | None = None
    told: Text | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn; all faults are told at once."""
        object.__setattr__(self, "role", Role(self.role))
        for name in ("x", "y", "low", "high"):
            if getattr(self, name) is not None:
                values = np.array(getattr(self, name), np.float64).ravel()
                values.flags.writeable = False
                object.__setattr__(self, name, values)
        _refuse(_line_faults(self))

    @property
    def marked(self) -> F64:
        """The points that are computed values, 2 columns: x and y."""
        chosen = slice(None) if self.points is None else list(self.points)
        return np.column_stack([self.x, self.y])[chosen]


@dataclass(frozen=True)
class Mark:
    """A point, or an upright line where ``y`` is None, with a label (mærke).

    >>> Mark(10.0, None, Text("må altid vælges", "may always be chosen"), Role.ALLOWED).y is None
    True
    """

    x: float
    y: float | None
    label: Text
    role: Role = Role.OTHER

    def __post_init__(self) -> None:
        """Refuse places that are none."""
        object.__setattr__(self, "role", Role(self.role))
        if not math.isfinite(self.x) or not math.isfinite(0.0 if self.y is None else self.y):
            _refuse(
                [
                    Text(
                        f"mærket {self.label.da} ved ({self.x}, {self.y})",
                        f"mark {self.label.en} at ({self.x}, {self.y})",
                    )
                ]
            )


@dataclass(frozen=True)
class Span:
    """A shaded interval of x with a label (interval).

    >>> Span(8.0, 19.0, Text("inden for 5 % af det bedste", "within 5 % of the best")).x1
    19.0
    """

    x0: float
    x1: float
    label: Text
    role: Role = Role.OTHER

    def __post_init__(self) -> None:
        """Refuse an interval that is none."""
        object.__setattr__(self, "role", Role(self.role))
        if not -math.inf < self.x0 <= self.x1 < math.inf:
            _refuse(
                [
                    Text(
                        f"intervallet {self.label.da} fra {self.x0} til {self.x1}",
                        f"interval {self.label.en} from {self.x0} to {self.x1}",
                    )
                ]
            )


@dataclass(frozen=True, eq=False)
class Graph:
    """All that a graph shows (graf); `gistools.plot` draws it.

    Parameters
    ----------
    title, caption:
        What it is, and how it is to be read.
    x, y:
        The axes.
    lines, marks, spans:
        What is drawn.
    notes:
        What the reader should know, written beneath.
    stamps:
        What must stand on it.

    Raises
    ------
    ParamError
        For no line, two lines of one role, values of 0 or less on a logarithmic axis, limits that do not rise; all at
        once.

    >>> years, damage = Axis(Text("Gentagelsesperiode", "Return period"), "år", log=True), Axis(Text("Skade", "Damage"))
    >>> today = Line(Text("I dag", "Today"), [2, 10], [0.2, 2.0], Role.TODAY)
    >>> graph = Graph(Text("Skade", "Damage"), Text("", ""), years, damage, (today,))
    >>> graph.to_frame()[["kind", "role", "x", "y"]].values.tolist()
    [['line', 'today', 2.0, 0.2], ['line', 'today', 10.0, 2.0]]
    """

    title: Text
    caption: Text
    x: Axis
    y: Axis
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...] = ()
    spans: tuple[Span, ...] = ()
    notes: tuple[Text, ...] = ()
    stamps: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be read; all faults are told at once."""
        for name in ("lines", "marks", "spans", "notes", "stamps"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        _refuse(_graph_faults(self))

    def to_frame(self) -> pd.DataFrame:
        """Return all that is drawn, a row for each point of a line, each mark and each interval.

        Columns: kind (line, mark, span), role, text_da, text_en, x, x_to (of an interval), y, low, high; NaN where
        there is none. ``attrs`` holds title and headings of both axes, with their units.
        """
        nan = math.nan
        rows: list[tuple[object, ...]] = []
        for line in self.lines:
            empty = np.full(line.x.size, nan)
            low, high = (empty if side is None else side for side in (line.low, line.high))
            rows += [
                ("line", line.role.value, *_both(line.name), x, nan, y, below, above)
                for x, y, below, above in zip(line.x, line.y, low, high, strict=True)
            ]
        for mark in self.marks:
            y = nan if mark.y is None else mark.y
            rows.append(("mark", mark.role.value, *_both(mark.label), mark.x, nan, y, nan, nan))
        for span in self.spans:
            rows.append(("span", span.role.value, *_both(span.label), span.x0, span.x1, nan, nan, nan))
        frame = pd.DataFrame(rows, columns=["kind", "role", "text_da", "text_en", "x", "x_to", "y", "low", "high"])
        frame.attrs.update(title=self.title, x=self.x.heading, y=self.y.heading)
        return frame


def _both(text: Text) -> tuple[str, str]:
    return text.da, text.en


def _line_faults(line: Line) -> list[Text]:
    name, faults = line.name, []
    sides = {"y": line.y, "low": line.low, "high": line.high}
    if line.x.size == 0:
        faults.append(Text(f"{name.da}: ingen punkter", f"{name.en}: no points"))
    for side, values in sides.items():
        if values is not None and values.size != line.x.size:
            said = f"{side} {values.size}, x {line.x.size}"
            faults.append(Text(f"{name.da}: antal værdier, {said}", f"{name.en}: numbers of values, {said}"))
    for side, values in {"x": line.x, **sides}.items():
        if values is not None and not np.isfinite(values).all():
            at = ", ".join(str(k) for k in np.flatnonzero(~np.isfinite(values))[:5])
            faults.append(
                Text(f"{name.da}: {side} er ikke et tal i punkt {at}", f"{name.en}: {side} is no number at {at}")
            )
    if (np.diff(line.x) < 0.0).any():
        first = int(np.flatnonzero(np.diff(line.x) < 0.0)[0]) + 1
        faults.append(Text(f"{name.da}: x falder i punkt {first}", f"{name.en}: x falls at point {first}"))
    if (line.low is None) != (line.high is None):
        faults.append(Text(f"{name.da}: kun én side af båndet", f"{name.en}: only one side of the band"))
    elif (
        line.low is not None
        and line.high is not None
        and line.low.shape == line.high.shape
        and (line.low > line.high).any()
    ):
        faults.append(Text(f"{name.da}: low over high", f"{name.en}: low above high"))
    if any(not 0 <= k < line.x.size for k in line.points or ()):
        faults.append(
            Text(f"{name.da}: points {list(line.points or ())}", f"{name.en}: points {list(line.points or ())}")
        )
    return faults


def _graph_faults(graph: Graph) -> list[Text]:
    faults = []
    roles = [line.role for line in graph.lines]
    if not roles:
        faults.append(Text("ingen linjer", "no lines"))
    for role in dict.fromkeys(r for r in roles if roles.count(r) > 1):
        names = [line.name for line in graph.lines if line.role is role]
        faults.append(
            Text(
                f"{', '.join(n.da for n in names)} har samme rolle ({role})",
                f"{', '.join(n.en for n in names)} have one role ({role})",
            )
        )
    marks, spans = graph.marks, graph.spans
    xs = [
        *(v for line in graph.lines for v in line.x),
        *(m.x for m in marks),
        *(v for s in spans for v in (s.x0, s.x1)),
    ]
    ys = [v for line in graph.lines for side in (line.y, line.low, line.high) if side is not None for v in side]
    ys += [mark.y for mark in marks if mark.y is not None]
    for axis, values in ((graph.x, xs), (graph.y, ys)):
        name = axis.label
        shown = [*values, *(axis.limits or ()), *(at for at, _ in axis.ticks)]
        if axis.log and min(shown, default=1.0) <= 0.0:
            faults.append(
                Text(
                    f"{danish(min(shown))} på den logaritmiske akse {name.da}",
                    f"{min(shown):g} on the log axis {name.en}",
                )
            )
        if axis.limits is not None and not -math.inf < axis.limits[0] < axis.limits[1] < math.inf:
            faults.append(Text(f"{name.da} fra {axis.limits[0]} til {axis.limits[1]}", f"{name.en} {axis.limits}"))
    return faults


def _refuse(faults: Iterable[Text]) -> None:
    told = list(faults)
    if told:
        raise ParamError(
            Text("; ".join(f.da for f in told), "; ".join(f.en for f in told)),
            Text(
                "linjer med lige mange tal, stigende x og hver sin rolle; over 0 på logaritmiske akser",
                "lines of equally many numbers, rising x and a role each; above 0 on logarithmic axes",
            ),
            Text("ret de nævnte værdier", "correct the values named"),
        )
