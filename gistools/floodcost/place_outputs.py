"""Critical places as input and outputs of the flood-cost tools; loads no numeric library."""

from __future__ import annotations

from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output

CRITICAL_PLACES = Input(
    "critical_places",
    Kind.LAYER,
    Text("Kritiske steder", "Critical places"),
    Text(
        "Punkter eller flader, fx sygehuse, pumpestationer og transformere; et punkt i en bygning bedømmes som den.",
        "Points or polygons, such as hospitals or substations; a point in a building is judged as the building.",
    ),
    required=False,
    geometry=Geometry.ANY,
)
PLACES = (
    Output(
        "places_met",
        Kind.LAYER,
        Text("Kritiske steder med vand", "Critical places with water"),
        Text(
            "Hvert sted med den gentagelsesperiode, hvorfra vandet når det.",
            "Each place with the return period from which water reaches it.",
        ),
        geometry=Geometry.POINT,
        style="places_met",
        needs="critical_places",
    ),
    Output(
        "places_counted",
        Kind.TABLE,
        Text("Optælling af kritiske steder", "Count of critical places"),
        Text(
            "Hvor mange steder af hver slags vandet når ved hver gentagelsesperiode; ukendte for sig.",
            "How many places of each kind water reaches at each return period; unknown ones apart.",
        ),
        needs="critical_places",
    ),
)
