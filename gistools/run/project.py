"""A project file: many tools in a chain, each step told once, from the sources to a finished folder.

```toml
title = "Skybrudsplan for byen"     # shown on the page of contents
out = "plan"                        # the folder of results, beside this file

[inputs]                            # a step takes those that its tool has
elevation = "terrain"
buildings = "town.gpkg:buildings"

[params]                            # likewise
duration_min = 60

[[step]]
tool = "rain-to-flood"
name = "rains"                      # its folder; the tool's id when left out

[[step]]
tool = "return-period"
inputs = { rain_to_flood = "@rains/rain_to_flood" }   # what an earlier step writes
map = true                          # also map.html

[package]                           # all of it for a consultant, see `gistools.run.hand_over`
file = "package.zip"
```

Paths count from the folder of the project file.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from gistools.catalogue import TOOLS
from gistools.catalogue import tool as find_tool
from gistools.errors import GistoolsError, InputError, JobError, UnknownToolError
from gistools.io.names import parse_layer_name
from gistools.run.checks import Plan, check_job
from gistools.run.headers import is_local
from gistools.run.job import Job
from gistools.run.project_form import EXPECTED, MEND, PACKAGE, PROJECT, STEP, Form
from gistools.text import Text, unknown_name
from gistools.tool import Kind, Tool, param_specs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Project", "ProjectPackage", "ProjectStep", "Step", "check_project"]

Given = str | tuple[str, ...]
REFERENCE = "@"
MAP, FIGURE = "map.html", "figure.png"


@dataclass(frozen=True, kw_only=True)
class ProjectStep:
    """One step (trin) of a project: a tool with what is its own.

    Parameters
    ----------
    tool:
        The id of a tool.
    name:
        The name of the step and of its folder.
    inputs, params:
        On top of those of the project. An input ``"@step/output"`` is what an earlier step writes.
    without:
        Inputs and parameters of the project that this step does not take.
    outputs:
        Outputs wanted beyond those that the tool writes by itself.
    map, figure:
        Whether a web map and a picture are made.
    window:
        West, south, east and north in metres.
    """

    tool: str
    name: str
    inputs: Mapping[str, Given] = field(default_factory=dict)
    params: Mapping[str, object] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    map: bool = False
    figure: bool = False
    window: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class ProjectPackage:
    """The consultant package (rådgiverpakke) of a project.

    Parameters
    ----------
    file:
        Its name in the folder of results; ends with ``.zip``.
    steps:
        The steps whose results it holds; all when empty.
    title, case_number, data_date, licence:
        What its reading note says; the title of the project when left out.
    """

    file: str
    steps: tuple[str, ...] = ()
    title: str = ""
    case_number: str = ""
    data_date: str = ""
    licence: str = ""


@dataclass(frozen=True, kw_only=True)
class Project:
    """A chain of steps (projekt) on common inputs and parameters.

    Parameters
    ----------
    title:
        What the whole is called.
    folder:
        The folder that paths count from.
    out:
        The folder of results; each step has a folder in it.
    inputs, params:
        Common to all steps: each takes those that its tool declares.
    steps:
        In the order that they run.
    package:
        What is packed for consultants at the end, if anything.
    """

    title: str
    folder: Path
    out: Path
    inputs: Mapping[str, Given] = field(default_factory=dict)
    params: Mapping[str, object] = field(default_factory=dict)
    steps: tuple[ProjectStep, ...] = ()
    package: ProjectPackage | None = None

    @classmethod
    def from_file(cls, path: str | Path, *, out: str | Path | None = None) -> Project:
        """Read a project from a TOML file; ``out`` takes the place of the folder that the file names.

        Raises
        ------
        InputError, JobError
            When the file cannot be read, is no TOML, or is no project; all faults of form at once.
        """
        file = Path(path)
        try:
            values = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise InputError(
                Text(
                    f"en projektfil, der ikke kan læses ({file}: {error})",
                    f"a project file that cannot be read ({file}: {error})",
                ),
                EXPECTED,
                Text("ret filens navn eller indhold", "correct the name or the content of the file"),
            ) from error
        return cls.from_mapping(values, folder=file.absolute().parent, out=out)

    @classmethod
    def from_mapping(cls, values: Mapping[str, object], *, folder: Path, out: str | Path | None = None) -> Project:
        """Build a project from plain data; all faults of form are told in one error.

        Raises
        ------
        InputError, JobError
            For unknown names, values of the wrong form, and steps of the same name.

        >>> steps = [{"tool": "flood", "params": {"rain_mm": 50}}]
        >>> Project.from_mapping({"title": "By", "out": "plan", "step": steps}, folder=Path("/data")).steps[0].name
        'flood'
        """
        form = Form()
        read = form.fields("", values, PROJECT, required=("title", "step"))
        steps = [
            form.fields(f"step {n}: ", one, STEP, required=("tool",)) for n, one in enumerate(read.get("step", ()), 1)
        ]
        made = [ProjectStep(**{"name": one["tool"], **one}) for one in steps if "tool" in one]
        form.names(made)
        package = None
        if "package" in read:
            told = form.fields("package: ", read["package"], PACKAGE, required=("file",))
            form.known("package: steps: ", told.get("steps", ()), [one.name for one in made])
            package = ProjectPackage(**{"title": read.get("title", ""), **told}) if "file" in told else None
        if out is None and "out" not in read:
            form.fault(Text("out mangler", "out is missing"))
        form.settle()
        target = Path(out) if out is not None else folder / read["out"]
        return cls(
            title=read["title"],
            folder=folder,
            out=target,
            inputs=read.get("inputs", {}),
            params=read.get("params", {}),
            steps=tuple(made),
            package=package,
        )


@dataclass(frozen=True)
class Step:
    """A step that has passed every check: its job, its plan, and which files of it other steps write."""

    name: str
    job: Job
    plan: Plan
    promised: Mapping[str, str]
    """The step that writes a file, by the file."""


def check_project(
    project: Project, *, tools: Sequence[Tool] = TOOLS, replaceable: frozenset[str] | None = frozenset()
) -> tuple[Step, ...]:
    """Check a whole project before anything runs.

    Parameters
    ----------
    project:
        What to check.
    tools:
        The tools that steps may name.
    replaceable:
        Names of the steps whose files may be replaced; None: those of all.

    Raises
    ------
    InputError, OutputError, JobError
        All faults at once: unknown tools and names, parameters, files, and references to what no earlier step writes.
    """
    faults = list(_useless(project, tools))
    done: dict[str, Step] = {}
    broken: set[str] = set()
    for one in project.steps:
        try:
            tool = find_tool(one.tool, tools=tools)
        except UnknownToolError as error:
            faults.append(_at(one, error))
            broken.add(one.name)
            continue
        own: list[GistoolsError] = []
        inputs, promised = _resolved(project, one, tool, done, broken, own)
        job = Job(
            tool=tool,
            inputs=inputs,
            params=_params(project, one, tool),
            outputs=dict.fromkeys(one.outputs),
            out_dir=str(project.out / one.name),
            window=one.window,
            map_file=str(project.out / one.name / MAP) if one.map else None,
            figure_file=str(project.out / one.name / FIGURE) if one.figure else None,
            overwrite=replaceable is None or one.name in replaceable,
        )
        try:
            plan = check_job(job, tools=tools, promised=frozenset(promised))
        except JobError as error:
            own.extend(error.faults)
        except GistoolsError as error:
            own.append(error)
        else:
            done[one.name] = Step(one.name, job, plan, promised)
        if own:
            broken.add(one.name)
        faults += [_at(one, error) for error in own]
    if faults:
        raise faults[0] if len(faults) == 1 else JobError(faults)
    return tuple(done.values())


def _at(one: ProjectStep, error: GistoolsError) -> GistoolsError:
    """Let an error begin with the step that it is about."""
    error.found = Text(f"trin {one.name}: {error.found.da}", f"step {one.name}: {error.found.en}")
    error.args = (error.found, error.expected, error.fix)
    return error


def _useless(project: Project, tools: Sequence[Tool]) -> list[GistoolsError]:
    """Return a fault for each common input and parameter that no step takes."""
    used = {one.tool for one in project.steps}
    known = [tool for tool in tools if tool.id in used]
    inputs = {one.name for tool in known for one in tool.inputs}
    params = {spec.name for tool in known for spec in param_specs(tool.params)}
    if len(known) < len(used):
        return []  # an unknown tool may be the one that takes it
    found = [unknown_name(name, sorted(inputs), "[inputs] ") for name in project.inputs if name not in inputs]
    found += [unknown_name(name, sorted(params), "[params] ") for name in project.params if name not in params]
    return [InputError(one, Text("navne, som et trin bruger", "names that a step takes"), MEND) for one in found]


def _params(project: Project, one: ProjectStep, tool: Tool) -> dict[str, object]:
    declared = {spec.name for spec in param_specs(tool.params)}
    common = {k: v for k, v in project.params.items() if k in declared and k not in one.without}
    return {**common, **one.params}


def _resolved(
    project: Project,
    one: ProjectStep,
    tool: Tool,
    done: Mapping[str, Step],
    broken: set[str],
    faults: list[GistoolsError],
) -> tuple[dict[str, Given], dict[str, str]]:
    """Return the files of a step's inputs, and of those that other steps write, which step."""
    declared = {each.name: each.kind for each in tool.inputs}
    common = {k: v for k, v in project.inputs.items() if k in declared and k not in one.without}
    faults += [
        InputError(
            unknown_name(name, [*project.inputs, *project.params], "without: "),
            Text("et navn fra [inputs] eller [params]", "a name of [inputs] or [params]"),
            MEND,
        )
        for name in one.without
        if name not in project.inputs and name not in project.params
    ]
    made: dict[str, Given] = {}
    promised: dict[str, str] = {}
    for name, given in {**common, **one.inputs}.items():
        files = []
        for each in (given,) if isinstance(given, str) else given:
            if not each.startswith(REFERENCE):
                files.append(_from(project.folder, each))
                continue
            try:
                path, step = _referred(each, declared.get(name), done, broken)
            except InputError as error:
                faults.append(error)
                files.append(each)
                step = ""
            else:
                files.append(path)
            promised[files[-1]] = step
        made[name] = files[0] if isinstance(given, str) else tuple(files)
    return made, promised


