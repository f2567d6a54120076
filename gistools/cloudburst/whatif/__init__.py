"""What-if (hvad nu hvis): drawn measures and design surfaces, and what they change for every rain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.cloudburst.whatif.comparison import Comparison, compare
    from gistools.cloudburst.whatif.design import lay_design
    from gistools.cloudburst.whatif.planning import Planned, apply_measures
    from gistools.cloudburst.whatif.reading import Measure, read_measures

__all__ = ["Comparison", "Measure", "Planned", "apply_measures", "compare", "lay_design", "read_measures"]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "Comparison": "gistools.cloudburst.whatif.comparison",
            "Measure": "gistools.cloudburst.whatif.reading",
            "Planned": "gistools.cloudburst.whatif.planning",
            "apply_measures": "gistools.cloudburst.whatif.planning",
            "compare": "gistools.cloudburst.whatif.comparison",
            "lay_design": "gistools.cloudburst.whatif.design",
            "read_measures": "gistools.cloudburst.whatif.reading",
        },
    )
