"""Guides written by their ending: a page for phones drawn by `gistools.view`, a track by `gistools.io`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.progress import Progress, run_cancellable

if TYPE_CHECKING:
    from pathlib import Path

    from gistools.io import Provenance
    from gistools.pathnet.guide_sheet import GuideSheet

__all__ = ["write_guide"]


def write_guide(value: GuideSheet, path: Path, *, provenance: Provenance, progress: Progress) -> None:
    """Write a guide as its ending says, and the record of the run beside it.

    Raises
    ------
    OutputError, DiskFullError, Cancelled
        As for every output.
    """
    from gistools.io import atomic  # noqa: PLC0415 - loads the file libraries
    from gistools.io.records import SIDECAR  # noqa: PLC0415 - beside them

    data = run_cancellable(progress, lambda: _bytes(value, path.suffix.lower(), provenance))
    with atomic.atomic_output(path, sidecars={SIDECAR: provenance.to_json()}) as temporary:
        atomic.write_bytes(temporary, data, progress)


def _bytes(value: GuideSheet, ending: str, provenance: Provenance) -> bytes:
    created = provenance.created or ""
    if ending == ".gpx":
        from gistools.io.gpx import gpx_of  # noqa: PLC0415 - beside the file libraries

        return gpx_of(value.track, created=created)
    from gistools.view.guide_page import guide_page  # noqa: PLC0415 - loads templates

    page = guide_page(value, stamps=provenance.stamps, provenance_json=None, created=created)
    return page.encode("utf-8")
