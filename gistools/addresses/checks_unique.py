"""Rules on what stands once, and on what goes out of date (A03, A04, A17, A31-A33, A42)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.addresses.address_line import plain_house_number
from gistools.addresses.findings import Answer, Found
from gistools.addresses.moments import moment_of
from gistools.addresses.statuses import PROVISIONAL
from gistools.text import Text, counted, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd

    from gistools.addresses.standing import Standing

_NO_CODE = ("", "0000")

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
    """Return numbers that stand twice on a road or a road code; 1A and 1a are one, and those without a road are none's.

    What has no number is told by the rules on how it is written.
    """
    if not standing.has("house_number"):
        return Answer.not_asked("A03", standing.lacks("house_number"))
    house = standing.houses
    plain = {one: plain_house_number(one) for one in house["number"].unique().tolist()}
    house = house.assign(plain=house["number"].map(plain))
    loose, bare = house["road_id"] == "", house["plain"] == ""
    asked = house[~loose & ~bare]
    found = _twice("A03", "house_number", asked, ["road_id", "plain"],
                   _number_told(Text("på samme navngivne vej", "on one named road")))  # fmt: skip
    parts = standing.standing("road_part")
    parts = parts[(parts["municipality"] != "") & ~parts["road_code"].isin(_NO_CODE)]
    codes = asked.merge(parts[["road_id", "municipality", "road_code"]], on="road_id", how="inner")
    over = _twice("A03", "house_number", codes, ["municipality", "road_code", "plain"],
                  _number_told(Text("på samme vejkode", "on one road code")))  # fmt: skip
    told = {(one.object_id, *one.others) for one in found}
    why = [Text("husnummeret har ingen vej", "the house number has no road")] if loose.any() else []
    why += [Text("husnummeret har intet nummer", "the house number has no number")] if bare.any() else []
    why += [] if standing.has("road_part") else [standing.lacks("road_part")]
    return Answer("A03", len(house), int((loose | bare).sum()),
                  (*found, *(one for one in over if (one.object_id, *one.others) not in told)),
                  joined(dict.fromkeys(why)) if why else None)  # fmt: skip


def _number_told(where: Text) -> Callable[[pd.DataFrame], Text]:
    def told(group: pd.DataFrame) -> Text:
        as_written = sorted(set(group["number"]))
        count = group["object_id"].nunique()
        names = Text(" og ".join(as_written), " and ".join(as_written))
        return Text(
            f"nr. {names.da} findes {count} gange {where.da}", f"no. {names.en} stands {count} times {where.en}"
        )

    return told


def _unit_once(standing: Standing) -> Answer:
    """Return floors and doors that stand twice at a house number; addresses of no house number are none's."""
    if not standing.has("address"):
        return Answer.not_asked("A04", standing.lacks("address"))
    rows = standing.standing("address")
    loose = (rows["house_number_id"] == "").to_numpy(np.bool_)
    given = [column for column in ("floor", "door") if standing.tells("address", column)]
    keys = rows[["object_id", "house_number_id", "floor", "door"]].copy()
    for column in given:
        keys[column] = keys[column].map({one: one.strip().casefold() for one in keys[column].unique().tolist()})
    why = [Text("adressen har intet husnummer", "the address has no house number")] if loose.any() else []
    if len(given) < 2:  # noqa: PLR2004 - floor and door
        several = ~loose & keys.duplicated(["house_number_id", *given], keep=False).to_numpy(np.bool_)
        why += [standing.untold("address", "floor", "door")] if several.any() else []
        return Answer("A04", len(rows), int((loose | several).sum()), (), joined(dict.fromkeys(why)) if why else None)

    def told(group: pd.DataFrame) -> Text:
        floor, door, count = group["floor"].iloc[0], group["door"].iloc[0], len(group)
        unit = " ".join(one for one in (floor and f"{floor}.", door) if one)
        named = Text(f" ({unit})", f" ({unit})") if unit else Text(" (ingen)", " (none)")
        return Text(f"findes {count} gange med samme etage og dør{named.da}",
                    f"stands {count} times with the same floor and door{named.en}")  # fmt: skip

    found = _twice("A04", "address", keys[~loose], ["house_number_id", "floor", "door"], told)
    return Answer("A04", len(rows), int(loose.sum()), tuple(found), joined(dict.fromkeys(why)) if why else None)


def _twice(
    rule: str, name: str, rows: pd.DataFrame, columns: Sequence[str], told: Callable[[pd.DataFrame], Text]
) -> list[Found]:
    """Return a finding for each group of rows that agree in some columns: on the first by id, of all others."""
    several = rows[rows.duplicated(list(columns), keep=False)]
    found = []
    for _, group in several.groupby(list(columns), sort=True):
        ids = sorted(set(group["object_id"].tolist()))
        if len(ids) > 1:
            found.append(Found(rule, name, ids[0], told(group), others=tuple(ids[1:])))
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
    if any(bare) and not standing.tells("named_road", "road_line", "road_area"):
        return Answer("A31", len(road), sum(bare), (), standing.untold("named_road", "road_line", "road_area"))
    what = Text("vejen har hverken linje eller område", "the road has neither a line nor an area")
    return Answer("A31", len(road), 0, tuple(Found("A31", "named_road", one, what) for one in road["object_id"][bare]))


