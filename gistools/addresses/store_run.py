"""The tool ``planned-changes``: a look at a store as layers and tables; declared in `store_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gistools.addresses.change_net import net_changes
from gistools.addresses.change_table import planned_table
from gistools.addresses.dawa import from_dawa
from gistools.addresses.moments import asked_day
from gistools.addresses.register import read_register
from gistools.addresses.register_layers import marks_of, road_layer
from gistools.addresses.standing import Standing
from gistools.addresses.store_form import require_planned_tables
from gistools.addresses.store_ground import StoreGround
from gistools.addresses.store_layers import POINTS, planned_layer, planned_road_layer
from gistools.addresses.store_tables import journal_table
from gistools.progress import check
from gistools.stamps import STAMP_COLUMN, mark_of, stamped, stamps_in
from gistools.text import Text, counted
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gistools.addresses.change_net import NetChange
    from gistools.addresses.register import Register
    from gistools.addresses.store_params import StoreParams
    from gistools.journal import Entry, StoreLook
    from gistools.progress import Progress
    from gistools.tool import Steps

_FAULTS_SHOWN = 5
_NUMBERS_SHOWN = 20


def planned_changes_tool(
    *,
    store: StoreLook,
    register: Mapping[str, list[Mapping[str, Any]]] | None,
    params: StoreParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``planned-changes``."""
    require_planned_tables(store.forms.values())
    progress.update(0.0, Text("Læser registret", "Reading the register"))
    known, notes, marks = _register(register, params.day)
    check(progress)
    progress.update(0.5, Text("Samler journalen", "Summing up the journal"))
    entries = [entry for entry in store.entries if entry.number > params.since]
    changes, faults = net_changes(entries)
    ground = StoreGround((one for rows in store.objects.values() for one in rows), known)
    open_ = [entry for entry in store.open_direct() if entry.number > params.since]
    points, roads = planned_layer(changes, ground), planned_road_layer(changes, ground)
    makers = {
        "planned_addresses": lambda: points,
        "planned_roads": lambda: roads,
        "named_roads": lambda: road_layer(Standing(known or read_register({}).at(asked_day(params.day)))),
        "planned_changes": lambda: planned_table(one.change for one in changes),
        "direct_edits": lambda: journal_table(open_),
        "journal_entries": lambda: journal_table(entries),
    }
    marks |= {one.values.get(STAMP_COLUMN) for rows in store.objects.values() for one in rows}
    mark = mark_of(stamps_in(marks - {None}))
    values = {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    placed = {*points["object_id"], *roads["object_id"]} | {
        ground.values("house_number", one).get("access_point_id") for one in points["object_id"]
    }
    return Made(values, (*notes, *_told(changes, entries, open_, placed), *_of_faults(faults)))


def _register(
    records: Mapping[str, list[Mapping[str, Any]]] | None, day: str
) -> tuple[Register | None, tuple[Text, ...], set[object]]:
    if records is None:
        return None, (), set()
    plain, notes = from_dawa(records)
    return read_register(plain).at(asked_day(day)), tuple(notes), set(marks_of(records))


def _told(
    changes: Sequence[NetChange], entries: Sequence[Entry], open_: Sequence[Entry], placed: set[Any]
) -> list[Text]:
    said = [Text(
        f"{counted(len(changes), 'planlagt objekt', 'planlagte objekter')} efter "
        f"{counted(len(entries), 'post', 'poster')} i journalen",
        f"{counted(len(changes), 'planned object', 'planned objects')} after "
        f"{counted(len(entries), 'entry', 'entries')} of the journal",
    )]  # fmt: skip
    if open_:
        numbers = ", ".join(str(entry.number) for entry in open_[:_NUMBERS_SHOWN])
        more = " …" if len(open_) > _NUMBERS_SHOWN else ""
        said.append(Text(
            f"{counted(len(open_), 'direkte rettelse', 'direkte rettelser')} mangler begrundelse: post {numbers}{more} "
            "(gistools store explain)",
            f"{counted(len(open_), 'direct edit lacks', 'direct edits lack')} a reason: entry {numbers}{more} "
            "(gistools store explain)",
        ))  # fmt: skip
    drawn = [one.change for one in changes if one.change.register_object in (*POINTS, "named_road")]
    away = sum(one.object_id not in placed for one in drawn)
    if away:
        said.append(Text(
            f"{counted(away, 'planlagt objekt', 'planlagte objekter')} har intet kendt sted og står kun i tabellen; "
            "giv registret",
            f"{counted(away, 'planned object has', 'planned objects have')} no known place: in the table alone; "
            "give the register",
        ))  # fmt: skip
    return said


def _of_faults(faults: Sequence[Text]) -> list[Text]:
    """Return what direct edits left that no register can have: it is in no layer and not among the changes."""
    more = len(faults) - _FAULTS_SHOWN
    said = [
        Text(f"ikke med, da intet register kan have det: {one.da}", f"left out, as no register can have it: {one.en}")
        for one in faults[:_FAULTS_SHOWN]
    ]
    return [*said, Text(f"og {more} til", f"and {more} more")] if more > 0 else said
