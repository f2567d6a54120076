"""How ``gistools store`` shows entries of a journal: objects by name, columns and codes in words, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gistools.addresses import planned_tables
from gistools.addresses.change_values import GEOMETRY, shape_of
from gistools.addresses.keying_changes import told
from gistools.addresses.keying_form import KEYED, REFERENCES
from gistools.addresses.moments import danish_time
from gistools.addresses.store_form import IN_REGISTER
from gistools.addresses.store_ground import StoreGround
from gistools.cli.language import one_line
from gistools.journal import ColumnKind
from gistools.stamps import STAMP_COLUMN
from gistools.styles.columns_addresses import PLANNED_STATUS
from gistools.styles.columns_store import ENTRY_ACTIONS
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gistools.journal import Entry

__all__ = ["told_entries"]

_TARGETS = {(one.holder, one.column): one.target for one in REFERENCES}
_COLUMNS = {(form.name, one.name): one for form in planned_tables() for one in form.columns}
_SHAPE = Text("Sted eller form", "Place or shape")
_NOTHING = Text("(tom)", "(empty)")
_A_SHAPE, _NEW_SHAPE = Text("en form", "a shape"), Text("en anden form", "another shape")
_NO_REASON = Text("UDEN BEGRUNDELSE", "WITHOUT A REASON")
_ID_SHOWN = 8  # letters of an id that has no name


def told_entries(shown: Iterable[Entry], journal: Iterable[Entry]) -> Iterator[str]:
    """Yield the lines of entries; ``journal`` is the whole one, of which objects have their names.

    Columns that only the store has are left out where they say nothing new beside others: the stamp, whether an object
    is of the register, and the case that the entry itself tells.
    """
    ground = StoreGround(())
    for entry in journal:
        ground.hold(entry.table, entry.object_id, entry.after or entry.before or {})
    for entry in shown:
        ground.hold(entry.table, entry.object_id, entry.after or entry.before or {})
        yield _head(entry, ground)
        if entry.action.value == "update":
            changed = entry.changed()
            for name in [one for one in changed if _is_news(entry, one)] or changed:
                yield f"      {_change(entry, name, ground)}"


def _head(entry: Entry, ground: StoreGround) -> str:
    title, action = KEYED[entry.table], ENTRY_ACTIONS[entry.action.value]
    name = _name(entry.table, entry.object_id, ground)
    da, en = f"{title.da} {name} {action.da}", f"{title.en} {name} {action.en}"
    if entry.undoes:
        da, en = f"{da}, fortryder {entry.undoes}", f"{en}, undoes {entry.undoes}"
    case = f" [{entry.case_number}]" if entry.case_number else ""
    why = entry.why or one_line(_NO_REASON)
    return f"{entry.number}  {danish_time(entry.at)}  {entry.role}: {one_line(Text(da, en))}  ({why}){case}"


def _name(table: str, object_id: str, ground: StoreGround) -> str:
    """Return what an object is called; the beginning of its id where that is not known."""
    values = ground.values(table, object_id)
    road = ground.values("named_road", values.get("road_id", "")).get("road_name", "")
    found = {
        "house_number": ground.line(table, object_id),
        "address": ground.line(table, object_id),
        "road_part": f"{road} {values.get('road_code', '')}".strip(),
        "town": values.get("town", ""),
    }.get(table, values.get("road_name", ""))
    return found or f"{object_id[:_ID_SHOWN]}…"


def _sides(entry: Entry, name: str) -> tuple[Any, Any]:
    return (entry.before or {}).get(name), (entry.after or {}).get(name)


def _is_news(entry: Entry, name: str) -> bool:
    before, after = _sides(entry, name)
    if name == "case_number":
        return bool(after != entry.case_number)
    if name == STAMP_COLUMN:
        return before is not None
    if name in {IN_REGISTER, "provisional"}:
        return bool(before) != bool(after)
    return True


def _change(entry: Entry, name: str, ground: StoreGround) -> str:
    column = _COLUMNS.get((entry.table, name))
    title = column.title if column else _SHAPE
    was, becomes = (_value(entry.table, name, one, ground) for one in _sides(entry, name))
    if name == GEOMETRY and was == becomes:
        becomes = _NEW_SHAPE
    if was.da == was.en and becomes.da == becomes.en:
        return f"{one_line(title)}: {was.da} -> {becomes.da}"
    return one_line(Text(f"{title.da}: {was.da} -> {becomes.da}", f"{title.en}: {was.en} -> {becomes.en}"))


def _value(table: str, name: str, value: Any, ground: StoreGround) -> Text:  # noqa: ANN401 - any kind of a column
    if value is None or value == "":
        return _NOTHING
    if name == GEOMETRY:
        shape = shape_of(value)
        is_point = shape is not None and shape.geom_type == "Point"
        return _same(f"{shape.x:.1f} {shape.y:.1f}") if is_point else _A_SHAPE
    if _COLUMNS[table, name].kind is ColumnKind.BOOLEAN:
        return Text("ja", "yes") if value else Text("nej", "no")
    target = _TARGETS.get((table, name))
    plain = _same(told(value) if target is None else _name(target, str(value), ground))
    return PLANNED_STATUS.get(plain.da, plain) if name == "status" else plain


def _same(text: str) -> Text:
    return Text(text, text)
