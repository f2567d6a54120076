"""What the columns of missing links are called, in which unit, and what their codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

_FOUND: Codes = {
    "island": Text("ø i nettet", "island of the network"),
    "loose_end": Text("løs ende", "loose end"),
    "plan_area": Text("udgang af planområde", "exit of a plan area"),
    "neighbours": Text("naboer", "neighbours"),
    "own": Text("eget forslag", "own candidate"),
}

LINK_STATES: Codes = {
    "chosen": Text("i byggeordenen", "in the build order"),
    "connects": Text("forbinder nogen, men er ikke valgt", "connects somebody but is not chosen"),
    "saves": Text("gør veje kortere, men er ikke valgt", "makes ways shorter but is not chosen"),
    "nothing": Text("giver ingen kortere vej", "gives nobody a shorter way"),
}
"""What became of a possible link; what comes first is told."""

EDGE_USES: Codes = {
    "yes": Text("kan bruges", "can be used"),
    "unknown": Text("det vides ikke", "not known"),
    "no": Text("kan ikke bruges", "cannot be used"),
}
"""Whether a profile can use an edge."""

LINK_COLUMNS: Mapping[str, Column] = {
    "edge_use": Column(Text("For profilen", "For the profile"), codes=EDGE_USES),
    "new_link_id": Column(Text("Forbindelse", "Link")),
    "link_state": Column(Text("Hvad den giver", "What it gives"), codes=LINK_STATES),
    "new_link_rank": Column(Text("Plads alene", "Place alone")),
    "link_found_by": Column(Text("Fundet ved", "Found by"), codes=_FOUND),
    "way_today_m": Column(Text("Vej i dag (tom: ingen)", "Way of today (empty: none)"), "m", decimals=0),
    "joins_m": Column(Text("Net, der forbindes", "Network that is joined"), "m", decimals=0),
    "link_crosses": Column(Text("Krydser", "Crosses")),
    "link_bridge_m": Column(Text("Bro", "Bridge"), "m", decimals=0),
    "link_tunnel_m": Column(Text("Tunnel", "Tunnel"), "m", decimals=0),
    "link_slope_permille": Column(Text("Stejleste terræn", "Steepest ground"), "‰", decimals=0),
    "connected_count": Column(Text("Nyforbundne", "Newly connected"), decimals=1),
    "connected_way_m": Column(Text("De nyforbundnes vej, middel", "Way of those connected, mean"), "m", decimals=0),
    "saved_km": Column(Text("Sparet vej i alt", "Way saved in all"), "km", decimals=1),
    "within_count": Column(Text("Flere med rimelig vej", "More with a fair way"), decimals=1),
    "connected_per_million": Column(Text("Nyforbundne pr. mio. kr.", "Newly connected per million DKK"), decimals=1),
    "saved_km_per_million": Column(Text("Sparet vej pr. mio. kr.", "Way saved per million DKK"), "km", decimals=1),
    "within_per_million": Column(
        Text("Flere med rimelig vej pr. mio. kr.", "More with a fair way per million DKK"), decimals=1
    ),
    "step_connected_count": Column(Text("Nyforbundne i trinnet", "Newly connected in the step"), decimals=1),
    "step_saved_km": Column(Text("Sparet vej i trinnet", "Way saved in the step"), "km", decimals=1),
    "step_within_count": Column(
        Text("Flere med rimelig vej i trinnet", "More with a fair way in the step"), decimals=1
    ),
    "data_doubt": Column(Text("Ret data først", "Mend data first")),
    "ipdc_benefit": Column(Text("Udgiven gevinst (IPDC)", "Published benefit (IPDC)"), decimals=0),
    "gap_detour": Column(Text("Omvej (tom: ingen vej)", "Detour (empty: no way)"), decimals=1),
    "gap_kept": Column(Text("Bedst, hvor flere deler gade", "Best where several share a street")),
}
