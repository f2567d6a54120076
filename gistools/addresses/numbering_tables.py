"""A variant of a numbering proposal as tables: numbers, departures, targets left out, score (nummereringsvariant)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from gistools.addresses.numbering_audit import Deviation, ScoreRow, deviations_of, is_last, score_of, spare_after
from gistools.addresses.numbering_deal import wish_of
from gistools.addresses.numbering_fill import label_text
from gistools.addresses.numbering_params import VARIANTS, VariantName
from gistools.addresses.numbering_sites import LeftOut
from gistools.addresses.numbering_words import explained
from gistools.addresses.statuses import PROVISIONAL
from gistools.grid import DANISH_CRS
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from gistools.addresses.numbering_deal import Dealt, Scheme
    from gistools.addresses.numbering_fill import Label
    from gistools.addresses.numbering_params import NumberingParams

NUMBER_COLUMNS = (
    "target_id", "number", "kept", "status", "side", "branch", "along_m", "order_m", "capacity", "spares", "homes",
    "technical_standard", "road_point", "rules", "why_da", "why_en", "geometry",
)  # fmt: skip
"""Columns of the numbers of a variant; ``geometry`` is the access point."""

DEVIATION_COLUMNS = ("target_id", "number", "rule_id", "why_da", "why_en")
"""Columns of the departures from rules."""

LEFT_OUT_COLUMNS = ("target_id", "rule_id", "why_da", "why_en")
"""Columns of the targets without a number."""

SCORE_COLUMNS = ("part", "count", "of_count", "weight", "points_lost", "why_da", "why_en")
"""Columns of the parts of a score."""


@dataclass(frozen=True, eq=False)
class NumberingVariant:
    """One way of numbering a road.

    Parameters
    ----------
    name:
        ``tight``, ``spares`` or ``continued``.
    numbers:
        `NUMBER_COLUMNS`, a row for each number, existing ones too (``kept``), in the order of house numbers. Status is
        2 (provisional) for new numbers and that of the register for existing ones. ``along_m`` is the distance by the
        road from the start, ``order_m`` the place in the order of numbers, where branches are laid in. ``homes`` are
        those of the capacity that get their address at this number: all but those that numbers are kept free for.
    deviations:
        `DEVIATION_COLUMNS`: every departure from order (A05), sides (A06), whole numbers (A08) and from one number
        right after another (A09).
    left_out:
        `LEFT_OUT_COLUMNS`: targets without a number and why.
    score_parts:
        `SCORE_COLUMNS`.
    score:
        100 less the points lost.
    """

    name: VariantName
    numbers: gpd.GeoDataFrame
    deviations: pd.DataFrame
    left_out: pd.DataFrame
    score_parts: pd.DataFrame
    score: float

    @property
    def title(self) -> Text:
        """What it is."""
        return VARIANTS[self.name]

    def __repr__(self) -> str:
        """Return its name, how many numbers, and its score."""
        new = int((~self.numbers["kept"]).sum())
        return f"NumberingVariant({self.name.value}, {new} new numbers, score {self.score:.1f})"


def variant_of(
    dealt: Sequence[Dealt],
    blocked: Collection[Label],
    left_out: Sequence[LeftOut],
    scheme: Scheme,
    params: NumberingParams,
) -> NumberingVariant:
    """Return a variant as tables, of the numbers that were dealt out."""
    used = {*blocked, *(d.label for d in dealt if d.label is not None)}
    spares = spare_after(dealt, used, scheme)
    deviations = deviations_of(dealt, used, scheme, params)
    wished = [wish_of(d.site, params) for d in dealt]
    score = score_of(dealt, deviations, used, scheme, wished)
    order = sorted((d.label, k) for k, d in enumerate(dealt) if d.label is not None)
    homes = [_homes(one, None if is_last(dealt, k) else len(spares[k])) for k, one in enumerate(dealt)]
    rows = [_row(dealt[k], spares[k], homes[k], scheme, params) for _, k in order]
    numbers = gpd.GeoDataFrame(
        pd.DataFrame(rows, columns=list(NUMBER_COLUMNS)).astype(
            {"status": "Int64", "capacity": "Int64", "homes": "Int64", "kept": bool}
        ),
        geometry="geometry",
        crs=DANISH_CRS,
    )
    none = [LeftOut(d.site.target_id, "A08", _NONE_LEFT[params.letters]) for d in dealt if d.label is None]
    out = sorted([*left_out, *none], key=lambda one: (one.target_id, one.rule_id))
    return NumberingVariant(
        name=scheme.name,
        numbers=numbers,
        deviations=_deviation_table(deviations),
        left_out=pd.DataFrame(
            [(one.target_id, one.rule_id, one.why.da, one.why.en) for one in out], columns=list(LEFT_OUT_COLUMNS)
        ),
        score_parts=_score_table(score),
        score=100.0 - sum(row.points for row in score),
    )


_NONE_LEFT = {
    True: Text("intet nummer er tilbage, heller ikke med bogstav", "no number is left, not even with a letter"),
    False: Text(
        "intet helt nummer er frit i rækkefølgen, og bogstaver må ikke bruges",
        "no whole number is free in order, and letters may not be used",
    ),
}


def _homes(one: Dealt, room: int | None) -> int | None:
    """Return how many homes get their address at a number; ``room`` are the numbers free after it, None for no end."""
    if one.site.capacity is None:
        return None
    return one.site.capacity - (one.wish if room is None else min(one.wish, room))


def _row(
    one: Dealt, spare: Sequence[int], homes: int | None, scheme: Scheme, params: NumberingParams
) -> tuple[object, ...]:
    site, place = one.site, one.site.place
    rules, why = explained(one, spare, scheme, params)
    return (
        site.target_id,
        label_text(one.label) if one.label else "",
        site.fixed is not None,
        site.status if site.fixed is not None else PROVISIONAL,
        place.side,
        place.branch,
        round(place.along_m, 3),
        round(place.order_m, 3),
        site.capacity,
        len(spare),
        homes,
        site.standard,
        shapely.Point(place.spot),
        " ".join(rules),
        why.da,
        why.en,
        site.access,
    )


def _deviation_table(deviations: Sequence[Deviation]) -> pd.DataFrame:
    rows = [(one.target_id, one.number, one.rule_id, one.why.da, one.why.en) for one in deviations]
    return pd.DataFrame(rows, columns=list(DEVIATION_COLUMNS))


def _score_table(score: Sequence[ScoreRow]) -> pd.DataFrame:
    rows = [
        (one.part.name, one.count, one.of_count, one.part.weight, one.points, one.why.da, one.why.en) for one in score
    ]
    return pd.DataFrame(rows, columns=list(SCORE_COLUMNS))
