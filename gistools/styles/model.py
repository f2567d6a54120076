"""What a style is: colours, limits, symbols and labels as data, free of any drawing library.

A style is declared once (see `gistools.styles.declared`) and rendered three ways: to QML for QGIS, to the options of
Leaflet for web maps, and to colours for matplotlib. Classes are open below and closed above, ``(low, high]``, in all
three, as QGIS reads them.
"""

from __future__ import annotations

import enum
import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gistools.styles.numbers import format_limit
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    import numpy as np
    import numpy.typing as npt

    from gistools.text import Language

Value = str | int | float | bool


class Shape(enum.StrEnum):
    """What a symbol is drawn on."""

    POINT = "point"
    LINE = "line"
    POLYGON = "polygon"


class Aggregate(enum.StrEnum):
    """How many cells become one when a raster is drawn smaller than it is."""

    MAX = "max"  # small deep spots and thin streams must not vanish
    MIN = "min"  # the same where the least counts most
    MEAN = "mean"
    NEAREST = "nearest"  # codes


@dataclass(frozen=True, slots=True)
class Symbol:
    """How a point, line or polygon is drawn; widths and sizes in screen pixels (96 to the inch).

    ``stroke`` and ``fill`` are ``"#rrggbb"``; ``fill`` is None for lines and hollow polygons; ``dash`` holds the
    lengths of strokes and gaps in pixels, empty for an unbroken line.
    """

    shape: Shape
    stroke: str
    width: float = 1.0
    fill: str | None = None
    fill_opacity: float = 1.0
    dash: tuple[float, ...] = ()
    size: float = 9.0  # diameter of a point
    opacity: float = 1.0  # of the stroke
    arrow: bool = False  # a head at the end of a line


@dataclass(frozen=True, slots=True)
class Colour:
    """A patch of raster colour in a legend."""

    colour: str


