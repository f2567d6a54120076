"""A store of planned changes (arbejdslager) in PostGIS, for several people at once.

Rows carry the version that the last entry gave them, and a change holds only where the version is still the one that it
was based on: of two people on one row, the second is told what the first did, and nothing is overwritten. Edits by QGIS
or any other program are caught by triggers as entries of the role `gistools.journal.roles.DIRECT`.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import ssl
import urllib.parse
from typing import TYPE_CHECKING, Any

from gistools.errors import MissingDependencyError, ParamError, StoreBusyError, StoreError
from gistools.io.journal_engine import JournalEngine, check_forms, check_new
from gistools.io.journal_postgis_sql import OWN, given_sql, lock_sql, moment_sql, store_sql, table_sql, values_sql
from gistools.io.pgpass import kept_password
from gistools.journal.entries import Action, Entry, Stored
from gistools.journal.forms import ColumnKind
from gistools.journal.roles import DIRECT, ROLES, checked_roles
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gistools.journal.forms import TableForm

_SCHEMA = re.compile(r"[a-z][a-z0-9_]{0,50}")
_WAIT_S = 10
_BUSY = {"55P03", "57014", "40P01", "40001"}  # lock not given, cancelled, deadlock, serialisation
_SECURE = {"require", "verify-ca", "verify-full"}


def open_postgis_store(
    url: str,
    forms: Sequence[TableForm],
    *,
    schema: str = "gistools",
    roles: Iterable[str] | None = None,
    new: bool | None = None,
) -> PostGISStore:
    """Open a store (`gistools.journal.Store`) in a schema of a PostGIS database; make it when there is none.

    Parameters
    ----------
    url:
        Such as ``postgresql://user@host:5432/database?sslmode=require``; a password that is not in it is that of the
        environment variable ``PGPASSWORD`` or of the password file (`gistools.io.pgpass`). Without ``sslmode`` the
        connection is encrypted where the server can; ``verify-full`` also asks for a certificate of the system's trust.
    forms:
        Its tables.
    schema:
        Small letters, digits and ``_``.
    roles:
        Roles that may change a new store, `gistools.journal.roles.ROLES` when None; those of an existing one stay.
    new:
        Whether it is to be made (True) or must be there (False); either when None.

    Raises
    ------
    StoreError
        When the database cannot be reached, has no PostGIS, or the schema is no store, one of other tables, or there or
        missing against ``new``.
    ParamError
        For a name of a schema or a URL that is none.
    MissingDependencyError
        Without ``gistools[postgis]``.
    """
    if not _SCHEMA.fullmatch(schema):
        raise ParamError(
            Text(f"skemaet {schema!r}", f"the schema {schema!r}"),
            Text("små bogstaver, cifre og _", "small letters, digits and _"),
            Text("vælg et andet navn", "choose another name"),
        )
    return PostGISStore(_connected(url), forms, schema, checked_roles(ROLES if roles is None else roles), new=new)


class PostGISStore(JournalEngine):
    """A store in PostGIS; made by `open_postgis_store`."""

    def __init__(
        self,
        database: Any,  # noqa: ANN401 - the driver has no types
        forms: Sequence[TableForm],
        schema: str,
        roles: tuple[str, ...],
        *,
        new: bool | None = None,
    ) -> None:
        super().__init__(forms)
        self._database, self._schema = database, schema
        self._entry = (
            f"SELECT j.number, j.role, {moment_sql('j.at')}, coalesce(e.why, j.why),"
            " coalesce(e.case_number, j.case_number), j.table_name, j.object_id, j.action, j.before::text,"
            f" j.after::text, j.undoes, coalesce(e.role, ''), coalesce({moment_sql('e.at')}, '')"
            f" FROM {schema}.journal j LEFT JOIN {schema}.explained e ON e.number = j.number"
        )
        try:
            self._begin(roles, new=new)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the database."""
        with contextlib.suppress(Exception):  # the server may be gone, or it is closed already
            self._database.close()

    def _begin(self, roles: tuple[str, ...], *, new: bool | None) -> None:
        with _translated():
            self._run("SET client_min_messages = warning")
            self._run(f"SET lock_timeout = '{_WAIT_S}s'")
            self._run("SET extra_float_digits = 1")  # numbers as exact as they are
            if not self._run("SELECT 1 FROM pg_extension WHERE extname = 'postgis'"):
                raise StoreError(
                    Text("en database uden PostGIS", "a database without PostGIS"),
                    Text("udvidelsen postgis", "the extension postgis"),
                    Text(
                        "bed databasens ejer om CREATE EXTENSION postgis", "ask its owner for CREATE EXTENSION postgis"
                    ),
                )
            with self._transaction():
                there = bool(self._run("SELECT 1 FROM pg_namespace WHERE nspname = :name", name=self._schema))
                check_new(new=new, there=there, where=self._schema)
                if not there:
                    self._make(roles)
            if self._run("SELECT to_regclass(:name) IS NULL", name=f"{self._schema}.store")[0][0]:
                raise StoreError(
                    Text(f"skemaet {self._schema} er ikke et arbejdslager", f"the schema {self._schema} is no store"),
                    Text("et skema, som gistools har lavet", "a schema that gistools made"),
                    Text("vælg et andet navn på skemaet", "choose another name of the schema"),
                )
            kept = dict(self._run(f"SELECT name, value FROM {self._schema}.store"))
        made = {name.removeprefix("form "): value for name, value in kept.items() if name.startswith("form ")}
        check_forms(made, self._forms.values(), self._schema)
        self._roles = tuple(json.loads(kept["roles"]))

    def _make(self, roles: tuple[str, ...]) -> None:
        for sql in store_sql(self._schema):
            self._run(sql)
        keep = f"INSERT INTO {self._schema}.store VALUES (:name, :value)"
        self._run(keep, name="roles", value=json.dumps(roles))
        for form in self._forms.values():
            for sql in table_sql(self._schema, form):
                self._run(sql)
            self._run(keep, name=f"form {form.name}", value=form.to_json())

    def _run(self, sql: str, **values: Any) -> Any:  # noqa: ANN401 - rows of any columns
        return self._database.run(sql, **values)

    @contextlib.contextmanager
    def _transaction(self, mode: str = "READ COMMITTED") -> Iterator[None]:
        self._run(f"BEGIN ISOLATION LEVEL {mode}")
        try:
            if "ONLY" not in mode:
                self._run(lock_sql(self._schema))
                self._run(f"SET LOCAL {OWN} = '1'")
            yield
            self._run("COMMIT")
        except BaseException:
            with contextlib.suppress(Exception):  # the connection may be gone, and the transaction with it
                self._run("ROLLBACK")
            raise

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        with _translated(), self._transaction():
            yield

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        with _translated(), self._transaction("REPEATABLE READ READ ONLY"):
            yield

    def _now(self) -> str:
        return str(self._run(f"SELECT {moment_sql('clock_timestamp()')}")[0][0])

    def _rows(self, form: TableForm, object_id: str = "") -> list[Stored]:
        sql = f'SELECT object_id, version, {values_sql(form, "t")}::text FROM {self._schema}."{form.name}" t'
        order = ' ORDER BY object_id COLLATE "C"'
        rows = self._run(f"{sql} WHERE object_id = :id", id=object_id) if object_id else self._run(sql + order)
        return [Stored(form.name, row[0], row[1], _typed(form, row[2]) or {}) for row in rows]

    def _entries(
        self, since: int = 0, table: str = "", object_id: str = "", numbers: Sequence[int] = ()
    ) -> list[Entry]:
        where, values = "j.number > :since", {"since": since, "names": table, "id": object_id}
        where += " AND j.table_name = :names" if table else ""
        where += " AND j.object_id = :id" if object_id else ""
        where += f" AND j.number IN ({', '.join(str(int(number)) for number in numbers)})" if numbers else ""
        return self._read(where, {name: value for name, value in values.items() if f":{name}" in where})

    def _open(self) -> list[Entry]:
        return self._read("j.role = :role AND e.number IS NULL", {"role": DIRECT})

    def _read(self, where: str, values: dict[str, Any]) -> list[Entry]:
        made = []
        for row in self._run(f"{self._entry} WHERE {where} ORDER BY j.number", **values):
            number, role, at, why, case_number, name, object_id, action, before, after, *more = row
            was, becomes = (_typed(self._forms.get(name), text) for text in (before, after))
            made.append(Entry(number, role, at, why, case_number, name, object_id, Action(action), was, becomes, *more))
        return made

    def _next(self) -> int:
        return int(self._run(f"SELECT coalesce(max(number), 0) + 1 FROM {self._schema}.journal")[0][0])

    def _write(self, form: TableForm, stored: Stored | None, entry: Entry) -> bool:
        table, values = f'{self._schema}."{form.name}"', {"id": entry.object_id, "version": entry.number}
        columns = [*form.columns, *((form.geometry,) if form.geometry else ())]
        holes = {f"v{place}": column for place, column in enumerate(columns)}
        if entry.after is not None:
            values |= {hole: _text(entry.after[column.name]) for hole, column in holes.items()}
        if (None if stored is None else stored.values) != entry.before:
            return False
        if stored is None:
            names = ", ".join(f'"{column.name}"' for column in columns)
            given = ", ".join(given_sql(column, f":{hole}") for hole, column in holes.items())
            sql = f"INSERT INTO {table} (object_id, version, {names}) VALUES (:id, :version, {given})"
            sql += " ON CONFLICT DO NOTHING"
        elif entry.after is None:
            values = {"id": entry.object_id, "based_on": stored.version}
            sql = f"DELETE FROM {table} WHERE object_id = :id AND version = :based_on"
        else:
            values["based_on"] = stored.version
            sets = ", ".join(f'"{column.name}" = {given_sql(column, f":{hole}")}' for hole, column in holes.items())
            sql = f"UPDATE {table} SET version = :version, {sets} WHERE object_id = :id AND version = :based_on"
        self._run(sql, **values)
        return int(self._database.row_count) == 1

    def _log(self, entry: Entry) -> None:
        before, after = (None if values is None else json.dumps(values) for values in (entry.before, entry.after))
        self._run(
            f"INSERT INTO {self._schema}.journal VALUES (:number, :role, CAST(CAST(:at AS text) AS timestamptz), :why,"
            " :case_number, :table_name, :id, :action, CAST(CAST(:before AS text) AS jsonb),"
            " CAST(CAST(:after AS text) AS jsonb), :undoes)",
            number=entry.number, role=entry.role, at=entry.at, why=entry.why, case_number=entry.case_number,
            table_name=entry.table, id=entry.object_id, action=entry.action.value, before=before, after=after,
            undoes=entry.undoes,
        )  # fmt: skip

    def _explain(self, entry: Entry) -> None:
        self._run(
            f"INSERT INTO {self._schema}.explained VALUES (:number, :role, CAST(CAST(:at AS text) AS timestamptz),"
            " :why, :case_number)",
            number=entry.number, role=entry.explained_by, at=entry.explained_at, why=entry.why,
            case_number=entry.case_number,
        )  # fmt: skip


