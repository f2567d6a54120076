"""The assessment in sentences (vurdering i ord), Danish and English; never a decision (afgørelse)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.pathnet.area_surroundings import ADDRESSES, BORDER
from gistools.pathnet.assessed import (
    DESTINATIONS,
    INSIDE,
    NEIGHBOURS,
    NO,
    NO_HOMES,
    NOT_GIVEN,
    PATHS,
    QUESTIONS,
    UNCERTAIN,
    YES,
)
from gistools.tables.words import word
from gistools.text import Text, counted, danish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.pathnet.area_mend import CellMend, Step
    from gistools.pathnet.area_surroundings import AreaPlaces
    from gistools.pathnet.assessed import AreaAssessment, Assessment, Cell
    from gistools.pathnet.principles import Principle, Principles
    from gistools.pathnet.profiles import Profile
    from gistools.pathnet.reach import Met

_TO = {
    INSIDE: Text("indbyrdes forbundet", "connected within"),
    NEIGHBOURS: Text("forbundet med naboerne", "connected with the neighbours"),
    PATHS: Text("forbundet med stinettet", "connected with the path network"),
    DESTINATIONS: Text("forbundet med mål som skole, stoppested og butik", "connected with destinations"),
}
_ASKED = {
    INSIDE: Text("indbyrdes", "within"),
    NEIGHBOURS: Text("til naboerne", "to the neighbours"),
    PATHS: Text("til stinettet", "to the path network"),
    DESTINATIONS: Text("til skole, stop, butik og andre mål", "to school, stop, shop and other destinations"),
}
_GOALS = {
    INSIDE: Text("de andre boliger", "the other homes"),
    NEIGHBOURS: Text("de nærmeste boliger uden for området", "the nearest homes outside"),
    PATHS: Text("det samlede stinet", "the main path network"),
    "school": Text("en skole", "a school"),
    "stop": Text("et stoppested", "a stop"),
    "shop": Text("en butik", "a shop"),
}
ACTIONS = {
    "link": Text("ny forbindelse", "new link"),
    "mend": Text("udbedring", "mend"),
    "survey": Text("opmåling", "survey"),
    "build_planned": Text("planlagt forbindelse anlægges", "planned link is built"),
}
_MOST_NAMED = 3


def goal(name: str) -> Text:
    """Return what a demand reaches, in words; a kind of destination of the user's own is told as written."""
    return _GOALS.get(name, Text(name, name))


def rule_name(profile: Profile, rule: str) -> Text:
    """Return what a rule that stops an edge is called."""
    if rule == "planned":
        return Text("er planlagt eller lukket", "is planned or closed")
    limit = profile.limits.get(rule)
    return Text(rule, rule) if limit is None else limit.name


def cell_sentence(told: Assessment, area: AreaAssessment, cell: Cell, principles: Principles) -> Text:
    """Return an answer with what decides it, what stops it and what would turn it."""
    who, to = cell.profile.name, _TO[cell.question]
    head = {
        YES: Text(f"Vurdering: {area.name} er {to.da} for {who.da}", f"Assessment: {area.name} is {to.en}, {who.en}"),
        NO: Text(
            f"Vurdering: {area.name} er ikke {to.da} for {who.da}",
            f"Assessment: {area.name} is not {to.en}, {who.en}",
        ),
        UNCERTAIN: Text(
            f"Vurdering: det er uvist, om {area.name} er {to.da} for {who.da}",
            f"Assessment: it is uncertain whether {area.name} is {to.en}, {who.en}",
        ),
    }[cell.answer]
    parts = [_joined(head, _why(cell), sep=": ") if cell.why else _joined(head, _found(cell, principles), sep=": ")]
    parts += [_stops(told, cell), _turns(told, cell)]
    said = [one for one in parts if one.da]
    return Text(". ".join(s.da for s in said) + ".", ". ".join(s.en for s in said) + ".")


def _joined(one: Text, other: Text, *, sep: str) -> Text:
    return Text(f"{one.da}{sep}{other.da}", f"{one.en}{sep}{other.en}") if other.da else one


def _why(cell: Cell) -> Text:
    if cell.why == NO_HOMES:
        return Text(
            "ingen vej eller sti, der må bruges, når området, og det har ingen egne",
            "no way that may be used meets the area, and it has none of its own",
        )
    what = {
        NEIGHBOURS: Text("der er ikke givet adresser", "no addresses were given"),
        DESTINATIONS: Text("der er ikke givet mål", "no destinations were given"),
    }
    return what.get(cell.question, Text("der er ikke givet noget at nå", "nothing to reach was given"))


def _found(cell: Cell, principles: Principles) -> Text:
    """Return the figures that decide an answer, with the principle by number."""
    failing = cell.failing
    if failing is None:
        said = [_reached(one, principles) for one in cell.strict]
        return Text("; ".join(s.da for s in said), "; ".join(s.en for s in said))
    return _unreached(cell, failing, principles)


