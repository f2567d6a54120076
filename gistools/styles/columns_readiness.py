"""What the columns of address readiness and of the official lists are called, and what their codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

PLAN_ANSWERS: Codes = {
    "ready": Text("klar", "ready"),
    "on_the_way": Text("på vej", "on the way"),
    "late": Text("for sent", "late"),
    "unknown": Text("kan ikke afgøres", "cannot be told"),
    "cancelled": Text("aflyst", "cancelled"),
}
"""How far a plan is with its addresses."""

HAS_ADDRESS: Codes = {
    "yes": Text("har en adresse", "has an address"),
    "no": Text("ingen adresse", "no address"),
    "unknown": Text("kan ikke afgøres", "cannot be told"),
}
"""Whether a plot or building field has an address."""

TARGET_KINDS: Codes = {
    "plot": Text("grund", "plot"),
    "binding": Text("bindende byggefelt", "binding building field"),
    "advisory": Text("vejledende byggefelt", "advisory building field"),
    "undecided": Text("byggefelt, binding uafklaret", "building field, not told whether binding"),
}
"""What is to have an address."""

_PLAN_STATUSES: Codes = {
    "adopted": Text("vedtaget", "adopted"),
    "proposal": Text("forslag", "proposal"),
    "cancelled": Text("aflyst", "cancelled"),
}

OFFICIAL_LISTS: Codes = {
    "access_points_outside": Text("Adgangspunkter uden for deres bygning", "Access points outside their building"),
    "provisional_addresses": Text("Foreløbige adresser, ikke rørt længe", "Provisional addresses not touched for long"),
    "addresses_without_unit": Text(
        "Gældende adresser med etage eller dør, uden enhed i BBR",
        "Addresses in force with a floor or door, without a unit in BBR",
    ),
}
"""The official lists of danmarksadresser.dk."""

_ASKED: Codes = {"yes": Text("ja", "yes"), "no": Text("nej", "no")}

READINESS_COLUMNS: Mapping[str, Column] = {
    "plan_number": Column(Text("Plan nr.", "Plan no.")),
    "plan_name": Column(Text("Plan", "Plan")),
    "plan_answer": Column(Text("Adresseklarhed", "Address readiness"), codes=PLAN_ANSWERS),
    "of_targets": Column(Text("Med adresse, af alle", "With an address, of all")),
    "told_da": Column(Text("Hvor langt planen er (dansk)", "How far the plan is (Danish)")),
    "told_en": Column(Text("Hvor langt planen er (engelsk)", "How far the plan is (English)")),
    "plan_status": Column(Text("Planens status", "Status of the plan"), codes=_PLAN_STATUSES),
    "adopted_on": Column(Text("I kraft den", "In force on")),
    "adopted_days": Column(Text("Dage siden vedtagelsen", "Days since adoption"), "d"),
    "target_count": Column(Text("Grunde og byggefelter", "Plots and building fields")),
    "with_address": Column(Text("Med adresse", "With an address")),
    "address_unknown": Column(Text("Adresse kan ikke afgøres", "Address cannot be told")),
    "address_share": Column(Text("Andel med adresse", "Share with an address"), "0–1", decimals=2),
    "plot_targets": Column(Text("Grunde", "Plots")),
    "plot_targets_ready": Column(Text("Grunde med adresse", "Plots with an address")),
    "binding_targets": Column(Text("Bindende byggefelter", "Binding building fields")),
    "binding_targets_ready": Column(Text("Bindende byggefelter med adresse", "Binding fields with an address")),
    "advisory_targets": Column(Text("Vejledende byggefelter", "Advisory building fields")),
    "advisory_targets_ready": Column(Text("Vejledende byggefelter med adresse", "Advisory fields with an address")),
    "undecided_targets": Column(Text("Byggefelter, binding uafklaret", "Building fields, not told whether binding")),
    "undecided_targets_ready": Column(
        Text("Byggefelter, binding uafklaret, med adresse", "Fields not told whether binding, with an address")
    ),
    "target_kind": Column(Text("Slags", "Kind"), codes=TARGET_KINDS),
    "has_address": Column(Text("Adresse", "Address"), codes=HAS_ADDRESS),
    "in_plans": Column(Text("Lokalplan", "Local plan")),
    "official_list": Column(Text("Officiel liste", "Official list"), codes=OFFICIAL_LISTS),
    "list_asked": Column(Text("Spurgt", "Asked"), codes=_ASKED),
    "listed_count": Column(Text("På listen", "On the list")),
}
