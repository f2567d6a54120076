"""What the columns of ways to school and of cycle superhighways are called, in which unit, and what codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.styles.columns_paths import ANSWERS
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

TRANSPORTS: Codes = {
    "none": Text("inden for grænsen ad en vej uden flag", "within the limit by a way without flags"),
    "uncertain": Text("uafklaret: noget er ikke oplyst", "open: something is not known"),
    "examine": Text("kommunen bør vurdere farlighed", "the municipality should judge danger"),
    "judged": Text("kun ad veje, kommunen har vurderet farlige", "only by roads that it judged dangerous"),
    "length": Text("længere end lovens grænse", "longer than the limit of the act"),
}
"""What follows for a home, the most serious last."""

OTHER_GRADES = "other"
TRANSPORTS_DRAWN: Codes = {
    OTHER_GRADES: Text("andre klassetrin: se feltet Klassetrin", "other grades: see Grades"),
    **TRANSPORTS,
}
"""What a map shows of a home: what follows for the grades that are drawn."""

DANGERS: Codes = {
    "clear": Text("intet flag", "no flag"),
    "unknown": Text("noget er ikke oplyst", "something is not known"),
    "flag": Text("flag: bør vurderes", "flag: should be judged"),
    "judged_safe": Text("vurderet ikke farlig", "judged not dangerous"),
    "judged_dangerous": Text("vurderet farlig af kommunen", "judged dangerous by the municipality"),
}
"""What is known of the danger of an edge."""

CRITERIA: Codes = {
    "traffic": Text("trafik uden fortov", "traffic without pavement"),
    "speed": Text("fart uden fortov", "speed without pavement"),
    "crossing_traffic": Text("krydsning af trafikeret vej", "crossing of a busy road"),
    "crossing_speed": Text("krydsning af hurtig vej", "crossing of a fast road"),
    "accidents": Text("uheld", "accidents"),
    "pavement": Text("fortov", "pavement"),
    "width": Text("smal vej uden fortov", "narrow road without pavement"),
    "lighting": Text("belysning", "lighting"),
    "zone": Text("landzone", "outside town zone"),
}
"""What speaks for danger."""

MENDS: Codes = {
    "pavement": Text("fortov eller cykelsti", "pavement or cycle path"),
    "crossing": Text("sikret krydsning", "safe crossing"),
    "lighting": Text("belysning", "lighting"),
    "all": Text("alt dette", "all of these"),
}

WIDTHS: Codes = {
    "no": Text("for smal", "too narrow"),
    "unknown": Text("ikke oplyst", "not known"),
    "least": Text("mindste bredde, ikke god", "least width, not good"),
    "good": Text("god bredde", "good width"),
}
"""How wide an edge of a cycle superhighway is, by what its peak hour asks."""

SCHOOL_COLUMNS: Mapping[str, Column] = {
    "pupil_home": Column(Text("Hjemmets id i laget", "Id of the home in the layer")),
    "grades": Column(Text("Klassetrin", "Grades")),
    "school_name": Column(Text("Skole", "School")),
    "school_limit_m": Column(Text("Lovens grænse", "Limit of the act"), "km", factor=0.001, stored_as="m"),
    "school_way_m": Column(Text("Korteste skolevej", "Shortest way to school"), "m"),
    "school_way_most_m": Column(Text("Skolevej højst, fra dør til dør", "Way at most, door to door"), "m"),
    "school_straight_m": Column(Text("Luftlinje til skolen", "Straight line to the school"), "m"),
    "school_access_m": Column(Text("heraf fra døre til nettet", "of it from doors to the network"), "m"),
    "longer_than_limit": Column(Text("Længere end lovens grænse", "Longer than the limit of the act"), codes=ANSWERS),
    "flagged_m": Column(Text("Meter med flag på korteste vej", "Metres with a flag on the shortest way"), "m"),
    "open_m": Column(Text("Meter, hvor noget ikke er oplyst", "Metres where something is not known"), "m"),
    "judged_m": Column(Text("Meter vurderet farlige", "Metres judged dangerous"), "m"),
    "safest_way_m": Column(Text("Sikreste skolevej", "Safest way to school"), "m"),
    "safest_flagged_m": Column(Text("Meter med flag på sikreste vej", "Metres with a flag on the safest way"), "m"),
    "clear_way": Column(Text("En vej uden flag inden for grænsen", "A way without flags in the limit"), codes=ANSWERS),
    "judged_way": Column(
        Text("Kun ad veje, kommunen har vurderet farlige", "Only by roads judged dangerous"), codes=ANSWERS
    ),
    "transport": Column(Text("Befordring (vurdering)", "Transport (assessment)"), codes=TRANSPORTS),
    "transport_drawn": Column(
        Text("Befordring for de klassetrin, kortet viser", "Transport of the grades on the map"), codes=TRANSPORTS_DRAWN
    ),
    "counted": Column(Text("Elever eller adresser", "Pupils or addresses")),
    "counted_as": Column(
        Text("Hvad der tælles", "What is counted"),
        codes={"pupils": Text("elever", "pupils"), "addresses": Text("adresser", "addresses")},
    ),
    **{f"ok_{name}": Column(Text(f"Opfyldt: {said.da}", f"Met: {said.en}"), codes=ANSWERS)
       for name, said in CRITERIA.items()},
    "danger": Column(Text("Farlighed (flag)", "Danger (flags)"), codes=DANGERS),
    "danger_why": Column(Text("Hvad der taler for farlighed", "What speaks for danger")),
    "danger_open": Column(Text("Hvad der ikke er oplyst", "What is not known")),
    "used_shortest": Column(Text("Bruger den på korteste vej", "Use it on their shortest way")),
    "used_safest": Column(Text("Bruger den på sikreste vej", "Use it on their safest way")),
    "homes_length": Column(Text("Længere end grænsen", "Longer than the limit")),
    "homes_judged": Column(Text("Kun ad vurderet farlig vej", "Only by roads judged dangerous")),
    "homes_examine": Column(Text("Bør vurderes", "Should be judged")),
    "homes_uncertain": Column(Text("Uafklaret", "Open")),
    "homes_none": Column(Text("Inden for grænsen uden flag", "Within the limit without flags")),
    "without_way": Column(Text("Uden kendt vej: ikke med i længder", "Without a known way: not in lengths")),
    "way_median_m": Column(Text("Skolevej, median", "Way to school, median"), "m"),
    "way_longest_m": Column(Text("Længste skolevej", "Longest way to school"), "m"),
    "mend": Column(Text("Forbedring", "Mend"), codes=MENDS),
    "mend_length_m": Column(Text("Strækningens længde", "Length of the stretch"), "m"),
    "mend_users": Column(Text("Går her i dag og har ingen vej uden flag", "Pass here and have no way without flags")),
    "mend_cleared": Column(Text("får sikkert en vej uden flag", "surely get a way without flags")),
    "mend_opened": Column(Text("får måske en vej uden flag", "may get a way without flags")),
    "mend_edges": Column(Text("Stykker på stinettet", "Edges of the network")),
    # cycle superhighways
    "route": Column(Text("Rute", "Route")),
    "direction": Column(
        Text("Retninger", "Directions"),
        codes={
            "two_way": Text("dobbeltrettet", "two-way"), "one_way": Text("enkeltrettet", "one-way"),
            "unknown": Text("ikke oplyst", "not known"),
        },
    ),
    "peak_cyclists": Column(Text("Cyklister i spidstimen, én retning", "Cyclists in the peak hour, one way")),
    "peak_from": Column(
        Text("Spidstimen efter", "Peak hour by"),
        codes={
            "counted": Text("tælling", "a count"), "estimated": Text("døgntal og andel", "a day's count and a share"),
            "unknown": Text("ikke oplyst", "not known"),
        },
    ),
    "least_width_m": Column(Text("Mindste bredde", "Least width"), "m"),
    "good_width_m": Column(Text("God bredde", "Good width"), "m"),
    "missing_width_m": Column(Text("Mangler i bredden", "Missing in width"), "m"),
    "wide_enough": Column(Text("Bred nok", "Wide enough"), codes=ANSWERS),
    "width_class": Column(Text("Bredden", "The width"), codes=WIDTHS),
    "apart_from_cars": Column(Text("Adskilt fra biler", "Apart from cars"), codes=ANSWERS),
    "apart_from_people": Column(Text("Adskilt fra gående", "Apart from people on foot"), codes=ANSWERS),
    "superhighway": Column(Text("Lever op til konceptet (vurdering)", "Meets the concept (assessment)"), codes=ANSWERS),
    "along_from_m": Column(Text("Fra meter på ruten", "From metre of the route"), "m"),
    "along_to_m": Column(Text("Til meter på ruten", "To metre of the route"), "m"),
    "route_m": Column(Text("Rutens længde", "Length of the route"), "m"),
    "yes_m": Column(Text("Meter med ja", "Metres of yes"), "m"),
    "no_m": Column(Text("Meter med nej", "Metres of no"), "m"),
    "unknown_m": Column(Text("Meter uafklaret", "Metres not known"), "m"),
    "narrow_m": Column(Text("Meter, der er for smalle", "Metres that are too narrow"), "m"),
    "narrowest_m": Column(Text("Smalleste oplyste bredde", "Narrowest width told"), "m"),
}  # fmt: skip
