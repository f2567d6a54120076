"""Who pays for a plan, as input and output of the tool plan-value; loads no numeric library."""

from __future__ import annotations

from gistools.text import Text
from gistools.tool import Input, Kind, Output

PAYERS = Input(
    "payers",
    Kind.TABLE,
    Text("Betalere", "Payers"),
    Text(
        "measure_id, payer (ejer, forsyning, kommune …) og share (0-1); andelene af hvert tiltag er 1 i alt.",
        "measure_id, payer (owner, utility, municipality …) and share (0-1); the shares of a measure are 1 in all.",
    ),
    required=False,
)
WHO_PAYS = Output(
    "who_pays",
    Kind.TABLE,
    Text("Hvem betaler", "Who pays"),
    Text(
        "Nutidsværdien af tiltagenes omkostning delt mellem betalerne, til øren.",
        "The present value of the cost of the measures shared among the payers, to the øre.",
    ),
    needs="payers",
)
