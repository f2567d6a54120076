"""What the commands of ``gistools store`` do: a store opened as a file or in PostGIS, and what was done told."""

from __future__ import annotations

import re
import urllib.parse
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gistools.cli.console import ConsoleProgress, say, tell
from gistools.cli.language import one_line
from gistools.errors import OutputError, ParamError
from gistools.text import Text, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from gistools.addresses import Register
    from gistools.io import Source
    from gistools.journal import Entry, Store, StoreLook
    from gistools.progress import Progress

__all__ = ["apply", "changes", "explain", "journal", "new", "undo"]

_URL = ("postgresql://", "postgres://")
_RANGE = re.compile(r"(\d+)(?:-(\d+))?")
_MOST_NUMBERS = 100_000
_LONGEST_CELL = 32_767  # letters that a cell of a workbook holds


def new(store: str, schema: str, roles: Sequence[str] | None) -> int:
    """Make a store."""
    from gistools.journal.roles import ROLES  # noqa: PLC0415 - small

    with _opened(store, schema, (roles or [*ROLES])[0], roles=roles or None, made=True) as made:
        say(Text(f"Lavede arbejdslageret {_told(store)}.", f"Made the working store {_told(store)}."))
        say(f"{one_line(Text('Roller', 'Roles'))}: {', '.join(made.roles)}")
    return 0


def apply(
    store: str, schema: str, changes: str, *, role: str, why: str = "", case_number: str = "",
    register: Sequence[str] | None = None, day: str = "", plan_reference: str = "",
) -> int:  # fmt: skip
    """Put planned changes into a store."""
    from gistools.addresses import read_planned_table, store_changes  # noqa: PLC0415 - loads the numeric libraries
    from gistools.io import read_table  # noqa: PLC0415 - loads the file libraries
    from gistools.stamps import mark_of  # noqa: PLC0415 - beside them

    with ConsoleProgress() as progress:
        table = read_table(changes, progress=progress)
        planned = read_planned_table(table.value)
        known, marks = _register(register, day, progress)
    if not why.strip() and any(not one.why.strip() for one in planned):
        raise ParamError(
            Text("ændringer uden begrundelse", "changes without a reason"),
            Text("en begrundelse for hver", "a reason of each"),
            Text("skriv --why, eller udfyld kolonnen why", "write --why, or fill in the column why"),
        )
    with _opened(store, schema, role) as opened:
        objects = [one for name in opened.forms for one in opened.objects(name)]
        mark = mark_of(dict.fromkeys((*table.stamps, *marks)))
        asked = store_changes(
            planned, objects, known, entries=opened.journal(), plan_reference=plan_reference, case_number=case_number,
            mark=mark,
        )  # fmt: skip
        reason = why or next((one.why for one in asked if one.why), why)
        made = opened.apply(asked, role=role, why=reason, case_number=case_number) if asked else ()
        if made or not planned:
            _show(made, opened.journal())
        else:
            _tell_unchanged(len(planned), with_register=known is not None, case_number=case_number)
    return 0


def undo(store: str, schema: str, numbers: Sequence[str], *, role: str, why: str, case_number: str = "") -> int:
    """Take entries back."""
    with _opened(store, schema, role) as opened:
        made = opened.undo(_numbers(numbers), role=role, why=why, case_number=case_number)
        _show(made, opened.journal())
    return 0


def explain(store: str, schema: str, numbers: Sequence[str], *, role: str, why: str, case_number: str = "") -> int:
    """Give direct edits their reason."""
    with _opened(store, schema, role) as opened:
        made = opened.explain_direct(_numbers(numbers), role=role, why=why, case_number=case_number)
        _show(made, opened.journal())
    return 0


def journal(store: str, schema: str, since: int, out: str | None, *, overwrite: bool) -> int:
    """Show the journal, or write it as a table."""
    look, sources, stamps = _look(store, schema)
    shown = [entry for entry in look.entries if entry.number > since]
    if out is None:
        _show(shown, look.entries)
    else:
        from gistools.addresses import journal_table  # noqa: PLC0415 - loads the numeric libraries

        title = Text("Journal", "Journal")
        _write(journal_table(shown), out, "journal", title, store, sources, stamps, overwrite=overwrite)
    open_ = [str(entry.number) for entry in look.open_direct()]
    if open_:
        listed = ", ".join(open_)
        tell(
            Text(
                f"Direkte rettelser uden begrundelse: {listed}. Forklar dem med gistools store explain.",
                f"Direct edits without a reason: {listed}. Explain them by gistools store explain.",
            )
        )
    return 0


