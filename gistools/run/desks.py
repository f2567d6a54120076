"""Desks (skriveborde): the tool ``what-if`` kept ready between edits, so that only what differs is worked out again."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from gistools.errors import InputError, WorkerError
from gistools.progress import NoProgress, Progress, Stage, check
from gistools.run.calling import call_releasing
from gistools.run.readers import Inputs, read_inputs
from gistools.run.session import READ, RUN, WRITE, Session, provenance_of, write_made
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from gistools.cloudburst.whatif.desk import Desk, Edited
    from gistools.cloudburst.whatif.params import DeskParams
    from gistools.run.checks import Plan
    from gistools.run.job import Job

__all__ = ["EditResult", "OpenDesk", "drawn_measures", "edit_desk", "open_desk"]

WHAT_IF = "what-if"
_FORM = '{"type": "FeatureCollection", "features": [...]}'


@dataclass(frozen=True, eq=False)
class OpenDesk:
    """A desk, and what it was opened with."""

    desk: Desk = field(repr=False)
    plan: Plan = field(repr=False)
    inputs: Inputs = field(repr=False)
    seconds: float


@dataclass(frozen=True, eq=False)
class EditResult:
    """What an edit gave: the values, the files written by name of the output, notes, and how long it took."""

    edited: Edited = field(repr=False)
    by_rain: pd.DataFrame = field(repr=False)
    outputs: Mapping[str, Path]
    notes: tuple[Text, ...]
    seconds: float


def open_desk(session: Session, job: Job, *, progress: Progress | None = None) -> OpenDesk:
    """Read the inputs of a job of the tool ``what-if`` and work out what is there before any measure.

    Parameters
    ----------
    job:
        Its tool, inputs, parameters and window; measures, design surface and outputs are given with each edit.

    Raises
    ------
    InputError, JobError
        For what cannot be used, as `run_job` tells it.
    """
    progress, begun = progress or NoProgress(), time.monotonic()
    progress.update(0.0, Text("Kontrollerer opgaven", "Checking the job"))
    plan = check_opening(session, job)
    inputs = read_inputs(plan, Stage(progress, 0.01, READ))
    given = {**inputs.values, "params": plan.params, "steps": session.cache, "progress": Stage(progress, READ, 1.0)}
    inputs = inputs.without_values()
    desk = call_releasing(plan.tool.load(), given)
    inputs.finish_hashing(progress)
    return OpenDesk(desk, plan, inputs, time.monotonic() - begun)


def check_opening(session: Session, job: Job) -> Plan:
    """Check a job of `open_desk` without running it, and return what is to be done; raises as that does."""
    from gistools.cloudburst.whatif.tools import OPENING  # noqa: PLC0415 - only those who open desks need it

    _require_what_if(job)
    return session.check(replace(job, tool=OPENING))


def edit_desk(
    session: Session,
    opened: OpenDesk,
    job: Job,
    measures: gpd.GeoDataFrame | None = None,
    *,
    progress: Progress | None = None,
) -> EditResult:
    """Work out what all measures of now do, and write the outputs that are wanted.

    Parameters
    ----------
    opened:
        From `open_desk`.
    job:
        Of the tool ``what-if``: measures and design surface as files, outputs and pictures.
    measures:
        Measures as they are drawn, see `drawn_measures`, instead of a file.

    Raises
    ------
    GistoolsError
        For what cannot be used; the edit before stands.
    """
    from gistools.cloudburst.whatif.tools import EDITING  # noqa: PLC0415 - only those who open desks need it

    _require_what_if(job)
    if measures is not None and "measures" in job.inputs:
        raise InputError(
            Text("tiltag både tegnet og som fil", "measures both drawn and as a file"),
            Text("ét af dem", "one of them"),
            Text("udelad den ene", "leave one out"),
        )
    progress, begun = progress or NoProgress(), time.monotonic()
    plan = replace(session.check(replace(job, tool=EDITING)), params=opened.plan.params, window=opened.plan.window)
    now = read_inputs(plan, Stage(progress, 0.0, READ), opened.desk.grid.crs)
    values = {**now.values, **({} if measures is None else {"measures": measures})}
    params, before = cast("DeskParams", opened.plan.params), opened.desk.state
    work = cast("Callable[..., tuple[Edited, Mapping[str, Callable[[], object]], tuple[Text, ...]]]", plan.tool.load())
    try:
        edited, makers, told = work(desk=opened.desk, **values, params=params, progress=Stage(progress, READ, RUN))
        made = {name: make() for name, make in makers.items() if name in plan.wanted}
        was = opened.inputs
        inputs = Inputs(
            now.values, {**was.sources, **now.sources}, (*was.notes, *now.notes), (*was.stamps, *now.stamps)
        )
        drawn = () if measures is None else (_drawn(len(measures)),)
        provenance = provenance_of(plan, inputs, made, (*drawn, *told))
        if plan.outputs or plan.map_file or plan.figure_file:
            write_made(plan, inputs, made, provenance, Stage(progress, RUN, WRITE))
        check(progress)
        progress.update(1.0, Text("Færdig", "Done"))
    except BaseException:  # what was asked for is not there: nor is the edit
        opened.desk.state = before
        raise
    last = opened.desk.before.runoff.last * opened.desk.before.runoff.step_mm
    by_rain = edited.brief([mm for mm in params.rains if mm <= last])
    return EditResult(edited, by_rain, plan.outputs, provenance.notes, time.monotonic() - begun)


def drawn_measures(collection: object, crs: str) -> gpd.GeoDataFrame:
    """Return the features of a GeoJSON collection as a layer; its coordinates are those of the desk's terrain.

    Raises
    ------
    InputError
        When it is no collection of features.
    """
    import geopandas as gpd  # noqa: PLC0415 - only those who draw need it
    import shapely  # noqa: PLC0415 - beside it

    try:
        features = collection["features"] if isinstance(collection, Mapping) else None
        if not isinstance(features, list):
            raise TypeError(type(collection).__name__)  # noqa: TRY301 - told as all other faults of form
        if not features:
            return gpd.GeoDataFrame({"type": []}, geometry=[], crs=crs)
        return gpd.GeoDataFrame.from_features(features, crs=crs)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, shapely.errors.ShapelyError) as error:
        raise InputError(
            Text(f"tiltag, der ikke er GeoJSON ({error})", f"measures that are no GeoJSON ({error})"),
            Text(
                '{"type": "FeatureCollection", "features": [...]}', '{"type": "FeatureCollection", "features": [...]}'
            ),
            Text("send en samling af objekter", "send a collection of features"),
        ) from error


def _drawn(count: int) -> Text:
    return Text(f"{count} tegnede tiltag, ikke fra en fil", f"{count} drawn measures, from no file")


def _require_what_if(job: Job) -> None:
    if job.tool_id != WHAT_IF:
        raise InputError(
            Text(f"et skrivebord til {job.tool_id}", f"a desk for {job.tool_id}"),
            Text(f"værktøjet {WHAT_IF}", f"the tool {WHAT_IF}"),
            Text("ret værktøjets navn", "correct the name of the tool"),
        )


def open_content(opened: OpenDesk) -> dict[str, Any]:
    """Return what the worker tells of a desk that was opened."""
    grid = opened.desk.grid
    return {
        "grid": {
            "rows": grid.rows, "cols": grid.cols, "x0": grid.x0, "y0": grid.y0, "dx_m": grid.dx_m, "dy_m": grid.dy_m,
            "crs": grid.crs,
        },
        "seconds": round(opened.seconds, 3),
    }  # fmt: skip


def edit_content(result: EditResult) -> dict[str, Any]:
    """Return what the worker tells of an edit."""
    effects = [] if result.edited.plan is None else result.edited.plan.table.drop(columns="geometry").to_dict("records")
    return {
        "by_rain": result.by_rain.to_dict("records"),
        "measures": effects,
        "reach": dataclasses.asdict(result.edited.reach),
        "outputs": {name: str(path) for name, path in result.outputs.items()},
        "seconds": round(result.seconds, 3),
    }


def query(opened: OpenDesk, request: Mapping[str, object]) -> dict[str, Any]:
    """Return what is known of the place that a request names.

    Raises
    ------
    WorkerError, GridError, ParamError
        For a request without a place, and as `Desk.at`.
    """
    numbers = [request.get(name) for name in ("x", "y", "rain_mm")]
    x, y, rain = (_plain(v) for v in numbers)
    if x is None or y is None or (rain is None and numbers[2] is not None):
        shown = ", ".join(f"{name} = {value!r}" for name, value in zip(("x", "y", "rain_mm"), numbers, strict=True))
        raise WorkerError(
            Text(shown, shown),
            Text("x og y i meter, og rain_mm, hvis den er givet", "x and y in metres, and rain_mm where given"),
            Text("send tal", "send numbers"),
        )
    return opened.desk.at(x, y, rain)


def _plain(value: object) -> float | None:
    """Return a number of a request; None for what is none."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return None
    try:
        return float(value)
    except OverflowError:
        return None
