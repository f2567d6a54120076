"""The tables of a publication bundle: of all houses, or of cells and classes that are large enough to be shown."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from gistools.cloudburst.rain.params import SERIES_LABELS
from gistools.errors import ParamError
from gistools.floodcost.annual import annual_from_rains
from gistools.floodcost.anonymity import group_steps, parts_to_merge, require_enough
from gistools.floodcost.bundle_cells import BundleColumn, BundleTable, CellKind, both, dkk, oere
from gistools.floodcost.choices import HEAD_LABELS, TAIL_LABELS, Head, Tail
from gistools.tables.words import WORDS
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.floodcost.bundle_evidence import Evidence, Scenario
    from gistools.floodcost.bundle_params import BundleParams

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

OTHER = "sammenlagt"  # the row of what was merged; the name of no class
PLACELESS = "uden sted"  # the cell of buildings without a place
_NOWHERE = np.iinfo(np.int64).min
REACHED, NEVER, UNKNOWN = "reached", "never", "unknown"  # what onset_state says
MERGED = Text("sammenlagt: for få bygninger hver for sig", "merged: too few buildings each")
_TEXT, _WHOLE, _NUMBER, _DKK = CellKind.TEXT, CellKind.WHOLE, CellKind.NUMBER, CellKind.DKK


def annual_columns(scenarios: Sequence[Scenario]) -> tuple[BundleColumn, ...]:
    """Return the columns of annual damage, one for each scenario."""
    return tuple(
        BundleColumn(
            f"annual_{one.name}_dkk",
            _DKK,
            Text(f"Forventet årlig skade, {one.label.da}", f"Expected annual damage, {one.label.en}"),
            "DKK/år",
        )
        for one in scenarios
    )


COUNTS = (
    BundleColumn("buildings", _WHOLE, Text("Bygninger", "Buildings")),
    BundleColumn("damaged", _WHOLE, Text("Bygninger med skade", "Buildings with damage")),
    BundleColumn("unknown", _WHOLE, Text("Bygninger med ukendt skade", "Buildings of unknown damage")),
)
SCENARIO = BundleColumn("scenario", _TEXT, Text("Scenarie", "Scenario"))
DAMAGE_CLASS = BundleColumn("damage_class", _TEXT, Text("Skadesklasse", "Damage class"))
CELL_ID = BundleColumn("cell_id", _TEXT, Text("Celle", "Cell"))
BUILDING_ID = BundleColumn("building_id", _WHOLE, Text("Bygning nr.", "Building no."))


@dataclass(frozen=True, eq=False)
class Counted:
    """Buildings with what is told of them: whole øre by scenario, whether damaged, the cell and class of each."""

    ids: I64
    scenarios: tuple[Scenario, ...]
    oere: Mapping[str, I64]
    unpriced: npt.NDArray[np.bool_]  # no amount at all is known
    unknown: npt.NDArray[np.bool_]
    damaged: npt.NDArray[np.bool_]
    classes: npt.NDArray[np.object_]
    corner: I64  # 2 x n, lower left corner of the cell in cells
    cell_m: float
    areas: F64

    def sums(self, part: I64, count: int) -> dict[str, object]:
        """Return the columns of `COUNTS` and of annual damage, summed by part."""
        made: dict[str, object] = {
            "buildings": np.bincount(part, minlength=count),
            "damaged": np.bincount(part[self.damaged], minlength=count),
            "unknown": np.bincount(part[self.unknown], minlength=count),
        }
        for name, whole in self.oere.items():
            total = np.zeros(count, np.int64)
            np.add.at(total, part, whole)
            made[f"annual_{name}_dkk"] = dkk(total)
        return made


def count(
    buildings: gpd.GeoDataFrame, evidence: Evidence, scenarios: Sequence[Scenario], params: BundleParams
) -> Counted:
    """Return the buildings with what is told of them."""
    n = len(buildings)
    annual = {one.name: np.asarray(one.annual.dkk, np.float64) for one in scenarios}
    if n == 0 or evidence.onset_mm.shape[1] != n or any(values.shape != (n,) for values in annual.values()):
        sizes = [evidence.onset_mm.shape[1], *(values.size for values in annual.values())]
        raise ParamError(
            Text(f"{n} bygninger, men skade for {sizes}", f"{n} buildings, but damage of {sizes}"),
            Text("mindst én bygning, og én skade for hver", "one building or more, and one damage of each"),
            Text(
                "brug de klassificerede bygninger, som skaden er regnet af",
                "use the buildings damage was worked out of",
            ),
        )
    whole = {name: oere(values) for name, values in annual.items()}
    damaged = np.zeros(n, bool)
    damaged |= (np.isfinite(evidence.onset_mm) & (evidence.amount_dkk > 0.0)).any(axis=0)
    if evidence.damage_dkk is not None:
        damaged |= (evidence.damage_dkk > 0.0).any(axis=0)
    unpriced, unknown = np.zeros((2, n), bool)
    for one in scenarios:
        damaged |= whole[one.name] > 0
        unpriced |= np.isnan(annual[one.name])
        unknown |= np.asarray(one.annual.unknown, bool)
    at = shapely.get_coordinates(shapely.centroid(buildings.geometry.to_numpy()))
    placed = ~(buildings.geometry.isna() | buildings.geometry.is_empty).to_numpy()
    corner = np.full((2, n), _NOWHERE, np.int64)
    corner[:, placed] = np.floor(at / params.bundle_cell_m).T
    return Counted(
        buildings["building_id"].to_numpy(np.int64),
        tuple(scenarios),
        whole,
        unpriced,
        unknown,
        damaged,
        buildings["damage_class"].fillna("unknown").astype(object).to_numpy(),
        corner,
        params.bundle_cell_m,
        buildings["ground_area_m2"].to_numpy(np.float64),
    )


def cell_names(counted: Counted, corner: I64) -> list[str]:
    """Return the names of cells as in the Danish grid: side, northing and easting of the lower left corner in cells."""
    return [
        PLACELESS if east == _NOWHERE else f"{counted.cell_m:g}m_{north}_{east}" for east, north in corner.T.tolist()
    ]


def cell_table(counted: Counted, least: int | None) -> BundleTable:
    """Return damage by cell; with ``least``, cells that tell of fewer buildings are one row."""
    corners, part = np.unique(counted.corner, axis=1, return_inverse=True)
    part = part.ravel().astype(np.int64)
    names = np.array([*cell_names(counted, corners), OTHER], object)
    at = np.append(np.where(corners == _NOWHERE, np.nan, corners * counted.cell_m), np.full((2, 1), np.nan), axis=1)
    part, kept = _merge(part, corners.shape[1], counted, least)
    frame = pd.DataFrame(
        {"cell_id": names[kept], "x_m": at[0][kept], "y_m": at[1][kept], **counted.sums(part, kept.size)}
    )
    columns = (
        CELL_ID,
        BundleColumn("x_m", _NUMBER, Text("Nederste venstre hjørne, øst", "Lower left corner, easting"), "m"),
        BundleColumn("y_m", _NUMBER, Text("Nederste venstre hjørne, nord", "Lower left corner, northing"), "m"),
        *COUNTS,
        *annual_columns(counted.scenarios),
    )
    return BundleTable("cells", Text("Skade pr. celle", "Damage by cell"), frame, columns)


def class_table(counted: Counted, least: int | None) -> BundleTable:
    """Return damage by class of building; with ``least``, classes that tell of fewer buildings are one row."""
    names, part = np.unique(counted.classes.astype(str), return_inverse=True)
    part, kept = _merge(part.astype(np.int64), names.size, counted, least)
    labels = [*(WORDS.get(name, Text(name, name)) for name in names.tolist()), MERGED]
    frame = pd.DataFrame(
        {
            "damage_class": np.array([*names, OTHER], object)[kept],
            "label_da": [labels[i].da for i in kept],
            "label_en": [labels[i].en for i in kept],
            **counted.sums(part, kept.size),
        }
    )
    label = both("label", Text("Skadesklasse", "Damage class"))
    columns = (DAMAGE_CLASS, *label, *COUNTS, *annual_columns(counted.scenarios))
    return BundleTable("classes", Text("Skade pr. skadesklasse", "Damage by damage class"), frame, columns)


def _merge(part: I64, parts: int, counted: Counted, least: int | None) -> tuple[I64, I64]:
    """Return the row of each building, and the part that each row tells of (``parts``: those merged)."""
    if least is not None:
        part = np.where(parts_to_merge(part, parts, counted.damaged, least)[part], parts, part)
    kept, row = np.unique(part, return_inverse=True)
    return row.astype(np.int64), kept.astype(np.int64)


def total_table(counted: Counted) -> BundleTable:
    """Return what all buildings cost a year in each scenario, and how much of it rests on head and tail."""
    rows = []
    for one in counted.scenarios:
        total = int(counted.oere[one.name].sum())
        head, tail = (int(oere(math.fsum(np.nan_to_num(v)))) for v in (one.annual.head_dkk, one.annual.tail_dkk))
        rows.append(
            (
                one.name,
                one.label.da,
                one.label.en,
                counted.ids.size,
                counted.damaged.sum(),
                counted.unknown.sum(),
                total,
                head,
                tail,
            )
        )
    columns = (
        SCENARIO,
        *both("label", SCENARIO.label),
        *COUNTS,
        BundleColumn("annual_dkk", _DKK, Text("Forventet årlig skade", "Expected annual damage"), "DKK/år"),
        BundleColumn("head_dkk", _DKK, Text("Heraf regn under regntabellen", "Of it rains below the table"), "DKK/år"),
        BundleColumn("tail_dkk", _DKK, Text("Heraf regn over regntabellen", "Of it rains above the table"), "DKK/år"),
        BundleColumn("head_percent", _NUMBER, Text("Andel under regntabellen", "Share below the rain table"), "%"),
        BundleColumn("tail_percent", _NUMBER, Text("Andel over regntabellen", "Share above the rain table"), "%"),
    )
    frame = pd.DataFrame(rows, columns=[column.name for column in columns[:9]])
    for name in ("head", "tail"):
        frame[f"{name}_percent"] = percent(frame[f"{name}_dkk"].to_numpy(), frame["annual_dkk"].to_numpy())
    for name in ("annual_dkk", "head_dkk", "tail_dkk"):
        frame[name] = dkk(frame[name])
    return BundleTable("totals", Text("Skade i alt", "Damage in all"), frame, columns)


def percent(part: npt.ArrayLike, whole: npt.ArrayLike) -> F64:
    """Return shares in percent with one decimal; NaN of nothing.

    >>> percent([1, 0], [3, 0]).tolist()
    [33.3, nan]
    """
    a, b = np.asarray(part, np.float64), np.asarray(whole, np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(b > 0.0, np.round(100.0 * a / b, 1), np.nan)


def building_tables(counted: Counted, evidence: Evidence) -> list[BundleTable]:
    """Return the tables of single buildings: what each costs a year, and the steps and curves it is worked out of."""
    frame = pd.DataFrame(
        {
            "building_id": counted.ids,
            "damage_class": counted.classes,
            "ground_area_m2": counted.areas,
            "cell_id": cell_names(counted, counted.corner),
            "unknown": counted.unknown,
            **{f"annual_{k}_dkk": np.where(counted.unpriced, np.nan, dkk(v)) for k, v in counted.oere.items()},
        }
    )
    columns = (
        BUILDING_ID,
        DAMAGE_CLASS,
        BundleColumn("ground_area_m2", _NUMBER, Text("Grundareal", "Ground area"), "m²"),
        CELL_ID,
        BundleColumn("unknown", CellKind.YES_NO, Text("Noget af skaden er ukendt", "Some damage is unknown")),
        *annual_columns(counted.scenarios),
    )
    tables = [BundleTable("buildings", Text("Skade pr. bygning", "Damage by building"), frame, columns)]
    p, i = np.nonzero(evidence.amount_dkk != 0.0)  # NaN is not 0
    onset = evidence.onset_mm[p, i]
    state = np.select([np.isnan(onset), np.isinf(onset)], [UNKNOWN, NEVER], REACHED)
    steps = pd.DataFrame(
        {
            "building_id": counted.ids[i],
            "part": np.array(evidence.parts, object)[p],
            "onset_state": state,
            "onset_mm": np.where(state == REACHED, onset, np.nan),
            "amount_dkk": evidence.amount_dkk[p, i],
        }
    )
    step_columns = (
        BUILDING_ID,
        BundleColumn("part", _TEXT, Text("Del", "Part")),
        BundleColumn("onset_state", _TEXT, Text("Vand ved tærsklen", "Water at the threshold")),
        BundleColumn("onset_mm", _NUMBER, Text("Regn, der bringer skaden", "Rain that brings the damage"), "mm"),
        BundleColumn("amount_dkk", _NUMBER, Text("Skade, når det sker", "Damage when it happens"), "DKK"),
    )
    told = Text("Skadestrin pr. bygning", "Steps of damage by building")
    tables.append(BundleTable("steps", told, steps, step_columns))
    if evidence.rains_mm is not None and evidence.damage_dkk is not None:
        tables.append(rain_table(evidence.rains_mm))
        curves = pd.DataFrame({"building_id": counted.ids} | _at_rains(evidence.damage_dkk))
        tables.append(
            BundleTable(
                "building_curves",
                Text("Skade efter regn pr. bygning", "Damage by rain and building"),
                curves,
                (BUILDING_ID, *_rain_columns(evidence.rains_mm.size)),
            )
        )
    return tables


def public_tables(counted: Counted, evidence: Evidence, least: int) -> list[BundleTable]:
    """Return what totals are worked out of without single buildings: groups of steps, damage by rain of all.

    Raises
    ------
    ParamError
        When fewer than ``least`` buildings have steps, or curves.
    """
    rates = {one.name: one.rate.rate(evidence.onset_mm) for one in counted.scenarios}
    groups = group_steps(evidence.onset_mm, evidence.amount_dkk, rates, least)
    frame = pd.DataFrame(
        {
            "group_id": np.arange(1, groups.buildings.size + 1),
            "buildings": groups.buildings,
            "amount_dkk": dkk(oere(groups.amount_dkk)),
            "from_mm": groups.from_mm,
            "to_mm": groups.to_mm,
            **{f"annual_{name}_dkk": dkk(oere(values)) for name, values in groups.annual_dkk.items()},
        }
    )
    columns = (
        BundleColumn("group_id", _WHOLE, Text("Gruppe nr.", "Group no.")),
        COUNTS[0],
        BundleColumn("amount_dkk", _DKK, Text("Skade, når alle er ramt", "Damage when all are hit"), "DKK"),
        BundleColumn("from_mm", _NUMBER, Text("Første skade ved regn på", "First damage at a rain of"), "mm"),
        BundleColumn("to_mm", _NUMBER, Text("Sidste skade ved regn på", "Last damage at a rain of"), "mm"),
        *annual_columns(counted.scenarios),
    )
    require_enough(groups.buildings, least)
    title = Text("Skadestrin i grupper af bygninger", "Steps of damage in groups of buildings")
    tables = [BundleTable("step_groups", title, frame, columns)]
    told = {name: int(oere(values).sum()) for name, values in groups.annual_dkk.items()}
    if evidence.rains_mm is not None and evidence.damage_dkk is not None:
        tables.append(rain_table(evidence.rains_mm))
        known = ~np.isnan(evidence.damage_dkk).any(axis=0)
        damage = np.maximum.accumulate(evidence.damage_dkk[:, known], axis=0)  # as it counts: it never falls
        require_enough(np.array([(damage[-1] > 0.0).sum()]), least)
        total = damage.sum(axis=1, keepdims=True)
        for one in counted.scenarios:
            told[one.name] += int(oere(annual_from_rains(total, evidence.rains_mm, one.rate).dkk)[0])
        tables.append(
            BundleTable(
                "all_curves",
                Text("Skade efter regn for alle bygninger", "Damage by rain of all buildings"),
                pd.DataFrame(_at_rains(total)),
                _rain_columns(evidence.rains_mm.size),
            )
        )
    left = [int(whole.sum()) - told[name] for name, whole in counted.oere.items()]
    rounding = pd.DataFrame({"scenario": list(counted.oere), "rounding_dkk": dkk(left)})
    names = (SCENARIO, BundleColumn("rounding_dkk", _DKK, Text("Afrunding", "Rounding"), "DKK/år"))
    about = Text("Afrunding af bygninger og grupper", "Rounding of buildings and groups")
    return [*tables, BundleTable("rounding", about, rounding, names)]


def _at_rains(damage_dkk: F64) -> dict[str, F64]:
    return {f"rain_{k}_dkk": row for k, row in enumerate(damage_dkk, start=1)}


def _rain_columns(rains: int) -> tuple[BundleColumn, ...]:
    return tuple(
        BundleColumn(f"rain_{k}_dkk", _NUMBER, Text(f"Skade ved regn nr. {k}", f"Damage at rain no. {k}"), "DKK")
        for k in range(1, rains + 1)
    )


def rain_table(rains_mm: F64) -> BundleTable:
    """Return the rains that damage is told at."""
    frame = pd.DataFrame({"rain": np.arange(1, rains_mm.size + 1), "rain_mm": rains_mm})
    columns = (
        BundleColumn("rain", _WHOLE, Text("Regn nr.", "Rain no.")),
        BundleColumn("rain_mm", _NUMBER, Text("Regndybde", "Rain depth"), "mm"),
    )
    return BundleTable("rains", Text("Regndybder", "Rains"), frame, columns)


def scenario_tables(scenarios: Sequence[Scenario]) -> list[BundleTable]:
    """Return the scenarios, and the rain statistics that their rates are read from, with all digits."""
    rows, rain = [], []
    for one in scenarios:
        use, told = one.rate, one.rate.statistics
        series = Text("", "") if told.series is None else SERIES_LABELS[told.series]
        spoken = [_pair(text) for text in (one.label, told.climate, series)]
        ends = (use.head, *_pair(HEAD_LABELS[Head(use.head)]), use.tail, *_pair(TAIL_LABELS[Tail(use.tail)]))
        first = (one.name, *spoken[0], *spoken[1], told.series or "", *spoken[2])
        rows.append((*first, use.duration_min, *ends, use.drained_mm, use.factor))
        rain.append(told.to_frame().assign(scenario=one.name, label_da=one.label.da, label_en=one.label.en))
    duration = BundleColumn("duration_min", _NUMBER, Text("Regnens varighed", "Duration of the rain"), "min")
    columns = (
        SCENARIO,
        *both("label", SCENARIO.label),
        *both("climate", Text("Regntabellens klima", "Climate of the table")),
        BundleColumn("series", _TEXT, Text("Serie (kode)", "Series (code)")),
        *both("series", Text("Gentagelsesperioder er talt af", "Return periods are counted from")),
        duration,
        BundleColumn("head", _TEXT, Text("Under regntabellen (kode)", "Below the rain table (code)")),
        *both("head", Text("Under regntabellen", "Below the rain table")),
        BundleColumn("tail", _TEXT, Text("Over regntabellen (kode)", "Above the rain table (code)")),
        *both("tail", Text("Over regntabellen", "Above the rain table")),
        BundleColumn("drained_mm", _NUMBER, Text("Kloakken fører bort", "The sewer carries"), "mm"),
        BundleColumn("factor", _NUMBER, Text("Faktor på regntabellen", "Factor on the rain table")),
    )
    frame = pd.DataFrame(rows, columns=[column.name for column in columns])
    rain_columns = (
        SCENARIO,
        *both("label", SCENARIO.label),
        duration,
        BundleColumn("return_period_years", _NUMBER, Text("Gentagelsesperiode", "Return period"), "år"),
        BundleColumn("rain_mm", _NUMBER, Text("Regndybde", "Rain depth"), "mm"),
        BundleColumn("climate_factor", _NUMBER, Text("Klimafaktor", "Climate factor")),
    )
    table = pd.concat(rain, ignore_index=True)[[column.name for column in rain_columns]]
    return [
        BundleTable("scenarios", Text("Scenarier", "Scenarios"), frame, columns),
        BundleTable("rain", Text("Regnstatistik", "Rain statistics"), table, rain_columns),
    ]


def _pair(text: Text) -> tuple[str, str]:
    return text.da, text.en
