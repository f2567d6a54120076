"""The styles of currents and barriers: where movement goes, where it is squeezed, and what opening a barrier gains."""

from __future__ import annotations

import itertools
import math

from gistools.styles.model import (
    Aggregate,
    ColourRamp,
    Kind,
    RasterStyle,
    Shape,
    Style,
    Symbol,
    SymbolClass,
    VectorStyle,
    range_labels,
)
from gistools.text import Text

_FLOW = ("#fbeccb", "#f8c58f", "#ee8a6c", "#c94f72", "#8a2a78", "#3f0f5c")
_CURRENT = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, math.inf)
_SHARE = (0.02, 0.05, 0.1, 0.2, 0.5, 0.8, 1.0)
_GAIN = ("#fde8c8", "#f9bd6f", "#ee7f2d", "#c03f14", "#6b1208")
_GAINS = (1.0, 5.0, 20.0, 50.0, 200.0, math.inf)
_SAVED = (5.0, 10.0, 20.0, 40.0, 60.0, 100.0)
_WIDTHS = (0.0, 10.0, 15.0, 20.0, 30.0, math.inf)
_SQUEEZED = ("#5c0b2c", "#a11b3b", "#d9572b", "#f0a030", "#f6dc8a")
_PLACES = ((0.0, 30.0, "#e3a6d4", 10.0), (30.0, 60.0, "#9c2f80", 13.0), (60.0, 100.0, "#3f0540", 16.0))
_THROUGH = (-1.0, 0.5, 2.0, 5.0, 15.0, math.inf)
_PATCHES = ("#eef5ea", "#c4e0bd", "#86bf86", "#3f8f5a", "#0c4a2c")
_PER_CELL = Text(
    "gennem 10 m bredde; hvert par af levesteder sender 1 A; mørkt er, hvor flest må igennem",
    "through a width of 10 m; each pair of patches sends 1 A; dark is where most must pass",
)


def _by_width() -> tuple[SymbolClass, ...]:
    return tuple(
        SymbolClass(Symbol(Shape.POLYGON, "#000000", 1.5, fill=colour, fill_opacity=0.9), label, low=low, high=high)
        for colour, label, (low, high) in zip(
            _SQUEEZED, range_labels(_WIDTHS, "m"), itertools.pairwise(_WIDTHS), strict=True
        )
    )


def _through() -> tuple[SymbolClass, ...]:
    words = (Text("højst 0,5 A", "at most 0.5 A"), *range_labels(_THROUGH, "A")[1:])
    return tuple(
        SymbolClass(Symbol(Shape.POLYGON, "#12351f", 1.0, fill=colour, fill_opacity=0.95), label, low=a, high=b)
        for colour, label, (a, b) in zip(_PATCHES, words, itertools.pairwise(_THROUGH), strict=True)
    )


CIRCUIT_STYLES: tuple[Style, ...] = (
    RasterStyle(
        "corridor_current",
        Text("Strøm mellem levesteder", "Current between patches"),
        ColourRamp(_CURRENT, _FLOW, "A/10 m"),
        unit="A/10 m",
        aggregate=Aggregate.MAX,
        caption=_PER_CELL,
    ),
    RasterStyle(
        "corridor_current_share",
        Text("Største andel af et pars strøm", "Largest share of a pair's current"),
        ColourRamp(_SHARE, _FLOW, "0–1", "%", 100.0),
        unit="%",
        aggregate=Aggregate.MAX,
        caption=Text("100 %: alt mellem to levesteder går her", "100 %: all between two patches passes here"),
    ),
    VectorStyle(
        "pinch_points",
        Text("Flaskehalse", "Pinch points"),
        Shape.POLYGON,
        _by_width(),
        kind=Kind.GRADUATED,
        attribute="flow_width_m",
        caption=Text("strømmens bredde mellem to levesteder", "width of the flow between two patches"),
        above=True,
        label=("pinch_rank",),
    ),
    VectorStyle(
        "stepping_patches",
        Text("Levesteder som trædesten", "Patches as stepping stones"),
        Shape.POLYGON,
        _through(),
        kind=Kind.GRADUATED,
        attribute="through_a",
        caption=Text("strøm igennem mellem to andre", "current through between two others"),
    ),
    RasterStyle(
        "barrier_gain",
        Text("Gevinst ved at fjerne barrierer", "Gain of removing barriers"),
        ColourRamp(_GAINS, _GAIN, ""),
        aggregate=Aggregate.MAX,
        opacity=0.85,
        caption=Text(
            "modstandsmeter sparet pr. meter barriere fjernet", "resistance metres saved per metre of barrier removed"
        ),
    ),
    RasterStyle(
        "barrier_saved",
        Text("Sparet af en forbindelses modstand", "Saved of the cost of a link"),
        ColourRamp(_SAVED, _GAIN, "%"),
        unit="%",
        aggregate=Aggregate.MAX,
        opacity=0.85,
        caption=Text("ved én åbning, bedste forbindelse", "by one opening, best link"),
    ),
    VectorStyle(
        "barrier_places",
        Text("Steder at åbne", "Places to open"),
        Shape.POINT,
        tuple(
            SymbolClass(
                Symbol(Shape.POINT, "#000000", 1.4, fill=colour, size=size),
                label,
                low=low,
                high=high,
            )
            for (low, high, colour, size), label in zip(
                _PLACES,
                (Text("højst 30 %", "at most 30 %"), Text("30–60 %", "30–60 %"), Text("over 60 %", "over 60 %")),
                strict=True,
            )
        ),
        kind=Kind.GRADUATED,
        attribute="saved_percent",
        caption=Text(
            "sparet af forbindelsens modstand; tallet er pladsen", "saved of the link's cost; the number is the place"
        ),
        above=True,
        label=("barrier_rank",),
    ),
    VectorStyle(
        "barrier_links",
        Text("Forbindelser", "Links"),
        Shape.LINE,
        (SymbolClass(Symbol(Shape.LINE, "#1b7253", 1.4), Text("letteste vej", "cheapest way")),),
    ),
)
