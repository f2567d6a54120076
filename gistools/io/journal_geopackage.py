"""A store of planned changes (arbejdslager) in a GeoPackage: one writer, whole after a kill, open to QGIS.

SQLite's rollback journal keeps it whole, so nothing but the file itself has to be copied, and it can lie on a network
drive. Edits in QGIS, or by any other program, are caught by triggers and become entries of the role
`gistools.journal.roles.DIRECT`; what no trigger saw is found by holding the content against the journal.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gistools.errors import DiskFullError, StoreBusyError, StoreError
from gistools.io.atomic import atomic_output
from gistools.io.journal_engine import JournalEngine, check_forms, check_new
from gistools.io.journal_geopackage_sql import (
    CORE,
    JOURNAL,
    bounds_of,
    cells,
    entry_row,
    literals,
    placeholders,
    table_sql,
    told,
    wkb_of,
)
from gistools.io.journal_lock import WriterLock
from gistools.journal.entries import Action, Entry, Stored
from gistools.journal.forms import TableForm, moment
from gistools.journal.roles import DIRECT, ROLES, checked_role, checked_roles
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WAIT_S = 10.0
_ENTRY = (
    "j.number, j.role, j.at, coalesce(e.why, j.why), coalesce(e.case_number, j.case_number), j.table_name, j.object_id,"
    " j.action, j.before, j.after, j.undoes, coalesce(e.role, ''), coalesce(e.at, '')"
    f" FROM {JOURNAL} j LEFT JOIN gistools_explained e ON e.number = j.number"
)


def open_geopackage_store(
    path: Path | str,
    forms: Sequence[TableForm],
    *,
    role: str,
    roles: Iterable[str] | None = None,
    new: bool | None = None,
) -> GeoPackageStore:
    """Open a store (`gistools.journal.Store`) in a GeoPackage as its one writer; make it when there is none.

    Parameters
    ----------
    path:
        A file of the store's own: never a source.
    forms:
        Its tables.
    role:
        Who opens it; told to others who try to.
    roles:
        Roles that may change a new store, `gistools.journal.roles.ROLES` when None; those of an existing one stay.
    new:
        Whether it is to be made (True) or must be there (False); either when None.

    Raises
    ------
    StoreInUseError
        When another has it open: which role, and since when.
    StoreError
        When the file is no store, is damaged, has other tables, or is there or missing against ``new``.
    ParamError
        For a role that the store does not know.

    >>> import tempfile
    >>> from gistools.journal import Change, ColumnKind, TableColumn
    >>> name = TableColumn("road_name", ColumnKind.TEXT, Text("Vejnavn", "Road name"))
    >>> form = TableForm("road", Text("Veje", "Roads"), (name,))
    >>> with open_geopackage_store(Path(tempfile.mkdtemp()) / "plan.gpkg", [form], role="gis") as store:
    ...     made = store.apply([Change.insert("road", {"road_name": "Æblevej"})], role="gis", why="ny vej")
    ...     undone = store.undo([made[0].number], role="gis", why="forkert plan")
    ...     len(store.objects("road")), [(entry.number, entry.action.value) for entry in store.journal()]
    (0, [(1, 'insert'), (2, 'delete')])
    """
    final = Path(path)
    check_new(new=new, there=final.exists(), where=str(final))
    known = checked_roles(ROLES if roles is None else roles)
    final.parent.mkdir(parents=True, exist_ok=True)
    lock = WriterLock(final, role if final.exists() else checked_role(role, known), _moment())
    try:
        if not final.exists():
            with atomic_output(final) as temporary:
                _make(temporary, forms, known)
        store = GeoPackageStore(final, forms, lock)
        try:
            checked_role(role, store.roles)
        except BaseException:
            store.close()
            raise
    except BaseException:
        lock.release()
        raise
    return store


class GeoPackageStore(JournalEngine):
    """A store in a GeoPackage; made by `open_geopackage_store`, or of a copy by `read_store`, without a lock."""

    def __init__(
        self, path: Path, forms: Sequence[TableForm], lock: WriterLock | None, copy: sqlite3.Connection | None = None
    ) -> None:
        super().__init__(forms)
        self.path = path
        self._lock = lock
        self._seen: int | None = None
        self._database = copy or sqlite3.connect(path, timeout=WAIT_S, isolation_level=None)
        self._database.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
        try:
            with translated(path):
                _teach(self._database)
                self._begin()
        except BaseException:
            self._database.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
        if self._lock is not None:
            self._lock.release()

    def _begin(self) -> None:
        with contextlib.suppress(sqlite3.OperationalError):  # QGIS has it open in its own mode, which is as safe
            self._database.execute("PRAGMA journal_mode = DELETE")
        self._database.execute("PRAGMA synchronous = FULL")
        tables = {row[0] for row in self._database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        made, roles = kept_of(self._database, self.path)
        check_forms(
            {name: value for name, value in made.items() if name in tables}, self._forms.values(), str(self.path)
        )
        self._roles = roles
        self._absorb()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        with translated(self.path):
            self._absorb()
            with self._transaction():
                yield

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        with translated(self.path):
            self._absorb()
            self._database.execute("BEGIN")
            try:
                yield
            finally:
                self._database.execute("ROLLBACK")

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            self._database.execute("UPDATE gistools_own SET own = 1")  # seen by this transaction only
            self._take_in()
            yield
            self._database.execute("UPDATE gistools_own SET own = 0")
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise

    def _absorb(self) -> None:
        """Make entries of edits past the store, in a transaction of their own: they stand whatever comes next."""
        changed = self._database.execute("PRAGMA data_version").fetchone()[0]
        if changed != self._seen:  # another program has written since
            with self._transaction():
                for form in self._forms.values():
                    self._settle(form)
            self._seen = changed

    def _take_in(self) -> None:
        for at, table, object_id, before, after in self._database.execute(
            "SELECT at, table_name, object_id, before, after FROM gistools_direct ORDER BY seq"
        ).fetchall():
            if table in self._forms:
                form = self._forms[table]
                was, becomes = (None if text is None else told(form, literals(text)) for text in (before, after))
                left = self._left(form, object_id).get(object_id)
                self._log_direct(form, object_id, at, left, was)  # where a step was not seen
                self._log_direct(form, object_id, at, was, becomes)
        self._database.execute("DELETE FROM gistools_direct")

    def _settle(self, form: TableForm) -> None:
        """Make entries of what objects hold beside their journal, which no trigger saw."""
        now = {stored.object_id: stored.values for stored in self._rows(form)}
        left = self._left(form)
        for object_id in sorted({*now, *left}):
            self._log_direct(form, object_id, self._now(), left.get(object_id), now.get(object_id))

    def _left(self, form: TableForm, object_id: str = "") -> dict[str, Any]:
        """Return what the last entry of each object, or of the one, left."""
        last = f"SELECT max(number) FROM {JOURNAL} WHERE table_name = ?" + (" AND object_id = ?" if object_id else "")
        values = [form.name, object_id] if object_id else [form.name]
        found = self._read(f"j.number IN ({last} GROUP BY object_id)", values)
        return {entry.object_id: entry.after for entry in found}

    def _log_direct(self, form: TableForm, object_id: str, at: str, before: Any, after: Any) -> None:  # noqa: ANN401 - values
        action = Action.INSERT if before is None else Action.DELETE if after is None else Action.UPDATE
        if before != after:
            self._log(Entry(self._next(), DIRECT, at, "", "", form.name, object_id, action, before, after))

    def _now(self) -> str:
        return _moment()

    def _rows(self, form: TableForm, object_id: str = "") -> list[Stored]:
        names = ", ".join(f't."{name}"' for name in form.names)
        sql = (
            f"SELECT t.object_id, coalesce((SELECT max(number) FROM {JOURNAL} j WHERE j.table_name = '{form.name}'"
            f' AND j.object_id = t.object_id), 0), {names} FROM "{form.name}" t'
        )
        found = (
            self._database.execute(f"{sql} WHERE t.object_id = ?", [object_id])
            if object_id
            else self._database.execute(f"{sql} ORDER BY t.object_id")
        )
        return [Stored(form.name, row[0], row[1], told(form, list(row[2:]))) for row in found]

    def _entries(
        self, since: int = 0, table: str = "", object_id: str = "", numbers: Sequence[int] = ()
    ) -> list[Entry]:
        terms: list[tuple[str, list[Any]]] = [("j.number > ?", [since])]
        terms += [("j.table_name = ?", [table])] if table else []
        terms += [("j.object_id = ?", [object_id])] if object_id else []
        terms += [("j.number IN (SELECT value FROM json_each(?))", [json.dumps(list(numbers))])] if numbers else []
        where, values = " AND ".join(term for term, _ in terms), [value for _, given in terms for value in given]
        return self._read(f"{where} ORDER BY j.number", values)

    def _open(self) -> list[Entry]:
        return self._read("j.role = ? AND e.number IS NULL ORDER BY j.number", [DIRECT])

    def _read(self, where: str, values: list[Any]) -> list[Entry]:
        made = []
        for row in self._database.execute(f"SELECT {_ENTRY} WHERE {where}", values):
            number, role, at, why, case_number, name, object_id, action, before, after, *more = row
            was, becomes = (None if text is None else json.loads(text) for text in (before, after))
            made.append(Entry(number, role, at, why, case_number, name, object_id, Action(action), was, becomes, *more))
        return made

    def _next(self) -> int:
        return 1 + int(self._database.execute(f"SELECT coalesce(max(number), 0) FROM {JOURNAL}").fetchone()[0])

    def _write(self, form: TableForm, stored: Stored | None, entry: Entry) -> bool:
        if (None if stored is None else stored.values) != entry.before:
            return False
        if entry.after is None:
            sql, values = f'DELETE FROM "{form.name}" WHERE object_id = ?', [entry.object_id]
        else:
            row = cells(form, entry.after)
            holes = placeholders(form, row, entry.after)
            if stored is None:
                names = ", ".join(f'"{name}"' for name in form.names)
                sql = f'INSERT INTO "{form.name}" ({names}, object_id) VALUES ({", ".join(holes)}, ?)'
            else:
                sets = ", ".join(f'"{name}" = {hole}' for name, hole in zip(form.names, holes, strict=True))
                sql = f'UPDATE "{form.name}" SET {sets} WHERE object_id = ?'
            values = [*row, entry.object_id]
        self._database.execute(
            "UPDATE gpkg_contents SET last_change = ?, min_x = NULL, min_y = NULL, max_x = NULL, max_y = NULL"
            " WHERE table_name = ?",
            [entry.at, form.name],
        )  # without an extent GDAL and QGIS look for it themselves, where an old one would hide what is new
        return self._database.execute(sql, values).rowcount == 1

    def _log(self, entry: Entry) -> None:
        before, after = (None if values is None else json.dumps(values) for values in (entry.before, entry.after))
        self._database.execute(f"INSERT INTO {JOURNAL} VALUES ({', '.join('?' * 11)})", entry_row(entry, before, after))

    def _explain(self, entry: Entry) -> None:
        self._database.execute(
            "INSERT INTO gistools_explained VALUES (?, ?, ?, ?, ?)",
            [entry.number, entry.explained_by, entry.explained_at, entry.why, entry.case_number],
        )


def kept_of(database: sqlite3.Connection, path: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the tables of a store, as `TableForm.to_json`, and its roles.

    Raises
    ------
    StoreError
        When the database is no store.
    """
    if not database.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'gistools_store'").fetchone():
        raise StoreError(
            Text(f"{path} er ikke et arbejdslager", f"{path} is no store of planned changes"),
            Text("en fil, som gistools har lavet til det", "a file that gistools made for it"),
            Text("vælg et andet navn; kilder ændres aldrig", "choose another name; sources are never changed"),
        )
    kept = dict(database.execute("SELECT name, value FROM gistools_store"))
    made = {name.removeprefix("form "): value for name, value in kept.items() if name.startswith("form ")}
    return made, tuple(json.loads(kept["roles"]))


