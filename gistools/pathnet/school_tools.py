"""The tools of ways to school and of cycle superhighways, as data; loads no numeric library."""

from __future__ import annotations

from gistools.pathnet.build_tools import GROUP, NETWORK_INPUTS
from gistools.pathnet.profile_tools import PROFILE_INPUTS
from gistools.pathnet.school_params import SchoolRoutesParams
from gistools.pathnet.superhighway_params import SuperhighwayParams
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool


def _layer(name: str, label: Text, text: Text, geometry: Geometry = Geometry.ANY, *, required: bool = False) -> Input:
    return Input(name, Kind.LAYER, label, text, required=required, geometry=geometry)


def _table(name: str, label: Text, text: Text) -> Input:
    return Input(name, Kind.TABLE, label, text, required=False)


SCHOOL_ROUTES = Tool(
    id="school-routes",
    title=Text("Skoleveje: længde og farlighed", "Ways to school: length and danger"),
    summary=Text(
        "For hver adresse og hvert klassetrin: den korteste skolevej mod lovens grænser, hvad der taler for, at den er "
        "trafikfarlig, den sikreste vej, og hvor en forbedring ændrer flest svar. En vurdering, ikke en afgørelse.",
        "For each address and grade: the shortest way to school against the limits of the act, what speaks for danger "
        "on it, the safest way, and where a mend changes most answers. An assessment, not a decision.",
    ),
    group=GROUP,
    limits=Text(
        "Kommunen vurderer, om en vej er trafikfarlig, efter udtalelse fra politiet; flag er kun forhold, der taler "
        "for det. Tallene i tabellen er startværdier.",
        "The municipality judges whether a road is dangerous, having heard the police; flags are only what speaks for "
        "it. The figures of the table are starting values.",
    ),
    function="gistools.pathnet.school_run:school_routes_tool",
    params=SchoolRoutesParams,
    inputs=(
        *NETWORK_INPUTS,
        _layer(
            "addresses",
            Text("Adresser eller elever", "Addresses or pupils"),
            Text(
                "Punkter. Med kolonnen elever tælles elever, ellers adresser; klassetrin og skole bruges også.",
                "Points. With a column elever pupils are counted, else addresses; klassetrin and skole are used too.",
            ),
            Geometry.POINT,
            required=True,
        ),
        Input(
            "schools",
            Kind.LAYER,
            Text("Skoler", "Schools"),
            Text(
                "Punkter med navn, trin_fra og trin_til; helst ved indgangen. Uden klassetrin udelades det, hvis slags "
                "ikke er skole.",
                "Points with navn, trin_fra and trin_til; best at the entrance. Without grades what is of another kind "
                "(slags) than school is left out.",
            ),
            geometry=Geometry.POINT,
            beneath="schools",
        ),
        _layer(
            "school_districts",
            Text("Skoledistrikter", "School districts"),
            Text("Flader med skolens navn eller id i skole.", "Polygons with name or id of the school in skole."),
            Geometry.POLYGON,
        ),
        _layer(
            "judged_roads",
            Text("Veje, kommunen har vurderet", "Roads that the municipality judged"),
            Text(
                "Linjer eller flader; trafikfarlig er ja, nej eller ukendt (uden kolonnen alle ja), og trin fx 0-3.",
                "Lines or polygons; trafikfarlig is ja, nej or ukendt (without the column all ja), trin such as 0-3.",
            ),
        ),
        _layer("accidents", Text("Uheld", "Accidents"), Text("Punkter.", "Points."), Geometry.POINT),
        _layer("town_zone", Text("Byzone", "Town zone"), Text("Flader.", "Polygons."), Geometry.POLYGON),
        _table(
            "school_distance",
            Text("Egne afstandsgrænser", "Own distances"),
            Text("I stedet for lovens, fx lavere.", "In place of those of the act, such as lower ones."),
        ),
        *PROFILE_INPUTS,
        _table(
            "school_danger",
            Text("Egne forhold om farlighed", "Own criteria of danger"),
            Text(
                "Rækker, der træder i stedet for tabellens; også for nogle klassetrin alene.",
                "Rows that take the place of the table's; also of some grades alone.",
            ),
        ),
    ),
    outputs=(
        Output(
            "school_ways",
            Kind.LAYER,
            Text("Skoleveje (vurdering)", "Ways to school (assessment)"),
            Text(
                "Hver adresse og hvert klassetrin: længde, svar efter længde, meter med flag, sikreste vej.",
                "Each address and grade: length, answer by length, metres with flags, safest way.",
            ),
            geometry=Geometry.POINT,
            style="school_ways",
            own_name=True,
        ),
        Output(
            "school_edges",
            Kind.LAYER,
            Text("Farlighed på skolevejene", "Danger on the ways to school"),
            Text(
                "Hvert stykke: hvert forhold med ja, nej eller ukendt, og hvor mange der bruger det.",
                "Each edge: each criterion with yes, no or unknown, and how many use it.",
            ),
            geometry=Geometry.LINE,
            style="school_edges",
            own_name=True,
        ),
        Output(
            "schools_table",
            Kind.TABLE,
            Text("Skoleveje pr. skole og klassetrin", "Ways by school and grade"),
            Text("Hvor mange der har hvilket svar.", "How many have which answer."),
        ),
        Output(
            "school_mends",
            Kind.LAYER,
            Text("Forbedringer, der ændrer svaret", "Mends that change the answer"),
            Text(
                "Fortov, krydsning eller lys på en strækning: hvor mange får en vej uden flag.",
                "Pavement, crossing or light on a stretch: how many get a way without flags.",
            ),
            geometry=Geometry.LINE,
            style="school_mends",
            own_name=True,
        ),
        Output(
            "school_distances",
            Kind.GRAPH,
            Text("Længde af skoleveje", "Length of ways to school"),
            Text("Antal med en vej af højst en længde, mod lovens grænser.", "Number by length, against the limits."),
        ),
    ),
)

