"""What the columns of house numbers proposed for a road are called, and what their codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

NUMBERING_VARIANTS: Codes = {
    "tight": Text("Tæt: ingen numre holdes fri", "Tight: no numbers are kept free"),
    "spares": Text("Plads til flere: numre holdes fri efter rummelighed", "Spares: numbers are kept free by capacity"),
    "continued": Text("Det eksisterende mønster fortsætter", "The existing pattern goes on"),
}
"""Variants of a proposal."""

NUMBERING_SIDES: Codes = {
    "left": Text("venstre side", "left side"),
    "right": Text("højre side", "right side"),
    "around": Text("rundt om pladsen eller vejen", "around the square or road"),
}
"""Sides of a road, seen from the start of numbering."""

NUMBER_KINDS: Codes = {
    "odd_new": Text("nyt, ulige", "new, odd"),
    "even_new": Text("nyt, lige", "new, even"),
    "odd_kept": Text("registreret, ulige", "registered, odd"),
    "even_kept": Text("registreret, lige", "registered, even"),
}
"""How a number is drawn."""

TARGET_STATES: Codes = {
    "numbered": Text("har eller får nummer", "has or gets a number"),
    "left_out": Text("får intet nummer: se hvorfor", "gets no number: see why"),
}
"""What becomes of a plot."""

POINT_STANDARDS: Codes = {
    "TK": Text("inden for facaden mod vejen (TK)", "inside the facade to the road (TK)"),
    "TD": Text("inden for døren (TD)", "inside the door (TD)"),
    "UF": Text("foreløbigt, bygningen kendes ikke (UF)", "provisional, the building is not known (UF)"),
    "": Text("registreret", "registered"),
}
"""Technical standards of the access points of a proposal."""

NUMBERING_COLUMNS: Mapping[str, Column] = {
    "target_id": Column(Text("Grund eller byggefelt", "Plot or building field")),
    "target_state": Column(Text("Grunden", "The plot"), codes=TARGET_STATES),
    "numbers_here": Column(Text("Numre på grunden", "Numbers on the plot")),
    "number_kind": Column(Text("Nummer", "Number"), codes=NUMBER_KINDS),
    "number_kept": Column(Text("Registreret i forvejen", "Registered before")),
    "numbering_side": Column(Text("Side", "Side"), codes=NUMBERING_SIDES),
    "side_branch": Column(Text("Sidegren", "Side branch")),
    "from_start_m": Column(Text("Fra nummereringens start", "From the start of numbering"), "m", decimals=0),
    "homes_planned": Column(Text("Rummelighed, boliger", "Capacity, homes")),
    "homes_here": Column(Text("Boliger med adresse her", "Homes with an address here")),
    "numbers_free": Column(Text("Frie numre efter det", "Free numbers after it")),
    "technical_standard": Column(Text("Adgangspunktets placering", "Place of the access point"), codes=POINT_STANDARDS),
    "rules_cited": Column(Text("Regler", "Rules")),
    "rules_departed": Column(Text("Afviger fra", "Departs from")),
    "variant_name": Column(Text("Variant", "Variant"), codes=NUMBERING_VARIANTS),
    "number_tight": Column(Text("Nr., tæt", "No., tight")),
    "number_spares": Column(Text("Nr., plads til flere", "No., spares")),
    "number_continued": Column(Text("Nr., eksisterende mønster", "No., existing pattern")),
    "score": Column(Text("Point af 100", "Points of 100"), decimals=1),
    "numbers_new": Column(Text("Nye numre", "New numbers")),
    "numbers_kept": Column(Text("Registrerede numre", "Registered numbers")),
    "numbers_lettered": Column(Text("Nye numre med bogstav", "New numbers with a letter")),
    "highest_number": Column(Text("Højeste nummer", "Highest number")),
    "targets_without": Column(Text("Grunde holdt ude", "Plots left out")),
    "lost_order": Column(Text("Tabt: rækkefølge (A05)", "Lost: order (A05)"), decimals=1),
    "lost_parity": Column(Text("Tabt: ulige og lige (A06)", "Lost: odd and even (A06)"), decimals=1),
    "lost_letters": Column(Text("Tabt: bogstaver (A08)", "Lost: letters (A08)"), decimals=1),
    "lost_spares": Column(Text("Tabt: frie numre (A09)", "Lost: spare numbers (A09)"), decimals=1),
    "lost_numbered": Column(Text("Tabt: uden nummer", "Lost: without a number"), decimals=1),
    "start_name": Column(Text("Nummereringens start", "Start of numbering")),
}
