"""What the columns of islands, weak points, figures, detours and service areas are called, and what codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

JOINED: Codes = {
    "yes": Text("hovednettet", "the main part"),
    "unknown": Text("kun hvis det ukendte er i orden", "only if what is unknown turns out well"),
    "no": Text("skåret fra", "cut off"),
}
"""Whether an island is joined to the main part."""

BARRED: Codes = {
    "no": Text("kan ikke bruges", "cannot be used"),
    "unknown": Text("mangler oplysninger", "is not known"),
}
"""Why an edge parts islands."""

REACHED: Codes = {
    "yes": Text("ja", "yes"),
    "unknown": Text("kun hvis det ukendte er i orden", "only if what is unknown turns out well"),
    "no": Text("nej", "no"),
    "off": Text("ikke på nettet", "not on the network"),
}
"""Whether an address is reached within the largest limit."""

WEAK_CLASSES: Codes = {
    "other": Text("nr. 31 og derover", "no. 31 and more"),
    "some": Text("nr. 11-30", "no. 11-30"),
    "high": Text("nr. 4-10", "no. 4-10"),
    "first": Text("nr. 1-3", "no. 1-3"),
}
"""How bad it is that a weak point closes, the least first."""

_CASES: Codes = {
    "optimistic": Text("hvis alt ukendt er i orden", "if all that is unknown turns out well"),
    "strict": Text("når ukendt spærrer", "when unknown blocks"),
}
_PAIRS: Codes = {
    "addresses": Text("mellem adresser", "between addresses"),
    "destinations": Text("til nærmeste mål i luftlinje", "to the destination nearest in a straight line"),
}

PATH_CONNECTIVITY_COLUMNS: Mapping[str, Column] = {
    "unknown_as": Column(Text("Det ukendte", "What is unknown"), codes=_CASES),
    # islands
    "island_id": Column(Text("Ø nr.", "Island no.")),
    "joined": Column(Text("Hænger sammen med hovednettet", "Joined to the main part"), codes=JOINED),
    "edge_count": Column(Text("Stykker", "Edges")),
    "dwellings": Column(Text("Boliger", "Dwellings")),
    "addresses": Column(Text("Adresser", "Addresses")),
    "opening_edges": Column(Text("Stykker, der skiller den fra", "Edges that part it")),
    "opening_m": Column(Text("Korteste spærring", "Shortest barrier"), "m"),
    "parted_by": Column(Text("Hvad der skiller", "What parts it")),
    "from_island": Column(Text("Fra ø", "From island")),
    "to_island": Column(Text("Til ø", "To island")),
    "opens": Column(Text("Åbner ø", "Opens island")),
    "barred": Column(Text("Stykket", "The edge"), codes=BARRED),
    # weak points
    "weak_rank": Column(Text("Plads blandt svage punkter", "Place among weak points")),
    "weak_class": Column(Text("Plads", "Place"), codes=WEAK_CLASSES),
    "in_part": Column(
        Text("Del af profilens net (1 er den længste)", "Part of the profile's network (1 is the longest)")
    ),
    "parts_after": Column(Text("Dele efter lukning", "Parts when closed")),
    "cut_dwellings": Column(Text("Boliger skåret fra", "Dwellings cut off")),
    "cut_addresses": Column(Text("Adresser skåret fra", "Addresses cut off")),
    "cut_m": Column(Text("Net skåret fra", "Network cut off"), "m"),
    # figures
    "merged": Column(Text("Knuder mellem to stykker er slået sammen", "Nodes between two edges are merged")),
    "node_count": Column(Text("Knuder (v)", "Nodes (v)")),
    "strong_count": Column(Text("Dele, når man skal frem og tilbage", "Parts when one must get there and back")),
    "no_return_m": Column(
        Text("Hovednet uden vej både frem og tilbage", "Main part without a way there and back"), "m"
    ),
    "cyclomatic": Column(Text("Uafhængige ruder (µ = e - v + p)", "Cyclomatic number (µ = e - v + p)")),
    "alpha_index": Column(Text("Alfa, plant net", "Alpha, planar"), decimals=3),
    "beta_index": Column(Text("Beta (e/v)", "Beta (e/v)"), decimals=3),
    "gamma_index": Column(Text("Gamma, plant net", "Gamma, planar"), decimals=3),
    "alpha_nonplanar": Column(Text("Alfa, net med broer", "Alpha, non-planar"), decimals=5),
    "gamma_nonplanar": Column(Text("Gamma, net med broer", "Gamma, non-planar"), decimals=5),
    "link_node_ratio": Column(Text("Stykker pr. knude", "Link-node ratio"), decimals=3),
    "connected_node_ratio": Column(Text("Kryds af kryds og blinde ender", "Connected node ratio"), decimals=3),
    "junctions": Column(Text("Kryds", "Junctions")),
    "dead_ends": Column(Text("Blinde ender", "Dead ends")),
    "network_area_km2": Column(Text("Områdets areal", "Area"), "km²"),
    "junctions_km2": Column(Text("Kryds pr. km²", "Junctions per km²"), "1/km²"),
    "km_km2": Column(Text("Net pr. km²", "Network per km²"), "km/km²"),
    "main_dwellings": Column(Text("Boliger på hovednettet", "Dwellings on the main part")),
    "island_dwellings": Column(Text("Boliger på øer", "Dwellings on islands")),
    "off_dwellings": Column(Text("Boliger uden brugbar vej", "Dwellings without a usable way")),
    # detours
    "pairs_of": Column(Text("Par", "Pairs"), codes=_PAIRS),
    "pair_count": Column(Text("Par i alt", "Pairs in all")),
    "pairs_reached": Column(Text("Par med vej", "Pairs with a way")),
    "pairs_unreachable": Column(Text("Par uden vej", "Pairs without a way")),
    "pairs_off": Column(Text("Par, hvor et punkt ikke er på nettet", "Pairs with a point off the network")),
    "pairs_near": Column(Text("Par, der ligger for tæt", "Pairs that are too close")),
    "detour_median": Column(Text("Omvej, median", "Detour, median"), decimals=2),
    "detour_p90": Column(Text("Omvej, 90 %", "Detour, 90 %"), decimals=2),
    "detour_most": Column(Text("Største omvej", "Largest detour"), decimals=2),
    "above_125_share": Column(Text("Andel over 1,25", "Share above 1.25"), "0–1"),
    "above_150_share": Column(Text("Andel over 1,5", "Share above 1.5"), "0–1"),
    # service areas
    "band_no": Column(Text("Bånd nr.", "Band no.")),
    "beyond": Column(Text("Over", "Above")),
    "within": Column(Text("Højst", "At most")),
    "within_unit": Column(Text("Grænsens enhed", "Unit of the limit")),
    "reached": Column(Text("Nås", "Reached"), codes=REACHED),
    "access_m": Column(Text("Fra døren til nettet", "From the door to the network"), "m"),
    "nearest_cost": Column(Text("Til nærmeste sted ad nettet", "To the nearest place on the network")),
}
