"""``gistools warmup``: compile all kernels before they are needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.cli.console import ConsoleProgress, say
from gistools.cli.language import one_line
from gistools.cli.record import size
from gistools.cli.render import signed
from gistools.styles.numbers import format_number
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cyclopts import App

    from gistools.tool import Tool

__all__ = ["add_warmup"]

_ABOUT = Text(
    "Oversæt alle beregningskerner på forhånd, så den første kørsel ikke venter på det.",
    "Compile all kernels beforehand, so that the first run need not wait for it.",
)


def add_warmup(app: App, tools: Sequence[Tool], guard: Callable[[Callable[[], int]], int]) -> None:
    """Add the command."""
    command = signed(lambda: guard(lambda: _warm_up(tools)), "warmup")
    app.command(command, help=one_line(_ABOUT), help_epilogue="")


def _warm_up(tools: Sequence[Tool]) -> int:
    from gistools.run.warmup import warm_up  # noqa: PLC0415 - only where something is computed

    with ConsoleProgress() as progress:
        done = warm_up(tools=tools, progress=progress)
    count, ready = len(done.compiled), done.ready
    took = {language: format_number(done.seconds, language, decimals=1) for language in ("da", "en")}
    if count:
        say(
            Text(
                f"{count} beregningskerner er oversat, {ready} lå klar ({took['da']} s).",
                f"{count} kernels were compiled, {ready} were ready ({took['en']} s).",
            )
        )
    else:
        say(
            Text(
                f"Intet at oversætte: {ready} beregningskerner lå klar ({took['da']} s).",
                f"Nothing to compile: {ready} kernels were ready ({took['en']} s).",
            )
        )
    say(f"{one_line(Text('Mappe', 'Folder'))}: {done.folder} ({size(done.size_bytes)})")
    return 0
