"""Surfaces (overflader): what the layers of a landscape are to wildlife, and which lies on top where they overlap."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from gistools._checks import cell_text
from gistools.errors import CrsError, LayerError
from gistools.grid import horizontal_crs, same_crs
from gistools.tables import load_table, read_user_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt
    import pandas as pd

    from gistools.grid import Grid

CLASS_FIELDS = ("surface_class", "overflade", "natyp_navn", "klasse", "naturtype", "objekttype", "patch_class", "class")
"""Columns in which a layer may tell the surface of each feature, the first that it has."""

_NAMED = 6  # features that an error names before it counts them
_POLYGONS = {"Polygon", "MultiPolygon"}
_LINES = {"LineString", "MultiLineString"}


@dataclass(frozen=True, eq=False)
class SurfaceClasses:
    """The classes of surface, their names, their order and which of them are barriers.

    Parameters
    ----------
    names:
        Of the classes, the one on top first.
    labels:
        By class: Danish and English.
    barriers:
        Classes between whose cells nothing slips diagonally.
    words:
        By any name, in small letters: the class.
    notes:
        What of it nobody has verified.
    """

    names: tuple[str, ...]
    labels: Mapping[str, Text]
    barriers: frozenset[str]
    words: Mapping[str, str]
    notes: tuple[Text, ...] = ()

    def of(self, said: object) -> str:
        """Return the class that a word means; empty for none.

        >>> load_surface_classes().of("Sø"), load_surface_classes().of("befaestet"), load_surface_classes().of("x")
        ('lake', 'paved', '')
        """
        return self.words.get(_plain(said), "")


def load_surface_classes(table: pd.DataFrame | None = None) -> SurfaceClasses:
    """Return the classes of surface that gistools ships, or those of a user's own table in the same columns.

    Raises
    ------
    TableError
        With all faults of a user's own table.

    >>> classes = load_surface_classes()
    >>> classes.names[:3], classes.labels["dry_grassland"].da, "rail" in classes.barriers
    (('passage', 'building', 'road_large'), 'overdrev', True)
    """
    read = load_table("surface_classes") if table is None else read_user_table(table, "surface_classes")
    rows = read.frame.sort_values("on_top", kind="stable")
    labels = {c: Text(da, en) for c, da, en in zip(rows.surface_class, rows.name_da, rows.name_en, strict=True)}
    words: dict[str, str] = {}
    for name, aliases in zip(rows.surface_class, rows.aliases, strict=True):
        for word in (name, labels[name].da, labels[name].en, *aliases.split(";")):
            words.setdefault(_plain(word), name)
    words.pop("", None)
    return SurfaceClasses(tuple(rows.surface_class), labels, frozenset(rows.surface_class[rows.barrier]), words,
                          read.unverified)  # fmt: skip


def _plain(said: object) -> str:
    return cell_text(said).casefold().replace("_", " ")


def classified(
    layers: Mapping[str, gpd.GeoDataFrame],
    classes: SurfaceClasses,
    grid: Grid,
    *,
    class_field: str = "",
    pond_below_m2: float = 10_000.0,
    line_width_m: float = 3.0,
) -> gpd.GeoDataFrame:
    """Return the features of all layers as polygons with their surface class, in the order given.

    Columns: ``source`` (layer), ``feature`` (what names it), ``row`` (its place among all features), ``surface_class``,
    ``line`` (the line that was widened, else None), geometry; a feature of several parts keeps them. Invalid
    polygons are mended; lines are widened to ``line_width_m``. A lake (of the class ``lake``) smaller than
    ``pond_below_m2`` is a pond. A layer without a column of `CLASS_FIELDS` is all of the class that its own name
    means, such as ``lakes``.

    Raises
    ------
    CrsError
        For degrees, no coordinate system, or another than the grid's.
    LayerError
        With all faults: no column of the class, unknown classes by feature, features without geometry, points.
    """
    faults: list[Text] = []
    made = []
    first = 0
    for source, layer in layers.items():
        require_crs(layer, grid, source)
        shapes = layer.geometry.to_numpy()
        names = feature_names(layer)
        found = _classes_of(source, layer, names, classes, class_field, faults)
        empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
        _tell(faults, source, names, empty, Text("uden geometri", "without geometry"))
        types = layer.geom_type.to_numpy()
        odd = ~empty & ~np.isin(types, [*_POLYGONS, *_LINES])
        _tell(faults, source, names, odd, Text("hverken flade eller linje", "neither polygon nor line"))
        keep = ~(empty | odd)
        flat = shapely.force_2d(shapes)
        shapes = flat.copy()
        lines = keep & np.isin(types, list(_LINES))
        shapes[lines] = shapely.buffer(shapes[lines], line_width_m / 2, cap_style="flat")
        invalid = keep & ~shapely.is_valid(shapes)
        shapes[invalid] = [_polygons(shapely.make_valid(shape)) for shape in shapes[invalid]]
        small = keep & (found == "lake") & (shapely.area(shapes) < pond_below_m2)
        found = np.where(small & ~lines, "pond", found)
        made.append(
            gpd.GeoDataFrame(
                {"source": source, "feature": names, "row": np.arange(first, first + len(layer)),
                 "surface_class": found, "line": np.where(lines, flat, None)},
                geometry=shapes, crs=layer.crs,
            )
        )  # fmt: skip
        first += len(layer)
    if faults:
        raise LayerError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text(
                f"flader i meter, hvis klasse er en af {', '.join(classes.names)} eller et dansk navn for den",
                f"polygons in metres whose class is one of {', '.join(classes.names)} or a Danish name of it",
            ),
            Text(
                "ret klassen, eller giv egen tabel surface_classes med navnet blandt aliases",
                "correct the class, or give an own table surface_classes with the name among its aliases",
            ),
        )
    if not made:
        return gpd.GeoDataFrame(
            {"source": [], "feature": [], "row": np.zeros(0, np.int64), "surface_class": [], "line": []},
            geometry=[],
            crs=grid.crs,
        )
    import pandas as pd  # noqa: PLC0415 - only to join

    joined: gpd.GeoDataFrame = pd.concat([one.to_crs(made[0].crs) if one.crs != made[0].crs else one for one in made],
                                         ignore_index=True)  # fmt: skip
    return joined


def require_crs(layer: gpd.GeoDataFrame, grid: Grid, name: str) -> None:
    """Raise `CrsError` when a layer is in degrees, or in another coordinate system than the grid."""
    if layer.crs is None:
        raise CrsError(
            Text(f"laget {name} uden koordinatsystem", f"layer {name} without a coordinate system"),
            Text(f"koordinater i meter ({grid.crs})", f"coordinates in metres ({grid.crs})"),
            Text("angiv lagets koordinatsystem", "state the coordinate system of the layer"),
        )
    try:
        horizontal_crs(layer.crs.to_wkt())
    except CrsError as error:
        raise CrsError(
            Text(f"laget {name}: {error.found.da}", f"layer {name}: {error.found.en}"), error.expected, error.fix
        ) from error
    if not same_crs(layer.crs.to_wkt(), grid.crs):
        raise CrsError(
            Text(f"laget {name} i {layer.crs.name}", f"layer {name} in {layer.crs.name}"),
            Text(f"gitterets koordinatsystem ({grid.crs})", f"the coordinate system of the grid ({grid.crs})"),
            Text("transformér laget", "reproject the layer"),
        )


def feature_names(layer: gpd.GeoDataFrame) -> npt.NDArray[Any]:
    """Return what each feature is called: its ``navn``, id or number, from 1."""
    numbers = [str(number) for number in range(1, len(layer) + 1)]
    lower = {str(column).casefold(): column for column in layer.columns}
    named = np.array(numbers, dtype=object)
    for column in ("fid", "id", "objectid", "id_lokalid", "objekt_id", "source_id", "name", "navn"):
        if column in lower:
            said = layer[lower[column]].map(cell_text).to_numpy(object)
            named = np.where(said != "", said, named)
    return named


def _classes_of(
    source: str,
    layer: gpd.GeoDataFrame,
    names: npt.NDArray[Any],
    classes: SurfaceClasses,
    class_field: str,
    faults: list[Text],
) -> npt.NDArray[Any]:
    lower = {str(column).casefold(): column for column in layer.columns}
    asked = (class_field.casefold(),) if class_field else CLASS_FIELDS
    column = next((lower[name] for name in asked if name in lower), None)
    if column is None:
        whole = classes.of(source)
        if not whole:
            near = difflib.get_close_matches(class_field or source, [*lower, *classes.names], n=1)
            da, en = (f" (mente du {near[0]}?)", f" (did you mean {near[0]}?)") if near else ("", "")
            shown = ", ".join(asked)
            faults.append(
                Text(f"laget {source} har ingen kolonne {shown}{da}", f"layer {source} has no column {shown}{en}")
            )
        return np.full(len(layer), whole, dtype=object)
    said = layer[column].map(cell_text)
    found: npt.NDArray[Any] = said.map(classes.of).to_numpy(object)
    for word, rows in said[found == ""].groupby(said[found == ""]):
        at = np.zeros(len(layer), np.bool_)
        at[layer.index.get_indexer(rows.index)] = True
        near = difflib.get_close_matches(_plain(word), classes.words, n=1)
        da, en = (f" (mente du {near[0]}?)", f" (did you mean {near[0]}?)") if near else ("", "")
        _tell(faults, source, names, at, Text(f"af ukendt klasse {word!r}{da}", f"of unknown class {word!r}{en}"))
    return found


def _tell(faults: list[Text], source: str, names: npt.NDArray[Any], at: npt.NDArray[np.bool_], what: Text) -> None:
    if at.any():
        shown = named(names[at])
        faults.append(Text(f"{source}: {shown.da} {what.da}", f"{source}: {shown.en} {what.en}"))


def named(names: Iterable[object]) -> Text:
    """Return the first few names, and how many more there are.

    >>> named(range(8)).en
    '0, 1, 2, 3, 4, 5 and 2 more'
    """
    every = [str(name) for name in names]
    shown, more = ", ".join(every[:_NAMED]), len(every) - _NAMED
    return Text(shown + (f" og {more} til" if more > 0 else ""), shown + (f" and {more} more" if more > 0 else ""))


def _polygons(shape: Any) -> Any:  # noqa: ANN401 - any geometry
    """Return the polygons of a mended geometry, without the lines and points that mending leaves."""
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape)) if part.geom_type == "Polygon"]
    return shapely.multipolygons(parts)
