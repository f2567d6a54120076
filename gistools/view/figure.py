"""The figure (figur): a map for reports, drawn with matplotlib."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from gistools.errors import CrsError
from gistools.grid import same_crs
from gistools.raster import Raster
from gistools.styles import RasterStyle, format_limit
from gistools.text import Text
from gistools.view import words
from gistools.view.layers import checked, covering, stamps_of, style_of
from gistools.view.pictures import picture, shade, shade_style
from gistools.view.source import source_line
from gistools.view.web import vector_entries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gistools.styles import Style
    from gistools.text import Language
    from gistools.view.layers import MapLayer
    from gistools.view.panel import Chart, Heading

_LABELS = 1000.0  # drawn over all layers
_LARGEST_PIXELS = 2000  # of a raster on paper; more cannot be seen
_MARGIN = 1.04  # what is shown, by what is drawn
_OWN_M = 20.0  # least extent of what a tool made for a map of that alone
_TITLE_SIZE, _TITLE_LETTERS = 17.0, 5.5  # points, and letters of that size to an inch
_KILOMETRE_M = 1000.0
STAMP_COLOUR = "#9c1c1c"
_PROVENANCE_KEY = "gistools-provenance"


def figure(
    layers: Sequence[MapLayer],
    *,
    hillshade: Raster | None = None,
    title: Text,
    stamps: Sequence[Text] = (),
    notes: Sequence[Text] = (),
    provenance_json: str | None = None,
    limits: Text | None = None,
    language: Language = "da",
    size_in: tuple[float, float] = (11.7, 8.3),
) -> Figure:
    """Return a map (kort) with hillshade, legend, scale bar, north arrow, stamps and source line.

    Where a raster's style has a slider, a chart in the legend's column tells how much is reached at each stop.

    Parameters
    ----------
    layers, hillshade, title, stamps, notes, provenance_json, limits, language:
        As for `gistools.view.web_map`; all layers in the coordinate system of the first raster (or layer).
    size_in:
        Width and height in inches; A4 on its side unless given.

    Returns
    -------
    matplotlib.figure.Figure
        Drawn without pyplot, so figures may be made in several threads at once; `save_figure` writes it.

    Raises
    ------
    InputError
        For an unknown style or one of the wrong sort.
    CrsError
        For layers in other coordinate systems than the rest.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - heavy
    from matplotlib.figure import Figure as Canvas  # noqa: PLC0415

    ready = checked(layers)
    _require_one_crs(ready, hillshade)
    hidden = covering(ready)
    left_out = [layer.name for number, layer in enumerate(ready) if number in hidden]
    ready = tuple(layer for number, layer in enumerate(ready) if number not in hidden)
    drawn = Canvas(figsize=size_in, facecolor="white")
    FigureCanvasAgg(drawn)
    axes = drawn.add_axes((0.015, 0.02, 0.69, 0.90), facecolor="#ecebe7")
    _frame(axes, ready, hillshade, size_in)
    if hillshade is not None:
        draw_hillshade(axes, hillshade)
    labels: list[Bbox] = []
    headings, said = [], [*notes, *(words.about(words.LEFT_OUT, name) for name in left_out)]
    for order, layer in enumerate(ready, start=1):
        heading, more = draw_layer(axes, layer, style_of(layer), float(order), language, labels)
        headings.append(heading)
        said.extend(more)
    words_of_title = title.say(language)
    size = min(_TITLE_SIZE, _TITLE_SIZE * _TITLE_LETTERS * size_in[0] / max(1, len(words_of_title)))
    drawn.text(0.015, 0.955, words_of_title, fontsize=size, fontweight="bold", va="center", parse_math=False)
    draw_stamps(axes, stamps_of(ready, stamps), language)
    draw_scale_bar(axes, language)
    draw_north(axes, language)
    source = source_line(provenance_json, language)
    _panel(drawn, tuple(reversed(headings)), said, source, language, _chart(ready, language), limits or words.LIMITS)
    return drawn


def save_figure(drawn: Figure, path: Path | str, *, provenance_json: str | None = None, dpi: int = 150) -> Path:
    """Write a figure as PNG (or PDF or SVG by its ending) and return its path.

    A PNG carries the provenance record as a text chunk named ``gistools-provenance``. Equal figures are equal bytes.
    """
    target = Path(path)
    metadata: dict[str, str | None] = {}
    if target.suffix.lower() == ".png":
        metadata["Software"] = "gistools"
        if provenance_json is not None:
            metadata[_PROVENANCE_KEY] = provenance_json
    else:
        metadata["Creator"] = "gistools"
        metadata["Date" if target.suffix.lower() == ".svg" else "CreationDate"] = None
    drawn.savefig(target, dpi=dpi, metadata=metadata)
    return target


def _crs(value: object) -> str:
    if isinstance(value, Raster):
        return value.grid.crs
    return str(value.crs.to_wkt())  # type: ignore[attr-defined]  # checked() let only rasters and layers pass


