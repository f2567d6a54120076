"""A variant of a numbering proposal as planned changes (planlagte ændringer): points, house numbers and addresses.

What is new gets an id by a rule (UUID version 5 of road, target and number), so that a new run gives the same ids.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely

from gistools._checks import is_missing, require_kind
from gistools.addresses.address_line import AddressLine
from gistools.addresses.checks_written import ADDRESSING_LENGTH
from gistools.addresses.keying_changes import PlannedChange
from gistools.addresses.numbering_tables import NumberingVariant
from gistools.addresses.statuses import PROVISIONAL, UNUSED_POINT
from gistools.errors import ParamError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "gistools.addresses.change_numbers")
"""Of the ids of what is planned."""

_AREAS = frozenset({"Polygon", "MultiPolygon"})


@dataclass(frozen=True, kw_only=True, eq=False)
class NumberedRoad:
    """The road whose numbers are planned, as the register knows it (navngiven vej).

    Parameters
    ----------
    road_id:
        Of the register; of a road that is not there yet, one of its own (`planned_id`).
    road_name:
        Its name; empty when it is not known, and then addresses have no line.
    postcode_id, postcode, district:
        Of the register; empty when not known.
    town_id, town:
        Supplementary town name, where there is one.
    municipality, road_code:
        Four digits each, for a road that is not in the register.
    shape:
        Of a road that is not in the register, EPSG:25832: the road is planned too; None for one that is.

    Raises
    ------
    ParamError
        Without an id, or for a new road without a name.

    >>> road = NumberedRoad(road_id="v1", road_name="Åvej", postcode_id="p1", postcode="4370", district="Store Merløse")
    >>> road.line("7", "2"), NumberedRoad(road_id="v1").line("7")
    ('Åvej 7, 2, 4370 Store Merløse', '')
    """

    road_id: str
    road_name: str = ""
    postcode_id: str = ""
    postcode: str = ""
    district: str = ""
    town_id: str = ""
    town: str = ""
    municipality: str = ""
    road_code: str = ""
    shape: BaseGeometry | None = None

    def __post_init__(self) -> None:
        """Check that changes can name it."""
        if not self.road_id.strip() or (self.shape is not None and not self.road_name.strip()):
            raise ParamError(
                Text("en vej uden id, eller en ny vej uden navn", "a road without an id, or a new road without a name"),
                Text(
                    "vejens id i registret, eller den nye vejs navn", "its id in the register, or the new road's name"
                ),
                Text("angiv vejens navn eller id", "give the name or the id of the road"),
            )

    def line(self, number: str, door: str = "") -> str:
        """Return an address of the road in one line; empty when a part of it is not known."""
        made = AddressLine(self.road_name, number, "", door, self.town, self.postcode, self.district)
        return "" if made.faults() else str(made)


def planned_id(*parts: str) -> str:
    """Return the id of something planned: the same for the same parts, such as road, target and number.

    >>> planned_id("v1", "grund 3", "7") == planned_id("v1", "grund 3", "7"), len(planned_id("v1"))
    (True, 36)
    """
    return str(uuid.uuid5(NAMESPACE, "\n".join(parts)))


def variant_changes(
    variant: NumberingVariant, road: NumberedRoad, *, case_number: str = "", in_force: str = ""
) -> tuple[PlannedChange, ...]:
    """Return the planned changes that make the new numbers of a variant, in the order in which they are keyed.

    A road that is not in the register, its part of the municipality where the code is known, and for each new number
    its access point, its road point, the number and its addresses. A number has one address without floor and door;
    where the capacity tells of several homes that are to have it, one for each, told apart by doors ``1``, ``2``, and
    on, until floors and doors are known (rule A04). Existing numbers are not changed.

    Parameters
    ----------
    variant:
        One of `gistools.addresses.NumberingProposal.variants`.
    road:
        Whose numbers they are.
    case_number, in_force:
        Of all changes: case, and the day from which they hold (year-month-day), empty for the day of keying.

    Raises
    ------
    WrongKindError
        For what is no variant or road.

    >>> import geopandas as gpd
    >>> from gistools.addresses import propose_numbers
    >>> line = shapely.LineString([(500000, 6200000), (500100, 6200000)])
    >>> plot = gpd.GeoDataFrame({"target_id": ["a"], "capacity": [2]}, crs="EPSG:25832",
    ...                         geometry=[shapely.box(500010, 6200005, 500030, 6200035)])
    >>> variant = propose_numbers(line, plot).variants[0]
    >>> made = variant_changes(variant, NumberedRoad(road_id="v1", road_name="Åvej"), case_number="26/1")
    >>> [(one.register_object, one.after.get("door", "")) for one in made]
    [('point', ''), ('point', ''), ('house_number', ''), ('address', '1'), ('address', '2')]
    >>> made[2].after["number"], made[2].after["status"], made[2].why.rpartition("(")[2]
    ('1', 2, 'A05, A06, A19, A21).')
    """
    require_kind(variant, NumberingVariant, "variant")
    require_kind(road, NumberedRoad, "road")
    told = [*_road(road)]
    for row in variant.numbers.to_dict("records"):
        if not row["kept"]:
            told += _number(row, road)
    return tuple(
        PlannedChange(name, one, None, {key: value for key, value in after.items() if _is_told(value)},
                      case_number=case_number, in_force=in_force, why=why)
        for name, one, after, why in told
    )  # fmt: skip


def _is_told(value: object) -> bool:
    return isinstance(value, shapely.Geometry) or (value != "" and not is_missing(value))


def _road(road: NumberedRoad) -> Iterator[tuple[str, str, dict[str, Any], str]]:
    if road.shape is None:
        return
    shape = shapely.force_2d(road.shape)
    name = road.road_name
    after = {
        "road_name": name,
        "addressing_name": name if len(name) <= ADDRESSING_LENGTH else "",
        "managed_by": road.municipality,
        "road_area" if shape.geom_type in _AREAS else "road_line": shape,
        "status": PROVISIONAL,
    }
    yield (
        "named_road",
        road.road_id,
        after,
        f"{name} er ikke i registret og oprettes med linje eller område (A25, A31).",
    )
    if road.municipality and road.road_code:
        part = {"municipality": road.municipality, "road_code": road.road_code, "road_id": road.road_id,
                "status": PROVISIONAL}  # fmt: skip
        why = f"{name} får sin vejkode i kommunen (A32, A33)."
        yield "road_part", planned_id(road.road_id, road.municipality, "part"), part, why


def _number(row: dict[str, Any], road: NumberedRoad) -> Iterator[tuple[str, str, dict[str, Any], str]]:
    number, target = row["number"], row["target_id"]
    called = f"{road.road_name} {number}".strip()
    house, access, meets = (planned_id(road.road_id, target, number, kind) for kind in ("house", "access", "road"))
    point = {"position": row["geometry"], "technical_standard": row["technical_standard"], "status": UNUSED_POINT}
    yield "point", access, point, f"Adgangspunkt til {called} (A19)."
    yield "point", meets, {"position": row["road_point"], "status": UNUSED_POINT}, f"Vejpunkt til {called} (A21)."
    rules = row["rules"].split()
    why = row["why_da"].removesuffix(".") + (f" ({', '.join(rules)})." if rules else ".")
    after = {
        "number": number, "line": road.line(number), "road_id": road.road_id, "access_point_id": access,
        "road_point_id": meets, "postcode_id": road.postcode_id, "town_id": road.town_id, "status": PROVISIONAL,
    }  # fmt: skip
    yield "house_number", house, after, why
    homes = None if is_missing(row["homes"]) else int(row["homes"])
    for door in _doors(homes):
        one = {"line": road.line(number, door), "door": door, "house_number_id": house, "status": PROVISIONAL}
        yield "address", planned_id(house, "address", door), one, _address_why(called, door, homes)


def _doors(homes: int | None) -> list[str]:
    """Return the doors of the homes of a number; one without a door for one home, or when it is not known."""
    return [""] if homes is None or homes <= 1 else [str(k) for k in range(1, homes + 1)]


def _address_why(called: str, door: str, homes: int | None) -> str:
    if homes is None:
        return f"Adressen til {called}; rummeligheden kendes ikke, så det er den eneste indtil videre (A14)."
    if not door:
        return f"Adressen til {called} (A14)."
    return (
        f"Bolig {door} af {homes} ved {called} efter rummeligheden; etage og dør kendes ikke, så dørene tælles (A04, "
        "A14)."
    )
