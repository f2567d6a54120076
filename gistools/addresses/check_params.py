"""What an address check goes by (grænser for adressetjek): each limit, official or the project's own."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields

from gistools.errors import ParamError
from gistools.text import Text


@dataclass(frozen=True, slots=True)
class AddressCheckParams:
    """What an address check goes by. Limits are choices of the project unless said to be official.

    Parameters
    ----------
    day:
        Of which it is asked, year-month-day; today when empty.
    provisional_days:
        How long something may be provisional without being touched (rule A17; official list).
    outside_from_m, outside_to_m:
        How far outside its building an access point is on the official list (A19).
    inside_least_m, inside_most_m:
        How deep inside a point of standard TK or TD lies, which the code list has about 3 m inside (A19).
    border_tolerance_m:
        How far outside an area, a parcel or a municipality a point still counts as on its border (A22, A23, A44);
        registers write whole centimetres.
    same_point_m:
        Up to which distance two points are one (G06).
    road_reach_m:
        How far a road may be from its addresses, and how near another one of the same name is in doubt (G01, G02).
    road_point_off_m:
        How far off its line a road point may be (A21, G08).
    nearer_by_m:
        By how much another road must be nearer to a road point than its own one (G08).
    fishbone_most_m:
        How long the line from access point to road may be (G05).
    tie_m:
        Up to which distance along the road two points have no order (A05, G03).
    side_angle_deg:
        Least angle between a road and the line to an access point from which its side can be told; 0 to 90.
    order_share:
        Share of a series that must rise: below it the series as a whole is told (A05) and not its numbers (G03).
    parity_share, parity_neighbours:
        Share of one parity that makes a pattern, and among how many neighbours before and after (A06, G04).
    gap_numbers:
        Most that a number may be above the one before it on its side (G07).

    Raises
    ------
    ParamError
        For a limit that is no number, negative, or beyond what it can be.

    >>> AddressCheckParams(fishbone_most_m=150.0).fishbone_most_m
    150.0
    """

    day: str = ""
    provisional_days: int = field(default=120)
    outside_from_m: float = 1.0
    outside_to_m: float = 50.0
    inside_least_m: float = 1.0
    inside_most_m: float = 6.0
    border_tolerance_m: float = 0.01
    same_point_m: float = 0.1
    road_reach_m: float = 500.0
    road_point_off_m: float = 2.0
    nearer_by_m: float = 0.5
    fishbone_most_m: float = 200.0
    tie_m: float = 1.0
    side_angle_deg: float = 20.0
    order_share: float = 0.6
    parity_share: float = 0.75
    parity_neighbours: int = 4
    gap_numbers: int = 20

    def __post_init__(self) -> None:
        """Check that each limit can be one."""
        most = {"side_angle_deg": 90.0, "order_share": 1.0, "parity_share": 1.0}
        faults = []
        for one in fields(self):
            value, high = getattr(self, one.name), most.get(one.name, math.inf)
            if one.name != "day" and not (_is_number(value) and 0.0 <= value <= high and math.isfinite(value)):
                upper = Text(f" til {high:g}", f" to {high:g}") if high < math.inf else Text("", "")
                faults.append(
                    Text(f"{one.name} = {value!r} (fra 0{upper.da})", f"{one.name} = {value!r} (from 0{upper.en})")
                )
        for low, high_name in (("outside_from_m", "outside_to_m"), ("inside_least_m", "inside_most_m")):
            if not faults and getattr(self, low) > getattr(self, high_name):
                faults.append(Text(f"{low} er over {high_name}", f"{low} is above {high_name}"))
        if faults:
            raise ParamError(
                Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
                Text("grænser, der kan være det", "limits that can be such"),
                Text("udelad en grænse for projektets valg", "leave a limit out for the choice of the project"),
            )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
