"""Planned changes that are based on something else than a store has: told with what is there, and who put it there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.addresses.keying_changes import told
from gistools.errors import ConflictError
from gistools.journal.history import changed_since
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.addresses.keying_changes import PlannedChange
    from gistools.journal import Entry

_SHOWN = 5
_NONE = "∅"


def based_otherwise(change: PlannedChange, column: str, before: object, now: object) -> Text:
    """Return that a column holds something else than a change is based on."""
    what, is_now = f"{change.register_object} {change.object_id}, {column}: ", told(now) or _NONE
    if change.is_new:
        return Text(
            f"{what}ændringen er nyt, men objektet findes med {is_now}",
            f"{what}the change is new, but the object is there with {is_now}",
        )
    base = told(before) or _NONE
    return Text(
        f"{what}ændringen bygger på {base}, men nu er det {is_now}",
        f"{what}the change is based on {base}, but now it is {is_now}",
    )


def conflict_error(conflicts: Sequence[Text], entries: Sequence[Entry]) -> ConflictError:
    """Return the error of changes and the entries of the journal that stand in their way."""
    more = len(conflicts) - _SHOWN
    found = [*conflicts[:_SHOWN], *([Text(f"og {more} til", f"and {more} more")] if more > 0 else [])]
    found += [changed_since(Text("lageret", "the store"), entries).found] if entries else []
    return ConflictError(
        Text("; ".join(one.da for one in found), "; ".join(one.en for one in found)),
        Text(
            "ændringer, der bygger på det, lageret og registret siger nu",
            "changes based on what the store and the register say now",
        ),
        Text(
            "læs ændringerne i lageret, og lav planen om; noget nyt skal have sit eget id. Intet er ændret",
            "read the changes of the store, plan anew; what is new needs an id of its own. Nothing was changed",
        ),
        entries,
    )
