"""Styles rendered to QML, the style files of QGIS (written for 3.22, read by newer versions too)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from gistools.styles.columns import COLUMNS, column_alias
from gistools.styles.form_qml import write_form
from gistools.styles.model import ColourRamp, Kind, Shape, Stretch
from gistools.styles.numbers import format_limit
from gistools.styles.render import blend, rgb

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gistools.styles.form import Form
    from gistools.styles.model import RasterStyle, Symbol, VectorStyle

_VERSION = "3.22.0"
_MM_PER_PIXEL = 25.4 / 96.0
_UNBOUNDED = 1e30  # QGIS keeps numbers, not infinities, in ranges
_ARROW_PER_WIDTH = 5.0
_STOPS = 13  # of a stretched ramp in QML


def raster_qml(style: RasterStyle, limits: tuple[float, float] | None = None) -> str:
    """Return the QML of a raster style: discrete classes, interpolated colours, or a palette of codes."""
    root = Element("qgis", version=_VERSION, styleCategories="Symbology|Rendering|LayerConfiguration")
    pipe = SubElement(root, "pipe")
    common = {"band": "1", "opacity": f"{style.opacity:g}", "alphaBand": "-1", "nodataColor": ""}
    if isinstance(style.colours, ColourRamp):
        _classes(SubElement(pipe, "rasterrenderer", common | {"type": "singlebandpseudocolor"}), style.colours)
    elif isinstance(style.colours, Stretch):
        _stretch(SubElement(pipe, "rasterrenderer", common | {"type": "singlebandpseudocolor"}), style, limits)
    else:
        renderer = SubElement(pipe, "rasterrenderer", common | {"type": "paletted"})
        entries = SubElement(renderer, "colorPalette")
        for category in style.colours:
            SubElement(
                entries,
                "paletteEntry",
                value=str(category.value),
                color=category.colour,
                alpha="255",
                label=category.label.da,
            )
    SubElement(pipe, "brightnesscontrast", brightness="0", contrast="0", gamma="1")
    SubElement(pipe, "huesaturation", saturation="0", grayscaleMode="0", colorizeOn="0")
    SubElement(pipe, "rasterresampler", maxOversampling="2")
    SubElement(root, "blendMode").text = "0"
    return _document(root)


def _shader(renderer: Element, low: float, high: float, kind: str) -> Element:
    renderer.set("classificationMin", _number(low))
    renderer.set("classificationMax", _number(high))
    SubElement(renderer, "rasterTransparency")
    shader = SubElement(renderer, "rastershader")
    return SubElement(
        shader,
        "colorrampshader",
        colorRampType=kind,
        classificationMode="1",
        clip="0",
        minimumValue=_number(low),
        maximumValue=_number(high),
        labelPrecision="4",
    )


def _classes(renderer: Element, ramp: ColourRamp) -> None:
    """Discrete classes; an item's value is its upper limit, and the first item is what is not drawn."""
    shader = _shader(renderer, ramp.limits[0], ramp.limits[-1], "DISCRETE")
    first = format_limit(ramp.limits[0] * ramp.factor)
    unit = ramp.shown_unit or ramp.unit
    SubElement(
        shader,
        "item",
        alpha="0",
        value=_number(ramp.limits[0]),
        color="#ffffff",
        label=f"til {first} {unit} (vises ikke)",
    )
    for upper, colour, label in zip(ramp.limits[1:], ramp.colours, ramp.labels(), strict=True):
        SubElement(shader, "item", alpha="255", value=_number(upper), color=colour, label=label.da)


def _stretch(renderer: Element, style: RasterStyle, limits: tuple[float, float] | None) -> None:
    stretch = style.colours
    if not isinstance(stretch, Stretch):
        raise TypeError(style.name)
    low, high = limits or (stretch.low, stretch.high)
    shader = _shader(renderer, low, high, "INTERPOLATED")
    for k in range(_STOPS):
        share = k / (_STOPS - 1)
        value = low + (high - low) * share
        label = f"{value:.1f} {style.unit}".replace(".", ",").strip()
        colour = "#{:02x}{:02x}{:02x}".format(*blend(stretch.colours, share))
        SubElement(shader, "item", alpha="255", value=_number(value), color=colour, label=label)


