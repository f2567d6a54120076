"""The tables of a publication bundle: of all houses, or of cells and classes that are large enough to be shown."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from gistools.errors import ParamError
from gistools.floodcost.anonymity import Rule, parts_to_merge, tally, tells_apart
from gistools.floodcost.bundle_cells import BundleColumn, BundleTable, CellKind, both, dkk, oere
from gistools.floodcost.bundle_evidence import Evidence
from gistools.floodcost.subtraction import classes_to_merge
from gistools.floodcost.summary import square_name
from gistools.tables.words import WORDS
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.floodcost.bundle_evidence import MapEvidence, Scenario
    from gistools.floodcost.bundle_params import BundleParams

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

OTHER = "sammenlagt"  # the row of what was merged; the name of no class
PLACELESS = "uden sted"  # the cell of buildings without a place
_NOTHING = 1e-9  # of a building's annual damage: what is left of it when head and tail are all of it
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
    """Buildings with what is told of them: whole øre by scenario, whether damaged, the cell and class of each.

    ``told`` (M x n) is all that the rows of public tables tell as sums: who is damaged, the øre of each scenario, and
    the differences between scenarios; ``rule`` is None with houses. ``breaks_dominated``: other tables tell of damage
    between rains of which two buildings are nearly all.
    """

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
    rule: Rule | None
    breaks_dominated: bool = False

    @cached_property
    def told(self) -> F64:
        """What rows tell as sums, M x n."""
        amounts = list(self.oere.values())
        apart = [one - other for one, other in itertools.combinations(amounts, 2)]
        return np.array([self.damaged, *amounts, *apart], np.float64)

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

    @cached_property
    def cell_rows(self) -> tuple[I64, I64, I64]:
        """The corners of all cells; the row of each building; the cell each row tells of (past the last: merged)."""
        corners, part = np.unique(self.corner, axis=1, return_inverse=True)
        return (corners, *self._rows(part.ravel().astype(np.int64), corners.shape[1]))

    @cached_property
    def class_rows(self) -> tuple[list[str], I64, I64]:
        """The names of all classes; the row of each building; the class that each row tells of."""
        names, part = np.unique(self.classes.astype(str), return_inverse=True)
        row, kept = self._rows(part.astype(np.int64), names.size)
        if self.rule is not None:
            merged = classes_to_merge(row, kept.size, self.cell_rows[1], self.told, self.rule)
            kept, row = np.unique(np.where(merged[row], names.size, kept[row]), return_inverse=True)
        return names.tolist(), row.astype(np.int64), kept.astype(np.int64)

    def _rows(self, part: I64, parts: int) -> tuple[I64, I64]:
        if self.rule is not None:
            merged = parts_to_merge(part, parts, self.told, self.rule) | self.dominated
            part = np.where(merged[part], parts, part)
        kept, row = np.unique(part, return_inverse=True)
        return row.astype(np.int64), kept.astype(np.int64)

    @cached_property
    def dominated(self) -> bool:
        """Whether two buildings make up nearly all of a sum that is told of all: nothing may tell where they are."""
        if self.rule is None:
            return False
        whole = tally(np.zeros(self.ids.size, np.int64), 1, self.told)
        return self.breaks_dominated or bool(self.rule.few(whole)[0])


def count(
    buildings: gpd.GeoDataFrame,
    evidence: Mapping[str, Evidence | MapEvidence],
    scenarios: Sequence[Scenario],
    params: BundleParams,
    breaks_mm: npt.ArrayLike = (),
) -> Counted:
    """Return the buildings with what is told of them; other tables tell of all damage up to the rains ``breaks_mm``."""
    n = len(buildings)
    annual = {one.name: np.asarray(one.annual.dkk, np.float64) for one in scenarios if one.annual is not None}
    sizes = [*(one.buildings for one in evidence.values()), *(values.size for values in annual.values())]
    if n == 0 or any(size != n for size in sizes):
        raise ParamError(
            Text(f"{n} bygninger, men skade for {sizes}", f"{n} buildings, but damage of {sizes}"),
            Text("mindst én bygning, og én skade for hver", "one building or more, and one damage of each"),
            Text(
                "brug de klassificerede bygninger, som skaden er regnet af",
                "use the buildings damage was worked out of",
            ),
        )
    whole = {name: oere(values) for name, values in annual.items()}
    damaged = np.any([one.damaged for one in evidence.values()], axis=0)
    unpriced, unknown = np.zeros((2, n), bool)
    for one in scenarios:
        if one.annual is not None:
            damaged |= whole[one.name] > 0
            unpriced |= np.isnan(annual[one.name])
            unknown |= np.asarray(one.annual.unknown, bool)
    at = shapely.get_coordinates(shapely.centroid(buildings.geometry.to_numpy()))
    placed = ~(buildings.geometry.isna() | buildings.geometry.is_empty).to_numpy()
    corner = np.full((2, n), _NOWHERE, np.int64)
    corner[:, placed] = np.floor(at / params.bundle_cell_m).T
    rule = None if params.with_houses else Rule(params.min_buildings, params.most_share)
    return Counted(
        buildings["building_id"].to_numpy(np.int64),
        tuple(one for one in scenarios if one.annual is not None),
        whole,
        unpriced,
        unknown,
        damaged,
        buildings["damage_class"].fillna("unknown").astype(object).to_numpy(),
        corner,
        params.bundle_cell_m,
        buildings["ground_area_m2"].to_numpy(np.float64),
        rule,
        rule is not None and _dominated_between(next(iter(evidence.values())), breaks_mm, rule),
    )


def _dominated_between(evidence: Evidence | MapEvidence, breaks_mm: npt.ArrayLike, rule: Rule) -> bool:
    """Return whether what is told of rains tells, by their differences, of two buildings that are nearly all of it."""
    if np.size(breaks_mm) == 0 or not isinstance(evidence, Evidence):
        return False
    return tells_apart(evidence.onset_mm, evidence.amount_dkk, breaks_mm, rule).size > 0


def cell_names(counted: Counted, corner: I64) -> list[str]:
    """Return the names of cells as in the Danish grid: side, northing and easting of the lower left corner in cells."""
    return [
        PLACELESS if east == _NOWHERE else square_name(counted.cell_m, east, north) for east, north in corner.T.tolist()
    ]


def cell_table(counted: Counted) -> BundleTable:
    """Return damage by cell; those of a public bundle that tell of too few buildings are one row."""
    corners, row, kept = counted.cell_rows
    names = np.array([*cell_names(counted, corners), OTHER], object)
    at = np.append(np.where(corners == _NOWHERE, np.nan, corners * counted.cell_m), np.full((2, 1), np.nan), axis=1)
    frame = pd.DataFrame(
        {"cell_id": names[kept], "x_m": at[0][kept], "y_m": at[1][kept], **counted.sums(row, kept.size)}
    )
    columns = (
        CELL_ID,
        BundleColumn("x_m", _NUMBER, Text("Nederste venstre hjørne, øst", "Lower left corner, easting"), "m"),
        BundleColumn("y_m", _NUMBER, Text("Nederste venstre hjørne, nord", "Lower left corner, northing"), "m"),
        *COUNTS,
        *annual_columns(counted.scenarios),
    )
    return BundleTable("cells", Text("Skade pr. celle", "Damage by cell"), frame, columns)


def class_table(counted: Counted) -> BundleTable:
    """Return damage by class of building; those of a public bundle that tell of too few buildings are one row."""
    names, row, kept = counted.class_rows
    labels = [*(WORDS.get(name, Text(name, name)) for name in names), MERGED]
    frame = pd.DataFrame(
        {
            "damage_class": np.array([*names, OTHER], object)[kept],
            "label_da": [labels[i].da for i in kept],
            "label_en": [labels[i].en for i in kept],
            **counted.sums(row, kept.size),
        }
    )
    label = both("label", Text("Skadesklasse", "Damage class"))
    columns = (DAMAGE_CLASS, *label, *COUNTS, *annual_columns(counted.scenarios))
    return BundleTable("classes", Text("Skade pr. skadesklasse", "Damage by damage class"), frame, columns)


def total_table(counted: Counted) -> BundleTable:
    """Return what all buildings cost a year in each scenario, and how much of it rests on head and tail.

    Head and tail are left out of a public bundle where they, or the rest, are of too few buildings.
    """
    rows = []
    for one in counted.scenarios:
        assert one.annual is not None  # noqa: S101 - only those are counted
        total = int(counted.oere[one.name].sum())
        ends = [np.nan_to_num(v) for v in (one.annual.head_dkk, one.annual.tail_dkk)]
        told = np.array([*ends, np.nan_to_num(one.annual.dkk) - ends[0] - ends[1]])
        told[2][np.abs(told[2]) < _NOTHING * np.nan_to_num(one.annual.dkk)] = 0.0
        hidden = counted.rule is not None and counted.rule.few(tally(np.zeros(counted.ids.size, np.int64), 1, told))[0]
        sides = [np.nan if hidden else float(dkk(oere(math.fsum(v)))) for v in ends]
        counts = (counted.ids.size, counted.damaged.sum(), counted.unknown.sum())
        rows.append((one.name, one.label.da, one.label.en, *counts, float(dkk(total)), *sides))
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
        share = percent(oere(frame[f"{name}_dkk"]), oere(frame["annual_dkk"]))
        frame[f"{name}_percent"] = np.where(frame[f"{name}_dkk"].isna(), np.nan, share)
    return BundleTable("totals", Text("Skade i alt", "Damage in all"), frame, columns)


def percent(part: npt.ArrayLike, whole: npt.ArrayLike) -> F64:
    """Return shares in percent with one decimal; NaN of nothing.

    >>> percent([1, 0], [3, 0]).tolist()
    [33.3, nan]
    """
    a, b = np.asarray(part, np.float64), np.asarray(whole, np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(b > 0.0, np.round(100.0 * a / b, 1), np.nan)
