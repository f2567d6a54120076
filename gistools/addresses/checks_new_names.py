"""Rules on the names of roads that are new or get another name (A26-A30), asked of a register with the changes made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gistools.addresses.findings import Answer, Found
from gistools.addresses.road_names_draft import check_road_name
from gistools.addresses.road_names_form import NOT_ASKED
from gistools.addresses.road_names_index import NamedRoads
from gistools.addresses.rule_book import Severity
from gistools.errors import ParamError
from gistools.text import Text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator

    from gistools.addresses.register import Register

NEW_NAME_RULES = ("A26", "A27", "A28", "A29", "A30")
"""Rules that `new_names` answers."""

_NOWHERE = Text("vejen har ingen linje, intet område og ingen husnumre med adgangspunkt",
                "the road has no line, no area and no house numbers with an access point")  # fmt: skip
_NO_POSTCODE = Text("vejen har ingen husnumre, der siger dens postnummer",
                    "the road has no house numbers that tell its postcode")  # fmt: skip


def new_names(register: Register, roads: Collection[str], day: dt.date) -> Iterator[Answer]:
    """Return what the rules on a road name answer of some roads, each held against all others within 15 km.

    Whether the name of a road without a place stands once in its postcodes (A28) is answered by
    `gistools.addresses.checks_names.names`.

    Parameters
    ----------
    register:
        With the names as they will be.
    roads:
        Ids of those that are new or called otherwise; such that do not stand are not asked of.
    day:
        Of which it is asked, for reservations.
    """
    named = NamedRoads.of(register)
    own = named.roads[named.roads["road_id"].isin(list(roads))]
    nowhere = own["shape"].isna()
    unplaced, uncoded = int(nowhere.sum()), int((own["postcodes"].map(len) == 0).sum())
    found = [one for row in own[~nowhere].itertuples() for one in _of_road(named, register, row, day)]
    reasons = {"A26": NOT_ASKED, "A28": _NO_POSTCODE}
    for rule in NEW_NAME_RULES:
        unknown = uncoded if rule == "A28" else unplaced
        why = reasons.get(rule, _NOWHERE) if unknown or rule == "A26" else None
        yield Answer(rule, len(own), unknown, tuple(one for one in found if one.rule == rule), why)


def _of_road(named: NamedRoads, register: Register, road: Any, day: dt.date) -> Iterator[Found]:  # noqa: ANN401 - a row
    try:
        said = check_road_name(
            road.road_name, named, road.shape, postcodes=road.postcodes, reserved=register.tables.get("reserved_name"),
            on=day, spoken_name=road.spoken_name or None, municipality=road.municipality, own_id=road.road_id,
        ).findings  # fmt: skip
    except ParamError as error:  # a name without a letter
        yield Found("A26", "named_road", road.road_id, error.found)
        return
    said = said[said["rule"].isin(NEW_NAME_RULES)]
    for (rule, other), rows in said.groupby(["rule", "other_id"], sort=True):
        what = Text("; ".join(rows["reason_da"]), "; ".join(rows["reason_en"]))
        gravest = min((Severity(one) for one in rows["severity"]), key=lambda one: one.order)
        yield Found(
            str(rule), "named_road", road.road_id, what, others=(str(other),) if str(other) else (), severity=gravest
        )
