"""The address register (adresseregistret) as tables of versions, and what it says at a moment.

Each object has an id that stays, and versions: a row is in the register from ``registered_from`` until
``registered_to``, and tells what holds from ``valid_from`` until ``valid_to``. Ends are open where they are not known.
"""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import shapely

from gistools._checks import is_missing
from gistools.addresses.register_form import ALWAYS, MOMENTS, OBJECTS, Cell, ObjectForm, RegisterColumn, plain_name
from gistools.addresses.statuses import life_cycle
from gistools.errors import CrsError, ParamError, TableError
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

REPAIR_COLUMNS = ("register_object", "object_id", "row", "column", "found_kind", "found", "mended")
"""Columns of what was mended or is doubtful; ``mended`` is empty where nothing was changed."""

_NO_KEY = "00000000-0000-0000-0000-000000000000"
_DENMARK = shapely.box(400_000.0, 6_000_000.0, 950_000.0, 6_450_000.0)  # EPSG:25832
_CODE = 4
_SHOWN = 5
_HERE = ZoneInfo("Europe/Copenhagen")
_NEVER = np.datetime64("NaT", "us")


@dataclass(frozen=True, eq=False)
class Register:
    """Versions of the objects of the address register.

    Parameters
    ----------
    tables:
        By object (`gistools.addresses.register_form.OBJECTS`): a row for each version, with ``object_id``, ``status``
        (int64, of DAR), the four moments (datetime64[us], UTC, NaT for an open end) and the columns of the object:
        texts are ``str`` and empty for none, shapes shapely's in EPSG:25832 and None for none.
    repairs:
        What was mended when it was read, and what is doubtful; `REPAIR_COLUMNS`.

    >>> rows = [{"id": "a", "status": "3", "registreringfra": "2018-05-03T16:58:34Z", "registreringtil": None,
    ...          "virkningfra": "2011-01-01T00:00:00Z", "virkningtil": None, "postnr": "800", "navn": "Høje Taastrup"}]
    >>> register = read_register({"Postnummer": rows})
    >>> register.tables["postcode"].postcode.tolist(), register.repairs.found_kind.tolist()
    (['0800'], ['zeros_lost'])
    >>> len(register.at("2010-06-01").tables["postcode"]), len(register.at("2020-06-01").tables["postcode"])
    (0, 1)
    """

    tables: Mapping[str, pd.DataFrame]
    repairs: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(REPAIR_COLUMNS)))

    def __repr__(self) -> str:
        """Return how many versions there are of what."""
        return f"Register({', '.join(f'{len(table)} {name}' for name, table in self.tables.items())})"

    def at(self, valid: str | dt.date, registered: str | dt.date | None = None) -> Register:
        """Return the versions that hold at a moment, one of each object.

        Parameters
        ----------
        valid:
            When they are to hold: a moment, or a day, which is its beginning in Danish time.
        registered:
            As the register was then; as it is now when None: what was registered last.

        Of two versions that hold at once, which `repairs` tells of, the one that was registered last is taken.
        """
        when = moment_of(valid)
        known = None if registered is None else moment_of(registered)
        made = {}
        for name, table in self.tables.items():
            there = table["registered_to"].isna().to_numpy() if known is None else _holds(table, "registered", known)
            kept = table[there & _holds(table, "valid", when)]
            kept = kept.sort_values(["object_id", "registered_from", "valid_from"], kind="stable")
            made[name] = kept.drop_duplicates("object_id", keep="last").sort_index().reset_index(drop=True)
        return Register(made, self.repairs)


def _holds(table: pd.DataFrame, kind: str, when: np.datetime64) -> npt.NDArray[np.bool_]:
    begin, end = (table[f"{kind}_{side}"].to_numpy("datetime64[us]") for side in ("from", "to"))
    made: npt.NDArray[np.bool_] = (np.isnat(begin) | (begin <= when)) & (np.isnat(end) | (when < end))
    return made


