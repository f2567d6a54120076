"""Reads the inputs of a job through `gistools.io`: the elevation first, since it says where all else is laid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gistools.errors import InputError
from gistools.grid import DANISH_CRS
from gistools.progress import Progress, Stage, check, run_cancellable
from gistools.run.naming import about
from gistools.text import Text
from gistools.tool import Input, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gistools.io import Loaded, Source
    from gistools.run.checks import Plan

__all__ = ["Inputs", "read_inputs"]


@dataclass(frozen=True)
class Inputs:
    """The values of all declared inputs (None for those not given), and where they came from."""

    values: Mapping[str, Any]
    sources: Mapping[str, tuple[Source, ...]]
    notes: tuple[Text, ...]
    stamps: tuple[Text, ...]

    def without_values(self) -> Inputs:
        """Return where they came from alone, so that the values may be forgotten when the tool has used them."""
        return replace(self, values={})

    def finish_hashing(self, progress: Progress) -> None:
        """Wait until the content of all files is hashed, which goes on while they are read and used.

        Raises
        ------
        RasterReadError
            When a file can no longer be read.
        Cancelled
            When the user wants to stop.
        """
        found = [source for sources in self.sources.values() for source in sources]
        run_cancellable(progress, lambda: [source.content_hash for source in found])


def read_inputs(plan: Plan, progress: Progress, crs: str = "") -> Inputs:
    """Read every input of a job; layers come in the coordinate system of the elevation, or in ``crs`` without one.

    Raises
    ------
    InputError
        When an input cannot be read or used.
    Cancelled
        When the user wants to stop.
    """
    values: dict[str, Any] = {one.name: None for one in plan.tool.inputs}
    sources: dict[str, tuple[Source, ...]] = {}
    notes: list[Text] = []
    stamps: list[Text] = []
    given = [one for one in plan.tool.inputs if one.name in plan.inputs]
    for n, one in enumerate(sorted(given, key=lambda i: (not i.elevation, i.kind is not Kind.RASTER))):
        check(progress)
        stage = Stage(progress, n / len(given), (n + 1) / len(given))
        stage.update(0.0, Text(f"Læser {one.label.da.lower()}", f"Reading {one.label.en.lower()}"))
        loaded = _read_input(one, plan, crs, stage)
        values[one.name] = loaded.value
        sources[one.name] = loaded.sources
        notes.extend(loaded.notes)
        stamps.extend(loaded.stamps)
        if not crs and one.kind is Kind.RASTER:
            crs = (loaded.value[0] if one.many else loaded.value).grid.crs
    check(progress)
    return Inputs(values, sources, tuple(dict.fromkeys(notes)), tuple(dict.fromkeys(stamps)))


def _read_input(one: Input, plan: Plan, crs: str, progress: Progress) -> Loaded[Any]:
    """Read an input: as one value, or each of its files in the order given where it is ``many``."""
    from gistools.io import Loaded  # noqa: PLC0415 - loads the file libraries

    files = plan.inputs[one.name]
    parts = [(file,) for file in files] if one.many else [files]
    read = []
    for n, part in enumerate(parts):
        check(progress)
        with about(one, part[0]):
            read.append(_read(one, part, plan, crs, Stage(progress, n / len(parts), (n + 1) / len(parts))))
    if not one.many:
        return read[0]
    return Loaded(
        tuple(each.value for each in read),
        tuple(source for each in read for source in each.sources),
        tuple(note for each in read for note in each.notes),
        tuple(stamp for each in read for stamp in each.stamps),
    )


def _read(one: Input, files: Sequence[str], plan: Plan, crs: str, progress: Progress) -> Loaded[Any]:
    from gistools import io  # noqa: PLC0415 - loads the file libraries

    whole: dict[Kind, Callable[..., Loaded[Any]]] = {
        Kind.SURFACE: io.read_surface,
        Kind.STORE: io.read_store,
        Kind.TEMPLATE: io.read_template,
    }
    if one.kind in whole:
        read: Loaded[Any] = whole[one.kind](files[0], progress=progress)
        return read
    if one.elevation:
        return io.read_elevation(files if len(files) > 1 else files[0], window=plan.window, progress=progress)
    if one.kind is Kind.RASTER:
        window = None if any(other.elevation for other in plan.tool.inputs) else plan.window
        return io.read_raster(files[0], unit=one.unit, window=window, infinite=one.infinite, progress=progress)
    if one.kind is Kind.LAYER:
        return io.read_layer(
            files[0], crs=crs or DANISH_CRS, geometry=one.geometry, columns=one.columns, progress=progress
        )
    if one.kind is Kind.REGISTER:
        return io.read_register_files(files, progress=progress)
    if one.kind is Kind.TABLE:
        return io.read_table(files[0], columns=one.columns, progress=progress)
    raise InputError(
        Text(f"{one.name} er et tal og ingen fil", f"{one.name} is a number and no file"),
        Text("en parameter", "a parameter"),
        Text("angiv det som parameter", "give it as a parameter"),
    )
