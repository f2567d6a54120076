"""A record of provenance in lines that people read: labels from the catalogue, numbers as the language writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.cli.language import number_language, one_line
from gistools.styles.numbers import format_number
from gistools.text import Text
from gistools.tool import ParamSpec, param_specs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.io import Provenance
    from gistools.tool import Tool

__all__ = ["input_label", "parameter_lines", "size", "unit_lines"]

_KIB = 1024
_YES, _NO = Text("ja", "yes"), Text("nej", "no")
_NONE = Text("ikke angivet", "not given")


def parameter_lines(record: Provenance, tools: Sequence[Tool]) -> list[str]:
    """Return a line for each parameter: its label, value and unit, and its name as a program writes it."""
    known = {spec.name: spec for tool in tools if tool.id == record.tool for spec in param_specs(tool.params)}
    return [_parameter(name, value, known.get(name)) for name, value in record.params.items()]


def _parameter(name: str, value: object, spec: ParamSpec | None) -> str:
    if spec is None:
        return f"{name} = {value}"
    unit = f" {spec.unit}" if spec.unit and value is not None else ""
    return f"{one_line(spec.label)}: {_value(value, spec)}{unit}  [{name}]"


def _value(value: object, spec: ParamSpec) -> str:
    if value is None:
        return one_line(_NONE)
    if isinstance(value, bool):
        return one_line(_YES if value else _NO)
    if isinstance(value, int | float):
        decimals = len(f"{value:.6f}".rstrip("0").partition(".")[2])
        return format_number(value, number_language(), decimals=decimals)
    label = dict(spec.choices).get(str(value))
    return str(value) if label is None else f"{one_line(label)} ({value})"


def unit_lines(record: Provenance) -> list[str]:
    """Return a line for each unit: what is measured in it."""
    measured: dict[str, list[str]] = {}
    for name, unit in record.units.items():
        measured.setdefault(unit, []).append(name)
    return [f"{unit}: {', '.join(names)}" for unit, names in measured.items()]


def input_label(record: Provenance, name: str, tools: Sequence[Tool]) -> str:
    """Return how the catalogue calls an input, with its name where a program writes it."""
    for tool in tools:
        for one in tool.inputs:
            if tool.id == record.tool and one.name == name:
                return f"{one_line(one.label)} [{name}]"
    return name


def size(count: int) -> str:
    """Return a number of bytes in the largest unit of which there is one.

    >>> size(274458)
    '268,0 KiB'
    """
    value, unit = float(count), "byte"
    for larger in ("KiB", "MiB", "GiB"):
        if value < _KIB:
            break
        value, unit = value / _KIB, larger
    return f"{format_number(value, number_language(), decimals=0 if unit == 'byte' else 1)} {unit}"