def read_register(records: Mapping[str, Iterable[Mapping[str, Any]]]) -> Register:
    """Return the register of the records of some of its objects.

    Parameters
    ----------
    records:
        By object, as extracts or Datafordeleren call it (``"Adresse"``, ``"DAR_Husnummer"``): a mapping for each
        version. Columns that are not known are left out.

    Raises
    ------
    ParamError
        For an object that is none of the register.
    TableError
        For records without a column that is needed, without an id, with a status of another scale, or with moments or
        shapes that cannot be read: all faults at once.
    CrsError
        For positions in degrees.
    """
    tables, repairs, faults = {}, _Repairs(), list[Text]()
    for called, rows in records.items():
        name = object_called(called)
        tables[name] = _table(name, list(rows), repairs, faults)
    if faults:
        raise TableError(
            Text("registerudtræk med fejl", "extracts of the register with faults"),
            Text("udtræk, som DAR og Datafordeleren leverer dem", "extracts as DAR and Datafordeleren deliver them"),
            Text("hent udtrækket igen, eller ret rækkerne", "fetch the extract anew, or mend the rows"),
            faults,
        )
    return Register(tables, pd.DataFrame(repairs.rows, columns=list(REPAIR_COLUMNS)))


def object_called(called: str) -> str:
    """Return what an object is called here, of its name in a source.

    >>> object_called("DAR_NavngivenVejKommunedel")
    'road_part'
    """
    for name, form in OBJECTS.items():
        if plain_name(called) in {plain_name(alias) for alias in (name, *form.aliases)}:
            return name
    known = [form.aliases[0] for form in OBJECTS.values()]
    raise ParamError(
        unknown_name(called, known),
        Text("et af adresseregistrets objekter: " + ", ".join(known), "an object of the register: " + ", ".join(known)),
        Text("giv filen objektets navn", "name the file after the object"),
    )


def moment_of(value: str | dt.date) -> np.datetime64:
    """Return a moment in UTC; a day is its beginning, and what has no zone is Danish time.

    Raises
    ------
    ParamError
        When it cannot be read.

    >>> str(moment_of("2020-06-01"))
    '2020-05-31T22:00:00.000000'
    """
    read = _moment(value if isinstance(value, str) else value.isoformat())
    if read is None:
        raise ParamError(
            Text(f"tidspunktet {value!r}", f"the moment {value!r}"),
            Text("en dag eller et tidspunkt, fx 2026-11-28", "a day or a moment, such as 2026-11-28"),
            Text("skriv år-måned-dag", "write year-month-day"),
        )
    return read[0]


def _moment(text: str) -> tuple[np.datetime64, bool] | None:
    """Return a moment and whether its zone was told; None for what cannot be read."""
    try:
        read = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    zoned = read.tzinfo is not None
    plain = (read if zoned else read.replace(tzinfo=_HERE)).astimezone(dt.UTC).replace(tzinfo=None)
    return np.datetime64(plain, "us"), zoned


class _Repairs:
    """Rows of what was mended, as they are found."""

    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []

    def add(self, name: str, ids: Sequence[str], row: int, column: str, kind: str, found: str, mended: str) -> None:
        self.rows.append((name, ids[row], row, column, kind, found, mended))


def _table(name: str, rows: list[Mapping[str, Any]], repairs: _Repairs, faults: list[Text]) -> pd.DataFrame:
    form = OBJECTS[name]
    given = {plain_name(key): key for row in rows for key in row}
    keys = {one.name: _key_of(one.aliases, given) for one in (*ALWAYS, *form.columns)}
    keys |= {moment: _key_of(aliases, given) for moment, aliases in MOMENTS.items()}
    missing = [one for one in (*ALWAYS, *form.columns) if one.required and keys[one.name] is None]
    if missing and rows:
        told = ", ".join(one.aliases[0] for one in missing)
        faults.append(Text(f"{form.title.da} uden {told}", f"{form.title.en} without {told}"))
        return pd.DataFrame()
    cells = {column: [None if key is None else row.get(key) for row in rows] for column, key in keys.items()}
    ids = ["" if is_missing(value) else str(value).strip() for value in cells["object_id"]]
    _tell(faults, form, "id", [k for k, one in enumerate(ids) if not one], Text("er tom", "is empty"))
    made: dict[str, Any] = {"object_id": ids, "status": _statuses(form, cells["status"], faults)}
    for moment in MOMENTS:
        made[moment] = _moments(name, moment, cells[moment], ids, repairs, faults)
    for one in form.columns:
        made[one.name] = _READERS[one.cell](name, one, cells[one.name], ids, repairs, faults)
    table = pd.DataFrame(made)
    _at_once(name, table, repairs)
    return table


