"""A numbering proposal as layers and tables for people: the chosen variant on the map, all variants side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools._checks import cell_text
from gistools.addresses.address_line import house_number_key
from gistools.addresses.rule_book import address_rules
from gistools.grid import DANISH_CRS
from gistools.text import Text, danish

if TYPE_CHECKING:
    from gistools.addresses.numbering import NumberingProposal
    from gistools.addresses.numbering_tables import NumberingVariant

_CALLED = {
    "number": "house_number", "kept": "number_kept", "side": "numbering_side", "branch": "side_branch",
    "along_m": "from_start_m", "capacity": "homes_planned", "homes": "homes_here", "spares": "numbers_free",
    "rules": "rules_cited",
}  # fmt: skip


def number_layer(variant: NumberingVariant) -> gpd.GeoDataFrame:
    """Return the numbers of a variant at their access points, in the order of house numbers."""
    numbers = variant.numbers
    departed: dict[str, str] = {}
    for number, rule in zip(variant.deviations["number"], variant.deviations["rule_id"], strict=True):
        departed[number] = f"{departed.get(number, '')} {rule}".strip()
    odd = [house_number_key(one)[0] % 2 == 1 for one in numbers["number"]]
    kinds = [f"{'odd' if is_odd else 'even'}_{'kept' if kept else 'new'}"
             for is_odd, kept in zip(odd, numbers["kept"], strict=True)]  # fmt: skip
    made = numbers.drop(columns=["road_point", "order_m"]).rename(columns=_CALLED)
    made.insert(2, "number_kind", kinds)
    made.insert(3, "address_status", ["" if pd.isna(one) else str(int(one)) for one in made.pop("status")])
    made["rules_departed"] = [departed.get(one, "") for one in numbers["number"]]
    made["variant_name"] = variant.name.value
    called = short_name(variant).inside()
    made.attrs["title"] = Text(f"Foreslåede husnumre ({called.da})", f"Proposed house numbers ({called.en})")
    return made


def connection_layer(variant: NumberingVariant) -> gpd.GeoDataFrame:
    """Return the line from each access point to its road point."""
    numbers = variant.numbers
    lines = [shapely.LineString([access, meets])
             for access, meets in zip(numbers.geometry, numbers["road_point"], strict=True)]  # fmt: skip
    told = {"target_id": numbers["target_id"].to_numpy(), "house_number": numbers["number"].to_numpy(),
            "length_m": np.round(shapely.length(lines), 2)}  # fmt: skip
    return gpd.GeoDataFrame(told, geometry=lines, crs=DANISH_CRS)


def stretch_layer(proposal: NumberingProposal, road_name: str) -> gpd.GeoDataFrame:
    """Return the road in the direction in which its numbers rise, a line for each stretch."""
    lines = list(shapely.get_parts(proposal.stretches))
    told = {"road_name": road_name, "side_branch": list(proposal.branches),
            "length_m": np.round(shapely.length(lines), 1)}  # fmt: skip
    return gpd.GeoDataFrame(told, geometry=lines, crs=DANISH_CRS)


def start_layer(proposal: NumberingProposal, road_name: str) -> gpd.GeoDataFrame:
    """Return the place where numbering starts."""
    called = f"Start: {road_name}" if road_name else "Start"
    told = {"start_name": [called], "why_da": [proposal.choices[0].da], "why_en": [proposal.choices[0].en]}
    return gpd.GeoDataFrame(told, geometry=[proposal.start], crs=DANISH_CRS)


def target_layer(variant: NumberingVariant, targets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the plots within reach with their numbers; of those without, the rule and the reason. These come last.

    A plot of which one door has no number is among those without. The map names no plots: their names would take the
    place of numbers.
    """
    ids = [cell_text(one) for one in targets["target_id"]]
    numbers: dict[str, str] = {}
    for one, number in zip(variant.numbers["target_id"], variant.numbers["number"], strict=True):
        numbers[one] = f"{numbers.get(one, '')} {number}".strip()
    lost = {row["target_id"]: row for row in variant.left_out.to_dict("records")}
    made = gpd.GeoDataFrame(
        {
            "target_id": ids,
            "target_state": ["left_out" if one in lost else "numbered" for one in ids],
            "numbers_here": [numbers.get(one, "") for one in ids],
            "rule": [lost[one]["rule_id"] if one in lost else "" for one in ids],
            "why_da": [lost[one]["why_da"] if one in lost else "" for one in ids],
            "why_en": [lost[one]["why_en"] if one in lost else "" for one in ids],
        },
        geometry=list(targets.geometry),
        crs=DANISH_CRS,
    )
    return made.sort_values("target_state", ascending=False, kind="stable", ignore_index=True)