def _make(path: Path, forms: Sequence[TableForm], roles: tuple[str, ...]) -> None:
    with translated(path), contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
        for sql in CORE[:2]:
            database.execute(sql)
        database.execute("BEGIN")
        for sql in CORE[2:]:
            database.execute(sql)
        database.execute("INSERT INTO gistools_store VALUES ('roles', ?)", [json.dumps(roles)])
        for epsg in sorted({form.geometry.epsg for form in forms if form.geometry}):
            database.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, 'EPSG', ?, ?, NULL)", _system(epsg))
        for form in forms:
            for sql in table_sql(form):
                database.execute(sql)
            database.execute("INSERT INTO gistools_store VALUES (?, ?)", [f"form {form.name}", form.to_json()])
            kind, srs = ("features", form.geometry.epsg) if form.geometry else ("attributes", None)
            database.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id)"
                " VALUES (?, ?, ?, ?, ?)",
                [form.name, kind, form.name, str(form.title), srs],
            )
            if form.geometry:
                database.execute(
                    "INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)",
                    [form.name, form.geometry.name, form.geometry.declared, srs],
                )
        database.execute("COMMIT")


def _system(epsg: int) -> list[Any]:
    from pyproj import CRS  # noqa: PLC0415 - needed for new files only

    system = CRS.from_epsg(epsg)
    return [system.name, epsg, epsg, system.to_wkt("WKT1_GDAL")]


