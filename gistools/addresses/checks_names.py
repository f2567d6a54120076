"""Rules on names of roads that are there (A28, A30): once in a postcode, and not one that sounds the same in it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from gistools.addresses.findings import Answer, Found
from gistools.addresses.road_names_likeness import compare_road_names, written
from gistools.addresses.road_names_order import road_name_key
from gistools.addresses.road_names_sound import unread_sounds
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gistools.addresses.standing import Standing

NAME_RULES = ("A28", "A30")
"""Rules that `names` answers."""

_WHY = Text("vejen har ingen husnumre med postnummer i udtrækket",
            "the road has no house numbers with a postcode in the extract")  # fmt: skip


def names(standing: Standing) -> Iterator[Answer]:
    """Return what the rules on names of roads answer: a road lies in the postcodes of its house numbers.

    Names that are nearly the same are not told of roads that are there: they are many, and no one changes them.
    """
    needed = ("named_road", "house_number", "postcode")
    if not standing.has(*needed):
        yield from (Answer.not_asked(rule, standing.lacks(*needed)) for rule in NAME_RULES)
        return
    roads = _named(standing)
    placed = roads.merge(_postcodes(standing), on="road_id", how="left")
    nowhere = placed["postcode"].isna()
    yield _once(roads, placed[~nowhere], placed[nowhere])
    yield _heard(roads, placed[~nowhere], placed[nowhere])


def _named(standing: Standing) -> pd.DataFrame:
    """Return the roads that stand and have a name, with how it is written."""
    road = standing.standing("named_road")
    made = pd.DataFrame({"road_id": road["object_id"], "road_name": road["road_name"]})
    plain = {name: written(name) for name in made["road_name"].unique().tolist()}
    made["plain"] = made["road_name"].map(plain)
    return made[made["plain"] != ""]


def _postcodes(standing: Standing) -> pd.DataFrame:
    houses = standing.houses
    told = houses["postcode"].notna() & (houses["postcode"] != "") & (houses["road_id"] != "")
    return houses.loc[told, ["road_id", "postcode"]].drop_duplicates()


def _once(roads: pd.DataFrame, placed: pd.DataFrame, nowhere: pd.DataFrame) -> Answer:
    """Return names that stand on several roads of a postcode; unknown for a name on two roads, one of no postcode."""
    found = []
    several = placed[placed.duplicated(["postcode", "plain"], keep=False)]
    for (code, _), group in several.groupby(["postcode", "plain"], sort=True):
        ids = sorted(group["road_id"])
        name = min(group["road_name"], key=road_name_key)
        what = Text(f"vejnavnet {name} findes {len(ids)} gange i postnummer {code}",
                    f"the road name {name} stands {len(ids)} times in postcode {code}")  # fmt: skip
        found.append(Found("A28", "named_road", ids[0], what, others=tuple(ids[1:])))
    doubled = set(roads["plain"][roads["plain"].duplicated(keep=False)])
    lost = int(nowhere["plain"].isin(list(doubled)).sum())
    return Answer("A28", len(roads), lost, tuple(found), _WHY if lost else None)


def _heard(roads: pd.DataFrame, placed: pd.DataFrame, nowhere: pd.DataFrame) -> Answer:
    """Return pairs of names, written unlike, that sound the same in a postcode: each pair of roads once."""
    keys = {name: sorted({sound.key for sound in unread_sounds(name)}) for name in roads["road_name"].unique().tolist()}
    heard = placed.assign(key=placed["road_name"].map(keys)).explode("key")
    heard = heard[heard["key"].notna()]
    several = heard[heard.groupby(["postcode", "key"])["plain"].transform("nunique") > 1]
    told: dict[tuple[str, ...], set[str]] = {}
    name_of = dict(zip(roads["road_id"], roads["road_name"], strict=True))
    for (code, _), group in several.groupby(["postcode", "key"], sort=True):
        told.setdefault(tuple(sorted(set(group["road_id"]))), set()).add(str(code))
    found = []
    for ids, codes in sorted(told.items()):
        called = sorted({written(name_of[one]): name_of[one] for one in reversed(ids)}.values(), key=road_name_key)
        why = compare_road_names(*called[:2]).reason
        where = ", ".join(sorted(codes))
        what = Text(f"{' og '.join(called)} i postnummer {where} {why.da}",
                    f"{' and '.join(called)} in postcode {where}: {why.en}")  # fmt: skip
        found.append(Found("A30", "named_road", ids[0], what, others=tuple(ids[1:])))
    count = Counter(one for own in {written(name): own for name, own in keys.items()}.values() for one in own)
    lost = sum(any(count[one] > 1 for one in keys[name]) for name in nowhere["road_name"])
    return Answer("A30", len(roads), lost, tuple(found), _WHY if lost else None)
