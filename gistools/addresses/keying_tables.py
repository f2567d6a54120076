"""The keying list and its reconciliation as tables and layers for people (tabeller og lag)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from gistools.addresses.keying_form import column_of, scale_of
from gistools.addresses.keying_ground import KeyingGround
from gistools.addresses.keying_places import in_a_row, layer_of_places, rests_on, shown_at
from gistools.addresses.keying_steps import KeyingKind, World
from gistools.addresses.keying_words import Names
from gistools.addresses.statuses import ALIVE
from gistools.styles.columns_keying import KEYING_ACTIONS, OTHER_CHANGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import shapely

    from gistools.addresses.keying import KeyingAction, KeyingList
    from gistools.addresses.keying_changes import Key
    from gistools.addresses.reconciliation import Reconciliation
    from gistools.addresses.register import Register

_SHOWN = ("conflict", "new", "ends", "changed")
_OUTCOMES = ("differs", "not_seen", "ambiguous", "unknown", "others", "accepted")


def action_table(listed: KeyingList) -> pd.DataFrame:
    """Return the actions as they are ticked off."""
    table = listed.to_frame()
    for name in ("status_before", "status_after"):
        table[name] = ["" if pd.isna(one) else str(one) for one in table[name]]
    table.insert(1, "keyed", "")
    return table[["keying_number", "keyed", "keyed_in", "what_da", "object_name", "name_before", "register_object",
                  "keying_action", "status_before", "status_after", "depends_on", "put_in", "in_force", "case_number",
                  "what_en", "object_id"]]  # fmt: skip


def field_table(listed: KeyingList) -> pd.DataFrame:
    """Return what is typed, field by field, as it is ticked off."""
    by = {one.number: one for one in listed.actions}
    table = listed.fields_frame().rename(columns={"before_shown": "typed_before", "after_shown": "typed_after"})
    actions = [by[number] for number in table["keying_number"]]
    told: dict[str, list[Any]] = {
        "keyed": [""] * len(table),
        "keyed_in": [one.keyed_in for one in actions],
        "keying_task": [f"{KEYING_ACTIONS[str(one.kind)].da} {listed.names.word(one.key).da}" for one in actions],
        "register_object": [one.key[0] for one in actions],
        "object_name": [one.name for one in actions],
        "name_before": [one.name_before for one in actions],
        "in_force": [one.step.in_force for one in actions],
        "case_number": [one.step.case_number for one in actions],
        "object_id": [one.key[1] for one in actions],
    }
    order = ["keying_number", "keyed", "keyed_in", "keying_task", "object_name", "name_before", "column_da",
             "typed_before", "typed_after", "in_force", "case_number", "register_object", "column",
             "object_id"]  # fmt: skip
    return table.assign(**told)[order]


def conflict_table(listed: KeyingList) -> pd.DataFrame:
    """Return what cannot be keyed, and how it is mended."""
    return listed.conflicts_frame().rename(columns={"what_da": "why_da", "what_en": "why_en"})[[
        "conflict_kind", "rule", "register_object", "object_name", "why_da", "mend_da", "case_number", "based_on",
        "register_value", "planned_value", "column", "why_en", "mend_en", "object_id", "other_ids",
    ]]  # fmt: skip


def place_layer(listed: KeyingList) -> gpd.GeoDataFrame:
    """Return the places that are keyed about, each with its numbers; what is in conflict too."""
    rows: list[tuple[Key, dict[str, Any]]] = [
        (one.key, {"keying_numbers": [one.number], "object_name": one.name, "keying_shown": _shown(one),
                   "case_number": one.step.case_number, "what_da": f"{one.number}. {one.what.da}",
                   "what_en": f"{one.number}. {one.what.en}"})
        for one in listed.actions
    ]  # fmt: skip
    for conflict in listed.conflicts:
        said = conflict.what(listed.names.of)
        rows.append((conflict.key, {
            "keying_numbers": [], "object_name": listed.names.of(conflict.key), "keying_shown": "conflict",
            "case_number": conflict.case_number, "what_da": said.da, "what_en": said.en,
        }))  # fmt: skip
    return layer_of_places(rows, lambda key: shown_at(listed.names, key), {
        "keying_numbers": lambda told: in_a_row(number for numbers in told for number in numbers),
        "keying_shown": _first_of(_SHOWN), "object_name": _each, "case_number": _each, "what_da": _each,
        "what_en": _each,
    })  # fmt: skip


def _shown(action: KeyingAction) -> str:
    if action.kind is KeyingKind.CREATE:
        return "new"
    after = action.step.status_after
    ends = after is not None and after not in ALIVE[scale_of(action.key[0])]
    return "ends" if ends else "changed"


def _first_of(codes: Sequence[str]) -> Any:  # noqa: ANN401 - a function
    return lambda told: min(told, key=codes.index)


def _each(told: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(one for one in told if one))


def outcome_table(made: Reconciliation) -> pd.DataFrame:
    """Return what became of each action; fields that differ by their names in the register."""
    table = made.outcomes
    called = [", ".join(column_of(name, one).aliases[0] for one in columns.split())
              for name, columns in zip(table["register_object"], table["columns"], strict=True)]  # fmt: skip
    return table.assign(differing=called)[[
        "keying_number", "outcome", "what_da", "why_da", "differing", "keyed_in", "register_object", "object_name",
        "keying_action", "case_number", "what_en", "why_en", "object_id", "register_id", "other_ids",
    ]]  # fmt: skip


def difference_table(made: Reconciliation) -> pd.DataFrame:
    """Return the fields that are not as they were sent."""
    return made.differences[["keying_number", "register_object", "object_name", "column_da", "sent_value",
                             "register_value", "column", "object_id", "register_id"]]  # fmt: skip


def others_table(made: Reconciliation) -> pd.DataFrame:
    """Return what others changed."""
    return made.others[["other_change", "register_object", "object_name", "column_da", "value_before", "value_after",
                        "column", "object_id"]]  # fmt: skip


def id_table(sent: KeyingList, made: Reconciliation) -> pd.DataFrame:
    """Return under which id the register has what was new."""
    rows = [(key[0], sent.names.of(key), key[1], one) for key, one in sorted(made.ids.items())]
    return pd.DataFrame(rows, columns=["register_object", "object_name", "plan_id", "register_id"])


def reconciled_layer(sent: KeyingList, made: Reconciliation, after: Register) -> gpd.GeoDataFrame:
    """Return the places of actions and of changes of others: where the register has them, else where they were planned.

    What is in doubt comes last, so that it is drawn above all else.
    """
    seen = Names(World(KeyingGround(after), {}))
    rows: list[tuple[Key, dict[str, Any]]] = []
    for one in made.outcomes.astype(object).to_dict("records"):
        said = {language: f"{one['keying_number']}. {one[f'what_{language}']}" for language in ("da", "en")}
        why = {language: f" ({one[f'why_{language}']})" if one[f"why_{language}"] else "" for language in said}
        rows.append(((one["register_object"], one["object_id"]), {
            "keying_numbers": [one["keying_number"]], "reconciled_as": one["outcome"],
            "object_name": one["object_name"], "what_da": said["da"] + why["da"], "what_en": said["en"] + why["en"],
        }))  # fmt: skip
    for one in made.others.to_dict("records"):
        change = f"{one['column_da']}: {one['value_before']} → {one['value_after']}" if one["column"] else ""
        told = change or OTHER_CHANGES[one["other_change"]].da, change or OTHER_CHANGES[one["other_change"]].en
        rows.append(((one["register_object"], one["object_id"]), {
            "keying_numbers": [], "reconciled_as": "others", "object_name": one["object_name"], "what_da": told[0],
            "what_en": told[1],
        }))  # fmt: skip

    def place(key: Key) -> shapely.Point | None:
        found = shown_at(seen, (key[0], made.ids.get(key, key[1])))
        under = rests_on(sent.names, key) if found is None else ()
        return found or next((at for one in under if (at := place(one)) is not None), None)

    layer = layer_of_places(rows, lambda key: place(key) or shown_at(sent.names, key), {
        "keying_numbers": lambda told: in_a_row(number for numbers in told for number in numbers),
        "reconciled_as": _first_of(_OUTCOMES), "object_name": _each, "what_da": _each, "what_en": _each,
    })  # fmt: skip
    return layer.sort_values("reconciled_as", key=lambda told: -told.map(_OUTCOMES.index), kind="stable",
                             ignore_index=True)  # fmt: skip