def _key_of(aliases: tuple[str, ...], given: Mapping[str, str]) -> str | None:
    return next((given[plain_name(alias)] for alias in aliases if plain_name(alias) in given), None)


def _tell(faults: list[Text], form: ObjectForm, column: str, rows: list[int], what: Text) -> None:
    if rows:
        numbers = ", ".join(str(k + 1) for k in rows[:_SHOWN]) + (" …" if len(rows) > _SHOWN else "")
        faults.append(
            Text(
                f"{form.title.da}: {column} {what.da} i række {numbers}",
                f"{form.title.en}: {column} {what.en} in row {numbers}",
            )
        )


def _statuses(form: ObjectForm, values: list[Any], faults: list[Text]) -> list[int]:
    known = life_cycle(form.scale)
    texts = ["" if is_missing(value) else str(value).strip() for value in values]
    codes = [int(text) if text.isdigit() else 0 for text in texts]
    wrong = [k for k, code in enumerate(codes) if code not in known]
    scale = ", ".join(map(str, known))
    _tell(faults, form, "status", wrong, Text(f"er ingen af {scale}", f"is none of {scale}"))
    return codes


def _moments(
    name: str, column: str, values: list[Any], ids: list[str], repairs: _Repairs, faults: list[Text]
) -> npt.NDArray[np.datetime64]:
    made, wrong = np.full(len(values), _NEVER), []
    for k, value in enumerate(values):
        if is_missing(value) or value == "":
            continue
        read = _moment(str(value))
        if read is None:
            wrong.append(k)
            continue
        made[k] = read[0]
        if not read[1]:
            repairs.add(name, ids, k, column, "zone_unknown", str(value), f"{read[0]}Z")
    _tell(faults, OBJECTS[name], MOMENTS[column][0], wrong, Text("kan ikke læses", "cannot be read"))
    return made


def _texts(
    name: str, column: RegisterColumn, values: list[Any], ids: list[str], repairs: _Repairs, _faults: list[Text]
) -> list[str]:
    made = []
    for k, value in enumerate(values):
        text = "" if is_missing(value) else str(value)
        whole = unicodedata.normalize("NFC", text)
        if whole != text:
            repairs.add(name, ids, k, column.name, "letters_apart", text, whole)
        made.append(whole)
    return made


def _keys(
    name: str, column: RegisterColumn, values: list[Any], ids: list[str], repairs: _Repairs, faults: list[Text]
) -> list[str]:
    texts = _texts(name, column, values, ids, repairs, faults)
    return ["" if text == _NO_KEY else text for text in texts]


def _codes(
    name: str, column: RegisterColumn, values: list[Any], ids: list[str], repairs: _Repairs, faults: list[Text]
) -> list[str]:
    made, wrong = [], []
    for k, value in enumerate(values):
        whole = isinstance(value, float) and not math.isnan(value) and value.is_integer()
        text = "" if is_missing(value) else str(int(value)) if whole else str(value).strip()
        if text and not (text.isascii() and text.isdigit() and len(text) <= _CODE):
            wrong.append(k)
        elif text and len(text) < _CODE:
            repairs.add(name, ids, k, column.name, "zeros_lost", str(value), text.zfill(_CODE))
            text = text.zfill(_CODE)
        made.append(text)
    _tell(faults, OBJECTS[name], column.aliases[0], wrong, Text("er ikke fire cifre", "is not four digits"))
    return made


