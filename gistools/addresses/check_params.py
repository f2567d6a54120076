"""Limits of the address check, declared once; official where they say so, else the project's own choice."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Params, param

_OWN = Text(" Projektets valg.", " The project's choice.")


def _metres(default: float, label: Text, text: Text, *, own: bool = True, unit: str = "m") -> float:
    """Declare a limit in metres, or in another unit."""
    said = Text(text.da + _OWN.da, text.en + _OWN.en) if own else text
    limit: float = param(default, unit=unit, minimum=0.0, maximum=10_000.0, label=label, help=said, advanced=True)
    return limit


def day_param() -> str:
    """Declare the day that a register is asked of."""
    day: str = param(
        "",
        label=Text("Dag", "Day"),
        help=Text(
            "Registret, som det gælder den dag (år-måned-dag); i dag, når feltet er tomt.",
            "The register as it holds on that day (year-month-day); today when empty.",
        ),
    )
    return day


@dataclass(frozen=True, kw_only=True)
class AddressCheckParams(Params):
    """What an address check goes by."""

    day: str = day_param()
    provisional_days: int = param(
        120,
        minimum=1,
        maximum=3650,
        unit="d",
        label=Text("Foreløbig, længst", "Provisional, at most"),
        help=Text(
            "Så længe må noget være foreløbigt uden at blive rørt (regel A17; tallet er det officielle).",
            "How long something may be provisional without being touched (rule A17; the figure is the official one).",
        ),
    )
    outside_from_m: float = _metres(
        1.0,
        Text("Uden for bygningen, fra", "Outside the building, from"),
        Text(
            "Fra den afstand står et adgangspunkt på den officielle liste (A19).",
            "From this distance on an access point is on the official list (A19).",
        ),
        own=False,
    )
    outside_to_m: float = _metres(
        50.0,
        Text("Uden for bygningen, til", "Outside the building, to"),
        Text(
            "Til den afstand står et adgangspunkt på den officielle liste (A19).",
            "Up to this distance an access point is on the official list (A19).",
        ),
        own=False,
    )
    inside_least_m: float = _metres(
        1.0,
        Text("Inden for facaden, mindst", "Inside the facade, at least"),
        Text(
            "Et punkt med standard TK eller TD ligger mindst så langt inde; kodelisten siger omkring 3 m (A19).",
            "A point of standard TK or TD lies at least so far inside; the code list says about 3 m (A19).",
        ),
    )
    inside_most_m: float = _metres(
        6.0,
        Text("Inden for facaden, højst", "Inside the facade, at most"),
        Text(
            "Et punkt med standard TK eller TD ligger højst så langt inde (A19).",
            "A point of standard TK or TD lies at most so far inside (A19).",
        ),
    )
    border_tolerance_m: float = _metres(
        0.01,
        Text("På grænsen", "On the border"),
        Text(
            "Så langt uden for et område regnes et punkt stadig som på grænsen (A22, A23, A44).",
            "So far outside an area a point still counts as on its border (A22, A23, A44).",
        ),
    )
    same_point_m: float = _metres(
        0.1,
        Text("Samme sted", "One place"),
        Text("Punkter, der er nærmere hinanden, er ét (G06).", "Points that are nearer to each other are one (G06)."),
    )
    road_reach_m: float = _metres(
        500.0,
        Text("Vejen er i nærheden", "Road is near"),
        Text(
            "Så langt fra adressen må vejen være (G01), og så nær er en anden af samme navn i tvivl (G02).",
            "How far the road may be (G01), and how near another one of its name is in doubt (G02).",
        ),
    )
    road_point_off_m: float = _metres(
        2.0,
        Text("Vejpunkt fra sin linje", "Road point off its line"),
        Text("Så langt fra linjen må et vejpunkt ligge (A21, G08).", "How far off its line it may lie (A21, G08)."),
    )
    nearer_by_m: float = _metres(
        0.5,
        Text("Nærmere en anden vej", "Nearer to another road"),
        Text(
            "Så meget nærmere skal en anden vej være, før vejpunktet er i tvivl (G08).",
            "By how much another road must be nearer before a road point is in doubt (G08).",
        ),
    )
    fishbone_most_m: float = _metres(
        200.0,
        Text("Fra adgangspunkt til vej", "From access point to road"),
        Text("Så lang må linjen til vejen være (G05).", "How long the line to the road may be (G05)."),
    )
    tie_m: float = _metres(
        1.0,
        Text("Samme sted langs vejen", "One place along the road"),
        Text(
            "Punkter nærmere hinanden langs vejen har ingen rækkefølge (A05, G03).",
            "Points nearer to each other along the road have no order (A05, G03).",
        ),
    )
    side_angle_deg: float = param(
        20.0,
        unit="°",
        minimum=0.0,
        maximum=90.0,
        label=Text("Vinkel, som siden ses fra", "Angle from which a side is seen"),
        help=Text(
            "Mindste vinkel mellem vejen og linjen til punktet, som siden kan afgøres fra. Projektets valg.",
            "Least angle between road and the line to the point from which its side is told. The project's choice.",
        ),
        advanced=True,
    )
    order_share: float = param(
        0.6,
        minimum=0.0,
        maximum=1.0,
        label=Text("Andel, der stiger", "Share that rises"),
        help=Text(
            "Stiger en mindre del af rækken, er det rækken, der siges noget om (A05), ikke dens numre (G03). "
            "Projektets valg.",
            "Where less of a series rises, the series is told (A05), not its numbers (G03). The project's choice.",
        ),
        advanced=True,
    )
    parity_share: float = param(
        0.75,
        minimum=0.5,
        maximum=1.0,
        label=Text("Andel af lige eller ulige", "Share of one parity"),
        help=Text(
            "Så stor en del af naboerne gør et mønster (A06, G04). Projektets valg.",
            "The share of neighbours that makes a pattern (A06, G04). The project's choice.",
        ),
        advanced=True,
    )
    parity_neighbours: int = param(
        4,
        minimum=1,
        maximum=50,
        label=Text("Naboer, der ses på", "Neighbours looked at"),
        help=Text(
            "Så mange naboer før og efter (A06, G04). Projektets valg.",
            "How many neighbours before and after (A06, G04). The project's choice.",
        ),
        advanced=True,
    )
    gap_numbers: int = param(
        20,
        minimum=1,
        maximum=998,
        label=Text("Spring i rækken, højst", "Jump of the series, at most"),
        help=Text(
            "Så meget må et nummer være over det forrige på sin side (G07). Projektets valg.",
            "How much a number may be above the one before on its side (G07). The project's choice.",
        ),
        advanced=True,
    )

    area_off_m2: float = _metres(
        10.0,
        Text("Bebygget areal, forskel i m²", "Area built on, difference in m²"),
        Text(
            "Så meget må bebygget areal og omrids være forskellige; det største af dette og andelen gælder (B04).",
            "How much area built on and outline may differ; the larger of this and the share holds (B04).",
        ),
        unit="m²",
    )
    area_off_share: float = param(
        0.15,
        minimum=0.0,
        maximum=1.0,
        label=Text("Bebygget areal, forskel som andel", "Area built on, difference as a share"),
        help=Text(
            "Så stor en andel af omridset må bebygget areal være fra det (B04). Projektets valg.",
            "The share of the outline by which the area built on may differ from it (B04). The project's choice.",
        ),
        advanced=True,
    )
    sum_off_m2: float = _metres(
        5.0,
        Text("Summer af arealer, forskel", "Sums of areas, difference"),
        Text(
            "Så meget må summen af etagers og enheders arealer være fra bygningens (B05).",
            "How much the sum of areas of floors and units may differ from the building (B05).",
        ),
        unit="m²",
    )
    outline_least_m2: float = _metres(
        10.0,
        Text("Bygninger med omrids, fra", "Buildings with an outline, from"),
        Text(
            "Mindre bygninger ventes ikke at have et omrids (B03).",
            "Smaller buildings are not expected to have an outline (B03).",
        ),
        unit="m²",
    )
    permit_years: int = param(
        1,
        unit="år",
        minimum=1,
        maximum=20,
        label=Text("Byggetilladelse uden påbegyndelse", "Permit without a start"),
        help=Text(
            "Efter så mange år uden påbegyndelse skal den ses efter (B07; byggeloven § 16, ikke verificeret).",
            "After so many years without a start a permit is to be looked at (B07; building act § 16, not verified).",
        ),
        advanced=True,
    )
    tank_least_years: int = param(
        25,
        unit="år",
        minimum=1,
        maximum=100,
        label=Text("Tank, korteste levetid", "Tank, shortest life"),
        help=Text(
            "Uden en frist i BBR: til den alder er en tank under 6000 l inden for alle terminer (B10).",
            "Without a date in BBR: up to this age a tank below 6000 l is within all terms (B10).",
        ),
        advanced=True,
    )
    tank_most_years: int = param(
        50,
        unit="år",
        minimum=1,
        maximum=200,
        label=Text("Tank, længste levetid", "Tank, longest life"),
        help=Text(
            "Uden en frist i BBR: fra den alder er en tank under 6000 l over alle terminer (B10).",
            "Without a date in BBR: above this age a tank below 6000 l is past all terms (B10).",
        ),
        advanced=True,
    )

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:  # noqa: ARG002 - none of these is about inputs
        """Return what does not go together in these parameters."""
        pairs = (
            ("outside_from_m", "outside_to_m"),
            ("inside_least_m", "inside_most_m"),
            ("tank_least_years", "tank_most_years"),
        )
        return tuple(
            Text(f"{low} er over {high}", f"{low} is above {high}")
            for low, high in pairs
            if getattr(self, low) > getattr(self, high)
        )


@dataclass(frozen=True, kw_only=True)
class RegisterCheckParams(AddressCheckParams):
    """What the tool ``address-check`` goes by."""

    rules: str = param(
        "",
        label=Text("Kun disse regler", "These rules alone"),
        help=Text(
            "Regler med komma imellem, fx A03, G04; alle, når feltet er tomt.",
            "Rules with commas between, such as A03, G04; all when empty.",
        ),
    )
