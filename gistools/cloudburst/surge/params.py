"""Parameters of the storm-surge tools, declared once; loads no numeric library."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gistools._checks import listed, number_of, numbers_listed
from gistools.cloudburst.params import FloodParams
from gistools.terrain.params import Nodata, TerrainParams
from gistools.text import Text
from gistools.tool import Params, param

SIDES = {"north": "nord", "east": "øst", "south": "syd", "west": "vest"}
MOST_SEA_M = 100.0  # no sea is looked at above this, nor below its negative


def words(text: str | None) -> list[str]:
    """Return the words of a list as people write it, with commas, semicolons or spaces between.

    >>> words("nord, øst")
    ['nord', 'øst']
    """
    return [word for word in re.split(r"[\s,;]+", text or "") if word]


@dataclass(frozen=True, kw_only=True)
class SeaParams(Params):
    """Where the sea lies, and what is shut against it."""

    sea_sides: str | None = param(
        None,
        label=Text("Kortets kant er hav mod", "The edge of the map is sea to the"),
        help=Text(
            "Sider, hvor havet begynder lige uden for kortet: nord, øst, syd, vest; flere med komma. Tom: ingen.",
            "Sides where the sea begins just beyond the map: north, east, south, west; several with commas. Empty: "
            "none.",
        ),
    )
    closed_field: str | None = param(
        None,
        label=Text("Felt for lukning ved stormflod", "Field of closing in a surge"),
        help=Text(
            "Den kolonne i tilpasningslinjer og hestesko, der siger, om en sluse eller højvandsklap lukker.",
            "The column of the adjustment lines and horseshoes that says whether a sluice or flap gate closes.",
        ),
        advanced=True,
    )
    closed_values: str | None = param(
        None,
        label=Text("Værdier, der betyder lukket", "Values that mean closed"),
        help=Text(
            "Værdier i feltet, hvis linjer og hestesko udelades, så dæmningen er tæt; flere med semikolon.",
            "Values of the field whose lines and horseshoes are left out, so that the bank is tight; several with "
            "semicolons.",
        ),
        advanced=True,
    )

    @property
    def closing(self) -> tuple[str, frozenset[str]]:
        """The column of closing, empty where none is named, and its values that mean closed."""
        values = {value.strip() for value in (self.closed_values or "").split(";")}
        return (self.closed_field or "").strip(), frozenset(values - {""})

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choice of sea and of what is shut."""
        faults = list(super().conflicts(given))
        faults += side_faults(self.sea_sides)
        field, values = self.closing
        if bool(field) != bool(values):
            faults.append(
                Text(
                    "kun ét af closed_field og closed_values: giv begge eller ingen",
                    "only one of closed_field and closed_values: give both or neither",
                )
            )
        if field and not given & {"adjustment_lines", "horseshoes"}:
            faults.append(
                Text(
                    "lukning uden lag: giv tilpasningslinjer eller hestesko",
                    "closing without a layer: give adjustment lines or horseshoes",
                )
            )
        return tuple(faults)


def side_named(word: str) -> str | None:
    """Return the English name of a side of the map; None for a word that names none.

    >>> side_named("Øst"), side_named("up")
    ('east', None)
    """
    known = {**{side: side for side in SIDES}, **{danish: side for side, danish in SIDES.items()}}
    return known.get(word.casefold())


def side_faults(text: str | None) -> tuple[Text, ...]:
    """Return what is wrong with a list of sides of the map; nothing when all are known.

    >>> side_faults("nord, up")[0].en
    "the side 'up' of the map (known: north, east, south, west)"
    """
    return tuple(
        Text(
            f"kortets side {word!r} (kendte: {', '.join(SIDES.values())})",
            f"the side {word!r} of the map (known: {', '.join(SIDES)})",
        )
        for word in words(text)
        if side_named(word) is None
    )


