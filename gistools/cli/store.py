"""``gistools store``: planned changes put into a working store, undone, explained and read out again."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from gistools.cli.language import one_line
from gistools.cli.render import option, positional, signed
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["add_store"]

_ABOUT = Text(
    "Arbejdslager med planlagte adresseændringer: hvem ændrede hvad, hvornår og hvorfor.",
    "Working store of planned changes to addresses: who changed what, when and why.",
)
_STORE = Text(
    "En fil (.gpkg), eller postgresql://bruger@server/database til flere; adgangskoden står i PGPASSWORD eller i "
    "PostgreSQL's adgangskodefil, aldrig her.",
    "A file (.gpkg), or postgresql://user@host/database for several people; the password is in PGPASSWORD or the "
    "password file of PostgreSQL, never here.",
)
_NAME = "gistools"
_SCHEMA = Text("Lagerets skema i databasen.", "Schema of the store in the database.")
_ROLE = Text("Hvem, som rolle, fx adressemyndighed; aldrig en person.", "Who, as a role, such as gis; never a person.")
_WHY = Text("Begrundelsen; skrives i journalen.", "The reason; written in the journal.")
_OWN_WHY = Text(
    "Begrundelsen for rækker uden egen begrundelse (kolonnen why); rækker med en beholder deres egen.",
    "The reason of rows that have none of their own (the column why); rows that have one keep it.",
)
_CASE = Text("Sagsnummer.", "Case number.")
_NUMBERS = Text("Numre på poster i journalen, fx 3 5-8.", "Numbers of entries of the journal, such as 3 5-8.")
_OVERWRITE = Text("Erstat filen, hvis den findes.", "Replace the file if it exists.")


def add_store(app: App, guard: Callable[[Callable[[], int]], int]) -> None:
    """Add the commands."""
    group = App(name="store", help=one_line(_ABOUT), help_epilogue="", help_format="plaintext")
    for name, text, function, parameters in _commands(guard):
        group.command(signed(function, name, *parameters), name=name, help=one_line(text), help_epilogue="")
    app.command(group)


def _commands(
    guard: Callable[[Callable[[], int]], int],
) -> Sequence[tuple[str, Text, Callable[..., int], Sequence[inspect.Parameter]]]:
    from gistools.cli import store_work as work  # noqa: PLC0415 - loads nothing heavy before a command runs

    def new(store: str, *, roles: Sequence[str] = (), schema: str = _NAME) -> int:
        return guard(lambda: work.new(store, schema, roles))

    def apply(store: str, changes: str, *, schema: str = _NAME, **told: Any) -> int:  # noqa: ANN401 - values of options
        return guard(lambda: work.apply(store, schema, changes, **told))

    def undo(store: str, *numbers: str, schema: str = _NAME, **told: str) -> int:
        return guard(lambda: work.undo(store, schema, numbers, **told))

    def explain(store: str, *numbers: str, schema: str = _NAME, **told: str) -> int:
        return guard(lambda: work.explain(store, schema, numbers, **told))

    def journal(
        store: str, *, since: int = 0, out: str | None = None, schema: str = _NAME, overwrite: bool = False
    ) -> int:
        return guard(lambda: work.journal(store, schema, since, out, overwrite=overwrite))

    def changes(store: str, *, out: str, since: int = 0, schema: str = _NAME, overwrite: bool = False) -> int:
        return guard(lambda: work.changes(store, schema, since, out, overwrite=overwrite))

    store = positional("store", _STORE)
    numbers = inspect.Parameter(
        "numbers",
        inspect.Parameter.VAR_POSITIONAL,
        annotation=Annotated[str, Parameter(help=one_line(_NUMBERS), required=True)],
    )
    schema = option("schema", str, _SCHEMA, _NAME)
    who = [_needed("role", _ROLE), _needed("why", _WHY), option("case_number", str, _CASE, "")]
    several = {"consume_multiple": 1, "negative": ""}
    since = option("since", int, Text("Kun poster efter nummeret.", "Entries after the number alone."), 0)
    overwrite = option("overwrite", bool, _OVERWRITE, default=False, negative="")
    roles = Text(
        "Roller, der må ændre lageret; ellers de sædvanlige.", "Roles that may change it; else the usual ones."
    )
    plan = positional(
        "changes",
        Text(
            "Tabellen med planlagte ændringer (CSV eller xlsx), som værktøjerne skriver den.",
            "The table of planned changes (CSV or xlsx), as the tools write it.",
        ),
    )
    register = option(
        "register",
        list[str] | None,
        Text(
            "Registerudtræk, hvorfra objekter kommer ind i lageret, som de er, før de ændres.",
            "Register extract, from which objects come into the store as they are, before they are changed.",
        ),
        metavar="FILE...",
        **several,
    )
    day = option("day", str, Text("Dagen, som registret læses for; ellers i dag.",
                                  "Day as of which the register is read; else today."), "")  # fmt: skip
    reference = option(
        "plan_reference", str, Text("Lokalplan eller projekt, fx Lokalplan 18.", "Local plan or project."), ""
    )
    mine = [who[0], option("why", str, _OWN_WHY, ""), who[2]]
    table = _needed(
        "out",
        Text(
            "Tabellen, der skrives (.csv eller .xlsx); apply og de andre værktøjer læser den.",
            "The table to write (.csv or .xlsx); apply and the other tools read it.",
        ),
        metavar="FILE",
    )
    book = option(
        "out",
        str | None,
        Text("Skriv den som tabel (.csv eller .xlsx) i stedet.", "Write it as a table (.csv or .xlsx) instead."),
        metavar="FILE",
    )
    return (
        ("new", Text("Lav et lager.", "Make a store."), new,
         (store, option("roles", list[str] | None, roles, metavar="ROLE...", **several), schema)),
        ("apply", Text("Læg planlagte ændringer i lageret: alle eller ingen.",
                       "Put planned changes into the store: all or none."), apply,
         (store, plan, *mine, register, day, reference, schema)),
        ("undo", Text("Fortryd poster; også en fortrydelse kan fortrydes.",
                      "Take entries back; an undo too can be undone."), undo, (store, numbers, *who, schema)),
        ("explain", Text("Giv direkte rettelser (i QGIS) deres begrundelse.",
                         "Give direct edits (in QGIS) their reason."), explain, (store, numbers, *who, schema)),
        ("journal", Text("Vis journalen; direkte rettelser uden begrundelse er mærket.",
                         "Show the journal; direct edits without a reason are marked."), journal,
         (store, since, book, overwrite, schema)),
        ("changes", Text("Skriv, hvad lageret samlet ændrer, som planlagte ændringer.",
                         "Write what the store changes in all, as planned changes."), changes,
         (store, table, since, overwrite, schema)),
    )  # fmt: skip


def _needed(name: str, text: Text, **more: Any) -> inspect.Parameter:  # noqa: ANN401 - what cyclopts takes
    return option(name, str, text, inspect.Parameter.empty, required=True, **more)
