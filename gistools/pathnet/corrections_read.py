"""Corrections read: who says what of which edges, and what cannot be right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gistools.errors import LayerError, ParamError
from gistools.pathnet.guide_words import clean
from gistools.pathnet.network import NO, UNKNOWN, YES
from gistools.pathnet.path_survey import CODED, NUMBERS
from gistools.pathnet.surfaces import surface_class
from gistools.styles.columns_paths_guide import ROLES
from gistools.text import Text, danish

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from gistools.pathnet.network import PathNetwork

BESIDE_M = 1.0
"""How far an edge may lie from the line of a correction that holds for it."""

COVERED = 0.9
"""How much of the line of a correction must lie along edges."""

WHO_AND_WHEN = ("said_by", "said_date")
"""The columns that make a layer of paths a layer of corrections; a cell of them may be empty."""

_YES = {"yes", "ja", "true", "1"}
_NO = {"no", "nej", "false", "0"}
_STATUS = {"built": "built", "anlagt": "built", "planned": "planned", "planlagt": "planned", "closed": "closed",
           "lukket": "closed", "nedlagt": "closed"}  # fmt: skip
_ROLES = {said.casefold(): str(code) for code, text in ROLES.items() for said in (str(code), text.da, text.en)}


@dataclass(frozen=True)
class Said:
    """One value of one correction: its row from 0, the column, the value, who said it and when, and what is wrong."""

    row: int
    column: str
    value: object
    role: str
    date: str
    remarks: str
    fault: Text | None


def shown(value: object) -> str:
    """Return a value as the journal writes it; empty for a number that is not known.

    >>> shown(1.40), shown(float("nan")), shown("yes")
    ('1.4', '', 'yes')
    """
    if value is None:
        return ""
    if isinstance(value, float | np.floating):
        return "" if np.isnan(value) else repr(float(value)).removesuffix(".0")
    return str(value)


def read_said(layer: gpd.GeoDataFrame, today: str) -> tuple[list[Said], tuple[Text, ...]]:
    """Return all values that a layer holds, in order, and what must be said of them."""
    columns = [name for name in (*NUMBERS, *CODED) if name in layer.columns]
    _require(layer, columns)
    last = _today(today)
    made: list[Said] = []
    strangers = 0
    for row, told in enumerate(layer.drop(columns=layer.geometry.name).to_dict("records")):
        asked = clean(told.get("said_by")).casefold()
        role: str = _ROLES.get(asked, "user")
        strangers += bool(asked) and asked not in _ROLES
        date, bad_date = _date(told.get("said_date"), last)
        for column in columns:
            given = told[column]
            if clean(given) == "" or clean(given).casefold() in {UNKNOWN, "ukendt"}:
                continue
            value, fault = _value(column, given)
            made.append(Said(row, column, value, role, date, clean(told.get("remarks")), fault or bad_date))
    notes: tuple[Text, ...] = ()
    if strangers:
        notes = (
            Text(
                f"{strangers} rækker er oplyst af en ukendt rolle og regnes for brugeres",
                f"{strangers} rows are said by an unknown role and count as a user's",
            ),
        )
    return made, notes


def _require(layer: gpd.GeoDataFrame, columns: list[str]) -> None:
    """Refuse a layer of which nobody says who saw what, and when: any layer of paths has widths and surfaces."""
    lacking = [name for name in WHO_AND_WHEN if name not in layer.columns]
    if columns and not lacking:
        return
    known = ", ".join((*NUMBERS, *CODED))
    missing = [Text(name, name) for name in lacking]
    if not columns:
        missing.append(Text(f"mindst én af {known}", f"at least one of {known}"))
    da, en = ("; ".join(one.say(x) for one in missing) for x in ("da", "en"))
    raise LayerError(
        Text(f"et lag, der ikke er rettelser; det mangler kolonnerne {da}",
             f"a layer that holds no corrections; it lacks the columns {en}"),
        Text(f"kolonnerne {', '.join(WHO_AND_WHEN)} (hvem der så det og hvornår) og mindst én af {known}",
             f"the columns {', '.join(WHO_AND_WHEN)} (who saw it, and when) and at least one of {known}"),
        Text("giv et udfyldt skema fra path-survey-form; en celle, hvor det ikke vides, må være tom",
             "give a filled form of path-survey-form; a cell may be empty where it is not known"),
    )  # fmt: skip


def _today(said: str) -> pd.Timestamp | None:
    if not said.strip():
        return None
    try:
        return pd.Timestamp(said.strip())
    except ValueError as error:
        raise ParamError(
            Text(f"today = {said!r}", f"today = {said!r}"),
            Text("en dato som 2026-05-01", "a date such as 2026-05-01"),
            Text("ret datoen, eller udelad den", "correct the date, or leave it out"),
        ) from error


def _date(given: object, last: pd.Timestamp | None) -> tuple[str, Text | None]:
    """Return a date as text, and what is wrong with it."""
    if clean(given) in {"", "NaT"}:
        return "", None
    day = pd.to_datetime(clean(given), errors="coerce")
    if pd.isna(day):
        return clean(given), Text(f"{clean(given)} er ingen dato", f"{clean(given)} is no date")
    told = day.strftime("%Y-%m-%d")
    if last is not None and day.tz_localize(None).normalize() > last.tz_localize(None).normalize():
        return told, Text(f"datoen {told} er endnu ikke nået", f"the date {told} is still to come")
    return told, None


def _value(column: str, given: Any) -> tuple[object, Text | None]:  # noqa: ANN401 - whatever a layer holds
    """Return a value in the words of the network, and what is wrong with it."""
    if column in NUMBERS:
        low, high = NUMBERS[column]
        try:
            number = float(str(given).strip().replace(",", "."))
        except ValueError:
            return clean(given), Text(f"{clean(given)} er intet tal", f"{clean(given)} is no number")
        if low <= number <= high:
            return number, None
        return number, Text(
            f"{danish(number)} ligger ikke fra {danish(low)} til {danish(high)}",
            f"{number:g} is not from {low:g} to {high:g}",
        )
    said = clean(given).casefold()
    if column == "surface":
        code = surface_class(said)
    elif column == "status":
        code = _STATUS.get(said, "")
    else:
        code = YES if said in _YES else NO if said in _NO else ""
    if code:
        return code, None
    return clean(given), Text(f"{clean(given)} står ikke på listen", f"{clean(given)} is not on the list")


def edges_meant(network: PathNetwork, layer: gpd.GeoDataFrame) -> list[npt.NDArray[np.int64]]:
    """Return the places of the edges that each line of a layer runs along; none where they do not cover it.

    Where the layer tells source and feature, edges of other features are passed over: a bridge over a path is not meant
    by a line along the path.
    """
    lines = network.edges.geometry.to_numpy()
    shapes = shapely.force_2d(layer.geometry.to_numpy())
    tree = shapely.STRtree(lines)
    told = "source" in layer.columns and "feature" in layer.columns
    mine = list(zip(network.edges["source"].astype(str), network.edges["feature"].astype(str), strict=True))
    asked = list(zip(layer["source"].astype(str), layer["feature"].astype(str), strict=True)) if told else []
    made = []
    for row, shape in enumerate(shapes):
        empty = np.zeros(0, np.int64)
        if shape is None or shape.is_empty or shape.length == 0.0:
            made.append(empty)
            continue
        near = np.sort(tree.query(shape.buffer(BESIDE_M), predicate="covers"))
        if told and any(mine[k] == asked[row] for k in near):
            near = near[[mine[k] == asked[row] for k in near]]
        along = float(network.length_m[near].sum())
        made.append(near.astype(np.int64) if along >= COVERED * shape.length else empty)
    return made
