"""Fragmentation (opsplitning): effective mesh size, plain and cross-boundary."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gistools.errors import ParamError
from gistools.text import Text


@dataclass(frozen=True, slots=True)
class Mesh:
    """Effective mesh size (effektiv maskestørrelse) of a landscape (Jaeger 2000, 10.1023/A:1008129329289).

    Parameters
    ----------
    mesh_m2:
        Sum of A_i² / A, m²: how large the part is, on average, that a point of the landscape lies in.
    total_m2:
        A, m².

    >>> mesh = Mesh(mesh_m2=25.0, total_m2=100.0)
    >>> mesh.coherence, mesh.division, mesh.splitting
    (0.25, 0.75, 4.0)
    """

    mesh_m2: float
    total_m2: float

    @property
    def coherence(self) -> float:
        """Chance that two points at random lie in one part: sum of (A_i / A)², 0-1."""
        return self.mesh_m2 / self.total_m2

    @property
    def division(self) -> float:
        """1 - coherence."""
        return 1.0 - self.coherence

    @property
    def splitting(self) -> float:
        """A² / sum of A_i²: the number of equal parts that would be as split; infinite without any part."""
        return self.total_m2 / self.mesh_m2 if self.mesh_m2 > 0.0 else np.inf


def mesh_size(parts_m2: npt.ArrayLike, *, total_m2: float) -> Mesh:
    """Return the effective mesh size of parts of a landscape: sum of A_i² / A.

    Parameters
    ----------
    parts_m2:
        Area of each part, m²; parts that lie beyond the border are cut at it.
    total_m2:
        Area of the whole landscape (as in FRAGSTATS). Some take the area of all patches instead (Makurhini's default):
        give that to compare with them.

    Raises
    ------
    ParamError
        For areas that are negative, or together larger than the total.

    Examples
    --------
    (30² + 40²) / 100 = 25.

    >>> mesh_size([30.0, 40.0], total_m2=100.0).mesh_m2
    25.0
    """
    parts = _checked(parts_m2, total_m2)
    return Mesh(float((parts**2).sum() / total_m2), total_m2)


def mesh_size_cross_boundary(inside_m2: npt.ArrayLike, complete_m2: npt.ArrayLike, *, total_m2: float) -> Mesh:
    """Return the cross-boundary effective mesh size: sum of A_i x A_i,complete / A (Moser et al. 2007).

    A patch that goes on beyond the border counts with all of it, so that the border itself splits nothing.

    Parameters
    ----------
    inside_m2, complete_m2:
        What of each patch lies within the landscape, and all of it, m².
    total_m2:
        Area of the landscape.

    Raises
    ------
    ParamError
        As for `mesh_size`; where a patch is larger inside than it is.

    Examples
    --------
    (30 x 50 + 40 x 40) / 100 = 31; its coherence may be above 1, and says nothing then.

    >>> mesh_size_cross_boundary([30.0, 40.0], [50.0, 40.0], total_m2=100.0).mesh_m2
    31.0
    """
    inside, complete = _checked(inside_m2, total_m2), np.asarray(complete_m2, np.float64)
    if inside.shape != complete.shape or not (complete >= inside * (1.0 - 1e-9)).all():
        raise ParamError(
            Text(
                "et levested, der er større inden for grænsen end i alt", "a patch larger inside the border than in all"
            ),
            Text("et helt areal for hver del", "the complete area of each part"),
            Text("giv hele levestedets areal", "give the area of the whole patch"),
        )
    return Mesh(float((inside * complete).sum() / total_m2), total_m2)


def _checked(parts_m2: npt.ArrayLike, total_m2: float) -> npt.NDArray[np.float64]:
    parts = np.asarray(parts_m2, np.float64)
    if not ((parts >= 0.0) & np.isfinite(parts)).all() or not 0.0 < total_m2 < np.inf:
        raise ParamError(
            Text("arealer under 0 eller uden værdi", "areas below 0 or without a value"),
            Text("arealer i m² og et samlet areal over 0", "areas in m² and a total above 0"),
            Text("ret arealerne", "correct the areas"),
        )
    if parts.sum() > total_m2 * (1.0 + 1e-9):
        raise ParamError(
            Text(
                f"dele på {parts.sum():.0f} m² i {total_m2:.0f} m²",
                f"parts of {parts.sum():.0f} m² in {total_m2:.0f} m²",
            ),
            Text("dele, der ikke dækker hinanden, inden for området", "parts within the landscape that do not overlap"),
            Text("skær delene til ved grænsen, og saml overlap", "cut the parts at the border and dissolve overlaps"),
        )
    return parts
