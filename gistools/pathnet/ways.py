"""Lines as they were given (linjer), checked and taken apart into points, with all that is told of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree

from gistools.errors import CrsError, LayerError
from gistools.grid import horizontal_crs, same_crs
from gistools.pathnet.attribute_words import LEVEL_KNOWN
from gistools.pathnet.attributes import no_longer_true, read_attributes
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

DECIMALS = 4
"""Coordinates are read to a tenth of a millimetre, so that what was one place is one number."""

Z_DECIMALS = 3
"""Heights are read to a millimetre."""

HEIGHTS = "heights_m"
"""The column of edges that keeps the heights of a line's points, which edges in the plane do not: `heights_text`."""

PSEUDO_MERCATOR = frozenset({"EPSG:3857", "EPSG:3785", "EPSG:900913"})

TOUCH_M = 0.001
"""Points as near each other are one place, and an end as near another line lies on it."""

_NUMBER = re.compile(r"-?\d+(\.\d*)?$")
_SHOWN = 6
_NO_HEIGHT_M = -500.0  # -999 and the like


@dataclass(frozen=True, eq=False)
class Ways:
    """m lines as points, end to end.

    Parameters
    ----------
    xy:
        float64 of N x 2: points, those of each line in order; no two in a row are the same.
    z:
        float64 of N: heights, NaN where none is known.
    start:
        int64 of m + 1: where the points of each begin.
    columns:
        m values each, by name: those of `gistools.pathnet.network.COLUMNS`, `level_known`, ``part`` and others.
    """

    xy: F64
    z: F64
    start: I64
    columns: Mapping[str, npt.NDArray[Any]]

    def __len__(self) -> int:
        """Return how many lines there are."""
        return self.start.size - 1

    @property
    def count(self) -> I64:
        """How many points each has."""
        return np.diff(self.start)

    @property
    def of(self) -> I64:
        """The line that each point is of."""
        return np.repeat(np.arange(len(self)), self.count)

    @property
    def first(self) -> I64:
        """The place of the first point of each."""
        return self.start[:-1]

    @property
    def last(self) -> I64:
        """The place of the last point of each."""
        return self.start[1:] - 1

    @property
    def ends(self) -> I64:
        """The place of the ends of each, first and last in turn: end 2 i is the first point of line i."""
        return np.stack([self.first, self.last], axis=1).reshape(-1)

    @property
    def level(self) -> I64:
        """The level of each, 0 where it is not known."""
        made: I64 = self.columns["level"]
        return made

    def lines(self) -> npt.NDArray[np.object_]:
        """Return them as lines in the plane."""
        made: npt.NDArray[Any] = shapely.linestrings(self.xy, indices=self.of)  # type: ignore[assignment]  # of indices an array
        return made

    def length_m(self) -> F64:
        """Return how long each is."""
        if not len(self):
            return np.zeros(0)
        step = np.hypot(*np.diff(self.xy, axis=0, append=self.xy[-1:]).T)
        step[self.last] = 0.0
        return np.add.reduceat(step, self.first)

    def height_at(self, point: I64, share: F64) -> F64:
        """Return heights after points, at the share of the way to the next: rounded, the same in either direction."""
        z: F64 = np.round((1.0 - share) * self.z[point] + share * self.z[point + 1], Z_DECIMALS)
        return z

    def with_points(self, xy: F64, z: F64) -> Ways:
        """Return them with their points moved."""
        return replace(self, xy=xy, z=z)

    def with_inserted(self, way: I64, along: F64, xy: F64) -> Ways:
        """Return them with k points put in; ``along`` counts points and the share of the segment after them."""
        z = np.full(way.size, np.nan)
        k = (self.first[way] + np.floor(along)).astype(np.int64)
        share = along - np.floor(along)
        there = k < self.last[way]
        z[there] = self.height_at(k[there], share[there])
        inner = np.arange(self.of.size) - self.first[self.of]
        order = np.lexsort((np.concatenate([inner, along]), np.concatenate([self.of, way])))
        of = np.concatenate([self.of, way])[order]
        points, height = np.concatenate([self.xy, xy])[order], np.concatenate([self.z, z])[order]
        return _packed(points, height, of, len(self), self.columns)