def _reached(one: Met, principles: Principles) -> Text:
    rule = _cited(one, principles)
    if one.demand.name == INSIDE:
        return Text(f"alle når hinanden{rule.da}", f"all reach each other{rule.en}")
    to = goal(one.demand.name)
    metres = one.worst_m
    return Text(
        f"længst til {to.da} er {danish(metres, ',.0f')} m{rule.da}",
        f"furthest to {to.en} is {metres:,.0f} m{rule.en}",
    )


def _unreached(cell: Cell, one: Met, principles: Principles) -> Text:
    bad = one.failing
    part, whole = float(cell.weight[bad].sum()), float(cell.weight.sum())
    to, rule = goal(one.demand.name), _cited(one, principles)
    if np.isinf(one.metres[bad]).any():
        how = Text("når ikke", "do not get to")
        far = Text("", "")
    else:
        how = Text("har for langt til", "have too far to")
        far = Text(f", op til {danish(one.worst_m, ',.0f')} m", f", up to {one.worst_m:,.0f} m")
    given = Text("hvis det ukendte ikke holder, ", "if what is unknown does not hold, ")
    lead = given if cell.answer == UNCERTAIN else Text("", "")
    return Text(
        f"{lead.da}{danish(part)} af {danish(whole)} {_homes(cell).da} {how.da} {to.da}{far.da}{rule.da}",
        f"{lead.en}{part:g} of {whole:g} {_homes(cell).en} {how.en} {to.en}{far.en}{rule.en}",
    )


def _homes(cell: Cell) -> Text:
    if bool((cell.weight == 1.0).all()):
        return Text("steder", "places")
    return Text("boliger", "dwellings")


def _cited(one: Met, principles: Principles) -> Text:
    rule: Principle | None = next((p for p in principles.rows if p.number == one.demand.rule), None)
    if rule is None:
        return Text("", "")
    cited = rule.cited()
    return Text(f" ({cited.da})", f" ({cited.en})")


def _stops(told: Assessment, cell: Cell) -> Text:
    """Return the first edges that stop the homes, each with the rule and what was found."""
    named: dict[str, Text] = {}
    for one in cell.blocking:
        name = edge_name(told, one.edge)
        row = one.reasons[0]
        rule = rule_name(cell.profile, str(row["rule"]))
        named.setdefault(name, Text(f"{name} ({rule.da}: {row['found']})", f"{name} ({rule.en}: {row['found']})"))
    if not named:
        return Text("", "")
    shown = list(named.values())[:_MOST_NAMED]
    head = Text("Mangler viden om ", "Not known: ") if cell.answer == UNCERTAIN else Text("Stopper ved ", "Stops at ")
    more = len(named) - len(shown)
    tail = Text(f" og {more} til", f" and {more} more") if more > 0 else Text("", "")
    return Text(head.da + ", ".join(s.da for s in shown) + tail.da, head.en + ", ".join(s.en for s in shown) + tail.en)


def edge_name(told: Assessment, edge: int) -> str:
    """Return what an edge is called: its name, else its number."""
    name = str(told.network.edges["name"].iloc[edge] or "")
    return name or f"stykke {edge + 1}"


def _turns(told: Assessment, cell: Cell) -> Text:
    if cell.answer == YES or cell.why:
        return Text("", "")
    if cell.mend is None:
        return Text(
            "Intet af det, der er prøvet, gør svaret til ja; prøv længere forbindelser",
            "Nothing that was tried turns it to yes; try longer links",
        )
    said = [step_sentence(told, one) for one in cell.mend.steps]
    sure = _sure(cell.mend)
    if cell.mend.survey_alone:
        return Text(
            f"Svaret er ja, hvis opmåling viser, at det holder: {'; '.join(s.da for s in said)}{sure.da}",
            f"It is yes if a survey shows that this holds: {'; '.join(s.en for s in said)}{sure.en}",
        )
    money = Text(f"{danish(cell.mend.dkk, ',.0f')} kr.", f"DKK {cell.mend.dkk:,.0f}")
    return Text(
        f"Billigst bliver det ja med {'; '.join(s.da for s in said)}: i alt {money.da}{sure.da}",
        f"Cheapest it turns to yes by {'; '.join(s.en for s in said)}: {money.en} in all{sure.en}",
    )


def _sure(mend: CellMend) -> Text:
    if mend.exact:
        return Text(" (intet sæt af de prøvede er billigere)", " (no set of those tried is cheaper)")
    return Text(
        f" (intet af de prøvede er billigere end {danish(mend.bound, ',.0f')} kr.)",
        f" (none of those tried is cheaper than DKK {mend.bound:,.0f})",
    )


