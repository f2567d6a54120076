"""What the columns of nature surveys are called, in which unit, and what their codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.tables.words import word
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    Codes = Mapping[int | str, Text]

HABITATS = ("pond", "stream", "meadow", "salt_meadow", "bog", "dry_grassland", "heath", "forest", "hedge", "park")
SPECIES_SLOTS = 6  # species that one form can ask for

FOUND, NOT_FOUND, NOT_SURVEYED = "found", "not_found", "not_surveyed"

_HABITATS: Codes = {code: word(code) for code in HABITATS}
_FOUND: Codes = {
    NOT_SURVEYED: Text("ikke undersøgt", "not surveyed"),
    FOUND: Text("fundet", "found"),
    NOT_FOUND: Text("søgt, ikke fundet", "searched, not found"),
}
_WEATHER: Codes = {
    "dry": Text("tørt", "dry"),
    "sunny": Text("sol", "sunny"),
    "rain": Text("regn", "rain"),
    "wind": Text("blæst", "windy"),
}
_DESIGN: Codes = {"plot": Text("prøvefelt", "plot"), "transect": Text("transekt", "transect")}
_CHANGE: Codes = {
    "decline": Text("tilbagegang", "decline"),
    "rise": Text("fremgang", "rise"),
    "no_clear_change": Text("ingen sikker ændring", "no clear change"),
    "unknown": Text("ukendt: ingen felter undersøgt begge år", "unknown: no plot surveyed in both years"),
}
_EFFORT: Codes = {
    "same": Text("samme indsats", "same effort"),
    "more": Text("større indsats", "more effort"),
    "less": Text("mindre indsats", "less effort"),
    "unknown": Text("ukendt indsats", "effort unknown"),
}
_PLOT: Codes = {
    "lost": Text("arter forsvundet", "species lost"),
    "gained": Text("arter kommet til", "species gained"),
    "both": Text("nogle forsvundet, andre kommet til", "some lost, others gained"),
    "same": Text("de samme arter", "the same species"),
    "unknown": Text("ukendt: ikke undersøgt begge år", "unknown: not surveyed in both years"),
}
_INDICATORS: Codes = {
    "green_share": Text("grøn andel", "green share"),
    "canopy_share": Text("andel under trækroner", "share under tree crowns"),
    "natural_area": Text("naturareal", "natural area"),
    "mesh_size": Text("effektiv maskestørrelse", "effective mesh size"),
    "mesh_size_cross": Text("effektiv maskestørrelse over grænsen", "effective mesh size across the border"),
    "singapore_2": Text("Singapore Index, indikator 2", "Singapore Index, indicator 2"),
    "ec": Text("ækvivalent sammenhæng (EC)", "equivalent connectivity (EC)"),
}


NATURE_COLUMNS: Mapping[str, tuple[Text, str, Codes]] = {
    "patch_id": (Text("Levested nr.", "Patch no."), "", {}),
    "plot_id": (Text("Felt nr.", "Plot no."), "", {}),
    "habitat": (Text("Biotop", "Habitat"), "", _HABITATS),
    "design": (Text("Felttype", "Kind of plot"), "", _DESIGN),
    "survey_year": (Text("År", "Year"), "", {}),
    "survey_date": (Text("Dato", "Date"), "", {}),
    "observer": (Text("Undersøgt af", "Surveyed by"), "", {}),
    "minutes_searched": (Text("Søgt i", "Searched for"), "min", {}),
    "searchers": (Text("Antal personer", "Number of people"), "", {}),
    "weather": (Text("Vejr", "Weather"), "", _WEATHER),
    "remarks": (Text("Bemærkninger", "Remarks"), "", {}),
    **{f"species_{k}": (Text(f"Art {k}", f"Species {k}"), "", {}) for k in range(1, SPECIES_SLOTS + 1)},
    **{
        f"found_{k}": (Text(f"Art {k}: fundet?", f"Species {k}: found?"), "", _FOUND)
        for k in range(1, SPECIES_SLOTS + 1)
    },
    "species": (Text("Art", "Species"), "", {}),
    "name_da": (Text("Dansk navn", "Danish name"), "", {}),
    "name_en": (Text("Engelsk navn", "English name"), "", {}),
    "scientific_name": (Text("Videnskabeligt navn", "Scientific name"), "", {}),
    "reason_da": (Text("Begrundelse", "Reason (Danish)"), "", {}),
    "reason_en": (Text("Begrundelse (engelsk)", "Reason"), "", {}),
    "season_da": (Text("Sæson", "Season"), "", {}),
    "method_da": (Text("Metode", "Method"), "", {}),
    "paired_count": (Text("Felter undersøgt begge år", "Plots surveyed in both years"), "", {}),
    "lost_count": (Text("Forsvundet", "Lost"), "", {}),
    "gained_count": (Text("Kommet til", "Gained"), "", {}),
    "kept_count": (Text("Fundet begge år", "Found in both years"), "", {}),
    "unknown_count": (Text("Ukendt", "Unknown"), "", {}),
    "lost_share": (Text("Andel af fund, der er forsvundet", "Share of finds that was lost"), "0–1", {}),
    "lost_low": (Text("Forsvundet andel, nedre", "Share lost, low"), "0–1", {}),
    "lost_high": (Text("Forsvundet andel, øvre", "Share lost, high"), "0–1", {}),
    "chance": (Text("Chance for så skæv en ændring", "Chance of so uneven a change"), "0–1", {}),
    "change_state": (Text("Ændring", "Change"), "", _CHANGE),
    "effort_ratio": (Text("Indsats, efter i forhold til før", "Effort, after over before"), "", {}),
    "effort_state": (Text("Indsats", "Effort"), "", _EFFORT),
    "may_be_effort": (Text("Ændringen kan skyldes indsatsen", "The change may come from the effort"), "", {}),
    "plot_change": (Text("Ændring i feltet", "Change in the plot"), "", _PLOT),
    "plot_count": (Text("Felter", "Plots"), "", {}),
    "surveyed_count": (Text("Undersøgte felter", "Plots surveyed"), "", {}),
    "visit_count": (Text("Besøg", "Visits"), "", {}),
    "person_minutes": (Text("Søgetid, personminutter", "Search time, person-minutes"), "min", {}),
    "minutes_per_plot": (Text("Søgetid pr. felt", "Search time per plot"), "min", {}),
    "first_date": (Text("Første dato", "First date"), "", {}),
    "last_date": (Text("Sidste dato", "Last date"), "", {}),
    "indicator": (Text("Indikator", "Indicator"), "", _INDICATORS),
    "change_value": (Text("Ændring siden første år", "Change since the first year"), "", {}),
    "found_count": (Text("Felter med fund", "Plots where found"), "", {}),
    "not_found_count": (Text("Felter uden fund", "Plots where not found"), "", {}),
    "not_surveyed_count": (Text("Felter ikke undersøgt", "Plots not surveyed"), "", {}),
    "found_share": (Text("Andel med fund", "Share where found"), "0–1", {}),
    "found_low": (Text("Andel med fund, nedre", "Share where found, low"), "0–1", {}),
    "found_high": (Text("Andel med fund, øvre", "Share where found, high"), "0–1", {}),
    "value": (Text("Værdi", "Value"), "", {}),
}
"""Label, unit and codes of each column."""
