"""What became of keyed actions (afstemning): each held against the next extract of the register."""

from __future__ import annotations

import enum
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from gistools._checks import require_kind
from gistools.addresses.keying import KeyingAction, KeyingList
from gistools.addresses.keying_changes import same_value
from gistools.addresses.keying_form import DIFFERENCE_COLUMNS, OUTCOME_COLUMNS, column_of, form_of, target_of
from gistools.addresses.keying_ground import KeyingGround
from gistools.addresses.keying_params import ReconcileParams
from gistools.addresses.keying_steps import KeyingKind, World
from gistools.addresses.keying_words import Names, shown
from gistools.addresses.reconciliation_match import Matching
from gistools.addresses.reconciliation_others import changes_of_others
from gistools.addresses.register import Register
from gistools.addresses.register_cells import plain_key
from gistools.addresses.statuses import DELETED, life_cycle
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gistools.addresses.keying_changes import Key
    from gistools.addresses.keying_steps import Step


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
        As `gistools.addresses.Register.at` returns it; files of DAWA by way of `from_dawa`, which tells their statuses
        in the codes of DAR.
    params:
        Tolerance.
    buildings:
        Links of the building register, as `keying_list` takes them.
    ids:
        Ids that the register gave, by those of the plan, where they are known: they come before all other likeness.

    Raises
    ------
    ParamError
        When the extract was not asked for a moment.
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
    seen = KeyingGround(extract, buildings or {})
    own = {plain_key(one): plain_key(given) for one, given in (ids or {}).items()}
    match = Matching(sent, seen, own, params.tolerance_m)
    names = Names(World(seen, {}))
    judge = _Judge(sent, seen, match, names, params.tolerance_m)
    told_ = [judge.told(action) for action in sent.actions]
    others = changes_of_others(sent.ground, seen, judge.ours(), names, params.tolerance_m)
    outcomes = pd.DataFrame([judge.row(one) for one in told_], columns=list(OUTCOME_COLUMNS))
    differences = [row for one in told_ for row in judge.rows(one)]
    return Reconciliation(
        outcomes.astype({"keying_number": "int64"}),
        pd.DataFrame(differences, columns=list(DIFFERENCE_COLUMNS)).astype({"keying_number": "int64"}),
        others, dict(match.made.found),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Told:
    """What became of one action: outcome, columns with what was sent and what is there, and why."""

    action: KeyingAction
    outcome: Outcome
    columns: tuple[tuple[str, Any, Any], ...] = ()
    why: Text = _FINE


class _Judge:
    """Holds each action against the register as it is seen."""

    def __init__(self, sent: KeyingList, seen: KeyingGround, match: Matching, names: Names, tolerance_m: float) -> None:
        self.sent, self.seen, self.match, self.names, self.tolerance_m = sent, seen, match, names, tolerance_m
        self.moves: dict[Key, list[Step]] = defaultdict(list)
        self.typed: dict[tuple[Key, str], list[Step]] = defaultdict(list)
        for action in sent.actions:
            for column in action.step.fields:
                self.typed[action.key, column].append(action.step)
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
        """Hold columns against what is seen: what came later in the list has passed this one, as where numbers swap."""
        differ, old = [], True
        for column, (_, after) in action.step.fields.items():
            now, steps = self.seen.value(key, column), self.typed[action.key, column]
            place = steps.index(action.step)
            later = [self._wanted(action.key[0], column, one.fields[column][1]) for one in steps[place:]]
            before = [one.fields[column][0] for one in steps[: place + 1]]
            if not self._is_one_of(now, later):
                differ.append((column, after, now))
                old = old and self._is_one_of(now, before)
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

    def _is_one_of(self, value: object, others: Iterable[object]) -> bool:
        return any(same_value(value, one, self.tolerance_m) for one in others)

    def _wanted(self, name: str, column: str, value: object) -> object:
        """Return a value as the register should have it: the id that it gave to what the plan names."""
        target = target_of(name, column)
        return value if target is None or not value else self.match.made.of((target, str(value)))

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
        return [[one.action.number, *key, self._seen_key(key)[1], one.action.name, column,
                 column_of(key[0], column).aliases[0], shown(self.sent.names, key, column, sent),
                 shown(self.names, key, column, now)] for column, sent, now in one.columns]  # fmt: skip
