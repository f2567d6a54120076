"""Commands rendered from the catalogue: one for each tool, with an option for each input, parameter and output."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from cyclopts import Group, Parameter

from gistools.cli.language import number_language, one_line
from gistools.cli.numbers import number, numbers, whole_number
from gistools.layout import LAYOUT_HELP, LAYOUT_LABELS, RasterLayout
from gistools.run import Job
from gistools.text import Text
from gistools.tool import Input, Kind, Output, ParamSpec, Tool, param_specs, plain

__all__ = ["command_for", "option", "positional", "signed"]

Runner = Callable[["Job"], int]

_CONVERTED: dict[str, dict[str, Any]] = {  # -2,5 is a number and no option
    "float": {"converter": number, "allow_leading_hyphen": True},
    "int": {"converter": whole_number, "allow_leading_hyphen": True},
}
_WINDOW = tuple[float, float, float, float]
_LAYOUT: Any = Literal[tuple(one.value for one in RasterLayout)]
_RUN: tuple[tuple[str, Any, str, Text], ...] = (
    ("out", str, "DIR", Text("Mappe til alle sædvanlige output.", "Folder for all usual outputs.")),
    (
        "window",
        _WINDOW,
        "W S E N",
        Text("Udsnit: vest syd øst nord i meter.", "Window: west south east north in metres."),
    ),
    (
        "raster_layout",
        _LAYOUT,
        "LAYOUT",
        Text(
            f"{LAYOUT_HELP.da} " + "; ".join(f"{one.value} = {label.da}" for one, label in LAYOUT_LABELS.items()),
            f"{LAYOUT_HELP.en} " + "; ".join(f"{one.value} = {label.en}" for one, label in LAYOUT_LABELS.items()),
        ),
    ),
    (
        "map",
        str,
        "FILE",
        Text("Webkort af outputtene (HTML, virker uden net).", "Web map of the outputs (HTML, works offline)."),
    ),
    (
        "figure",
        str,
        "FILE",
        Text("Figur af outputtene (PNG, SVG eller PDF).", "Figure of the outputs (PNG, SVG or PDF)."),
    ),
)


def command_for(tool: Tool, run: Runner) -> Callable[..., int]:
    """Return the function that is the command of a tool: its signature is rendered from what the tool declares.

    Parameters
    ----------
    tool:
        What the command is rendered from.
    run:
        Called with the job that the user described; returns the exit code.
    """
    names = _Names(tool)
    elevations = [_positional(one) for one in tool.inputs if one.elevation]
    options = [
        *(_input(one) for one in tool.inputs if not one.elevation),
        *(_param(spec) for spec in param_specs(tool.params)),
        *(_output(one) for one in tool.outputs if one.kind is not Kind.SCALAR),
        *_run_options(),
    ]

    def command(*elevation: str, **given: Any) -> int:  # noqa: ANN401 - any kind of value, told apart inside
        return run(names.job(elevation, given))

    return signed(command, tool.id, *elevations, *options)


def signed(function: Callable[..., int], name: str, *parameters: inspect.Parameter) -> Callable[..., int]:
    """Give a function the name and the parameters that its command shall have."""
    function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    function.__annotations__ = {p.name: p.annotation for p in parameters}
    function.__name__ = name.replace("-", "_")
    function.__doc__ = None
    return function


def option(name: str, hint: Any, text: Text, default: Any = None, **more: Any) -> inspect.Parameter:  # noqa: ANN401 - any kind of value, told apart inside
    """Return an option of a command that is not a tool."""
    annotation = Annotated[hint, Parameter(help=one_line(text), **more)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def positional(name: str, text: Text) -> inspect.Parameter:
    """Return a required argument of a command that is not a tool."""
    annotation = Annotated[str, Parameter(help=one_line(text))]
    return inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY, annotation=annotation)


class _Names:
    """What the options of a command mean for its job."""

    def __init__(self, tool: Tool) -> None:
        self._tool = tool
        self._inputs = {one.name for one in tool.inputs}
        self._params = {spec.name for spec in param_specs(tool.params)}
        taken = [
            *self._inputs,
            *self._params,
            *(f"output_{o.name}" for o in tool.outputs),
            *(n for n, *_ in _RUN),
            "overwrite",
        ]
        twice = {name for name in taken if taken.count(name) > 1}
        if twice:
            msg = f"{tool.id}: one option would mean two things: {', '.join(sorted(twice))}"
            raise ValueError(msg)

    def job(self, elevation: Sequence[str], given: dict[str, Any]) -> Job:
        said = {name: value for name, value in given.items() if value is not None}
        inputs: dict[str, str | Sequence[str]] = {n: v for n, v in said.items() if n in self._inputs}
        for one in self._tool.inputs:
            if one.elevation and elevation:
                inputs[one.name] = tuple(elevation)
        return Job(
            tool=self._tool,
            inputs=inputs,
            params={n: v for n, v in said.items() if n in self._params},
            outputs={n.removeprefix("output_"): v for n, v in said.items() if n.startswith("output_")},
            out_dir=said.get("out"),
            window=said.get("window"),
            map_file=said.get("map"),
            figure_file=said.get("figure"),
            overwrite=bool(said.get("overwrite")),
            raster_layout=said.get("raster_layout", RasterLayout.COG),
        )


@functools.cache
def _group(shown: str, order: int) -> Group:
    return Group(shown, sort_key=order)


def _groups() -> dict[str, Group]:
    """Return the groups of options; none may bear a name of cyclopts' own: Arguments, Commands, Parameters."""
    names = {
        "inputs": Text("Værktøjets input", "Tool inputs"),
        "params": Text("Værktøjets parametre", "Tool parameters"),
        "advanced": Text("Flere parametre", "More parameters"),
        "outputs": Text("Værktøjets output", "Tool outputs"),
        "run": Text("Kørsel", "The run"),
    }
    return {key: _group(one_line(name), order) for order, (key, name) in enumerate(names.items(), start=1)}


