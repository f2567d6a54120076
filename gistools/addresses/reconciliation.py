"""What became of keyed actions (afstemning): each held against the next extract of the register."""

from __future__ import annotations

import enum
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from gistools._checks import require_kind
from gistools.addresses.keying import KeyingAction, KeyingList
from gistools.addresses.keying_changes import same_value, told
from gistools.addresses.keying_form import DIFFERENCE_COLUMNS, OUTCOME_COLUMNS, REFERENCES, column_of, form_of
from gistools.addresses.keying_ground import KeyingGround
from gistools.addresses.keying_steps import KeyingKind, World
from gistools.addresses.keying_words import Names
from gistools.addresses.reconciliation_match import Matching
from gistools.addresses.reconciliation_others import changes_of_others
from gistools.addresses.register import Register
from gistools.addresses.register_form import OBJECTS, Cell
from gistools.addresses.statuses import DAWA_STATUS, DELETED, life_cycle
from gistools.errors import ParamError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.addresses.keying_changes import Key
    from gistools.addresses.keying_steps import Step

StatusScale = Literal["dar", "dawa"]
"""Whose codes the statuses of an extract are."""


class Outcome(enum.StrEnum):
    """What became of an action."""

    ACCEPTED = "accepted"
    DIFFERS = "differs"
    NOT_SEEN = "not_seen"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


_FINE = Text("", "")
_GONE = Text("objektet står ikke i udtrækket", "the object is not in the extract")
_HIDDEN = Text("statussen er ikke offentlig, så udtræk uden den kan ikke vise det",
               "the status is not published, so that extracts without it cannot show it")  # fmt: skip
_OLD = Text("registret har det stadig, som det var", "the register still has it as it was")
_SEVERAL = Text(
    "flere nye objekter i registret kan være det: giv id'et",
    "several new objects of the register may be it: give the id",
)
_NO_TABLE = Text("udtrækket har ingen objekter af den slags", "the extract has no objects of that kind")


@dataclass(frozen=True, slots=True)
class ReconcileParams:
    """What a reconciliation goes by.

    Parameters
    ----------
    tolerance_m:
        Within which points and lines are where they were sent.
    status_scale:
        Whose codes the extract has for roads, house numbers and addresses: ``"dar"``, or ``"dawa"`` for files of
        DAWA, in which 1 is in force, 2 withdrawn, 3 provisional and 4 shelved.
    """

    tolerance_m: float = 0.1
    status_scale: StatusScale = "dar"


