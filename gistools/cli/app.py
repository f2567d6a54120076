"""The program ``gistools``: one command for each tool, and a few of its own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cyclopts import App, CycloptsError, Group

from gistools._memory import give_back
from gistools._version import __version__
from gistools.catalogue import TOOLS
from gistools.cli.build import add_build
from gistools.cli.console import any_console, guarded, tell
from gistools.cli.demo import add_demo
from gistools.cli.hand_over import add_hand_over
from gistools.cli.language import lines, one_line
from gistools.cli.naming import name_options
from gistools.cli.own import add_own_commands, run_one
from gistools.cli.render import command_for
from gistools.cli.shipped import add_tables
from gistools.cli.usage import usage_error
from gistools.cli.verify import add_verify
from gistools.cli.warmup import add_warmup
from gistools.errors import GistoolsError
from gistools.run.environment import clean_environment
from gistools.text import Text
from gistools.tool import Tool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.run import Job

__all__ = ["build_app", "main"]

USAGE = 2

_ABOUT = Text(
    "Åbent værktøj til klimatilpasning: hvor løber skybrudsvand, hvor samler det sig, og hvor løber det over?",
    "Open toolkit for climate adaptation: where does cloudburst water run, collect and spill?",
)
_MORE = Text(
    "Miljøvariabler: GISTOOLS_LANG=da eller en vælger ét sprog. GISTOOLS_CACHE=off husker ingen mellemresultater, "
    "GISTOOLS_CACHE_DIR siger hvor de ligger (gistools cache info viser det, gistools cache clear glemmer dem). "
    "NUMBA_CACHE_DIR siger hvor oversatte beregningskerner ligger (gistools warmup viser det). "
    "GISTOOLS_TRACEBACK=1 viser hele fejlteksten. "
    "En opgave kan også stå i en fil: gistools run JOB.toml; mange i en kæde: gistools build PROJEKT.toml. "
    "Tal må skrives med decimalkomma.",
    "Environment: GISTOOLS_LANG=da or en chooses one language. GISTOOLS_CACHE=off remembers no intermediate results, "
    "GISTOOLS_CACHE_DIR says where they lie (gistools cache info tells, gistools cache clear forgets them). "
    "NUMBA_CACHE_DIR says where compiled kernels lie (gistools warmup tells). "
    "GISTOOLS_TRACEBACK=1 shows the whole error text. "
    "A job may also stand in a file: gistools run JOB.toml; many in a chain: gistools build PROJECT.toml. "
    "Numbers may have a decimal comma.",
)
_OWN = Text("Andre kommandoer", "Other commands")


def build_app(tools: Sequence[Tool] = TOOLS) -> App:
    """Return the command line over some tools; each command returns its exit code.

    >>> "tools" in build_app(()) and "flood" not in build_app(())
    True
    """
    app = App(
        name="gistools",
        help=one_line(_ABOUT),
        version=__version__,
        help_format="plaintext",
        group_commands=Group(one_line(_OWN), sort_key=99),
        help_epilogue=lines(_MORE),
        result_action="return_value",
    )
    groups = {
        group: Group(one_line(group), sort_key=n) for n, group in enumerate(dict.fromkeys(t.group for t in tools))
    }

    def run(job: Job) -> int:
        return guarded(lambda: _run(job, tools))

    for tool in tools:
        text = f"{one_line(tool.title)}. {one_line(tool.summary)}"
        app.command(command_for(tool, run), name=tool.id, group=groups[tool.group], help=text, help_epilogue="")
    add_own_commands(app, tools, guarded)
    add_build(app, tools, guarded)
    add_verify(app, guarded)
    add_hand_over(app, guarded)
    add_tables(app, guarded)
    add_demo(app, guarded)
    add_warmup(app, tools, guarded)
    return app


def _run(job: Job, tools: Sequence[Tool]) -> int:
    try:
        return run_one(job, tools)
    except GistoolsError as error:
        if isinstance(job.tool, Tool):
            raise name_options(error, job.tool) from error.__cause__
        raise


def main(arguments: Sequence[str] | None = None, *, tools: Sequence[Tool] = TOOLS) -> int:
    """Run the command line and return its exit code: 0 done, 1 error, 2 wrong usage, 130 stopped.

    Parameters
    ----------
    arguments:
        Those of the process when left out.
    tools:
        The tools that have a command.
    """
    clean_environment()
    give_back()
    any_console()
    app = build_app(tools)
    try:
        code = app(
            list(sys.argv[1:] if arguments is None else arguments),
            exit_on_error=False,
            print_error=False,
        )
    except CycloptsError as error:
        tell(usage_error(error).message())
        return USAGE
    return code if isinstance(code, int) else 0