def _packed(xy: F64, z: F64, of: I64, m: int, columns: Mapping[str, npt.NDArray[Any]]) -> Ways:
    """Return ways of points in order, without those that repeat the one before."""
    first, z = _once_each(xy, z, of)
    start = np.concatenate([[0], np.cumsum(np.bincount(of[first], minlength=m))]).astype(np.int64)
    return Ways(xy[first], z, start, columns)


def _once_each(xy: F64, z: F64, of: I64) -> tuple[I64, F64]:
    """Return the first of points in a row at one place, and the lowest known height of these: in either direction."""
    new = np.ones(of.size, np.bool_)
    new[1:] = (of[1:] != of[:-1]) | (xy[1:] != xy[:-1]).any(axis=1)
    first = np.flatnonzero(new)
    return first, np.fmin.reduceat(z, first) if first.size < z.size else z


@dataclass(eq=False)
class Read:
    """What was read of the layers, with what was left out on the way.

    Parameters
    ----------
    ways:
        What takes part.
    left_out:
        A row for each thing that does not, or was changed: ``repair_type``, ``source``, ``feature``, ``part``,
        ``before`` (WKT), ``length_change_m``.
    crs:
        Of all layers.
    notes:
        What must be said.
    """

    ways: Ways
    crs: Any
    left_out: list[dict[str, Any]] = field(default_factory=list)
    notes: tuple[Text, ...] = ()


def read_ways(layers: Mapping[str, gpd.GeoDataFrame], *, include_planned: bool = False) -> Read:
    """Return the lines of layers that make a network, and what was left out.

    Rows that are history, closed, or planned (unless asked for) are left out and counted. Missing geometries, and
    lines of no length, are left out and listed; lines of several parts become several. Heights of -999 and the like,
    and a layer of which all heights are 0, are no heights.

    Raises
    ------
    CrsError
        For a layer in degrees, in Web Mercator (whose metres are no metres), without coordinate system, or in another
        than the first.
    LayerError
        Without any line; for features that are no lines or have coordinates that are no numbers; for levels that
        cannot be read.
    """
    crs = _one_crs(layers)
    parts: list[tuple[F64, F64, I64, dict[str, npt.NDArray[Any]]]] = []
    notes: list[Text] = []
    left_out: list[dict[str, Any]] = []
    for source, layer in layers.items():
        kept, told = _kept_rows(layer, source, include_planned=include_planned)
        notes += told
        rows = layer.loc[kept]
        columns, said = read_attributes(rows, source)
        notes += said
        texts = rows[HEIGHTS].to_numpy() if HEIGHTS in rows else None
        parts.append(_points(rows.geometry.to_numpy(), columns, source, left_out, texts))
        if len(layer) and not kept.any():
            notes.append(Text(f"Laget {source}: alle rækker er udeladt.", f"Layer {source}: all rows were left out."))
    sizes = np.cumsum([0, *(part[3]["level"].size for part in parts)])
    of = np.concatenate([part[2] + n for part, n in zip(parts, sizes[:-1], strict=True)])
    columns = {name: np.concatenate([part[3][name] for part in parts]) for name in parts[0][3]}
    xy = welded(np.concatenate([p[0] for p in parts]))
    ways = _packed(xy, np.concatenate([p[1] for p in parts]), of, int(sizes[-1]), columns)
    if (ways.count < 2).any():  # noqa: PLR2004 - a line shorter than a place is wide
        ways = _without_points(ways, left_out)
    if not len(ways):
        raise LayerError(
            Text("ingen linjer", "no lines"),
            Text("et lag med stier eller veje, der er anlagt", "a layer of paths or roads that are built"),
            Text("giv stiernes midterlinjer; planlagte tages med ved include_planned",
                 "give the centre lines of the paths; what is planned is taken in by include_planned"),
        )  # fmt: skip
    return Read(ways, crs, left_out, tuple(notes))


