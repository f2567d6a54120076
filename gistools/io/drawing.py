"""Layers as drawings (DXF) for programs of design: outlines, lines, points and texts in metres, not moved or scaled."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools.errors import OutputError
from gistools.io.mapinfo import simple_parts
from gistools.progress import NoProgress, check
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt
    from ezdxf.document import Drawing
    from ezdxf.layouts.layout import Modelspace

    from gistools.progress import Progress

__all__ = ["HOLES", "TEXTS", "DrawnLayer", "write_drawing"]

VERSION = "R2010"
HOLES, TEXTS = "_HULLER", "_TEKST"  # after the name of a layer: its holes, and its texts
TEXT_M = 4.0  # 2 mm at 1:2 000

_METRES = 6  # of $INSUNITS
_FONT = "gistools"
_CROSS, _CROSS_M = 34, 2.0  # points as a cross in a circle of this size
_FORBIDDEN = '<>/\\":;?*|=`,'
_OFTEN = 1000  # features between two looks for a cancel


@dataclass(frozen=True, eq=False)
class DrawnLayer:
    """What is drawn of a layer.

    Parameters
    ----------
    name:
        Of the layer in the drawing.
    shapes:
        n geometries of any kind, None among them.
    colours:
        ``"#rrggbb"`` of each.
    labels:
        Text beside each; empty for none.
    """

    name: str
    shapes: npt.NDArray[np.object_]
    colours: Sequence[str]
    labels: Sequence[str]


def write_drawing(layer: DrawnLayer, path: Path, *, progress: Progress | None = None) -> tuple[Text, ...]:
    """Write a layer as a drawing of its own and return what the drawing does not hold.

    Each ring of a polygon is a closed LWPOLYLINE, holes on a layer of their own; lines are open ones, points are POINT,
    labels TEXT on a third layer. The same layer always gives the same bytes.

    Raises
    ------
    OutputError, Cancelled
        The caller removes what was begun.
    """
    from ezdxf import new, options  # type: ignore[attr-defined]  # noqa: PLC0415 - slow to load; its names are public
    from ezdxf.lldxf.const import DXFError  # noqa: PLC0415 - beside it

    progress = progress or NoProgress()
    before = options.write_fixed_meta_data_for_testing
    options.write_fixed_meta_data_for_testing = True  # no clock and no random number in the file
    try:
        document = new(VERSION)
        counts = _Pen(document, layer).draw(progress)
        document.saveas(path)
    except (OSError, DXFError) as error:
        raise OutputError(
            Text(f"{path.name} kan ikke skrives ({error})", f"{path.name} cannot be written ({error})"),
            Text("plads og rettigheder i mappen", "room and permission in the folder"),
            Text("vælg en anden mappe", "choose another folder"),
        ) from error
    finally:
        options.write_fixed_meta_data_for_testing = before
    return _losses(counts)


def layer_name(name: str) -> str:
    """Return a name that a drawing takes for a layer.

    >>> layer_name("vej: 1/2")
    'vej_ 1_2'
    """
    return "".join("_" if letter in _FORBIDDEN or ord(letter) < ord(" ") else letter for letter in name)


class _Pen:
    """Draws one layer."""

    def __init__(self, document: Drawing, layer: DrawnLayer) -> None:
        self._layer = layer
        self._space: Modelspace = document.modelspace()
        self._name = layer_name(layer.name)
        self._counts: Counter[str] = Counter()
        usual = Counter(layer.colours).most_common(1)
        colour = usual[0][0] if usual else "#000000"
        document.header["$INSUNITS"] = _METRES
        document.header["$MEASUREMENT"] = 1
        document.header["$PDMODE"], document.header["$PDSIZE"] = _CROSS, _CROSS_M
        document.styles.add(_FONT, font="arial.ttf")
        for name in (self._name, self._name + HOLES, self._name + TEXTS):
            document.layers.add(name, color=_nearest(colour), true_color=_number(colour))
        known = layer.shapes[~shapely.is_missing(layer.shapes)]
        bounds = shapely.total_bounds(known) if len(known) else np.full(4, np.nan)
        if np.isfinite(bounds).all():
            document.header["$EXTMIN"] = (float(bounds[0]), float(bounds[1]), 0.0)
            document.header["$EXTMAX"] = (float(bounds[2]), float(bounds[3]), 0.0)

    def draw(self, progress: Progress) -> Counter[str]:
        """Draw all features; return how many there are of what the drawing cannot hold."""
        shapes, colours, labels = self._layer.shapes, self._layer.colours, self._layer.labels
        for number, (shape, colour, label) in enumerate(zip(shapes, colours, labels, strict=True)):
            if number % _OFTEN == 0:
                check(progress)
                progress.update(number / len(shapes), Text(f"Tegner {self._name}", f"Drawing {self._name}"))
            if shape is None or shape.is_empty:
                self._counts["bare"] += 1
                continue
            self._counts["solid"] += bool(shape.has_z)
            look = {"true_color": _number(colour), "color": _nearest(colour)}
            for part in simple_parts(shape):
                self._part(part, look)
            if label:
                self._text(shape, label, look)
        return self._counts

    def _part(self, part: Any, look: dict[str, int]) -> None:  # noqa: ANN401 - a geometry
        if part.geom_type == "Point":
            self._space.add_point((part.x, part.y), dxfattribs={"layer": self._name, **look})
        elif part.geom_type == "Polygon":
            self._ring(part.exterior, self._name, look)
            self._counts["holed"] += bool(part.interiors)
            for hole in part.interiors:
                self._ring(hole, self._name + HOLES, look)
        else:
            points = shapely.get_coordinates(part).tolist()
            self._space.add_lwpolyline(points, format="xy", dxfattribs={"layer": self._name, **look})

    def _ring(self, ring: Any, name: str, look: dict[str, int]) -> None:  # noqa: ANN401 - a geometry
        points = shapely.get_coordinates(ring).tolist()[:-1]
        self._space.add_lwpolyline(points, format="xy", close=True, dxfattribs={"layer": name, **look})

    def _text(self, shape: Any, label: str, look: dict[str, int]) -> None:  # noqa: ANN401 - a geometry
        from ezdxf.enums import TextEntityAlignment  # noqa: PLC0415 - slow to load

        at = shape.interpolate(0.5, normalized=True) if shape.geom_type == "LineString" else shape.point_on_surface()
        beside = TEXT_M / 2 if shape.geom_type == "Point" else 0.0
        text = self._space.add_text(
            " ".join(label.split()),
            height=TEXT_M,
            dxfattribs={"layer": self._name + TEXTS, "style": _FONT, **look},
        )
        align = TextEntityAlignment.MIDDLE_LEFT if beside else TextEntityAlignment.MIDDLE_CENTER
        text.set_placement((at.x + beside, at.y), align=align)


def _losses(counts: Counter[str]) -> tuple[Text, ...]:
    told = [
        Text(
            "kun omrids, farve og påskrift: de andre kolonner står i GeoPackage og TAB",
            "outline, colour and label alone: the other columns stand in GeoPackage and TAB",
        )
    ]
    if counts["holed"]:
        told.append(
            Text(
                f"{counts['holed']} flader med huller: hullernes omrids ligger på laget ...{HOLES}",
                f"{counts['holed']} polygons with holes: the outlines of holes lie on the layer ...{HOLES}",
            )
        )
    if counts["bare"]:
        told.append(
            Text(
                f"{counts['bare']} rækker uden geometri er ikke med",
                f"{counts['bare']} rows without geometry are not there",
            )
        )
    if counts["solid"]:
        told.append(
            Text(
                f"højder (z) på {counts['solid']} objekter er ikke med",
                f"heights (z) of {counts['solid']} features are not there",
            )
        )
    return tuple(told)


def _number(colour: str) -> int:
    return int(colour.removeprefix("#"), 16)


def _nearest(colour: str) -> int:
    """Return the number of the colour most like it among the 255 that old programs know."""
    from ezdxf.colors import DXF_DEFAULT_COLORS  # noqa: PLC0415 - slow to load

    known = np.array(DXF_DEFAULT_COLORS[1:256], np.int64)  # the first stands for the block's own
    wanted = _number(colour)
    parts = [((known >> shift) & 255) - ((wanted >> shift) & 255) for shift in (16, 8, 0)]
    return int(np.argmin(sum(part * part for part in parts))) + 1
