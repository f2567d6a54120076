"""The tool ``path-network``: library steps composed for the runner; declared in `build_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from gistools.pathnet.answered import stamps_of
from gistools.pathnet.homes import Dwellers
from gistools.pathnet.network_layers import NetworkLayers
from gistools.stamps import mark_of, stamped
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from gistools.pathnet.build_params import PathNetworkParams
    from gistools.pathnet.network import PathNetwork
    from gistools.progress import Progress
    from gistools.tool import Steps


def path_network_tool(
    *,
    params: PathNetworkParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``path-network``."""
    dwellers = None
    if (addresses := given.get("addresses")) is not None:
        dwellers = Dwellers.of(addresses, access_m=params.access_m, field=params.dwellings_field)
    network = NetworkLayers.of(given).network(params, progress, dwellers)
    mark = mark_of(stamps_of(given))
    makers = {
        "edges": network.edges.copy,
        "nodes": network.nodes.copy,
        "repairs": lambda: repair_layer(network),
        "audit": lambda: audit_table(network),
    }
    values: dict[str, object] = {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    return Made(values, network.notes)


def audit_table(network: PathNetwork) -> pd.DataFrame:
    """Return the audit as a table for people: those to mend first on top."""
    return network.audit.rename(columns={"distance_m": "gap_m"})


def repair_layer(network: PathNetwork) -> gpd.GeoDataFrame:
    """Return the audit as points, those that have a place, what is done about first."""
    table = audit_table(network)
    placed = table[table["x_m"].notna()].reset_index(drop=True)
    points = shapely.points(placed[["x_m", "y_m"]].to_numpy(float))
    return gpd.GeoDataFrame(placed.drop(columns=["x_m", "y_m"]), geometry=points, crs=network.edges.crs)