def _shapes(
    name: str, column: RegisterColumn, values: list[Any], ids: list[str], repairs: _Repairs, faults: list[Text]
) -> npt.NDArray[Any]:
    made = np.full(len(values), None, dtype=object)
    told = [k for k, value in enumerate(values) if not (is_missing(value) or value == "")]
    if not told:
        return made
    read = shapely.from_wkt([str(values[k]) for k in told], on_invalid="ignore")
    empty = shapely.is_empty(read)  # extracts write GEOMETRYCOLLECTION EMPTY where there is none
    told, read = [k for k, none in zip(told, empty, strict=True) if not none], read[~empty]
    kinds = {0} if column.cell is Cell.POINT else {1, 3, 5, 6}
    wrong = [k for k, shape in zip(told, read, strict=True) if shape is None or shapely.get_type_id(shape) not in kinds]
    _tell(faults, OBJECTS[name], column.aliases[0], wrong, Text("kan ikke læses", "cannot be read"))
    made[told] = read
    there = np.array([k for k in told if made[k] is not None and not made[k].is_empty], np.int64)
    west, south, east, north = shapely.bounds(made[there]).T if there.size else np.zeros((4, 0))
    degrees = (np.abs(west) <= 180.0) & (np.abs(east) <= 180.0) & (np.abs(south) <= 90.0) & (np.abs(north) <= 90.0)  # noqa: PLR2004 - degrees
    if degrees.any():
        raise CrsError(
            Text(
                f"{int(degrees.sum())} {column.aliases[0]} i grader", f"{int(degrees.sum())} {column.name} in degrees"
            ),
            Text("meter i EPSG:25832", "metres of EPSG:25832"),
            Text("hent udtrækket i EPSG:25832, eller transformér det", "fetch it in EPSG:25832, or reproject it"),
        )
    for k in there[~shapely.within(made[there], _DENMARK)].tolist():
        repairs.add(name, ids, k, column.name, "outside_denmark", str(values[k]), "")
    return made


def _dates(
    name: str, column: RegisterColumn, values: list[Any], ids: list[str], repairs: _Repairs, faults: list[Text]
) -> npt.NDArray[np.datetime64]:
    texts = _texts(name, column, values, ids, repairs, faults)
    made, wrong = np.full(len(texts), np.datetime64("NaT", "D")), []
    for k, text in enumerate(texts):
        if not text:
            continue
        try:
            made[k] = np.datetime64(dt.date.fromisoformat(text[:10]), "D")
        except ValueError:
            wrong.append(k)
    _tell(faults, OBJECTS[name], column.aliases[0], wrong, Text("kan ikke læses", "cannot be read"))
    return made


_READERS: Mapping[Cell, Any] = {
    Cell.TEXT: _texts, Cell.KEY: _keys, Cell.CODE: _codes, Cell.POINT: _shapes, Cell.SHAPE: _shapes, Cell.DATE: _dates,
}  # fmt: skip


def _at_once(name: str, table: pd.DataFrame, repairs: _Repairs) -> None:
    """Tell of rows that are the same version twice, and of versions of one object that hold at once."""
    ids = table["object_id"].tolist()
    for k in np.flatnonzero(table.duplicated(["object_id", *MOMENTS, "status"]).to_numpy()).tolist():
        repairs.add(name, ids, k, "object_id", "version_twice", ids[k], "")
    several = table[table.duplicated("object_id", keep=False)]
    low, high = np.datetime64("0001-01-01", "us"), np.datetime64("9999-12-31", "us")
    for _, versions in several.groupby("object_id", sort=False):
        filled = [versions[f"{kind}_{side}"].fillna(edge).to_numpy("datetime64[us]")
                  for kind in ("registered", "valid") for side, edge in (("from", low), ("to", high))]  # fmt: skip
        both = np.ones((len(versions), len(versions)), np.bool_)
        for begin, end in (filled[:2], filled[2:]):
            both &= np.maximum.outer(begin, begin) < np.minimum.outer(end, end)
        for k in np.flatnonzero(np.tril(both, -1).any(axis=1)).tolist():
            row = int(versions.index[k])
            repairs.add(name, ids, row, "valid_from", "versions_at_once", str(versions["valid_from"].iloc[k]), "")
