"""Rules on what stands once, and on what goes out of date (A03, A04, A17, A31-A33, A42)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.addresses.findings import Answer, Found
from gistools.addresses.register import moment_of
from gistools.text import Text, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from gistools.addresses.standing import Standing

PROVISIONAL = 2


UNIQUE_RULES = ("A03", "A04", "A31", "A32", "A33")
"""Rules that `unique` answers."""

OUTDATED_RULES = ("A17", "A42")
"""Rules that `outdated` answers."""


def unique(standing: Standing) -> Iterator[Answer]:
    """Return what the rules on what stands once answer."""
    yield _number_once(standing)
    yield _unit_once(standing)
    yield _has_shape(standing)
    yield _across_borders(standing)
    yield _code_once(standing)


def _number_once(standing: Standing) -> Answer:
    if not standing.has("house_number"):
        return Answer.not_asked("A03", standing.lacks("house_number"))
    house = standing.houses
    found = _twice(
        "A03", "house_number", house, ["road_id", "number"], Text("på samme navngivne vej", "on one named road")
    )
    parts = standing.standing("road_part")
    codes = house.merge(parts[["road_id", "municipality", "road_code"]], on="road_id", how="inner")
    over = _twice("A03", "house_number", codes, ["municipality", "road_code", "number"],
                  Text("på samme vejkode", "on one road code"))  # fmt: skip
    told = {(one.object_id, *one.others) for one in found}
    return Answer("A03", len(house), 0, (*found, *(one for one in over if (one.object_id, *one.others) not in told)))


def _unit_once(standing: Standing) -> Answer:
    if not standing.has("address"):
        return Answer.not_asked("A04", standing.lacks("address"))
    rows = standing.standing("address")
    found = _twice("A04", "address", rows, ["house_number_id", "floor", "door"],
                   Text("med samme etage og dør", "with the same floor and door"))  # fmt: skip
    return Answer("A04", len(rows), 0, tuple(found))


def _twice(rule: str, name: str, rows: pd.DataFrame, columns: Sequence[str], where: Text) -> list[Found]:
    """Return a finding for each group of rows that agree in some columns: on the first by id, of all others."""
    several = rows[rows.duplicated(list(columns), keep=False)]
    found = []
    for _, group in several.groupby(list(columns), sort=True):
        ids = sorted(set(group["object_id"].tolist()))
        if len(ids) > 1:
            what = Text(f"findes {len(ids)} gange {where.da}", f"stands {len(ids)} times {where.en}")
            found.append(Found(rule, name, ids[0], what, others=tuple(ids[1:])))
    return found


def _has_shape(standing: Standing) -> Answer:
    if not standing.has("named_road"):
        return Answer.not_asked("A31", standing.lacks("named_road"))
    road = standing.standing("named_road")
    bare = [line is None and area is None for line, area in zip(road["road_line"], road["road_area"], strict=True)]
    if len(road) and all(bare):
        why = Text("ingen vej har en linje eller et område: udtrækket er uden geometri",
                   "no road has a line or an area: the extract has no geometry")  # fmt: skip
        return Answer("A31", len(road), len(road), (), why)
    what = Text("vejen har hverken linje eller område", "the road has neither a line nor an area")
    return Answer("A31", len(road), 0, tuple(Found("A31", "named_road", one, what) for one in road["object_id"][bare]))


def _across_borders(standing: Standing) -> Answer:
    """Return roads without a part or an administering municipality, or with two parts in one municipality."""
    if not standing.has("named_road", "road_part"):
        return Answer.not_asked("A32", standing.lacks("named_road", "road_part"))
    road, part = standing.standing("named_road"), standing.standing("road_part")
    of = part.groupby("road_id")["municipality"].agg(list)
    found = []
    for one, by in zip(road["object_id"], road["managed_by"], strict=True):
        has = of.get(one, [])
        if not has:
            found.append(Found("A32", "named_road", one, Text("vejen har ingen kommunedel", "no part of the road")))
        elif len(set(has)) < len(has):
            twice = min(code for code in has if has.count(code) > 1)
            found.append(Found("A32", "named_road", one, Text(
                f"{counted(has.count(twice), 'kommunedel', 'kommunedele')} i kommune {twice}",
                f"{counted(has.count(twice), 'part', 'parts')} in municipality {twice}")))  # fmt: skip
        elif by and by not in has:
            found.append(Found("A32", "named_road", one, Text(
                f"kommune {by} administrerer vejen, men har ingen del af den",
                f"municipality {by} administers the road, but has no part of it")))  # fmt: skip
        elif not by and len(has) > 1:
            found.append(Found("A32", "named_road", one, Text(
                "vejen går over en kommunegrænse, og ingen kommune administrerer den",
                "the road crosses a border, and no municipality administers it")))  # fmt: skip
    return Answer("A32", len(road), 0, tuple(found))


def _code_once(standing: Standing) -> Answer:
    if not standing.has("road_part"):
        return Answer.not_asked("A33", standing.lacks("road_part"))
    part = standing.standing("road_part")
    found = _twice(
        "A33", "road_part", part, ["municipality", "road_code"], Text("med samme vejkode", "with one road code")
    )
    zero = part[part["road_code"].isin(["", "0000"])]
    for one, code in zip(zero["object_id"], zero["road_code"], strict=True):
        what = Text(f"vejkoden er {code or 'tom'}", f"the road code is {code or 'empty'}")
        found.append(Found("A33", "road_part", one, what))
    return Answer("A33", len(part), 0, tuple(found))


def outdated(standing: Standing, day: str, provisional_days: int) -> Iterator[Answer]:
    """Return what is provisional for too long, and which reservations have run out.

    Parameters
    ----------
    day:
        Of which it is asked, year-month-day.
    provisional_days:
        From the last registration on.
    """
    begin = moment_of(day)
    found: list[Found] = []
    asked = unknown = 0
    for name in ("house_number", "address"):
        rows = standing.standing(name)
        rows = rows[rows["status"] == PROVISIONAL]
        asked += len(rows)
        touched = rows["registered_from"].to_numpy("datetime64[us]")
        days = (begin - touched).astype("timedelta64[D]").astype(np.float64)
        days[np.isnat(touched)] = np.nan
        unknown += int(np.isnan(days).sum())
        for one, count in zip(rows["object_id"], days.tolist(), strict=True):
            if count > provisional_days:
                da, en = (
                    f"foreløbig og ikke rørt i {count:.0f} dage",
                    f"provisional and not touched for {count:.0f} days",
                )
                found.append(Found("A17", name, one, Text(da, en)))
    there = standing.has("address") or standing.has("house_number")
    yield Answer("A17", asked, unknown, tuple(found)) if there else Answer.not_asked("A17", standing.lacks("address"))
    if not standing.has("reserved_name"):
        yield Answer.not_asked("A42", standing.lacks("reserved_name"))
        return
    rows = standing.standing("reserved_name")
    until = rows["reserved_until"].to_numpy("datetime64[D]")
    late = until < np.datetime64(day, "D")  # NaT is not
    ended = tuple(
        Found("A42", "reserved_name", one, Text(f"reservationen udløb {when}", f"the reservation ran out on {when}"))
        for one, when in zip(rows["object_id"][late], until[late].astype(str).tolist(), strict=True)
    )
    undated = int(np.isnat(until).sum())
    why = Text("reservationen har ingen udløbsdato", "a reservation has no date") if undated else None
    yield Answer("A42", len(rows), undated, ended, why)