def deviation_table(proposal: NumberingProposal) -> pd.DataFrame:
    """Return every departure from a rule, of all variants, with the source of the rule."""
    rules = address_rules()
    parts = [one.deviations.assign(variant_name=one.name.value) for one in proposal.variants]
    made = pd.concat(parts, ignore_index=True).rename(columns={"number": "house_number", "rule_id": "rule"})
    made["rule_name"] = [rules[code].name.da for code in made["rule"]]
    made["rule_source"] = [rules[code].source.da for code in made["rule"]]
    made["verified"] = np.array([rules[code].verified for code in made["rule"]], np.bool_)
    order = ["variant_name", "target_id", "house_number", "rule", "rule_name", "why_da", "why_en", "rule_source",
             "verified"]  # fmt: skip
    return made[order]


def score_table(proposal: NumberingProposal, chosen: NumberingVariant) -> pd.DataFrame:
    """Return the variants side by side: points, what cost them, and how many numbers of which kind."""
    rows = []
    for one in proposal.variants:
        numbers, parts = one.numbers, one.score_parts
        new = numbers[~numbers["kept"]]
        keys = [house_number_key(number) for number in numbers["number"]]
        row: dict[str, Any] = {
            "variant_name": one.name.value,
            "chosen": one is chosen,
            "score": round(one.score, 3),
            **{f"lost_{part}": round(lost, 3) for part, lost in zip(parts["part"], parts["points_lost"], strict=True)},
            "numbers_new": len(new),
            "numbers_kept": len(numbers) - len(new),
            "numbers_lettered": sum(bool(house_number_key(number)[1]) for number in new["number"]),
            "highest_number": max((number for number, _ in keys), default=0),
            "targets_without": len(one.left_out),
            "why_da": "; ".join(parts["why_da"]),
            "why_en": "; ".join(parts["why_en"]),
        }
        rows.append(row)
    return pd.DataFrame(rows)


def comparison_table(proposal: NumberingProposal) -> pd.DataFrame:
    """Return a row for each place with its number in every variant, in the order along the road; empty for none."""
    key = ["target_id", "side", "order_m", "x", "y"]
    made: pd.DataFrame | None = None
    for one in proposal.variants:
        numbers = pd.DataFrame(one.numbers[["target_id", "side", "along_m", "order_m", "kept", "number"]])
        numbers["x"], numbers["y"] = (
            np.round(f(one.numbers.geometry.to_numpy()), 3) for f in (shapely.get_x, shapely.get_y)
        )
        mine = numbers.rename(columns={"number": f"number_{one.name.value}"})
        made = mine if made is None else made.merge(mine, on=[*key, "along_m", "kept"], how="outer")
    assert made is not None  # noqa: S101 - a proposal has two variants
    made = made.sort_values(["order_m", "side", "target_id", "x", "y"], ignore_index=True)
    columns = [f"number_{one.name.value}" for one in proposal.variants]
    made[columns] = made[columns].fillna("")
    made = made.rename(columns=_CALLED)
    return made[["target_id", "numbering_side", "from_start_m", "number_kept", *columns]]


def variants_told(proposal: NumberingProposal, chosen: NumberingVariant) -> Text:
    """Return the variants and their points, and which is drawn."""
    told = [Text(f"{short_name(one).da} {danish(one.score, '.1f')}", f"{short_name(one).en} {one.score:.1f}")
            for one in proposal.variants]  # fmt: skip
    da, en = ("; ".join(one.say(language) for one in told) for language in ("da", "en"))
    drawn = short_name(chosen)
    return Text(
        f"varianter og point: {da}. Tegnet og planlagt er: {drawn.da}",
        f"variants and points: {en}. Drawn and planned is: {drawn.en}",
    )


def short_name(variant: NumberingVariant) -> Text:
    """Return what a variant is called, without what it does."""
    return Text(variant.title.da.partition(":")[0], variant.title.en.partition(":")[0])
