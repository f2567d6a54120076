"""Annual risk as tables (risikotabeller): by building, by class, by cell and in all, to the øre."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools._checks import require_kind
from gistools.errors import CrsError, LayerError, ParamError
from gistools.floodcost.annual import AnnualDamage, to_oere
from gistools.stamps import STAMP_COLUMN, mark_of, stamps_on
from gistools.styles import COLUMNS
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MONEY = ("annual", "head", "tail", "low", "high")
KNOWN, PARTLY, UNKNOWN = "known", "partly", "unknown"
_NAME = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_NEEDED = ("building_id", "damage_class")
_TERMS = {
    "known": Text("Bygninger med kendt skade", "Buildings whose damage is known"),
    "partly": Text("Bygninger, hvor en del er ukendt (nedre grænse)", "Buildings with a part unknown (lower bound)"),
    "unknown": Text("Bygninger med ukendt skade", "Buildings whose damage is unknown"),
    "damaged": Text("Bygninger med skade", "Buildings with damage"),
    "below_table": Text(
        "Skaden begynder ved regn, der er hyppigere end regntabellen", "Damage begins oftener than the rain table"
    ),
    "above_table": Text(
        "Skaden begynder ved regn, der er sjældnere end regntabellen", "Damage begins rarer than the rain table"
    ),
    "fell": Text("Skaden falder, når regnen stiger (holdt på det højeste)", "Damage falls as rain rises (held)"),
}
_GIVEN = {  # columns whose states are counted, and what they are called by those who read
    "class_state": "class_state",
    "basement": "basement",
    "basement_state": "basement_state",
    "state": "exposure_state",
}


@dataclass(frozen=True, eq=False)
class RiskTables:
    """Annual damage in whole øre (int64), the same sum in every table; missing where nothing is known.

    For each scenario ``annual``, and of it ``head`` and ``tail`` (what rests on extrapolation), ``low`` and ``high``
    (what the same figures allow); see `AnnualDamage`.

    Parameters
    ----------
    buildings:
        The columns of the buildings and of the exposure; ``cell_id``; for each scenario ``annual_<scenario>_oere`` and
        the other four, ``risk_state_<scenario>`` (``known``, ``partly``: a lower bound, ``unknown``) and
        ``first_<scenario>_years`` (0 oftener than the rain table; missing rarer, never or unknown).
    classes:
        scenario, damage_class, buildings, unknown, partly, and the five sums.
    cells:
        cell_id, buildings; for each scenario ``annual_<scenario>_oere`` and ``unknown_<scenario>``. A building counts
        where its centroid lies; buildings without a place have a row without geometry.
    totals:
        scenario, climate, buildings, the five sums, head_share and tail_share (0-1 of annual).
    counts:
        scenario (empty where it is the same for all), term, label_da, label_en, buildings: what is unknown, partly
        unknown, or rests on extrapolation.
    notes, unverified:
        What it rests on, and what of that nobody has verified.
    """

    buildings: gpd.GeoDataFrame
    classes: pd.DataFrame
    cells: gpd.GeoDataFrame
    totals: pd.DataFrame
    counts: pd.DataFrame
    notes: tuple[Text, ...] = ()
    unverified: tuple[Text, ...] = ()


def risk_table(
    classified: gpd.GeoDataFrame,
    exposure: pd.DataFrame | None,
    scenarios: Mapping[str, AnnualDamage],
    *,
    cell_m: float = 100.0,
) -> RiskTables:
    """Return the annual damage of each building, class and cell, and in all.

    Each amount of a building is rounded to the øre once; all sums are sums of those whole numbers.

    Parameters
    ----------
    classified:
        n buildings with building_id and damage_class (`classify`), in metres.
    exposure:
        Columns of n rows that go along with the buildings, such as state and onset_mm; ``state`` is counted.
    scenarios:
        Annual damage of the n buildings by a short name (a-z, 0-9, _), the first one now.
    cell_m:
        Side of the cells, whose corners lie at multiples of it.

    Raises
    ------
    LayerError
        For columns that are missing, doubled building_id, exposure of other buildings or with columns that stand there
        already.
    CrsError
        For degrees, or no coordinate system.
    ParamError
        For no scenario, a name that is none, damage of another number of buildings, a side that is not positive.

    >>> from gistools.floodcost.annual import annual_from_maps
    >>> towns = gpd.GeoDataFrame(
    ...     {"building_id": [1, 2], "damage_class": ["home", "annex"]},
    ...     geometry=[shapely.box(10, 10, 20, 20), shapely.box(110, 10, 120, 20)], crs="EPSG:25832",
    ... )
    >>> now = annual_from_maps(np.full((3, 2), [500.0, 10.0]), [5, 10, 20], series="partial-duration")
    >>> made = risk_table(towns, None, {"now": now})
    >>> made.totals[["annual_oere", "tail_share"]].values.tolist(), made.cells["annual_now_oere"].tolist()
    ([[10200, 0.25]], [10000, 200])
    """
    _check(classified, exposure, scenarios, cell_m)
    side, cell_id = _cells(classified, cell_m)
    columns: dict[str, object] = {"cell_id": cell_id}
    classes, totals, counts = [], [], _given_counts(classified, exposure)
    for name, damage in scenarios.items():
        state = np.select([np.isnan(damage.dkk), damage.unknown], [UNKNOWN, PARTLY], KNOWN).astype(object)
        money = _money(damage)
        columns |= {f"{kind}_{name}_oere": money[f"{kind}_oere"] for kind in MONEY}
        columns[f"risk_state_{name}"] = state
        columns[f"first_{name}_years"] = np.where(np.isfinite(damage.first_years), damage.first_years, np.nan)
        each = money.assign(
            buildings=1, unknown=(state == UNKNOWN).astype(np.int64), partly=(state == PARTLY).astype(np.int64)
        )
        by_class = _summed(
            each, classified["damage_class"].fillna(UNKNOWN).astype(str).to_numpy(object), "damage_class"
        )
        by_class.insert(0, "scenario", name)
        classes.append(by_class)
        total = _summed(each, np.full(len(each), name, object), "scenario").drop(columns=["unknown", "partly"])
        total.insert(1, "climate", str(damage.climate))
        totals.append(total)
        counts += [{"scenario": name, **row} for row in _counts(damage, state)]
    buildings = classified.copy()
    geometry = buildings.pop(buildings.geometry.name)
    parts = [buildings.reset_index(drop=True), *([] if exposure is None else [exposure.reset_index(drop=True)])]
    table = pd.concat([*parts, pd.DataFrame(columns)], axis=1)
    made = gpd.GeoDataFrame(table, geometry=geometry.to_numpy(), crs=classified.crs)
    whole = pd.concat(totals, ignore_index=True)
    for kind in ("head", "tail"):
        share = whole[f"{kind}_oere"].to_numpy(np.float64, na_value=np.nan)
        of = whole["annual_oere"].to_numpy(np.float64, na_value=np.nan)
        whole[f"{kind}_share"] = np.divide(share, of, out=np.full(of.size, np.nan), where=of > 0.0)
    by_class = pd.concat(classes, ignore_index=True)
    by_class.insert(0, "scenario", by_class.pop("scenario"))
    cells = _by_cell(made, scenarios, side, cell_m)
    damages = list(scenarios.values())
    marks = stamps_on(classified)
    stamps = tuple(dict.fromkeys((*marks, *(stamp for damage in damages for stamp in damage.stamps))))
    if stamps:
        for one in (made, by_class, cells, whole):
            one[STAMP_COLUMN] = mark_of(stamps)
    return RiskTables(
        made,
        by_class,
        cells,
        whole,
        pd.DataFrame(counts),
        tuple(dict.fromkeys(note for damage in damages for note in damage.notes)),
        tuple(dict.fromkeys(note for damage in damages for note in damage.unverified)),
    )


def _money(damage: AnnualDamage) -> pd.DataFrame:
    """Return the five amounts in whole øre; missing where the damage is unknown."""
    amounts = (damage.dkk, damage.head_dkk, damage.tail_dkk, damage.low_dkk, damage.high_dkk)
    unknown = np.isnan(damage.dkk)
    return pd.DataFrame(
        {
            f"{kind}_oere": pd.arrays.IntegerArray(to_oere(dkk), unknown.copy())
            for kind, dkk in zip(MONEY, amounts, strict=True)
        }
    )


def _summed(each: pd.DataFrame, key: object, name: str) -> pd.DataFrame:
    """Return sums by a key; missing where nothing of a group is known."""
    sums = each.groupby(pd.Series(key, name=name), sort=True).sum(min_count=1).reset_index()
    first = [name, *(c for c in ("buildings", "unknown", "partly") if c in sums.columns)]
    return sums[[*first, *(c for c in sums.columns if c not in first)]]


def _cells(classified: gpd.GeoDataFrame, cell_m: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the lower left corner of each building's cell in sides (n x 2), and its name; empty without a place."""
    at = shapely.get_coordinates(shapely.centroid(classified.geometry.to_numpy()))
    placed = ~(classified.geometry.isna() | classified.geometry.is_empty).to_numpy()
    side = np.full((len(classified), 2), np.nan)
    side[placed] = np.floor(at / cell_m)
    named = [square_name(cell_m, x, y) if here else "" for (x, y), here in zip(side, placed, strict=True)]
    return side, np.array(named, object)