def _moment() -> str:
    return moment(dt.datetime.now(dt.UTC))


def _teach(database: sqlite3.Connection) -> None:
    """Give SQLite the functions that a spatial index (rtree) made by QGIS or GDAL calls when a row changes."""

    def edge(k: int) -> Any:  # noqa: ANN401 - a function of SQLite
        def of(blob: bytes | None) -> float | None:
            bounds = None if blob is None else bounds_of(wkb_of(blob) or b"")
            return None if bounds is None else bounds[k]

        return of

    def is_empty(blob: bytes | None) -> int | None:
        return None if blob is None else int(edge(0)(blob) is None)

    for place, name in enumerate(("ST_MinX", "ST_MinY", "ST_MaxX", "ST_MaxY")):
        database.create_function(name, 1, edge(place), deterministic=True)
    database.create_function("ST_IsEmpty", 1, is_empty, deterministic=True)


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn errors of SQLite into errors that teach."""
    try:
        yield
    except sqlite3.Error as error:
        raise _error(error, path) from error


def _error(error: sqlite3.Error, path: Path) -> StoreError | DiskFullError:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreBusyError(
            Text(f"et andet program skriver i {path}", f"another program is writing to {path}"),
            Text(f"fri adgang inden {WAIT_S:.0f} s", f"free access within {WAIT_S:.0f} s"),
            Text("gem eller slut redigeringen i QGIS, og prøv igen; intet er ændret",
                 "save or end editing in QGIS and try again; nothing was changed"),
        )  # fmt: skip
    if name == "SQLITE_FULL":
        return DiskFullError(
            Text(f"der er ikke plads til {path}", f"there is no room for {path}"),
            Text("plads nok på drevet", "enough room on the drive"),
            Text("frigør plads; lageret er som før", "free some room; the store is as before"),
        )
    return StoreError(
        Text(f"{path} kan ikke læses eller skrives ({error})", f"{path} cannot be read or written ({error})"),
        Text("et helt arbejdslager, der må skrives i", "a whole store of planned changes that may be written to"),
        Text(
            "hent filen fra sikkerhedskopien, eller ret rettighederne", "restore it from the backup, or the permissions"
        ),
    )