@dataclass(frozen=True, eq=False)
class Reconciliation:
    """What became of each action, and what others did.

    Parameters
    ----------
    outcomes:
        `gistools.addresses.keying_form.OUTCOME_COLUMNS`, a row for each action in its order.
    differences:
        `gistools.addresses.keying_form.DIFFERENCE_COLUMNS`, a row for each column that is not as it was sent.
    others:
        `gistools.addresses.keying_form.OTHERS_COLUMNS`: changed in the register since, and not by us.
    ids:
        The register's ids of what was new, by object and the id of the plan.
    """

    outcomes: pd.DataFrame
    differences: pd.DataFrame
    others: pd.DataFrame
    ids: Mapping[Key, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return how many there are of each."""
        counts = Counter(self.outcomes["outcome"])
        told_ = ", ".join(f"{counts[str(one)]} {one}" for one in Outcome if counts[str(one)])
        return f"Reconciliation({told_ or 'no actions'}; {len(self.others)} by others)"


def reconcile(
    sent: KeyingList,
    extract: Register,
    params: ReconcileParams | None = None,
    *,
    buildings: Mapping[str, pd.DataFrame] | None = None,
    ids: Mapping[str, str] | None = None,
) -> Reconciliation:
    """Return what became of keyed actions in the next extract of the register (afstemning).

    An object is found by its id; what was made anew, by road and house number, floor and door, the name of a road, or
    who uses a point, among what the register did not have before. Columns that the register writes itself are left out.

    Parameters
    ----------
    sent:
        What was keyed (`KeyingList.sent` for a part of the list).
    extract:
        As `gistools.addresses.Register.at` returns it.
    params:
        Tolerance, and the scale of statuses.
    buildings:
        Links of the building register, as `keying_list` takes them.
    ids:
        Ids that the register gave, by those of the plan, where they are known: they come before all other likeness.

    Raises
    ------
    ParamError
        When the extract was not asked for a moment, the tolerance is none, or a status is none of its scale.
    TableError
        For tables of buildings that cannot be used.

    >>> from gistools.addresses import PlannedChange, keying_list, read_register
    >>> def town(name):
    ...     return read_register({"NavngivenVej": [{"id": "v1", "status": "3", "vejnavn": name}]}).at("2026-11-28")
    >>> change = PlannedChange("named_road", "v1", {"road_name": "Skeevej"}, {"road_name": "Åløkken"})
    >>> sent = keying_list(town("Skeevej"), [change])
    >>> reconcile(sent, town("Åløkken")), reconcile(sent, town("Skeevej")), reconcile(sent, town("Aaløkken"))
    (Reconciliation(1 accepted; 0 by others), Reconciliation(1 not_seen; 0 by others), \
Reconciliation(1 differs; 0 by others))
    """
    require_kind(sent, KeyingList, "sent")
    require_kind(extract, Register, "extract")
    params = params or ReconcileParams()
    require_kind(params, ReconcileParams, "params")
    if not (math.isfinite(params.tolerance_m) and params.tolerance_m >= 0.0):
        raise ParamError(
            Text(f"tolerance_m = {params.tolerance_m}", f"tolerance_m = {params.tolerance_m}"),
            Text("0 m eller mere", "0 m or more"),
            Text("giv en afstand i meter", "give a distance in metres"),
        )
    seen = KeyingGround(_in_dar(extract, params.status_scale), buildings or {})
    match = Matching(sent, seen, ids or {}, params.tolerance_m)
    judge = _Judge(sent, seen, match, params.tolerance_m)
    told_ = [judge.told(action) for action in sent.actions]
    names = Names(World(seen, {}))
    others = changes_of_others(sent.ground, seen, judge.ours(), names.of, params.tolerance_m)
    outcomes = pd.DataFrame([judge.row(one) for one in told_], columns=list(OUTCOME_COLUMNS))
    differences = [row for one in told_ for row in judge.rows(one)]
    return Reconciliation(
        outcomes.astype({"keying_number": "int64"}),
        pd.DataFrame(differences, columns=list(DIFFERENCE_COLUMNS)).astype({"keying_number": "int64"}),
        others, dict(match.made.found),
    )  # fmt: skip


def _in_dar(extract: Register, scale: str) -> Register:
    """Return an extract with the statuses of DAR."""
    if scale == "dar":
        return extract
    known = scale == "dawa"
    tables, wrong = {}, set()
    for name, table in extract.tables.items():
        mine = known and OBJECTS[name].scale == "address"
        wrong |= set(table["status"]) - set(DAWA_STATUS) if mine else set()
        tables[name] = table.assign(status=table["status"].map(DAWA_STATUS)) if mine and not wrong else table
    if wrong or not known:
        found = f"status_scale = {scale!r}" if not known else f"status {min(wrong)}"
        raise ParamError(
            Text(found, found),
            Text("statusskalaen dar, eller dawa med 1 til 4", "the scale dar, or dawa with 1 to 4"),
            Text("giv skalaen, som udtrækket har", "give the scale that the extract has"),
        )
    return Register(tables, extract.repairs, extract.absent)


@dataclass(frozen=True, eq=False)
class _Told:
    """What became of one action: outcome, columns with what was sent and what is there, and why."""

    action: KeyingAction
    outcome: Outcome
    columns: tuple[tuple[str, Any, Any], ...] = ()
    why: Text = _FINE


class _Judge:
    """Holds each action against the register as it is seen."""

    def __init__(self, sent: KeyingList, seen: KeyingGround, match: Matching, tolerance_m: float) -> None:
        self.sent, self.seen, self.match, self.tolerance_m = sent, seen, match, tolerance_m
        self.moves: dict[Key, list[Step]] = defaultdict(list)
        for action in sent.actions:
            if action.step.status_after is not None:
                self.moves[action.key].append(action.step)
        self.new = {action.key for action in sent.actions if action.kind is KeyingKind.CREATE}

    def _seen_key(self, key: Key) -> Key:
        return key[0], self.match.made.of(key)

    def told(self, action: KeyingAction) -> _Told:
        """Return what became of an action."""
        key = self._seen_key(action.key)
        if not self.seen.holds(key[0]):
            return _Told(action, Outcome.UNKNOWN, why=_NO_TABLE)
        if self.match.made.doubtful(action.key):
            return _Told(action, Outcome.AMBIGUOUS, why=_SEVERAL)
        if not self.seen.has(key):
            return self._absent(action)
        return self._of_status(action, key) if action.kind is KeyingKind.STATUS else self._of_fields(action, key)

    def _absent(self, action: KeyingAction) -> _Told:
        status = action.step.status_after
        if status == DELETED and action.key not in self.new:
            return _Told(action, Outcome.ACCEPTED, why=_GONE)
        hidden = status is not None and not life_cycle(form_of(action.key[0]).scale)[status].published
        return _Told(action, Outcome.NOT_SEEN, why=_HIDDEN if hidden else _GONE)

    def _of_fields(self, action: KeyingAction, key: Key) -> _Told:
        differ, old = [], True
        for column, (before, after) in action.step.fields.items():
            now, wanted = self.seen.value(key, column), self._wanted(action.key[0], column, after)
            if not same_value(now, wanted, self.tolerance_m):
                differ.append((column, after, now))
                old = old and same_value(now, before, self.tolerance_m)
            else:
                old = False
        if action.kind is KeyingKind.CREATE and len(self.moves[action.key]) == 1:
            now, wanted = self.seen.status(key), action.step.status_after
            differ += [] if now == wanted else [("status", wanted, now)]
        if not differ:
            return _Told(action, Outcome.ACCEPTED)
        if old and action.kind is not KeyingKind.CREATE:
            return _Told(action, Outcome.NOT_SEEN, tuple(differ), _OLD)
        return _Told(action, Outcome.DIFFERS, tuple(differ))

    def _wanted(self, name: str, column: str, value: object) -> object:
        """Return a value as the register should have it: the id that it gave to what the plan names."""
        if column_of(name, column).cell is not Cell.KEY or not value:
            return value
        target = next((one.target for one in REFERENCES if (one.holder, one.column) == (name, column)), None)
        return value if target is None else self.match.made.of((target, str(value)))

    def _of_status(self, action: KeyingAction, key: Key) -> _Told:
        """Hold a move against the status that is seen: what came later in the list has passed this one too."""
        moves, now = self.moves[action.key], self.seen.status(key)
        place = moves.index(action.step)
        if now in {one.status_after for one in moves[place:]}:
            return _Told(action, Outcome.ACCEPTED)
        column = (("status", action.step.status_after, now),)
        if now in {moves[0].status_before, *(one.status_after for one in moves[:place])}:
            return _Told(action, Outcome.NOT_SEEN, column, _OLD)
        return _Told(action, Outcome.DIFFERS, column)

    def ours(self) -> dict[Key, set[str]]:
        """Return the columns that were sent, by object and id of the register."""
        made: dict[Key, set[str]] = defaultdict(set)
        for action in self.sent.actions:
            key = self._seen_key(action.key)
            mine = made[key]
            mine.update(action.step.fields)
            if action.step.status_after is not None:
                mine.add("status")
            if action.key in self.new or action.step.status_after == DELETED:
                mine.add("")
        for key, several in self.match.made.several.items():
            for one in several:
                made[key[0], one].add("")
        return made

    def row(self, one: _Told) -> list[Any]:
        """Return an outcome as a row."""
        action = one.action
        several = self.match.made.several.get(action.key, ())
        found = self._seen_key(action.key)
        shown = found[1] if self.seen.has(found) else ""
        return [action.number, action.keyed_in, str(action.kind), *action.key, shown, action.name, str(one.outcome),
                " ".join(column for column, _, _ in one.columns), " ".join(several), action.step.case_number,
                action.what.da, action.what.en, one.why.da, one.why.en]  # fmt: skip

    def rows(self, one: _Told) -> list[list[Any]]:
        """Return the columns of an action that are not as they were sent."""
        key = one.action.key
        return [[one.action.number, *key, self._seen_key(key)[1], column, column_of(key[0], column).aliases[0],
                 told(sent), told(now)] for column, sent, now in one.columns]  # fmt: skip
