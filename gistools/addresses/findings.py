"""What checks found (fund): ranked, with a place, what is safe to mend, and what was suppressed with a reason."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gistools.addresses.road_names_order import road_name_key
from gistools.addresses.rule_book import address_rules, rule_of
from gistools.addresses.suppressions import SUPPRESSION_COLUMNS, lapsed_note, put_aside
from gistools.errors import ParamError
from gistools.grid import DANISH_CRS
from gistools.text import Text, joined

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import shapely

    from gistools.addresses.rule_book import Severity

FINDING_COLUMNS = (
    "finding_id", "finding_rank", "rule", "severity", "verified", "register_object", "object_id", "object_name",
    "found_da", "found_en", "fix_column", "fix_value", "other_ids", "suppressed_why", "suppressed_date",
)  # fmt: skip
"""Columns of findings, beside the geometry."""

ANSWER_COLUMNS = ("rule", "severity", "needs", "asked", "cannot_tell", "finding_count", "why_da", "why_en")
"""Columns of what each rule was asked: of how many objects, of how many it cannot tell, and why it was not asked."""


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
    about:
        The values that it is about, where the sentence does not tell them, or tells what is another on the next day;
        empty where the sentence does.
    """

    rule: str
    register_object: str
    object_id: str
    what: Text
    fix: tuple[str, str] | None = None
    others: tuple[str, ...] = ()
    severity: Severity | None = None
    about: str = ""

    @property
    def finding_id(self) -> str:
        """The same from run to run for the same fault of the same objects, whatever the order of rows.

        Another fault of an object has another id, and so has one of other values: a finding that is put aside hides
        no other.
        """
        told = [self.rule, self.register_object, self.object_id, sorted(self.others), self.about or self.what.en]
        return "f" + hashlib.sha256(json.dumps(told).encode()).hexdigest()[:12]


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
        why = joined(dict.fromkeys(said)) if said else None
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
    lapsed:
        `SUPPRESSION_COLUMNS`: suppressions of findings that are not among these.
    notes:
        What is to be told beside: that suppressions lapsed, and which changed objects the register does not have.
    """

    layer: gpd.GeoDataFrame
    answers: pd.DataFrame
    lapsed: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(SUPPRESSION_COLUMNS)))
    notes: tuple[Text, ...] = ()

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
    notes: Sequence[Text] = (),
    left_out: Iterable[Found] = (),
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
        `SUPPRESSION_COLUMNS`, each with a reason and a date; those that are of no finding, on
        whatever object, are told as lapsed.
    notes:
        What is to be told beside the findings.
    left_out:
        What was found too, but is not to be told: suppressions of it have not lapsed.

    Raises
    ------
    TableError
        When suppressions lack a column, a reason or a date, or name a finding twice.
    """
    told = list(answers)
    asked, fresh = _keys(changed), _keys(changed if new is None else new) or set()
    rows, others = [], {one.finding_id for one in left_out}
    for one in (one for answer in told for one in answer.found):
        if asked is None or is_about(one, asked):
            rows.append(_row(one, places, new=is_about(one, fresh)))
        else:
            others.add(one.finding_id)
    frame = pd.DataFrame(rows, columns=[*FINDING_COLUMNS, "geometry"]).drop_duplicates("finding_id")
    frame, lapsed = put_aside(frame, suppressions)
    lapsed = lapsed[~lapsed["finding_id"].isin(list(others))].reset_index(drop=True)
    frame = _ranked(frame)
    layer = gpd.GeoDataFrame(frame, geometry="geometry", crs=DANISH_CRS)
    counts = layer["rule"].value_counts()
    rows_of_rules = pd.DataFrame([_answer_row(one, counts) for one in told], columns=list(ANSWER_COLUMNS))
    return Findings(layer, rows_of_rules, lapsed, (*notes, *([lapsed_note(lapsed)] if len(lapsed) else [])))


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
        "name": frame["object_name"].map(road_name_key),
        "id": frame["object_id"],
        "last": frame["finding_id"],
    })  # fmt: skip
    made = frame.loc[keys.sort_values(list(keys.columns), kind="stable").index].reset_index(drop=True)
    made["finding_rank"] = np.arange(1, len(made) + 1)
    return made


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