def changes(store: str, schema: str, since: int, out: str, *, overwrite: bool) -> int:
    """Write the net changes of a store."""
    from gistools.addresses import changes_of_journal, planned_table  # noqa: PLC0415 - loads the numeric libraries

    look, sources, stamps = _look(store, schema)
    made = changes_of_journal(entry for entry in look.entries if entry.number > since)
    title = Text("Planlagte ændringer", "Planned changes")
    _write(planned_table(made), out, "changes", title, store, sources, stamps, overwrite=overwrite)
    said = counted(len(made), "planlagt ændring", "planlagte ændringer")
    say(Text(said, counted(len(made), "planned change", "planned changes")))
    return 0


def _opened(store: str, schema: str, role: str, *, roles: Sequence[str] | None = None, made: bool = False) -> Store:
    from gistools.addresses import planned_tables  # noqa: PLC0415 - loads the numeric libraries
    from gistools.io import open_geopackage_store, open_postgis_store  # noqa: PLC0415 - loads the file libraries

    if store.startswith(_URL):
        return open_postgis_store(_without_password(store), planned_tables(), schema=schema, roles=roles, new=made)
    if not store.lower().endswith(".gpkg"):
        raise ParamError(
            Text(f"lageret {store}", f"the store {store}"),
            Text(
                "en fil, der ender på .gpkg, eller postgresql://...", "a file that ends in .gpkg, or postgresql://..."
            ),
            Text("ret navnet", "correct the name"),
        )
    return open_geopackage_store(store, planned_tables(), role=role, roles=roles, new=made)


def _without_password(url: str) -> str:
    if urllib.parse.urlsplit(url).password is not None:
        raise ParamError(
            Text("en adgangskode på kommandolinjen", "a password on the command line"),
            Text("en adresse uden, så ingen andre på maskinen kan læse den",
                 "a URL without it, so that nobody else on the machine can read it"),
            Text("sæt PGPASSWORD, eller skriv den i PostgreSQL's adgangskodefil",
                 "set PGPASSWORD, or write it in the password file of PostgreSQL"),
        )  # fmt: skip
    return url


def _look(store: str, schema: str) -> tuple[StoreLook, tuple[Source, ...], tuple[Text, ...]]:
    """Return a look at a store: of a file without holding it, of a database at its journal alone."""
    from gistools.io import read_store  # noqa: PLC0415 - loads the file libraries

    if store.startswith(_URL):
        from gistools.journal import StoreLook  # noqa: PLC0415 - only a database needs it
        from gistools.stamps import STAMP_COLUMN, stamps_in  # noqa: PLC0415 - small

        with _opened(store, schema, "") as opened:
            look = StoreLook(opened.forms, {}, opened.journal(), opened.roles)
        return look, (), stamps_in((entry.after or {}).get(STAMP_COLUMN) or "" for entry in look.entries)
    with ConsoleProgress() as progress:
        read = read_store(store, progress=progress)
    _require_own(read.value)
    return read.value, read.sources, read.stamps


def _require_own(look: StoreLook) -> None:
    from gistools.addresses.store_form import require_planned_tables  # noqa: PLC0415 - loads the numeric libraries

    require_planned_tables(look.forms.values())


def _register(files: Sequence[str] | None, day: str, progress: Progress) -> tuple[Register | None, tuple[Text, ...]]:
    if not files:
        return None, ()
    from gistools.addresses import from_dawa, read_register  # noqa: PLC0415 - loads the numeric libraries
    from gistools.addresses.moments import asked_day  # noqa: PLC0415 - beside them
    from gistools.io import read_register_files  # noqa: PLC0415 - loads the file libraries

    read = read_register_files(files, progress=progress)
    records, notes = from_dawa(read.value)
    for note in (*read.notes, *notes):
        tell(note)
    return read_register(records).at(asked_day(day)), read.stamps


def _numbers(given: Sequence[str]) -> list[int]:
    made: list[int] = []
    for one in given:
        found = _RANGE.fullmatch(one.strip(","))
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if not 0 <= last - first < _MOST_NUMBERS:
            raise ParamError(
                Text(f"nummeret {one}", f"the number {one}"),
                Text("numre på poster, fx 3 5-8", "numbers of entries, such as 3 5-8"),
                Text("slå dem op med gistools store journal", "look them up by gistools store journal"),
            )
        made += range(first, last + 1)
    return made


