"""How connected a landscape is for a species (sammenhæng): its figures, and what each patch and link is worth to it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gistools.corridors.centrality import betweenness_pc
from gistools.corridors.connectivity_params import LinkingParams, LinkSet
from gistools.corridors.crossing import crossing_costs, direct_costs
from gistools.corridors.home import home_area, home_notes, require_home
from gistools.corridors.links import corridor_links
from gistools.corridors.links_params import LinkParams
from gistools.corridors.measures import components, ec
from gistools.corridors.mesh import mesh_size_cross_boundary
from gistools.corridors.network import checked_alpha, habitat_area, patch_network
from gistools.corridors.removal import delta_pc, link_removal
from gistools.corridors.scale import dispersal_alpha, dispersal_cost
from gistools.progress import NoProgress, Stage
from gistools.text import Text, danish

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from gistools.corridors.connectivity_params import ReachParams
    from gistools.corridors.landscape import Corridors, Patches, Resistance, Species
    from gistools.corridors.measures import EquivalentConnectivity
    from gistools.corridors.network import Links
    from gistools.progress import Progress

LEAST_PERCENT = 1e-9
"""dPC at or below it is none: rounding of sums."""


@dataclass(frozen=True, eq=False)
class Connectivity:
    """A landscape's connectivity for one species.

    Parameters
    ----------
    species, corridors:
        What it was made from; the links within `limit` alone.
    alpha:
        Of the kernel, per resistance metre.
    limit:
        Cost beyond which a link is not counted.
    ec:
        Of the municipality: only its own patches have an area, all are stepping stones.
    ec_cross_m2:
        Root of the sum of a_i a_j p*_ij over i in the municipality and all j: what its nature is part of, as the
        cross-boundary mesh size counts. It may be above its own area.
    patches:
        A row for each patch: that of `Patches.frame`, ``dpc_percent`` and its parts, ``patch_rank``,
        ``betweenness_pc``, ``component_id``.
    links:
        A row for each link: that of `Corridors.links`, ``dpc_percent`` (without the link), ``link_rank``,
        ``link_class`` (of its place; ``none`` when nothing is lost without it), ``link_probability``.
    parts:
        What hangs together: ``component_id``, ``patch_count``, ``area_m2``; areas of all patches.
    mesh_m2:
        Effective mesh size of these parts across the border: home area x complete area, over the landscape.
    """

    species: Species
    corridors: Corridors
    alpha: float
    limit: float
    ec: EquivalentConnectivity
    ec_cross_m2: float
    patches: gpd.GeoDataFrame
    links: gpd.GeoDataFrame
    parts: pd.DataFrame
    mesh_m2: float

    def row(self) -> dict[str, object]:
        """Return its figures as a row of the table ``connectivity``.

        ``species``, ``ec_m2``, ``area_m2`` and ``alpha`` are what `gistools.nature_indicators` compares by years.
        """
        home = self.patches["home"].to_numpy(bool)
        return {
            "species": self.species.name.da,
            "name_en": self.species.name.en,
            "ec_m2": self.ec.ec_m2,
            "area_m2": self.ec.area_m2,
            "ec_share": self.ec.share,
            "ec_cross_m2": self.ec_cross_m2,
            "alpha": self.alpha,
            "dispersal_m": self.species.dispersal_m,
            "dispersal_share": self.species.probability,
            "dispersal_cost": dispersal_cost(self.species, self.alpha),
            "link_limit": self.limit,
            "patch_count": len(self.patches),
            "home_patches": int(home.sum()),
            "edge_patches": int((home & self.patches["at_edge"].to_numpy(bool)).sum()),
            "link_count": len(self.links),
            "component_count": len(self.parts),
            "largest_m2": float(self.parts["area_m2"].iloc[0]),
            "mesh_m2": self.mesh_m2,
            "verified": self.species.verified,
        }

    @property
    def notes(self) -> tuple[Text, ...]:
        """What must be said of the figures."""
        home = self.patches["home"].to_numpy(bool)
        edge = home & self.patches["at_edge"].to_numpy(bool)
        name, notes = self.species.name, list(home_notes(self.corridors.patches))
        if edge.any():
            share = 100.0 * self.patches.loc[edge, "area_m2"].sum() / self.patches.loc[home, "area_m2"].sum()
            notes.append(
                Text(
                    f"{name.da}: {share:.0f} % af arealet ligger i levesteder ved kortets kant; hvad der er uden for, "
                    "er ikke med, og sammenhængen er snarere for lav end for høj",
                    f"{name.en}: {share:.0f} % of the area lies in patches at the edge of the map; what is beyond is "
                    "not counted, and connectivity is too low rather than too high",
                )
            )
        return tuple(notes)


def within(corridors: Corridors, limit: float) -> Corridors:
    """Return the same with only the links that cost at most so much; they keep their numbers."""
    kept = corridors.links[corridors.links["link_cost"] <= limit].reset_index(drop=True)
    graph = corridors.graph.copy()
    graph.remove_edges_from([(u, v) for u, v, told in corridors.graph.edges(data=True) if told["cost"] > limit])
    return replace(corridors, graph=graph, links=kept, limit=min(limit, corridors.limit))


def cost_limit(alpha: float, least_probability: float) -> float:
    """Return the cost at which the kernel falls to a probability.

    >>> round(cost_limit(math.log(2.0) / 100.0, 0.25), 9)  # a half at 100, a quarter at 200
    200.0
    """
    return -math.log(least_probability) / checked_alpha(alpha)


def all_pairs(params: ReachParams) -> LinkingParams:
    """Return how links are made where all pairs within reach are needed."""
    return LinkingParams(
        dispersal_scale=params.dispersal_scale,
        dispersal_cost=params.dispersal_cost,
        least_probability=params.least_probability,
        link_set=LinkSet.COMPLETE,
    )


def figures_told(params: LinkingParams) -> Text:
    """Return which links EC stands on here, and how another tool is asked for the same figure.

    >>> figures_told(LinkingParams(link_set=LinkSet.COMPLETE)).en.partition(":")[0]
    'EC counts all pairs of patches within reach here (at least 1 % get across)'
    """
    share = 100.0 * params.least_probability
    there = Text(f"mindst {danish(share)} % når over", f"at least {share:g} % get across")
    same = Text(
        "med samme cellestørrelse, dispersal_cost og least_probability", "of the same cell size, dispersal_cost and "
        "least_probability",
    )  # fmt: skip
    if params.in_patch:
        return Text(
            f"EC betaler her for at krydse levesteder ({there.da}); sammenlign kun med kørsler med in_patch, {same.da}",
            f"EC pays the crossing of patches here ({there.en}); compare with runs with in_patch alone, {same.en}",
        )
    if params.link_set is LinkSet.COMPLETE:
        return Text(
            f"EC regner her med alle par af levesteder inden for rækkevidde ({there.da}): det er det samme tal som i "
            f"de andre værktøjer {same.da}; i corridor-network vælges link_set = complete",
            f"EC counts all pairs of patches within reach here ({there.en}): the figure is that of the other tools "
            f"{same.en}; in corridor-network choose link_set = complete",
        )
    return Text(
        f"EC regner her kun med nabo-forbindelser ({there.da}) og er lidt lavere end med alle par, som plantjek, "
        "tiltag og vurdering af forslag regner med; vælg link_set = complete for at få deres tal",
        f"EC counts links of neighbours alone here ({there.en}) and is a little lower than with all pairs, which the "
        "plan check, measures and the judging of proposals count; choose link_set = complete for their figure",
    )


def linked_corridors(
    patches: Patches,
    resistance: Resistance,
    species: Species,
    params: LinkingParams,
    *,
    roads: gpd.GeoDataFrame | None = None,
    progress: Progress | None = None,
) -> tuple[Corridors, float, Text]:
    """Return patches with the links that a species uses, the rate of its kernel, and what is said of it.

    Links of neighbours are found first, without a limit, for the cost of its distance is read from them; then those
    that too few get across are left out, or all pairs within that cost are searched.

    Raises
    ------
    LayerError, GridError, TableError, ParamError, Cancelled
        As for `gistools.corridors.links.corridor_links` and `dispersal_alpha`.
    """
    progress = progress or NoProgress()
    near = corridor_links(patches, resistance, LinkParams(), roads=roads, progress=Stage(progress, 0.0, 0.5))
    alpha, told = dispersal_alpha(species, near, params.dispersal_scale, dispersal_cost=params.dispersal_cost)
    limit = cost_limit(alpha, params.least_probability)
    if params.link_set is LinkSet.PLANAR:
        return within(near, limit), alpha, told
    every = LinkParams(limit=limit, planar=False)
    made = corridor_links(patches, resistance, every, roads=roads, progress=Stage(progress, 0.5, 1.0))
    return made, alpha, told


def corridor_connectivity(
    corridors: Corridors,
    species: Species,
    alpha: float,
    *,
    least_probability: float = 0.01,
    in_patch: bool = False,
    landscape_m2: float | None = None,
    progress: Progress | None = None,
) -> Connectivity:
    """Return how connected patches are for a species, and what each patch and link is worth.

    Areas are times quality. The municipality's own patches count; those of its neighbours have area 0 and connect
    (their dPC is their connector part alone). Patches at the edge of the map count with what of them is known.

    Parameters
    ----------
    alpha:
        From `dispersal_alpha`.
    least_probability:
        Links that fewer get across are left out.
    in_patch:
        Whether EC pays the crossing of patches on the way (`crossing_costs`, or `direct_costs` of a complete set); what
        each patch and link is worth is with free crossing all the same.
    landscape_m2:
        Area that the mesh size is of; that of the cells that are known when None.

    Raises
    ------
    LayerError
        When no patch lies in the municipality.
    TableError, ParamError
        As for `gistools.corridors.ec`.
    Cancelled
        When the user wants to stop.
    """
    progress = progress or NoProgress()
    limit = cost_limit(alpha, least_probability)
    if not math.isinf(corridors.limit):
        limit = min(limit, corridors.limit)
    near = within(corridors, limit)
    require_home(near.patches, species)
    own, whole = home_area(near), habitat_area(near.graph, quality=True)
    costs = ec_costs(near, in_patch=in_patch, progress=progress)
    network = patch_network(whole, costs)
    kernel = np.exp(-alpha * network.measure(Stage(progress, 0.0, 0.1)))
    parts = components(whole, near.graph)
    worth = delta_pc(own, near.graph, alpha, progress=Stage(progress, 0.1, 0.5))
    between = betweenness_pc(own, near.graph, alpha, progress=Stage(progress, 0.5, 0.6))
    lost = link_removal(own, near.graph, alpha, progress=Stage(progress, 0.6, 1.0))
    patches = near.patches.frame.copy().set_index("patch_id", drop=False)
    patches.index.name = None
    for made, names in ((worth, list(worth.columns[1:])), (between, ["betweenness_pc"])):
        values = made.set_index("patch_id")[names]
        patches[names] = values.reindex(patches.index)
    patches["component_id"] = parts.of_patch.reindex(patches.index)
    patches.insert(1, "patch_rank", ranks(patches["dpc_percent"]))
    links = near.links.copy()
    dpc = {tuple(sorted(ends)): value for *ends, value in lost[["from_patch", "to_patch", "dpc_percent"]].to_numpy()}
    pairs = zip(links["from_patch"], links["to_patch"], strict=True)
    links["dpc_percent"] = np.array([dpc[tuple(sorted(pair))] for pair in pairs], np.float64)
    links["link_probability"] = np.exp(-alpha * links["link_cost"].to_numpy(np.float64))
    links.insert(1, "link_rank", ranks(links["dpc_percent"]))
    classes = np.array(["first", "high", "some", "other"])
    worthy = links["dpc_percent"].to_numpy() > LEAST_PERCENT
    links["link_class"] = np.where(worthy, classes[np.searchsorted((3, 10, 30), links["link_rank"])], "none")
    grid = near.patches.grid
    total = landscape_m2 or float(near.resistance.raster.valid.sum()) * grid.cell_area_m2
    flat = patches.groupby("component_id")
    inside = patches["area_m2"].where(patches["home"].astype(bool), 0.0).groupby(patches["component_id"]).sum()
    mesh = mesh_size_cross_boundary(inside, flat["area_m2"].sum(), total_m2=max(total, float(inside.sum())))
    return Connectivity(
        species,
        near,
        alpha,
        limit,
        ec(own, costs, alpha),
        math.sqrt(float(own.to_numpy() @ kernel @ whole.to_numpy())),
        patches.reset_index(drop=True),
        links,
        parts.frame,
        mesh.mesh_m2,
    )


def ec_costs(corridors: Corridors, *, in_patch: bool, progress: Progress | None = None) -> Links:
    """Return what EC is made with: the links, crossing of patches free, or the costs of all pairs with it paid."""
    if not in_patch:
        return corridors.graph
    return crossing_costs(corridors, progress=progress) if corridors.planar else direct_costs(corridors)


def ranks(worth: pd.Series) -> pd.Series:
    """Return the places by worth, 1 the most; equal ones in the order they stand.

    >>> import pandas as pd
    >>> ranks(pd.Series([1.0, 5.0, 5.0])).tolist()
    [3, 1, 2]
    """
    return worth.rank(ascending=False, method="first").astype(np.int64)
