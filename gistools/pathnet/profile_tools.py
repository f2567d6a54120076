"""The tool that tells for whom paths can be used, as data; loads no numeric library."""

from __future__ import annotations

from gistools.pathnet.build_tools import GROUP, NETWORK_INPUTS
from gistools.pathnet.profile_params import PassabilityParams
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

ELEVATION_INPUT = Input(
    "elevation",
    Kind.RASTER,
    Text("Højdemodel", "Elevation model"),
    Text(
        "Terræn i meter, som stigninger måles i; uden den er stigningen ukendt.",
        "Terrain in metres that slopes are measured in; without it slope is unknown.",
    ),
    required=False,
    unit="m",
    elevation=True,
)

PROFILE_INPUTS = (
    ELEVATION_INPUT,
    Input(
        "path_limits",
        Kind.TABLE,
        Text("Egne grænser", "Own limits"),
        Text(
            "Rækker som i tabellen path_limits (profil, regel, grænse, enhed, styrke); de gælder i stedet for dem, der "
            "følger med, og styrken ingen fjerner en grænse.",
            "Rows as in the table path_limits (profile, rule, value, unit, strength); they take the place of those "
            "shipped, and strength none takes a limit away.",
        ),
        required=False,
    ),
    Input(
        "path_profiles",
        Kind.TABLE,
        Text("Egne profiler", "Own profiles"),
        Text(
            "Rækker som i tabellen path_profiles: id, navn, til fods eller på cykel, fart.",
            "Rows as in the table path_profiles: id, name, on foot or by bicycle, speed.",
        ),
        required=False,
    ),
)
"""What tells for whom, as all tools of paths take it."""

LIMITS = Text(
    "En vurdering efter de oplysninger, der er i lagene: det, der ikke er oplyst, er ukendt og bliver aldrig til ja. "
    "Højdemodellen viser ikke kantsten, hvileplaner eller tværfald; gå stien, før nogen vises vej.",
    "An assessment by what the layers tell: what is not told is unknown and never becomes yes. The elevation model "
    "shows no kerbs, landings or cross fall; walk the path before anybody is shown the way.",
)

PATH_PASSABILITY = Tool(
    id="path-passability",
    title=Text("Stier: for hvem?", "Paths: for whom?"),
    summary=Text(
        "Hvem der kan bruge hvert stykke sti og vej, hver vej for sig: ja, nej eller ukendt med grunden, og hvilke "
        "stykker der skal registreres først.",
        "Who can use each piece of path and road, in each direction: yes, no or unknown with the reason, and which "
        "edges to survey first.",
    ),
    group=GROUP,
    limits=LIMITS,
    function="gistools.pathnet.profile_run:path_passability_tool",
    params=PassabilityParams,
    inputs=(*NETWORK_INPUTS, *PROFILE_INPUTS),
    outputs=(
        Output(
            "passability",
            Kind.LAYER,
            Text("For hvem: stierne", "For whom: the paths"),
            Text(
                "Hvert stykke for hver profil: ja, nej, ukendt eller kun den ene vej, hvorfor, stigning og tid.",
                "Each edge for each profile: yes, no, unknown or one way only, why, slope and time.",
            ),
            geometry=Geometry.LINE,
            style="path_passability",
        ),
        Output(
            "survey",
            Kind.LAYER,
            Text("Registrér først", "Survey first"),
            Text(
                "De ukendte stykker, der betyder mest: hvad der skal måles, og hvad der så hænger sammen.",
                "The unknown edges that matter most: what to measure, and what then hangs together.",
            ),
            geometry=Geometry.LINE,
            style="path_survey",
        ),
        Output(
            "reasons",
            Kind.TABLE,
            Text("Grunde", "Reasons"),
            Text(
                "En række for hver grænse, som et stykke ikke holder, eller som ikke kan besvares, med kilde.",
                "A row for each limit that an edge fails or that cannot be answered, with source.",
            ),
        ),
        Output(
            "for_whom",
            Kind.TABLE,
            Text("For hvem i tal", "For whom in figures"),
            Text(
                "Meter ja, nej og ukendt for hver profil; længste sammenhængende del, forsigtigt og højt regnet.",
                "Metres of yes, no and unknown for each profile; the longest part, strict and optimistic.",
            ),
        ),
        Output(
            "elevation_profile",
            Kind.GRAPH,
            Text("Højdeprofil", "Elevation profile"),
            Text(
                "Højden langs en sti, med den tilladte stigning, for stejle stykker, broer og tunneler.",
                "Height along a path, with the slope allowed, stretches too steep, bridges and tunnels.",
            ),
            needs="elevation",
        ),
    ),
)

PROFILE_TOOLS = (PATH_PASSABILITY,)