CYCLE_SUPERHIGHWAY_CHECK = Tool(
    id="cycle-superhighway-check",
    title=Text("Supercykelsti: bredde efter spidstimen", "Cycle superhighway: width by peak hour"),
    summary=Text(
        "Hvert stykke af en rute mod de anbefalede bredder for dets spidstime, og om den er adskilt fra biler og "
        "gående: ja, nej eller ukendt, og hvad der mangler.",
        "Each edge of a route against the recommended widths of its peak hour, and whether it is apart from cars and "
        "people on foot: yes, no or unknown, and what is missing.",
    ),
    group=GROUP,
    limits=Text(
        "Anbefalinger fra supercykelstisamarbejdet, ikke regler. En bredde, der ikke er oplyst, er ukendt.",
        "Recommendations of the cycle superhighways' office, not rules. A width that is not told is unknown.",
    ),
    function="gistools.pathnet.superhighway_run:superhighway_tool",
    params=SuperhighwayParams,
    inputs=(
        _layer(
            "cycle_routes",
            Text("Rutens stykker", "Edges of the route"),
            Text(
                "Linjer med bredde_m, cykler_spidstime (én retning) eller cykler_doegn, dobbeltrettet, adskilt_biler, "
                "adskilt_gaaende og rute; et sti-lag kan bruges med names eller categories.",
                "Lines with bredde_m, cykler_spidstime (one way) or cykler_doegn, dobbeltrettet, adskilt_biler, "
                "adskilt_gaaende and rute; a layer of paths can be used with names or categories.",
            ),
            Geometry.LINE,
            required=True,
        ),
        _table(
            "superhighway_widths",
            Text("Egne bredder", "Own widths"),
            Text("I stedet for de anbefalede.", "In place of those recommended."),
        ),
    ),
    outputs=(
        Output(
            "superhighway_edges",
            Kind.LAYER,
            Text("Supercykelstiens bredde", "Width of the cycle superhighway"),
            Text(
                "Hvert stykke: krævet bredde, svar, hvad der mangler, adskillelse.",
                "Each edge: width asked for, answer, what is missing, separation.",
            ),
            geometry=Geometry.LINE,
            style="superhighway_widths",
        ),
        Output(
            "superhighway_routes",
            Kind.TABLE,
            Text("Ruterne i tal", "Routes in figures"),
            Text("Meter med ja, nej og ukendt for hver rute.", "Metres of yes, no and unknown of each route."),
        ),
        Output(
            "superhighway_profile",
            Kind.GRAPH,
            Text("Bredden langs ruten", "Width along the route"),
            Text("Den første rutes bredde mod den, spidstimen kræver.", "That of the first route, and what is asked."),
            own_name=True,
        ),
    ),
)

SCHOOL_TOOLS = (SCHOOL_ROUTES, CYCLE_SUPERHIGHWAY_CHECK)
