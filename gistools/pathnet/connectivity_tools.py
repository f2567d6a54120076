"""The tools of connectivity and service areas as data; loads no numeric library."""

from __future__ import annotations

from gistools.pathnet.build_tools import GROUP, NETWORK_BENEATH, NETWORK_INPUTS
from gistools.pathnet.connectivity_params import PathConnectivityParams, ServiceAreaParams
from gistools.pathnet.profile_tools import PROFILE_INPUTS
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

LIMITS = Text(
    "Kortet er en vurdering efter de oplysninger, som lagene har om stykkerne. Hvad der ikke står, er ukendt og "
    "ikke nej. "
    "Svage punkter er regnet uden retning.",
    "The map is an assessment by what the layers tell of the edges. What is not written is unknown, not no. Weak "
    "points "
    "are found without direction.",
)

_ADDRESSES = Input(
    "addresses",
    Kind.LAYER,
    Text("Adresser", "Addresses"),
    Text(
        "Punkter. Boliger læses af feltet antal_boliger eller det, som nævnes; ellers tæller hver adresse for én.",
        "Points. Dwellings are read of the field antal_boliger or the one that is named; else each address counts one.",
    ),
    required=False,
)


def _destinations(text: Text, *, required: bool) -> Input:
    label = Text("Mål", "Destinations")
    return Input("destinations", Kind.LAYER, label, text, required=required, beneath="goals_beneath")


PATH_CONNECTIVITY = Tool(
    id="path-connectivity",
    title=Text("Stinet: øer, svage punkter og omveje", "Path network: islands, weak points and detours"),
    summary=Text(
        "Hænger nettet sammen for en profil: øer og hvad der skiller dem, hvem der skæres fra, når et stykke "
        "lukker, net i "
        "tal og omveje.",
        "Whether the network hangs together for a profile: islands and what parts them, who is cut off when an edge "
        "closes, figures and detours.",
    ),
    group=GROUP,
    limits=LIMITS,
    function="gistools.pathnet.connectivity_run:path_connectivity_tool",
    params=PathConnectivityParams,
    inputs=(
        *NETWORK_INPUTS,
        *PROFILE_INPUTS,
        _ADDRESSES,
        _destinations(
            Text(
                "Skole, stop, butik: svage punkter og omveje regnes til dem; ellers til resten af nettet.",
                "School, stop, shop: weak points and detours are told against them; else against the rest.",
            ),
            required=False,
        ),
    ),
    outputs=(
        Output(
            "islands",
            Kind.LAYER,
            Text("Øer i stinettet", "Islands of the path network"),
            Text(
                "Hver ø med meter, boliger og adresser, om den hænger sammen med hovednettet, og hvad der skiller den.",
                "Each island with metres, dwellings and addresses, whether it is joined to the main part, and why not.",
            ),
            geometry=Geometry.LINE,
            style="path_islands",
        ),
        Output(
            "barriers",
            Kind.LAYER,
            Text("Det skiller øerne", "What parts the islands"),
            Text(
                "Stykker mellem øer og på den korteste vej ud af hver, med grund og kilde.",
                "Edges between islands and on the shortest way out of each, with reason and source.",
            ),
            geometry=Geometry.LINE,
            style="path_barriers",
        ),
        Output(
            "weak_edges",
            Kind.LAYER,
            Text("Stykker, der skiller, når de lukker", "Edges that cut off when they close"),
            Text(
                "Hvem der ikke kan komme til resten af nettet eller til målene, når stykket lukker; det værste først.",
                "Who cannot get to the rest of the network or to the destinations when the edge closes; the "
                "worst first.",
            ),
            geometry=Geometry.LINE,
            style="path_weak_edges",
        ),
        Output(
            "weak_nodes",
            Kind.LAYER,
            Text("Kryds, der skiller, når de lukker", "Junctions that cut off when they close"),
            Text("Det samme, når et kryds lukker for alle.", "The same when a junction closes for all."),
            geometry=Geometry.POINT,
            style="path_weak_nodes",
        ),
        Output(
            "network_indices",
            Kind.TABLE,
            Text("Nettet i tal", "The network in figures"),
            Text(
                "Dele, alfa, beta, gamma, stykker pr. knude, tætheder og boliger, med og uden ukendte stykker, "
                "og om knuder "
                "mellem to stykker er slået sammen.",
                "Parts, alpha, beta, gamma, link-node ratio, densities and dwellings, with and without unknown "
                "edges, and "
                "whether nodes between two edges are merged.",
            ),
        ),
        Output(
            "detours",
            Kind.TABLE,
            Text("Omveje", "Detours"),
            Text(
                "Vej over luftlinje: median, 90 %, andele over 1,25 og 1,5; par uden vej for sig.",
                "Way over straight line: median, 90 %, shares above 1.25 and 1.5; pairs without a way apart.",
            ),
            needs="addresses",
        ),
        Output(
            "detour_graph",
            Kind.GRAPH,
            Text("Omveje, fordelt", "Detours, distributed"),
            Text(
                "Hvor stor en andel af alle par der har højst en omvej.",
                "The share of all pairs with at most a detour.",
            ),
            needs="addresses",
        ),
    ),
)

PATH_SERVICE_AREA = Tool(
    id="path-service-area",
    title=Text("Stinet: hvad nås inden for en afstand", "Path network: what is reached within a distance"),
    summary=Text(
        "Strækninger, adresser og boliger inden for meter eller minutter af steder ad nettet, også til midt på "
        "et stykke.",
        "Stretches, addresses and dwellings within metres or minutes of places on the network, to the middle of "
        "an edge.",
    ),
    group=GROUP,
    limits=LIMITS,
    function="gistools.pathnet.service_run:path_service_area_tool",
    params=ServiceAreaParams,
    inputs=(
        *NETWORK_BENEATH,
        *PROFILE_INPUTS,
        _destinations(Text("Skoler, stop eller andre steder.", "Schools, stops or other places."), required=True),
        _ADDRESSES,
    ),
    outputs=(
        Output(
            "reached_lines",
            Kind.LAYER,
            Text("Det, der nås", "What is reached"),
            Text(
                "Strækninger efter afstand til det nærmeste sted, i bånd efter grænserne.",
                "Stretches by distance to the nearest place, in bands by the limits.",
            ),
            geometry=Geometry.LINE,
            style="service_area",
        ),
        Output(
            "service_table",
            Kind.TABLE,
            Text("Hvert sted i tal", "Each place in figures"),
            Text(
                "Meter, adresser og boliger inden for hver grænse af hvert sted, med og uden ukendte stykker.",
                "Metres, addresses and dwellings within each limit of each place, with and without unknown edges.",
            ),
        ),
        Output(
            "addresses_reached",
            Kind.LAYER,
            Text("Adresser", "Addresses"),
            Text(
                "Om hver adresse er inden for den største grænse af et sted, og hvor langt der er.",
                "Whether each address is within the largest limit of a place, and how far it is.",
            ),
            geometry=Geometry.POINT,
            style="addresses_reached",
            needs="addresses",
        ),
    ),
)

PATH_CONNECTIVITY_TOOLS = (PATH_CONNECTIVITY, PATH_SERVICE_AREA)
