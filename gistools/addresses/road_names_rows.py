"""Rows of what is found of a draft road name, and their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools.addresses.road_names_likeness import NameGrade
from gistools.addresses.road_names_order import road_name_key
from gistools.addresses.rule_book import Severity
from gistools.addresses.statuses import life_cycle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.addresses.road_names_checks import NameFault

NAME_FINDING_COLUMNS = (
    "rule", "check_name", "severity", "grade", "other_name", "other_id", "other_status", "other_municipality",
    "distance_m", "reason_da", "reason_en", "verified",
)  # fmt: skip
"""Columns of findings on a draft name; those about another road are empty, or NaN, where it is about none."""

UNKNOWN = float("nan")


def finding_row(
    said: NameFault,
    grade: NameGrade | None = None,
    other: str = "",
    other_id: str = "",
    status: int = 0,
    municipality: str = "",
    distance_m: float = UNKNOWN,
) -> list[Any]:
    """Return a row of what a check found, about another road or reservation where one is named."""
    called = str(status) if status in life_cycle("address") else ""
    about = [str(grade or ""), other, other_id, called, municipality, distance_m]
    return [said.rule, said.check, str(said.severity), *about, said.reason.da, said.reason.en, said.verified]


def ranked_findings(rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """Return findings, gravest first, then most alike, nearest, by name."""
    frame = pd.DataFrame(rows, columns=list(NAME_FINDING_COLUMNS))
    grades = {str(grade): k for k, grade in enumerate(NameGrade)}

    def place(row: dict[str, Any]) -> tuple[Any, ...]:
        distance = row["distance_m"]
        away = np.inf if np.isnan(distance) else distance
        about = grades.get(row["grade"], -1), away, road_name_key(row["other_name"]), row["other_id"]
        return Severity(row["severity"]).order, *about

    told = frame.to_dict("records")
    order = sorted(range(len(told)), key=lambda k: place({str(name): value for name, value in told[k].items()}))
    return frame.iloc[order].reset_index(drop=True)
