"""What buildings are (bygningers skadesklasse): use code, ground area and basement; unknown stays unknown."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from gistools._checks import cell_text, number_in, require_kind
from gistools.errors import CrsError, LayerError
from gistools.floodcost.params import AreaRule, ClassParams
from gistools.tables.loading import load_table
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.tables import Table

    F64 = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

UNKNOWN = "unknown"
CODED, NO_CODE, UNKNOWN_CODE = "coded", "no_code", "unknown_code"
YES, NO = "yes", "no"
ADDED = (
    "building_id", "source_id", "use_code", "damage_class", "class_state", "ground_area_m2", "area_source", "basement",
    "basement_m2", "basement_state",
)  # fmt: skip

_SAID = {"ja": YES, "j": YES, "yes": YES, "true": YES, "1": YES, "nej": NO, "n": NO, "no": NO, "false": NO, "0": NO}
_UNSAID = {"", "ukendt", "unknown", "uoplyst"}
_ALSO = {  # what BBR itself calls the standard columns
    "byg021anvendelse": ("byg021bygningensanvendelse",),
    "byg041bebygget_areal": ("byg041bebyggetareal",),
}
_SHOWN = 8  # rows that an error names before it counts them
_MOST_M2 = 1e7


def classify(
    buildings: gpd.GeoDataFrame, params: ClassParams | None = None, *, uses: Table | None = None
) -> gpd.GeoDataFrame:
    """Return buildings with what damage depends on (skadesklasse, areal, kælder); every building is kept.

    Parameters
    ----------
    buildings:
        Polygons in a projected coordinate system in metres; one row for each building.
    params:
        Which columns are read. A standard column that the layer lacks leaves its answer unknown; a column that was
        named and is missing is an error. Headings match in upper or lower case; the names of BBR itself are known.
    uses:
        Table ``bbr_use``, or the user's own of that shape: which use code has which damage class.

    Returns
    -------
    GeoDataFrame
        The layer in its order with new columns: ``building_id`` (from 1), ``source_id``, ``use_code`` (text, empty for
        none), ``damage_class`` (``unknown`` where there is no code or an unknown one), ``class_state`` (``coded``,
        ``no_code``, ``unknown_code``), ``ground_area_m2``, ``area_source`` (``footprint``, ``field``), ``basement``
        (``yes``, ``no``, ``unknown``), ``basement_m2`` (0 for no basement, NaN where it is not known) and
        ``basement_state`` (``known``, ``none``, ``area_unknown``, ``contradiction``: no basement but an area,
        ``unknown``).

    Raises
    ------
    CrsError
        Without a coordinate system, or in degrees.
    LayerError
        With every fault: no buildings, rows without a polygon, columns that were named and are missing, doubled or
        unreadable numbers, negative areas, basement answers that are none.

    Examples
    --------
    >>> import geopandas as gpd
    >>> layer = gpd.GeoDataFrame({"byg021anvendelse": ["120", None], "har_kaelder": ["nej", "ja"]},
    ...     geometry=[shapely.box(0, 0, 10, 8), shapely.box(20, 0, 30, 5)], crs="EPSG:25832")
    >>> made = classify(layer)
    >>> made[["damage_class", "class_state", "ground_area_m2", "basement", "basement_m2"]].values.tolist()
    [['home', 'coded', 80.0, 'no', 0.0], ['unknown', 'no_code', 50.0, 'yes', nan]]
    """
    import geopandas as gpd  # noqa: PLC0415 - annotations alone need it elsewhere

    require_kind(buildings, gpd.GeoDataFrame, "buildings")
    params = ClassParams() if params is None else params
    _require_metres(buildings)
    faults: list[Text] = []
    reader = _Reader(buildings, params, faults)
    _check_shapes(buildings, faults)
    code, state = _codes(reader)
    field = reader.numbers("area_field")
    area = shapely.area(shapely.make_valid(np.asarray(buildings.geometry.array)))
    said, cellar_m2 = reader.answers("basement_field"), reader.numbers("basement_area_field")
    if faults:
        raise _layer_error(faults)
    table = load_table("bbr_use") if uses is None else uses
    classes = dict(zip(table.frame["code"], table.frame["damage_class"], strict=True))
    known = np.array([c in classes for c in code], np.bool_)
    use_field = (params.area_rule is AreaRule.FIELD) & (field > 0.0)
    basement, basement_m2, basement_state = _basements(said, cellar_m2, zero_is_none=params.zero_is_no_basement)
    return buildings.assign(
        building_id=np.arange(1, len(buildings) + 1),
        source_id=reader.texts("id_field"),
        use_code=code,
        damage_class=[classes.get(c, UNKNOWN) for c in code],
        class_state=np.where(state == NO_CODE, NO_CODE, np.where(known, CODED, UNKNOWN_CODE)).astype(object),
        ground_area_m2=np.where(use_field, field, area),
        area_source=np.where(use_field, AreaRule.FIELD.value, AreaRule.FOOTPRINT.value).astype(object),
        basement=basement,
        basement_m2=basement_m2,
        basement_state=basement_state,
    )


def require_classified(classified: gpd.GeoDataFrame) -> None:
    """Raise `LayerError` for a layer that did not come from `classify`."""
    missing = [c for c in ADDED if c not in classified.columns]
    if missing:
        names = ", ".join(missing)
        raise LayerError(
            Text(f"bygninger uden {names}", f"buildings without {names}"),
            Text("bygninger fra classify", "buildings from classify"),
            Text("kald classify først", "call classify first"),
        )


def class_notes(classified: gpd.GeoDataFrame, params: ClassParams | None = None) -> tuple[Text, ...]:
    """Return what is not known of the buildings, counted.

    Parameters
    ----------
    classified:
        From `classify`.
    params:
        As given to `classify`; without them, areas are taken as asked of the field when one of them is of it.
    """
    require_classified(classified)
    n = len(classified)
    state, cellar = classified["class_state"], classified["basement_state"]
    counted = [
        ((state == NO_CODE).sum(), "har ingen anvendelseskode", "have no use code"),
        ((state == UNKNOWN_CODE).sum(), "har en ukendt anvendelseskode", "have a use code that is not known"),
        ((cellar == UNKNOWN).sum(), "har ukendt kælder", "have an unknown basement"),
        ((cellar == "area_unknown").sum(), "har kælder af ukendt areal", "have a basement of unknown area"),
        ((cellar == "contradiction").sum(), "har kælderareal, men siges at være uden kælder",
         "have a basement area but are said to have none"),
        (_repeats(classified["source_id"]), "har samme id som en anden; hver tælles for sig",
         "have the same id as another; each counts by itself"),
        ((~shapely.is_valid(np.asarray(classified.geometry.array))).sum(),
         "har en ugyldig flade; arealet er målt på den rettede", "have an invalid polygon; its area is that mended"),
    ]  # fmt: skip
    measured = classified["area_source"] == AreaRule.FOOTPRINT.value
    if (not measured.all()) if params is None else params.area_rule is AreaRule.FIELD:
        lacking = measured.sum()
        counted.append((lacking, "mangler bebygget areal; fladen er brugt", "lack a built area; the polygon is used"))
    return tuple(
        Text(
            f"{k} af {n} bygninger ({danish(100.0 * k / n, '.1f')} %) {da}",
            f"{k} of {n} buildings ({100.0 * k / n:.1f} %) {en}",
        )
        for k, da, en in counted
        if k
    )


def _repeats(ids: pd.Series) -> int:
    """Return how many rows have an id that stands in another row too."""
    return int((ids.duplicated(keep=False) & (ids != "")).sum())


def _require_metres(buildings: gpd.GeoDataFrame) -> None:
    crs = buildings.crs
    if crs is None or not crs.is_projected or any(a.unit_conversion_factor != 1.0 for a in crs.axis_info[:2]):
        name = "?" if crs is None else crs.to_string()
        raise CrsError(
            Text(f"bygninger i {name}", f"buildings in {name}"),
            Text("et projiceret koordinatsystem i meter", "a projected coordinate system in metres"),
            Text("angiv eller transformér: layer.to_crs(25832)", "set it or transform: layer.to_crs(25832)"),
        )


def _check_shapes(buildings: gpd.GeoDataFrame, faults: list[Text]) -> None:
    shapes = np.asarray(buildings.geometry.array)
    if not len(shapes):
        faults.append(Text("ingen bygninger", "no buildings"))
    polygon = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
    _tell(~polygon, "ingen flade", "no polygon", faults)


def _tell(wrong: Mask, da: str, en: str, faults: list[Text]) -> None:
    """Note the rows that have a fault, the first of them by number."""
    rows = np.flatnonzero(wrong) + 1
    if rows.size:
        more = (
            Text("", "")
            if rows.size <= _SHOWN
            else Text(f" og {rows.size - _SHOWN} til", f" and {rows.size - _SHOWN} more")
        )
        shown = ", ".join(map(str, rows[:_SHOWN]))
        faults.append(Text(f"række {shown}{more.da}: {da}", f"row {shown}{more.en}: {en}"))


def _layer_error(faults: Sequence[Text]) -> LayerError:
    return LayerError(
        Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
        Text("et bygningslag med flader og læselige kolonner", "a building layer with polygons and readable columns"),
        Text("ret de nævnte rækker og kolonner", "correct the rows and columns named"),
    )


@dataclasses.dataclass(frozen=True)
class _Reader:
    """Reads the columns that the parameters name, and notes what is wrong with them."""

    layer: gpd.GeoDataFrame
    params: ClassParams
    faults: list[Text]

    def column(self, param: str) -> pd.Series | None:
        """Return the column that a parameter names, None for a standard one that is not there."""
        name = str(getattr(self.params, param))
        wanted = {name.casefold(), *_ALSO.get(name, ())}
        found = [c for c in self.layer.columns if str(c).casefold() in wanted]
        exact = [c for c in found if c == name]
        if len(found) > 1 and not exact:
            names = ", ".join(map(str, found))
            self.faults.append(Text(f"flere kolonner for {name}: {names}", f"several columns for {name}: {names}"))
        elif not found and name != getattr(ClassParams(), param):
            columns = ", ".join(str(c) for c in self.layer.columns if c != self.layer.geometry.name)
            self.faults.append(
                Text(
                    f"{param}: intet felt {name} (felter: {columns})", f"{param}: no column {name} (columns: {columns})"
                )
            )
        return self.layer[(exact or found)[0]] if found else None

    def texts(self, param: str) -> list[str]:
        """Return a column as texts, empty where there is nothing; whole numbers without decimals."""
        column = self.column(param)
        return [""] * len(self.layer) if column is None else [cell_text(v) for v in column]

    def numbers(self, param: str) -> F64:
        """Return a column of areas in m², NaN where there is none."""
        column = self.column(param)
        if column is None:
            return np.full(len(self.layer), np.nan)
        made = np.empty(len(column))
        bad = np.zeros(len(column), np.bool_)
        for i, value in enumerate(column):
            try:
                made[i] = number_in(None if value is pd.NA else value)
            except (TypeError, ValueError):
                made[i], bad[i] = np.nan, True
        _tell(bad, f"{column.name} er intet tal", f"{column.name} is no number", self.faults)
        _tell(made < 0.0, f"{column.name} er negativ", f"{column.name} is negative", self.faults)
        _tell(
            made > _MOST_M2,
            f"{column.name} er over {danish(_MOST_M2)} m²",
            f"{column.name} is above {_MOST_M2:g} m²",
            self.faults,
        )
        return made

    def answers(self, param: str) -> list[str]:
        """Return a column of yes and no as such, ``unknown`` where it says neither."""
        said = self.texts(param)
        texts = [t.casefold() for t in said]
        known = _SAID.keys() | _UNSAID
        name, accepted = getattr(self.params, param), ", ".join([*_SAID, *sorted(_UNSAID - {""})])
        for word in sorted({t for t in texts if t not in known})[:_SHOWN]:
            there = np.array([t == word for t in texts])
            shown = said[int(there.argmax())]
            _tell(
                there,
                f"{name} = {shown} (godtager {accepted} og tom)",
                f"{name} = {shown} (accepts {accepted} and empty)",
                self.faults,
            )
        return [_SAID.get(t, UNKNOWN) for t in texts]


def _codes(reader: _Reader) -> tuple[list[str], npt.NDArray[np.object_]]:
    """Return the use codes, empty for none, and whether there is one."""
    none = {"", "-9999", "none", "nan", "<na>", "ukendt"}
    texts = ["" if t.casefold() in none else t for t in reader.texts("use_field")]
    texts = [t.lstrip("0") or t if t.isdigit() else t.removesuffix(".0") for t in texts]
    return texts, np.array([CODED if t else NO_CODE for t in texts], object)


def _basements(said: list[str], area: F64, *, zero_is_none: bool) -> tuple[list[str], F64, list[str]]:
    """Return whether there is a basement, its area, and how far that is known."""
    states = {
        (YES, True): (YES, "known"),
        (YES, False): (YES, "area_unknown"),
        (NO, True): (UNKNOWN, "contradiction"),
        (NO, False): (NO, "none"),
        (UNKNOWN, True): (YES, "known"),
        (UNKNOWN, False): (UNKNOWN, UNKNOWN),
    }
    made = [
        (NO, "none") if zero_is_none and a == 0.0 and answer == UNKNOWN else states[answer, bool(a > 0.0)]
        for answer, a in zip(said, area, strict=True)
    ]
    kind, state = [b for b, _ in made], [s for _, s in made]
    m2 = np.array([0.0 if s == "none" else a if s == "known" else np.nan for s, a in zip(state, area, strict=True)])
    return kind, m2, state
