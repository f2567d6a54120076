"""What the columns of paths for whom are called, in which unit, and what their codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.styles.columns_paths import ANSWERS
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

PASSES: Codes = {
    "yes": Text("kan bruges", "can be used"),
    "one_way": Text("kun den ene vej", "one way only"),
    "unknown": Text("ukendt: noget er ikke oplyst", "unknown: something is not told"),
    "no": Text("kan ikke bruges", "cannot be used"),
}
"""Answers of both directions together."""

VERDICTS: Codes = {
    "no": Text("nej", "no"),
    "unknown": Text("ukendt", "unknown"),
    "advice": Text("råd, ikke opfyldt", "advice, not met"),
}

DIRECTIONS: Codes = {
    "both": Text("begge veje", "both ways"),
    "forward": Text("med tegneretningen", "along the line"),
    "backward": Text("mod tegneretningen", "against the line"),
}

PATH_PROFILE_COLUMNS: Mapping[str, Column] = {
    "path_profile": Column(Text("For hvem", "For whom")),
    "passes": Column(Text("Kan stykket bruges?", "Can it be used?"), codes=PASSES),
    "passes_forward": Column(Text("Med tegneretningen", "Along the line"), codes=ANSWERS),
    "passes_backward": Column(Text("Mod tegneretningen", "Against the line"), codes=ANSWERS),
    "pass_why": Column(Text("Hvorfor", "Why")),
    "up_permille": Column(Text("Stejleste stigning", "Steepest rise"), "‰", decimals=0),
    "down_permille": Column(Text("Stejleste fald", "Steepest fall"), "‰", decimals=0),
    "seconds_forward": Column(Text("Tid med tegneretningen", "Time along the line"), "s", decimals=0),
    "seconds_backward": Column(Text("Tid mod tegneretningen", "Time against the line"), "s", decimals=0),
    # reasons
    "pass_direction": Column(Text("Retning", "Direction"), codes=DIRECTIONS),
    "pass_rule": Column(Text("Regel (id)", "Rule (id)"), for_programs=True),
    "pass_rule_name": Column(Text("Regel", "Rule")),
    "pass_verdict": Column(Text("Svar", "Answer"), codes=VERDICTS),
    "pass_found": Column(Text("Fundet", "Found")),
    "pass_limit": Column(Text("Krav", "Asked for")),
    "limit_source": Column(Text("Kravets kilde", "Source of the limit")),
    # what to survey first
    "survey_rank": Column(Text("Rækkefølge", "Order")),
    "survey_step": Column(Text("Trin: stykker, der kun hjælper sammen", "Step: edges that help only together")),
    "survey_ask": Column(Text("Mål eller spørg om", "Measure or ask for")),
    "survey_joined_m": Column(Text("Sti, der så hænger sammen med resten", "Paths joined by it"), "m", decimals=0),
    "survey_total_m": Column(Text("Sammenhængende sti derefter", "Paths that then hang together"), "m", decimals=0),
    "survey_lost_m": Column(
        Text("Sti, der er afskåret, hvis svaret er nej", "Paths cut off if the answer is no"), "m", decimals=0
    ),
    "joined_total_m": Column(Text("Sammenhængende sti derefter", "Paths that then hang together"), "m", decimals=0),
    "lost_m": Column(Text("Sti, der er afskåret, hvis svaret er nej", "Paths cut off if the answer is no"), "m",
                     decimals=0),
    "survey_exact": Column(Text("Det bedste valg af alle", "The best of all choices")),
    # for whom in figures
    "network_m": Column(Text("Hele nettet", "The whole network"), "m", decimals=0),
    "passes_m": Column(Text("Kan bruges begge veje", "Can be used both ways"), "m", decimals=0),
    "passes_one_way_m": Column(Text("Kun den ene vej", "One way only"), "m", decimals=0),
    "passes_unknown_m": Column(Text("Ukendt", "Unknown"), "m", decimals=0),
    "passes_not_m": Column(Text("Kan ikke bruges", "Cannot be used"), "m", decimals=0),
    "passes_largest_strict_m": Column(
        Text("Længste del, der helt sikkert hænger sammen", "Longest part that is sure to hang together"),
        "m",
        decimals=0,
    ),
    "passes_largest_optimistic_m": Column(
        Text("Længste del, hvis alt ukendt er i orden", "Longest part if all unknown is well"), "m", decimals=0
    ),
    "survey_edges": Column(Text("Ukendte stykker i alt", "Unknown edges in all")),
}  # fmt: skip
