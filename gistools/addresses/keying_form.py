"""What is keyed into the registers as data (indtastning): objects in their order, references, keys that stand once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from gistools.addresses.building_form import BUILDING_OBJECTS
from gistools.addresses.register_form import OBJECTS, Cell, ObjectForm, RegisterColumn
from gistools.addresses.statuses import PREPARED, UNUSED_POINT
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gistools.addresses.statuses import RegisterObject

RegisterName = Literal["DAR", "BBR"]

_LINKS = {"building": "house_number_id", "unit": "address_id"}

LINKED_OBJECTS: Mapping[str, ObjectForm] = {
    name: replace(BUILDING_OBJECTS[name], columns=tuple(c for c in BUILDING_OBJECTS[name].columns if c.name == link))
    for name, link in _LINKS.items()
}
"""Of the building register (BBR), no more than the links that an address needs; their status is of another scale."""

KEYED: Mapping[str, Text] = {
    "reserved_name": Text("reserveret vejnavn", "reserved road name"),
    "town": Text("supplerende bynavn", "supplementary town name"),
    "named_road": Text("navngiven vej", "named road"),
    "road_part": Text("kommunedel", "road part"),
    "point": Text("adressepunkt", "address point"),
    "house_number": Text("husnummer", "house number"),
    "address": Text("adresse", "address"),
    "building": Text("BBR-bygning", "BBR building"),
    "unit": Text("BBR-enhed", "BBR unit"),
}
"""What the municipality keys, in the order in which it is made; withdrawn in the reverse. Postcodes are the state's."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that holds the id of another object (henvisning)."""

    holder: str
    column: str
    target: str

    @property
    def required(self) -> bool:
        """Whether nothing can be without it: a house number without a road, an address without a house number."""
        return has_status(self.holder) and column_of(self.holder, self.column).required


REFERENCES = (
    Reference("road_part", "road_id", "named_road"),
    Reference("house_number", "road_id", "named_road"),
    Reference("house_number", "access_point_id", "point"),
    Reference("house_number", "road_point_id", "point"),
    Reference("house_number", "postcode_id", "postcode"),
    Reference("house_number", "town_id", "town"),
    Reference("address", "house_number_id", "house_number"),
    Reference("address", "door_point_id", "point"),
    Reference("building", "house_number_id", "house_number"),
    Reference("unit", "address_id", "address"),
)
"""References that order what is keyed."""

BEFORE = {"house_number": (("road_part", "road_id", "road_id"),)}
"""Objects made before others that do not name them: parts of a road before its house numbers."""

UNIQUE_RULES: Mapping[str, str] = {"road_part": "A33", "house_number": "A03", "address": "A04"}
"""The rule by which something stands once."""

UNIQUE: Mapping[str, tuple[str, ...]] = {
    "road_part": ("municipality", "road_code"),
    "house_number": ("road_id", "number"),
    "address": ("house_number_id", "floor", "door"),
}
"""Columns whose values stand once among what is provisional or in force (rules A03, A04 and A33)."""

DETOURS: Mapping[str, tuple[str, Sequence[str]]] = {
    "house_number": ("number", [str(one) for one in range(999, 0, -1)]),
    "address": ("door", [str(one) for one in range(9999, 0, -1)]),
}
"""What an object may have for a moment while two change places: a column, and lawful values, the least likely first."""

NATURAL: Mapping[str, tuple[str, ...]] = {
    "reserved_name": ("road_name", "reserved_by"),
    "town": ("town",),
    "named_road": ("road_name",),
    "road_part": ("road_id", "municipality"),
    "house_number": ("road_id", "number"),
    "address": ("house_number_id", "floor", "door"),
}
"""Columns by which what was new is found again under the id that the register gave it; points by who uses them."""

DERIVED = frozenset({("house_number", "line"), ("address", "line")})
"""What the register writes itself, of the other columns: neither keyed nor compared."""

FIRST = {"address": PREPARED, "point": UNUSED_POINT}
"""The status of what is made anew, by scale."""

ACTION_COLUMNS = (
    "keying_number", "keyed_in", "keying_action", "register_object", "object_id", "object_name", "name_before",
    "what_da", "what_en", "status_before", "status_after", "depends_on", "case_number", "in_force", "put_in",
)  # fmt: skip
"""Columns of a keying list; statuses are those of DAR, <NA> where the action is no move."""

FIELD_COLUMNS = ("keying_number", "column", "column_da", "before", "after", "before_shown", "after_shown")
"""Columns of what is typed into which field; as ``shown``, what an id names is called by its name."""

CONFLICT_COLUMNS = (
    "conflict_kind", "rule", "register_object", "object_id", "object_name", "column", "based_on", "register_value",
    "planned_value", "other_ids", "case_number", "what_da", "what_en", "mend_da", "mend_en",
)  # fmt: skip
"""Columns of what cannot be keyed as it is planned."""

OUTCOME_COLUMNS = (
    "keying_number", "keyed_in", "keying_action", "register_object", "object_id", "register_id", "object_name",
    "outcome", "columns", "other_ids", "case_number", "what_da", "what_en", "why_da", "why_en",
)  # fmt: skip
"""Columns of what became of each action; ``columns`` names those that differ."""

DIFFERENCE_COLUMNS = (
    "keying_number", "register_object", "object_id", "register_id", "object_name", "column", "column_da",
    "sent_value", "register_value",
)  # fmt: skip
"""Columns of what is otherwise in the register than it was sent, values as people know them."""

OTHERS_COLUMNS = (
    "other_change", "register_object", "object_id", "object_name", "column", "column_da", "value_before", "value_after",
)  # fmt: skip
"""Columns of what changed in the register since, and not by us; ``column`` is empty for what is new or gone."""


def target_of(name: str, column: str) -> str | None:
    """Return which object a column holds the id of; None for one that holds none that is known here.

    >>> target_of("house_number", "road_id"), target_of("house_number", "number")
    ('named_road', None)
    """
    return next((one.target for one in REFERENCES if (one.holder, one.column) == (name, column)), None)


def form_of(name: str) -> ObjectForm:
    """Return the form of an object of either register."""
    return LINKED_OBJECTS[name] if name in LINKED_OBJECTS else OBJECTS[name]


def scale_of(name: str) -> RegisterObject:
    """Return the scale of statuses of DAR that an object is told on."""
    return "point" if form_of(name).scale == "point" else "address"


def register_of(name: str) -> RegisterName:
    """Return in which register an object is keyed."""
    return "BBR" if name in LINKED_OBJECTS else "DAR"


def has_status(name: str) -> bool:
    """Return whether an object has a status of DAR."""
    return name not in LINKED_OBJECTS


def unique_key(name: str) -> tuple[str, ...]:
    """Return the columns of an object that stand once; none where it has no such."""
    return UNIQUE.get(name, ())


def column_of(name: str, column: str) -> RegisterColumn:
    """Return a column of an object, ``status`` too.

    >>> column_of("house_number", "number").aliases[0]
    'husnummertekst'
    """
    if column == "status":
        return RegisterColumn("status", Cell.TEXT, ("status",))
    return next(one for one in form_of(name).columns if one.name == column)


def title_of(name: str, column: str) -> str:
    """Return what a register calls a column of an object; of one that is no register's, its own name.

    >>> title_of("house_number", "number"), title_of("point", "geometry")
    ('husnummertekst', 'geometry')
    """
    columns = form_of(name).columns if name in LINKED_OBJECTS or name in OBJECTS else ()
    return next((one.aliases[0] for one in columns if one.name == column), column)
