"""The commands that are not tools: list, explain, run a job file, cache."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cyclopts import App

from gistools.catalogue import catalogue
from gistools.catalogue import tool as find_tool
from gistools.cli.console import ConsoleProgress, say, tell
from gistools.cli.language import one_line
from gistools.cli.record import input_label, parameter_lines, size, unit_lines
from gistools.cli.recount import recount
from gistools.cli.render import option, positional, signed
from gistools.cli.store import add_store
from gistools.cli.tables import show_table
from gistools.progress import Stage
from gistools.run import Job, RunResult, Session, default_cache
from gistools.text import Text
from gistools.tool import Tool

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gistools.io import Provenance

__all__ = ["add_own_commands", "run_jobs", "run_one", "tell_result"]

_JSON = Text("Som JSON.", "As JSON.")


def run_jobs(jobs: Sequence[Job], tools: Sequence[Tool]) -> list[RunResult]:
    """Run jobs one after another in one session, with progress and Ctrl-C; print the notes of each.

    Raises
    ------
    Cancelled
        At Ctrl-C or SIGTERM; its attribute ``signal`` says which.
    """
    session = Session(tools=tools)
    results = []
    with ConsoleProgress() as progress:
        for n, job in enumerate(jobs):
            results.append(session.run(job, progress=Stage(progress, n / len(jobs), (n + 1) / len(jobs))))
    limits = {_limits_of(result) for result in results}
    for note in dict.fromkeys(note for result in results for note in result.notes):
        if note not in limits:  # which are told with the result
            tell(note)
    return results


def run_one(job: Job, tools: Sequence[Tool]) -> int:
    """Run one job and print what it wrote."""
    (result,) = run_jobs([job], tools)
    labels = {one.name: one.label for one in _tool(job, tools).outputs}
    tell_result(result, labels)
    for stamp in result.provenance.stamps:
        say(f"*** {one_line(stamp)} ***")
    for name, path in result.outputs.items():
        say(f"{path}    {one_line(labels[name])}")
    for picture in (result.map_file, result.figure_file):
        if picture is not None:
            say(str(picture))
    return 0


def tell_result(result: RunResult, labels: Mapping[str, Text]) -> None:
    """Print tables and numbers of a run; of a flood also that its files add up, and what a screening cannot tell."""
    for name, table in result.tables.items():
        show_table(labels[name], table)
    for name, value in result.scalars.items():
        say(f"{one_line(labels[name])}: {value}")
    counted = recount(result)
    if counted is not None:
        say(counted)
    limits = _limits_of(result)
    if limits is not None:
        say(limits)


def _limits_of(result: RunResult) -> Text | None:
    """Return what the result of a flood cannot tell; None for other results."""
    if not {"depth", "ledger"} <= set(result.kinds):
        return None
    from gistools.cloudburst.event import LIMITS  # noqa: PLC0415 - loaded by the run that is told of

    return LIMITS


def _tool(job: Job, tools: Sequence[Tool]) -> Tool:
    return job.tool if isinstance(job.tool, Tool) else find_tool(job.tool, tools=tools)


def add_own_commands(app: App, tools: Sequence[Tool], guard: Callable[[Callable[[], int]], int]) -> None:
    """Add the commands that are not tools."""
    as_json = option("json", bool, _JSON, default=False, negative="")

    def list_tools(*, json: bool = False) -> int:
        return guard(lambda: _list_tools(tools, as_json=json))

    def explain(file: str, *, json: bool = False) -> int:
        return guard(lambda: _explain(file, tools, as_json=json))

    def run(job: str) -> int:
        return guard(lambda: run_one(Job.from_file(job), tools))

    file = positional("file", Text("En fil, som gistools har skrevet.", "A file that gistools wrote."))
    job = positional("job", Text("En JSON- eller TOML-fil med én opgave.", "A JSON or TOML file of one job."))
    commands = (
        (signed(list_tools, "tools", as_json), Text("Vis alle værktøjer.", "List all tools.")),
        (
            signed(explain, "explain", file, as_json),
            Text("Vis hvor en resultatfil kommer fra.", "Show where a result file comes from."),
        ),
        (signed(run, "run", job), Text("Kør en opgave fra en fil.", "Run a job from a file.")),
    )
    for command, text in commands:
        app.command(command, name=command.__name__, help=one_line(text), help_epilogue="")
    add_store(app, guard)
    cache = App(
        name="cache",
        help_epilogue="",
        help=one_line(Text("Huskede mellemresultater.", "Remembered intermediate results.")),
    )
    cache.command(
        lambda: guard(_cache_info),
        name="info",
        help=one_line(Text("Vis hvor og hvor meget.", "Show where and how much.")),
    )
    cache.command(lambda: guard(_cache_clear), name="clear", help=one_line(Text("Glem dem alle.", "Forget them all.")))
    app.command(cache)


def _list_tools(tools: Sequence[Tool], *, as_json: bool) -> int:
    if as_json:
        say(json.dumps(catalogue(tools=tools), indent=2))
        return 0
    width = max((len(one.id) for one in tools), default=0)
    for group in dict.fromkeys(one.group for one in tools):
        say(one_line(group))
        for one in tools:
            if one.group == group:
                say(f"  {one.id:<{width}}  {one_line(one.title)}")
    return 0


def _explain(file: str, tools: Sequence[Tool], *, as_json: bool) -> int:
    from gistools.io import explain as read  # noqa: PLC0415 - loads the file libraries

    record = read(file)
    if as_json:
        say(json.dumps(json.loads(record.to_json()), indent=2))  # in ASCII, for consoles of every kind
    else:
        _show_record(record, tools)
    return 0


def _show_record(record: Provenance, tools: Sequence[Tool]) -> None:
    for stamp in record.stamps:
        say(f"*** {one_line(stamp)} ***")
    say(f"{one_line(record.title)} ({record.tool}, gistools {record.gistools_version}, {record.created})")
    _section(
        Text("Input", "Inputs"),
        [
            f"{input_label(record, name, tools)}: {source.path}  {source.crs}  {size(source.size_bytes)}  "
            f"blake2b {source.content_hash[:16]}..."
            for name, sources in record.inputs.items()
            for source in sources
        ],
    )
    _section(Text("Parametre", "Parameters"), parameter_lines(record, tools))
    _section(Text("Enheder", "Units"), unit_lines(record))
    _section(Text("Bemærkninger", "Notes"), [one_line(note) for note in record.notes])
    _section(Text("Biblioteker", "Libraries"), [", ".join(f"{n} {v}" for n, v in record.libraries.items())])


def _section(title: Text, rows: Sequence[str]) -> None:
    if rows:
        say(f"{one_line(title)}:")
        for row in rows:
            say(f"  {row}")


def _cache_info() -> int:
    info = default_cache().info()
    if info.folder is None:
        say(
            Text(
                "Intet huskes på disken (GISTOOLS_CACHE=off, eller ingen hjemmemappe: sæt GISTOOLS_CACHE_DIR).",
                "Nothing is remembered on disk (GISTOOLS_CACHE=off, or no home folder: set GISTOOLS_CACHE_DIR).",
            )
        )
        return 0
    say(f"{one_line(Text('Mappe', 'Folder'))}: {info.folder}")
    say(f"{one_line(Text('Mellemresultater', 'Intermediate results'))}: {info.entries}")
    say(f"{one_line(Text('Størrelse', 'Size'))}: {size(info.size_bytes)} / {size(info.limit_bytes)}")
    return 0


def _cache_clear() -> int:
    cache = default_cache()
    count = cache.info().entries
    cache.clear()
    say(Text(f"{count} mellemresultater er glemt.", f"{count} intermediate results are forgotten."))
    return 0
