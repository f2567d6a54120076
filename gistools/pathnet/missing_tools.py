"""The tool of missing links as data; loads no numeric library."""

from __future__ import annotations

from gistools.pathnet.build_tools import GROUP, NETWORK_INPUTS
from gistools.pathnet.missing_params import MissingLinkParams
from gistools.pathnet.profile_tools import PROFILE_INPUTS
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

_ADDRESSES = Input(
    "addresses",
    Kind.LAYER,
    Text("Adresser", "Addresses"),
    Text("Hvor der bor nogen; gerne antal_boliger.", "Where somebody lives; antal_boliger where known."),
    geometry=Geometry.POINT,
)
_DESTINATIONS = Input(
    "destinations",
    Kind.LAYER,
    Text("Mål", "Destinations"),
    Text(
        "Skoler, stop, butikker eller andet; hver adresse til det nærmeste. Udelades de, skal alle nå hinanden.",
        "Schools, stops, shops or other; each address to the nearest. Without them all are to reach each other.",
    ),
    required=False,
    beneath="goals_beneath",
)
_PLAN_AREAS = Input(
    "plan_areas",
    Kind.LAYER,
    Text("Planområder", "Plan areas"),
    Text("Deres udgange er ender for nye forbindelser.", "Their exits are ends of new links."),
    required=False,
    geometry=Geometry.POLYGON,
    beneath="areas_beneath",
)
_CANDIDATES = Input(
    "candidates",
    Kind.LAYER,
    Text("Egne forslag", "Own candidates"),
    Text("Tegnede linjer, gerne med navn og pris_kr.", "Drawn lines, with navn and pris_kr where known."),
    required=False,
    geometry=Geometry.LINE,
)
_PRICES = Input(
    "path_prices",
    Kind.TABLE,
    Text("Priser på stier", "Prices of paths"),
    Text(
        "Egne priser på sti, bro, tunnel og krydsning; ellers startværdier uden kilde.",
        "Your own prices of path, bridge, tunnel and crossing; else starting values without a source.",
    ),
    required=False,
)

MISSING_LINKS = Tool(
    id="missing-links",
    title=Text("Hvilken forbindelse mangler?", "Which link is missing?"),
    summary=Text(
        "Hvilke nye stier, broer og tunneler der forbinder flest eller sparer den længste omvej pr. krone, og i "
        "hvilken orden.",
        "Which new paths, bridges and tunnels connect most or save the longest detours for each krone, and in which "
        "order.",
    ),
    group=GROUP,
    limits=Text(
        "Rette linjer mellem steder på nettet, ikke projekter: ejere, jord og det, der ikke er i lagene, er ikke med. "
        "Omkring en femtedel af de højest placerede er i en undersøgelse fejl i data: ret dem først.",
        "Straight lines between places of the network, no designs: owners, soil and what is not in the layers are not "
        "counted. In one study about a fifth of those at the top were errors of data: mend these first.",
    ),
    function="gistools.pathnet.missing_run:missing_links_tool",
    params=MissingLinkParams,
    inputs=(*NETWORK_INPUTS, _ADDRESSES, _DESTINATIONS, _PLAN_AREAS, _CANDIDATES, *PROFILE_INPUTS, _PRICES),
    outputs=(
        Output(
            "missing_links",
            Kind.LAYER,
            Text("Mulige forbindelser", "Possible links"),
            Text(
                "Hver med plads, nyforbundne, sparet vej, pris, hvad den krydser, tvivl om data og udgiven gevinst.",
                "Each with place, newly connected, way saved, price, what it crosses, doubts of data, the published "
                "benefit.",
            ),
            geometry=Geometry.LINE,
            style="missing_links",
        ),
        Output(
            "link_network",
            Kind.LAYER,
            Text("Nettet for profilen", "Network of the profile"),
            Text(
                "Hvert stykke: kan bruges, kan ikke, eller det vides ikke.",
                "Each edge: usable, not, or not known.",
            ),
            geometry=Geometry.LINE,
            style="link_network",
        ),
        Output(
            "link_order",
            Kind.TABLE,
            Text("Byggeorden", "Build order"),
            Text(
                "Forbindelserne trin for trin med det, der er vundet og brugt i alt.",
                "The links step by step with what is gained and spent so far.",
            ),
        ),
        Output(
            "link_curve",
            Kind.GRAPH,
            Text("Hvad giver pengene på stier?", "What does the money give on paths?"),
            Text("Det, der er vundet, mod kroner.", "What is gained against DKK."),
        ),
        Output(
            "published_gaps",
            Kind.LAYER,
            Text("Huller efter den udgivne metode", "Gaps of the published method"),
            Text(
                "Veje uden det, profilen kan bruge, mellem to steder på dens net, med den udgivne gevinst (IPDC).",
                "Ways that the profile cannot use between two spots of its network, with the published benefit (IPDC).",
            ),
            geometry=Geometry.LINE,
            style="published_gaps",
            default=False,
        ),
    ),
)

MISSING_TOOLS = (MISSING_LINKS,)
