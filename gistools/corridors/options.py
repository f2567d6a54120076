"""Options (muligheder): drawn measures for nature that could be built, each with its kind and its price, checked."""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from gistools._checks import cell_text, is_missing, number_in, require_kind
from gistools.corridors.surfaces import load_surface_classes, require_crs
from gistools.errors import LayerError
from gistools.styles.columns_budget import OPTION_KINDS
from gistools.tables import read_user_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from gistools.grid import Grid


@dataclass(frozen=True, slots=True)
class OptionKind:
    """A kind of option.

    Parameters
    ----------
    surface:
        Class that its ground becomes.
    opens:
        Whether it takes away roads, railways, streams and other barriers that it lies on; others leave these.
    words:
        Other names of it in a layer or a table of prices.
    """

    surface: str
    opens: bool
    words: tuple[str, ...]


KINDS: Mapping[str, OptionKind] = {
    "pond": OptionKind("pond", False, ("vandhul", "sø", "ny sø", "paddehul")),  # noqa: FBT003 - a table
    "hedge": OptionKind("hedge", False, ("hegn", "levende hegn", "hæk", "trærække")),  # noqa: FBT003
    "meadow": OptionKind("meadow", False, ("eng", "vild eng")),  # noqa: FBT003
    "wood": OptionKind("forest", False, ("skov", "skovrejsning", "forest")),  # noqa: FBT003
    "fauna_passage": OptionKind("passage", True, ("faunapassage", "passage", "paddetunnel", "faunabro")),  # noqa: FBT003
    "barrier_removed": OptionKind("grass", True, ("fjernet barriere", "nedlagt vej")),  # noqa: FBT003
    "wet_stepping_stone": OptionKind("pond", False, ("våd trædesten", "lavning", "bassin", "bluespot", "basin")),  # noqa: FBT003
}
"""What each kind of option makes of the ground; a column ``surface_after`` says otherwise for one of them."""

_COLUMNS = {
    "option_id": ("option_id", "id", "nr", "tiltag_id"),
    "option_kind": ("option_kind", "type", "slags", "kind", "tiltag"),
    "name": ("name", "navn"),
    "price_dkk": ("price_dkk", "pris_kr", "pris"),
    "volume_m3": ("volume_m3", "volumen_m3", "rumfang_m3", "kapacitet_m3"),
    "quality": ("quality", "kvalitet"),
    "surface_after": ("surface_after", "overflade_efter"),
}
_SEGMENTS = 16  # of a quarter circle
_OVERLAP_M2 = 1.0  # two options that share more ground than this exclude each other


@dataclass(frozen=True, eq=False)
class Options:
    """Options that were read; made by `read_options`.

    Parameters
    ----------
    frame:
        A row for each: ``option_id``, ``name``, ``option_kind``, ``surface_after``, ``price_dkk`` (NaN: unknown),
        ``price_from`` (``own``, ``table`` or ``unknown``), ``volume_m3``, ``quality``, geometry as drawn.
    ground:
        Polygon of each: as drawn, or widened.
    excluded:
        Pairs (places in the frame) on the same ground: one of them alone can be built.
    notes:
        What must be said of them.
    """

    frame: gpd.GeoDataFrame
    ground: npt.NDArray[Any]
    excluded: tuple[tuple[int, int], ...]
    notes: tuple[Text, ...]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.frame)