def _require_one_crs(layers: Sequence[MapLayer], hillshade: Raster | None) -> None:
    values = [*([hillshade] if hillshade is not None else []), *(layer.value for layer in layers)]
    if not values:
        return
    first = next((value for value in values if isinstance(value, Raster)), values[0])
    for layer in layers:
        if not same_crs(_crs(first), _crs(layer.value)):
            crs = _crs(first) if isinstance(first, Raster) else "det første lags | that of the first layer"
            raise CrsError(
                Text(f"{layer.name.da} i et andet koordinatsystem", f"{layer.name.en} in another coordinate system"),
                Text(f"alle lag i det samme ({crs})", f"all layers in the same one ({crs})"),
                Text("transformér laget med gdf.to_crs(...)", "transform the layer with gdf.to_crs(...)"),
            )


def _frame(axes: Axes, layers: Sequence[MapLayer], hillshade: Raster | None, size_in: tuple[float, float]) -> None:
    """Show all that a tool made, true to scale, filling the frame; layers beneath do not widen it."""
    boxes = [] if hillshade is None else [hillshade.grid.bounds]
    ground: list[tuple[float, float, float, float]] = []
    for layer in layers:
        if isinstance(layer.value, Raster):
            boxes.append(layer.value.grid.bounds)
        elif hillshade is None and len(layer.value):
            west, south, east, north = (float(b) for b in layer.value.total_bounds)
            (ground if getattr(style_of(layer), "beneath", False) else boxes).append((west, south, east, north))
    boxes = [box for box in boxes if all(map(math.isfinite, box))]
    if not any(max(box[2] - box[0], box[3] - box[1]) >= _OWN_M for box in boxes):  # too little to find one's way by
        boxes += [box for box in ground if all(map(math.isfinite, box))]
    boxes = boxes or [(0.0, 0.0, 1.0, 1.0)]
    west, south = (min(box[k] for box in boxes) for k in (0, 1))
    east, north = (max(box[k] for box in boxes) for k in (2, 3))
    width_in, height_in = size_in
    box = axes.get_position()
    metres = max((east - west) / (box.width * width_in), (north - south) / (box.height * height_in), 1e-3)  # per inch
    half_x, half_y = (_MARGIN * metres * inches / 2 for inches in (box.width * width_in, box.height * height_in))
    x, y = (west + east) / 2, (south + north) / 2
    axes.set(xlim=(x - half_x, x + half_x), ylim=(y - half_y, y + half_y))
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color("#8a8a8a")


def _draw_raster(
    axes: Axes, raster: Raster, style: RasterStyle, name: Text, order: float
) -> tuple[tuple[float, float] | None, Sequence[Text]]:
    image, reduced = picture(raster, style, name, _LARGEST_PIXELS)
    west, south, east, north = reduced.grid.bounds
    frame = {"xlim": axes.get_xlim(), "ylim": axes.get_ylim()}
    smooth = "antialiased" if order else "bilinear"
    axes.imshow(
        image.rgba(),
        extent=(west, east, south, north),
        interpolation=smooth,
        interpolation_stage="rgba",
        alpha=style.opacity,
        zorder=order,
        aspect="auto",
    )
    axes.set(**frame)
    return image.limits, image.notes


def draw_hillshade(axes: Axes, elevation: Raster) -> None:
    """Draw the shade of an elevation beneath all else."""
    _draw_raster(axes, shade(elevation, _LARGEST_PIXELS), shade_style(), words.HILLSHADE, 0.0)


def draw_layer(
    axes: Axes,
    layer: MapLayer,
    style: Style,
    order: float,
    language: Language,
    labels: list[Bbox],
    *,
    label_size: float = 6.0,
) -> tuple[Heading, Sequence[Text]]:
    """Draw a layer in a style; return its legend, and what the reader must know. ``labels`` are taken places."""
    from gistools.view.marks import draw_labels, draw_vectors  # noqa: PLC0415 - matplotlib is heavy
    from gistools.view.panel import Heading  # noqa: PLC0415

    name = layer.name.say(language)
    if isinstance(style, RasterStyle):
        limits, notes = _draw_raster(axes, layer.value, style, layer.name, order)
        unit = f" ({style.unit})" if style.unit else ""
        caption = style.caption.say(language) if style.caption else ""
        return Heading(name + unit, caption, style.legend(limits), style.opacity), notes
    count, unknown = draw_vectors(axes, layer.value, style, order)
    if style.label or style.named_by:
        draw_labels(axes, layer.value, style, _LABELS, language, labels, size=label_size * style.label_scale)
    caption = style.caption.say(language) if style.caption else ""
    return Heading(name, caption, vector_entries(style, layer.value, unknown, empty=count == 0), 1.0), ()


