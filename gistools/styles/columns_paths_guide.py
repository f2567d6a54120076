"""What the columns of the guide, of its survey form and of corrections are called, and what their codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

WAY_STATES: Codes = {
    "certain": Text("kendt og i orden", "known and met"),
    "unknown": Text("ikke undersøgt", "not surveyed"),
    "blocked": Text("kan ikke bruges", "cannot be used"),
}
"""What is known of a stretch of a way."""

VERDICTS: Codes = {"no": Text("opfylder ikke kravet", "not met"), "unknown": Text("ikke undersøgt", "not surveyed")}

ROLES: Codes = {
    "surveyor": Text("opmåler", "surveyor"),
    "staff": Text("kommunens medarbejder", "staff of the municipality"),
    "user": Text("bruger af stien", "user of the path"),
}
"""Who says it: a role, never a person."""

CORRECTION_STATES: Codes = {
    "accepted": Text("godtaget", "accepted"),
    "same": Text("siger det samme som nettet", "says what the network says"),
    "conflict": Text("strider mod andet", "in conflict"),
    "unknown_edge": Text("stykket findes ikke", "no such edge"),
    "implausible": Text("kan ikke passe", "implausible"),
}
"""What became of a correction."""

CORRECTED: Codes = {
    "width_m": Text("bredde (m)", "width (m)"),
    "kerb_cm": Text("kantsten (cm)", "kerb (cm)"),
    "cross_fall_permille": Text("tværfald (‰)", "cross fall (‰)"),
    "steps": Text("trin", "steps"),
    "ramp": Text("rampe", "ramp"),
    "surface": Text("belægning", "surface"),
    "lit": Text("belysning", "lighting"),
    "pavement": Text("fortov", "pavement"),
    "status": Text("status", "status"),
}
"""What may be corrected."""

GUIDE_COLUMNS: Mapping[str, Column] = {
    "guide_end": Column(
        Text("Ende af vejen", "End of the way"),
        codes={"start": Text("start", "start"), "goal": Text("mål", "goal")},
    ),
    "way_number": Column(Text("Vej nr. (1 er den foreslåede)", "Way no. (1 is the one proposed)")),
    "way_state": Column(Text("Hvad der vides", "What is known"), codes=WAY_STATES),
    "step_number": Column(Text("Trin", "Step")),
    "at_m": Column(Text("Efter", "After"), "m"),
    "walking_minutes": Column(Text("Tid", "Time"), "min"),
    "instruction_da": Column(Text("Anvisning", "Instruction (Danish)")),
    "instruction_en": Column(Text("Anvisning (engelsk)", "Instruction")),
    "met_da": Column(Text("Undervejs", "On the way (Danish)")),
    "met_en": Column(Text("Undervejs (engelsk)", "On the way")),
    "warning_verdict": Column(Text("Svar", "Answer"), codes=VERDICTS),
    "edge_ids": Column(Text("Stykker på stinettet", "Edges of the network")),
    "survey_order": Column(Text("Rækkefølge", "Order")),
    "known_joins_m": Column(Text("Kendt net, som stykket kan knytte til", "Known network that it may join"), "m"),
    "on_way": Column(Text("Ligger på den foreslåede vej", "Lies on the way proposed")),
    "to_survey_da": Column(Text("Skal måles", "To be measured (Danish)")),
    "to_survey_en": Column(Text("Skal måles (engelsk)", "To be measured")),
    "photo": Column(Text("Foto", "Photo")),
    "said_by": Column(Text("Oplyst af", "Said by"), codes=ROLES),
    "said_date": Column(Text("Dato", "Date")),
    "correction_id": Column(Text("Rettelse nr.", "Correction no.")),
    "correction_state": Column(Text("Resultat", "Outcome"), codes=CORRECTION_STATES),
    "correction_why_da": Column(Text("Begrundelse for resultatet", "Reason of the outcome (Danish)")),
    "correction_why_en": Column(Text("Begrundelse for resultatet (engelsk)", "Reason of the outcome")),
    "corrected_column": Column(Text("Oplysning", "What"), codes=CORRECTED),
    "value_before": Column(Text("Før", "Before")),
    "value_after": Column(Text("Efter", "After")),
    "journal_id": Column(Text("Journal nr.", "Journal no.")),
}
