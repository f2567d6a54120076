"""What the columns of patches, links and corridors are called, in which unit, and what their codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

SURFACES: Codes = {
    "passage": Text("faunapassage", "wildlife passage"),
    "building": Text("bygning", "building"),
    "road_large": Text("stor vej", "large road"),
    "rail": Text("jernbane", "railway"),
    "road_small": Text("lille vej", "small road"),
    "stream": Text("vandløb", "stream"),
    "pond": Text("vandhul", "pond"),
    "lake": Text("sø", "lake"),
    "water": Text("vand", "water"),
    "salt_meadow": Text("strandeng", "salt meadow"),
    "bog": Text("mose", "bog"),
    "meadow": Text("eng", "meadow"),
    "heath": Text("hede", "heath"),
    "dry_grassland": Text("overdrev", "dry grassland"),
    "forest": Text("skov", "forest"),
    "hedge": Text("levende hegn", "hedge"),
    "park": Text("park", "park"),
    "garden": Text("have", "garden"),
    "path": Text("sti", "path"),
    "grass": Text("græs", "grass"),
    "arable": Text("mark", "arable land"),
    "gravel": Text("grus", "gravel"),
    "paved": Text("befæstet areal", "paved ground"),
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

LINK_CLASSES: Codes = {
    "none": Text("intet tabes uden den", "nothing is lost without it"),
    "other": Text("nr. 31 og derover", "no. 31 and more"),
    "some": Text("nr. 11-30", "no. 11-30"),
    "high": Text("nr. 4-10", "no. 4-10"),
    "first": Text("nr. 1-3", "no. 1-3"),
}
"""How important a link is, the least first."""

CORRIDOR_COLUMNS: Mapping[str, Column] = {
    # patches
    "patch_class": Column(Text("Levestedets type", "Class of the patch"), codes=SURFACES),
    "quality": Column(Text("Kvalitet", "Quality"), "0–1"),
    "at_edge": Column(Text("Når kortets kant", "Reaches the edge of the map")),
    "home": Column(Text("I kommunen", "In the municipality")),
    "feature": Column(Text("Objekt", "Feature")),
    "fate": Column(Text("Hvad det blev til", "What became of it"), codes=_FATES),
    "surface_class": Column(Text("Overflade", "Surface"), codes=SURFACES),
    "resistance": Column(Text("Modstand", "Resistance")),
    # links
    "from_patch": Column(Text("Fra levested", "From patch")),
    "to_patch": Column(Text("Til levested", "To patch")),
    "link_cost": Column(Text("Vejens modstand i modstandsmeter", "Cost in resistance metres")),
    "link_m": Column(Text("Forbindelsens længde", "Length of the link"), "m"),
    "metres": Column(Text("Meter i hver fladetype", "Metres in each class of surface")),
    "roads_crossed": Column(Text("Veje, der krydses", "Roads crossed")),
    "link_probability": Column(Text("Andel, der når over", "Share that gets across"), "0–1"),
    # what they are worth
    "patch_rank": Column(Text("Plads blandt levesteder", "Place among patches")),
    "link_rank": Column(Text("Plads blandt forbindelser", "Place among links")),
    "link_class": Column(Text("Forbindelsens vigtighed", "Importance of the link"), codes=LINK_CLASSES),
    "dpc_percent": Column(Text("Sammenhæng tabt uden det (dPC)", "Connectivity lost without it (dPC)"), "%"),
    "intra_percent": Column(Text("heraf dets eget areal", "of it its own area"), "%"),
    "flux_percent": Column(Text("heraf dets forbindelser til andre", "of it its links to others"), "%"),
    "connector_percent": Column(Text("heraf som trædesten for andre", "of it as a stepping stone"), "%"),
    "betweenness_pc": Column(Text("Gennemgang (vægtet betweenness)", "Passing through (weighted betweenness)"), "m⁴"),
    "component_id": Column(Text("Sammenhængende del nr.", "Part no.")),
    # how sure the order is
    "ranked": Column(
        Text("Hvad", "What"), codes={"patch": Text("levested", "patch"), "link": Text("forbindelse", "link")}
    ),
    "base_rank": Column(Text("Plads uden variation", "Place without variation")),
    "top_share": Column(Text("Blandt de ti vigtigste", "Among the ten most important"), "0–1"),
    "found_in_share": Column(
        Text("Andel af lodtrækninger, hvor noget tabes uden den", "Share of draws in which it matters"), "0–1"
    ),
    "rank_median": Column(Text("Plads, median", "Place, median")),
    "rank_low": Column(Text("Plads, 5 %", "Place, 5 %")),
    "rank_high": Column(Text("Plads, 95 %", "Place, 95 %")),
    # connectivity of a species
    "ec_m2": Column(Text("Ækvivalent sammenhæng (EC)", "Equivalent connectivity (EC)"), "m²"),
    "ec_before_m2": Column(Text("EC før", "EC before"), "m²"),
    "ec_gain_m2": Column(Text("Gevinst i EC", "Gain of EC"), "m²"),
    "ec_percent": Column(Text("Ændring af EC", "Change of EC"), "%", decimals=2),
    "area_percent": Column(Text("Ændring af levestedernes areal", "Change of the area of patches"), "%", decimals=2),
    "ec_over_area": Column(Text("Ændring af EC over ændring af areal", "Change of EC over that of area")),
    "ec_share": Column(Text("EC af levestedernes areal", "EC over the area of patches"), "0–1"),
    "ec_low_m2": Column(Text("EC, 5 %", "EC, 5 %"), "m²"),
    "ec_high_m2": Column(Text("EC, 95 %", "EC, 95 %"), "m²"),
    "ec_cross_m2": Column(Text("EC over kommunegrænsen", "EC across the border"), "m²"),
    "alpha": Column(Text("Kernens rate pr. modstandsmeter", "Rate of the kernel per resistance metre")),
    "dispersal_m": Column(Text("Artens afstand", "Distance of the species"), "m"),
    "dispersal_share": Column(Text("Andel, der når så langt", "Share that goes as far"), "0–1"),
    "dispersal_cost": Column(Text("Artens rækkevidde i modstandsmeter", "Cost of the distance in resistance metres")),
    "link_limit": Column(Text("Største modstand af en forbindelse", "Highest cost of a link")),
    "patch_count": Column(Text("Levesteder", "Patches")),
    "home_patches": Column(Text("heraf i kommunen", "of them in the municipality")),
    "edge_patches": Column(Text("heraf ved kortets kant", "of them at the edge of the map")),
    "link_count": Column(Text("Forbindelser", "Links")),
    "component_count": Column(Text("Sammenhængende dele", "Parts")),
    "largest_m2": Column(Text("Areal af den største del", "Area of the largest part"), "m²"),
    "mesh_m2": Column(Text("Effektiv maskestørrelse", "Effective mesh size"), "m²"),
}