def _from(folder: Path, given: str) -> str:
    """Return an input whose path counts from a folder."""
    path = parse_layer_name(given).path
    if not is_local(given) or Path(path).is_absolute():
        return given
    return str(folder / path) + given[len(path) :]


def _referred(given: str, kind: Kind | None, done: Mapping[str, Step], broken: set[str]) -> tuple[str, str]:
    """Return the file that a reference means, and the step that writes it.

    Raises
    ------
    InputError
        When no earlier step writes it, or it is of another kind.
    """
    step, _, output = given[len(REFERENCE) :].partition("/")
    if step in broken:
        return given, step  # its own faults are told
    if step not in done:
        raise _no_such(Text("et tidligere trin", "an earlier step"), given, step, done)
    plan = done[step].plan
    if output not in plan.outputs:
        raise _no_such(
            Text(f"et output, som {step} skriver", f"an output that {step} writes"), given, output, plan.outputs
        )
    written = next(one.kind for one in plan.tool.outputs if one.name == output)
    if kind is not None and not _fits(written, kind):
        raise InputError(
            Text(f"{given} er {written}", f"{given} is a {written}"),
            Text(f"{kind}", f"a {kind}"),
            Text("henvis til et andet output", "refer to another output"),
        )
    return str(plan.outputs[output]), step


def _fits(written: Kind, wanted: Kind) -> bool:
    return written is wanted or (wanted is Kind.SURFACE and written is Kind.RASTER)


def _no_such(expected: Text, given: str, name: str, known: Mapping[str, object]) -> InputError:
    told = unknown_name(name, known) if name else Text("intet navn", "no name")
    return InputError(Text(f"{given}: {told.da}", f"{given}: {told.en}"), expected, MEND)
