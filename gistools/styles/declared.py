"""The styles: one for each kind of layer, declared once.

The colours are told apart by people with red-green colour blindness too: the tests simulate deuteranopia and protanopia
and measure the CIEDE2000 distance of neighbouring classes and of every pair of categories.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from types import MappingProxyType
from typing import TYPE_CHECKING

from gistools.styles.compared import COMPARED_STYLES
from gistools.styles.model import (
    Aggregate,
    Category,
    ColourRamp,
    Kind,
    RasterStyle,
    Shape,
    Slider,
    Stretch,
    Style,
    Symbol,
    SymbolClass,
    VectorStyle,
    range_labels,
)
from gistools.styles.nature import NATURE_STYLES
from gistools.styles.plan import STRUCTURE_STYLES, SUB_CATCHMENT_STYLES
from gistools.styles.preparedness import PREPAREDNESS_STYLES
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

CLOSED_ROAD_M = 0.3  # depth at which roads count as closed (OS2 skadesøkonomi, SQL); a class limit of the depth style

WATER = ("#cdeaf9", "#93cdf0", "#56a9e3", "#2a7fcb", "#1c529f", "#0c2758")
AREA = ("#d4b0dd", "#b57fc3", "#9350a8", "#6a2a85", "#3c0e52")
SHARED = ("#c3e3c4", "#85c095", "#45946c", "#1a6650", "#083529")
SPARE = ("#7a2d04", "#b8530a", "#e0851f", "#f3b765", "#fbe3bd")
SURGE = ("#090720", "#251255", "#762181", "#b73779", "#d8456c", "#f1605d", "#fea772", "#fcf0b2")  # floods soon: dark
LAND = ("#2f5d50", "#6f9a6a", "#b9cc95", "#f3ecc8", "#dcb27a", "#b07a4c", "#7a4a34")
# the eight colours of Okabe and Ito (2008), made for all kinds of colour vision
BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILLION, PURPLE = (
    "#000000", "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7",
)  # fmt: skip

RULE = ("#c9dfc4", "#8fbf8f", "#4f9a6b", "#1f7050", "#06402f")
SEA_LIMITS = (-10.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 10.0)  # beyond them nothing is drawn: never flooded is clear
SEA_REMARKS = (Text("først oversvømmet", "flooded first"), *(None,) * 7)

_ROADS_CLOSED = Text("veje regnes lukket", "roads count as closed")

RASTER_STYLES = (
    RasterStyle(
        "elevation",
        Text("Terrænhøjde", "Elevation"),
        Stretch(LAND, 0.0, 60.0),
        unit="m",
        aggregate=Aggregate.MEAN,
        opacity=0.75,
    ),
    RasterStyle(
        "depth",
        Text("Vanddybde", "Water depth"),
        ColourRamp(
            (0.05, 0.1, 0.2, CLOSED_ROAD_M, 0.5, 1.0, math.inf),
            WATER,
            unit="m",
            shown_unit="cm",
            factor=100.0,
            remarks=(None, None, None, _ROADS_CLOSED, None, None),
        ),
        unit="cm",
        aggregate=Aggregate.MAX,
        opacity=0.9,
    ),
    RasterStyle(
        "rain_to_flood",
        Text("Våd ved regn på", "Wet from a rain of"),
        ColourRamp((0.0, 15.0, 30.0, 50.0, 75.0, 100.0, 150.0), WATER[::-1], unit="mm"),
        unit="mm",
        aggregate=Aggregate.MIN,
        opacity=0.9,
        caption=Text(
            "våd ved regn på …, den mindste regn, der sætter stedet under vand",
            "wet from a rain of …, the least rain that puts the place under water",
        ),
        slider=Slider(
            1.0,
            150.0,
            1.0,
            "mm",
            name=Text("Regn", "Rain"),
            reached=Text("under vand", "under water"),
            question=Text("Hvor meget er under vand, når regnen vokser?", "How much is under water as rain grows?"),
            remark=Text("Alt vand er talt med, også hvor det er lavt.", "All water counts, also where it is shallow."),
            marks=(30.0, 75.0, 150.0),
        ),
    ),
    RasterStyle(
        "direction",
        Text("Strømningsretning", "Flow direction"),
        (
            Category(1, ORANGE, Text("øst", "east")),
            Category(2, YELLOW, Text("sydøst", "south-east")),
            Category(4, GREEN, Text("syd", "south")),
            Category(8, SKY, Text("sydvest", "south-west")),
            Category(16, BLUE, Text("vest", "west")),
            Category(32, BLACK, Text("nordvest", "north-west")),
            Category(64, PURPLE, Text("nord", "north")),
            Category(128, VERMILLION, Text("nordøst", "north-east")),
            Category(0, "#ffffff", Text("bund eller udløb", "bottom or outlet")),
        ),
        opacity=0.8,
    ),
    RasterStyle(
        "contributing_area",
        Text("Opland", "Contributing area"),
        ColourRamp((1e3, 1e4, 1e5, 1e6, 1e7, math.inf), AREA, unit="m²", shown_unit="ha", factor=1e-4),
        unit="ha",
        aggregate=Aggregate.MAX,
    ),
    RasterStyle(
        "contributing_cells",
        Text("Opland i celler", "Contributing cells"),
        ColourRamp((1e3, 1e4, 1e5, 1e6, 1e7, math.inf), AREA, unit=""),
        aggregate=Aggregate.MAX,
    ),
    RasterStyle(
        "intensity",
        Text("Strømningsintensitet", "Flow intensity"),
        ColourRamp((1e3, 1e4, 1e5, 1e6, 1e7, math.inf), SHARED, unit="m²", shown_unit="ha", factor=1e-4),
        unit="ha",
        aggregate=Aggregate.MAX,
    ),
    RasterStyle(
        "mask",
        Text("Markering", "Mask"),
        (Category(1, VERMILLION, Text("ja", "yes")),),
        aggregate=Aggregate.MAX,
        opacity=0.6,
    ),
    RasterStyle(
        "mask_cut",
        Text("Skåret af kortets kant", "Cut by the edge of the map"),
        (Category(1, "#3a3550", Text("oplandet når kortets kant", "the catchment reaches the edge of the map")),),
        aggregate=Aggregate.MAX,
        opacity=0.5,
    ),
    RasterStyle(
        "hillshade",
        Text("Skyggekort", "Hillshade"),
        Stretch(("#858585", "#dedede", "#ffffff"), 0.0, 1.0),
        aggregate=Aggregate.MEAN,
    ),
    RasterStyle(
        "sea_to_flood",
        Text("Havniveau, der oversvømmer", "Sea level that floods"),
        ColourRamp(SEA_LIMITS, SURGE, unit="m", shown_unit="m DVR90", remarks=SEA_REMARKS),
        unit="m",
        aggregate=Aggregate.MEAN,
        opacity=0.85,
    ),
    RasterStyle(
        "rule_difference",
        Text("Lavere hav over hjørner", "Lower sea over corners"),
        ColourRamp((0.0, 0.1, 0.25, 0.5, 1.0, math.inf), RULE, unit="m", shown_unit="cm", factor=100.0),
        unit="cm",
        aggregate=Aggregate.MAX,
    ),
    RasterStyle(
        "raster",
        Text("Værdi", "Value"),
        Stretch(("#440154", "#414487", "#2a788e", "#22a884", "#7ad151", "#fde725"), 0.0, 1.0),
        aggregate=Aggregate.MEAN,
        opacity=0.85,
    ),
)


def _fill(colour: str, opacity: float = 0.8, stroke: str = "#5a2a08", width: float = 0.8) -> Symbol:
    return Symbol(Shape.POLYGON, stroke, width, fill=colour, fill_opacity=opacity)


def _fill_classes() -> tuple[SymbolClass, ...]:
    limits = (0.0, 10.0, 25.0, 50.0, 100.0, math.inf)
    return tuple(
        SymbolClass(_fill(colour), label, low=low, high=high)
        for colour, label, low, high in zip(SPARE, range_labels(limits, "mm"), limits, limits[1:], strict=False)
    )


def _order_classes() -> tuple[SymbolClass, ...]:
    names = (
        Text("orden 1 (øverst)", "order 1 (uppermost)"),
        Text("orden 2", "order 2"),
        Text("orden 3", "order 3"),
        Text("orden 4 og over", "order 4 and above"),
    )
    bounds = ((0.0, 1.0), (1.0, 2.0), (2.0, 3.0), (3.0, math.inf))
    return tuple(
        SymbolClass(Symbol(Shape.LINE, "#0a4f8f", width), name, low=low, high=high)
        for width, name, (low, high) in zip((0.9, 1.7, 2.8, 4.2), names, bounds, strict=True)
    )


def _edit(value: str, fill: str, stroke: str, width: float, label: Text) -> SymbolClass:
    symbol = Symbol(Shape.POLYGON, stroke, width, fill=fill, fill_opacity=0.8)
    return SymbolClass(symbol, label, value=value)


def _spilled_classes() -> tuple[SymbolClass, ...]:
    limits = (0.0, 500.0, 5_000.0, 50_000.0, math.inf)
    first, *rest = range_labels(limits, "m³")
    labels = (Text(first.da.replace("0–", "indtil ", 1), first.en.replace("0–", "up to ", 1)), *rest)
    return tuple(
        SymbolClass(
            Symbol(Shape.POINT, "#ffffff", edge, fill="#b3123f", fill_opacity=0.9, size=size), label, low=low, high=high
        )
        for size, edge, label, low, high in zip(
            (3.5, 5.5, 9.0, 14.0), (0.4, 0.6, 0.9, 1.2), labels, limits, limits[1:], strict=False
        )
    )


def _protected_classes() -> tuple[SymbolClass, ...]:
    limits = (0.0, 10_000.0, 100_000.0, 1_000_000.0, math.inf)
    labels = range_labels(limits, "ha", 1e-4)
    return tuple(
        SymbolClass(
            Symbol(Shape.POINT, "#ffffff", edge, fill="#111111", fill_opacity=0.9, size=size), label, low=low, high=high
        )
        for size, edge, label, low, high in zip(
            (5.0, 8.0, 12.0, 18.0), (0.6, 0.8, 1.0, 1.2), labels, limits, limits[1:], strict=False
        )
    )


def _pocket_classes() -> tuple[SymbolClass, ...]:
    limits = (*SEA_LIMITS, math.inf)
    labels = range_labels(limits, "m DVR90")
    return tuple(
        SymbolClass(_fill(colour, 0.65, "#2d0a4e", 1.2), label, low=low, high=high)
        for colour, label, low, high in zip((*SURGE, "#ffffff"), labels, limits, limits[1:], strict=False)
    )


VECTOR_STYLES = (
    VectorStyle(
        "bluespots",
        Text("Lavninger", "Bluespots"),
        Shape.POLYGON,
        _fill_classes(),
        kind=Kind.GRADUATED,
        attribute="fill_local_mm",
        caption=Text("regn på eget opland, der fylder lavningen", "rain on its own catchment that fills the bluespot"),
        unknown=_fill("#bdbdbd"),
    ),
    VectorStyle(
        "bluespots_by_rain",
        Text("Lavninger", "Bluespots"),
        Shape.POLYGON,
        (
            SymbolClass(
                Symbol(Shape.POLYGON, SPARE[0], 1.0, fill=SPARE[3], fill_opacity=0.08),
                Text("lavningens udbredelse, når den er fuld", "extent of the bluespot when full"),
            ),
        ),
        unknown=_fill("#bdbdbd"),
    ),
    VectorStyle(
        "ponds",
        Text("Vandsamlinger", "Ponds"),
        Shape.POLYGON,
        (
            SymbolClass(
                Symbol(Shape.POLYGON, "#0c2758", 1.2, fill=WATER[1], fill_opacity=0.15, dash=(4.0, 3.0)),
                Text("delvis fyldt", "partly filled"),
                low=0.0,
                high=1.0 - 1e-9,
            ),
            SymbolClass(
                Symbol(Shape.POLYGON, "#0c2758", 1.8, fill=WATER[2], fill_opacity=0.15),
                Text("fuld: vand løber over", "full: water spills"),
                low=1.0 - 1e-9,
                high=math.inf,
            ),
        ),
        kind=Kind.GRADUATED,
        attribute="filled_share",
        unknown=Symbol(Shape.POLYGON, "#0c2758", 1.0, dash=(1.0, 3.0)),
    ),
    VectorStyle(
        "threshold_points",
        Text("Tærskelpunkter", "Threshold points"),
        Shape.POINT,
        _spilled_classes(),
        kind=Kind.GRADUATED,
        attribute="spilled_m3",
        caption=Text("vand, der er løbet over her", "water that spilled here"),
        plain=SymbolClass(
            Symbol(Shape.POINT, "#ffffff", 1.1, fill="#b3123f", size=7.5),
            Text("her løber en fuld lavning over", "here a full bluespot spills"),
        ),
        stacked=True,
    ),
    VectorStyle(
        "spill_network",
        Text("Overløb", "Spills"),
        Shape.LINE,
        (
            SymbolClass(
                Symbol(Shape.LINE, "#b3123f", 1.8, dash=(7.0, 4.0), arrow=True),
                Text(
                    "vand løber over: til næste lavning eller ud af kortet",
                    "water spills: to the next bluespot or off the map",
                ),
            ),
        ),
        above=True,  # spills follow flow paths, which would hide them
    ),
    VectorStyle(
        "flow_paths",
        Text("Strømningsveje", "Flow paths"),
        Shape.LINE,
        _order_classes(),
        kind=Kind.GRADUATED,
        attribute="order_strahler",
        unknown=Symbol(Shape.LINE, "#0a4f8f", 1.7),
    ),
    VectorStyle(
        "traces",
        Text("Vandets vej", "Way of the water"),
        Shape.LINE,
        (SymbolClass(Symbol(Shape.LINE, "#0a4f8f", 2.6, arrow=True), Text("vandets vej", "way of the water")),),
        above=True,
    ),
    VectorStyle(
        "watersheds",
        Text("Oplande", "Watersheds"),
        Shape.POLYGON,
        (
            SymbolClass(
                _fill("#cc79a7", 0.25, "#6b2450", 2.0), Text("hele oplandet", "the whole watershed"), value=False
            ),
            SymbolClass(
                Symbol(Shape.POLYGON, "#6b2450", 2.0, fill="#cc79a7", fill_opacity=0.15, dash=(7.0, 4.0)),
                Text("skåret af kortets kant: større i virkeligheden", "cut by the edge of the map: larger in fact"),
                value=True,
            ),
        ),
        kind=Kind.CATEGORISED,
        attribute="cut_by_edge",
        unknown=_fill("#cc79a7", 0.2, "#6b2450", 2.0),
    ),
    VectorStyle(
        "edits",
        Text("Ændringer af terrænet", "Edits of the terrain"),
        Shape.POLYGON,
        (
            _edit("building", "#8c857d", "#1c1c1c", 0.8, Text("bygning", "building")),
            _edit("horseshoe", SKY, "#0c2758", 3.6, Text("hestesko", "horseshoe")),
            _edit("line", VERMILLION, "#b3123f", 3.6, Text("tilpasningslinje", "adjustment line")),
        ),
        kind=Kind.CATEGORISED,
        attribute="object_kind",
        unknown=_fill(PURPLE, 0.6),
        stacked=True,
    ),
    VectorStyle(
        "critical_points",
        Text("Kritiske punkter", "Critical points"),
        Shape.POINT,
        _protected_classes(),
        kind=Kind.GRADUATED,
        attribute="area_m2",
        caption=Text("lavt land, som punktet beskytter", "low land that the point protects"),
        stacked=True,
    ),
    VectorStyle(
        "protected_pockets",
        Text("Beskyttede lommer", "Protected pockets"),
        Shape.POLYGON,
        _pocket_classes(),
        kind=Kind.GRADUATED,
        attribute="sea_level_m",
        caption=Text("havniveau, der først når ind", "sea level that first comes in"),
    ),
    VectorStyle(
        "surge_extent",
        Text("Oversvømmet af havet", "Flooded by the sea"),
        Shape.POLYGON,
        (
            SymbolClass(
                Symbol(Shape.POLYGON, "#0c2758", 1.6, fill=WATER[2], fill_opacity=0.2),
                Text("oversvømmet af havet", "flooded by the sea"),
            ),
        ),
    ),
    VectorStyle(
        "buildings",
        Text("Bygninger", "Buildings"),
        Shape.POLYGON,
        (SymbolClass(_fill("#8c857d", 0.9, "#4a453f", 0.6), Text("bygning", "building")),),
        beneath=True,
    ),
    VectorStyle(
        "point",
        Text("Punkter", "Points"),
        Shape.POINT,
        (SymbolClass(Symbol(Shape.POINT, "#ffffff", 1.2, fill="#3b2f7f", size=9.0), Text("punkt", "point")),),
    ),
    VectorStyle(
        "line",
        Text("Linjer", "Lines"),
        Shape.LINE,
        (SymbolClass(Symbol(Shape.LINE, "#3b2f7f", 2.0), Text("linje", "line")),),
    ),
    VectorStyle(
        "polygon",
        Text("Flader", "Polygons"),
        Shape.POLYGON,
        (SymbolClass(_fill("#8f86c7", 0.35, "#3b2f7f", 1.4), Text("flade", "polygon")),),
    ),
)

# frequent is dark, rare is pale
OFTEN = ("#16062e", "#3f0f72", "#86257f", "#b93a76", "#e55964", "#fb8f5b", "#fdc67a", "#fbf2b8")
_YEARS = (-1.0, 0.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, math.inf)
_YEAR_LABELS = (
    Text("oftere end regntabellens korteste", "oftener than the shortest of the rain table"),
    Text("højst 2 år", "at most 2 years"),
    *(Text(f"{low:g}–{high:g} år", f"{low:g}–{high:g} years") for low, high in itertools.pairwise(_YEARS[2:-1])),
    Text("over 100 år", "over 100 years"),
)
_HOW_OFTEN = Text("hvor ofte der kommer vand, i dag", "how often water comes, today")
_RARELY = Text(
    "sjældnere end regntabellens længste, aldrig eller ukendt",
    "more rarely than the longest of the rain table, never, or unknown",
)


def _often_classes(shape: Shape) -> tuple[SymbolClass, ...]:
    made = []
    for n, (colour, label) in enumerate(zip(OFTEN, _YEAR_LABELS, strict=True)):
        if shape is Shape.LINE:
            symbol = Symbol(shape, colour, 6.0 - 0.5 * n)
        elif shape is Shape.POINT:
            symbol = Symbol(shape, "#2b2b2b", 1.0, fill=colour, fill_opacity=1.0, size=12.0 - 0.8 * n)
        else:
            symbol = Symbol(shape, "#2b2b2b", 0.6, fill=colour, fill_opacity=0.95)
        made.append(SymbolClass(symbol, label, low=_YEARS[n], high=_YEARS[n + 1]))
    return tuple(made)


RETURN_PERIOD_STYLES: tuple[Style, ...] = (
    RasterStyle(
        "return_period",
        Text("Gentagelsesperiode", "Return period"),
        ColourRamp(_YEARS, OFTEN, unit="år", words=_YEAR_LABELS),
        unit="år",
        aggregate=Aggregate.MIN,
        opacity=0.9,
    ),
    VectorStyle(
        "first_wet_buildings",
        Text("Bygninger efter gentagelsesperiode", "Buildings by return period"),
        Shape.POLYGON,
        _often_classes(Shape.POLYGON),
        kind=Kind.GRADUATED,
        attribute="return_period_years",
        caption=_HOW_OFTEN,
        unknown=Symbol(Shape.POLYGON, "#6b6b6b", 0.8, fill="#d9d9d9", fill_opacity=0.5, dash=(2.0, 2.0)),
        unknown_words=_RARELY,
    ),
    VectorStyle(
        "first_wet_roads",
        Text("Veje efter gentagelsesperiode", "Roads by return period"),
        Shape.LINE,
        _often_classes(Shape.LINE),
        kind=Kind.GRADUATED,
        attribute="return_period_years",
        caption=_HOW_OFTEN,
        unknown=Symbol(Shape.LINE, "#8a8a8a", 1.2, dash=(2.0, 3.0)),
        unknown_words=_RARELY,
    ),
)

# sooner is orange and red, later is blue, and each the darker the more
_CHANGED = ("#67000d", "#d7481d", "#fdb56f", "#e3e3e0", "#9fcbe8", "#3a86c0", "#08306b")


WHAT_IF_STYLES: tuple[Style, ...] = (
    RasterStyle(
        "rain_change",
        Text("Vandet kommer ved", "Water comes at"),
        ColourRamp(
            (-1e5, -50.0, -10.0, -1.0, 1.0, 10.0, 50.0, 1e5),
            _CHANGED,
            unit="mm",
            words=(
                Text("værre: over 50 mm mindre regn, eller nyt vand", "worse: over 50 mm less rain, or newly wet"),
                Text("værre: 10–50 mm mindre", "worse: 10–50 mm less"),
                Text("værre: 1–10 mm mindre", "worse: 1–10 mm less"),
                Text("som før (under 1 mm)", "as before (under 1 mm)"),
                Text("bedre: 1–10 mm mere", "better: 1–10 mm more"),
                Text("bedre: 10–50 mm mere", "better: 10–50 mm more"),
                Text("bedre: over 50 mm mere, eller ikke længere vand", "better: over 50 mm more, or no longer wet"),
            ),
        ),
        unit="mm",
        aggregate=Aggregate.MIN,
        opacity=0.9,
        caption=Text(
            "ændring af den regn, der sætter stedet under vand", "change of the rain that puts it under water"
        ),
    ),
    RasterStyle(
        "wet_change",
        Text("Ændret tilstand", "Change of state"),
        (
            Category(1, "#67000d", Text("nyt vand", "newly wet")),
            Category(2, ORANGE, Text("våd tidligere", "wet sooner")),
            Category(3, "#d9d9d6", Text("som før", "the same")),
            Category(4, SKY, Text("våd senere", "wet later")),
            Category(5, "#08306b", Text("ikke længere våd", "no longer wet")),
        ),
        opacity=0.9,
    ),
    VectorStyle(
        "measures",
        Text("Tiltag", "Measures"),
        Shape.POLYGON,
        (
            SymbolClass(_fill(PURPLE, 0.25, "#6b2450", 2.0), Text("terræn givet", "ground given"), value="given"),
            SymbolClass(_fill(YELLOW, 0.4, "#5c5300", 2.0), Text("fyldt op", "filled up"), value="fills"),
            SymbolClass(_fill(GREEN, 0.15, "#005c44", 2.4), Text("sænket", "lowered"), value="lowers"),
            SymbolClass(
                _fill(BLACK, 0.75, BLACK, 1.6), Text("hævet: mur eller dige", "raised: wall or dike"), value="raises"
            ),
            SymbolClass(
                Symbol(Shape.POLYGON, "#0c2758", 2.2, fill="#ffffff", fill_opacity=0.6, dash=(4.0, 2.0)),
                Text("rørunderføring", "culvert"),
                value="leads",
            ),
            SymbolClass(
                Symbol(Shape.POLYGON, "#8a4b00", 2.6, fill="#f0d9b5", fill_opacity=0.35, dash=(1.5, 1.5)),
                Text("sikret bygning", "protected building"),
                value="protects",
            ),
        ),
        kind=Kind.CATEGORISED,
        attribute="measure_effect",
        unknown=_fill("#bdbdbd"),
        stacked=True,
    ),
    VectorStyle(
        "changed_areas",
        Text("Ændrede områder", "Changed areas"),
        Shape.POLYGON,
        (
            SymbolClass(
                Symbol(Shape.POLYGON, "#08306b", 1.2, fill="#3a86c0", fill_opacity=0.0, dash=(3.0, 3.0)),
                Text("bedre: vandet kommer senere", "better: water comes later"),
                value="better",
            ),
            SymbolClass(
                Symbol(Shape.POLYGON, "#67000d", 2.0, fill="#d7481d", fill_opacity=0.0),
                Text("værre: vandet kommer tidligere", "worse: water comes sooner"),
                value="worse",
            ),
        ),
        kind=Kind.CATEGORISED,
        attribute="change_kind",
        unknown=_fill("#bdbdbd"),
        stacked=True,
    ),
)

# unlikely is pale, almost certain is dark; less than 10 % is not drawn: any level ground has some. Limits lie a hair
# below the round numbers, so that just 10, 50 or 90 % of the draws is in the class that P10, P50 or P90 tells of
_HAIR = 1e-7
LIKELY = ("#f8d3b4", "#eb9a7c", "#cb6177", "#8b3879", "#341a57")
UNCERTAIN_STYLES: tuple[Style, ...] = (
    RasterStyle(
        "wet_share",
        Text("Sandsynlighed for vand", "Probability of water"),
        ColourRamp((*(limit - _HAIR for limit in (10.0, 30.0, 50.0, 70.0, 90.0)), 100.0), LIKELY, unit="%"),
        unit="%",
        aggregate=Aggregate.MEAN,
        opacity=0.9,
        caption=Text(
            "andel af gennemløbene; alt vand er talt med, også hvor det er lavt",
            "share of the draws; all water counts, also where it is shallow",
        ),
        measure="mm",  # lies where the least rain in mm lies
    ),
    # the cells below a quantile are no area of any draw, so that none is summed up in a chart or by a slider
    dataclasses.replace(
        next(style for style in RASTER_STYLES if style.name == "rain_to_flood"),
        name="rain_to_flood_quantile",
        caption=Text(
            "den mindste regn, som 10, 50 eller 90 % af gennemløbene er våde ved, hver celle for sig",
            "the least rain at which 10, 50 or 90 % of the draws are wet, each cell by itself",
        ),
        slider=None,
    ),
)

# what a building or a square costs a year: pale is little; nothing is not drawn as little
COST = ("#fde0c5", "#f9b48a", "#ee7c5f", "#c9415c", "#8c2060", "#4a0f55")
_NO_COST = "#e9ecef"
_BUILDING_LIMITS = (0.0, 100.0, 500.0, 2_000.0, 5_000.0, 20_000.0, math.inf)
_SQUARE_LIMITS = (0.0, 500.0, 2_000.0, 10_000.0, 50_000.0, 200_000.0, math.inf)
_COST_UNKNOWN = Text("ukendt: vandet eller beløbet kendes ikke", "unknown: the water or the amount is not known")


def _cost_classes(limits: tuple[float, ...], opacity: float) -> tuple[SymbolClass, ...]:
    names = range_labels(limits, "kr./år")
    classes = [
        SymbolClass(
            Symbol(Shape.POLYGON, "#b5bbc1", 0.4, fill=_NO_COST, fill_opacity=0.8 * opacity**3),
            Text("ingen skade ved nogen regn", "no damage in any rain"),
            low=-1.0,
            high=0.0,
        )
    ]
    for colour, name, (low, high) in zip(COST, names, itertools.pairwise(limits), strict=True):
        symbol = Symbol(Shape.POLYGON, "#2b2b2b", 0.6, fill=colour, fill_opacity=opacity)
        classes.append(SymbolClass(symbol, name, low=low, high=high))
    return tuple(classes)


_SAVED = (
    (-1e12, -1.0, "#8c1d0f", Text("mere skade", "more damage")),
    (-1.0, 1.0, _NO_COST, Text("som før", "as before")),
    (1.0, 500.0, "#c6dbef", Text("sparer op til 500 kr./år", "saves up to 500 DKK a year")),
    (500.0, 5_000.0, "#6baed6", Text("sparer 500–5.000 kr./år", "saves 500–5,000 DKK a year")),
    (5_000.0, math.inf, "#08306b", Text("sparer over 5.000 kr./år", "saves over 5,000 DKK a year")),
)

FLOOD_COST_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "building_savings",
        Text("Sparet skade pr. bygning", "Damage saved by building"),
        Shape.POLYGON,
        tuple(
            SymbolClass(
                Symbol(Shape.POLYGON, "#2b2b2b", 0.5, fill=colour, fill_opacity=0.95), label, low=low, high=high
            )
            for low, high, colour, label in _SAVED
        ),
        kind=Kind.GRADUATED,
        attribute="saved_dkk",
        caption=Text("forventet årlig skade før minus efter, i dag", "expected annual damage before less after, today"),
        unknown=Symbol(Shape.POLYGON, "#6b6b6b", 0.8, fill="#ffffff", fill_opacity=0.5, dash=(2.0, 2.0)),
        unknown_words=_COST_UNKNOWN,
    ),
    VectorStyle(
        "building_costs",
        Text("Skade pr. bygning", "Damage by building"),
        Shape.POLYGON,
        _cost_classes(_BUILDING_LIMITS, 0.95),
        kind=Kind.GRADUATED,
        attribute="annual_today_dkk",
        caption=Text("forventet årlig skade i dag", "expected annual damage today"),
        unknown=Symbol(Shape.POLYGON, "#6b6b6b", 0.8, fill="#ffffff", fill_opacity=0.5, dash=(2.0, 2.0)),
        unknown_words=_COST_UNKNOWN,
        above=True,
    ),
    VectorStyle(
        "cost_squares",
        Text("Skade i felter", "Damage in squares"),
        Shape.POLYGON,
        _cost_classes(_SQUARE_LIMITS, 0.75),
        kind=Kind.GRADUATED,
        attribute="annual_today_dkk",
        caption=Text("forventet årlig skade i dag", "expected annual damage today"),
        unknown=Symbol(Shape.POLYGON, "#6b6b6b", 0.8, fill="#ffffff", fill_opacity=0.4, dash=(2.0, 2.0)),
        unknown_words=_COST_UNKNOWN,
    ),
)

_ROAD_LIMITS = (0.0, 500.0, 5_000.0, 50_000.0, math.inf)
ROAD_COST_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "road_costs",
        Text("Skade på veje", "Damage to roads"),
        Shape.LINE,
        (
            SymbolClass(
                Symbol(Shape.LINE, "#9aa0a6", 1.2),
                Text("ingen skade ved nogen regn", "no damage in any rain"),
                low=-1.0,
                high=0.0,
            ),
            *(
                SymbolClass(Symbol(Shape.LINE, colour, 2.5 + n), name, low=low, high=high)
                for n, (colour, name, (low, high)) in enumerate(
                    zip(
                        COST[1::1][:4],
                        range_labels(_ROAD_LIMITS, "kr./år"),
                        itertools.pairwise(_ROAD_LIMITS),
                        strict=True,
                    )
                )
            ),
        ),
        kind=Kind.GRADUATED,
        attribute="annual_today_dkk",
        caption=Text("forventet årlig skade i dag", "expected annual damage today"),
        unknown=Symbol(Shape.LINE, "#6b6b6b", 1.2, dash=(2.0, 3.0)),
        unknown_words=Text("ukendt: vandet eller trafikken kendes ikke", "unknown: the water or traffic is not known"),
    ),
)
PUBLISHED_STYLES: tuple[Style, ...] = (
    dataclasses.replace(
        next(style for style in FLOOD_COST_STYLES if style.name == "cost_squares" and isinstance(style, VectorStyle)),
        name="cost_squares_shown",
        unknown_words=Text("vises ikke: for få bygninger, eller ukendt", "not shown: too few buildings, or unknown"),
    ),
)
PLACE_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "places_met",
        Text("Kritiske steder med vand", "Critical places with water"),
        Shape.POINT,
        _often_classes(Shape.POINT),
        kind=Kind.GRADUATED,
        attribute="met_today_years",
        caption=_HOW_OFTEN,
        unknown=Symbol(Shape.POINT, "#6b6b6b", 1.0, fill="#ffffff", fill_opacity=0.9, size=6.0),
        unknown_words=_RARELY,
        above=True,
    ),
)

STYLES: Mapping[str, Style] = MappingProxyType(
    {
        style.name: style
        for style in (
            *RASTER_STYLES,
            *VECTOR_STYLES,
            *RETURN_PERIOD_STYLES,
            *UNCERTAIN_STYLES,
            *WHAT_IF_STYLES,
            *FLOOD_COST_STYLES,
            *PUBLISHED_STYLES,
            *ROAD_COST_STYLES,
            *PLACE_STYLES,
            *SUB_CATCHMENT_STYLES,
            *STRUCTURE_STYLES,
            *COMPARED_STYLES,
            *PREPAREDNESS_STYLES,
            *NATURE_STYLES,
        )
    }
)
