"""``gistools build``: a whole project, from its sources to a finished folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.cli.console import ConsoleProgress, say, tell
from gistools.cli.language import one_line
from gistools.cli.render import option, positional, signed
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cyclopts import App

    from gistools.tool import Tool

__all__ = ["add_build"]

_ABOUT = Text(
    "Byg et projekt: kør de trin, der er ændret, og skriv en indholdsside.",
    "Build a project: run the steps that changed, and write a page of contents.",
)
_FILE = Text("Projektfilen (TOML), se docs/project.md.", "The project file (TOML), see docs/project.md.")
_OUT = Text("Mappe til resultatet i stedet for projektfilens.", "Folder for the result instead of the project file's.")
_CHECK = Text("Kontrollér kun; kør intet.", "Check only; run nothing.")
_AGAIN = Text("Kør alle trin, også uændrede.", "Run all steps, also unchanged ones.")
_OVERWRITE = Text("Erstat også filer, som ikke er skrevet af et byg.", "Also replace files that no build wrote.")


def add_build(app: App, tools: Sequence[Tool], guard: Callable[[Callable[[], int]], int]) -> None:
    """Add the command."""

    def build(
        project: str, *, out: str | None = None, check: bool = False, again: bool = False, overwrite: bool = False
    ) -> int:
        return guard(lambda: _build(tools, project, out, check=check, again=again, overwrite=overwrite))

    command = signed(
        build,
        "build",
        positional("project", _FILE),
        option("out", str | None, _OUT, metavar="DIR"),
        option("check", bool, _CHECK, default=False, negative=""),
        option("again", bool, _AGAIN, default=False, negative=""),
        option("overwrite", bool, _OVERWRITE, default=False, negative=""),
    )
    app.command(command, help=one_line(_ABOUT), help_epilogue="")


def _build(tools: Sequence[Tool], file: str, out: str | None, *, check: bool, again: bool, overwrite: bool) -> int:
    from gistools.run.building import build_project, check_build  # noqa: PLC0415 - loads the runner
    from gistools.run.project import Project  # noqa: PLC0415 - the same

    project = Project.from_file(file, out=out)
    if check:
        steps = check_build(project, overwrite=overwrite, tools=tools)
        say(Text(f"{len(steps)} trin er i orden.", f"{len(steps)} steps are in order."))
        return 0
    with ConsoleProgress() as progress:
        built = build_project(project, again=again, overwrite=overwrite, tools=tools, progress=progress)
    for stamp in built.stamps:
        say(f"*** {one_line(stamp)} ***")
    for one in built.steps:
        state = Text("uændret", "unchanged") if one.kept else Text("beregnet", "computed")
        files = len(one.outputs) + len(one.pictures)
        word = Text("fil" if files == 1 else "filer", "file" if files == 1 else "files")
        say(f"{one.name}    {one_line(Text(f'{files} {word.da}, {state.da}', f'{files} {word.en}, {state.en}'))}")
    if built.package is not None:
        say(f"{built.package}    {one_line(Text('rådgiverpakke', 'consultant package'))}")
    tell(
        Text(
            "Bemærkningerne til hvert trin står på indholdssiden.",
            "The notes of each step stand on the page of contents.",
        )
    )
    say(f"{built.contents}    {one_line(Text('åbn den i en browser', 'open it in a browser'))}")
    return 0