@dataclass(frozen=True, slots=True)
class Gradient:
    """A band of raster colours in a legend, from low to high."""

    colours: tuple[str, ...]
    low: Text
    high: Text


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of a legend (signaturforklaring): what is drawn, and what it means."""

    mark: Symbol | Colour | Gradient
    label: Text


@dataclass(frozen=True, slots=True)
class ColourRamp:
    """Classes of a measured quantity: ``colours[i]`` for values in ``(limits[i], limits[i + 1]]``.

    Values at or below ``limits[0]``, or above the last limit, are not drawn, nor is infinity. The last limit may be
    infinite. ``words`` stand in place of the range of a class where they are given. ``unit`` is that of the values and
    limits; ``shown_unit`` and ``factor`` (shown = factor x value) are what the legend says.

    >>> ramp = ColourRamp((0.05, 0.1, math.inf), ("#cdeaf9", "#0c2758"), "m", "cm", 100.0)
    >>> [label.da for label in ramp.labels()]
    ['5–10 cm', 'over 10 cm']
    """

    limits: tuple[float, ...]
    colours: tuple[str, ...]
    unit: str
    shown_unit: str = ""
    factor: float = 1.0
    remarks: tuple[Text | None, ...] = ()
    words: tuple[Text | None, ...] = ()

    def labels(self) -> tuple[Text, ...]:
        """Return one label per class, lowest first."""
        plain = range_labels(self.limits, self.shown_unit or self.unit, self.factor)
        plain = tuple(word or label for word, label in zip(self.words or (None,) * len(plain), plain, strict=True))
        remarks = self.remarks or (None,) * len(plain)
        return tuple(
            label if remark is None else Text(f"{label.da} ({remark.da})", f"{label.en} ({remark.en})")
            for label, remark in zip(plain, remarks, strict=True)
        )


def range_labels(limits: tuple[float, ...], unit: str, factor: float = 1.0) -> tuple[Text, ...]:
    """Return ``"5–10 cm"``, …, ``"over 100 cm"`` for ascending limits; an infinite last limit gives "over"."""
    labels = []
    for low, high in itertools.pairwise(limits):
        texts = []
        for language in _BOTH:
            lower = format_limit(low * factor, language)
            if math.isinf(high):
                words = f"over {lower} {unit}"
            else:
                upper = format_limit(high * factor, language)
                words = f"{lower}–{upper} {unit}"
            texts.append(words.strip())
        labels.append(Text(*texts))
    return tuple(labels)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Colours spread evenly from a low to a high value; the values drawn set both unless they are given."""

    colours: tuple[str, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Slider:
    """Stops (trin) at which a raster of least values is shown: what is reached at a stop is drawn, the rest is not.

    A cell is reached at a stop when its value is no more than it. Limits of the classes up to ``highest`` are stops, so
    that each stop has one class; classes above it are drawn when all is.

    Parameters
    ----------
    lowest, highest, step:
        The stops, in ``unit``; with the classes above ``highest`` there are no more than 255.
    unit:
        That of the values.
    name:
        What is moved, such as "Regn".
    reached:
        What is true of a reached cell, such as "under vand".
    question:
        Heading of the chart that answers how much is reached at each stop.
    remark:
        What the reader of that chart must know.
    marks:
        Stops that the chart tells the area of.

    >>> rain = Slider(1.0, 3.0, 0.5, "mm", Text("Regn", "Rain"), Text("våd", "wet"), Text("?", "?"), Text("", ""))
    >>> rain.stops
    (1.0, 1.5, 2.0, 2.5, 3.0)
    """

    lowest: float
    highest: float
    step: float
    unit: str
    name: Text
    reached: Text
    question: Text
    remark: Text
    marks: tuple[float, ...] = ()

    @property
    def stops(self) -> tuple[float, ...]:
        """The values at which it stops, lowest first."""
        count = round((self.highest - self.lowest) / self.step) + 1
        return tuple(self.lowest + k * self.step for k in range(count))


@dataclass(frozen=True, slots=True)
class Category:
    """One code of a raster and its colour."""

    value: int
    colour: str
    label: Text


@dataclass(frozen=True, slots=True)
class SymbolClass:
    """One class of a vector layer: a value, or a range ``(low, high]`` (the first class holds its low too)."""

    symbol: Symbol
    label: Text
    value: Value | None = None
    low: float = -math.inf
    high: float = math.inf


class Kind(enum.StrEnum):
    """How the features of a vector layer get their symbol."""

    SINGLE = "single"
    CATEGORISED = "categorised"
    GRADUATED = "graduated"


@dataclass(frozen=True, slots=True)
class RasterStyle:
    """The style of a raster layer.

    Parameters
    ----------
    name:
        The name under which tools ask for it.
    title:
        Heading of the legend, without the unit.
    colours:
        Classes, a stretch, or the codes that are drawn; codes not named are not drawn.
    unit:
        Unit shown in the heading; empty for codes.
    aggregate:
        How cells are joined when the picture has fewer pixels than the raster has cells.
    opacity:
        Of the layer on web maps and figures, so that the hillshade shows through.
    caption:
        What the classes measure, under the name of the layer in the legend.
    slider:
        Stops that the reader of a web map may move through; only for classes, joined by the least value.
    measure:
        What it measures, where that is not its unit: of rasters of one measure a map shows the first.
    """

    name: str
    title: Text
    colours: ColourRamp | Stretch | tuple[Category, ...]
    unit: str = ""
    aggregate: Aggregate = Aggregate.NEAREST
    opacity: float = 1.0
    caption: Text | None = None
    slider: Slider | None = None
    measure: str = ""

    def to_qml(self, limits: tuple[float, float] | None = None) -> str:
        """Return the style as QML, with Danish labels, for QGIS 3.22 and newer.

        ``limits`` are the low and high value of a stretch (see `stretch_limits`); the declared ones when None.
        """
        from gistools.styles.qml import raster_qml  # noqa: PLC0415 - qml imports this module

        return raster_qml(self, limits)

    def legend(self, limits: tuple[float, float] | None = None) -> tuple[LegendEntry, ...]:
        """Return the lines of the legend; ``limits`` as for `to_qml`."""
        if isinstance(self.colours, ColourRamp):
            pairs = zip(self.colours.colours, self.colours.labels(), strict=True)
            return tuple(LegendEntry(Colour(colour), label) for colour, label in pairs)
        if isinstance(self.colours, Stretch):
            low, high = limits or (self.colours.low, self.colours.high)
            ends = [Text(*(f"{format_limit(round(v, 1), x)} {self.unit}".strip() for x in _BOTH)) for v in (low, high)]
            return (LegendEntry(Gradient(self.colours.colours, *ends), self.title),)
        return tuple(LegendEntry(Colour(category.colour), category.label) for category in self.colours)

    def stretch_limits(self, values: npt.NDArray[Any], valid: npt.NDArray[np.bool_]) -> tuple[float, float] | None:
        """Return the low and high value to stretch over: 1st and 99th percentile, so that one mast does not rule.

        None for styles that are no stretch, and for rasters without a valid cell.
        """
        if not isinstance(self.colours, Stretch) or not valid.any():
            return None
        import numpy as np  # noqa: PLC0415 - declaring styles must load nothing heavy

        low, high = (float(v) for v in np.percentile(values[valid], (1.0, 99.0)))
        return (low, high) if high > low else (low - 0.5, low + 0.5)


_BOTH: tuple[Language, Language] = ("da", "en")


@dataclass(frozen=True, slots=True)
class VectorStyle:
    """The style of a vector layer.

    Parameters
    ----------
    name, title:
        As for `RasterStyle`.
    shape:
        What is drawn.
    classes:
        One class for a single symbol; else the first that holds the value of ``attribute`` is drawn.
    kind:
        Single symbol, categories of a value, or ranges of a number.
    attribute:
        The column that the classes are read from.
    unknown:
        The symbol for features whose value is missing or in no class: shown as unknown, never left out.
    plain:
        The one class of layers that lack the column ``attribute``, where such layers are made; see `fitting`.
    stacked:
        Classes are drawn in their order, the last on top, however the features are sorted.
    label:
        Columns that are written on each feature of figures, web maps and in QGIS, one under the other, numbers with
        their unit.
    label_scale:
        How large that is written, against the labels of other layers.
    named_by:
        For layers as users deliver them: names of columns (any case), of which the first that the layer has is written
        on each feature of figures and web maps.
    spans:
        Columns of the lower and upper end of each class and of their unit, where the run chose the ends: the legend of
        figures and web maps tells them, and leaves out classes that the layer does not have.
    """

    name: str
    title: Text
    shape: Shape
    classes: tuple[SymbolClass, ...]
    kind: Kind = Kind.SINGLE
    attribute: str = ""
    caption: Text | None = None  # what the classes measure, under the name of the layer in the legend
    unknown: Symbol | None = None
    unknown_words: Text | None = None  # what a missing value means; unknown when None
    plain: SymbolClass | None = None
    stacked: bool = False
    above: bool = False  # drawn over other layers of its shape, whatever their order
    label: tuple[str, ...] = ()
    label_scale: float = 1.0
    named_by: tuple[str, ...] = ()
    spans: tuple[str, str, str] | None = None
    beneath: bool = False  # drawn under the rasters, as ground to find one's way by, without popups

    def fitting(self, columns: Container[str]) -> VectorStyle:
        """Return the style for a layer with these columns: with a single symbol where the one it reads is lacking."""
        if self.plain is None or self.attribute in columns:
            return self
        return replace(self, kind=Kind.SINGLE, attribute="", classes=(self.plain,), caption=None, stacked=False)

    def to_qml(self, limits: tuple[float, float] | None = None) -> str:  # noqa: ARG002 - one call for all styles
        """Return the style as QML, with Danish labels and column names, for QGIS 3.22 and newer."""
        from gistools.styles.qml import vector_qml  # noqa: PLC0415 - qml imports this module

        return vector_qml(self)

    def legend(self, limits: tuple[float, float] | None = None) -> tuple[LegendEntry, ...]:  # noqa: ARG002
        """Return the lines of the legend, without the one for unknown values."""
        return tuple(LegendEntry(c.symbol, c.label) for c in self.classes)

    def class_of(self, attributes: Mapping[str, Any]) -> int:
        """Return the index of the class of a feature, or -1 when its value is unknown or in no class."""
        if self.kind is Kind.SINGLE:
            return 0
        value = attributes.get(self.attribute)
        for index, each in enumerate(self.classes):
            if self.kind is Kind.CATEGORISED:
                if value is not None and value == each.value:
                    return index
            elif _holds(each, value, first=index == 0):
                return index
        return -1

    def symbol_of(self, attributes: Mapping[str, Any]) -> Symbol:
        """Return the symbol of a feature with these attributes."""
        index = self.class_of(attributes)
        return self.classes[index].symbol if index >= 0 else self.unknown_symbol

    @property
    def unknown_symbol(self) -> Symbol:
        """The symbol for values that are missing or in no class."""
        return self.unknown or Symbol(self.shape, "#4d4d4d", 1.2, dash=(1.0, 3.0), size=self.classes[0].symbol.size)


def _holds(each: SymbolClass, value: object, *, first: bool) -> bool:
    try:
        number = float(value)  # type: ignore[arg-type]  # what is no number is in no class
    except (TypeError, ValueError):
        return False
    return each.low < number <= each.high or (first and number == each.low)


Style = RasterStyle | VectorStyle