def vector_qml(style: VectorStyle, numbers: Mapping[str, Sequence[int]] | None = None, form: Form | None = None) -> str:
    """Return the QML of a vector style, with the Danish names of the known columns as aliases.

    Codes are shown in words. QGIS puts brackets round a value of such a column that has no words; ``numbers`` are
    those that mean what they say, by column, and are shown without. A ``form`` is what features are asked by.
    """
    root = Element("qgis", version=_VERSION, styleCategories="Symbology|Fields|Forms")
    if style.label:
        root.set("styleCategories", "Symbology|Labeling|Fields|Forms")
        root.set("labelsEnabled", "1")
    levels = "1" if style.stacked else "0"
    renderer = SubElement(root, "renderer-v2", symbollevels=levels, enableorderby="0", forceraster="0")
    symbols = Element("symbols")
    if style.kind is Kind.SINGLE:
        renderer.set("type", "singleSymbol")
        _symbol(symbols, 0, style.classes[0].symbol)
    elif style.kind is Kind.CATEGORISED:
        renderer.set("type", "categorizedSymbol")
        _categories(renderer, symbols, style)
    else:
        renderer.set("type", "graduatedSymbol")
        _ranges(renderer, symbols, style)
    renderer.append(symbols)
    if style.label:
        _labels(root, style)
    SubElement(root, "blendMode").text = "0"
    SubElement(root, "featureBlendMode").text = "0"
    SubElement(root, "layerOpacity").text = "1"
    if form is not None:
        write_form(root, form)
    else:
        _codes(SubElement(root, "fieldConfiguration"), numbers or {})
        aliases = SubElement(root, "aliases")
        for name in COLUMNS:
            SubElement(aliases, "alias", field=name, name=column_alias(name), index="-1")
    SubElement(root, "layerGeometryType").text = {"point": "0", "line": "1", "polygon": "2"}[style.shape]
    return _document(root)


def _labels(root: Element, style: VectorStyle) -> None:
    """Write the columns of the label on each feature, one under the other, with a white rim."""
    parts = []
    for name in style.label:
        column = COLUMNS[name]
        unit = column.unit.replace("'", "''")
        number = f"format_number(\"{name}\" * {column.factor:g}, {column.decimals or 0}, 'da_DK') || ' {unit}'"
        parts.append(number if unit else f'"{name}"')
    joined = r" || '\n' || ".join(parts)
    first = f'"{style.label[0]}"'  # empty and 0 bear no label: as figures and web maps have it
    expression = f"CASE WHEN coalesce({first}, '') = '' OR {first} = 0 THEN '' ELSE {joined} END"
    settings = SubElement(SubElement(root, "labeling", type="simple"), "settings", calloutType="simple")
    text = SubElement(
        settings, "text-style", fieldName=expression, isExpression="1", fontFamily="Sans",
        fontSize=f"{8.0 * style.label_scale:g}", fontSizeUnit="Point", textColor="20,20,20,255", textOpacity="1",
    )  # fmt: skip
    SubElement(
        text, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM", bufferColor="255,255,255,255"
    )
    placement = {"point": "6", "line": "2", "polygon": "1"}[style.shape]  # around the point, along, within
    SubElement(settings, "placement", placement=placement)
    SubElement(settings, "rendering", drawLabels="1", obstacle="1")


def _codes(fields: Element, numbers: Mapping[str, Sequence[int]]) -> None:
    """Show codes in words: a value map for each column that has codes, with the Danish texts."""
    for name, column in COLUMNS.items():
        if not column.codes:
            continue
        widget = SubElement(SubElement(fields, "field", name=name), "editWidget", type="ValueMap")
        options = SubElement(SubElement(widget, "config"), "Option", type="Map")
        entries = SubElement(options, "Option", type="List", name="map")
        plain = {number: str(number) for number in numbers.get(name, ()) if number not in column.codes}
        for code, said in ({code: text.da for code, text in column.codes.items()} | plain).items():
            entry = SubElement(entries, "Option", type="Map")
            SubElement(entry, "Option", type="QString", name=said, value=str(code))


def _categories(renderer: Element, symbols: Element, style: VectorStyle) -> None:
    renderer.set("attr", style.attribute)
    entries = SubElement(renderer, "categories")
    for number, each in enumerate(style.classes):
        kind, text = _typed(each.value)
        SubElement(entries, "category", render="true", symbol=str(number), value=text, type=kind, label=each.label.da)
        _symbol(symbols, number, each.symbol)
    last = len(style.classes)
    SubElement(entries, "category", render="true", symbol=str(last), value="", type="string", label="ukendt")
    _symbol(symbols, last, style.unknown_symbol)


