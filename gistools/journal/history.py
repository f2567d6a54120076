"""What entries amount to: the content they leave, and which of them can be taken back (fortrydes)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gistools.errors import ConflictError, ParamError
from gistools.journal.entries import Action, Entry
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Content = dict[tuple[str, str], "Mapping[str, Any]"]
"""Values by table and object id."""


def replay(entries: Iterable[Entry]) -> Content:
    """Return the content that entries leave, from the first on in the order of their numbers.

    Raises
    ------
    ValueError
        When an entry does not begin with what the one before it left: an edit was lost, or is there by half.

    >>> made = Entry(1, "gis", "2026-11-28T08:00:00.000Z", "ny", "", "point", "a", Action.INSERT, None, {"n": 1})
    >>> replay([made])
    {('point', 'a'): {'n': 1}}
    """
    content: Content = {}
    for entry in entries:
        key = entry.table, entry.object_id
        if content.get(key) != entry.before:
            msg = f"entry {entry.number} begins with {entry.before}, but {content.get(key)} was left"
            raise ValueError(msg)
        if entry.after is None:
            del content[key]
        else:
            content[key] = entry.after
    return content


def states(history: Sequence[Entry]) -> list[tuple[int, int]]:
    """Return for each entry of one object the state before and after it.

    A state is the number of the entry that first made it, and 0 before the first: an entry that takes another back
    returns to the state before that one, so that what is undone and done again is the same state.
    """
    made: list[tuple[int, int]] = []
    now, at = 0, {entry.number: k for k, entry in enumerate(history)}
    for entry in history:
        then = made[at[entry.undoes]][0] if entry.undoes in at else entry.number
        made.append((now, then))
        now = then
    return made


def undoable(history: Sequence[Entry], number: int) -> Entry:
    """Return the entry of an object that is to be taken back, where nothing stands upon it.

    Parameters
    ----------
    history:
        All entries of the object.
    number:
        Of the entry.

    Raises
    ------
    ConflictError
        When the object was changed since, or the entry is undone already.
    """
    known = states(history)
    place = next(k for k, entry in enumerate(history) if entry.number == number)
    entry, (before, after), now = history[place], known[place], known[-1][1]
    if now == after:
        return entry
    takers = [later for later in history if later.undoes == number]
    if takers and now == before:
        last = takers[-1]
        raise ConflictError(
            Text(
                f"post {number} er allerede fortrudt: {_told([last], da=True)}",
                f"entry {number} is undone already: {_told([last], da=False)}",
            ),
            Text("en post, der stadig gælder", "an entry that still holds"),
            Text(f"fortryd post {last.number} for at gøre den om", f"undo entry {last.number} to redo it"),
            [last],
        )
    since = [later for later in standing(history) if later.number > number]
    raise changed_since(Text(f"post {number}", f"entry {number}"), since or takers[-1:] or history[-1:])


def standing(history: Sequence[Entry]) -> list[Entry]:
    """Return the entries of one object that still hold: those that its last state rests on, the first of them first.

    >>> made = Entry(1, "gis", "2026-11-28T08:00:00.000Z", "ny", "", "point", "a", Action.INSERT, None, {"n": 1})
    >>> gone = Entry(2, "gis", "2026-11-28T09:00:00.000Z", "nej", "", "point", "a", Action.DELETE, {"n": 1}, None, 1)
    >>> [entry.number for entry in standing([made])], standing([made, gone])
    ([1], [])
    """
    known = states(history)
    by_number = {entry.number: (entry, state[0]) for entry, state in zip(history, known, strict=True)}
    now, found = known[-1][1] if known else 0, []
    while now in by_number:
        entry, now = by_number[now]
        found.append(entry)
    return found[::-1]


def changed_since(what: Text, since: Sequence[Entry]) -> ConflictError:
    """Return the conflict of something and the entries of its object that came since."""
    last = since[-1]
    return ConflictError(
        Text(
            f"{what.da} er ændret siden: {_told(since, da=True)}",
            f"{what.en} was changed since: {_told(since, da=False)}",
        ),
        Text("at ingen har ændret objektet siden, det blev læst", "an object that nobody changed since it was read"),
        Text(
            f"læs objektet igen (version {last.number}), og tag stilling til ændringen",
            f"read the object again (version {last.number}) and consider the change",
        ),
        since,
    )


_DONE = {
    Action.INSERT: ("oprettede", "inserted"),
    Action.UPDATE: ("ændrede", "changed"),
    Action.DELETE: ("slettede", "deleted"),
}
_MOST = 3


def _told(entries: Sequence[Entry], *, da: bool) -> str:
    """Return who did what and when, of the last few."""
    told = []
    for entry in entries[-_MOST:]:
        what = ", ".join(entry.changed()) if entry.action is Action.UPDATE else f"{entry.table} {entry.object_id}"
        why = f" ({entry.why})" if entry.why else ""
        told.append(f"{entry.role} {_DONE[entry.action][0 if da else 1]} {what} {entry.at}{why}")
    more = len(entries) - len(told)
    return ("… " if more else "") + "; ".join(told)


def entry_missing(numbers: Iterable[int]) -> ParamError:
    """Return the error for numbers that are those of no entry."""
    listed = ", ".join(map(str, numbers))
    return ParamError(
        Text(f"post {listed} findes ikke", f"there is no entry {listed}"),
        Text("numre på poster i journalen", "numbers of entries of the journal"),
        Text("slå numrene op i journalen", "look the numbers up in the journal"),
    )
