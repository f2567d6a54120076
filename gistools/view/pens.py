"""How the parts of a graph look, and how numbers stand on its axes; nothing here draws."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gistools.graph import Role
from gistools.styles import format_limit

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.graph import Axis, Graph
    from gistools.text import Language

    F64 = npt.NDArray[np.float64]

_DARKER = 0.66  # letters are darker than their line, to be read on white
_STEPS = 7.0  # between round numbers, at most
_ROOM, _HEADROOM = 0.06, 0.22  # of the axis, beyond what is drawn; above points with labels
_DECADES = 4.0  # a longer logarithmic axis names powers of ten alone


class Pen(NamedTuple):
    """Colour, dashes (line, gap, ... in line widths; empty is solid) and marker of a role."""

    colour: str
    dash: tuple[float, ...]
    marker: str

    @property
    def ink(self) -> str:
        """The colour of letters."""
        parts = (int(_DARKER * int(self.colour[k : k + 2], 16)) for k in (1, 3, 5))
        return "#" + "".join(f"{part:02x}" for part in parts)


# colours of Okabe and Ito (2008), which all kinds of colour vision tell apart
PENS = {
    Role.TODAY: Pen("#0072b2", (), "o"),
    Role.FUTURE: Pen("#d55e00", (4.0, 1.6), "s"),
    Role.OTHER: Pen("#009e73", (6.0, 1.4, 1.2, 1.4), "^"),
    Role.FURTHER: Pen("#cc79a7", (1.6, 1.2), "D"),
    Role.COST: Pen("#e69f00", (6.0, 1.4, 1.2, 1.4, 1.2, 1.4), "v"),
    Role.BENEFIT: Pen("#56b4e9", (8.0, 2.4), "P"),
    Role.BEST: Pen("#000000", (2.6, 1.2), "*"),
    Role.ALLOWED: Pen("#5c5c5c", (1.0, 1.5), "X"),
}


class Scale(NamedTuple):
    """An axis from ``low`` to ``high``, straight or logarithmic."""

    low: float
    high: float
    log: bool

    def share(self, values: F64 | float) -> F64:
        """Return where values lie on the axis, 0 to 1."""
        low, high, at = (np.log(v) if self.log else np.asarray(v) for v in (self.low, self.high, values))
        return np.asarray((at - low) / (high - low), np.float64)


def scales(graph: Graph) -> tuple[Scale, Scale]:
    """Return both axes, so that all that is drawn can be seen; a straight axis of amounts begins at 0."""
    x = [v for line in graph.lines for v in (line.x[0], line.x[-1])] + [mark.x for mark in graph.marks]
    x += [v for span in graph.spans for v in (span.x0, span.x1)]
    y = [v for line in graph.lines for side in (line.y, line.low, line.high) if side is not None for v in side]
    y += [mark.y for mark in graph.marks if mark.y is not None]
    above = _HEADROOM if any(mark.y is not None for mark in graph.marks) else _ROOM
    return _scale(graph.x, x, upright=False), _scale(graph.y, y, upright=True, above=above)


def _scale(axis: Axis, values: list[float], *, upright: bool, above: float = _ROOM) -> Scale:
    if axis.limits is not None:
        return Scale(*axis.limits, axis.log)
    low, high = float(min(values)), float(max(values))
    if axis.log:
        room = (high / low) ** (0.5 * _ROOM) if high > low else 2.0
        return Scale(low / room, high * room, log=True)
    if upright or low < 0.5 * high:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = low - 0.5 * (low != 0.0), high + 0.5 + 0.5 * (low == 0.0)
    size = high - low
    ends = (low - _ROOM * size if low < 0.0 else low), (high + above * size if high > 0.0 else high)
    return Scale(*ends, log=False)


def ticks(axis: Axis, scale: Scale, language: Language) -> list[tuple[float, str]]:
    """Return the values named on an axis, lowest first, as the language writes them.

    >>> from gistools.graph import Axis
    >>> from gistools.text import Text
    >>> [said for _, said in ticks(Axis(Text("T", "T"), log=True), Scale(2.0, 100.0, True), "da")]
    ['2', '5', '10', '20', '50', '100']
    >>> [said for _, said in ticks(Axis(Text("kr.", "DKK")), Scale(-0.4, 1.3, False), "da")]
    ['0', '0,5', '1']
    """
    if axis.ticks:
        named = [(at, said.say(language)) for at, said in sorted(axis.ticks, key=lambda tick: tick[0])]
        return [(at, said) for at, said in named if scale.low <= at <= scale.high]
    values = _log_values(scale) if scale.log else _values(scale)
    return [(value, format_limit(value, language)) for value in values]


def _values(scale: Scale) -> list[float]:
    span = scale.high - scale.low
    power = 10.0 ** math.floor(math.log10(span / _STEPS))
    step = next(k * power for k in (1.0, 2.0, 5.0, 10.0) if span / (k * power) <= _STEPS)
    first, last = math.ceil(scale.low / step - 1e-9), math.floor(scale.high / step + 1e-9)
    return [round(k * step, 12) for k in range(first, last + 1)]


def _log_values(scale: Scale) -> list[float]:
    first, last = math.floor(math.log10(scale.low)), math.ceil(math.log10(scale.high))
    parts = (1.0, 2.0, 5.0) if last - first <= _DECADES else (1.0,)
    near = 1.0 + 1e-9
    values = [round(k * 10.0**power, 12) for power in range(first, last + 1) for k in parts]
    return [v for v in values if scale.low / near <= v <= scale.high * near]
