"""The parts of damage that rows of a damage table give to buildings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.floodcost.parts import CurveShape, DamageCurve, DamagePart, LogShape, TableShape
from gistools.tables.words import word
from gistools.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

    F64 = npt.NDArray[np.float64]

GROUND, BASEMENT, BUILDING = "ground_floor", "basement", "building"


class TableParts:
    """Lays the rows of a damage table on n buildings (skadetabel på bygninger)."""

    def __init__(
        self,
        classified: gpd.GeoDataFrame,
        rows: pd.DataFrame,
        factors: dict[float, float],
        amount: str,
        plinth_m: F64 | None,
        basement_threshold_m: float | F64 | None,
    ) -> None:
        self.classes = classified["damage_class"].to_numpy(object)
        self.n = len(classified)
        self.rows = rows
        self.factors = factors
        self.amount = amount
        self.area: F64 = classified["ground_area_m2"].to_numpy(np.float64)
        self.cellar_m2: F64 = classified["basement_m2"].to_numpy(np.float64)
        has = {"yes": 1.0, "no": 0.0}
        self.cellar = np.array([has.get(b, np.nan) for b in classified["basement"]])
        self.plinth = np.full(self.n, np.nan) if plinth_m is None else np.asarray(plinth_m, np.float64)
        below = np.nan if basement_threshold_m is None else basement_threshold_m
        self.below = np.broadcast_to(np.asarray(below, np.float64), (self.n,))
        self.notes: list[Text] = []
        self.plinths_given = plinth_m is not None

    def parts(self) -> tuple[list[DamagePart], list[DamageCurve]]:
        """Return the steps and curves of all parts that the table has."""
        steps: list[DamagePart] = []
        curves: list[DamageCurve] = []
        for part in (GROUND, BASEMENT, BUILDING):
            rows = self.rows[self.rows["part"] == part]
            step, curve = self._part(part, rows)
            steps += [step] if step else []
            curves += [curve] if curve else []
        self._tell()
        return steps, curves

    def _part(self, part: str, rows: pd.DataFrame) -> tuple[DamagePart | None, DamageCurve | None]:
        amount, factor = np.zeros(self.n), np.zeros(self.n)
        begin = np.zeros(self.n)
        threshold = np.full(self.n, rows["threshold_m"].min() if rows["threshold_m"].notna().any() else 0.0)
        of = np.full(self.n, -1, np.int64)
        shapes: list[CurveShape] = []
        for name, own in rows.groupby("damage_class", sort=False):
            mine = self.classes == name
            first = own.iloc[0]
            unit = self._units(part, str(first["basis"]))[mine]
            if first["form"] == "step":
                money = self._money(first)
                amount[mine] = np.where(unit == 0.0, 0.0, unit * money)
                threshold[mine] = first["threshold_m"]
            else:
                of[mine], factor[mine] = len(shapes), unit
                begin[mine] = 0.0 if np.isnan(first["threshold_m"]) else first["threshold_m"]
                shapes.append(self._shape(own))
        self._lacking(part, set(rows["damage_class"]), amount, threshold)
        over = self.plinth if part == GROUND else self.below if part == BASEMENT else np.full(self.n, np.nan)
        threshold, begin = (np.where(np.isnan(over), t, over) for t in (threshold, begin))
        step = DamagePart(part, threshold, amount, basement=part == BASEMENT)
        curve = DamageCurve(part, tuple(shapes), of, factor, begin, basement=part == BASEMENT)
        return step if (amount != 0.0).any() or (rows["form"] == "step").any() else None, curve if shapes else None

    def _units(self, part: str, basis: str) -> F64:
        """Return what an amount is multiplied by for each building: m² or 1; 0 without the part, NaN for not known."""
        if basis == "m2_basement":
            return self.cellar_m2
        unit: F64 = self.area if basis == "m2" else np.ones(self.n)
        if part == BASEMENT:
            unit = np.where(self.cellar == 0.0, 0.0, unit * self.cellar)
        return unit

    def _money(self, row: pd.Series) -> float:
        amount = row[self.amount]
        if np.isnan(amount):
            amount = row["amount_dkk"]
        return float(amount * self.factors.get(row["price_year"], np.nan))

    def _shape(self, own: pd.DataFrame) -> CurveShape:
        first = own.iloc[0]
        k = self.factors.get(first["price_year"], np.nan)
        if first["form"] == "log":
            cap_m, cap_dkk = (np.inf if np.isnan(first[c]) else float(first[c]) for c in ("cap_m", "cap_dkk"))
            return LogShape(float(first["log_a"]) * k, float(first["log_b"]) * k, cap_m, cap_dkk * k)
        knots = own.sort_values("depth_m")
        money = np.array([self._money(row) for _, row in knots.iterrows()])
        return TableShape(knots["depth_m"].to_numpy(np.float64), money)

    def _lacking(self, part: str, has: set[str], amount: F64, threshold: F64) -> None:
        """Make the damage of classes that the table does not know unknown at any depth, and tell of how many."""
        if part == BUILDING:
            return
        if part == GROUND:
            has |= set(self.rows.loc[self.rows["part"] == BUILDING, "damage_class"])
            lacking = ~np.isin(self.classes, list(has))
        else:
            lacking = ~np.isin(self.classes, list(has)) & (self.cellar != 0.0)
        if lacking.any():
            amount[lacking], threshold[lacking] = np.nan, 0.0
            names = [word(c) for c in sorted(set(self.classes[lacking]))]
            da, en = ", ".join(w.da for w in names), ", ".join(w.en for w in names)
            what = Text("kælder", "basement") if part == BASEMENT else Text("bygning", "building")
            count = f"{lacking.sum()} af {self.n}", f"{lacking.sum()} of {self.n}"
            self.notes.append(
                Text(
                    f"{count[0]} bygninger ({da}): ukendt skade; skadetabellen har intet beløb for {what.da}",
                    f"{count[1]} buildings ({en}): damage unknown; the damage table has no amount for the {what.en}",
                )
            )

    def _tell(self) -> None:
        """Tell how many plinths are assumed, and which amounts have no low or high."""
        lacking = int(np.isnan(self.plinth).sum()) if self.plinths_given else 0
        if lacking:
            self.notes.append(
                Text(
                    f"{lacking} af {self.n} bygninger har ukendt sokkelhøjde: tabellens tærskel er brugt",
                    f"{lacking} of {self.n} buildings have an unknown plinth: the table's threshold is used",
                )
            )
        if self.amount != "amount_dkk":
            k = int(self.rows[self.amount].isna().sum())
            if k:
                self.notes.append(
                    Text(
                        f"{k} af {len(self.rows)} rækker har intet {self.amount}: beløbet selv er brugt",
                        f"{k} of {len(self.rows)} rows have no {self.amount}: the amount itself is used",
                    )
                )
