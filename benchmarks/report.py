"""Render ``RESULTS.md``, the plots and the figure of the documentation from the figures in ``results``.

``python benchmarks/report.py [--results FOLDER] [--out FOLDER]``; measures nothing.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from typing import TYPE_CHECKING

import addresses_report
import corridors_report
import cost_report
import paths_report
import plots
import rain_report
from contestants import ALL, OURS, OWN, PEERS
from rendering import bytes_per_cell, median, million, number, ratio, ratios, span, table

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SMALL, LARGE = "4000", "10000"  # the maps that the goals speak of: 16 and 100 M cells
STEP_TITLES = {
    "fill": "Exact fill",
    "d8": "D8 with flats, from the raw terrain (filling included)",
    "accumulation": "Accumulation from a given D8 raster",
    "accumulation_own": "Accumulation from directions of its own",
    "bluespots": "Bluespots: numbers, area, volume, greatest depth",
    "forest": "Forest of nested depressions, from the raw terrain",
    "watersheds": "Watersheds of bluespots",
    "condition": "Our conditioning",
    "chain": "Our flow chain: fill, D8 with flats, routes, accumulation, forest",
    "event": "One rain event",
}
STEP_NOTES = {
    "fill": "The filling of whitebox-workflows is its quickest, and not exact along the edge of the map.",
    "accumulation": "All are given the same raster, made by `gistools flow`.",
    "accumulation_own": "Not comparable with the above: topotoolbox has sorted its cells before.",
    "bluespots": "gistools: `find_bluespots`, all nested bluespots with volumes and hypsometry. malstroem: one level, "
    "labels and statistics. whitebox-workflows: numbers only, its filling included.",
    "forest": "richdem2: `get_depression_hierarchy`, labels and directions included.",
}

Table = dict[str, dict[str, object]]


@dataclass
class Figures:
    """All that was measured, by part."""

    parts: dict[str, Table]

    @staticmethod
    def read(folder: Path) -> Figures:
        """Read every file of results."""
        return Figures(
            {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}
        )

    def sizes(self) -> list[str]:
        """Return the maps measured from file to file, smallest first."""
        return sorted((key for key in self.parts.get("file", {}) if key.isdigit()), key=int)

    def row(self, size: str, name: str) -> dict[str, object]:
        """Return a row from file to file, empty where there is none."""
        return self.parts.get("file", {}).get(size, {}).get(name, {})

    def step(self, size: str, step: str, name: str) -> dict[str, object]:
        """Return a row of a step in a process, empty where there is none."""
        return self.parts.get("process", {}).get(size, {}).get("steps", {}).get(step, {}).get(name, {})


@dataclass(frozen=True)
class Goal:
    """One goal: what, how much, and how it is read from the figures."""

    text: str
    target: float
    value: Callable[[Figures], float | None]
    aim: float | None = None
    at_least: bool = True

    def met(self, value: float, target: float) -> bool:
        """Whether a value meets a target."""
        return value >= target if self.at_least else value <= target


def _file_goal(size: str, peer: str) -> Callable[[Figures], float | None]:
    return lambda figures: ratio(figures.row(size, peer))


def _step_goal(step: str, *peers: str) -> Callable[[Figures], float | None]:
    def value(figures: Figures) -> float | None:
        found = [ratio(figures.step(SMALL, step, peer)) for peer in peers]
        return None if None in found else min(found)

    return value


def _event_goal(figures: Figures) -> float | None:
    event, chain = (median(figures.step(SMALL, step, OWN)) for step in ("event", "chain"))
    return event / chain if event and chain else None


def growth(figures: Figures) -> tuple[str, str, float] | None:
    """Return the small and the large map, and the median over the rounds of the ratio of time for each cell."""
    pair = figures.parts.get("growth", {}).get("pair", {})
    if len(pair) != 2 or not all(pair.values()):  # noqa: PLR2004 - a small and a large one
        return None
    small, large = sorted(pair, key=int)
    scale = (int(large) / int(small)) ** 2
    found = [b / a / scale for a, b in zip(pair[small], pair[large], strict=False)]
    return small, large, statistics.median(found)


def _rain_goal(size: str, value: Callable[[Table], float | None]) -> Callable[[Figures], float | None]:
    return lambda figures: value(figures.parts.get("rain", {}).get(size, {}))


def _cost_goal(value: Callable[[Table], float | None]) -> Callable[[Figures], float | None]:
    return lambda figures: value(figures.parts.get("cost", {}).get(SMALL, {}))


def _corridors_goal(size: str, value: Callable[[Table], float | None]) -> Callable[[Figures], float | None]:
    return lambda figures: value(figures.parts.get("corridors", {}).get(size, {}))


def _paths_goal(value: Callable[[Table], float | None]) -> Callable[[Figures], float | None]:
    return lambda figures: value(figures.parts.get("paths", {}).get("500", {}))


def _addresses_goal(figures: Figures) -> float | None:
    return addresses_report.seconds(figures.parts.get("addresses", {}).get("100000", {}))


def _growth_goal(figures: Figures) -> float | None:
    found = growth(figures)
    return found[2] if found and found[:2] == (SMALL, "20000") else None


def _first_goal(figures: Figures) -> float | None:
    runs = figures.parts.get("first-run", {}).get("demo")
    return statistics.median(runs["cold"]) if runs and runs["cold"] else None


GOALS = (
    Goal("File to file, 100 M cells, x whitebox-workflows", 3.0, _file_goal(LARGE, "whitebox"), aim=4.0),
    Goal(
        "File to file, 100 M cells, peak memory, bytes a cell", 30.0,
        lambda figures: bytes_per_cell(figures.row(LARGE, OWN), LARGE), aim=24.0, at_least=False,
    ),
    Goal("File to file, 16 M cells, start-up counted, x whitebox-workflows", 1.5, _file_goal(SMALL, "whitebox")),
    Goal("Exact fill, 16 M cells, x malstroem", 1.15, _step_goal("fill", "malstroem")),
    Goal("Exact fill, 16 M cells, x topotoolbox", 1.5, _step_goal("fill", "topotoolbox")),
    Goal("Exact fill, 16 M cells, x richdem2", 3.5, _step_goal("fill", "richdem2")),
    Goal("D8 with flats, 16 M cells, x malstroem", 1.5, _step_goal("d8", "malstroem")),
    Goal(
        "Accumulation, 16 M cells, x best of pyflwdir, pysheds, whitebox-workflows", 4.5,
        _step_goal("accumulation", "pyflwdir", "pysheds", "whitebox"),
    ),
    Goal("Bluespot table, 16 M cells, x malstroem", 2.0, _step_goal("bluespots", "malstroem")),
    Goal("Forest of depressions, 16 M cells, x richdem2", 6.0, _step_goal("forest", "richdem2")),
    Goal("One event, 16 M cells, share of the flow chain", 1.0, _event_goal, at_least=False),
    Goal(
        "All rains at once, 100 M cells, share of the flow chain", 1.0, _rain_goal(LARGE, rain_report.share),
        at_least=False,
    ),
    Goal(
        "`gistools rain-to-flood`, 100 M cells, peak memory, bytes a cell", 32.0,
        _rain_goal(LARGE, lambda rows: bytes_per_cell(rows.get(OWN, {}), LARGE)), at_least=False,
    ),
    Goal("20 depths of all rains, 16 M cells, x our 20 single events", 2.0, _rain_goal(SMALL, rain_report.beside_own)),
    Goal("20 depths from raw terrain, 16 M cells, x richdem2", 6.0, _rain_goal(SMALL, rain_report.beside_richdem)),
    Goal(
        "Maximum at 50 000 small footprints (sides divided by four), 16 M cells, x exactextract", 20.0,
        _cost_goal(partial(cost_report.beside_exactextract, "town")),
    ),
    Goal(
        "Maximum at 50 000 whole footprints that overlap, 16 M cells, x exactextract", 20.0,
        _cost_goal(partial(cost_report.beside_exactextract, "large")),
    ),
    Goal(
        "Exposure and annual risk of 50 000 buildings, share of the flood pass", 1.0, _cost_goal(cost_report.share),
        at_least=False,
    ),
    Goal(
        "Least cost from all patches, 1 M cells, x MCP_Geometric of scikit-image", 5.0,
        _corridors_goal("1000", partial(corridors_report.beside, "scikit-image", "all")),
    ),
    Goal(
        "Least cost from all patches within a limit, 1 M cells, x one call of SciPy", 3.0,
        _corridors_goal("1000", partial(corridors_report.beside, "scipy", "limit")),
    ),
    Goal(
        "Links of 500 patches, 10 M cells, peak memory, GiB", 8.0, _corridors_goal("3163", corridors_report.links_gib),
        at_least=False,
    ),
    Goal(
        "Build and audit of a network of 499 000 edges, s (of this machine)", 120.0,
        _paths_goal(paths_report.build_seconds),
        at_least=False,
    ),
    Goal(
        "Service areas of 1 000 origins, 499 000 edges, x OSMnx", 10.0,
        _paths_goal(partial(paths_report.beside, "osmnx")),
    ),
    Goal("All rules on 100 000 addresses, s (of this machine)", 30.0, _addresses_goal, at_least=False),
    Goal("Growth: time a cell at 400 M, x that at 16 M", 1.3, _growth_goal, at_least=False),
    Goal(
        "A local edit, 16 M cells, about a second (of this machine)", 1.25, _rain_goal(SMALL, rain_report.edit),
        at_least=False,
    ),
    Goal("First run of `gistools demo`, nothing compiled, s (of this machine)", 30.0, _first_goal, at_least=False),
)  # fmt: skip


# Markdown

INTRO = """\
# Benchmark