def _show(entries: Sequence[Entry], journal: Sequence[Entry]) -> None:
    from gistools.cli.store_told import told_entries  # noqa: PLC0415 - loads the numeric libraries

    for line in told_entries(entries, journal):
        say(line)
    if not entries:
        say(Text("Ingen poster.", "No entries."))


def _tell_unchanged(count: int, *, with_register: bool, case_number: str) -> None:
    """Tell that all that is planned stands there already, and what of the call had no effect."""
    da, en = (
        counted(count, "planlagt ændring", "planlagte ændringer"),
        counted(count, "planned change", "planned changes"),
    )
    where = Text(" eller i registret", " or in the register") if with_register else Text("", "")
    say(
        Text(
            f"Intet ændret: {'alle ' if count > 1 else ''}{da} står allerede i lageret{where.da}.",
            f"Nothing changed: {'all ' if count > 1 else ''}{en} {'are' if count > 1 else 'is'} in the store{where.en} "
            "already.",
        )
    )
    if case_number:
        say(
            Text(
                f"--case-number {case_number} blev ikke brugt: det, der har et sagsnummer, beholder det.",
                f"--case-number {case_number} was not used: what has a case number keeps it.",
            )
        )


def _write(
    table: pd.DataFrame, out: str, name: Literal["journal", "changes"], title: Text, store: str,
    sources: tuple[Source, ...], stamps: tuple[Text, ...], *, overwrite: bool,
) -> None:  # fmt: skip
    from gistools.io import Provenance, refuse_same_file, write_table  # noqa: PLC0415 - loads the file libraries
    from gistools.run.checks import exist_already  # noqa: PLC0415 - loads the file libraries
    from gistools.stamps import mark_of, stamped  # noqa: PLC0415 - small

    final = Path(out)
    if final.suffix.lower() not in {".csv", ".xlsx"}:
        raise OutputError(
            Text(f"endelsen af {final.name}", f"the ending of {final.name}"),
            Text(".csv eller .xlsx", ".csv or .xlsx"),
            Text("giv filen en af dem", "give the file one of them"),
        )
    if not store.startswith(_URL):
        refuse_same_file(final, [store])
    if final.exists() and not overwrite:
        raise exist_already([final])
    table = stamped(lambda: table, mark_of(stamps))()
    if final.suffix.lower() == ".xlsx":
        _write_book(table, final, title, named=name == "journal")
    else:
        record = Provenance.create(f"store {name}", title, inputs={"store": sources}, stamps=stamps)
        write_table(table, final, provenance=record)
    say(str(final))


def _write_book(table: pd.DataFrame, final: Path, title: Text, *, named: bool) -> None:
    """Write a workbook: with headings for people above the names, or names alone for what is read back."""
    from gistools.cli.language import number_language  # noqa: PLC0415 - beside the writer
    from gistools.io.atomic import atomic_output, write_bytes  # noqa: PLC0415 - loads the file libraries
    from gistools.io.workbook import workbook_of  # noqa: PLC0415 - loads the file libraries
    from gistools.progress import NoProgress  # noqa: PLC0415 - small
    from gistools.styles.columns import column_heading  # noqa: PLC0415 - only tables need it

    long = max((len(str(one)) for name in table.columns for one in table[name]), default=0)
    if long > _LONGEST_CELL:
        raise OutputError(
            Text(f"en celle med {long} tegn, fx en lang form", f"a cell of {long} letters, such as a long shape"),
            Text(f"højst {_LONGEST_CELL} i et regneark", f"at most {_LONGEST_CELL} in a workbook"),
            Text("skriv tabellen som .csv", "write the table as .csv"),
        )
    language = number_language()
    kinds = {name: "whole" if table[name].dtype.kind == "i" else "text" for name in table.columns}
    heads = {name: column_heading(name, {}, language) for name in table.columns} if named else None
    with atomic_output(final) as temporary:
        write_bytes(temporary, workbook_of({title.say(language): (table, kinds, heads)}), NoProgress())


def _told(store: str) -> str:
    """Return the name of a store as it may be shown: the file, or the host and database."""
    if not store.startswith(_URL):
        return store
    told = urllib.parse.urlsplit(store)
    return f"{told.hostname}{told.path}"