def step_sentence(told: Assessment, step: Step) -> Text:
    """Return one thing to do in words."""
    action = ACTIONS[step.action]
    kinds = [word(kind) for kind in step.kinds]
    metres = Text(f"{danish(step.metres, ',.0f')} m", f"{step.metres:,.0f} m")
    where = "" if step.edge < 0 else f" {edge_name(told, step.edge)}"
    with_da = f" ({', '.join(k.da for k in kinds)})" if kinds else ""
    with_en = f" ({', '.join(k.en for k in kinds)})" if kinds else ""
    return Text(f"{action.da}{where} {metres.da}{with_da}", f"{action.en}{where} {metres.en}{with_en}")


def overall(cells: Sequence[Cell]) -> str:
    """Return one answer for several: no when one is no, uncertain when one is; what was not asked does not count.

    Destinations are left out: how near a school lies is not whether an area is connected. So is what nothing was given
    for; when that is all, it is uncertain.
    """
    asked = [cell.answer for cell in cells if cell.why != NOT_GIVEN and cell.question != DESTINATIONS]
    if NO in asked:
        return NO
    return YES if asked and all(one == YES for one in asked) else UNCERTAIN


def area_sentence(area: AreaAssessment) -> Text:
    """Return the answers of an area, question by question, with those who have each; and what it was tried from."""
    parts = [_for_whom(area, question) for question in QUESTIONS]
    said = [one for one in parts if one.da]
    basis = _basis(area)
    return Text(
        f"Vurdering af {area.name}: " + "; ".join(p.da for p in said) + f". {basis.da}",
        f"Assessment of {area.name}: " + "; ".join(p.en for p in said) + f". {basis.en}",
    )


_ANSWERS = {YES: Text("ja", "yes"), NO: Text("nej", "no"), UNCERTAIN: Text("uvist", "uncertain")}


def _for_whom(area: AreaAssessment, question: str) -> Text:
    """Return who has which answer to a question; that it was not asked, when nothing was given to reach."""
    cells = [cell for cell in area.cells if cell.question == question]
    to = _ASKED[question]
    if all(cell.why == NOT_GIVEN for cell in cells):
        return Text(f"{to.da} ikke spurgt (intet givet at nå)", f"{to.en} not asked (nothing given to reach)")
    groups: dict[str, list[Text]] = {}
    for cell in cells:
        groups.setdefault(cell.answer, []).append(cell.profile.name)
    if len(groups) == 1:
        [answer] = groups
        told = _ANSWERS[answer]
        return Text(f"{to.da} {told.da} for alle profiler", f"{to.en} {told.en} for all profiles")
    said = [
        Text(
            f"{_ANSWERS[a].da} for {', '.join(n.da for n in groups[a])}",
            f"{_ANSWERS[a].en} for those {', '.join(n.en for n in groups[a])}",
        )
        for a in (YES, NO, UNCERTAIN)
        if a in groups
    ]
    return Text(f"{to.da} {', '.join(s.da for s in said)}", f"{to.en} {', '.join(s.en for s in said)}")


def _basis(area: AreaAssessment) -> Text:
    places = area.places
    count = len(places.homes)
    exits = len(places.exits)
    if places.homes_are == ADDRESSES:
        near = Text(f"Prøvet fra {count} adresser", f"Tried from {count} addresses")
        if places.unmet:
            near = Text(
                f"{near.da} ({places.unmet} ligger for langt fra en vej)",
                f"{near.en} ({places.unmet} too far from a way)",
            )
    elif places.homes_are == BORDER:
        near = Text(f"Prøvet fra {count} steder på veje langs grænsen", f"Tried from {count} places at its border")
    else:
        near = Text(
            f"Prøvet fra {count} steder langs områdets egne veje og stier", f"Tried from {count} places along its ways"
        )
    if places.unmet and places.homes_are != ADDRESSES:
        why = _none_met(places)
        near = Text(f"{near.da}, da {why.da}", f"{near.en}, as {why.en}")
    out = Text(counted(exits, "udgang", "udgange"), counted(exits, "exit", "exits"))
    return Text(f"{near.da}; {out.da}.", f"{near.en}; {out.en}.")


def _none_met(places: AreaPlaces) -> Text:
    """Return that no address of an area meets a way, of how many, and how far the nearest lies from one."""
    k, metres = places.unmet, places.unmet_m
    far = Text("", "")
    if np.isfinite(metres):
        far = Text(f" (den nærmeste ligger {danish(metres, ',.0f')} m fra)", f" (the nearest lies {metres:,.0f} m off)")
    if k == 1:
        said = Text("områdets ene adresse ligger for langt fra en vej", "its only address is too far from a way")
    else:
        said = Text(
            f"ingen af områdets {k} adresser ligger nær nok ved en vej",
            f"none of its {k} addresses is near enough a way",
        )
    return Text(f"{said.da}{far.da}", f"{said.en}{far.en}")