def square_name(side_m: float, east: float, north: float) -> str:
    """Return the name of a square by its lower left corner, in sides from the origin.

    >>> square_name(100.0, 6507, 62689)
    '100m_62689_6507'
    """
    return f"{side_m:g}m_{int(north)}_{int(east)}"


def _by_cell(
    made: gpd.GeoDataFrame, scenarios: Mapping[str, AnnualDamage], side: np.ndarray, cell_m: float
) -> gpd.GeoDataFrame:
    each = pd.DataFrame({"buildings": np.ones(len(made), np.int64)})
    for name in scenarios:
        each[f"annual_{name}_oere"] = made[f"annual_{name}_oere"].to_numpy()
        each[f"unknown_{name}"] = (made[f"risk_state_{name}"] == UNKNOWN).to_numpy(np.int64)
    sums = _summed(each, made["cell_id"].to_numpy(object), "cell_id")
    first = pd.Series(np.arange(len(made))).groupby(made["cell_id"].to_numpy(object)).first()
    corner = side[first.loc[sums["cell_id"]].to_numpy()] * cell_m
    boxes = shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + cell_m, corner[:, 1] + cell_m)
    boxes = np.where(np.isnan(corner[:, 0]), None, boxes)
    return gpd.GeoDataFrame(sums, geometry=boxes, crs=made.crs)