Made by `make bench`; [README.md](README.md) says what is measured, by which rules, and how to repeat one row. Machines
are noisy: compare ratios, never seconds of two machines. The terrain is made by `terrain.py`: 0.4 m cells like lidar,
with 2.9 % of all cells pits, harder than a national model."""

FILE_TEXT = """\
Read the terrain, fill it, direct it (D8 with flats), accumulate, write the three rasters: a fresh process each time,
start-up counted, peak memory of the whole process. What each leaves out or adds is said under *Who does what*."""

PROCESS_TEXT = """\
Data in memory, code compiled, files not counted. Peak memory is that of the process while the step ran, with what it
held before."""

AGREEMENT_TEXT = """\
A faster wrong answer is worth nothing. Filled surfaces are compared cell by cell, as float32, where both have a height;
those who lay small slopes over flats, or fill past holes, differ by design."""


def _measures(name: str, row: dict[str, object], size: str) -> list[str]:
    title = ALL[name].title
    if not row.get("seconds"):
        return [title, *["-"] * 6, str(row.get("problem", "not measured"))]
    seconds = row["seconds"]
    relative = "1" if name == OWN else f"**{number(ratio(row))}** ({span(ratios(row))})" if ratios(row) else "-"
    return [
        title,
        number(median(row)),
        span(seconds),
        str(len(seconds)),
        number(int(size) ** 2 / median(row) / 1e6),
        number(max(row["peak_mib"])),
        number(bytes_per_cell(row, size)),
        relative,
    ]


HEAD = ["", "median s", "range s", "runs", "Mcells/s", "peak MiB", "bytes a cell", "time, x gistools (range)"]


def _file_section(figures: Figures) -> str:
    parts = ["## From file to file", FILE_TEXT]
    for size in figures.sizes():
        rows = [_measures(name, figures.row(size, name), size) for name in ALL if figures.row(size, name)]
        parts += [f"### {million(size)} cells ({size} x {size})", table(HEAD, rows)]
    return "\n\n".join(parts)


def _process_section(figures: Figures) -> str:
    parts = ["## Single steps in a process", PROCESS_TEXT]
    found = figures.parts.get("process", {})
    for size in sorted((key for key in found if key.isdigit()), key=int):
        parts.append(f"### {million(size)} cells ({size} x {size})")
        for step, title in STEP_TITLES.items():
            told = found[size].get("steps", {}).get(step, {})
            if not told:
                continue
            rows = [_measures(name, told[name], size) for name in ALL if name in told]
            parts += [f"**{title}**", table(HEAD, rows)]
            if step in STEP_NOTES:
                parts.append(STEP_NOTES[step])
        left_out = {name: why for name, why in found[size].get("problems", {}).items() if why}
        if left_out:
            parts.append("Left out: " + "; ".join(f"{ALL[name].title}: {why}" for name, why in left_out.items()) + ".")
    return "\n\n".join(parts)


def _agreement_section(figures: Figures) -> str:
    parts = ["## Do they agree", AGREEMENT_TEXT]
    rows = []
    for name in ALL:
        told = figures.parts.get("agreement", {}).get(name)
        if not told or "rasters" not in told:
            continue
        filled = told.get("filled")
        equal, largest = (f"{100 * filled['equal']:.3f} %", number(filled["largest"])) if filled else ("no raster", "-")
        if name == OWN:
            equal, largest = "-", "-"
        outputs = "; ".join(f"{raster}: {kind}" for raster, kind in told["rasters"].items() if raster != "basins")
        rows.append(
            [ALL[name].title, equal, largest, told.get("undirected", "-"), number(told.get("most_cells")), outputs]
        )
    if rows:
        head = ["from file to file", "filled equals ours", "largest difference m", "inner cells that lead nowhere",
                "most cells through one", "rasters written"]  # fmt: skip
        parts.append(table(head, rows))
    for size, found in figures.parts.get("process", {}).items():
        for step, told in found.get("agreement", {}).items() if size.isdigit() else ():
            rows = [
                [ALL[name].title, ALL[one["base"]].title, f"{100 * one['equal']:.4f} %", number(one["largest"])]
                for name, one in told.items()
                if name != one["base"]
            ]
            parts.append(
                table(
                    [f"{STEP_TITLES[step]}, {million(size)} cells", "compared with", "equal", "largest difference"],
                    rows,
                )
            )
    return "\n\n".join(parts)


def _growth_section(figures: Figures) -> str:
    sizes = figures.sizes()
    parts = ["## Growth", "![Time against size](plots/time.png)", "![Peak memory against size](plots/memory.png)"]
    rows = []
    for one in (OURS[0], *PEERS):
        cells = []
        for size in sizes:
            row = figures.row(size, one.name)
            fits = bool(row.get("seconds"))
            cells.append(f"{number(median(row))} s, {number(bytes_per_cell(row, size))} B" if fits else "-")
        if any(cell != "-" for cell in cells):
            rows.append([one.title, *cells])
    parts.append(table(["median time, peak bytes a cell", *(million(size) for size in sizes)], rows))
    found = growth(figures)
    if found:
        small, large, value = found
        told = f"Ours at {million(small)} and {million(large)} cells in turn"
        parts.append(f"{told}: the time for each cell is {number(value)} times that at {million(small)}.")
    return "\n\n".join(parts)


def _first_section(figures: Figures) -> str:
    runs = figures.parts.get("first-run", {}).get("demo")
    if not runs or not runs["warm"]:
        return ""
    rows = [
        [title, number(statistics.median(runs[kind])), span(runs[kind]), len(runs[kind])]
        for kind, title in (("cold", "nothing compiled"), ("warm", "all compiled"))
    ]
    head = table(["`gistools demo`", "median s", "range s", "runs"], rows)
    return (
        f"## The first run\n\nThe first run compiles the kernels and keeps them; every later one reads them.\n\n{head}"
    )


def _goals_section(figures: Figures) -> str:
    rows = []
    for goal in GOALS:
        value = goal.value(figures)
        sign = ">=" if goal.at_least else "<="
        target = f"{sign} {goal.target:g}" + (f" (aim {goal.aim:g})" if goal.aim else "")
        if value is None:
            verdict = "not measured"
        elif not goal.met(value, goal.target):
            verdict = "**not met**"
        else:
            verdict = "met" + (", aim too" if goal.aim and goal.met(value, goal.aim) else "")
        rows.append([goal.text, target, number(value), verdict])
    return "## Goals\n\nRatios are medians over rounds in which both ran; x means times as fast.\n\n" + table(
        ["goal", "target", "measured", ""], rows
    )


def _short_section(figures: Figures) -> str:
    short = [goal for goal in GOALS if (value := goal.value(figures)) is not None and not goal.met(value, goal.target)]
    parts = ["## What falls short, and where the time goes"]
    if short:
        parts.append("Not met: " + "; ".join(goal.text for goal in short) + ".")
    elif any(goal.value(figures) is not None for goal in GOALS):
        parts.append("No goal that was measured is missed.")
    else:
        parts.append("No goal was measured.")
    for size, told in sorted(
        figures.parts.get("profile", {}).items(), key=lambda one: int(one[0]) if one[0].isdigit() else 0
    ):
        for name, seconds in told.items() if size.isdigit() else ():
            whole = seconds["whole process"]
            stages = [(stage, took) for stage, took in seconds.items() if stage != "whole process"]
            stages.append(("beginning and ending of the program itself", whole - sum(took for _, took in stages)))
            stages.sort(key=lambda one: -one[1])
            rows = [
                [stage, number(took), f"{100 * took / whole:.0f} %"] for stage, took in stages if took > whole / 200
            ]
            head = [f"{ALL[name].title}, {million(size)} cells: stage", "s", f"of {number(whole)} s"]
            parts.append(table(head, rows))
    if figures.parts.get("profile"):
        parts.append("One run each; stages as the user is told of them. *start* is all before the job is checked.")
    return "\n\n".join(parts)


def _rain_section(figures: Figures) -> str:
    return rain_report.section(figures.parts.get("rain", {}))


def _cost_section(figures: Figures) -> str:
    return cost_report.section(figures.parts.get("cost", {}))


def _corridors_section(figures: Figures) -> str:
    return corridors_report.section(figures.parts.get("corridors", {}))


def _paths_section(figures: Figures) -> str:
    return paths_report.section(figures.parts.get("paths", {}))


def _addresses_section(figures: Figures) -> str:
    return addresses_report.section(figures.parts.get("addresses", {}))


def _who_section(figures: Figures) -> str:
    rows = []
    for one in (*OURS, *PEERS):
        versions: dict[str, str] = {}
        for size in figures.sizes():
            versions |= figures.row(size, one.name).get("versions", {})
        for found in figures.parts.get("process", {}).values():
            versions |= found.get("versions", {}).get(one.name, {})
        told = ", ".join(f"{name} {version}" for name, version in sorted(versions.items())) or "-"
        rows.append([one.title, told, one.licence, one.does])
    return "## Who does what\n\n" + table(["", "versions", "licence", "the job as it does it"], rows)


def _machine_section(figures: Figures) -> str:
    parts: dict[tuple[object, ...], list[str]] = {}
    for part, found in figures.parts.items():
        told = found.get("machine")
        if told:
            keys = ("processor", "cores", "memory_gib", "system", "python", "date", "load_at_start")
            parts.setdefault(tuple(told[key] for key in keys), []).append(part)
    rows = [[", ".join(names), *told] for told, names in parts.items()]
    head = ["part", "processor", "cores", "memory GiB", "system", "Python", "date", "load at start"]
    return (
        "## Machine\n\n"
        + table(head, rows)
        + "\n\nWhere the load at start is far from 0, others used the machine as well."
    )


def markdown(figures: Figures) -> str:
    """Return the whole report."""
    sections = (_goals_section, _file_section, _process_section, _rain_section, _cost_section, _corridors_section,
                _paths_section, _addresses_section, _growth_section, _first_section, _short_section, _agreement_section,
                _who_section, _machine_section)  # fmt: skip
    made = [INTRO, *(section(figures) for section in sections)]
    return "\n\n".join(part for part in made if part) + "\n"


def series(figures: Figures) -> list[plots.Series]:
    """Return each program's medians and peaks against size."""
    made = []
    for one in (OURS[0], *PEERS):
        points = []
        for size in figures.sizes():
            row = figures.row(size, one.name)
            if row.get("seconds"):
                points.append((int(size) ** 2, median(row), bytes_per_cell(row, size)))
        if points:
            made.append(plots.Series(one.title.strip("*"), points, own=one.own))
    return made


