"""``gistools verify``: whether a publication bundle holds, from the zip alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from gistools.cli.console import ConsoleProgress, say
from gistools.cli.language import number_language, one_line
from gistools.cli.render import option, positional, signed
from gistools.styles.numbers import format_number
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from cyclopts import App

    from gistools.run.verify import Verdict

__all__ = ["add_verify"]

_ABOUT = Text(
    "Efterprøv en offentliggørelsespakke (zip): er noget ændret, og kan tallene regnes efter?",
    "Check a publication bundle (zip): is anything changed, and can its figures be worked out again?",
)
_FILE = Text("Zipfilen, som den er offentliggjort.", "The zip file as it was published.")
_JSON = Text("Som JSON.", "As JSON.")
_SHOWN = 20  # faults of one check


def add_verify(app: App, guard: Callable[[Callable[[], int]], int]) -> None:
    """Add the command; its exit code is 0 when all holds, else 1."""

    def verify(file: str, *, json: bool = False) -> int:
        return guard(lambda: _verify(file, as_json=json))

    command = signed(
        verify, "verify", positional("file", _FILE), option("json", bool, _JSON, default=False, negative="")
    )
    app.command(command, help=one_line(_ABOUT), help_epilogue="")


def _verify(file: str, *, as_json: bool) -> int:
    from gistools.run.verify import verify  # noqa: PLC0415 - loads the table libraries

    with ConsoleProgress() as progress:
        verdict = verify(file, progress=progress)
    if as_json:
        say(json.dumps(verdict.to_dict(), indent=2))
    else:
        _show(verdict)
    return 0 if verdict.holds else 1


def _show(verdict: Verdict) -> None:
    say(one_line(verdict.title))
    say(f"SHA-256: {verdict.fingerprint}")
    for check in verdict.checks:
        count = format_number(float(check.count), number_language(), decimals=0)
        word = one_line(Text("OK", "OK") if check.holds else Text("FEJL", "FAULT"))
        say(f"  {word}: {one_line(check.name)} ({count})")
        for fault in check.faults[:_SHOWN]:
            say(f"      - {one_line(fault)}")
        if len(check.faults) > _SHOWN:
            more = len(check.faults) - _SHOWN
            say(f"      - {one_line(Text(f'og {more} til', f'and {more} more'))}")
    say(Text("Det kan ikke efterprøves af pakken alene:", "This cannot be checked from the bundle alone:"))
    for text in verdict.beyond:
        say(f"  - {one_line(text)}")
    if verdict.shown:
        say(Text("Det er vist af pakken selv:", "This is shown by the bundle itself:"))
        for text in verdict.shown:
            say(f"  - {one_line(text)}")
    say(verdict.conclusion)