def _option(name: str, hint: Any, group: str, text: str, *, default: Any = None, **more: Any) -> inspect.Parameter:  # noqa: ANN401 - any kind of value, told apart inside
    if default is inspect.Parameter.empty:
        more["required"] = True
    annotation = Annotated[hint, Parameter(group=_groups()[group], help=text, **more)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _positional(one: Input) -> inspect.Parameter:
    help_ = Parameter(group=_groups()["inputs"], help=_described(one.label, one.help), required=one.required)
    return inspect.Parameter(one.name, inspect.Parameter.VAR_POSITIONAL, annotation=Annotated[str, help_])


def _input(one: Input) -> inspect.Parameter:
    text = _described(one.label, one.help, unit=one.unit)
    hint: Any = str
    more: dict[str, Any] = {"metavar": "FILE"}
    if one.several is not None:
        text += " " + one_line(Text(f"({one.several.da})", f"({one.several.en})"))
        hint, more = list[str], {"metavar": "FILE...", "consume_multiple": 1, "negative": ""}
    if one.required:
        return _option(one.name, hint, "inputs", text, default=inspect.Parameter.empty, **more)
    return _option(one.name, hint | None, "inputs", text, **more)


def _param(spec: ParamSpec) -> inspect.Parameter:
    types: dict[str, Any] = {"float": float, "int": int, "bool": bool, "str": str}
    hint = Literal[tuple(value for value, _ in spec.choices)] if spec.type == "choice" else types[spec.type]
    text = _described(spec.label, spec.help, unit=spec.unit, limits=_limits(spec))
    if spec.choices:
        text += " " + "; ".join(f"{value} = {one_line(label)}" for value, label in spec.choices)
    group = "advanced" if spec.advanced else "params"
    more = dict(_CONVERTED.get(spec.type, {}))
    if spec.required:
        return _option(spec.name, hint, group, text, default=inspect.Parameter.empty, **more)
    default = plain(spec.default)
    if default is None:
        return _option(spec.name, hint | None, group, text, **more)
    return _option(spec.name, hint, group, text, default=default, **more)


def _output(one: Output) -> inspect.Parameter:
    text = _described(one.label, one.help, unit=one.unit)
    if not one.default:
        text += " " + one_line(Text("(kun når det ønskes)", "(only when asked for)"))
    if one.needs:
        needed = "--" + one.needs.replace("_", "-")
        text += " " + one_line(Text(f"(når {needed} er givet)", f"(when {needed} is given)"))
    return _option(f"output_{one.name}", str | None, "outputs", text, metavar="FILE")


def _run_options() -> list[inspect.Parameter]:
    overwrite = Text("Erstat filer, der findes.", "Replace files that exist.")
    return [
        *(
            _option(name, hint | None, "run", one_line(text), metavar=shown, negative="", **_converted(hint))
            for name, hint, shown, text in _RUN
        ),
        _option("overwrite", bool, "run", one_line(overwrite), default=False, negative=""),
    ]


def _converted(hint: Any) -> dict[str, Any]:  # noqa: ANN401 - a type
    return {"converter": numbers, "allow_leading_hyphen": True} if hint is _WINDOW else {}


def _described(label: Text, help_: Text, *, unit: str = "", limits: str = "") -> str:
    both = Text(f"{label.da}. {help_.da}", f"{label.en}. {help_.en}")
    measure = " ".join(part for part in (unit, limits) if part)
    return one_line(both) + (f" [{measure}]" if measure else "")


def _limits(spec: ParamSpec) -> str:
    low, high = (_limit(value) for value in (spec.minimum, spec.maximum))
    if low and high:
        return f"{low}–{high}"
    if low:
        return f"≥ {low}"
    return f"≤ {high}" if high else ""


def _limit(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:g}" if number_language() == "en" else f"{value:g}".replace(".", ",")
