"""What the columns of patches, links and corridors are called, in which unit, and what their codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

SURFACES: Codes = {
    "lake": Text("sø", "lake"),
    "pond": Text("vandhul", "pond"),
    "stream": Text("vandløb", "stream"),
    "bog": Text("mose", "bog"),
    "meadow": Text("eng", "meadow"),
    "salt_meadow": Text("strandeng", "salt meadow"),
    "dry_grassland": Text("overdrev", "dry grassland"),
    "heath": Text("hede", "heath"),
    "forest": Text("skov", "forest"),
    "hedge": Text("levende hegn", "hedge"),
    "park": Text("park", "park"),
    "garden": Text("have", "garden"),
    "grass": Text("græs", "grass"),
    "arable": Text("mark", "arable land"),
    "gravel": Text("grus", "gravel"),
    "paved": Text("befæstet", "paved"),
    "path": Text("sti", "path"),
    "road_small": Text("mindre vej", "small road"),
    "road_large": Text("større vej", "large road"),
    "rail": Text("jernbane", "railway"),
    "building": Text("bygning", "building"),
}
"""Classes of surface (fladetyper)."""

_FATES: Codes = {
    "kept": Text("levested for sig", "a patch of its own"),
    "joined": Text("lagt sammen med andre", "joined with others"),
    "covered": Text("dækket af andre", "covered by others"),
    "too_small": Text("for lille", "too small"),
    "outside": Text("uden for området", "outside the area"),
    "not_habitat": Text("ikke levested for arten", "no habitat of the species"),
}

CORRIDOR_COLUMNS: Mapping[str, Column] = {
    # patches
    "patch_class": Column(Text("Levestedets type", "Class of the patch"), codes=SURFACES),
    "quality": Column(Text("Kvalitet", "Quality"), "0–1"),
    "at_edge": Column(Text("Når kortets kant", "Reaches the edge of the map")),
    "home": Column(Text("I kommunen", "In the municipality")),
    "feature": Column(Text("Objekt", "Feature")),
    "fate": Column(Text("Hvad det blev til", "What became of it"), codes=_FATES),
    # links
    "from_patch": Column(Text("Fra levested", "From patch")),
    "to_patch": Column(Text("Til levested", "To patch")),
    "link_cost": Column(Text("Pris i modstandsmeter", "Cost in resistance metres")),
    "link_m": Column(Text("Forbindelsens længde", "Length of the link"), "m"),
    "metres": Column(Text("Meter i hver fladetype", "Metres in each class of surface")),
    "roads_crossed": Column(Text("Veje, der krydses", "Roads crossed")),
}
