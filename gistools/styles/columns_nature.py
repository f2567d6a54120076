"""What the columns of nature surveys are called, in which unit, and what their codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.tables.words import word
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

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


NATURE_COLUMNS: Mapping[str, Column] = {
    "patch_id": Column(Text("Levested nr.", "Patch no.")),
    "plot_id": Column(Text("Felt nr.", "Plot no.")),
    "habitat": Column(Text("Biotop", "Habitat"), codes=_HABITATS),
    "design": Column(Text("Felttype", "Kind of plot"), codes=_DESIGN),
    "survey_year": Column(Text("År", "Year")),
    "survey_date": Column(Text("Dato", "Date")),
    "observer": Column(Text("Undersøgt af", "Surveyed by")),
    "minutes_searched": Column(Text("Søgt i", "Searched for"), "min"),
    "searchers": Column(Text("Antal personer", "Number of people")),
    "weather": Column(Text("Vejr", "Weather"), codes=_WEATHER),
    "remarks": Column(Text("Bemærkninger", "Remarks")),
    **{f"species_{k}": Column(Text(f"Art {k}", f"Species {k}")) for k in range(1, SPECIES_SLOTS + 1)},
    **{
        f"found_{k}": Column(Text(f"Art {k}: fundet?", f"Species {k}: found?"), codes=_FOUND)
        for k in range(1, SPECIES_SLOTS + 1)
    },
    "species": Column(Text("Art", "Species")),
    "name_da": Column(Text("Dansk navn", "Danish name")),
    "name_en": Column(Text("Engelsk navn", "English name")),
    "scientific_name": Column(Text("Videnskabeligt navn", "Scientific name")),
    "reason_da": Column(Text("Begrundelse", "Reason (Danish)")),
    "reason_en": Column(Text("Begrundelse (engelsk)", "Reason")),
    "season_da": Column(Text("Sæson", "Season")),
    "method_da": Column(Text("Metode", "Method")),
    "paired_count": Column(Text("Felter undersøgt begge år", "Plots surveyed in both years")),
    "lost_count": Column(Text("Forsvundet", "Lost")),
    "gained_count": Column(Text("Kommet til", "Gained")),
    "kept_count": Column(Text("Fundet begge år", "Found in both years")),
    "plots_unknown": Column(Text("Ukendt", "Unknown")),
    "lost_share": Column(Text("Andel af fund, der er forsvundet", "Share of finds that was lost"), "0–1"),
    "lost_low": Column(Text("Forsvundet andel, nedre", "Share lost, low"), "0–1"),
    "lost_high": Column(Text("Forsvundet andel, øvre", "Share lost, high"), "0–1"),
    "chance": Column(Text("Chance for så skæv en ændring", "Chance of so uneven a change"), "0–1"),
    "change_state": Column(Text("Ændring", "Change"), codes=_CHANGE),
    "effort_ratio": Column(Text("Indsats, efter i forhold til før", "Effort, after over before")),
    "effort_state": Column(Text("Indsats", "Effort"), codes=_EFFORT),
    "may_be_effort": Column(Text("Ændringen kan skyldes indsatsen", "The change may come from the effort")),
    "plot_change": Column(Text("Ændring i feltet", "Change in the plot"), codes=_PLOT),
    "plot_count": Column(Text("Felter", "Plots")),
    "surveyed_count": Column(Text("Undersøgte felter", "Plots surveyed")),
    "visit_count": Column(Text("Besøg", "Visits")),
    "person_minutes": Column(Text("Søgetid, personminutter", "Search time, person-minutes"), "min"),
    "minutes_per_plot": Column(Text("Søgetid pr. felt", "Search time per plot"), "min"),
    "first_date": Column(Text("Første dato", "First date")),
    "last_date": Column(Text("Sidste dato", "Last date")),
    "indicator": Column(Text("Indikator", "Indicator"), codes=_INDICATORS),
    "change_value": Column(Text("Ændring siden første år", "Change since the first year")),
    "found_count": Column(Text("Felter med fund", "Plots where found")),
    "not_found_count": Column(Text("Felter uden fund", "Plots where not found")),
    "not_surveyed_count": Column(Text("Felter ikke undersøgt", "Plots not surveyed")),
    "found_share": Column(Text("Andel med fund", "Share where found"), "0–1"),
    "found_low": Column(Text("Andel med fund, nedre", "Share where found, low"), "0–1"),
    "found_high": Column(Text("Andel med fund, øvre", "Share where found, high"), "0–1"),
}
