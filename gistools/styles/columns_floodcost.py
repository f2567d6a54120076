"""The columns of what floods cost: buildings, damage, annual risk, value of plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column, joined
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

_CLASSES: Codes = {
    "home": Text("helårsbolig", "year-round home"),
    "holiday_home": Text("fritidsbolig", "holiday home"),
    "business": Text("erhverv", "business"),
    "low_business": Text(
        "erhverv, lav værdi (lade, lager, stald, parkering)", "business of low value (barn, store, stable, parking)"
    ),
    "public": Text("offentlig bygning", "public building"),
    "culture": Text("kultur", "culture"),
    "supply": Text("forsyning", "supply"),
    "annex": Text("anneks", "annex"),
    "garage": Text("garage, carport, udhus", "garage, carport, shed"),
    "other": Text("anden bygning", "other building"),
    "unknown": Text("ukendt anvendelse", "unknown use"),
    "all": Text("alle", "all"),
}

_CLASS_STATES: Codes = {
    "coded": Text("kendt", "known"),
    "no_code": Text("mangler", "missing"),
    "unknown_code": Text("en, som tabellen ikke har", "one that the table has not"),
}

_BASEMENTS: Codes = {
    "yes": Text("ja", "yes"),
    "no": Text("nej", "no"),
    "unknown": Text("ukendt", "unknown"),
}

_BASEMENT_STATES: Codes = {
    "known": Text("kendt", "known"),
    "none": Text("ingen kælder", "no basement"),
    "area_unknown": Text("kælder uden kendt areal", "basement of unknown area"),
    "contradiction": Text("ingen kælder, men et areal", "no basement, but an area"),
    "unknown": Text("ukendt", "unknown"),
}

_EXPOSED: Codes = {
    "known": Text("kendt", "known"),
    "partly": Text("delvis kendt", "partly known"),
    "outside": Text("uden for kortet", "off the map"),
    "enclosed": Text("omgivet af bygninger", "surrounded by buildings"),
    "unknown": Text("ukendt", "unknown"),
}

_RISKS: Codes = {
    "known": Text("kendt", "known"),
    "partly": Text("en del er ukendt: mindst så meget", "a part is unknown: at least so much"),
    "unknown": Text("ukendt", "unknown"),
}

_REACHED: Codes = {
    "reached": Text("ja, fra den nævnte regn", "yes, from the rain named"),
    "never": Text("aldrig", "never"),
    "unknown": Text("ukendt", "unknown"),
    "none": Text("har den ikke", "has none"),
}

_ABOVE: Codes = {
    "shift": Text("A: skade over niveauet forskydes", "A: damage above the level shifts"),
    "unchanged": Text("B: skade over niveauet er uændret", "B: damage above the level is unchanged"),
    "modelled": Text("M: beregnet med tiltagene", "M: computed with the measures"),
}

_CHOICES: Codes = {
    "nothing": Text("ikke at gøre noget", "to do nothing"),
    "level": Text("serviceniveau", "service level"),
}

_CLIMATES: Codes = {
    "today": Text("i dag", "today"),
    "future": Text("i klimaåret", "in the climate year"),
    "": Text("begge", "both"),
}

_AREAS: Codes = {
    "footprint": Text("fladen på kortet", "the polygon on the map"),
    "field": Text("feltet", "the field"),
}


def _money_columns() -> dict[str, Column]:
    """Return the columns of annual damage: in all, of it beyond the rain table, and the least and most."""
    kinds = {
        "annual": Text("Årlig skade", "Annual damage"),
        "head": Text("Heraf ved regn oftere end regntabellen", "Of it at rains oftener than the rain table"),
        "tail": Text("Heraf ved regn sjældnere end regntabellen", "Of it at rains rarer than the rain table"),
        "low": Text(
            "Årlig skade, lavest efter valg uden for regntabellen", "Annual damage, lowest by choices off the table"
        ),
        "high": Text(
            "Årlig skade, højest efter valg uden for regntabellen", "Annual damage, highest by choices off the table"
        ),
    }
    made = {}
    for kind, label in kinds.items():
        made[f"{kind}_dkk"] = Column(label, "kr./år", decimals=0)
        for name, when in list(_CLIMATES.items())[:2]:
            said = Text(f"{label.da} {when.da}", f"{label.en} {when.en}")
            made[f"{kind}_{name}_dkk"] = Column(said, "kr./år", decimals=0)
    return made


_OWN: Mapping[str, Column] = {
    "building_id": Column(Text("Bygning nr.", "Building no.")),
    "use_code": Column(Text("Anvendelseskode (BBR)", "Use code (BBR)")),
    "damage_class": Column(Text("Skadesklasse", "Damage class"), codes=_CLASSES),
    "class_state": Column(Text("Anvendelseskoden", "The use code"), codes=_CLASS_STATES),
    "ground_area_m2": Column(Text("Grundareal", "Ground area"), "m²", decimals=0),
    "area_source": Column(Text("Grundareal fra", "Ground area from"), codes=_AREAS),
    "basement": Column(Text("Kælder", "Basement"), codes=_BASEMENTS),
    "basement_m2": Column(Text("Kælderareal", "Basement area"), "m²", decimals=0),
    "basement_state": Column(Text("Kælderoplysning", "What is known of the basement"), codes=_BASEMENT_STATES),
    "exposure_state": Column(Text("Vandet ved bygningen", "The water at the building"), codes=_EXPOSED),
    "facade_m": Column(Text("Terræn ved facaden", "Terrain at the facade"), "m", decimals=2),
    "reach_ground_floor": Column(Text("Vand i stueetagen", "Water in the ground floor"), codes=_REACHED),
    "reach_basement": Column(Text("Vand i kælderen", "Water in the basement"), codes=_REACHED),
    "reach_building": Column(Text("Vand i bygningen", "Water in the building"), codes=_REACHED),
    "onset_ground_floor_mm": Column(Text("Vand i stueetagen fra regn på", "Water in from a rain of"), "mm", decimals=1),
    "onset_basement_mm": Column(
        Text("Vand i kælderen fra regn på", "Water in the basement from a rain of"), "mm", decimals=1
    ),
    "onset_building_mm": Column(Text("Skade fra regn på", "Damage from a rain of"), "mm", decimals=1),
    "cost_ground_floor_dkk": Column(Text("Skade, når stueetagen rammes", "Damage when it gets in"), "kr.", decimals=0),
    "cost_basement_dkk": Column(
        Text("Skade, når kælderen rammes", "Damage when the basement is hit"), "kr.", decimals=0
    ),
    "cost_building_dkk": Column(Text("Skade, når bygningen rammes", "Damage when it is hit"), "kr.", decimals=0),
    "reach_own_cost": Column(Text("Egne udgifter: vandet", "Own cost: the water"), codes=_REACHED),
    "onset_own_cost_mm": Column(Text("Egne udgifter fra regn på", "Own cost from a rain of"), "mm", decimals=1),
    "cost_own_cost_dkk": Column(
        Text("Egne udgifter, når bygningen rammes", "Own cost when it is hit"), "kr.", decimals=0
    ),
    "reach_own_cost_building": Column(
        Text("Egne udgifter (hele bygningen): vandet", "Own cost (whole building): the water"), codes=_REACHED
    ),
    "onset_own_cost_building_mm": Column(
        Text("Egne udgifter (hele bygningen) fra regn på", "Own cost (whole building) from a rain of"),
        "mm",
        decimals=1,
    ),
    "cost_own_cost_building_dkk": Column(
        Text("Egne udgifter (hele bygningen), når bygningen rammes", "Own cost (whole building) when it is hit"),
        "kr.",
        decimals=0,
    ),
    "reach_health_hours": Column(Text("Tabte timer: vandet", "Lost hours: the water"), codes=_REACHED),
    "onset_health_hours_mm": Column(Text("Tabte timer fra regn på", "Lost hours from a rain of"), "mm", decimals=1),
    "cost_health_hours_dkk": Column(
        Text("Tabte timer, når bygningen rammes", "Lost hours when it is hit"), "kr.", decimals=0
    ),
    "reach_value_loss": Column(Text("Værditab: vandet", "Loss of value: the water"), codes=_REACHED),
    "onset_value_loss_mm": Column(Text("Værditab fra regn på", "Loss of value from a rain of"), "mm", decimals=1),
    "cost_value_loss_dkk": Column(
        Text("Værditab, når bygningen rammes", "Loss of value when it is hit"), "kr.", decimals=0
    ),
    "low_amounts_dkk": Column(Text("Årlig skade med lave beløb", "Annual damage by low amounts"), "kr./år", decimals=0),
    "high_amounts_dkk": Column(
        Text("Årlig skade med høje beløb", "Annual damage by high amounts"), "kr./år", decimals=0
    ),
    "ratio": Column(Text("Forhold", "Ratio"), decimals=2),
    "years": Column(Text("År", "Years"), "år"),
    "cost_per_m3_dkk": Column(Text("Omkostning pr. m³ rum", "Cost for each m³ of room"), "kr./m³", decimals=0),
    "payer": Column(Text("Betaler", "Payer")),
    "measures": Column(Text("Tiltag", "Measures")),
    "place_name": Column(Text("Sted", "Place")),
    "place_kind": Column(Text("Slags sted", "Kind of place")),
    "place_threshold_m": Column(Text("Tærskel på stedet", "Threshold of the place"), "m", decimals=2),
    "reach_place": Column(Text("Vand på stedet", "Water at the place"), codes=_REACHED),
    "onset_place_mm": Column(Text("Vand på stedet fra regn på", "Water at the place from a rain of"), "mm", decimals=1),
    "met_today_years": Column(Text("Rammes i dag, hvert", "Met today, every"), "år"),
    "met_future_years": Column(Text("Rammes i klimaåret, hvert", "Met in the climate year, every"), "år"),
    "places": Column(Text("Steder", "Places")),
    "places_wet": Column(Text("Steder, vandet når", "Places that water reaches")),
    "places_dry": Column(Text("Tørre steder", "Dry places")),
    "places_unknown": Column(Text("Steder, hvor vandet ikke kendes", "Places of unknown water")),
    "square_id": Column(Text("Felt", "Square")),
    "risk_state_today": Column(Text("Skaden i dag er", "The damage today is"), codes=_RISKS),
    "risk_state_future": Column(Text("Skaden i klimaåret er", "The damage in the climate year is"), codes=_RISKS),
    "first_today_years": Column(Text("Første skade i dag, hvert", "First damage today, every"), "år"),
    "first_future_years": Column(Text("Første skade i klimaåret, hvert", "First damage in the climate year"), "år"),
    "unknown_today": Column(Text("Bygninger med ukendt skade i dag", "Buildings of unknown damage today")),
    "unknown_future": Column(
        Text("Bygninger med ukendt skade i klimaåret", "Buildings of unknown damage in the climate year")
    ),
    "unknown": Column(Text("Bygninger med ukendt skade", "Buildings of unknown damage")),
    "partly": Column(Text("Bygninger, hvor en del er ukendt", "Buildings of which a part is unknown")),
    "scenario": Column(Text("Klima", "Climate"), codes=_CLIMATES),
    "head_share": Column(
        Text("Andel oftere end regntabellen", "Share oftener than the table"), "%", 100.0, "0–1", decimals=1
    ),
    "tail_share": Column(
        Text("Andel sjældnere end regntabellen", "Share rarer than the table"), "%", 100.0, "0–1", decimals=1
    ),
    "damage_dkk": Column(Text("Skade", "Damage"), "kr.", decimals=0),
    "by_depth": Column(Text("Skade efter dybde", "Damage by depth")),
    "verified_cost": Column(Text("Beløb og tærskler verificeret", "Amounts and thresholds verified")),
    "verified_today": Column(Text("Årlig skade i dag verificeret", "Annual damage today verified")),
    "verified_future": Column(
        Text("Årlig skade i klimaåret verificeret", "Annual damage in the climate year verified")
    ),
    "before_dkk": Column(Text("Årlig skade før", "Annual damage before"), "kr./år", decimals=0),
    "after_dkk": Column(Text("Årlig skade efter", "Annual damage after"), "kr./år", decimals=0),
    "saved_dkk": Column(Text("Sparet om året", "Saved a year"), "kr./år", decimals=0),
    "risk_state_before": Column(Text("Skaden før er", "The damage before is"), codes=_RISKS),
    "risk_state_after": Column(Text("Skaden efter er", "The damage after is"), codes=_RISKS),
    "saved_present_dkk": Column(Text("Sparet, nutidsværdi", "Saved, present value"), "kr.", decimals=0),
    "above": Column(Text("Skade over niveauet", "Damage above the level"), codes=_ABOVE),
    "choice": Column(Text("Valg", "Choice"), codes=_CHOICES),
    "annual_damage_dkk": Column(
        Text("Årlig skade i dag, der er tilbage", "Annual damage today that remains"), "kr./år", decimals=0
    ),
    "avoided_dkk": Column(Text("Undgået skade, nutidsværdi", "Damage avoided, present value"), "kr.", decimals=0),
    "cost_dkk": Column(Text("Omkostning, nutidsværdi", "Cost, present value"), "kr.", decimals=0),
    "npv_dkk": Column(Text("Nettonutidsværdi", "Net present value"), "kr.", decimals=0),
    "more_avoided_dkk": Column(
        Text("Mere undgået end rækken før", "More avoided than the row before"), "kr.", decimals=0
    ),
    "more_cost_dkk": Column(Text("Mere omkostning end rækken før", "More cost than the row before"), "kr.", decimals=0),
    "best": Column(Text("Bedst", "Best")),
    "near_best": Column(Text("Næsten lige så godt", "Nearly as good")),
    "near_from_years": Column(Text("Næsten lige så godt fra T", "Nearly as good from T"), "år", decimals=1),
    "near_to_years": Column(Text("Næsten lige så godt til T", "Nearly as good up to T"), "år", decimals=1),
    "always_allowed": Column(Text("Må altid vælges", "May always be chosen")),
    "dkk": Column(Text("Beløb", "Amount"), "kr.", decimals=0),
    "quantity": Column(Text("Mængde", "Quantity")),
    "capital_dkk": Column(Text("Anlæg", "Capital"), "kr.", decimals=0),
    "upkeep_dkk": Column(Text("Drift", "Upkeep"), "kr.", decimals=0),
    "reinvestment_dkk": Column(Text("Reinvestering", "Reinvestment"), "kr.", decimals=0),
    "residual_dkk": Column(Text("Restværdi", "Residual value"), "kr.", decimals=0),
    "group": Column(Text("Gruppe", "Group"), codes=_CLASSES),
    "better": Column(Text("Bygninger, der får det bedre", "Buildings better off")),
    "worse": Column(Text("Bygninger, der får det værre", "Buildings worse off")),
    "gained_dkk": Column(Text("Gevinst", "Gained"), "kr.", decimals=0),
    "lost_dkk": Column(Text("Tab", "Lost"), "kr.", decimals=0),
    "parts": Column(Text("Dele af bygninger", "Parts of buildings")),
    "saved_dkk_per_year": Column(Text("Sparet om året", "Saved a year"), "kr./år", decimals=0),
    "saved_dkk_per_m3_year": Column(Text("Sparet pr. m³ om året", "Saved for each m³ a year"), "kr./m³/år", decimals=2),
    "beyond_parts": Column(
        Text("Dele, hvor mere kan være sparet", "Parts of which more may be saved"),
    ),
    "alternative": Column(Text("Alternativ", "Alternative")),
    "mid_dkk": Column(Text("Midt", "Mid"), "kr./år", decimals=0),
    "mean_dkk": Column(Text("Middel", "Mean"), "kr./år", decimals=0),
    "q05_dkk": Column(Text("5 % er mindre", "5 % are less"), "kr./år", decimals=0),
    "q50_dkk": Column(Text("Halvdelen er mindre", "Half are less"), "kr./år", decimals=0),
    "q95_dkk": Column(Text("95 % er mindre", "95 % are less"), "kr./år", decimals=0),
    "figure": Column(Text("Tal", "Figure")),
    "low_value": Column(Text("Lav værdi", "Low value")),
    "high_value": Column(Text("Høj værdi", "High value")),
    "swing_dkk": Column(Text("Spænd", "Swing"), "kr./år", decimals=0),
    "os2_damage_dkk": Column(Text("OS2: skade ved T", "OS2: damage at T"), "kr.", decimals=0),
    "os2_risk_dkk": Column(Text("OS2: risiko", "OS2: risk"), "kr./år", decimals=0),
    "difference_dkk": Column(
        Text("OS2's risiko minus årlig skade", "OS2's risk less annual damage"), "kr./år", decimals=0
    ),
    "vehicles_per_day": Column(Text("Køretøjer i døgnet", "Vehicles a day"), "pr. døgn"),
    "detour": Column(Text("Omkørsel", "Detour")),
    "closed_mm": Column(Text("Lukket fra regn på", "Closed from a rain of"), "mm", decimals=1),
    "closed_today_years": Column(Text("Lukket i dag, hvert", "Closed today, every"), "år"),
    "closed_future_years": Column(Text("Lukket i klimaåret, hvert", "Closed in the climate year, every"), "år"),
    "wet": Column(Text("Bygninger, vandet når ind i", "Buildings that water gets into")),
    "dry": Column(Text("Tørre bygninger", "Dry buildings")),
    "dwellings_wet": Column(Text("Boliger, vandet når ind i", "Dwellings that water gets into")),
    "dwellings_unknown_depth": Column(Text("Boliger, hvor vandet er ukendt", "Dwellings where the water is not known")),
    "dwellings_unknown_places": Column(
        Text("Våde bygninger med ukendt antal boliger", "Wet buildings of an unknown number of dwellings")
    ),
    **{
        f"{name}_da": Column(Text(f"{label.da} (i ord)", f"{label.en} (Danish)"))
        for name, label in {
            "scenario": Text("Klima", "Climate"),
            "damage_class": Text("Skadesklasse", "Damage class"),
            "group": Text("Gruppe", "Group"),
            "above": Text("Skade over niveauet", "Damage above the level"),
            "choice": Text("Valg", "Choice"),
            "measure_kind": Text("Slags tiltag", "Kind of measure"),
        }.items()
    },
}

FLOODCOST_COLUMNS: Mapping[str, Column] = joined(_OWN, _money_columns())
