"""The tools of Danish nature planning as data; loads no numeric library."""

from __future__ import annotations

from dataclasses import replace

from gistools.corridors.connectivity_tools import LANDSCAPE_INPUTS
from gistools.corridors.green_map_params import GreenMapParams
from gistools.corridors.judged_params import JudgedParams
from gistools.corridors.planting_params import PlantingParams
from gistools.corridors.survey_tools import GROUP
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool


def _layer(
    name: str, label: Text, text: Text, *, required: bool = False, geometry: Geometry = Geometry.POLYGON
) -> Input:
    return Input(name, Kind.LAYER, label, text, required=required, geometry=geometry)


_LANDSCAPE = tuple(replace(one, required=True) if one.name == "nature_areas" else one for one in LANDSCAPE_INPUTS)
_BENEATH = {"nature_areas": "nature_beneath", "roads": "roads_beneath"}
_IN_PLACE = tuple(replace(one, beneath=_BENEATH.get(one.name, one.beneath)) for one in _LANDSCAPE)
_RULES = Input("green_map_rules", Kind.TABLE, Text("Egne regler", "Own rules"),
               Text("Rækker, der træder i stedet for tabellens.", "Rows that take the place of the table's."),
               required=False)  # fmt: skip
_NATURA = _layer("natura_2000", Text("Natura 2000", "Natura 2000"),
                 Text("Uden laget er det ukendt.", "Without the layer it is unknown."))  # fmt: skip
_LOTS = _layer("mapped_lots", Text("Kortlagte grunde", "Mapped lots"),
               Text("Jordforurening med status V1, V2; uden laget ukendt.",
                    "Soil contamination with status V1, V2; unknown without it."))  # fmt: skip
_PLANS = _layer("plan_areas", Text("Planer", "Plans"),
                Text("Lokalplaner og rammer med anvendelse; uden laget ukendt.",
                     "Local plans and frameworks with their use; unknown without it."))  # fmt: skip

GREEN_MAP = Tool(
    id="green-map-proposals",
    title=Text("Forslag til Grønt Danmarkskort", "Proposals for the Green Map of Denmark"),
    summary=Text(
        "Forslag i de fire typer med begrundelse: særlig natur, økologiske forbindelser og det, der kan blive til dem; "
        "og hvor de mødes over kommunegrænsen.",
        "Proposals in the four types with reasons: special nature, ecological connections and what may become them; "
        "and where they meet across the border.",
    ),
    group=GROUP,
    limits=Text(
        "Forslag til vurdering, ikke udpegning: kommunen afvejer selv og skal bruge Digitale naturkort. "
        "§ 3-registrering er vejledende. Arternes tal er skøn.",
        "Proposals to be judged, no designation: the municipality weighs them itself and must use the digital nature "
        "maps. Registration of section 3 is guidance. Figures of species are judgements.",
    ),
    function="gistools.corridors.planning_run:green_map_tool",
    params=GreenMapParams,
    inputs=(
        *_LANDSCAPE,
        _NATURA,
        _layer("nature_values", Text("Naturværdi", "Nature value"),
               Text("HNV eller bioscore som flader med en værdi.", "HNV or bioscore as polygons with a value.")),
        _layer("climate_areas", Text("Arealer til klimatilpasning", "Areas of climate adaptation"),
               Text("Lavninger, bassiner og våde enge.", "Bluespots, basins and wet meadows.")),
        _layer("potential_areas", Text("Mulige naturarealer", "Possible nature areas"),
               Text("Egne arealer, f.eks. kandidater til ny natur.", "Own areas, e.g. candidates for new nature.")),
        _layer("neighbour_proposals", Text("Naboernes forslag", "Neighbours' proposals"),
               Text("Nabokommunernes forslag eller udpegninger.", "Proposals or designations of the neighbours.")),
        _RULES,
    ),
    outputs=(
        Output("green_map_proposals", Kind.LAYER, Text("Forslag til Grønt Danmarkskort", "Proposals for the Green Map"),
               Text("Et forslag pr. flade med type, kriterier og begrundelse.",
                    "A proposal per polygon with type, criteria and reason."),
               geometry=Geometry.POLYGON, style="green_map_proposals"),
        Output("border_meetings", Kind.LAYER, Text("Møder over kommunegrænsen", "Meetings across the border"),
               Text("Hvor forslag og naboens mødes eller ikke gør; naboens lag regnes dækkende langs hele grænsen.",
                    "Where proposals and the neighbours' meet or fail to; that layer counts as whole along it."),
               geometry=Geometry.POINT, style="border_meetings", needs="municipality"),
    ),
)  # fmt: skip

