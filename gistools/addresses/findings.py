"""What checks found (fund): ranked, with a place, what is safe to mend, and what was suppressed with a reason."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gistools._checks import cell_text
from gistools.addresses.rule_book import address_rules, rule_of
from gistools.errors import ParamError, TableError
from gistools.grid import DANISH_CRS
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import shapely

    from gistools.addresses.rule_book import Severity

CRS = DANISH_CRS

FINDING_COLUMNS = (
    "finding_id", "finding_rank", "rule", "severity", "verified", "register_object", "object_id", "object_name",
    "found_da", "found_en", "fix_column", "fix_value", "other_ids", "suppressed_why", "suppressed_date",
)  # fmt: skip
"""Columns of findings, beside the geometry."""

ANSWER_COLUMNS = ("rule", "severity", "needs", "asked", "cannot_tell", "finding_count", "why_da", "why_en")
"""Columns of what each rule was asked: of how many objects, of how many it cannot tell, and why it was not asked."""

SUPPRESSION_COLUMNS = ("finding_id", "suppressed_why", "suppressed_date")
"""Columns of a list of suppressions."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a rule found.

    Parameters
    ----------
    rule:
        Its code.
    register_object, object_id:
        What it is about.
    what:
        What was found there, as a sentence without an end.
    fix:
        Column and value of a safe fix: one that changes nothing but how the same thing is written; None without one.
    others:
        Ids of other objects that it is about.
    severity:
        Where it is another than that of its rule.
    """

    rule: str
    register_object: str
    object_id: str
    what: Text
    fix: tuple[str, str] | None = None
    others: tuple[str, ...] = ()
    severity: Severity | None = None

    @property
    def finding_id(self) -> str:
        """The same from run to run for the same finding of the same objects, whatever the order of rows."""
        about = "|".join((self.rule, self.register_object, self.object_id, *sorted(self.others)))
        return "f" + hashlib.sha256(about.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule answered.

    Parameters
    ----------
    rule:
        Its code.
    asked, unknown:
        Of how many objects it was asked, and of how many of these it cannot tell: neither right nor wrong.
    found:
        What is wrong.
    why:
        Why it was not asked, or cannot tell; None when nothing is to be said.
    """

    rule: str
    asked: int
    unknown: int = 0
    found: tuple[Found, ...] = ()
    why: Text | None = None

    @classmethod
    def not_asked(cls, rule: str, why: Text) -> Answer:
        """Return that a rule was not asked."""
        return cls(rule, 0, why=why)

    def with_(self, other: Answer) -> Answer:
        """Return what this and another answer of the same rule say together."""
        said = [why for why in (self.why, other.why) if why is not None]
        why = Text("; ".join(w.da for w in said), "; ".join(w.en for w in said)) if said else None
        return Answer(self.rule, self.asked + other.asked, self.unknown + other.unknown,
                      (*self.found, *other.found), why)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Findings:
    """Findings in the order in which they are worth looking at, and what each rule was asked.

    Parameters
    ----------
    layer:
        `FINDING_COLUMNS` and a point, EPSG:25832, None where the object has no place. Rank 1 is first; suppressed
        findings come last.
    answers:
        `ANSWER_COLUMNS`: a row for each rule that is computed or that a person must answer.
    """

    layer: gpd.GeoDataFrame
    answers: pd.DataFrame

    def __repr__(self) -> str:
        """Return how many there are of each severity."""
        open_ = self.open["severity"].value_counts()
        told = ", ".join(f"{open_.get(one, 0)} {one}s" for one in ("error", "warning", "note"))
        return f"Findings({told}, {len(self.layer) - len(self.open)} suppressed)"

    @property
    def open(self) -> gpd.GeoDataFrame:
        """Those that are not suppressed."""
        return self.layer[self.layer["suppressed_why"] == ""]

    def of(self, rule: str) -> gpd.GeoDataFrame:
        """Return those of one rule.

        Raises
        ------
        ParamError
            When there is no such rule.
        """
        return self.layer[self.layer["rule"] == rule_of(rule).code]


@dataclass(frozen=True, eq=False)
class Places:
    """What objects are called and where they are, by object and id."""

    names: Mapping[str, Mapping[str, str]]
    points: Mapping[str, Mapping[str, shapely.Point]]

    def of(self, register_object: str, object_id: str) -> tuple[str, Any]:
        """Return the name and point of an object; its id and None where these are not known."""
        name = self.names.get(register_object, {}).get(object_id) or object_id
        return name, self.points.get(register_object, {}).get(object_id)


