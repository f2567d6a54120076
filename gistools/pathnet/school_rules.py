"""What the act and a municipality say of ways to school (skoleveje): distances by grade, and what speaks for danger."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gistools.errors import TableError
from gistools.tables import load_table, read_user_table
from gistools.text import Text

if TYPE_CHECKING:
    import pandas as pd

    from gistools.tables import Table

FLAG, NOTE, UNUSED = "flag", "note", "none"
CRITERIA = (
    *("traffic", "speed", "crossing_traffic", "crossing_speed", "accidents"),
    *("pavement", "width", "lighting", "zone"),
)
NUMBERED = frozenset({"traffic", "speed", "crossing_traffic", "crossing_speed", "accidents", "width"})
LAST_GRADE = 10


@dataclass(frozen=True)
class GradeBand:
    """Grades (klassetrin) with one limit of distance: pupils are transported when their way is longer.

    Parameters
    ----------
    grades:
        As the table names them.
    low, high:
        First and last grade; 0 is the kindergarten class.
    limit_m:
        In metres.
    """

    grades: str
    low: int
    high: int
    limit_m: float


@dataclass(frozen=True)
class DangerRule:
    """One thing that speaks for a way being dangerous (forhold), with the limit that a municipality has of it.

    Parameters
    ----------
    criterion:
        One of `CRITERIA`.
    value:
        The limit; NaN where it has none.
    flags:
        Whether it raises a flag, or is told alone.
    text:
        What is fine.
    """

    criterion: str
    value: float
    flags: bool
    text: Text


def grades_in(text: object) -> tuple[int, int] | None:
    """Return the first and last grade of a text; all for an empty one, None for what is none.

    >>> grades_in("0-3"), grades_in("10"), grades_in(""), grades_in("3-1"), grades_in("nogle")
    ((0, 3), (10, 10), (0, 10), None, None)
    """
    said = "" if text is None or text != text else str(text).strip()  # noqa: PLR0124 - NaN is not equal to itself
    if not said:
        return 0, LAST_GRADE
    found = re.fullmatch(r"(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?(?:\.0)?", said)
    if found is None:
        return None
    low = int(found[1])
    high = low if found[2] is None else int(found[2])
    return (low, high) if low <= high <= LAST_GRADE else None


def school_bands(own: pd.DataFrame | None = None) -> tuple[tuple[GradeBand, ...], Table]:
    """Return the distances by grade, lowest first, and the table that they are of.

    Raises
    ------
    TableError
        With all faults of an own table; also for grades that stand in two rows.

    >>> [(band.grades, band.limit_m) for band in school_bands()[0]]
    [('0-3', 2500.0), ('4-6', 6000.0), ('7-9', 7000.0), ('10', 9000.0)]
    """
    table = load_table("school_distance") if own is None else read_user_table(own, "school_distance")
    rows: list[dict[str, Any]] = table.frame.sort_values("grade_from").to_dict("records")  # type: ignore[assignment]  # names are texts
    made = tuple(
        GradeBand(str(r["grades"]), int(r["grade_from"]), int(r["grade_to"]), round(1000.0 * float(r["limit_km"]), 3))
        for r in rows
    )
    taken: set[int] = set()
    for band in made:
        here = set(range(band.low, band.high + 1))
        if not here or taken & here:
            raise TableError(
                Text(f"klassetrin {band.grades} i tabellen", f"grades {band.grades} in the table"),
                Text("hvert klassetrin i højst én række", "each grade in one row at most"),
                Text("ret klassetrinnene", "correct the grades"),
            )
        taken |= here
    return made, table


@dataclass(frozen=True)
class DangerTable:
    """What speaks for danger, by grade: shipped rows, and a municipality's own in their place."""

    rows: tuple[tuple[int, int, DangerRule, str], ...]
    unverified: tuple[Text, ...]

    def of(self, low: int, high: int) -> dict[str, DangerRule]:
        """Return the rules of some grades by criterion: of rows that hold them all, that of the fewest grades."""
        made: dict[str, tuple[int, DangerRule, str]] = {}
        for first, last, rule, strength in self.rows:
            width = last - first
            if first <= low and high <= last and (rule.criterion not in made or width < made[rule.criterion][0]):
                made[rule.criterion] = (width, rule, strength)
        return {name: made[name][1] for name in CRITERIA if name in made and made[name][2] != UNUSED}


def danger_table(own: pd.DataFrame | None = None) -> DangerTable:
    """Return what speaks for danger; rows of an own table take the place of the shipped ones of their criterion.

    Raises
    ------
    TableError
        With all faults of an own table, also limits without a number and grades that are none.

    >>> rules = danger_table().of(0, 3)
    >>> rules["traffic"].value, rules["traffic"].flags, rules["lighting"].flags
    (500.0, True, False)
    """
    shipped = load_table("school_danger")
    tables = [shipped]
    if own is not None:
        given = read_user_table(own, "school_danger")
        kept = ~shipped.frame["criterion"].isin(set(given.frame["criterion"]))
        tables = [shipped.only(kept.to_numpy()), given]
    rows, faults = [], []
    for table in tables:
        for at, row in enumerate(table.frame.to_dict("records"), start=1):
            name, grades, value = str(row["criterion"]), grades_in(row["grades"]), float(row["value"])
            if grades is None:
                faults.append(Text(f"række {at}: klassetrin {row['grades']}", f"row {at}: grades {row['grades']}"))
                continue
            if (name in NUMBERED) == (value != value) and row["strength"] != UNUSED:  # noqa: PLR0124 - NaN
                what = ("mangler", "is missing") if name in NUMBERED else ("bruges ikke", "is of no use")
                faults.append(Text(f"række {at}: value {what[0]}", f"row {at}: value {what[1]}"))
            text = Text(str(row["text_da"]), str(row["text_en"]) or str(row["text_da"]))
            rows.append((*grades, DangerRule(name, value, row["strength"] == FLAG, text), str(row["strength"])))
    if faults:
        raise TableError(
            Text("fejl i tabellen school_danger", "faults in the table school_danger"),
            Text("klassetrin som 0-3, og tal til de forhold, der har et", "grades such as 0-3, and numbers where due"),
            Text("ret de nævnte rækker", "correct the rows named"),
            faults,
        )
    return DangerTable(tuple(rows), tuple(text for table in tables for text in table.unverified))