@dataclass(frozen=True, kw_only=True)
class SurgeTerrainParams(SeaParams, TerrainParams):
    """A terrain and its sea."""

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong, a sea that cannot be anywhere among it."""
        faults = super().conflicts(given)
        if not words(self.sea_sides) and "sea" not in given and self.nodata is not Nodata.SEA:
            faults += (
                Text(
                    "intet hav: vælg nodata=sea, giv en havflade (sea), eller nævn sea_sides",
                    "no sea: choose nodata=sea, give a sea polygon (sea), or name sea_sides",
                ),
            )
        return faults


@dataclass(frozen=True, kw_only=True)
class PocketParams(Params):
    """Which protected pockets are shown."""

    max_sea_level_m: float = param(
        10.0,
        unit="m",
        minimum=-MOST_SEA_M,
        maximum=MOST_SEA_M,
        label=Text("Højeste havniveau", "Highest sea level"),
        help=Text(
            "Lommer, som kun et højere hav når, vises ikke.", "Pockets that only a higher sea reaches are not shown."
        ),
    )
    raise_within_m: float = param(
        50.0,
        unit="m",
        minimum=0.0,
        maximum=10_000.0,
        label=Text("Afstand, som hæves", "Distance that is raised"),
        help=Text(
            "Næste vej ind findes, når alt, der ikke er lavere end det kritiske punkt, er hævet så langt omkring det; "
            "0 hæver én celle.",
            "The next way in is found with all that is not lower than the critical point raised so far around it; 0 "
            "raises one cell.",
        ),
    )
    min_pocket_area_m2: float = param(
        1_000.0,
        unit="m²",
        minimum=0.0,
        label=Text("Mindste beskyttede areal", "Smallest protected area"),
        help=Text("Mindre lommer vises ikke.", "Smaller pockets are not shown."),
    )
    min_pocket_depth_m: float = param(
        0.1,
        unit="m",
        minimum=0.0,
        label=Text("Mindste dybde af lommer", "Smallest depth of pockets"),
        help=Text("Lavere lommer vises ikke.", "Shallower pockets are not shown."),
        advanced=True,
    )


@dataclass(frozen=True, kw_only=True)
class SurgeParams(PocketParams, SurgeTerrainParams):
    """All sea levels at once."""

    sea_levels_m: str = param(
        "0.5 1 1.5 2 2.5 3 4 5",
        unit="m",
        label=Text("Havniveauer i tabellen", "Sea levels of the table"),
        help=Text(
            "Koter, som areal og rumfang gøres op for; mellemrum eller semikolon imellem.",
            "Levels that area and volume are counted for; spaces or semicolons between them.",
        ),
    )

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong, sea levels that are none among it."""
        return (*super().conflicts(given), *level_faults(self.sea_levels_m))


def level_faults(text: str) -> tuple[Text, ...]:
    """Return what is wrong with a list of sea levels; nothing when all can be used.

    >>> level_faults("1,5 x")[0].en
    "the sea level 'x' (numbers from -100 to 100 m)"
    """
    span = f"{-MOST_SEA_M:.0f}", f"{MOST_SEA_M:.0f}"
    return tuple(
        Text(
            f"havniveauet {word!r} (tal fra {span[0]} til {span[1]} m)",
            f"the sea level {word!r} (numbers from {span[0]} to {span[1]} m)",
        )
        for word in listed(text) or ("",)
        if not abs(number_of(word)) <= MOST_SEA_M  # NaN is not
    )


def levels_of(text: str) -> list[float]:
    """Return the sea levels of a list without faults, ascending, each once.

    >>> levels_of("2; 1,5 2")
    [1.5, 2.0]
    """
    return sorted(set(numbers_listed(text)))


@dataclass(frozen=True, kw_only=True)
class SeaLevelParams(Params):
    """One level of the sea."""

    sea_level_m: float | None = param(
        None,
        unit="m",
        minimum=-MOST_SEA_M,
        maximum=MOST_SEA_M,
        label=Text("Havniveau", "Sea level"),
        help=Text(
            "Havets kote i højdemodellens højdesystem (DVR90). Skal angives.",
            "Level of the sea in the vertical datum of the elevation model (DVR90). Must be given.",
        ),
    )

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong, a sea without a level among it."""
        faults = super().conflicts(given)
        if self.sea_level_m is None:
            faults += (Text("intet havniveau: angiv sea_level_m", "no sea level: give sea_level_m"),)
        return faults


@dataclass(frozen=True, kw_only=True)
class SurgeFloodParams(SeaLevelParams, SurgeTerrainParams):
    """The flood of one level of the sea."""


@dataclass(frozen=True, kw_only=True)
class SurgeRainParams(SeaLevelParams, SurgeTerrainParams, FloodParams):
    """One rain while the sea stands high."""