def bars(figures: Figures) -> list[tuple[int, list[plots.Bar]]]:
    """Return the bars of the documentation's figure: a panel for each of the two maps, or for the largest there is."""
    sizes = [size for size in (SMALL, LARGE) if size in figures.sizes()] or figures.sizes()[-1:]
    panels = []
    for size in sizes:
        found = [(one, median(figures.row(size, one.name))) for one in (OURS[0], *PEERS)]
        made = [
            plots.Bar(one.title.strip("*"), int(size) ** 2 / took / 1e6, own=one.own) for one, took in found if took
        ]
        panels.append((int(size) ** 2, sorted(made, key=lambda bar: -bar.value)))
    return [panel for panel in panels if panel[1]]


def main() -> None:
    """Write the report."""
    parser = argparse.ArgumentParser(description="Render the report from the figures.")
    parser.add_argument("--results", type=Path, default=HERE / "results")
    parser.add_argument("--out", type=Path, help="where all goes, in place of benchmarks and docs/images")
    given = parser.parse_args()
    figures = Figures.read(given.results)
    if not figures.sizes():
        sys.exit(f"{given.results} holds no figures from file to file: run benchmarks/run.py")
    out = given.out or HERE
    (out / "plots").mkdir(parents=True, exist_ok=True)
    (out / "RESULTS.md").write_text(markdown(figures), encoding="utf-8")
    lines = series(figures)
    plots.time(lines, out / "plots" / "time.png")
    plots.memory(lines, out / "plots" / "memory.png")
    plots.speed(bars(figures), (given.out or ROOT / "docs" / "images") / "speed.png")


if __name__ == "__main__":
    main()
