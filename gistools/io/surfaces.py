"""Design surfaces in: rasters, triangles of DXF drawings, and LandXML.

LandXML is read with the streaming parser of the standard library, since such files may be large. Any DOCTYPE is refused
before its content is looked at: entities, by which XML can read other files or grow without end, are declared nowhere
else.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from xml.parsers import expat

import numpy as np

from gistools.errors import GistoolsError, LayerError
from gistools.grid import DANISH_HEIGHT, horizontal_crs
from gistools.io.elevation import read_elevation
from gistools.io.files import find_file, source_of
from gistools.io.names import DXF_ENDINGS, LANDXML_ENDINGS, parse_layer_name
from gistools.io.provenance import Loaded
from gistools.progress import NoProgress, run_cancellable
from gistools.text import Text
from gistools.triangles import Triangles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from ezdxf.document import Drawing

    from gistools.progress import Progress
    from gistools.raster import Raster

    T = TypeVar("T")
    Corner = tuple[float, float, float]
    Read = Callable[[Path, str | None], "_Taken"]

METRES, UNSTATED, LAST_UNIT = 6, 0, 24  # of $INSUNITS in DXF
METRE_WORDS = {"meter", "metre"}
CORNERS = 3
MOST_NAMES = 30  # of layers listed in an error


@dataclass
class _Taken:
    """What a file held: its triangles, what the user should know, and what of it was left out."""

    triangles: Triangles
    notes: list[Text] = field(default_factory=list)
    left_out: list[Text] = field(default_factory=list)


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
        A `Raster` in m, or `Triangles`. Of a drawing: 3DFACE, polyface, polygon mesh and MESH of the model space but
        what is invisible or on a layer that is off or frozen. Of LandXML: all faces but those marked invisible. Faces
        of more than three corners are parted from their first corner. What is left out is counted in the notes.

    Raises
    ------
    LayerError
        For files that cannot be read, units other than metres, no triangles, points that are no places, a layer that
        is not there, or several surfaces and none named.
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
    taken = run_cancellable(progress, lambda: _parsed(file, lambda: read(file, name.layer)))
    triangles, left_out = taken.triangles, taken.left_out
    _require_usable(file, triangles, left_out)
    count = Text(
        f"{len(triangles.faces)} trekanter mellem {len(triangles.points)} punkter",
        f"{len(triangles.faces)} triangles between {len(triangles.points)} points",
    )
    notes = tuple(Text(f"{file.name}: {n.da}", f"{file.name}: {n.en}") for n in (count, *taken.notes, *left_out))
    return Loaded(triangles, (source_of(str(path), [file], crs=triangles.crs, notes=notes, progress=progress),), notes)


def _require_usable(file: Path, triangles: Triangles, left_out: list[Text]) -> None:
    """Raise for no triangles, telling what was left out, and for points that are no places."""
    if not len(triangles.faces):
        found = Text(
            "; ".join(("ingen trekanter", *(part.da for part in left_out))),
            "; ".join(("no triangles", *(part.en for part in left_out))),
        )
        raise _fault(
            file,
            found,
            Text("en flade af trekanter", "a surface of triangles"),
            Text(
                "eksportér fladen som 3DFACE, mesh eller LandXML-TIN; opløs blokke (INSERT), og vis det, der er skjult",
                "export the surface as 3DFACE, mesh or LandXML TIN; explode blocks (INSERT), and show what is hidden",
            ),
        )
    unusable = triangles.unusable()
    if unusable:
        raise _fault(
            file,
            Text(
                f"{unusable} punkter, hvis koordinater ikke er tal, der kan ligge på kortet",
                f"{unusable} points with coordinates that are no numbers of a place",
            ),
            Text("endelige tal i meter", "finite numbers in metres"),
            Text("ret eller udelad punkterne", "correct or leave out the points"),
        )


def _parsed(file: Path, read: Callable[[], _Taken]) -> _Taken:
    """Return what ``read`` makes of the file; whatever its content makes a parser raise, it is a damaged file."""
    try:
        return read()
    except (GistoolsError, ImportError, MemoryError):
        raise
    except Exception as error:
        raise _damaged(file, str(error) or type(error).__name__) from error


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


def _read_dxf(file: Path, layer: str | None) -> _Taken:
    """Read the triangles of a drawing; of one of its layers when it is named."""
    import ezdxf  # noqa: PLC0415 - only drawings need it
    from ezdxf.units import decode  # noqa: PLC0415 - beside it

    drawing = ezdxf.filemanagement.readfile(file)
    if not UNSTATED <= drawing.units <= LAST_UNIT:
        raise _damaged(file, f"$INSUNITS = {drawing.units}")
    if drawing.units not in {METRES, UNSTATED}:
        raise _no_metres(file, decode(drawing.units) or str(drawing.units))
    _require_layer(file, layer, drawing)
    corners: list[Corner] = []
    others: Counter[str] = Counter()
    hidden: Counter[str] = Counter()
    for one in drawing.modelspace():
        kind = one.dxftype()
        if layer is not None and one.dxf.layer.casefold() != layer.casefold() and kind != BLOCK:
            continue
        faces = _faces(one)
        if faces is None:
            others[kind] += 1
        elif _is_hidden(one, drawing):
            hidden[kind] += 1
        else:
            for face in faces:
                corners += _parted(face)
    points = np.array(corners, np.float64).reshape(-1, 3)
    triangles = Triangles(points, np.arange(len(points)).reshape(-1, CORNERS))
    notes = [_NO_UNIT] if drawing.units == UNSTATED else []
    left_out = []
    if others:
        left_out.append(Text(f"ikke brugt: {_counted(others)}", f"not used: {_counted(others)}"))
    if hidden:
        left_out.append(
            Text(
                f"udeladt som usynlige eller på slukkede eller frosne lag: {_counted(hidden)}",
                f"left out as invisible or on layers that are off or frozen: {_counted(hidden)}",
            )
        )
    return _Taken(triangles, notes, left_out)


_NO_UNIT = Text("nævner ingen enhed; regnet som meter", "names no unit; taken as metres")
BLOCK = "INSERT"  # may hold faces of any layer, so it is told whichever layer is read


def _counted(kinds: Counter[str]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))


def _parted(face: Sequence[T]) -> list[T]:
    """Return the corners of the triangles between the first corner of a face and its other sides."""
    return [corner for k in range(1, len(face) - 1) for corner in (face[0], face[k], face[k + 1])]


def _is_hidden(one: Any, drawing: Drawing) -> bool:  # noqa: ANN401 - any entity
    if one.dxf.get("invisible", 0):
        return True
    if one.dxf.layer not in drawing.layers:
        return False
    layer = drawing.layers.get(one.dxf.layer)
    return layer.is_off() or layer.is_frozen()


def _require_layer(file: Path, layer: str | None, drawing: Drawing) -> None:
    """Raise, listing the layers that are there, for one that is not; case does not matter, as everywhere in DXF."""
    if layer is None:
        return
    named = [*(one.dxf.name for one in drawing.layers), *(one.dxf.layer for one in drawing.modelspace())]
    there = {name.casefold(): name for name in reversed(named)}
    if layer.casefold() in there:
        return
    names = sorted(there.values(), key=str.casefold)
    shown = ", ".join([*names[:MOST_NAMES], *(["…"] if len(names) > MOST_NAMES else [])])
    raise _fault(
        file,
        Text(f"intet lag {layer}; lagene er {shown}", f"no layer {layer}; the layers are {shown}"),
        Text("et lag, der er i tegningen", "a layer of the drawing"),
        Text(f'nævn det: "{file.name}|layername=navn"', f'name it: "{file.name}|layername=name"'),
    )


def _faces(one: Any) -> list[list[Corner]] | None:  # noqa: ANN401 - any entity
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
    points: list[Corner] = field(default_factory=list)
    faces: list[tuple[str, ...]] = field(default_factory=list)
    invisible: int = 0


class _Landxml:
    """Takes the events of the parser."""

    def __init__(self, file: Path, layer: str | None) -> None:
        self.file, self.layer = file, layer
        self.names: list[str] = []
        self.surface: _Surface | None = None
        self.kept: _Surface | None = None
        self.units: list[str] = []
        self.crs, self.datum = "", ""
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
            self.units = [at.get("linearUnit", name), at.get("elevationUnit", "")]
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
        elif len(words) < CORNERS:
            msg = f"<F>{' '.join(words)}</F>"
            raise ValueError(msg)
        elif self.at.get("i") == "1":
            self.surface.invisible += 1
        else:
            self.surface.faces.append(tuple(words))


def _read_landxml(file: Path, layer: str | None) -> _Taken:
    taken = _Landxml(file, layer)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = taken.doctype
    parser.StartElementHandler = taken.start
    parser.EndElementHandler = taken.end
    parser.CharacterDataHandler = taken.text
    with file.open("rb") as stream:
        parser.ParseFile(stream)
    _require_one(file, layer, taken)
    surface = taken.kept or _Surface("")
    for unit in filter(None, taken.units):
        if unit.lower() not in METRE_WORDS:
            raise _no_metres(file, unit)
    try:
        faces = [surface.place[word] for face in surface.faces for word in _parted(face)]
    except KeyError as error:
        raise _damaged(file, f"P id={error.args[0]}") from error
    crs, datum = _frame(taken)
    notes = [] if taken.units else [_NO_UNIT]
    same = taken.names.count(surface.name)
    if same > 1:
        notes.append(
            Text(
                f"{same} flader hedder {surface.name}; den første med trekanter er brugt",
                f"{same} surfaces are called {surface.name}; the first with triangles is used",
            )
        )
    left_out = []
    if surface.invisible:
        left_out.append(
            Text(
                f"{surface.invisible} usynlige trekanter er udeladt",
                f"{surface.invisible} invisible triangles were left out",
            )
        )
    points = np.array(surface.points, np.float64).reshape(-1, 3)
    name = Text(surface.name or file.stem, surface.name or file.stem)
    triangles = Triangles(points, np.array(faces, np.int64).reshape(-1, CORNERS), crs, datum, name)
    return _Taken(triangles, notes, left_out)


def _frame(taken: _Landxml) -> tuple[str, str | None]:
    """Return coordinate system and vertical datum, as numbers, ``EPSG:n``, ``urn:ogc:def:crs:EPSG::n`` or words."""
    crs, datum = taken.crs, None
    if crs:
        crs, datum = horizontal_crs(crs if ":" in crs else f"EPSG:{crs}")
    if taken.datum:
        datum = DANISH_HEIGHT if _DVR90.search(taken.datum) else taken.datum
    return crs, datum


_DVR90 = re.compile(r"DVR[\s_-]*(19)?90|Dansk\s+Vertikal\s+Reference\s+1990|\b5799\b", re.IGNORECASE)


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
