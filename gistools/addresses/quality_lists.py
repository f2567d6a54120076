"""The official lists of what should be looked at (kvalitetslister), out of findings that were made here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gistools._checks import require_kind
from gistools.addresses.findings import Findings
from gistools.styles.columns_readiness import OFFICIAL_LISTS
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd


@dataclass(frozen=True, eq=False)
class OfficialList:
    """A list as danmarksadresser.dk has it, run here.

    Parameters
    ----------
    title:
        What it is called.
    rule:
        That finds what is on it.
    rows:
        Findings, those that were put aside too; None when the rule was not asked: an empty list would be an answer.
    unknown:
        Of how many objects the rule cannot tell.
    why:
        Why it was not asked or cannot tell; empty when there is nothing to say.
    """

    title: Text
    rule: str
    rows: gpd.GeoDataFrame | None
    unknown: int
    why: Text


_LISTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "provisional_addresses": ("A17", ("address", "house_number")),
    "addresses_without_unit": ("B02", ("address",)),
}


def official_lists(*findings: Findings) -> dict[str, OfficialList]:
    """Return the official lists that findings hold.

    The third official list, access points 1 to 50 m outside their building, is made of points and outlines:
    `gistools.addresses.access_point_list`.

    Parameters
    ----------
    findings:
        Of `gistools.addresses.check_register` (A17) and `gistools.addresses.check_buildings` (B02), of one day.

    >>> from gistools.addresses import AddressCheckParams, check_register, read_register
    >>> rows = [{"id": "h", "status": "2", "registreringFra": "2026-01-01T00:00:00Z", "husnummertekst": "1",
    ...          "navngivenVej": "v"}]
    >>> found = check_register(read_register({"Husnummer": rows}).at("2026-11-28"),
    ...                        AddressCheckParams(day="2026-11-28"))
    >>> lists = official_lists(found)
    >>> lists["provisional_addresses"].rows.found_en.tolist(), lists["addresses_without_unit"].rows is None
    (['provisional and not touched for 330 days'], True)
    """
    made = {}
    for name, (rule, objects) in _LISTS.items():
        rows, unknown, why = None, 0, Text("reglen er ikke spurgt", "the rule was not asked")
        for one in findings:
            require_kind(one, Findings, "findings")
            answer = one.answers[one.answers["rule"] == rule]
            if answer.empty or (answer["asked"].iloc[0] == 0 and answer["why_da"].iloc[0]):
                why = Text(str(answer["why_da"].iloc[0]), str(answer["why_en"].iloc[0])) if len(answer) else why
                continue
            rows = one.of(rule)
            rows = rows[rows["register_object"].isin(objects)].reset_index(drop=True)
            unknown = int(answer["cannot_tell"].iloc[0])
            why = Text(str(answer["why_da"].iloc[0]), str(answer["why_en"].iloc[0]))
            break
        made[name] = OfficialList(OFFICIAL_LISTS[name], rule, rows, unknown, why)
    return made
