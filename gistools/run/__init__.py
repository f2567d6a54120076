"""Binds tools to files: reads inputs, checks all that can be known, runs, and writes outputs with style and provenance.

Importing this room loads no numeric library; running a job does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach
from gistools.run.cache import CacheInfo, StepCache, cache_folder, default_cache
from gistools.run.checks import Plan, check_job
from gistools.run.job import Job
from gistools.run.session import RunResult, Session, run_job

if TYPE_CHECKING:
    from gistools.run.package import HandedOver, hand_over
    from gistools.run.reading_note import PackageParams

__all__ = [
    "CacheInfo",
    "HandedOver",
    "Job",
    "PackageParams",
    "Plan",
    "RunResult",
    "Session",
    "StepCache",
    "cache_folder",
    "check_job",
    "default_cache",
    "hand_over",
    "run_job",
]

__getattr__, _ = attach(
    __name__,
    {
        "HandedOver": "gistools.run.package",
        "PackageParams": "gistools.run.reading_note",
        "hand_over": "gistools.run.package",
    },
)
