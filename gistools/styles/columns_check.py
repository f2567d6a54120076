"""What the columns of the plan check are called, in which unit, and what their codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

PATCH_FATES: Codes = {
    "unchanged": Text("uændret", "unchanged"),
    "shrunk": Text("formindsket", "shrunk"),
    "split": Text("delt", "split"),
    "part": Text("del af et delt levested", "part of a patch that was split"),
    "grown": Text("udvidet", "grown"),
    "joined": Text("lagt sammen med et andet", "joined with another"),
    "new": Text("nyt", "new"),
    "lost": Text("tabt", "lost"),
}
LINK_STATUS: Codes = {
    "unchanged": Text("uændret", "unchanged"),
    "longer": Text("længere eller sværere", "longer or dearer"),
    "shorter": Text("kortere eller lettere", "shorter or cheaper"),
    "broken": Text("brudt", "broken"),
    "new": Text("ny", "new"),
}
_BECAUSE: Codes = {
    "": Text("", ""),
    "patch_lost": Text("levestedet er tabt", "the patch is lost"),
    "patch_joined": Text("levestederne er lagt sammen", "the patches are joined"),
    "to_part": Text("går til en anden del af et delt levested", "goes to another part of a split patch"),
    "beyond_limit": Text("for dyr for arten nu", "too dear for the species now"),
    "no_way": Text("ingen vej inden for ti gange grænsen", "no way within ten times the limit"),
    "not_neighbours": Text("ikke naboer længere", "no longer neighbours"),
    "new_patch": Text("nyt levested", "new patch"),
    "cheaper": Text("inden for rækkevidde nu", "within reach now"),
}
MENDS: Codes = {
    "keep": Text("behold en stribe gennem planen", "keep a strip through the plan"),
    "plant": Text("plant en stribe langs vejen", "plant a strip along the way"),
    "passage": Text("faunapassage", "wildlife passage"),
}

CHECK_COLUMNS: Mapping[str, Column] = {
    "plan_use": Column(Text("Planens anvendelse", "Use in the plan")),
    "patch_name": Column(Text("Levestedets navn", "Name of the patch")),
    "patch_fate": Column(Text("Hvad planen gør ved det", "What the plan does to it"), codes=PATCH_FATES),
    "area_before_m2": Column(Text("Areal i dag", "Area today"), "m²"),
    "area_after_m2": Column(Text("Areal med planen", "Area with the plan"), "m²"),
    "lost_m2": Column(Text("Tabt areal", "Area lost"), "m²"),
    "link_status": Column(Text("Hvad planen gør ved den", "What the plan does to it"), codes=LINK_STATUS),
    "link_because": Column(Text("Hvorfor", "Why"), codes=_BECAUSE),
    "cost_before": Column(Text("Modstand i dag (modstandsmeter)", "Cost today, resistance metres")),
    "cost_after": Column(Text("Modstand med planen (modstandsmeter)", "Cost with the plan, resistance metres")),
    "metres_before": Column(Text("Længde i dag", "Length today"), "m"),
    "metres_after": Column(Text("Længde med planen", "Length with the plan"), "m"),
    "mend_id": Column(Text("Plads efter gevinst pr. meter", "Place by gain for a metre")),
    "mend_kind": Column(Text("Afværgetiltag", "Mend"), codes=MENDS),
    "mend_m": Column(Text("Afværgetiltagets længde", "Length of the mend"), "m"),
    "gain_share": Column(Text("Andel af tabet, der fås igen", "Share of the loss regained"), "%", 100.0, "0–1"),
    "gain_m2_per_m": Column(Text("EC igen pr. meter", "EC regained for a metre"), "m²/m"),
    "ec_percent_half": Column(Text("Ændring af EC, halv rækkevidde", "Change of EC, half the reach"), "%"),
    "ec_percent_twice": Column(Text("Ændring af EC, dobbelt rækkevidde", "Change of EC, twice the reach"), "%"),
    "patches_lost": Column(Text("Levesteder tabt", "Patches lost")),
    "patches_cut": Column(Text("Levesteder formindsket eller delt", "Patches shrunk or split")),
    "patches_new": Column(Text("Nye levesteder", "New patches")),
    "links_unchanged": Column(Text("Forbindelser uændret", "Links unchanged")),
    "links_longer": Column(Text("Forbindelser længere eller sværere", "Links longer or dearer")),
    "links_shorter": Column(Text("Forbindelser kortere eller lettere", "Links shorter or cheaper")),
    "links_broken": Column(Text("Forbindelser brudt", "Links broken")),
    "links_new": Column(Text("Nye forbindelser", "New links")),
    "parts_before": Column(Text("Sammenhængende dele i dag", "Parts today")),
    "patches_cut_off": Column(Text("Levesteder afskåret", "Patches cut off")),
}
