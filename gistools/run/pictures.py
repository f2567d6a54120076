"""The web map and the figure of a job: its outputs over the shaded terrain, with stamps, notes and provenance."""

from __future__ import annotations

import functools
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from gistools.progress import Progress, check, run_cancellable
from gistools.text import Text
from gistools.tool import Kind, param_specs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gistools.io import Provenance
    from gistools.run.checks import Plan
    from gistools.run.outputs import Staging
    from gistools.run.readers import Inputs
    from gistools.view import MapLayer

__all__ = ["write_pictures"]

T = TypeVar("T")


def write_pictures(
    plan: Plan,
    inputs: Inputs,
    values: Mapping[str, Any],
    staging: Staging,
    *,
    provenance: Provenance,
    progress: Progress,
) -> None:
    """Draw what the plan asks for and write it to the staging."""
    from gistools import view  # noqa: PLC0415 - loads the drawing libraries
    from gistools.cloudburst.event import LIMITS  # noqa: PLC0415 - loads the kernels
    from gistools.io.records import SIDECAR  # noqa: PLC0415 - loads the file libraries

    record = provenance.to_json()
    drawing = _Drawing(
        layers=_layers(plan, inputs, values),
        shared={
            "hillshade": next((inputs.values[one.name] for one in plan.tool.inputs if one.elevation), None),
            "title": picture_title(plan),
            "stamps": provenance.stamps,
            "notes": [note for note in provenance.notes if note != LIMITS],  # pictures state their own limits
            "provenance_json": record,
            "limits": plan.tool.limits,
        },
        progress=progress,
    )
    if plan.map_file is not None:
        progress.update(0.0, Text("Tegner kortet", "Drawing the map"))
        with staging.making(plan.map_file) as path:
            drawing.write(path, view.web_map, view.save_web_map)
    if plan.figure_file is not None:
        progress.update(0.5, Text("Tegner figuren", "Drawing the figure"))
        with staging.making(plan.figure_file) as path:
            drawing.write(path, view.figure, functools.partial(view.save_figure, provenance_json=record))
            if path.suffix.lower() != ".png":  # which holds the record itself
                path.with_name(path.name + SIDECAR).write_text(record, encoding="utf-8")
    check(progress)


def picture_title(plan: Plan) -> Text:
    """Return what a picture shows and of which inputs: the tool, what it must be told, and numbers of no default.

    A rain of 100 mm and one of 20 mm look alike without it.
    """
    from gistools.styles import format_number  # noqa: PLC0415 - only pictures need it

    told = []
    for spec in param_specs(type(plan.params)):
        value = getattr(plan.params, spec.name)
        if isinstance(value, str) and spec.type == "str" and spec.required:
            said = _SAID[spec.name](value) if spec.name in _SAID else Text(value, value)
            told.append(Text(f"{spec.label.da.lower()} {said.da}", f"{spec.label.en.lower()} {said.en}"))
        if spec.advanced or isinstance(value, bool) or not isinstance(value, int | float) or value == spec.default:
            continue
        if isinstance(value, int) and not spec.unit:
            continue  # a year: what is drawn tells by its own name which climate it is of
        number = [format_number(value, language) for language in ("da", "en")]
        told.append(
            Text(
                f"{spec.label.da.lower()} {number[0]} {spec.unit}",
                f"{spec.label.en.lower()} {number[1]} {spec.unit}",
            )
        )
    for one in plan.tool.inputs:
        if one.kind is Kind.RASTER and not one.elevation and one.name in plan.inputs:
            names = ", ".join(Path(name).name for name in plan.inputs[one.name])
            told.append(Text(f"{one.label.da.lower()} {names}", f"{one.label.en.lower()} {names}"))
    title = plan.tool.title
    if not told:
        return title
    return Text(
        f"{title.da} – " + ", ".join(t.da.strip() for t in told),
        f"{title.en} – " + ", ".join(t.en.strip() for t in told),
    )


def _profiles(asked: str) -> Text:
    from gistools.pathnet.profiles import profiles_named  # noqa: PLC0415 - loads tables

    return profiles_named(asked)


def _species(asked: str) -> Text:
    from gistools.corridors.species import species_named  # noqa: PLC0415 - loads tables

    return species_named(asked)


def _place(value: str) -> Text:
    from gistools.pathnet.guide_words import place_words  # noqa: PLC0415 - only this tool needs it

    return place_words(value)


_SAID: Mapping[str, Callable[[str], Text]] = {
    "profiles": _profiles, "species": _species, "start": _place, "goal": _place,
}  # fmt: skip


@dataclass(frozen=True)
class _Drawing:
    """What is drawn, the same for map and figure."""

    layers: list[MapLayer]
    shared: Mapping[str, Any]
    progress: Progress

    def write(self, path: Path, draw: Callable[..., T], save: Callable[[T, Path], Path]) -> None:
        """Draw, and write the picture to ``path``."""
        from gistools.io.atomic import translated, write_bytes  # noqa: PLC0415 - loads the file libraries

        def work() -> bytes:  # in a folder of its own, so that it may be abandoned
            with tempfile.TemporaryDirectory(prefix="gistools-", ignore_cleanup_errors=True) as folder:
                made = Path(folder) / f"picture{path.suffix.lower()}"
                save(draw(self.layers, **self.shared), made)
                return made.read_bytes()

        with translated(path):
            write_bytes(path, run_cancellable(self.progress, work), self.progress)


def _layers(plan: Plan, inputs: Inputs, values: Mapping[str, Any]) -> list[MapLayer]:
    """Return what is drawn: inputs to find one's way by beneath, then the outputs that have a style.

    Surfaces are left out where there is something else to see, since the shaded terrain stands for them.
    """
    from gistools.view import MapLayer  # noqa: PLC0415 - loads the drawing libraries

    layers = [
        MapLayer(inputs.values[one.name], one.beneath, one.label)
        for one in plan.tool.inputs
        if one.beneath and inputs.values[one.name] is not None
    ]
    drawn = [one for one in plan.pictured if one.style]
    telling = [one for one in drawn if one.style != "elevation"]
    for one in telling or drawn:
        value = values[one.name].materialise() if one.kind is Kind.RASTER else values[one.name]
        own = value.name if one.kind is Kind.RASTER else value.attrs.get("title", one.label)
        layers.append(MapLayer(value, one.style, own if one.own_name else one.label))
    return layers
