"""The layers (lag) that all tools of paths are given, and the network made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gistools.pathnet.build import build_network
from gistools.pathnet.build_params import BuildParams
from gistools.tool import part_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from gistools.pathnet.homes import Dwellers
    from gistools.pathnet.network import PathNetwork
    from gistools.progress import Progress

LINES = ("paths", "roads")
"""Inputs that the network is made of."""

BARRIERS = ("buildings", "lakes", "streams", "rails")
"""Inputs that no end is joined across."""


@dataclass(frozen=True, eq=False)
class NetworkLayers:
    """Layers by name of input, those that were given.

    Parameters
    ----------
    lines:
        By name of `LINES`.
    barriers:
        By name of `BARRIERS`.
    """

    lines: Mapping[str, gpd.GeoDataFrame]
    barriers: Mapping[str, gpd.GeoDataFrame]

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> NetworkLayers:
        """Return those of the inputs of a tool, whatever else it is given."""
        lines = {name: layer for name in LINES if (layer := given.get(name)) is not None}
        barriers = {name: layer for name in BARRIERS if (layer := given.get(name)) is not None}
        return cls(lines, barriers)

    def network(
        self, params: BuildParams, progress: Progress | None = None, dwellers: Dwellers | None = None
    ) -> PathNetwork:
        """Return the network of them, see `build_network`; ``params`` may hold more than those of building."""
        part = params if type(params) is BuildParams else part_of(params, BuildParams)
        return build_network(self.lines, part, barriers=self.barriers, dwellers=dwellers, progress=progress)