def _typed(value: object) -> tuple[str, str]:
    if isinstance(value, bool):
        return "bool", "true" if value else "false"
    if isinstance(value, int):
        return "long", str(value)
    if isinstance(value, float):
        return "double", repr(value)
    return "string", str(value)


def _ranges(renderer: Element, symbols: Element, style: VectorStyle) -> None:
    renderer.set("attr", style.attribute)
    renderer.set("graduatedMethod", "GraduatedColor")
    entries = SubElement(renderer, "ranges")
    for number, each in enumerate(style.classes):
        SubElement(
            entries,
            "range",
            render="true",
            symbol=str(number),
            lower=_number(each.low),
            upper=_number(each.high),
            label=each.label.da,
        )
        _symbol(symbols, number, each.symbol)


def _symbol(parent: Element, number: int, symbol: Symbol) -> None:
    kind, layer, options = {Shape.POINT: _point, Shape.LINE: _line, Shape.POLYGON: _polygon}[symbol.shape](symbol)
    element = SubElement(parent, "symbol", type=kind, name=str(number), alpha="1", clip_to_extent="1", force_rhr="0")
    _layer(element, layer, options, number)
    if symbol.arrow:
        along = {"placement": "lastvertex", "rotate": "1"}
        head = SubElement(
            _layer(element, "MarkerLine", along, number), "symbol", type="marker", name=f"@{number}@1", alpha="1"
        )
        paint = {"color": _rgba(symbol.stroke, symbol.opacity), "outline_style": "no"}
        size = {"size": _mm(symbol.width * _ARROW_PER_WIDTH), "size_unit": "MM"}
        _layer(head, "SimpleMarker", {"name": "filled_arrowhead"} | paint | size)


def _layer(symbol: Element, kind: str, options: Mapping[str, str], level: int = 0) -> Element:
    drawn = SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": str(level)})
    mapping = SubElement(drawn, "Option", type="Map")
    for key, value in options.items():
        SubElement(mapping, "Option", type="QString", name=key, value=value)
    return drawn


def _point(symbol: Symbol) -> tuple[str, str, Mapping[str, str]]:
    return (
        "marker",
        "SimpleMarker",
        {
            "name": "circle",
            "color": _rgba(symbol.fill or symbol.stroke, symbol.fill_opacity),
            "outline_color": _rgba(symbol.stroke, symbol.opacity),
            "outline_style": "solid",
            "outline_width": _mm(symbol.width),
            "outline_width_unit": "MM",
            "size": _mm(symbol.size),
            "size_unit": "MM",
        },
    )


def _line(symbol: Symbol) -> tuple[str, str, Mapping[str, str]]:
    options = {
        "line_color": _rgba(symbol.stroke, symbol.opacity),
        "line_width": _mm(symbol.width),
        "line_width_unit": "MM",
        "line_style": "solid",
        "capstyle": "round" if not symbol.dash else "flat",
        "joinstyle": "round",
    }
    if symbol.dash:
        options |= {
            "use_custom_dash": "1",
            "customdash": ";".join(_mm(d) for d in symbol.dash),
            "customdash_unit": "MM",
        }
    return "line", "SimpleLine", options


def _polygon(symbol: Symbol) -> tuple[str, str, Mapping[str, str]]:
    return (
        "fill",
        "SimpleFill",
        {
            "color": _rgba(symbol.fill or symbol.stroke, symbol.fill_opacity),
            "style": "solid" if symbol.fill else "no",
            "outline_color": _rgba(symbol.stroke, symbol.opacity),
            "outline_style": "dash" if symbol.dash else "solid",
            "outline_width": _mm(symbol.width),
            "outline_width_unit": "MM",
            "joinstyle": "round",
        },
    )


def _rgba(colour: str, opacity: float) -> str:
    return ",".join(str(v) for v in (*rgb(colour), round(opacity * 255)))


def _mm(pixels: float) -> str:
    return f"{pixels * _MM_PER_PIXEL:.3f}"


def _number(value: float) -> str:
    return repr(math.copysign(_UNBOUNDED, value) if math.isinf(value) else float(value))


def _document(root: Element) -> str:
    indent(root, space=" ")
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + tostring(root, encoding="unicode") + "\n"
