"""What the columns of the assessment of plan areas are called, in which unit, and what their codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

AREA_NAMES = ("plannr", "plannavn", "navn", "name", "id")
"""Columns that name plan areas, as layers of users have them; the first that there is counts."""

AREA_ANSWERS: Codes = {
    "yes": Text("ja", "yes"),
    "no": Text("nej", "no"),
    "uncertain": Text("uvist", "uncertain"),
}
CONNECTED: Codes = {
    "all": Text("forbundet for alle profiler", "connected for all profiles"),
    "some": Text("forbundet for nogle, ikke for andre", "connected for some, not for others"),
    "none": Text("ikke forbundet for nogen", "connected for none"),
    "uncertain": Text("uvist for nogle, ingen er nej", "uncertain for some, no for none"),
}
"""For whom an area is connected."""

QUESTIONS: Codes = {
    "inside": Text("indbyrdes i området", "within the area"),
    "neighbours": Text("til naboerne", "to the neighbours"),
    "path_network": Text("til stinettet", "to the path network"),
    "destinations": Text("til skole, stop og butik", "to school, stop and shop"),
}
MEND_ACTIONS: Codes = {
    "link": Text("ny forbindelse", "new link"),
    "mend": Text("udbedring", "mend"),
    "survey": Text("opmåling", "survey"),
    "build_planned": Text("planlagt forbindelse anlægges", "planned link is built"),
}
EDGE_VERDICTS: Codes = {
    "no": Text("spærret", "blocked"),
    "unknown": Text("ikke kendt", "not known"),
}
_WHY: Codes = {
    "": Text("", ""),
    "not_given": Text("intet givet at nå", "nothing given to reach"),
    "no_homes": Text("ingen vej når området", "no way meets the area"),
}
_HOMES: Codes = {
    "addresses": Text("adresser i området", "addresses in the area"),
    "ways": Text("steder langs områdets veje og stier", "places along its ways"),
    "border": Text("steder på veje langs grænsen", "places on ways along its border"),
    "nothing": Text("ingen: ingen vej når området", "none: no way meets the area"),
}
_RULE_ANSWERS: Codes = {
    "yes": Text("ja", "yes"),
    "no": Text("nej", "no"),
    "unknown": Text("ukendt", "unknown"),
    "not_answered": Text("kan ikke besvares", "cannot be answered"),
}

AREA_COLUMNS: Mapping[str, Column] = {
    "area_name": Column(Text("Område", "Area")),
    "area_connected": Column(Text("Forbundet", "Connected"), codes=CONNECTED),
    "for_profile": Column(Text("For", "For")),
    "for_walking": Column(Text("Gående", "On foot"), codes=AREA_ANSWERS),
    "for_cycling": Column(Text("Cyklister", "By bicycle"), codes=AREA_ANSWERS),
    "for_wheelchair": Column(Text("Kørestol", "Wheelchair"), codes=AREA_ANSWERS),
    "for_walking_aid": Column(Text("Rollator eller stok", "Walking aid"), codes=AREA_ANSWERS),
    "for_school_child": Column(Text("Skolebørn", "School children"), codes=AREA_ANSWERS),
    "homes_from": Column(Text("Prøvet fra", "Tried from"), codes=_HOMES),
    "places_tried": Column(Text("Steder prøvet", "Places tried")),
    "homes_tried": Column(Text("Boliger eller steder prøvet", "Homes or places tried")),
    "homes_unmet": Column(Text("Adresser for langt fra en vej", "Addresses too far from a way")),
    "area_exits": Column(Text("Udgange", "Exits")),
    "own_planned_m": Column(Text("Egne planlagte forbindelser", "Own planned links"), "m"),
    "assessed_da": Column(Text("Vurdering", "Assessment (Danish)")),
    "assessed_en": Column(Text("Vurdering (engelsk)", "Assessment")),
    "question": Column(Text("Forbundet", "Connected"), codes=QUESTIONS),
    "area_answer": Column(Text("Svar", "Answer"), codes=AREA_ANSWERS),
    "not_answered_why": Column(Text("Hvorfor ikke besvaret", "Why not answered"), codes=_WHY),
    "decided_by": Column(Text("Afgøres af vejen til", "Decided by the way to")),
    "principle_no": Column(Text("Princip nr.", "Principle no.")),
    "way_found_m": Column(Text("Længste vej (tom: ingen vej)", "Longest way (empty: none)"), "m"),
    "way_limit_m": Column(Text("Grænse", "Limit"), "m"),
    "homes_failing": Column(Text("Boliger eller steder, der ikke når det", "Homes or places that do not get there")),
    "set_dkk": Column(Text("Billigste sæt, pris", "Cheapest set, price"), "kr."),
    "set_bound_dkk": Column(Text("Intet sæt af de prøvede koster mindre end", "No set tried costs less than"), "kr."),
    "set_proven": Column(Text("Bevist billigst af de prøvede", "Proven cheapest of those tried")),
    "set_holds": Column(Text("Svaret er ja med sættet", "The answer is yes with the set")),
    "blocked_by": Column(Text("Stopper ved", "Stops at")),
    "edge_name": Column(Text("Vej eller sti", "Way")),
    "stopped_by": Column(Text("Regel", "Rule")),
    "edge_verdict": Column(Text("Hvad reglen siger", "What the rule says"), codes=EDGE_VERDICTS),
    "edge_found": Column(Text("Fundet", "Found")),
    "edge_limit": Column(Text("Krav", "Demand")),
    "in_cheapest_set": Column(Text("I det billigste sæt", "In the cheapest set")),
    "mend_action": Column(Text("Hvad der gøres", "What is done"), codes=MEND_ACTIONS),
    "mend_price_kinds": Column(Text("Priser, det regnes med", "Prices that it is worked out with")),
    "mend_rules": Column(Text("Regler, det retter", "Rules that it mends")),
    "step_dkk": Column(Text("Pris", "Price"), "kr."),
    "step_m": Column(Text("Længde", "Length"), "m"),
    "principle_name": Column(Text("Princip", "Principle")),
    "principle_text": Column(Text("Hvad det siger", "What it says")),
    "principle_answer": Column(Text("Svar", "Answer"), codes=_RULE_ANSWERS),
    "principle_found": Column(Text("Fundet", "Found")),
    "principle_limit": Column(Text("Grænse", "Limit")),
}