def welded(xy: F64) -> F64:
    """Return points of which those within `TOUCH_M` of each other are one place: the first by x, then y.

    Coordinates that were reprojected or rounded differ by less than anyone can see; two places as near each other
    would make stretches of no use between them. A row of points, each as near the next, stays as it is.
    """
    spot, number = np.unique(xy, axis=0, return_inverse=True)
    pairs = cKDTree(spot).query_pairs(TOUCH_M, output_type="ndarray") if len(spot) else np.zeros((0, 2), np.int64)
    if not len(pairs):
        return xy
    near = sparse.coo_array((np.ones(len(pairs), np.int8), tuple(pairs.T)), shape=(len(spot), len(spot)))
    label = csgraph.connected_components(near, directed=False)[1]
    first = np.unique(label, return_index=True)[1][label]
    far = np.hypot(*(spot - spot[first]).T) > 1.5 * TOUCH_M
    row = np.zeros(label.size, np.bool_)
    row[label[far]] = True
    made: F64 = np.where(row[label][:, None], spot, spot[first])[number.reshape(-1)]
    return made


def _without_points(ways: Ways, left_out: list[dict[str, Any]]) -> Ways:
    """Return the ways that have a length, and list the others."""
    long = ways.count > 1
    names = ("source", "feature", "part")
    for k in np.flatnonzero(~long).tolist():
        source, feature, part = (ways.columns[name][k] for name in names)
        left_out.append(_row("zero_length", str(source), feature, int(part), shapely.Point(ways.xy[ways.first[k]])))
    kept = long[ways.of]
    start = np.concatenate([[0], np.cumsum(ways.count[long])]).astype(np.int64)
    return Ways(ways.xy[kept], ways.z[kept], start, {name: values[long] for name, values in ways.columns.items()})


def require_metres(layer: gpd.GeoDataFrame, name: str) -> None:
    """Raise `CrsError` for a layer whose coordinates are not metres: degrees, Web Mercator, or no system at all."""
    if layer.crs is None:
        raise CrsError(
            Text(f"laget {name} uden koordinatsystem", f"layer {name} without a coordinate system"),
            Text("koordinater i meter, fx EPSG:25832", "coordinates in metres, such as EPSG:25832"),
            Text("angiv lagets koordinatsystem", "state the coordinate system of the layer"),
        )
    try:
        horizontal, _ = horizontal_crs(layer.crs.to_wkt())
    except CrsError as error:
        raise CrsError(
            Text(f"laget {name}: {error.found.da}", f"layer {name}: {error.found.en}"), error.expected, error.fix
        ) from error
    if horizontal in PSEUDO_MERCATOR or "pseudo-mercator" in str(layer.crs.name).casefold():
        raise CrsError(
            Text(
                f"laget {name} i {layer.crs.name}, hvor en meter i Danmark er tegnet omkring 1,8 gange for lang",
                f"layer {name} in {layer.crs.name}, in which a metre of Denmark is drawn about 1.8 times too long",
            ),
            Text(
                "koordinater, hvis meter er meter, fx EPSG:25832",
                "coordinates whose metres are metres, such as EPSG:25832",
            ),
            Text("transformér laget til EPSG:25832", "reproject the layer to EPSG:25832"),
        )


