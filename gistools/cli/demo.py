"""``gistools demo``: the main job on the sample town, from its files to the files to open."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from gistools.catalogue import TOOLS
from gistools.catalogue import tool as find_tool
from gistools.cli.console import say
from gistools.cli.language import one_line
from gistools.cli.own import run_jobs, tell_result
from gistools.cli.render import option, signed
from gistools.errors import InputError
from gistools.run import Job
from gistools.styles.numbers import format_number
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from cyclopts import App

    from gistools.run import RunResult

__all__ = ["add_demo"]

RAIN_MM = 100.0


def add_demo(app: App, guard: Callable[[Callable[[], int]], int]) -> None:
    """Add the command."""

    def demo(*, out: str = "demo_out", sample: str | None = None) -> int:
        return guard(lambda: _demo(Path(out), find_sample(sample)))

    command = signed(
        demo,
        "demo",
        option("out", str, Text("Mappe til resultatet.", "Folder for the result."), "demo_out", metavar="DIR"),
        option("sample", str | None, Text("Mappen sample_data.", "The folder sample_data."), metavar="DIR"),
    )
    about = Text(
        f"Prøv det på den opdigtede by: lavninger og {RAIN_MM:g} mm regn.",
        f"Try it on the invented town: bluespots and {RAIN_MM:g} mm of rain.",
    )
    app.command(command, help=one_line(about), help_epilogue="")


def find_sample(given: str | None) -> Path:
    """Return the folder of the sample town: as given, ``GISTOOLS_SAMPLE``, or beside the package or the user.

    Raises
    ------
    InputError
        When there is no ``town.gpkg`` in any of these.
    """
    named = given or os.environ.get("GISTOOLS_SAMPLE")
    places = [Path(named)] if named else [Path(__file__).parents[2] / "sample_data", Path("sample_data")]
    for place in places:
        if (place / "town.gpkg").is_file():
            return place
    shown = ", ".join(str(place) for place in places)
    raise InputError(
        Text(f"ingen eksempelby i {shown}", f"no sample town in {shown}"),
        Text("mappen sample_data med town.gpkg", "the folder sample_data with town.gpkg"),
        Text(
            "hent projektets kildekode, og angiv mappen med --sample eller GISTOOLS_SAMPLE",
            "fetch the source of the project and name the folder with --sample or GISTOOLS_SAMPLE",
        ),
    )


def _jobs(sample: Path, out: Path) -> list[Job]:
    town = str(sample / "town.gpkg")
    terrain = {
        "elevation": str(sample / "terrain"),
        "adjustment_lines": f"{town}|layername=adjustment_lines",
        "horseshoes": f"{town}|layername=horseshoes",
        "buildings": f"{town}|layername=buildings",
    }
    losses = {
        "land_cover": f"{town}|layername=land_cover",
        "losses": str(sample / "tables" / "landcover_losses.csv"),
    }
    nodata = {"nodata": "sea"}
    return [
        Job(tool="bluespots", inputs=terrain, params=nodata, out_dir=str(out / "bluespots"), overwrite=True),
        Job(
            tool="flood",
            inputs={**terrain, **losses},
            params={**nodata, "rain_mm": RAIN_MM, "drain_hours": 1.0},
            out_dir=str(out / "flood"),
            map_file=str(out / "map.html"),
            figure_file=str(out / "figure.png"),
            overwrite=True,
        ),
    ]


def _demo(out: Path, sample: Path) -> int:
    from gistools.io.atomic import translated  # noqa: PLC0415 - loads the file libraries

    new = not out.exists()
    with translated(out):
        out.mkdir(parents=True, exist_ok=True)
    try:
        results = run_jobs(_jobs(sample, out), TOOLS)
    except BaseException:
        if new:
            with contextlib.suppress(OSError):  # the first of the two jobs is done: its files stay
                out.rmdir()
        raise
    flood = results[-1]
    tell_result(flood, {one.name: one.label for one in find_tool("flood").outputs})
    for stamp in dict.fromkeys(stamp for result in results for stamp in result.provenance.stamps):
        say(f"*** {one_line(stamp)} ***")
    seconds = sum(result.seconds for result in results)
    took = {language: format_number(seconds, language, decimals=1) for language in ("da", "en")}
    say(Text(f"Færdig på {took['da']} s. Åbn:", f"Done in {took['en']} s. Open:"))
    for path, text in _to_open(flood, results):
        say(f"  {path}    {one_line(text)}")
    return 0


def _to_open(flood: RunResult, results: list[RunResult]) -> list[tuple[Path | None, Text]]:
    return [
        (flood.map_file, Text("kortet, i en browser", "the map, in a browser")),
        (flood.figure_file, Text("figuren", "the figure")),
        (flood.outputs["depth"], Text("vanddybde, i QGIS", "water depth, in QGIS")),
        (results[0].outputs["bluespots"], Text("lavninger, i QGIS", "bluespots, in QGIS")),
        (flood.outputs["ledger"], Text("vandregnskabet, i et regneark", "the water ledger, in a spreadsheet")),
    ]
