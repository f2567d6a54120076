"""The tool ``school-routes``: library steps composed for the runner; declared in `school_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gistools.errors import ParamError
from gistools.pathnet.answered import chosen_profiles, judged, stamps_of
from gistools.pathnet.network_layers import NetworkLayers
from gistools.pathnet.passability import default_notes
from gistools.pathnet.school import grade_groups, school_routes
from gistools.pathnet.school_layers import read_homes, read_schools
from gistools.pathnet.school_mending import school_mends
from gistools.pathnet.school_outputs import (
    distance_graph,
    drawn_group,
    edge_layer,
    home_layer,
    mend_layer,
    school_table,
    without_way,
)
from gistools.pathnet.school_params import SchoolParams, SchoolRoutesParams
from gistools.pathnet.school_rules import danger_table, school_bands
from gistools.progress import Progress, Stage
from gistools.stamps import mark_of, stamped
from gistools.text import Text, counted
from gistools.tool import Made, part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from gistools.pathnet.school import SchoolRoutes
    from gistools.tool import Steps

NO_DECISION = Text(
    "En vurdering, ikke en afgørelse: kommunen vurderer, om en vej er trafikfarlig, efter udtalelse fra politi og "
    "vejmyndighed. Flag er forhold, der taler for det.",
    "An assessment, not a decision: the municipality judges whether a road is dangerous, having heard police and road "
    "authority. Flags are what speaks for it.",
)


def school_routes_tool(
    *,
    params: SchoolRoutesParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``school-routes``."""
    schools = read_schools(given["schools"])
    homes = read_homes(given["addresses"], schools, given["school_districts"])
    bands, table = school_bands(given["school_distance"])
    dangers = danger_table(given["school_danger"])
    groups = grade_groups(schools, bands, params.grade)
    if not groups:
        asked = "" if params.grade is None else f" {params.grade}"
        raise ParamError(
            Text(f"ingen skole har klassetrin{asked}", f"no school teaches grade{asked}"),
            Text("et klassetrin, som en skole og afstandstabellen har", "a grade that a school and the table have"),
            Text("vælg et andet klassetrin, eller ret skolernes", "choose another grade, or correct the schools"),
        )
    walking = chosen_profiles("walking", given)
    network = NetworkLayers.of(given).network(params, Stage(progress, 0.0, 0.4))
    (walked,) = judged(network, walking, params, given, Stage(progress, 0.4, 0.45))
    routes = school_routes(
        network, walked, homes, schools, groups,
        dangers, part_of(params, SchoolParams), accidents=given["accidents"], town_zone=given["town_zone"],
        judged=given["judged_roads"], progress=Stage(progress, 0.45, 0.7),
    )  # fmt: skip
    stamps = stamps_of(given)
    mark = mark_of(stamps)
    first = drawn_group(routes)
    notes = [
        *schools.notes, *network.notes, *default_notes([walked]), *homes.notes, *_told(routes), *table.unverified,
        *dangers.unverified, NO_DECISION,
    ]  # fmt: skip
    last = Stage(progress, 0.7, 1.0)
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "school_ways": lambda: home_layer(routes),
        "school_edges": lambda: edge_layer(routes),
        "schools_table": lambda: school_table(routes),
        "school_mends": lambda: mend_layer(school_mends(routes, first, most=params.mends, progress=last), routes),
    }
    values: dict[str, object] = {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    if "school_distances" in wanted:
        values["school_distances"] = distance_graph(
            routes, notes=(*schools.notes, *homes.notes, *without_way(routes)), stamps=stamps
        )
    return Made(values, tuple(dict.fromkeys(notes)))


def _told(routes: SchoolRoutes) -> list[Text]:
    """Return what must be said of homes and schools that have no answer, and of which grades the edges tell."""
    notes = []
    off = int((~routes.places.met).sum())
    if off:
        notes.append(
            Text(
                f"{counted(off, 'hjem', 'hjem')} for langt fra nettet: svaret er uafklaret.",
                f"{counted(off, 'home', 'homes')} too far from the network: the answer is open.",
            )
        )
    notes += without_way(routes)
    away = [name for name, met in zip(routes.schools.names, routes.gates.met, strict=True) if not met]
    if away:
        notes.append(
            Text(
                f"Skoler for langt fra nettet: {', '.join(away)}.",
                f"Schools too far from the network: {', '.join(away)}.",
            )
        )
    first = drawn_group(routes).group.grades
    if len(routes.groups) > 1:
        notes.append(
            Text(
                f"Hjem på kortet, flag og forbedringer gælder klassetrin {first}; vælg et andet med grade.",
                f"The map of homes, flags of edges and mends are of grades {first}; choose others by grade.",
            )
        )
    return notes
