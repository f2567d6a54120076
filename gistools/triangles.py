"""A surface of triangles as a value: a design surface (projekteret terræn) before it is laid on cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

FARTHEST_M = 1e8  # from the origin; projected coordinates in metres lie nearer, also with the zone written before x


@dataclass(frozen=True, eq=False)
class Triangles:
    """Triangles between points with heights (trekantmodel, TIN).

    Parameters
    ----------
    points:
        float64, shape (n, 3): x, y in metres of the coordinate system, and height in m.
    faces:
        int64, shape (m, 3): the points of each triangle.
    crs:
        The horizontal coordinate system; empty where the file does not say.
    vertical_datum:
        What heights are measured from; None where the file does not say.
    name:
        What it shows.

    >>> import numpy as np
    >>> corner = Triangles(np.array([[0.0, 0.0, 1.0], [4.0, 0.0, 1.0], [0.0, 4.0, 2.0]]), np.array([[0, 1, 2]]))
    >>> corner
    <Triangles design surface: 1 triangles of 3 points; 1 … 2 m>
    """

    points: npt.NDArray[np.float64]
    faces: npt.NDArray[np.int64]
    crs: str = ""
    vertical_datum: str | None = None
    name: Text = field(default=Text("projekteret terræn", "design surface"))

    def used(self) -> npt.NDArray[np.float64]:
        """Return the points that triangles have as corners, each once: float64, shape (k, 3).

        Raises
        ------
        IndexError
            For a triangle between points that are not there.

        >>> import numpy as np
        >>> Triangles(np.eye(3), np.array([[0, 2, 2]])).used().tolist()
        [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
        """
        return self.points[np.unique(self.faces)]

    def unusable(self) -> int:
        """Return how many corners have a coordinate or a height that is no number, infinite or beyond `FARTHEST_M`.

        >>> import numpy as np
        >>> points = np.array([[0.0, 0.0, 1.0], [4.0, np.inf, 1.0], [1e20, 4.0, 2.0]])
        >>> Triangles(points, np.array([[0, 1, 2]])).unusable()
        2
        """
        return int((~(np.abs(self.used()) <= FARTHEST_M)).any(axis=1).sum())

    def __repr__(self) -> str:
        """One line."""
        heights = self.points[:, 2]
        span = f"{heights.min():g} … {heights.max():g} m" if heights.size else "empty"
        return f"<Triangles {self.name.en}: {len(self.faces)} triangles of {len(self.points)} points; {span}>"
