"""A job as a value: which tool, on which files, with which parameters, written where."""

from __future__ import annotations

import dataclasses
import difflib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gistools.errors import InputError, JobError
from gistools.layout import RasterLayout
from gistools.text import Text, unknown_name
from gistools.tool import Tool, plain

__all__ = ["Job", "window_of"]

_EXAMPLE = '{"tool": "flood", "inputs": {"elevation": "dtm.tif"}, "params": {"rain_mm": 100}, "out_dir": "out"}'


@dataclass(frozen=True, kw_only=True)
class Job:
    """One run of one tool (kørsel): the same for Python, the command line, QGIS and a file.

    Parameters
    ----------
    tool:
        The id of a tool, such as ``"flood"``, or a `Tool`.
    inputs:
        The file of each input by name. The elevation may be many files, or a folder of tiles; an input that takes
        several rasters is a list of files in order, ``["T5.tif", "T10.tif"]``. A layer of a GeoPackage is named
        ``"file.gpkg:name"``, or as QGIS does ``"file.gpkg|layername=name"``.
    params:
        Parameters by name, as plain values; those left out have their default.
    outputs:
        The file of each output wanted, by name; None gives it its default name in ``out_dir``.
    out_dir:
        A folder, made where it is missing. All outputs that are made by default are written to it, under their own
        names.
    window:
        West, south, east and north in metres: the part of the terrain to work on; all of it when left out.
    map_file, figure_file:
        A web map (HTML) and a picture (PNG, SVG or PDF) of the outputs, when wanted.
    overwrite:
        Whether files that exist may be replaced.
    raster_layout:
        How raster files are laid out: ``"cog"``, ``"zstd"`` or ``"plain"``, see `gistools.layout.RasterLayout`.

    >>> Job.from_mapping({"tool": "flood", "inputs": {"elevation": "dtm.tif"}, "out_dir": "out"}).tool
    'flood'
    """

    tool: str | Tool
    inputs: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    params: Mapping[str, object] = field(default_factory=dict)
    outputs: Mapping[str, str | None] = field(default_factory=dict)
    out_dir: str | None = None
    window: tuple[float, float, float, float] | None = None
    map_file: str | None = None
    figure_file: str | None = None
    overwrite: bool = False
    raster_layout: RasterLayout | str = RasterLayout.COG

    @property
    def tool_id(self) -> str:
        """The id of the tool."""
        return self.tool.id if isinstance(self.tool, Tool) else self.tool

    def to_mapping(self) -> dict[str, Any]:
        """Return the job as plain data (JSON, TOML); what is left at its default is left out."""
        made: dict[str, Any] = {"tool": self.tool_id}
        for name in ("inputs", "outputs"):
            given = getattr(self, name)
            if given:
                made[name] = {key: _path(value) for key, value in given.items()}
        if self.params:
            made["params"] = {key: plain(value) for key, value in self.params.items()}
        if self.window is not None:
            made["window"] = list(self.window)
        for name in ("out_dir", "map_file", "figure_file"):
            if getattr(self, name) is not None:
                made[name] = str(getattr(self, name))
        if self.overwrite:
            made["overwrite"] = True
        if self.raster_layout != RasterLayout.COG:
            made["raster_layout"] = str(self.raster_layout)
        return made

    @classmethod
    def from_mapping(cls, values: Mapping[str, object]) -> Job:
        """Build a job from plain data; all faults of form are told in one error.

        Raises
        ------
        InputError, JobError
            For unknown names and values of the wrong form.
        """
        if not isinstance(values, Mapping):
            raise _form(Text(f"en {type(values).__name__}", f"a {type(values).__name__}"))
        names = [f.name for f in dataclasses.fields(cls)]
        faults = [_form(unknown_name(str(name), names)) for name in values if name not in names]
        made: dict[str, Any] = {}
        for name in names:
            if name not in values:
                continue
            try:
                made[name] = _field(name, values[name])
            except ValueError as error:
                faults.append(_form(error.args[0]))
        if "tool" not in values:
            faults.append(_form(Text("et job uden `tool`", "a job without `tool`")))
        if faults:
            raise faults[0] if len(faults) == 1 else JobError(faults)
        return cls(**made)

    @classmethod
    def from_file(cls, path: str | Path) -> Job:
        """Read a job from a JSON or TOML file.

        Relative paths in it count from the folder that the program runs in, as on the command line.

        Raises
        ------
        InputError, JobError
            When the file cannot be read, is no JSON or TOML, or holds no job.
        """
        file = Path(path)
        try:
            text = file.read_text(encoding="utf-8-sig")
            values = tomllib.loads(text) if file.suffix.lower() == ".toml" else json.loads(text)
        except (OSError, UnicodeDecodeError, json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
            raise InputError(
                Text(
                    f"en jobfil, der ikke kan læses ({file}: {error})",
                    f"a job file that cannot be read ({file}: {error})",
                ),
                Text(f"en JSON- eller TOML-fil som {_EXAMPLE}", f"a JSON or TOML file such as {_EXAMPLE}"),
                Text("ret filens navn eller indhold", "correct the name or the content of the file"),
            ) from error
        return cls.from_mapping(values)


def _path(value: object) -> object:
    if value is None:
        return None
    if isinstance(value, (list, tuple)):
        return [str(one) for one in value]
    return str(value)


def _field(name: str, value: object) -> object:
    """Return a field of a job from plain data; raise ValueError(Text) when it is of the wrong form."""
    if name == "tool":
        return value if isinstance(value, Tool) else _text(name, value)
    if name in {"overwrite", "raster_layout"}:
        return _flag(name, value) if name == "overwrite" else _layout(name, value)
    if value is None:
        return {} if name in {"inputs", "params", "outputs"} else None
    if name == "window":
        return _window(value)
    if name in {"inputs", "params", "outputs"}:
        if not isinstance(value, Mapping):
            raise ValueError(_wrong(name, value, '{"navn/name": ...}'))
        return _files(name, value) if name != "params" else {str(k): v for k, v in value.items()}
    return _text(name, value)


def _files(name: str, value: Mapping[Any, object]) -> dict[str, object]:
    made: dict[str, object] = {}
    for key, one in value.items():
        if isinstance(one, (list, tuple)) and name == "inputs":
            made[str(key)] = tuple(_text(f"{name}.{key}", part) for part in one)
        elif one is None:
            if name == "outputs":
                made[str(key)] = None
        else:
            made[str(key)] = _text(f"{name}.{key}", one)
    return made


def _text(name: str, value: object) -> str:
    if isinstance(value, Path):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(_wrong(name, value, "tekst / text"))
    return value


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(_wrong(name, value, "true/false"))  # noqa: TRY004 - told of as all other faults of form
    return value


def _layout(name: str, value: object) -> RasterLayout:
    names = [one.value for one in RasterLayout]
    if isinstance(value, str) and value in names:
        return RasterLayout(value)
    near = difflib.get_close_matches(value.lower(), names, n=1) if isinstance(value, str) else []
    known = "/".join(names)
    wrong = _wrong(name, value, known)
    if near:
        wrong = Text(f"{wrong.da}; mente du {near[0]}?", f"{wrong.en}; did you mean {near[0]}?")
    raise ValueError(wrong)


def window_of(value: object) -> tuple[float, ...] | None:
    """Return west, south, east and north from plain data; None for what is no four numbers.

    >>> window_of([1, 2, 3, 4]), window_of([1, 2, 3]), window_of([1, 2, 3, True])
    ((1.0, 2.0, 3.0, 4.0), None, None)
    """
    if (
        not isinstance(value, (list, tuple))
        or len(value) != 4  # noqa: PLR2004 - west, south, east, north
        or not all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in value)
    ):
        return None
    return tuple(float(v) for v in value)


def _window(value: object) -> tuple[float, ...]:
    window = window_of(value)
    if window is None:
        raise ValueError(_wrong("window", value, "[vest/west, syd/south, øst/east, nord/north]"))
    return window


def _wrong(name: str, value: object, form: str) -> Text:
    shown = repr(value)[:80]
    return Text(f"{name} = {shown} (ikke {form})", f"{name} = {shown} (not {form})")


def _form(found: Text) -> InputError:
    return InputError(
        found,
        Text(f"et job som {_EXAMPLE}", f"a job such as {_EXAMPLE}"),
        Text("ret det nævnte", "correct what is named"),
    )