JUDGED = Tool(
    id="nature-proposals-judged",
    title=Text("Vurdér naturgruppens forslag", "Judge the nature group's proposals"),
    summary=Text(
        "Hvert foreslået areal vurderet på de samme spørgsmål med ja, nej eller ukendt og grunden, i rækkefølge.",
        "Each proposed area judged on the same questions with yes, no or unknown and the reason, in order.",
    ),
    group=GROUP,
    limits=Text(
        "Vurderinger til drøftelse, ikke afgørelser. Ukendt er hverken ja eller nej. Ikke kortlagt jord er ikke ren "
        "jord. Arternes tal er skøn.",
        "Assessments for discussion, no decisions. Unknown is neither yes nor no. Soil not mapped is not clean soil. "
        "Figures of species are judgements.",
    ),
    function="gistools.corridors.planning_run:judged_tool",
    params=JudgedParams,
    inputs=(
        _layer("nature_proposals", Text("Naturgruppens forslag", "The nature group's proposals"),
               Text("Flader med, hvad de skal blive til (biotop).", "Polygons with what they are to become (biotop)."),
               required=True),
        *_IN_PLACE,
        _NATURA,
        _layer("ownership", Text("Ejerforhold", "Ownership"),
               Text("Matrikler med ejerforhold; uden laget ukendt.", "Parcels with ownership; unknown without it.")),
        _LOTS,
        _PLANS,
        _RULES,
    ),
    outputs=(
        Output("judged_proposals", Kind.LAYER, Text("Vurderede forslag", "Judged proposals"),
               Text("Forslagene i rækkefølge med svar og samlet begrundelse.",
                    "The proposals in order with answers and the whole reason."),
               geometry=Geometry.POLYGON, style="judged_proposals"),
        Output("proposal_answers", Kind.TABLE, Text("Svar på hvert spørgsmål", "Answers to each question"),
               Text("En række for hvert forslag og spørgsmål.", "A row for each proposal and question.")),
        Output("proposal_gains", Kind.TABLE,
               Text("Vækst i sammenhæng for hver art", "Growth of connectivity by species"),
               Text("En række for hvert forslag og art.", "A row for each proposal and species.")),
    ),
)  # fmt: skip

PLANTING = Tool(
    id="planting-candidates",
    title=Text("Kandidater til plantning og ny natur", "Candidates for planting and new nature"),
    summary=Text(
        "Hvor ny skov, hegn, vandhul eller eng på land, der kan lægges om, ville øge sammenhængen mest pr. hektar.",
        "Where new wood, hedge, pond or meadow on changeable land would raise connectivity most per hectare.",
    ),
    group=GROUP,
    limits=Text(
        "Kandidater til undersøgelse: ejer, drift, jord, ledninger og fortidsminder er ikke afklaret. Beskyttet natur "
        "er udeladt. Hver kandidat er regnet alene.",
        "Candidates to be examined: owner, use, soil, pipes and monuments are not settled. Protected nature is left "
        "out. Each candidate is computed alone.",
    ),
    function="gistools.corridors.planning_run:planting_tool",
    params=PlantingParams,
    inputs=(
        *_IN_PLACE,
        _layer("parcels", Text("Matrikler", "Parcels"),
               Text("Kandidater efter matrikel i stedet for felter.", "Candidates by parcel in place of blocks.")),
        _LOTS,
        _PLANS,
        _RULES,
    ),
    outputs=(
        Output("planting_candidates", Kind.LAYER, Text("Kandidater til ny natur", "Candidates for new nature"),
               Text("I rækkefølge efter vækst i sammenhæng pr. hektar.",
                    "In order of the growth of connectivity per hectare."),
               geometry=Geometry.POLYGON, style="planting_candidates"),
    ),
)  # fmt: skip

NATURE_PLAN_TOOLS = (GREEN_MAP, JUDGED, PLANTING)
