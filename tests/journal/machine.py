"""Any sequence of edits, direct edits, undos and lost races, on a store of any engine."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from gistools.errors import ConflictError
from gistools.journal import Action, Change, replay
from gistools.journal.history import states
from gistools.journal.roles import DIRECT
from tests.journal.making import FORMS, VALUES, WHY, content

TABLES = st.sampled_from([form.name for form in FORMS])


class Edits(RuleBasedStateMachine):
    """What was there after each entry is kept apart (``then``), by this class and not by the journal."""

    def open(self):
        raise NotImplementedError

    def direct(self, statement: str, *, table: str) -> None:
        """Run SQL past the store."""
        raise NotImplementedError

    def __init__(self):
        super().__init__()
        self.store = self.open()
        self.then = {0: {}}
        self.read = []  # objects as they were once read
        self.seen = {}  # ids in the order in which they came: they are random, and draws must not be

    def teardown(self):
        self.store.close()

    def saw(self, entries):
        for entry in entries:
            before = dict(self.then[entry.number - 1])
            self.seen.setdefault(entry.object_id, len(self.seen))
            if entry.after is None:
                del before[entry.table, entry.object_id]
            else:
                before[entry.table, entry.object_id] = entry.after
            self.then[entry.number] = before

    def pick(self, data, table):
        there = sorted(self.store.objects(table), key=lambda one: self.seen[one.object_id])
        return data.draw(st.sampled_from(there)) if there else None

    @rule(table=TABLES, data=st.data())
    def insert(self, table, data):
        given = data.draw(VALUES[table])
        made = self.store.apply([Change.insert(table, given)], **WHY)
        assert made[0].after == self.store.forms[table].checked(given)
        self.saw(made)

    @rule(table=TABLES, data=st.data())
    def update_or_delete(self, table, data):
        one = self.pick(data, table)
        if one is None:
            return
        self.read.append(one)
        change = (
            Change.delete(one) if data.draw(st.integers(0, 3)) == 0 else Change.update(one, data.draw(VALUES[table]))
        )
        made = self.store.apply([change], **WHY)
        wanted = self.store.forms[table].checked(change.values, whole=False)
        assert len(made) == (change.action is Action.DELETE or {**one.values, **wanted} != one.values)
        self.saw(made)

    @rule(data=st.data())
    def several_or_none(self, data):
        """Two new ones and a change of something that was read before: all of it, or nothing."""
        new = [Change.insert("note", data.draw(VALUES["note"])), Change.insert("lot", data.draw(VALUES["lot"]))]
        old = data.draw(st.sampled_from(self.read)) if self.read else None
        before = content(self.store)
        if old is None:
            self.saw(self.store.apply(new, **WHY))
            return
        now = self.store.find(old.table, old.object_id)
        changes = [new[0], Change.update(old, data.draw(VALUES[old.table])), new[1]]
        if now is not None and now.version == old.version:
            self.saw(self.store.apply(changes, **WHY))
        else:
            with pytest.raises(ConflictError) as caught:
                self.store.apply(changes, **WHY)
            assert caught.value.entries[-1].number >= old.version
            assert content(self.store) == before

    @precondition(lambda self: len(self.then) > 1)
    @rule(data=st.data())
    def undo(self, data):
        number = data.draw(st.integers(1, len(self.then) - 1))
        entry = self.store.journal(number - 1)[0]
        history = self.store.journal(table=entry.table, object_id=entry.object_id)
        known = dict(zip([one.number for one in history], states(history), strict=True))
        key = entry.table, entry.object_id
        if known[number][1] == known[history[-1].number][1]:
            made = self.store.undo([number], **WHY)
            self.saw(made)
            assert self.then[len(self.then) - 1].get(key) == self.then[number - 1].get(key)
            assert made[0].undoes == number
        else:
            before = content(self.store)
            with pytest.raises(ConflictError) as caught:
                self.store.undo([number], **WHY)
            assert caught.value.entries
            assert content(self.store) == before

    @precondition(lambda self: len(self.then) > 1)
    @rule(data=st.data())
    def undo_back_to(self, data):
        """Undo of all since a moment gives what was there, exactly."""
        number = data.draw(st.integers(0, len(self.then) - 1))
        self.saw(self.store.undo(range(number + 1, len(self.then)), **WHY))
        assert content(self.store) == self.then[number]

    @rule(table=TABLES, data=st.data())
    def edit_directly(self, table, data):
        one = self.pick(data, table)
        what = data.draw(st.sampled_from(["insert", "update", "delete"]))
        column = {"lot": "name", "note": "text"}[table]
        text = data.draw(st.sampled_from(["Ærø", "it''s", "direkte"]))
        before = self.store.journal()
        if what == "insert":
            self.direct(f"INSERT INTO {{}} ({column}) VALUES ('{text}')", table=table)
        elif one is None:
            return
        elif what == "update":
            self.direct(f"UPDATE {{}} SET {column} = '{text}' WHERE object_id = '{one.object_id}'", table=table)
        else:
            self.direct(f"DELETE FROM {{}} WHERE object_id = '{one.object_id}'", table=table)
        made = self.store.journal(before[-1].number if before else 0)
        nothing = what == "update" and one.values[column] == text.replace("''", "'")
        assert [(entry.role, entry.action.value, entry.why) for entry in made] == [(DIRECT, what, "")] * (not nothing)
        assert all(entry in self.store.open_direct() for entry in made)
        self.saw(made)

    @rule()
    def open_again(self):
        self.store.close()
        self.store = self.open()

    @invariant()
    def journal_and_content_agree(self):
        journal = self.store.journal()
        assert [entry.number for entry in journal] == list(range(1, len(self.then)))
        assert content(self.store) == self.then[len(self.then) - 1] == replay(journal)
