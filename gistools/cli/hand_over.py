"""``gistools hand-over``: results as one zip for consultants and other programs."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from gistools.cli.console import ConsoleProgress, say
from gistools.cli.language import one_line
from gistools.cli.record import size
from gistools.cli.render import option, signed
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cyclopts import App

    from gistools.run.package import PackageParams

__all__ = ["add_hand_over"]

_ABOUT = Text(
    "Pak resultater til rådgivere: GeoTIFF, GeoPackage, DXF, MapInfo TAB, tabeller og en læsevejledning i én zip.",
    "Pack results for consultants: GeoTIFF, GeoPackage, DXF, MapInfo TAB, tables and a reading note in one zip.",
)
_GIVEN = Text(
    "Mapper og filer, som gistools har skrevet; en mappe gennemses til bunds.",
    "Folders and files that gistools wrote; a folder is looked through to its bottom.",
)
_OUT = Text("Zipfilen, der skrives.", "The zip file to write.")
_TITLE = Text("Overskrift på læsevejledningen.", "Heading of the reading note.")
_CASE = Text("Sagsnummer.", "Case number.")
_DATE = Text("Hvornår data er fra, med ord.", "Of when the data is, in words.")
_LICENCE = Text("Hvad modtageren må bruge data til.", "What the receiver may do with the data.")
_OVERWRITE = Text("Erstat filen, hvis den findes.", "Replace the file if it exists.")


def add_hand_over(app: App, guard: Callable[[Callable[[], int]], int]) -> None:
    """Add the command."""

    def pack(*given: str, out: str, overwrite: bool = False, **told: str) -> int:
        return guard(lambda: _pack(given, out, told, overwrite=overwrite))

    command = signed(
        pack,
        "hand-over",
        inspect.Parameter(
            "given",
            inspect.Parameter.VAR_POSITIONAL,
            annotation=Annotated[str, Parameter(help=one_line(_GIVEN), required=True)],
        ),
        option("out", str, _OUT, inspect.Parameter.empty, metavar="FILE", required=True),
        *(
            option(name, str, text, "")
            for name, text in (
                ("title", _TITLE),
                ("case_number", _CASE),
                ("data_date", _DATE),
                ("licence", _LICENCE),
            )
        ),
        option("overwrite", bool, _OVERWRITE, default=False, negative=""),
    )
    app.command(command, name="hand-over", help=one_line(_ABOUT), help_epilogue="")


def _pack(given: Sequence[str], out: str, told: dict[str, str], *, overwrite: bool) -> int:
    from gistools.run.package import hand_over  # noqa: PLC0415 - loads the file libraries
    from gistools.run.reading_note import losses_told  # noqa: PLC0415 - beside it

    with ConsoleProgress() as progress:
        made = hand_over(given, out, _params(told), overwrite=overwrite, progress=progress)
    for stamp in made.stamps:
        say(f"*** {one_line(stamp)} ***")
    for item in made.items:
        say(f"{item.found.name}: {one_line(item.found.label)}")
    _list(Text("Hvad formerne ikke holder", "What the forms do not hold"), losses_told(made.items))
    _list(Text("Ikke taget med", "Not taken"), made.left)
    count = len(made.members)
    say(f"{made.path} ({size(made.path.stat().st_size)}, {count} {one_line(Text('filer', 'files'))})")
    return 0


def _list(title: Text, lines: Sequence[Text]) -> None:
    if lines:
        say(f"{one_line(title)}:")
        for line in lines:
            say(f"  - {one_line(line)}")


def _params(told: dict[str, str]) -> PackageParams:
    from gistools.run.package import PackageParams  # noqa: PLC0415 - loads the file libraries

    return PackageParams(**told)