def _typed(form: TableForm | None, text: str | None) -> dict[str, Any] | None:
    """Return the values that a JSON tells; in it the database writes real numbers that are whole as whole numbers."""
    if text is None:
        return None
    values: dict[str, Any] = json.loads(text)
    for column in () if form is None else form.columns:
        if column.kind is ColumnKind.REAL and isinstance(values[column.name], int):
            values[column.name] = float(values[column.name])
    return values


def _text(value: Any) -> str | None:  # noqa: ANN401 - of any kind
    """Return a value as text, from which the database makes it what it is."""
    return value if value is None or isinstance(value, str) else repr(value)


def _connected(url: str) -> Any:  # noqa: ANN401 - the driver has no types
    try:
        import pg8000.native  # noqa: PLC0415 - an optional part
    except ImportError as error:
        raise MissingDependencyError(
            Text("pg8000 er ikke installeret", "pg8000 is not installed"),
            Text("driveren til PostgreSQL", "the driver of PostgreSQL"),
            Text('installér med pip install "gistools[postgis]"', 'install by pip install "gistools[postgis]"'),
        ) from error
    told = urllib.parse.urlsplit(url)
    if told.scheme not in {"postgresql", "postgres"} or not told.hostname or len(told.path) < 2:  # noqa: PLR2004 - / and a name
        raise ParamError(
            Text("en adresse, der ikke er en database", "a URL that is no database"),
            Text("postgresql://bruger@server:5432/database", "postgresql://user@host:5432/database"),
            Text(
                "skriv adressen sådan; adgangskoden i PGPASSWORD eller adgangskodefilen",
                "write it like that; the password in PGPASSWORD or the password file",
            ),
        )
    mode = urllib.parse.parse_qs(told.query).get("sslmode", [""])[0]
    given: dict[str, Any] = {"ssl_context": ssl.create_default_context() if mode in _SECURE else None}
    if mode == "require":
        given["ssl_context"].check_hostname, given["ssl_context"].verify_mode = False, ssl.CERT_NONE
    if mode == "verify-ca":
        given["ssl_context"].check_hostname = False
    with _translated():
        return pg8000.native.Connection(
            _user(told),
            host=told.hostname,
            port=told.port or 5432,
            database=urllib.parse.unquote(told.path[1:]),
            password=_password(told),
            application_name="gistools",
            timeout=None,
            **given,
        )


