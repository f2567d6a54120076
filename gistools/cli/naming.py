"""Errors of a job that was typed as a command: its inputs and parameters are called by their options."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gistools.errors import GistoolsError, JobError
from gistools.text import Text
from gistools.tool import param_specs

if TYPE_CHECKING:
    from gistools.tool import Tool

__all__ = ["name_options"]

_AFTER = r"(?=:| \(| = | mangler| is missing)"  # what a name is followed by where a fault begins with it


def name_options(error: GistoolsError, tool: Tool) -> GistoolsError:
    """Return the error, or job error, with ``--rain-mm`` where a fault begins with ``rain_mm``.

    The positional input is called as the help calls it, in capitals.
    """
    if isinstance(error, JobError):
        return JobError(name_options(fault, tool) for fault in error.faults)
    options = {spec.name: "--" + spec.name.replace("_", "-") for spec in param_specs(tool.params)}
    for one in tool.inputs:
        options[one.name] = one.name.upper() if one.elevation else "--" + one.name.replace("_", "-")
    names = "|".join(sorted(map(re.escape, options), key=len, reverse=True))
    pattern = re.compile(rf"(^|; )({names}){_AFTER}")

    def called(text: str) -> str:
        return pattern.sub(lambda m: m[1] + options[m[2]], text)

    error.found = Text(called(error.found.da), called(error.found.en))
    error.args = (error.found, error.expected, error.fix)
    return error