def _across_borders(standing: Standing) -> Answer:
    """Return roads without a part or an administering municipality, or with two parts in one municipality.

    What lies in a municipality that the extract is not of cannot be told: its parts of roads need not be there.
    """
    if not standing.has("named_road", "road_part"):
        return Answer.not_asked("A32", standing.lacks("named_road", "road_part"))
    road, part = standing.standing("named_road"), standing.standing("road_part")
    of = part.groupby("road_id")["municipality"].agg(list).to_dict()
    covered = _covered(standing)
    found, doubts = list[Found](), list[Text]()
    for one, by in zip(road["object_id"], road["managed_by"], strict=True):
        has = of.get(one, [])
        doubt = _border_doubt(has, by, covered)
        if doubt is None and not by and len(set(has)) > 1 and not standing.tells("named_road", "managed_by"):
            doubt = standing.untold("named_road", "managed_by")
        what = None if doubt else _border_fault(has, by)
        if doubt is not None:
            doubts.append(doubt)
        elif what is not None:
            found.append(Found("A32", "named_road", one, what))
    return Answer("A32", len(road), len(doubts), tuple(found), joined(sorted(set(doubts), key=str)) if doubts else None)


def _border_doubt(has: Sequence[str], by: str, covered: frozenset[str]) -> Text | None:
    """Return why it cannot be told of a road with parts in some municipalities, administered by one."""
    if len(set(has)) < len(has):
        return None
    if by and by not in has and by not in covered:
        return Text("vejens kommune har ingen veje i udtrækket",
                    "the municipality of the road has no roads in the extract")  # fmt: skip
    if not has and not by:
        return Text("vejen har ingen kommunedel i udtrækket og ingen kommune",
                    "the road has no part in the extract and no municipality")  # fmt: skip
    return None


def _border_fault(has: Sequence[str], by: str) -> Text | None:
    """Return what is wrong with a road with parts in some municipalities, administered by one."""
    if not has:
        return Text("vejen har ingen kommunedel", "no part of the road")
    twice = sorted(code for code in set(has) if has.count(code) > 1)
    if twice:
        count = has.count(twice[0])
        return Text(f"{counted(count, 'kommunedel', 'kommunedele')} i kommune {twice[0]}",
                    f"{counted(count, 'part', 'parts')} in municipality {twice[0]}")  # fmt: skip
    if by and by not in has:
        return Text(f"kommune {by} administrerer vejen, men har ingen del af den",
                    f"municipality {by} administers the road, but has no part of it")  # fmt: skip
    if not by and len(has) > 1:
        return Text("vejen går over en kommunegrænse, og ingen kommune administrerer den",
                    "the road crosses a border, and no municipality administers it")  # fmt: skip
    return None


def _covered(standing: Standing) -> frozenset[str]:
    """Return the municipalities that the extract is of: those with a road of their own, not only across a border."""
    part = standing.table("road_part")
    pairs = part[["road_id", "municipality"]].drop_duplicates()
    alone = pairs[~pairs["road_id"].duplicated(keep=False)]
    return frozenset(alone["municipality"]) - {""}


def _code_once(standing: Standing) -> Answer:
    if not standing.has("road_part"):
        return Answer.not_asked("A33", standing.lacks("road_part"))
    part = standing.standing("road_part")
    zero, loose = part["road_code"].isin(_NO_CODE), part["municipality"] == ""

    def told(group: pd.DataFrame) -> Text:
        code = group["road_code"].iloc[0]
        return Text(f"findes {len(group)} gange med samme vejkode {code}",
                    f"stands {len(group)} times with one road code {code}")  # fmt: skip

    found = _twice("A33", "road_part", part[~zero & ~loose], ["municipality", "road_code"], told)
    for one, code in zip(part["object_id"][zero], part["road_code"][zero], strict=True):
        what = Text(f"vejkoden er {code or 'tom'}", f"the road code is {code or 'empty'}")
        found.append(Found("A33", "road_part", one, what))
    lost = int((loose & ~zero).sum())
    why = Text("kommunedelen har ingen kommune", "a part of a road has no municipality") if lost else None
    return Answer("A33", len(part), lost, tuple(found), why)


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
    why: list[Text] = []
    asked = unknown = 0
    for name in ("house_number", "address"):
        rows = standing.standing(name)
        rows = rows[rows["status"] == PROVISIONAL]
        asked += len(rows)
        touched = rows["registered_from"].to_numpy("datetime64[us]")
        days = (begin - touched).astype("timedelta64[D]").astype(np.float64)
        days[np.isnat(touched)] = np.nan
        undated = int(np.isnan(days).sum())
        unknown += undated
        if undated:
            title = standing.FORMS[name].title
            why.append(Text(f"{title.da} uden registreringstidspunkt (registreringFra)",
                            f"{title.en} without a moment of registration (registreringFra)"))  # fmt: skip
        for one, count, since in zip(rows["object_id"], days.tolist(), touched.astype(str).tolist(), strict=True):
            if count > provisional_days:
                da, en = (
                    f"foreløbig og ikke rørt i {count:.0f} dage",
                    f"provisional and not touched for {count:.0f} days",
                )
                found.append(Found("A17", name, one, Text(da, en), about=f"since {since}"))
    there = [name for name in ("house_number", "address") if standing.has(name)]
    if there:
        why += [standing.lacks(name) for name in ("house_number", "address") if name not in there]
        yield Answer("A17", asked, unknown, tuple(found), joined(dict.fromkeys(why)) if why else None)
    else:
        yield Answer.not_asked("A17", standing.lacks("house_number", "address"))
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
    none = (Text("reservationen har ingen udløbsdato", "a reservation has no date")
            if standing.tells("reserved_name", "reserved_until") else
            standing.untold("reserved_name", "reserved_until"))  # fmt: skip
    yield Answer("A42", len(rows), undated, ended, none if undated else None)