def _user(told: urllib.parse.SplitResult) -> str:
    return urllib.parse.unquote(told.username or "postgres")


def _password(told: urllib.parse.SplitResult) -> str | None:
    """Return the password of the URL, the environment or the password file; None where there is none."""
    if told.password is not None:
        return urllib.parse.unquote(told.password)
    database = urllib.parse.unquote(told.path[1:])
    return os.environ.get("PGPASSWORD") or kept_password(told.hostname or "", told.port or 5432, database, _user(told))


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Turn errors of the database into errors that teach."""
    import pg8000.exceptions  # noqa: PLC0415 - an optional part; who comes here has it

    try:
        yield
    except (pg8000.exceptions.Error, OSError) as error:
        told = error.args[0] if error.args else ""
        code, message = (told.get("C", ""), told.get("M", "")) if isinstance(told, dict) else ("", str(told))
        if code in _BUSY:
            raise StoreBusyError(
                Text("et andet program holder databasen", "another program holds the database"),
                Text(f"fri adgang inden {_WAIT_S} s", f"free access within {_WAIT_S} s"),
                Text("gem eller slut redigeringen i QGIS, og prøv igen; intet er ændret",
                     "save or end editing in QGIS and try again; nothing was changed"),
            ) from error  # fmt: skip
        raise StoreError(
            Text(f"databasen svarer: {message or error}", f"the database says: {message or error}"),
            Text("en database, der kan nås og skrives i", "a database that can be reached and written to"),
            Text("se efter adresse, rettigheder og netværk; intet er ændret",
                 "look at URL, permissions and network; nothing was changed"),
        ) from error  # fmt: skip