def _chart(layers: Sequence[MapLayer], language: Language) -> Chart | None:
    """Return the chart of the topmost raster that has one."""
    from gistools.view.chart import growth_chart  # noqa: PLC0415 - matplotlib is heavy

    for layer in reversed(layers):
        style = style_of(layer)
        if isinstance(style, RasterStyle) and style.slider is not None:
            return growth_chart(layer.value, style, language)
    return None


def draw_stamps(axes: Axes, stamps: Sequence[Text], language: Language, size: float = 14.0) -> None:
    """Write the stamps across the top of a map."""
    if stamps:
        axes.text(
            0.5,
            0.975,
            "  ·  ".join(stamp.say(language) for stamp in stamps),
            transform=axes.transAxes,
            ha="center",
            va="top",
            fontsize=size,
            fontweight="bold",
            color=STAMP_COLOUR,
            parse_math=False,
            bbox={"facecolor": "#ffffffeb", "edgecolor": STAMP_COLOUR, "linewidth": size / 7.0, "pad": size / 2.8},
            zorder=1000,
        )


def nice_length(at_most_m: float) -> float:
    """Return the largest of 1, 2 and 5 times a power of ten that is no longer.

    >>> nice_length(730.0), nice_length(1999.0), nice_length(0.3)
    (500.0, 1000.0, 0.2)
    """
    power = 10.0 ** math.floor(math.log10(at_most_m))
    best: float = max(k * power for k in (1.0, 2.0, 5.0) if k * power <= at_most_m * (1.0 + 1e-9))
    return best


def draw_scale_bar(axes: Axes, language: Language) -> None:
    """Draw a scale bar in the lower left corner."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415 - heavy

    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    length = nice_length((east - west) / 4.5)
    x, y, height = west + 0.02 * (east - west), south + 0.022 * (north - south), 0.008 * (north - south)
    metres = length < _KILOMETRE_M
    shown = f"{format_limit(length, language)} m" if metres else f"{format_limit(length / _KILOMETRE_M, language)} km"
    pad = 0.008 * (north - south)
    back = Rectangle(
        (x - pad, y - pad),
        length + 2 * pad,
        0.045 * (north - south),
        facecolor="#ffffffd9",
        edgecolor="none",
        zorder=900,
    )
    axes.add_patch(back)
    for part, colour in enumerate(("#1c1c1c", "#ffffff")):
        axes.add_patch(
            Rectangle(
                (x + part * length / 2, y),
                length / 2,
                height,
                facecolor=colour,
                edgecolor="#1c1c1c",
                lw=0.8,
                zorder=901,
            )
        )
    axes.text(x + length / 2, y + 1.6 * height, shown, ha="center", va="bottom", fontsize=9, zorder=901)


def draw_north(axes: Axes, language: Language) -> None:
    """Draw a north arrow in the upper right corner."""
    axes.annotate(
        words.NORTH.say(language),
        xy=(0.965, 0.975),
        xytext=(0.965, 0.90),
        xycoords="axes fraction",
        ha="center",
        va="center",
        fontsize=11,
        fontweight="bold",
        arrowprops={"facecolor": "#1c1c1c", "edgecolor": "white", "width": 3.5, "headwidth": 11.0, "headlength": 11.0},
        bbox={"facecolor": "#ffffffd9", "edgecolor": "none", "pad": 2.0},
        zorder=900,
    )


def as_sentence(note: str) -> str:
    """Return a note as a sentence, so that several can be read one after another.

    >>> as_sentence("5 tiltag: 2 m³ afgravet"), as_sentence("højder i m.")
    ('5 tiltag: 2 m³ afgravet.', 'Højder i m.')
    >>> as_sentence("path_survey.gpkg: 3 linjer"), as_sentence("planned.csv: 3 rækker")
    ('path_survey.gpkg: 3 linjer.', 'planned.csv: 3 rækker.')
    """
    first = note.partition(" ")[0].removesuffix(":")
    named = "_" in first or Path(first).suffix[1:].isalnum()  # a file or a column is written as it is called
    return (note if named else note[:1].upper() + note[1:]) + ("" if note.endswith((".", "!", "?", ":")) else ".")


def _panel(
    drawn: Figure,
    headings: Sequence[Heading],
    notes: Sequence[Text],
    source: str,
    language: Language,
    chart: Chart | None,
    limits: Text,
) -> None:
    """Legend and chart above, limits, notes and sources below, in a column right of the map."""
    from gistools.view.panel import Paragraph, draw_panel  # noqa: PLC0415 - matplotlib is heavy

    said = tuple(as_sentence(note.say(language)) for note in dict.fromkeys(notes))
    paragraphs = [
        Paragraph(words.LIMITS_HEADING.say(language), (limits.say(language),)),
        *((Paragraph(words.NOTES_HEADING.say(language), said, bullet="•"),) if said else ()),
        Paragraph("", (source,)),
    ]
    draw_panel(drawn, (0.72, 0.02, 0.265, 0.90), words.LEGEND.say(language), headings, paragraphs, language, chart)
