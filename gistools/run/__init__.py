"""Binds tools to files: reads inputs, checks all that can be known, runs, and writes outputs with style and provenance.

Importing this room loads no numeric library; running a job does.
"""

from gistools.run.cache import CacheInfo, StepCache, cache_folder, default_cache
from gistools.run.checks import Plan, check_job
from gistools.run.job import Job
from gistools.run.session import RunResult, Session, run_job

__all__ = [
    "CacheInfo",
    "Job",
    "Plan",
    "RunResult",
    "Session",
    "StepCache",
    "cache_folder",
    "check_job",
    "default_cache",
    "run_job",
]
