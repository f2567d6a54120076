"""What the columns of proposals for the Green Map, judged proposals and planting candidates are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_corridors import SURFACES
from gistools.styles.columns_model import Column
from gistools.tables.words import word
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

PROPOSAL_TYPES: Codes = {code: word(code) for code in ("core", "link", "potential_area", "potential_link")}
ASSESSMENTS: Codes = {
    "supports": Text("taler for", "speaks for it"),
    "supports_but": Text("taler for, med forbehold", "speaks for it, with objections"),
    "unknown": Text("kan ikke vurderes", "cannot be judged"),
    "little": Text("hænger kun lidt sammen", "hangs together little"),
}
MEETINGS: Codes = {
    "meets": Text("mødes med naboens", "meets the neighbour's"),
    "fails": Text("naboens lag fortsætter ikke", "the neighbour's layer does not go on"),
    "theirs_ends": Text("naboens ender hos os", "the neighbour's ends at us"),
    "unknown": Text("naboens er ikke givet", "the neighbour's are not given"),
}
_MEASURES: Codes = {
    "": Text("ingen: er der i dag", "none: there today"),
    "passage": Text("faunapassage", "wildlife passage"),
    "stepping_stone": Text("nyt levested undervejs", "new patch on the way"),
    "change": Text("land lægges om", "land is changed"),
}
_QUESTIONS: Codes = {
    "protected": Text("Er det beskyttet natur?", "Is it protected nature?"),
    "connects": Text("Hænger det sammen med levestederne?", "Does it hang together with the patches?"),
    "near": Text("Er et levested inden for rækkevidde?", "Is a patch within reach?"),
    "green": Text("Er det grønt i dag?", "Is it green today?"),
    "large": Text("Er det stort nok?", "Is it large enough?"),
    "public": Text("Er det offentligt ejet?", "Is it publicly owned?"),
    "mapped": Text("Er jorden kortlagt?", "Is the soil mapped?"),
    "plan": Text("Er der en plan for andet?", "Is there a plan for another use?"),
}
_ANSWERS: Codes = {"yes": Text("ja", "yes"), "no": Text("nej", "no"), "unknown": Text("ukendt", "unknown")}

GREEN_MAP_COLUMNS: Mapping[str, Column] = {
    "proposal_id": Column(Text("Forslag nr.", "Proposal no.")),
    "proposal_type": Column(Text("Forslagets type", "Type of the proposal"), codes=PROPOSAL_TYPES),
    "criteria": Column(Text("Nationale kriterier", "National criteria")),
    "proposal_title": Column(Text("Hvad det kaldes", "What it is called")),
    "for_species": Column(Text("For arterne", "For the species")),
    "link_measure": Column(Text("Tiltag, der skal til", "Measure it takes"), codes=_MEASURES),
    "climate_m2": Column(Text("I arealer til klimatilpasning", "In areas of climate adaptation"), "m²"),
    "reaches_border": Column(Text("Når kommunegrænsen", "Reaches the municipal border")),
    "rules_verified": Column(Text("Regler og tal verificeret", "Rules and figures verified")),
    "meeting_id": Column(Text("Sted nr.", "Place no.")),
    "neighbour_name": Column(Text("Naboens forslag", "The neighbour's proposal")),
    "meeting_state": Column(Text("Over grænsen", "Across the border"), codes=MEETINGS),
    "apart_m": Column(Text("Afstand imellem", "Distance between"), "m"),
    "proposal_rank": Column(Text("Plads på listen", "Place in the list")),
    "becomes_class": Column(Text("Skal blive til", "Is to become"), codes=SURFACES),
    "today_class": Column(Text("Er mest i dag", "Is mostly today"), codes=SURFACES),
    "assessment": Column(Text("Vurdering", "Assessment"), codes=ASSESSMENTS),
    **{f"answer_{code}": Column(text, codes=_ANSWERS) for code, text in _QUESTIONS.items() if isinstance(code, str)},
    "judged_question": Column(Text("Spørgsmål", "Question"), codes=_QUESTIONS),
    "judged_answer": Column(Text("Svar", "Answer"), codes=_ANSWERS),
    "patch_distance_m": Column(Text("Afstand til levested", "Distance to a patch"), "m"),
    "becomes_habitat": Column(Text("Bliver levested", "Becomes habitat")),
    "added_m2": Column(Text("Nyt levested", "New habitat"), "m²"),
    "ec_with_m2": Column(Text("EC med arealet", "EC with the area"), "m²"),
    "added_ec_m2": Column(Text("Vækst i EC", "Growth of EC"), "m²"),
    "added_ec_percent": Column(Text("Vækst i sammenhæng (EC)", "Growth of connectivity (EC)"), "%"),
    "added_ec_per_ha": Column(Text("Vækst i sammenhæng pr. ha", "Growth of connectivity per ha"), "%/ha"),
    "patches_reached": Column(Text("Levesteder i rækkevidde", "Patches in reach")),
    "candidate_rank": Column(Text("Kandidat nr.", "Candidate no.")),
}