def gathered(
    answers: Iterable[Answer],
    places: Places,
    *,
    changed: Mapping[str, Iterable[str]] | None = None,
    new: Mapping[str, Iterable[str]] | None = None,
    suppressions: pd.DataFrame | None = None,
) -> Findings:
    """Return the findings of some answers.

    Parameters
    ----------
    answers:
        One of each rule.
    places:
        Of the objects.
    changed:
        By object, the ids that are new or changed: findings on nothing else are left out. None for all.
    new:
        By object, ids on which findings have the severity that a rule has for what is new; all that changed when None.
    suppressions:
        `SUPPRESSION_COLUMNS`, each with a reason and a date; those of other findings are left alone.

    Raises
    ------
    TableError
        When suppressions lack a column, a reason or a date, or name a finding twice.
    """
    told = list(answers)
    asked, fresh = _keys(changed), _keys(changed if new is None else new) or set()
    rows = [_row(one, places, new=is_about(one, fresh)) for answer in told for one in answer.found
            if asked is None or is_about(one, asked)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=[*FINDING_COLUMNS, "geometry"]).drop_duplicates("finding_id")
    frame = _suppressed(frame, suppressions)
    frame = _ranked(frame)
    layer = gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS)
    counts = layer["rule"].value_counts()
    return Findings(layer, pd.DataFrame([_answer_row(one, counts) for one in told], columns=list(ANSWER_COLUMNS)))


def _keys(by: Mapping[str, Iterable[str]] | None) -> set[tuple[str, str]] | None:
    return None if by is None else {(kind, str(one)) for kind, ids in by.items() for one in ids}


def is_about(one: Found, keys: Collection[tuple[str, str]]) -> bool:
    """Return whether a finding is about one of some objects, each its kind and id."""
    return any((one.register_object, about) in keys for about in (one.object_id, *one.others))


def _row(one: Found, places: Places, *, new: bool) -> list[Any]:
    rule = address_rules()[one.rule]
    severity = one.severity or (rule.severity_new if new else rule.severity)
    name, point = places.of(one.register_object, one.object_id)
    column, value = one.fix or ("", "")
    return [one.finding_id, 0, one.rule, str(severity), rule.verified, one.register_object, one.object_id, name,
            one.what.da, one.what.en, column, value, " ".join(sorted(one.others)), "", "", point]  # fmt: skip


def _ranked(frame: pd.DataFrame) -> pd.DataFrame:
    """Put what is graver first, then what stands in a source that was read, then by rule and name."""
    rules = list(address_rules())
    order = {one: k for k, one in enumerate(("error", "warning", "note"))}
    keys = pd.DataFrame({
        "out": frame["suppressed_why"] != "",
        "severity": frame["severity"].map(order),
        "doubt": ~frame["verified"].astype(bool),
        "rule": frame["rule"].map(rules.index),
        "name": frame["object_name"],
        "id": frame["object_id"],
        "last": frame["finding_id"],
    })  # fmt: skip
    made = frame.loc[keys.sort_values(list(keys.columns), kind="stable").index].reset_index(drop=True)
    made["finding_rank"] = np.arange(1, len(made) + 1)
    return made


def _suppressed(frame: pd.DataFrame, suppressions: pd.DataFrame | None) -> pd.DataFrame:
    if suppressions is None or suppressions.empty:
        return frame
    _check_suppressions(suppressions)
    mine = suppressions.set_index(suppressions["finding_id"].astype(str))
    found = frame["finding_id"].isin(mine.index)
    for column in SUPPRESSION_COLUMNS[1:]:
        frame.loc[found, column] = frame.loc[found, "finding_id"].map(mine[column].map(cell_text))
    return frame


def _check_suppressions(given: pd.DataFrame) -> None:
    missing = [column for column in SUPPRESSION_COLUMNS if column not in given]
    faults = [Text(f"kolonnen {one} mangler", f"the column {one} is missing") for one in missing]
    if not missing:
        for k, cells in enumerate(given[list(SUPPRESSION_COLUMNS)].to_numpy().tolist(), start=1):
            row = [cell_text(cell) for cell in cells]
            if not row[1]:
                faults.append(Text(f"række {k} har ingen grund", f"row {k} has no reason"))
            if not _is_day(row[2]):
                faults.append(Text(f"række {k} har datoen {row[2]!r}", f"row {k} has the date {row[2]!r}"))
        twice = sorted(set(given["finding_id"][given["finding_id"].duplicated()].astype(str)))
        faults += [Text(f"{one} står to gange", f"{one} stands twice") for one in twice]
    if faults:
        raise TableError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text(
                "en række for hvert fund: finding_id, suppressed_why, suppressed_date (år-måned-dag)",
                "a row for each finding: finding_id, suppressed_why, suppressed_date (year-month-day)",
            ),
            Text("skriv, hvorfor fundet ikke skal ses igen, og hvornår det blev besluttet",
                 "write why the finding need not be seen again, and when that was decided"),
        )  # fmt: skip


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text.strip()[:10])
    except ValueError:
        return False
    return True


def _answer_row(one: Answer, counts: pd.Series) -> list[Any]:
    rule = address_rules()[one.rule]
    why = one.why or Text("", "")
    return [one.rule, str(rule.severity), rule.needs, one.asked, one.unknown, int(counts.get(one.rule, 0)),
            why.da, why.en]  # fmt: skip


def checked_codes(codes: Sequence[str]) -> tuple[str, ...]:
    """Return codes of rules as they were given.

    Raises
    ------
    ParamError
        When one is none, or none is given.
    """
    if not codes:
        raise ParamError(
            Text("ingen regler", "no rules"),
            Text("mindst én regel", "one rule at least"),
            Text("udelad valget for at prøve alle", "leave the choice out to ask all"),
        )
    return tuple(rule_of(code).code for code in codes)