def read_options(
    layer: gpd.GeoDataFrame,
    grid: Grid,
    *,
    prices: pd.DataFrame | None = None,
    line_width_m: float = 5.0,
    point_radius_m: float = 10.0,
) -> Options:
    """Return the options of a layer, checked, with their prices.

    Parameters
    ----------
    layer:
        Polygons, lines or points with a kind (``option_kind`` or ``type``: vandhul, levende hegn, eng, skov,
        faunapassage, fjernet barriere, våd trædesten, or English); a price of their own (``pris_kr``, a whole price in
        DKK), ``navn``, ``volumen_m3``, ``kvalitet``, ``overflade_efter`` where known.
    grid:
        Whose coordinate system they must have.
    prices:
        Own table of the shape of ``measure_prices``: a price for each m, m2, m3 or item of a kind. It prices the
        options without a price of their own. gistools ships none, and an option without a price has an unknown one.
    line_width_m, point_radius_m:
        What lines and points are widened to.

    Raises
    ------
    CrsError
        For degrees or another coordinate system than the grid's.
    LayerError
        With all faults: no column of the kind, unknown kinds, prices below 0 or that are no number, ids that stand
        twice, no geometry.
    TableError
        For a table of prices that cannot be used.

    >>> from gistools.grid import Grid
    >>> grid = Grid(rows=4, cols=4, x0=0.0, y0=40.0, dx_m=10.0, dy_m=10.0, crs="EPSG:25832")
    >>> drawn = gpd.GeoDataFrame({"type": ["vandhul", "skov"], "pris_kr": [90_000, None]},
    ...     geometry=[shapely.Point(5, 5), shapely.box(20, 20, 40, 40)], crs=25832)
    >>> made = read_options(drawn, grid)
    >>> made.frame[["option_id", "option_kind", "price_from"]].values.tolist(), made.notes[0].en
    ([['1', 'pond', 'own'], ['2', 'wood', 'unknown']], '1 of 2 options has no price and cannot be chosen: 2')
    """
    require_kind(layer, gpd.GeoDataFrame, "layer")
    require_crs(layer, grid, "options")
    lower = {str(column).casefold(): column for column in layer.columns}
    given = {
        name: next((layer[lower[word]] for word in words if word in lower), None) for name, words in _COLUMNS.items()
    }
    faults: list[Text] = []
    if given["option_kind"] is None:
        faults.append(Text("ingen kolonne option_kind eller type", "no column option_kind or type"))
    if not len(layer):
        faults.append(Text("ingen muligheder", "no options"))
    ids = [_said(given["option_id"], k) or str(k + 1) for k in range(len(layer))]
    faults += [
        Text(f"id {one} står flere gange", f"id {one} stands more than once")
        for one in dict.fromkeys(one for one in ids if ids.count(one) > 1)
    ]
    classes = load_surface_classes()
    rows = []
    for k, one in enumerate(ids):
        kind = _kind(_said(given["option_kind"], k), one, faults) if given["option_kind"] is not None else ""
        said = _said(given["surface_after"], k)
        after = classes.of(said) if said else KINDS[kind].surface if kind else ""
        if not after and said:
            faults.append(Text(f"{one}: ukendt overflade {said!r}", f"{one}: unknown surface {said!r}"))
        rows.append(
            {
                "option_id": one,
                "name": _said(given["name"], k) or one,
                "option_kind": kind,
                "surface_after": after,
                "price_dkk": _number(given["price_dkk"], k, f"{one}: pris", faults, 0.0, math.inf),
                "volume_m3": _number(given["volume_m3"], k, f"{one}: volume_m3", faults, 0.0, math.inf),
                "quality": _number(given["quality"], k, f"{one}: kvalitet", faults, 1e-9, 1.0),
            }
        )
    shapes = shapely.force_2d(layer.geometry.to_numpy())
    gone = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    faults += [Text(f"{ids[k]}: uden geometri", f"{ids[k]}: without geometry") for k in np.flatnonzero(gone)]
    if faults:
        raise LayerError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text(
                f"muligheder med en slags af {', '.join(w.words[0] for w in KINDS.values())}",
                f"options of a kind of {', '.join(KINDS)}",
            ),
            Text("ret alle de nævnte", "correct all those named"),
        )
    frame = gpd.GeoDataFrame(rows, geometry=shapes, crs=layer.crs)
    frame["quality"] = frame["quality"].fillna(1.0)
    ground = _ground(shapes, line_width_m, point_radius_m)
    own = frame["price_dkk"].notna()
    frame.insert(5, "price_from", np.where(own, "own", "unknown"))
    notes = [] if prices is None else _price(frame, ground, prices)
    frame.attrs["units"] = {"price_dkk": "kr.", "volume_m3": "m³"}
    return Options(frame, ground, _overlaps(ground), (*notes, *_price_notes(frame)))


def _said(column: pd.Series | None, k: int) -> str:
    return "" if column is None else cell_text(column.iloc[k])


