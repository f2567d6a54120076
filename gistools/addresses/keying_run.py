"""The tools ``keying-list`` and ``keying-reconciliation``: library steps composed for the runner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gistools.addresses.building_register import has_buildings, read_building_register
from gistools.addresses.change_table import read_planned_table
from gistools.addresses.dawa import from_dawa
from gistools.addresses.keying import keying_list
from gistools.addresses.keying_params import ReconcileParams
from gistools.addresses.keying_sheets import keying_document
from gistools.addresses.keying_tables import (
    action_table,
    conflict_table,
    difference_table,
    field_table,
    id_table,
    others_table,
    outcome_table,
    place_layer,
    reconciled_layer,
)
from gistools.addresses.mirror import codes_of
from gistools.addresses.moments import asked_day
from gistools.addresses.reconciliation import reconcile
from gistools.addresses.register import read_register
from gistools.addresses.register_layers import road_layer, stamps_of
from gistools.addresses.standing import Standing
from gistools.progress import check
from gistools.stamps import mark_of, stamped, stamps_on
from gistools.styles.columns_keying import OUTCOMES
from gistools.text import Text, counted
from gistools.tool import Made, part_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from gistools.addresses.keying import KeyingList
    from gistools.addresses.keying_changes import PlannedChange
    from gistools.addresses.keying_params import KeyingParams, KeyingReconciliationParams
    from gistools.addresses.reconciliation import Reconciliation
    from gistools.addresses.register import Register
    from gistools.progress import Progress
    from gistools.tool import Steps


def keying_list_tool(
    *,
    params: KeyingParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``keying-list``."""
    progress.update(0.0, Text("Samler registret", "Joining the register"))
    planned = read_planned_table(given["planned_changes"])
    register, buildings, notes = _read(given["register"], params.day, planned)
    check(progress)
    progress.update(0.4, Text("Ordner handlingerne", "Ordering the actions"))
    listed = keying_list(register, planned, buildings=buildings)
    check(progress)
    progress.update(0.7, Text("Skriver listen", "Writing the list"))
    stamps = _stamps(given)
    makers = {
        "keying_places": lambda: place_layer(listed),
        "named_roads": lambda: road_layer(Standing(register)),
        "keying_actions": lambda: action_table(listed),
        "keying_fields": lambda: field_table(listed),
        "keying_conflicts": lambda: conflict_table(listed),
    }
    values: dict[str, object] = {
        name: stamped(make, mark_of(stamps))() for name, make in makers.items() if name in wanted
    }
    said = _said(listed)
    if "keying_workbook" in wanted:
        day = asked_day(params.day).isoformat()
        values["keying_workbook"] = keying_document(listed, day=day, notes=(*said, *listed.notes), stamps=stamps)
    return Made(values, (*notes, *said, *listed.notes))


def keying_reconciliation_tool(
    *,
    params: KeyingReconciliationParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``keying-reconciliation``."""
    progress.update(0.0, Text("Samler registret", "Joining the register"))
    planned = read_planned_table(given["planned_changes"])
    register, buildings, notes = _read(given["register"], params.day, planned)
    check(progress)
    progress.update(0.3, Text("Samler det næste udtræk", "Joining the next extract"))
    after, buildings_after, more = _read(given["register_after"], params.day_after, planned)
    check(progress)
    progress.update(0.6, Text("Stemmer af", "Reconciling"))
    listed = keying_list(register, planned, buildings=buildings)
    sent = listed.sent(numbers) if (numbers := params.numbers()) else listed
    made = reconcile(sent, after, part_of(params, ReconcileParams), buildings=buildings_after)
    makers = {
        "reconciled_places": lambda: reconciled_layer(sent, made, after),
        "named_roads": lambda: road_layer(Standing(after)),
        "keying_outcomes": lambda: outcome_table(made),
        "keying_differences": lambda: difference_table(made),
        "changes_of_others": lambda: others_table(made),
        "register_ids": lambda: id_table(sent, made),
    }
    mark = mark_of(_stamps(given))
    values = {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    return Made(values, (*dict.fromkeys((*notes, *more)), *_left_out(listed), *_outcomes(made), *listed.notes))


def _read(
    given: Mapping[str, Iterable[Mapping[str, Any]]], day: str, planned: Iterable[PlannedChange]
) -> tuple[Register, dict[str, pd.DataFrame] | None, tuple[Text, ...]]:
    """Return the registers on a day, of buildings what is linked, and what was derived.

    A building or unit that has ended keeps its link in BBR, but holds no address back: it is there only where the plan
    names it.
    """
    records, notes = from_dawa(given)
    when = asked_day(day).isoformat()
    buildings = None
    if has_buildings(records):
        mirror, named = read_building_register(records).at(when), {one.key for one in planned}
        buildings = {}
        for name in ("building", "unit"):
            table = mirror.tables.get(name)
            if table is not None:
                ended, ids = codes_of("ended"), table["object_id"]
                kept = [status not in ended or (name, one) in named
                        for one, status in zip(ids, table["status"], strict=True)]  # fmt: skip
                buildings[name] = table[kept]
    return read_register(records).at(when), buildings, notes


def _stamps(given: Mapping[str, Any]) -> tuple[Text, ...]:
    first, after = (stamps_of(given.get(name)) for name in ("register", "register_after"))
    return tuple(dict.fromkeys((*first, *after, *stamps_on(given["planned_changes"]))))


def _left_out(listed: KeyingList) -> tuple[Text, ...]:
    out = len({one.key for one in listed.conflicts})
    if not out:
        return ()
    return (
        Text(
            f"{counted(out, 'objekt', 'objekter')} kan ikke tastes som planlagt og er holdt ude: se keying_conflicts",
            f"{counted(out, 'object', 'objects')} cannot be keyed as planned and left out: see keying_conflicts",
        ),
    )


def _said(listed: KeyingList) -> tuple[Text, ...]:
    count = len(listed.actions)
    said = Text(f"{counted(count, 'handling', 'handlinger')} at taste", f"{counted(count, 'action', 'actions')} to key")
    return (said, *_left_out(listed))


def _outcomes(made: Reconciliation) -> tuple[Text, ...]:
    counts = made.outcomes["outcome"].value_counts()
    told = [(int(counts[code]), words) for code, words in OUTCOMES.items() if code in counts]
    others, gone = len(made.others), int((made.others["other_change"] == "gone").sum())
    away = Text(
        f"{counted(gone, 'objekt', 'objekter')} er væk fra det næste udtræk: er det et helt udtræk?",
        f"{counted(gone, 'object', 'objects')} gone from the next extract: is it an extract of all?",
    )
    return (
        Text(
            ", ".join(f"{count} {words.da}" for count, words in told) or "ingen handlinger at stemme af",
            ", ".join(f"{count} {words.en}" for count, words in told) or "no actions to reconcile",
        ),
        Text(
            f"{counted(others, 'ændring', 'ændringer')} i registret, som ikke står i indtastningslisten",
            f"{counted(others, 'change', 'changes')} of the register not in the keying list",
        ),
        *((away,) if gone else ()),
    )
