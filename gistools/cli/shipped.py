"""``gistools tables``: the Danish figures that gistools ships, to be read or to be made one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gistools.cli.console import say
from gistools.cli.language import one_line
from gistools.cli.render import option, signed
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from cyclopts import App

__all__ = ["add_tables"]

_ABOUT = Text(
    "Vis de tabeller med danske tal, som følger med, eller skriv én af dem som skabelon for din egen.",
    "Show the tables of Danish figures that are shipped, or write one of them as the pattern of your own.",
)
_NAME = Text("Tabellens navn; alle tabeller uden.", "The name of the table; all tables without.")
_OUT = Text("En ny csv-fil, som tabellen skrives til.", "A new CSV file that the table is written to.")


def add_tables(app: App, guard: Callable[[Callable[[], int]], int]) -> None:
    """Add the command."""

    def tables(*, name: str | None = None, out: str | None = None) -> int:
        return guard(lambda: _show(name, out))

    command = signed(tables, "tables", option("name", str | None, _NAME), option("out", str | None, _OUT))
    app.command(command, help=one_line(_ABOUT), help_epilogue="")


def _show(name: str | None, out: str | None) -> int:
    from gistools.tables import load_table, table_names  # noqa: PLC0415 - loads pandas

    if name is None:
        names = table_names()
        width = max(len(one) for one in names)
        for one in names:
            say(f"{one:<{width}}  {one_line(load_table(one).title)}")
        return 0
    table = load_table(name)
    if out is None:
        from gistools.cli.tables import show_table  # noqa: PLC0415 - loads the drawing of tables

        show_table(
            table.title, table.frame[[c for c in table.frame.columns if not c.startswith("source")]], labelled=False
        )
    else:
        _write(table.frame, table.title, Path(out))
    for sentence in (*table.unverified, *table.second_hand):
        say(one_line(sentence))
    return 0


def _write(frame: pd.DataFrame, title: Text, path: Path) -> None:
    from gistools.errors import OutputError  # noqa: PLC0415 - only here
    from gistools.io import Provenance, write_table  # noqa: PLC0415 - loads the file libraries

    if path.exists():
        raise OutputError(
            Text(f"filen {path.name} er der allerede", f"the file {path.name} is there already"),
            Text("en ny fil, så at ingen egne tal går tabt", "a new file, so that no figures of yours are lost"),
            Text("vælg et andet navn", "choose another name"),
        )
    write_table(frame, path, provenance=Provenance.create("tables", title))
    say(str(path))
