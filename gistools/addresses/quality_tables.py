"""The official lists as tables: what is on each, and which were not asked, so that none of those looks empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from gistools.addresses.check_params import AddressCheckParams
from gistools.addresses.checks_points import access_points_outside
from gistools.addresses.quality_lists import OfficialList, official_lists
from gistools.styles.columns_readiness import OFFICIAL_LISTS
from gistools.text import Text, counted, danish, joined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.addresses.findings import Findings
    from gistools.addresses.ground import Ground

_OUTSIDE = "access_points_outside"
_RULE = "A19"
_COLUMNS = ("official_list", "register_object", "object_name", "found_da", "found_en", "suppressed_why", "x_m", "y_m",
            "object_id")  # fmt: skip


def all_lists(found: Findings, ground: Ground) -> Mapping[str, OfficialList]:
    """Return the three official lists by name, in the order of `OFFICIAL_LISTS`.

    Parameters
    ----------
    found:
        What the rules found in a register, and its buildings where they are given.
    ground:
        The register and layers that they were asked of, and the limits.
    """
    made = official_lists(found) | {_OUTSIDE: _outside(found, ground)}
    return {str(name): made[str(name)] for name in OFFICIAL_LISTS}


def list_table(lists: Mapping[str, OfficialList], params: AddressCheckParams) -> pd.DataFrame:
    """Return a row for each list: whether it was asked, how many are on it, and why it cannot tell or was not asked.

    Counts are missing, not 0, for a list that was not asked. Limits that are not the official ones are told.
    """
    rows = []
    for name, one in lists.items():
        asked, limit = one.rows is not None, _own_limit(name, params)
        why = joined(text for text in (one.why, limit) if text.da)
        count = pd.NA if one.rows is None else len(one.rows)
        rows.append([name, one.rule, "yes" if asked else "no", count, one.unknown if asked else pd.NA, why.da, why.en])
    columns = ["official_list", "rule", "list_asked", "listed_count", "cannot_tell", "why_da", "why_en"]
    return pd.DataFrame(rows, columns=columns).astype({"listed_count": "Int64", "cannot_tell": "Int64"})


def listed_table(lists: Mapping[str, OfficialList]) -> pd.DataFrame:
    """Return what is on the lists that were asked, one list after another; what was put aside says why."""
    parts = []
    for name, one in lists.items():
        if one.rows is not None:
            points = np.asarray(one.rows.geometry.array, dtype=object)
            told = pd.DataFrame(one.rows.drop(columns="geometry"))
            parts.append(told.assign(official_list=name, x_m=shapely.get_x(points), y_m=shapely.get_y(points)))
    made = pd.concat([part for part in parts if len(part)], ignore_index=True) if any(map(len, parts)) else None
    return pd.DataFrame(columns=list(_COLUMNS)) if made is None else made[list(_COLUMNS)]


def lists_told(lists: Mapping[str, OfficialList]) -> Text:
    """Return one sentence on the lists: how many are on each, of how many it cannot be told, which were not asked."""
    asked = []
    for one in lists.values():
        if one.rows is not None:
            count, doubt = len(one.rows), one.unknown
            da, en = (f" ({doubt} kan ikke afgøres)", f" ({doubt} cannot be told)") if doubt else ("", "")
            asked.append(Text(f"{one.title.da}: {count}{da}", f"{one.title.en}: {count}{en}"))
    away = sum(one.rows is None for one in lists.values())
    rest = Text(f"{counted(away, 'liste', 'lister')} er ikke spurgt, official_lists siger hvorfor",
                f"{counted(away, 'list was', 'lists were')} not asked, official_lists tells why")  # fmt: skip
    said = joined([*asked, *([rest] if away else [])])
    return Text(f"De officielle lister: {said.da}", f"The official lists: {said.en}")


def _outside(found: Findings, ground: Ground) -> OfficialList:
    """Return the list of access points; not asked where nothing tells which building a house number has."""
    title, answer = OFFICIAL_LISTS[_OUTSIDE], found.answers[found.answers["rule"] == _RULE]
    why = Text("", "")
    if answer.empty:
        why = Text("reglen er ikke spurgt", "the rule was not asked")
    elif answer["asked"].iloc[0] == 0 and answer["why_da"].iloc[0]:
        why = Text(str(answer["why_da"].iloc[0]), str(answer["why_en"].iloc[0]))
    elif ground.layers.table("outlines") is None:
        why = ground.layers.lacks("outlines")
    elif not ((ground.keys("building_id") != "") | (ground.keys("outline_id") != "")).any():
        why = Text("udtrækket siger ikke, hvilken bygning husnumre hører til",
                   "the extract does not tell which building house numbers belong to")  # fmt: skip
    if why.da:
        return OfficialList(title, _RULE, None, 0, why)
    rows = access_points_outside(ground)
    mine = found.of(_RULE)
    aside = dict(zip(mine["object_id"], mine["suppressed_why"], strict=True))
    told = [_told(metres) for metres in rows["distance_m"]]
    rows = rows.assign(
        register_object="house_number", found_da=[one.da for one in told], found_en=[one.en for one in told],
        suppressed_why=[aside.get(one, "") for one in rows["object_id"]],
    )  # fmt: skip
    unknown = int(answer["cannot_tell"].iloc[0])
    doubt = Text(str(answer["why_da"].iloc[0]), str(answer["why_en"].iloc[0])) if unknown else why
    return OfficialList(title, _RULE, rows, unknown, doubt)


def _told(metres: float) -> Text:
    return Text(f"{danish(metres, '.1f')} m uden for sin bygning", f"{metres:.1f} m outside its building")


def _own_limit(name: str, params: AddressCheckParams) -> Text:
    """Return that a limit is not the official one; empty where it is."""
    official = AddressCheckParams()
    limits = {"provisional_addresses": ("provisional_days",), _OUTSIDE: ("outside_from_m", "outside_to_m")}
    own = [one for one in limits.get(name, ()) if getattr(params, one) != getattr(official, one)]
    return joined(
        (Text(f"{one} er {danish(getattr(params, one))}, officielt {danish(getattr(official, one))}",
              f"{one} is {getattr(params, one):g}, officially {getattr(official, one):g}") for one in own), ", "
    )  # fmt: skip
