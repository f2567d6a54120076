"""Bundles: made when the record of the run is known, written as one zip with a report within and that record beside."""

from __future__ import annotations

import importlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gistools.progress import Progress, run_cancellable
from gistools.text import Text
from gistools.tool import Kind, Output

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gistools.io import Provenance

__all__ = ["make_bundles", "write_bundle_output"]

_REPORT = "gistools.view.flood_report"  # found by name: this room knows no kind of bundle


def make_bundles(
    outputs: Sequence[Output], values: Mapping[str, Any], provenance: Provenance, progress: Progress
) -> dict[str, Any]:
    """Return the values with each bundle made that its tool gave as a function of the record of the run.

    Only the record holds the hashes of all inputs, which a bundle publishes and its tool cannot know.

    Raises
    ------
    Cancelled
        When the user wants to stop.
    """
    made = dict(values)
    for one in outputs:
        make = made.get(one.name)
        if one.kind is Kind.BUNDLE and callable(make):
            progress.update(1.0, Text(f"Samler {one.label.da.lower()}", f"Gathering {one.label.en.lower()}"))
            made[one.name] = run_cancellable(progress, lambda make=make: make(provenance, drawn))  # type: ignore[misc]  # mypy takes no default of a lambda
    return made


def drawn(value: Any, style: str) -> bytes:  # noqa: ANN401 - whatever `gistools.view` draws
    """Return a graph or a map of a value as PNG."""
    from gistools import view  # noqa: PLC0415 - loads the drawing libraries
    from gistools.graph import Graph  # noqa: PLC0415 - beside them

    with tempfile.TemporaryDirectory(prefix="gistools-picture-") as folder:
        path = Path(folder) / "picture.png"
        if isinstance(value, Graph):
            view.save_graph(value, path)
        else:
            view.save_figure(view.plot(value, style=style or None), path)
        return path.read_bytes()


def write_bundle_output(value: Any, path: Path, *, provenance: Provenance, progress: Progress) -> None:  # noqa: ANN401 - whatever `gistools.io.write_bundle` takes
    """Write a bundle with its report within, and the record of the run beside.

    Raises
    ------
    OutputError, DiskFullError, Cancelled
        As for every output.
    """
    from gistools import io  # noqa: PLC0415 - loads the file libraries
    from gistools.io.records import SIDECAR  # noqa: PLC0415 - beside them

    page = importlib.import_module(_REPORT).flood_report_page
    report = run_cancellable(progress, lambda: page(value))
    io.write_bundle(value, path, report=report, progress=progress)
    with io.atomic_output(path.with_name(path.name + SIDECAR)) as temporary:
        temporary.write_text(provenance.to_json(), encoding="utf-8")