def _one_crs(layers: Mapping[str, gpd.GeoDataFrame]) -> Any:  # noqa: ANN401 - pyproj's
    if not layers:
        raise LayerError(
            Text("ingen lag", "no layers"),
            Text("mindst ét lag af linjer", "at least one layer of lines"),
            Text("giv stiernes midterlinjer", "give the centre lines of the paths"),
        )
    first = next(iter(layers.values()))
    for name, layer in layers.items():
        require_metres(layer, name)
        if not same_crs(layer.crs.to_wkt(), first.crs.to_wkt()):
            raise CrsError(
                Text(f"laget {name} i {layer.crs.name}", f"layer {name} in {layer.crs.name}"),
                Text(
                    f"samme koordinatsystem i alle lag ({first.crs.name})",
                    f"one system in all layers ({first.crs.name})",
                ),
                Text("transformér laget", "reproject the layer"),
            )
    return first.crs


def _kept_rows(layer: gpd.GeoDataFrame, source: str, *, include_planned: bool) -> tuple[Mask, list[Text]]:
    """Return which rows take part, and how many do not, by reason."""
    history = no_longer_true(layer)
    status = read_attributes(layer, source)[0]["status"] if len(layer) else np.zeros(0, object)
    closed, planned = ~history & (status == "closed"), ~history & (status == "planned")
    notes = []
    for which, da, en in (
        (history, "er historik (registreringtil, virkningtil)", "are history (registreringtil, virkningtil)"),
        (closed, "er nedlagt", "are closed"),
        *(() if include_planned else ((planned, "er planlagt", "are planned"),)),
    ):
        if which.any():
            k = int(which.sum())
            notes.append(Text(f"Laget {source}: {k} linjer {da} og er udeladt.", f"Layer {source}: {k} lines "
                f"{en} and are left out."))  # fmt: skip
    gone: Mask = history | closed | (planned & (not include_planned))
    return ~gone, notes


def _points(
    shapes: npt.NDArray[Any],
    columns: dict[str, npt.NDArray[Any]],
    source: str,
    left_out: list[dict[str, Any]],
    texts: npt.NDArray[Any] | None = None,
) -> tuple[F64, F64, I64, dict[str, npt.NDArray[Any]]]:
    """Return points, heights, the line of each, and the columns of each line; what is left out is listed."""
    names = columns["feature"]
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    kinds = shapely.get_type_id(shapes)
    wrong = ~missing & ~np.isin(kinds, (1, 5))
    if wrong.any():
        raise _refused(source, names[wrong], Text("ikke linjer", "no lines"), Text("linjer", "lines"),
                       Text("giv midterlinjer", "give centre lines"))  # fmt: skip
    left_out += [_row("missing", source, names[k], 0, shapes[k]) for k in np.flatnonzero(missing)]
    parts, row = shapely.get_parts(shapes[~missing], return_index=True)
    row = np.flatnonzero(~missing)[row]
    first = np.searchsorted(row, row)
    part = np.arange(row.size) - first
    several = np.flatnonzero(np.bincount(row, minlength=len(shapes)) > 1)
    left_out += [_row("multipart", source, names[k], 0, shapes[k]) for k in several]
    xyz, of = shapely.get_coordinates(parts, include_z=True, return_index=True)
    bad = ~np.isfinite(xyz[:, :2]).all(axis=1)
    if bad.any():
        raise _refused(source, names[np.unique(row[of[bad]])], Text("med koordinater, der ikke er tal", "with "
            "coordinates that are no numbers"),
                       Text("tal", "numbers"), Text("ret eller slet linjerne", "correct or delete the "
                           "lines"))  # fmt: skip
    z = xyz[:, 2].copy()
    lost = ~np.isfinite(z) | (z <= _NO_HEIGHT_M)
    z[lost] = np.nan
    if z.size and not np.nan_to_num(z).any():
        z[:] = np.nan
    z = np.round(z, Z_DECIMALS)
    if texts is not None:
        _read_heights(z, of, texts[row])
    _list_heights(z, shapely.has_z(parts), of, (source, names, row), left_out)
    xy = np.round(xyz[:, :2], DECIMALS) + 0.0
    keep, z = _once_each(xy, z, of)
    long = np.bincount(of[keep], minlength=len(parts)) > 1
    left_out += [_row("zero_length", source, names[row[k]], int(part[k]), parts[k]) for k in np.flatnonzero(~long)]
    z, keep = z[long[of[keep]]], keep[long[of[keep]]]
    place = np.cumsum(long) - 1
    told = {name: values[row[long]] for name, values in columns.items()} | {"part": part[long].astype(np.int64)}
    return xy[keep], z, place[of[keep]].astype(np.int64), told


