"""Design surfaces in: rasters, triangles of DXF drawings, and LandXML.

LandXML is read with the streaming parser of the standard library, since such files may be large. Any DOCTYPE is refused
before its content is looked at: entities, by which XML can read other files or grow without end, are declared nowhere
else.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

import numpy as np

from gistools.errors import LayerError
from gistools.grid import DANISH_HEIGHT, horizontal_crs
from gistools.io.elevation import read_elevation
from gistools.io.files import find_file, source_of
from gistools.io.names import DXF_ENDINGS, LANDXML_ENDINGS, parse_layer_name
from gistools.io.provenance import Loaded
from gistools.progress import NoProgress, run_cancellable
from gistools.text import Text
from gistools.triangles import Triangles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from gistools.progress import Progress
    from gistools.raster import Raster

    Read = Callable[[Path, str | None], tuple[Triangles, list[Text]]]

METRES, UNSTATED = 6, 0  # of $INSUNITS in DXF
CORNERS = 3


def read_surface(path: Path | str, *, progress: Progress | None = None) -> Loaded[Raster | Triangles]:
    """Read a design surface: a raster, or triangles of a DXF drawing or a LandXML file, by the ending of the file.

    Parameters
    ----------
    path:
        ``.dxf``, ``.xml`` or ``.landxml``, or any raster. One of several surfaces of a LandXML file is named as in
        ``"plan.xml|layername=Vej"``.
    progress:
        Told how far the work is.

    Returns
    -------
    Loaded
        A `Raster` in m, or `Triangles`. Of a drawing: 3DFACE, polyface, polygon mesh and MESH of the model space; faces
        of more than three corners are parted from their first corner. Of LandXML: all faces but those marked invisible.

    Raises
    ------
    LayerError
        For files that cannot be read, units other than metres, no triangles, or several surfaces and none named.
    CrsError, RasterReadError, GridError, NodataError
        As for `gistools.io.read_elevation`.
    """
    progress = progress or NoProgress()
    name = parse_layer_name(str(path))
    file = find_file(name.path, LayerError)
    ending = file.suffix.lower()
    if ending not in (*DXF_ENDINGS, *LANDXML_ENDINGS):
        raster = read_elevation(path, progress=progress)
        return Loaded(raster.value, raster.sources, raster.notes, raster.stamps)
    read: Read = _read_dxf if ending in DXF_ENDINGS else _read_landxml
    triangles, notes = run_cancellable(progress, lambda: read(file, name.layer))
    if not len(triangles.faces):
        raise _fault(file, Text("ingen trekanter", "no triangles"), *_WANTED)
    count = Text(
        f"{file.name}: {len(triangles.faces)} trekanter mellem {len(triangles.points)} punkter",
        f"{file.name}: {len(triangles.faces)} triangles between {len(triangles.points)} points",
    )
    notes.insert(0, count)
    return Loaded(
        triangles, (source_of(str(path), [file], crs=triangles.crs, notes=notes, progress=progress),), tuple(notes)
    )


_WANTED = (
    Text("en flade af trekanter", "a surface of triangles"),
    Text("eksportér fladen som 3DFACE, mesh eller LandXML-TIN", "export the surface as 3DFACE, mesh or LandXML TIN"),
)


def _fault(file: Path, found: Text, expected: Text, mend: Text) -> LayerError:
    return LayerError(Text(f"{file.name}: {found.da}", f"{file.name}: {found.en}"), expected, mend)


def _damaged(file: Path, why: object) -> LayerError:
    return _fault(
        file,
        Text(f"filen kan ikke læses ({why})", f"the file cannot be read ({why})"),
        Text("en hel fil", "a whole file"),
        Text("eksportér den igen", "export it again"),
    )


def _no_metres(file: Path, unit: str) -> LayerError:
    return _fault(
        file,
        Text(f"enheden {unit}", f"the unit {unit}"),
        Text("meter", "metres"),
        Text("eksportér i meter, eller ret filens enhed", "export in metres, or correct the unit that the file states"),
    )


def _read_dxf(file: Path, layer: str | None) -> tuple[Triangles, list[Text]]:
    """Read the triangles of a drawing; of one of its layers when it is named."""
    import ezdxf  # noqa: PLC0415 - only drawings need it
    from ezdxf.units import decode  # noqa: PLC0415 - beside it

    try:
        drawing = ezdxf.filemanagement.readfile(file)
    except (ezdxf.lldxf.const.DXFError, OSError, UnicodeError, ValueError) as error:
        raise _damaged(file, error) from error
    notes = []
    if drawing.units not in {METRES, UNSTATED}:
        raise _no_metres(file, decode(drawing.units) or str(drawing.units))
    if drawing.units == UNSTATED:
        notes.append(
            Text(f"{file.name} nævner ingen enhed; regnet som meter", f"{file.name} names no unit; taken as metres")
        )
    corners: list[tuple[float, float, float]] = []
    left_out: Counter[str] = Counter()
    for one in drawing.modelspace():
        faces = _faces(one) if layer in {None, one.dxf.layer} else []
        if faces is None:
            left_out[one.dxftype()] += 1
        for face in faces or ():
            for k in range(1, len(face) - 1):
                corners += [face[0], face[k], face[k + 1]]
    if left_out:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(left_out.items()))
        notes.append(Text(f"{file.name}: ikke brugt: {kinds}", f"{file.name}: not used: {kinds}"))
    points = np.array(corners, np.float64).reshape(-1, 3)
    return Triangles(points, np.arange(len(points)).reshape(-1, CORNERS)), notes


def _faces(one: Any) -> list[list[tuple[float, float, float]]] | None:  # noqa: ANN401 - any entity
    """Return the faces of an entity of a drawing as their corners; None for what holds none."""
    from ezdxf.render.mesh import MeshBuilder  # noqa: PLC0415 - only drawings need it

    kind = one.dxftype()
    if kind == "3DFACE":
        return [[(p.x, p.y, p.z) for p in one.wcs_vertices()]]
    if kind == "MESH":
        mesh = MeshBuilder.from_mesh(one)
    elif kind == "POLYLINE" and (one.is_poly_face_mesh or one.is_polygon_mesh):
        mesh = MeshBuilder.from_polyface(one)
    else:
        return None
    return [[(p.x, p.y, p.z) for p in face] for face in mesh.faces_as_vertices()]


@dataclass
class _Surface:
    """One surface of a LandXML file as it is read."""

    name: str
    place: dict[str, int] = field(default_factory=dict)
    points: list[tuple[float, float, float]] = field(default_factory=list)
    faces: list[tuple[str, ...]] = field(default_factory=list)
    invisible: int = 0


class _Landxml:
    """Takes the events of the parser."""

    def __init__(self, file: Path, layer: str | None) -> None:
        self.file, self.layer = file, layer
        self.names: list[str] = []
        self.surface: _Surface | None = None
        self.kept: _Surface | None = None
        self.unit, self.crs, self.datum = "", "", ""
        self.words: list[str] | None = None
        self.at: Mapping[str, str] = {}

    def doctype(self, *_: object) -> None:
        """Refuse it, before an entity is declared."""
        raise _fault(
            self.file,
            Text("en DOCTYPE", "a DOCTYPE"),
            Text("LandXML uden DOCTYPE og entiteter", "LandXML without DOCTYPE and entities"),
            Text("eksportér filen igen", "export the file again"),
        )

    def start(self, tag: str, at: dict[str, str]) -> None:
        """Take the beginning of an element."""
        name = tag.rpartition(" ")[2]
        if name in {"Metric", "Imperial"}:
            self.unit = at.get("linearUnit", name)
        elif name == "CoordinateSystem":
            self.crs, self.datum = at.get("epsgCode", "").strip(), at.get("verticalDatum", "").strip()
        elif name == "Surface":
            self.surface = _Surface(at.get("name", ""))
            self.names.append(self.surface.name)
        elif name in {"P", "F"} and self.surface is not None and self.layer in {None, self.surface.name}:
            self.words, self.at = [], at

    def text(self, part: str) -> None:
        """Take text."""
        if self.words is not None:
            self.words.append(part)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        name = tag.rpartition(" ")[2]
        if name == "Surface" and self.surface is not None:
            if self.layer in {None, self.surface.name} and self.surface.faces:
                self.kept = self.kept or self.surface
            self.surface = None
        if self.words is None or self.surface is None or name not in {"P", "F"}:
            return
        words, self.words = "".join(self.words).split(), None
        if name == "P":
            north, east, z = (float(word) for word in words)
            self.surface.place[self.at.get("id", "")] = len(self.surface.points)
            self.surface.points.append((east, north, z))
        elif self.at.get("i") == "1":
            self.surface.invisible += 1
        else:
            self.surface.faces.append(tuple(words))


def _read_landxml(file: Path, layer: str | None) -> tuple[Triangles, list[Text]]:
    taken = _Landxml(file, layer)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = taken.doctype
    parser.StartElementHandler = taken.start
    parser.EndElementHandler = taken.end
    parser.CharacterDataHandler = taken.text
    try:
        with file.open("rb") as stream:
            parser.ParseFile(stream)
    except (expat.ExpatError, OSError, ValueError) as error:
        raise _damaged(file, error) from error
    _require_one(file, layer, taken)
    surface = taken.kept or _Surface("")
    if taken.unit and taken.unit.lower() not in {"meter", "metre"}:
        raise _no_metres(file, taken.unit)
    try:
        faces = np.array([[surface.place[word] for word in face[:CORNERS]] for face in surface.faces], np.int64)
    except KeyError as error:
        raise _damaged(file, f"P id={error.args[0]}") from error
    crs, datum = ("", None) if not taken.crs else horizontal_crs(f"EPSG:{taken.crs.removeprefix('EPSG:')}")
    if taken.datum:
        datum = DANISH_HEIGHT if DANISH_HEIGHT in taken.datum.upper() else taken.datum
    notes = []
    if not taken.unit:
        notes.append(
            Text(f"{file.name} nævner ingen enhed; regnet som meter", f"{file.name} names no unit; taken as metres")
        )
    if surface.invisible:
        notes.append(
            Text(
                f"{file.name}: {surface.invisible} usynlige trekanter er udeladt",
                f"{file.name}: {surface.invisible} invisible triangles were left out",
            )
        )
    points = np.array(surface.points, np.float64).reshape(-1, 3)
    name = Text(surface.name or file.stem, surface.name or file.stem)
    return Triangles(points, faces.reshape(-1, CORNERS), crs, datum, name), notes


def _require_one(file: Path, layer: str | None, taken: _Landxml) -> None:
    """Raise when it is not told which of several surfaces is meant."""
    if (layer is None and len(taken.names) > 1) or (layer is not None and layer not in taken.names):
        names = ", ".join(taken.names) or "-"
        raise _fault(
            file,
            Text(f"fladerne {names}", f"the surfaces {names}"),
            Text("én flade", "one surface"),
            Text(f'nævn den: "{file.name}|layername=navn"', f'name it: "{file.name}|layername=name"'),
        )
