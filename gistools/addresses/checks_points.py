"""Rules on access points and their buildings (A19, A20, G06), and the official list of points outside theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gistools.addresses.check_layers import CheckLayers
from gistools.addresses.check_params import AddressCheckParams
from gistools.addresses.findings import Answer, Found
from gistools.addresses.ground import Ground, texts
from gistools.addresses.road_names_order import road_name_key
from gistools.addresses.rule_book import Severity
from gistools.addresses.standing import Standing
from gistools.addresses.statuses import CURRENT, STANDS
from gistools.grid import DANISH_CRS
from gistools.text import Text, counted, danish

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from gistools.addresses.ground import F64, Mask, Rows
    from gistools.addresses.register import Register

POINT_RULES = ("A19", "A20", "G06")
HIGHEST_USE = 510
"""Uses of BBR above it are on no list: leisure and outbuildings."""

ACCESS_LIST_COLUMNS = (
    "object_id", "object_name", "distance_m", "building_id", "outline_id", "building_use", "technical_standard",
)  # fmt: skip
"""Columns of `access_point_list`, beside the access point."""

_NO_BUILDING, _NOT_PLACED = "TA", "UF"
_AT_FACADE = frozenset({"TK", "TD"})  # about 3 m inside, at the facade to the road or at the door


def points(ground: Ground) -> Iterator[Answer]:
    """Return what the rules on access points answer."""
    lacking = [name for name in ("house_number", "point") if not ground.standing.has(name)]
    if lacking:
        why = ground.standing.lacks(*lacking)
        yield from (Answer.not_asked(rule, why) for rule in POINT_RULES)
        return
    yield _access(ground)
    yield _not_placed(ground)
    yield _one_place(ground)


def access_point_list(
    register: Register, outlines: gpd.GeoDataFrame, params: AddressCheckParams | None = None
) -> gpd.GeoDataFrame:
    """Return access points outside their buildings (adgangspunkt uden for bygning), as the official list has them.

    Points of buildings whose use in BBR is above 510, of houseboats and of standard TA are left out; a building whose
    use is not known stays, with an empty ``building_use``. House numbers without a building, or with one that has no
    outline, are not on the list.

    Parameters
    ----------
    register:
        As `gistools.addresses.Register.at` returns it.
    outlines:
        Of buildings, as `gistools.addresses.CheckLayers` takes them.
    params:
        From and to which distance: 1 and 50 m officially.

    Returns
    -------
    geopandas.GeoDataFrame
        `ACCESS_LIST_COLUMNS` and the access point, farthest first; ``distance_m`` in metres to the nearest of the
        outlines of its building.

    Raises
    ------
    ParamError, CrsError, LayerError, WrongKindError
        As `gistools.addresses.check_register` does.

    >>> from gistools.addresses import read_register
    >>> rows = {"Adressepunkt": [{"id": "k", "status": "8", "position": "POINT (700030 6170000)"}],
    ...         "Husnummer": [{"id": "h", "status": "3", "husnummertekst": "1", "navngivenvej": "v",
    ...                        "adgangspunkt": "k", "geoDanmarkBygning": "b"}]}
    >>> house = gpd.GeoDataFrame({"outline_id": ["b"]}, geometry=[shapely.box(700000, 6170000, 700010, 6170008)],
    ...                          crs="EPSG:25832")
    >>> access_point_list(read_register(rows).at("2026-11-28"), house).distance_m.tolist()
    [20.0]
    """
    return access_points_outside(
        Ground(Standing(register), CheckLayers(outlines=outlines), params or AddressCheckParams())
    )


def access_points_outside(ground: Ground) -> gpd.GeoDataFrame:
    """Return what `access_point_list` does, of a register that is joined already."""
    off = _off_buildings(ground)
    hit = _listed(ground, off) & (off["distance_m"] <= ground.params.outside_to_m).to_numpy()
    rows = np.flatnonzero(hit)
    names = ground.standing.places.names["house_number"]
    made = pd.DataFrame({
        "object_id": ground.ids[rows], "object_name": [names.get(one) or one for one in ground.ids[rows]],
        "distance_m": off["distance_m"].to_numpy()[rows].round(2),
        **{column: ground.houses[column].to_numpy()[rows] for column in ("building_id", "outline_id")},
        "building_use": off["building_use"].astype("Int64").to_numpy()[rows],
        "technical_standard": _standards(ground)[rows],
    }, columns=list(ACCESS_LIST_COLUMNS))  # fmt: skip
    layer = gpd.GeoDataFrame(made, geometry=ground.access[rows], crs=DANISH_CRS)
    keys = pd.DataFrame({"far": -layer["distance_m"], "name": layer["object_name"].map(road_name_key),
                         "id": layer["object_id"]})  # fmt: skip
    return layer.loc[keys.sort_values(["far", "name", "id"]).index].reset_index(drop=True)


def _standards(ground: Ground) -> npt.NDArray[Any]:
    told = ground.standing.looked_up(ground.houses["access_point_id"], "point", "technical_standard")
    return pd.Series(texts(told)).str.strip().str.upper().to_numpy(dtype=object)


def _off_buildings(ground: Ground) -> pd.DataFrame:
    """Return what `_measured` does, worked out once for each `Ground`."""
    if "off_buildings" not in ground.worked_out:
        ground.worked_out["off_buildings"] = _measured(ground)
    return ground.worked_out["off_buildings"]


def _measured(ground: Ground) -> pd.DataFrame:
    """Return for each house number how far its access point is from the nearest outline of its building.

    Columns ``known`` (it has a point, and its building an outline), ``distance_m``, ``depth_m`` (from the facade, where
    it is inside), ``building_use`` (NaN where unknown), ``exempt`` (above 510, or a houseboat), ``outline`` (its row).
    """
    count = len(ground.houses)
    made = pd.DataFrame({"known": np.zeros(count, np.bool_), "distance_m": np.nan, "depth_m": np.nan,
                         "building_use": np.nan, "exempt": np.zeros(count, np.bool_), "outline": -1})  # fmt: skip
    outlines = ground.layers.table("outlines")
    if outlines is None:
        return made
    pairs = [_pairs(ground, outlines, column) for column in ("outline_id", "building_id")]
    row, outline = np.unique(np.concatenate(pairs), axis=0).T
    there = ground.has_access[row]
    row, outline = row[there], outline[there]
    shapes = outlines["shape"].to_numpy(dtype=object)
    far = shapely.distance(shapes[outline], ground.access[row])
    depth = np.where(far > 0, 0.0, shapely.distance(shapely.boundary(shapes)[outline], ground.access[row]))
    order = np.lexsort((outline, -depth, far, row))  # nearest first, deepest first of those that hold it
    row, outline, far, depth = (values[order] for values in (row, outline, far, depth))
    first = np.flatnonzero(np.diff(row, prepend=-1) != 0)
    at, nearest = row[first], outline[first]
    made.loc[at, "known"] = True
    for column, values in (("distance_m", far[first]), ("depth_m", depth[first]), ("outline", nearest)):
        made.loc[at, column] = values
    use = (
        outlines["building_use"].to_numpy(np.float64) if "building_use" in outlines else np.full(len(outlines), np.nan)
    )
    boat = outlines["houseboat"].to_numpy(np.bool_) if "houseboat" in outlines else np.zeros(len(outlines), np.bool_)
    made.loc[at, "building_use"] = use[nearest]
    made.loc[at, "exempt"] = (use[nearest] > HIGHEST_USE) | boat[nearest]
    return made


def _pairs(ground: Ground, outlines: pd.DataFrame, column: str) -> Rows:
    """Return rows of house numbers and of outlines that a column joins."""
    if column not in outlines:
        return np.zeros((0, 2), np.int64)
    houses = pd.DataFrame({"row": np.arange(len(ground.houses)), "key": ground.keys(column)})
    theirs = pd.DataFrame({"outline": np.arange(len(outlines)), "key": outlines[column].to_numpy(dtype=object)})
    both = houses[houses["key"] != ""].merge(theirs, on="key")
    made: Rows = both[["row", "outline"]].to_numpy(np.int64)
    return made


def _listed(ground: Ground, off: pd.DataFrame) -> Mask:
    """Return which access points are outside their buildings, whatever the distance, and are not left out."""
    outside = off["known"].to_numpy() & (off["distance_m"] >= ground.params.outside_from_m).to_numpy()
    made: Mask = outside & (off["distance_m"] > 0).to_numpy() & ~off["exempt"].to_numpy()
    made &= _standards(ground) != _NO_BUILDING
    return made


def _access(ground: Ground) -> Answer:
    """Return house numbers without a point in use, and points that lie outside their buildings or far inside."""
    ids = ground.houses["access_point_id"].to_numpy(dtype=object)
    status = ground.standing.looked_up(ground.houses["access_point_id"], "point", "status")
    told, out = status.notna().to_numpy(), ~status.isin(list(STANDS["point"])).to_numpy()
    none = (ids == "") & bool((ids != "").any())  # an extract without the column tells of no one
    off = _off_buildings(ground)
    linked = (ground.keys("building_id") != "") | (ground.keys("outline_id") != "")
    exempt = off["exempt"].to_numpy() | (_standards(ground) == _NO_BUILDING)
    lost = told & ~out & linked & ~exempt & ~off["known"].to_numpy()
    far, deep = off["distance_m"].to_numpy(), off["depth_m"].to_numpy()
    found = [
        *ground.found("A19", none, lambda _: Text("husnummeret har intet adgangspunkt", "no access point")),
        *ground.found(
            "A19", told & out, lambda _: Text("adgangspunktet er ikke i brug", "the access point is not in use")
        ),
    ]
    most = ground.params.outside_to_m
    for k in np.flatnonzero(_listed(ground, off) & ~out).tolist():
        doubt = Text(", som næppe er dens", ", which is hardly its own") if far[k] > most else Text("", "")
        what = Text(
            f"adgangspunktet ligger {danish(far[k], '.1f')} m uden for sin bygning{doubt.da}",
            f"the access point lies {far[k]:.1f} m outside its building{doubt.en}",
        )
        found.append(Found("A19", "house_number", ground.ids[k], what, severity=Severity.WARNING))
    for k in np.flatnonzero(_wrong_depth(ground, off) & ~out & ~exempt).tolist():
        what = Text(
            f"adgangspunktet ligger {danish(deep[k], '.1f')} m inden for facaden og ikke omkring 3 m",
            f"the access point lies {deep[k]:.1f} m inside the facade and not about 3 m",
        )
        found.append(Found("A19", "house_number", ground.ids[k], what, severity=Severity.WARNING))
    tells = ground.standing.tells("house_number", "building_id") or ground.standing.tells("house_number", "outline_id")
    placed, drawn = ground.has_access, ground.layers.table("outlines") is not None
    any_id = bool((ids != "").any())
    doubts = [
        (~told & ~none & (not any_id), Text("udtrækket har ingen adgangspunkter på husnumre",
                                            "the extract has no access points of house numbers")),
        (~told & ~none & any_id, Text("adgangspunktet er ikke i udtrækket", "the access point is not in the extract")),
        (told & ~out & (not tells), ground.standing.untold("house_number", "building_id", "outline_id")),
        (lost & (not drawn), Text("om punktet ligger i sin bygning, kræver bygningsomrids",
                                  "whether a point is in its building needs outlines")),
        (lost & drawn & ~placed, Text("adgangspunktet har ingen koordinater", "the access point has no coordinates")),
        (lost & drawn & placed, Text("bygningen har intet omrids i laget", "the building has no outline in the layer")),
    ]  # fmt: skip
    return ground.answer("A19", np.ones(len(ids), np.bool_), doubts, tuple(found))


def _wrong_depth(ground: Ground, off: pd.DataFrame) -> Mask:
    """Return points of a standard at the facade that lie too deep, or less deep than their building allows."""
    deep = off["depth_m"].to_numpy()
    at_facade = (
        np.isin(_standards(ground), list(_AT_FACADE)) & off["known"].to_numpy() & (off["distance_m"] == 0).to_numpy()
    )
    shallow = np.flatnonzero(at_facade & (deep < ground.params.inside_least_m))
    made: Mask = at_facade & (deep > ground.params.inside_most_m)
    if shallow.size:
        outlines = ground.layers.table("outlines")
        assert outlines is not None  # noqa: S101 - else no building is known
        shapes = outlines["shape"].to_numpy(dtype=object)[off["outline"].to_numpy()[shallow]]
        made[shallow[~shapely.is_empty(shapely.buffer(shapes, -ground.params.inside_least_m))]] = True
    return made


def _not_placed(ground: Ground) -> Answer:
    """Return points in force without a standard although their building has an outline, or one holds them."""
    outlines = ground.layers.table("outlines")
    if outlines is None:
        return Answer.not_asked("A20", ground.layers.lacks("outlines"))
    asked = (ground.houses["status"] == CURRENT).to_numpy()
    standards = _standards(ground)
    shapes = outlines["shape"].to_numpy(dtype=object)
    loose = np.flatnonzero(asked & ground.has_access & (standards == _NOT_PLACED))
    held = np.zeros(len(asked), np.bool_)
    held[loose[shapely.STRtree(ground.access[loose]).query(shapes, predicate="intersects")[1]]] = True
    built = _off_buildings(ground)["known"].to_numpy() | held
    linked = (ground.keys("building_id") != "") | (ground.keys("outline_id") != "")
    unknown = (standards == "") | ~ground.has_access | ((standards == _NOT_PLACED) & linked & ~built)
    what = Text(
        "punktet har standarden UF, men bygningen er der", "the point has standard UF, but the building is there"
    )
    why = Text(
        "punktet, dets standard eller bygningens omrids er ikke i udtrækket",
        "the point, its standard or the outline of its building is not in the extract",
    )
    hit = asked & (standards == _NOT_PLACED) & built & ground.has_access
    return ground.answer("A20", asked, unknown, ground.found("A20", hit, lambda _: what), why)


def _one_place(ground: Ground) -> Answer:
    """Return numbers that share a place, and numbers of one road that have two."""
    rows = np.flatnonzero(ground.has_access)
    groups = np.full(len(ground.ids), -1)
    groups[rows] = _clusters(shapely.get_coordinates(ground.access[rows]), ground.params.same_point_m)
    house = pd.DataFrame({"id": ground.ids, "group": groups, "number": ground.houses["number"],
                          "road": ground.houses["road_id"]})  # fmt: skip
    house = house[house["group"] >= 0]
    found = []
    for _, same in house[house["group"].duplicated(keep=False)].groupby("group"):
        differ = same.drop_duplicates(["road", "number"])
        if len(differ) > 1:
            ids = sorted(same["id"].tolist())
            told = counted(len(differ), "nummer", "numre"), counted(len(differ), "number", "numbers")
            what = Text(f"{told[0]} har samme punkt", f"{told[1]} have one point")
            about = " ".join(
                sorted(f"{number}@{road}" for number, road in zip(same["number"], same["road"], strict=True))
            )
            found.append(Found("G06", "house_number", ids[0], what, others=tuple(ids[1:]), about=f"one place: {about}"))
    house = house[house["road"] != ""]  # numbers of no road are not one number
    for _, same in house[house.duplicated(["road", "number"], keep=False)].groupby(["road", "number"]):
        count = len(set(same["group"]))
        if count > 1:
            ids = sorted(same["id"].tolist())
            number = same["number"].iloc[0]
            what = Text(f"nummer {number} har {count} indgange", f"the number {number} has {count} entrances")
            found.append(Found("G06", "house_number", ids[0], what, others=tuple(ids[1:])))
    why = Text("husnummeret har intet adgangspunkt i udtrækket", "no access point in the extract")
    return ground.answer("G06", np.ones(len(ground.ids), np.bool_), ~ground.has_access, tuple(found), why)


def _clusters(places: F64, near_m: float) -> Rows:
    """Return which cluster each place is of: of places within a distance of one another, or in a chain of such."""
    if not len(places):
        return np.zeros(0, np.int64)
    apart, of = np.unique(places, axis=0, return_inverse=True)
    spots = np.asarray(shapely.points(apart), dtype=object)
    one, other = shapely.STRtree(spots).query(spots, predicate="dwithin", distance=near_m)
    linked = coo_array((np.ones(len(one)), (one, other)), shape=(len(spots), len(spots)))
    labels = connected_components(linked, directed=False)[1].astype(np.int64)
    made: Rows = labels[of.reshape(-1)]
    return made
