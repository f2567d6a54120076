"""The warnings (advarsler) of a route: what is not known, or in the way, each with rule, limit and source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.pathnet.guide_words import clean, exact_metres
from gistools.text import Text

if TYPE_CHECKING:
    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.passability import Passable
    from gistools.pathnet.search import Route

_ENGLISH = (
    ("fortovets bredde ikke oplyst", "width of the pavement not recorded"),
    ("ikke målt (ingen højdemodel)", "not measured (no elevation model)"),
    ("hvileplaner ikke oplyst", "landings not recorded"),
    ("uden hvileplan", "without a landing"),
    ("trin, rampe ikke oplyst", "steps, ramp not recorded"),
    ("ingen trin uden rampe", "no steps without a ramp"),
    ("trin uden rampe", "steps without a ramp"),
    ("kun motorkøretøjer", "motor vehicles alone"),
    ("ikke kun for motorkøretøjer", "not for motor vehicles alone"),
    ("ensrettet mod retningen", "one-way against the direction"),
    ("ikke imod", "not against it"),
    ("sti eller vej ikke oplyst", "path or road not recorded"),
    ("vej uden fortov", "road without a pavement"),
    ("vej fortov", "road, pavement"),
    ("fortov, eller", "a pavement, or"),
    ("fortov", "pavement"),
    ("fart ikke oplyst", "speed not recorded"),
    ("trafik ikke oplyst", "traffic not recorded"),
    ("køretøjer/døgn", "vehicles a day"),
    ("km/t", "km/h"),
    ("jævn og fast (rang højst", "even and firm (rank at most"),
    ("af 6)", "of 6)"),
    ("ikke tilladt", "not allowed"),
    ("tilladt", "allowed"),
    ("gang", "walking"),
    ("cykling", "cycling"),
    ("ikke belyst", "not lit"),
    ("belyst", "lit"),
    ("ikke oplyst", "not recorded"),
    ("ikke målt", "not measured"),
    ("anlagt eller planlagt", "built or planned"),
    ("anlagt", "built"),
    ("planlagt", "planned"),
    ("lukket", "closed"),
    ("mindst", "at least"),
    ("højst", "at most"),
    (" over ", " above "),
    (" og ", " and "),
)
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


def english(said: str) -> str:
    """Return words that a rule found, or asks for, in English; numbers with a decimal point.

    >>> english("mindst 1,3 m"), english("trin uden rampe")
    ('at least 1.3 m', 'steps without a ramp')
    """
    from gistools.pathnet.surfaces import surface_class, surface_name  # noqa: PLC0415 - reads a table

    if surface_class(said):
        return surface_name(said).en
    for da, en in _ENGLISH:
        said = said.replace(da, en)
    return re.sub(r"(?<=\d)[.,](?=\d)", lambda mark: "," if mark[0] == "." else ".", said)


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
                Text("; ".join(shown), "; ".join(map(english, shown))), Text(asked, english(asked)),
                str(first["source"]), bool(first["verified"]),
            )
        )  # fmt: skip
    return tuple(sorted(made, key=lambda one: (one.at_m, one.rule)))
