"""Building the path network (stinettet) from any layers of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._checks import require_kind
from gistools.pathnet.build_params import BuildParams
from gistools.pathnet.network import PathNetwork, assemble
from gistools.pathnet.noding import node_ways
from gistools.pathnet.ways import read_ways
from gistools.progress import NoProgress
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from gistools.progress import Progress


def build_network(
    layers: Mapping[str, gpd.GeoDataFrame],
    params: BuildParams,
    *,
    barriers: Mapping[str, gpd.GeoDataFrame] | None = None,
    progress: Progress | None = None,
) -> PathNetwork:
    """Build the network (stinet) of layers of lines."""
    require_kind(params, BuildParams, "params")
    told = progress or NoProgress()
    told.update(0.0, Text("Læser linjer", "Reading lines"))
    read = read_ways(layers, include_planned=params.include_planned)
    noded = node_ways(read.ways, z_apart_m=params.z_apart_m)
    columns = {name: values[noded.way] for name, values in read.ways.columns.items()}
    return assemble(noded.lines(read.ways), noded.u, noded.v, columns, crs=read.crs, notes=read.notes)