def heights_text(ways: Ways) -> npt.NDArray[np.object_]:
    """Return the heights of each line's points as text: metres, ``-`` where one is not known; empty where none is.

    >>> two = Ways(np.zeros((4, 2)), np.array([1.5, np.nan, np.nan, np.nan]), np.array([0, 2, 4]), {})
    >>> heights_text(two).tolist()
    ['1.5 -', '']
    """
    made, known = np.full(len(ways), "", object), ~np.isnan(ways.z)
    words = [repr(one) if there else "-" for one, there in zip(ways.z.tolist(), known.tolist(), strict=True)]
    for k in np.flatnonzero(np.bincount(ways.of[known], minlength=len(ways)) > 0).tolist():
        made[k] = " ".join(words[ways.start[k] : ways.start[k + 1]])
    return made


def _read_heights(z: F64, of: I64, texts: npt.NDArray[Any]) -> None:
    """Put in the heights that texts tell of lines, where there is one for each point and the line has none itself."""
    start = np.searchsorted(of, np.arange(len(texts) + 1))
    for k, text in enumerate(texts.tolist()):
        words = text.split() if isinstance(text, str) else []
        mine = slice(int(start[k]), int(start[k + 1]))
        if words and len(words) == mine.stop - mine.start and np.isnan(z[mine]).all():
            z[mine] = [round(float(one), Z_DECIMALS) if _NUMBER.match(one) else np.nan for one in words]


def _list_heights(
    z: F64, has_z: Mask, of: I64, named: tuple[str, npt.NDArray[Any], I64], left_out: list[dict[str, Any]]
) -> None:
    """List the lines in 3D of which some heights are known and some are not."""
    source, names, row = named
    m = has_z.size
    unknown = np.bincount(of, weights=np.isnan(z), minlength=m)
    partly = has_z & (unknown > 0) & (unknown < np.bincount(of, minlength=m))
    left_out += [_row("height_unknown", source, names[row[k]], 0, None) for k in np.flatnonzero(partly)]


def _row(kind: str, source: str, feature: object, part: int, shape: Any) -> dict[str, Any]:  # noqa: ANN401 - a geometry or None
    before = "" if shape is None else str(shapely.to_wkt(shape, rounding_precision=DECIMALS, trim=True))
    tier = "noted" if kind == "height_unknown" else "done"  # of `repairs`, which stands on this module
    return {
        "repair_type": kind,
        "tier": tier,
        "source": source,
        "feature": str(feature),
        "part": part,
        "before": before,
    }


def _refused(source: str, names: npt.NDArray[Any], what: Text, expected: Text, fix: Text) -> LayerError:
    shown = ", ".join(str(name) for name in names[:_SHOWN])
    more = len(names) - _SHOWN
    da, en = (f" og {more} til", f" and {more} more") if more > 0 else ("", "")
    return LayerError(
        Text(f"laget {source}: {shown}{da} {what.da}", f"layer {source}: {shown}{en} {what.en}"), expected, fix
    )


def as_frame(ways: Ways) -> pd.DataFrame:
    """Return what is told of each line."""
    return pd.DataFrame(dict(ways.columns))


__all__ = [
    "DECIMALS", "HEIGHTS", "LEVEL_KNOWN", "TOUCH_M", "Read", "Ways", "as_frame", "heights_text", "read_ways",
    "require_metres", "welded",
]  # fmt: skip