def kind_of(said: str) -> str:
    """Return the kind of option that a word means; empty for none.

    >>> kind_of("Levende_hegn"), kind_of("wood"), kind_of("mur")
    ('hedge', 'wood', '')
    """
    plain = said.strip().casefold().replace("_", " ")
    for kind, facts in KINDS.items():
        if plain in {kind.replace("_", " "), OPTION_KINDS[kind].da, OPTION_KINDS[kind].en, *facts.words}:
            return kind
    return ""


def _kind(said: str, one: str, faults: list[Text]) -> str:
    kind = kind_of(said)
    if not kind:
        words = [word for name, facts in KINDS.items() for word in (name, *facts.words)]
        near = difflib.get_close_matches(said.casefold(), words, n=1)
        da, en = (f" (mente du {near[0]}?)", f" (did you mean {near[0]}?)") if near else ("", "")
        faults.append(Text(f"{one}: ukendt slags {said!r}{da}", f"{one}: unknown kind {said!r}{en}"))
    return kind


def _number(column: pd.Series | None, k: int, name: str, faults: list[Text], low: float, high: float) -> float:
    if column is None or is_missing(column.iloc[k]):
        return math.nan
    try:
        value = number_in(column.iloc[k])
    except ValueError:
        value = math.inf
    if math.isnan(value) or (low <= value <= high and math.isfinite(value)):
        return value
    shown = f"{name} = {column.iloc[k]}"
    faults.append(Text(shown, shown))
    return math.nan


def _ground(shapes: npt.NDArray[Any], line_width_m: float, point_radius_m: float) -> npt.NDArray[Any]:
    size = shapely.get_dimensions(shapes)
    wide = np.array([point_radius_m, line_width_m / 2.0, 0.0])[np.clip(size, 0, 2)]
    widened = shapely.buffer(shapes, wide, quad_segs=_SEGMENTS)
    made: npt.NDArray[Any] = np.where(wide > 0.0, widened, shapely.make_valid(shapes))
    return made


def _overlaps(ground: npt.NDArray[Any]) -> tuple[tuple[int, int], ...]:
    one, other = shapely.STRtree(ground).query(ground, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.area(shapely.intersection(ground[one], ground[other])) > _OVERLAP_M2
    return tuple(sorted(zip(one[shared].tolist(), other[shared].tolist(), strict=True)))


def _price(frame: gpd.GeoDataFrame, ground: npt.NDArray[Any], prices: pd.DataFrame) -> list[Text]:
    """Price what has no price of its own by a table; return what must be said of the table."""
    table = read_user_table(prices, "measure_prices")
    kinds = table.frame["kind"].map(lambda word: kind_of(str(word)))
    used = np.zeros(len(table.frame), np.bool_)
    for row, (kind, unit, price) in enumerate(
        zip(kinds, table.frame["unit"], table.frame["capital_dkk"].to_numpy(np.float64), strict=True)
    ):
        if not kind or math.isnan(price):
            continue
        for k in np.flatnonzero((frame["option_kind"] == kind) & (frame["price_from"] == "unknown")):
            size = {
                "m": _length(frame.geometry.iloc[k]),
                "m2": float(ground[k].area),
                "m3": float(frame["volume_m3"].iloc[k]),
                "item": 1.0,
            }[unit]
            if not math.isnan(size):
                frame.loc[frame.index[k], ["price_dkk", "price_from"]] = [size * price, "table"]
                used[row] = True
    return (
        [
            Text(
                "Priser fra tabellen er anlæg alene; drift er ikke med",
                "Prices of the table are what building costs; upkeep is not in them",
            ),
            *table.only(used).unverified,
        ]
        if used.any()
        else []
    )


def _length(shape: BaseGeometry) -> float:
    """Return the length of a line; NaN of anything else."""
    return float(shape.length) if shapely.get_dimensions(shape) == 1 else math.nan


def _price_notes(frame: gpd.GeoDataFrame) -> list[Text]:
    gone = frame.loc[frame["price_dkk"].isna(), "option_id"].tolist()
    if not gone:
        return []
    count, ids = len(gone), ", ".join(gone)
    whole = len(frame)
    has = "has" if count == 1 else "have"
    return [
        Text(
            f"{count} af {whole} muligheder har ingen pris og kan ikke vælges: {ids}",
            f"{count} of {whole} options {has} no price and cannot be chosen: {ids}",
        )
    ]
