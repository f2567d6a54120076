"""What the columns of keying lists and their reconciliation are called, and what their codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_addresses import PLANNED_STATUS
from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

KEYING_SHOWN: Codes = {
    "conflict": Text("kan ikke tastes", "cannot be keyed"),
    "new": Text("oprettes", "is made"),
    "ends": Text("afsluttes", "ends"),
    "changed": Text("ændres", "changes"),
}
"""How a place of a keying list is drawn."""

OUTCOMES: Codes = {
    "accepted": Text("accepteret", "accepted"),
    "differs": Text("afviger", "differs"),
    "not_seen": Text("ikke set", "not seen"),
    "ambiguous": Text("flere mulige", "several possible"),
    "unknown": Text("kan ikke afgøres", "cannot be told"),
}
"""What became of an action."""

RECONCILED_AS: Codes = {**OUTCOMES, "others": Text("ændret af andre", "changed by others")}
"""How a place of a reconciliation is drawn."""

_STATUS: Codes = {**PLANNED_STATUS, "": Text("", "")}
KEYING_ACTIONS: Codes = {
    "create": Text("opret", "make"),
    "change": Text("ret", "change"),
    "status": Text("skift status på", "move status of"),
    "link": Text("knyt", "link"),
}
"""What is done with an object."""
_CONFLICTS: Codes = {
    "made_twice": Text("oprettes flere gange", "made several times"),
    "already_there": Text("står der allerede", "there already"),
    "not_there": Text("findes ikke", "not there"),
    "column_twice": Text("samme felt flere gange", "one field several times"),
    "outdated": Text("bygger på en anden værdi", "based on another value"),
    "done_already": Text("allerede gjort", "done already"),
    "dangling": Text("henviser til intet", "names nothing"),
    "missing": Text("mangler", "missing"),
    "against_rule": Text("mod en regel", "against a rule"),
    "not_held": Text("hviler på noget, der ikke gælder", "rests on what does not hold"),
    "still_used": Text("bruges stadig", "still used"),
    "taken": Text("optaget", "taken"),
    "days": Text("dagene passer ikke", "days do not fit"),
    "cycle": Text("venter på sig selv", "waits for itself"),
    "waits": Text("venter på en konflikt", "waits for a conflict"),
}
OTHER_CHANGES: Codes = {
    "new": Text("nyt", "new"),
    "gone": Text("væk", "gone"),
    "changed": Text("ændret", "changed"),
}
"""What others did."""

KEYING_COLUMNS: Mapping[str, Column] = {
    "keying_number": Column(Text("Nr.", "No.")),
    "keying_numbers": Column(Text("Numre i indtastningslisten", "Numbers in the keying list")),
    "keying_shown": Column(Text("Hvad der sker", "What happens"), codes=KEYING_SHOWN),
    "keyed": Column(Text("Tastet", "Keyed")),
    "keyed_in": Column(Text("Register", "Register")),
    "keying_action": Column(Text("Handling", "Action"), codes=KEYING_ACTIONS),
    "name_before": Column(Text("Hedder nu", "Is called now")),
    "what_da": Column(Text("Opgave", "Task (Danish)")),
    "what_en": Column(Text("Opgave (engelsk)", "Task")),
    "keying_task": Column(Text("Handling og objekt", "Action and object")),
    "status_before": Column(Text("Status før", "Status before"), codes=_STATUS),
    "status_after": Column(Text("Status efter", "Status after"), codes=_STATUS),
    "depends_on": Column(Text("Efter nr.", "After no.")),
    "put_in": Column(Text("Følger af andre", "Follows from others")),
    "column_da": Column(Text("Felt", "Field")),
    "typed_before": Column(Text("Står nu", "Holds now")),
    "typed_after": Column(Text("Skal være", "Is to be")),
    "conflict_kind": Column(Text("Konflikt", "Conflict"), codes=_CONFLICTS),
    "mend_da": Column(Text("Sådan rettes det", "How to mend it (Danish)")),
    "mend_en": Column(Text("Sådan rettes det (engelsk)", "How to mend it")),
    "based_on": Column(Text("Ændringen bygger på", "The change is based on")),
    "register_value": Column(Text("I registret", "In the register")),
    "planned_value": Column(Text("Planlagt", "Planned")),
    "outcome": Column(Text("Udfald", "Outcome"), codes=OUTCOMES),
    "differing": Column(Text("Afviger i", "Differs in")),
    "sent_value": Column(Text("Sendt", "Sent")),
    "other_change": Column(Text("Ændring", "Change"), codes=OTHER_CHANGES),
    "reconciled_as": Column(Text("Afstemt", "Reconciled"), codes=RECONCILED_AS),
    "plan_id": Column(Text("Id i planen", "Id of the plan")),
    "register_id": Column(Text("Id i registret", "Id of the register")),
}
