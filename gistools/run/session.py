"""Runs jobs: check, read, run, write; one session remembers the steps of all jobs that it runs."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gistools.catalogue import TOOLS
from gistools.layout import LAYOUT_LABELS, RasterLayout
from gistools.progress import NoProgress, Progress, Stage, check
from gistools.run.bundles import make_bundles
from gistools.run.cache import StepCache, default_cache
from gistools.run.calling import call_releasing
from gistools.run.checks import Plan, check_job
from gistools.run.outputs import Staging, sweep_stale, write_outputs
from gistools.run.pictures import write_pictures
from gistools.run.readers import Inputs, read_inputs
from gistools.text import Text
from gistools.tool import Kind, Made, Tool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from gistools.io import Provenance
    from gistools.run.job import Job

__all__ = ["RunResult", "Session", "run_job"]

_TIFF = (".tif", ".tiff")
READ, RUN, WRITE = 0.15, 0.80, 0.99  # where these parts end, as shares of the whole


@dataclass(frozen=True)
class RunResult:
    """What a job gave.

    Parameters
    ----------
    tool:
        The id of the tool.
    outputs:
        The files written, by the name of the output.
    values:
        All outputs as values, by name: rasters, layers, tables and scalars.
    notes:
        What the user should know of the reading and the run.
    seconds:
        How long it took.
    provenance:
        The record that every file carries.
    map_file, figure_file:
        The pictures, where they were wanted.
    """

    tool: str
    outputs: Mapping[str, Path]
    values: Mapping[str, Any] = field(repr=False)
    kinds: Mapping[str, Kind] = field(repr=False)
    notes: tuple[Text, ...]
    seconds: float
    provenance: Provenance = field(repr=False)
    map_file: Path | None = None
    figure_file: Path | None = None

    @property
    def tables(self) -> dict[str, Any]:
        """The tables, by name, as DataFrames."""
        return {name: value for name, value in self.values.items() if self.kinds[name] is Kind.TABLE}

    @property
    def scalars(self) -> dict[str, Any]:
        """The numbers and texts, by name."""
        return {name: value for name, value in self.values.items() if self.kinds[name] is Kind.SCALAR}


class Session:
    """Runs any number of jobs (sessioner) and remembers the steps that they share.

    Parameters
    ----------
    tools:
        The tools that jobs may name.
    cache:
        Where steps are remembered; set up by the environment when left out (see `gistools.run.cache`).
    """

    def __init__(self, *, tools: Sequence[Tool] = TOOLS, cache: StepCache | None = None) -> None:
        self.tools = tuple(tools)
        self.cache = cache if cache is not None else default_cache()

    def check(self, job: Job) -> Plan:
        """Check a job without running it; see `gistools.run.checks.check_job`."""
        return check_job(job, tools=self.tools)

    def run(self, job: Job, *, progress: Progress | None = None) -> RunResult:
        """Run a job; see `run_job`."""
        try:
            return self._run(job, progress or NoProgress())
        except BaseException:
            self.cache.stop()
            raise

    def _run(self, job: Job, progress: Progress) -> RunResult:
        begun = time.monotonic()
        progress.update(0.0, Text("Kontrollerer opgaven", "Checking the job"))
        plan = self.check(job)
        sweep_stale({path.parent for path in (*plan.outputs.values(), plan.map_file, plan.figure_file) if path})
        check(progress)
        inputs = read_inputs(plan, Stage(progress, 0.01, READ))
        title = plan.tool.title
        stage = Stage(progress, READ, RUN)
        stage.update(0.0, title)
        function = plan.tool.load()
        given = {**inputs.values, "params": plan.params, "steps": self.cache, "wanted": plan.wanted, "progress": stage}
        if not (plan.map_file or plan.figure_file):  # which show the terrain; else only the tool holds it
            inputs = inputs.without_values()
        values = call_releasing(function, given)
        inputs.finish_hashing(progress)
        told = values.notes if isinstance(values, Made) else ()
        values = {one.name: values[one.name] for one in plan.tool.outputs if one.name in plan.wanted}
        provenance = provenance_of(plan, inputs, values, told)
        values = make_bundles(plan.tool.outputs, values, provenance, stage)
        write_made(plan, inputs, values, provenance, Stage(progress, RUN, WRITE))
        self.cache.finish(NoProgress())  # all is in place: too late to stop
        progress.update(1.0, Text("Færdig", "Done"))
        return RunResult(
            tool=plan.tool.id,
            outputs=plan.outputs,
            values=values,
            kinds={one.name: one.kind for one in plan.tool.outputs},
            notes=provenance.notes,
            seconds=time.monotonic() - begun,
            provenance=provenance,
            map_file=plan.map_file,
            figure_file=plan.figure_file,
        )


def run_job(job: Job, *, progress: Progress | None = None, cache: StepCache | None = None) -> RunResult:
    """Run one job (kørsel): check it, read its inputs, run its tool, write all outputs or none.

    Parameters
    ----------
    job:
        What to do.
    progress:
        Told how far the work is, and asked whether to stop.
    cache:
        Where steps are remembered; set up by the environment when left out.

    Raises
    ------
    InputError, OutputError
        For what cannot be used or written; a `JobError` holds all faults that are known before the work begins.
    Cancelled
        When the user wants to stop; nothing new is left behind.
    """
    return Session(cache=cache).run(job, progress=progress)


def provenance_of(plan: Plan, inputs: Inputs, values: Mapping[str, Any], told: tuple[Text, ...]) -> Provenance:
    """Return the record of a run that every file carries."""
    from gistools.io import Provenance  # noqa: PLC0415 - loads the file libraries

    units = {one.name: one.unit for one in plan.tool.outputs if one.name in values and one.unit}
    for name, value in values.items():
        attrs = getattr(value, "attrs", None) or {}
        units.update({f"{name}.{column}": unit for column, unit in attrs.get("units", {}).items()})
    notes = inputs.notes
    if plan.window is not None:
        from gistools.io.words import in_languages  # noqa: PLC0415 - loads the file libraries

        shown = in_languages(plan.window, decimals=2)
        notes = (
            *notes,
            Text(f"Udsnit (vest, syd, øst, nord): {shown.da}", f"Window (west, south, east, north): {shown.en}"),
        )
    if plan.raster_layout is not RasterLayout.COG and any(p.suffix.lower() in _TIFF for p in plan.outputs.values()):
        layout, label = plan.raster_layout.value, LAYOUT_LABELS[plan.raster_layout]
        notes = (*notes, Text(f"Rasterfiler: {layout} ({label.da})", f"Raster files: {layout} ({label.en})"))
    return Provenance.create(
        plan.tool.id,
        plan.tool.title,
        params=plan.params.to_mapping(),
        inputs=inputs.sources,
        notes=(*told, *notes),  # what the figures rest on before how files were read
        units=units,
        stamps=inputs.stamps,
    )


def write_made(
    plan: Plan, inputs: Inputs, values: Mapping[str, Any], provenance: Provenance, progress: Progress
) -> None:
    """Write all outputs and pictures of a run, or none."""
    with Staging() as staging:
        if plan.new_folder is not None:
            staging.make_folder(plan.new_folder)
        share = 0.7 if plan.map_file or plan.figure_file else 1.0
        write_outputs(
            plan.tool.outputs,
            values,
            plan.outputs,
            staging,
            provenance=provenance,
            progress=Stage(progress, 0.0, share),
            layout=plan.raster_layout,
        )
        if plan.map_file or plan.figure_file:
            write_pictures(plan, inputs, values, staging, provenance=provenance, progress=Stage(progress, share, 1.0))
        staging.settle(progress)
        check(progress)
        progress.update(1.0, Text("Lægger filerne på plads", "Placing the files"))
        staging.place()
