"""The warnings (advarsler) of a route: what is not known, or in the way, each with rule, limit and source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.pathnet.guide_words import clean, exact_metres
from gistools.pathnet.rule_words import rule_english
from gistools.text import Text

if TYPE_CHECKING:
    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.passability import Passable
    from gistools.pathnet.search import Route

_MOST_FOUND = 3


@dataclass(frozen=True)
class GuideWarning:
    """What is not known, or not met, on some of a route (advarsel).

    Parameters
    ----------
    rule:
        Id of the limit.
    verdict:
        ``unknown`` or ``no``.
    at_m, length_m:
        Where it is first met, from the beginning of the route, and on how many metres in all.
    edges:
        Ids of the edges.
    name, found, limit:
        What is limited, what was found, and what is asked for.
    source, verified:
        Of the limit.
    """

    rule: str
    verdict: str
    at_m: float
    length_m: float
    edges: tuple[int, ...]
    name: Text
    found: Text
    limit: Text
    source: str
    verified: bool

    @property
    def text(self) -> Text:
        """The warning as a sentence, without its source."""
        far, at = exact_metres(self.length_m), exact_metres(self.at_m)
        begin = (
            Text("fra starten", "from the start")
            if self.at_m < 0.5  # noqa: PLR2004 - rounded to no metre
            else Text(f"første gang efter {at.da}", f"first after {at.en}")
        )
        name = Text(self.name.da[:1].upper() + self.name.da[1:], self.name.en[:1].upper() + self.name.en[1:])
        return Text(
            f"{name.da}: {self.found.da} på {far.da}, {begin.da}. Krav: {self.limit.da}.",
            f"{name.en}: {self.found.en} on {far.en}, {begin.en}. Asked for: {self.limit.en}.",
        )

    @property
    def sourced(self) -> Text:
        """Where the limit comes from, and whether that was read."""
        if self.verified:
            return Text(f"Kilde: {self.source}.", f"Source: {self.source}.")
        return Text(f"Kilde: {self.source} – ikke efterprøvet.", f"Source: {self.source} – not verified.")


def reasons_on(network: PathNetwork, passable: Passable, route: Route, verdict: str) -> pd.DataFrame:
    """Return the reasons of a verdict that hold for a route in the direction gone, a row for each of its steps.

    Returns
    -------
    DataFrame
        The columns of ``passable.reasons``, ``leg`` (step of the route), ``at_m`` and ``metres``; in order.
    """
    lengths = np.abs(route.end_m - route.begin_m)
    legs = pd.DataFrame(
        {
            "edge_id": network.edges["edge_id"].to_numpy()[route.edge],
            "going": np.where(route.along, "forward", "backward"),
            "leg": np.arange(route.edge.size),
            "at_m": np.concatenate([[0.0], np.cumsum(lengths)])[:-1],
            "metres": lengths,
        }
    )
    if not len(passable.reasons):
        columns = ["edge_id", "direction", "rule", "verdict", "found", "limit", "source", "verified"]
        return pd.DataFrame(columns=[*columns, "leg", "at_m", "metres"])
    told = passable.reasons[passable.reasons["verdict"] == verdict]
    both = legs.merge(told, on="edge_id", how="inner")
    mine = both[(both["direction"] == "both") | (both["direction"] == both["going"])]
    return mine.drop(columns="going").sort_values(["leg", "rule"], kind="stable").reset_index(drop=True)


def route_warnings(network: PathNetwork, passable: Passable, route: Route, verdict: str) -> tuple[GuideWarning, ...]:
    """Return the warnings of a verdict on a route, one for each rule, in the order met."""
    made = []
    for rule, rows in reasons_on(network, passable, route, verdict).groupby("rule", sort=False):
        first = rows.iloc[0]
        found = list(dict.fromkeys(clean(one) for one in rows["found"]))
        shown = found[:_MOST_FOUND] + (["…"] if len(found) > _MOST_FOUND else [])
        limit = passable.profile.limits.get(str(rule))
        name = limit.name if limit is not None else Text(str(rule), str(rule))
        asked = clean(first["limit"])
        made.append(
            GuideWarning(
                str(rule), verdict, float(rows["at_m"].min()), float(rows.drop_duplicates("leg")["metres"].sum()),
                tuple(dict.fromkeys(rows["edge_id"].tolist())), name,
                Text("; ".join(shown), "; ".join(map(rule_english, shown))), Text(asked, rule_english(asked)),
                str(first["source"]), bool(first["verified"]),
            )
        )  # fmt: skip
    return tuple(sorted(made, key=lambda one: (one.at_m, one.rule)))