def _counts(damage: AnnualDamage, state: np.ndarray) -> list[dict[str, object]]:
    found = {
        "known": state == KNOWN,
        "partly": state == PARTLY,
        "unknown": state == UNKNOWN,
        "damaged": damage.dkk > 0.0,
        "below_table": damage.below,
        "above_table": damage.above,
        "fell": damage.fell,
    }
    return [_row(term, _TERMS[term], int(mask.sum())) for term, mask in found.items()]


def _given_counts(classified: gpd.GeoDataFrame, exposure: pd.DataFrame | None) -> list[dict[str, object]]:
    """Return how many buildings have each state of what was given, the same for all scenarios."""
    told: list[dict[str, object]] = []
    for column, shown in _GIVEN.items():
        table = exposure if column == "state" else classified
        if table is None or column not in table.columns:
            continue
        label, codes = COLUMNS[shown].label, COLUMNS[shown].codes
        states = table[column].fillna(UNKNOWN).astype(str).value_counts().sort_index()
        for state, count in states.items():
            said = codes.get(str(state), Text(str(state), str(state)))
            both = Text(f"{label.da}: {said.da}", f"{label.en}: {said.en}")
            told.append({"scenario": "", **_row(f"{column}_{state}", both, int(count))})
    return told


def _row(term: str, label: Text, count: int) -> dict[str, object]:
    return {"term": term, "label_da": label.da, "label_en": label.en, "buildings": count}


def _check(
    classified: gpd.GeoDataFrame, exposure: pd.DataFrame | None, scenarios: Mapping[str, AnnualDamage], cell_m: float
) -> None:
    require_kind(classified, gpd.GeoDataFrame, "classified")
    if exposure is not None:
        require_kind(exposure, pd.DataFrame, "exposure")
    for damage in scenarios.values():
        require_kind(damage, AnnualDamage, "scenarios")
    if classified.crs is None or not classified.crs.is_projected:
        shown = "?" if classified.crs is None else classified.crs.to_string()
        raise CrsError(
            Text(f"bygninger i {shown}", f"buildings in {shown}"),
            Text("et koordinatsystem i meter, fx EPSG:25832", "a coordinate system in metres, such as EPSG:25832"),
            Text("transformér laget: layer.to_crs(25832)", "transform the layer: layer.to_crs(25832)"),
        )
    faults = _layer_faults(classified, exposure)
    if faults:
        raise LayerError(
            _joined(faults),
            Text(
                "bygninger fra classify, og eksponering af de samme", "buildings of classify, and exposure of the same"
            ),
            Text("ret de nævnte fejl", "mend the faults named"),
        )
    faults = [
        Text(f"scenariet {name!r}: {len(damage)} bygninger", f"the scenario {name!r}: {len(damage)} buildings")
        for name, damage in scenarios.items()
        if len(damage) != len(classified)
    ]
    faults += [Text(f"navnet {name!r}", f"the name {name!r}") for name in scenarios if not _NAME.fullmatch(name)]
    faults += [] if scenarios else [Text("intet scenarie", "no scenario")]
    faults += [] if 0.0 < cell_m < np.inf else [Text(f"cell_m = {danish(cell_m)}", f"cell_m = {cell_m:g}")]
    if faults:
        raise ParamError(
            _joined(faults),
            Text(
                f"mindst ét scenarie med et navn af a-z, 0-9 og _, {len(classified)} bygninger, og en side over 0 m",
                f"at least one scenario named by a-z, 0-9 and _, of {len(classified)} buildings, and a side above 0 m",
            ),
            Text("ret de nævnte fejl", "mend the faults named"),
        )


def _layer_faults(classified: gpd.GeoDataFrame, exposure: pd.DataFrame | None) -> list[Text]:
    faults = [Text(f"kolonnen {c} mangler", f"column {c} is missing") for c in _NEEDED if c not in classified.columns]
    if not len(classified):
        faults.append(Text("ingen bygninger", "no buildings"))
    if not faults and classified["building_id"].duplicated().any():
        faults.append(Text("building_id står flere gange", "building_id stands more than once"))
    if exposure is None:
        return faults
    if len(exposure) != len(classified):
        faults.append(
            Text(
                f"eksponering af {len(exposure)} bygninger, ikke {len(classified)}",
                f"exposure of {len(exposure)} buildings, not {len(classified)}",
            )
        )
    both = sorted(set(map(str, exposure.columns)) & set(map(str, classified.columns)))
    faults += [Text(f"kolonnen {c} er i begge tabeller", f"column {c} is in both tables") for c in both]
    return faults


def _joined(faults: Sequence[Text]) -> Text:
    return Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults))
