"""The fixed sentences of maps and figures, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles import format_limit
from gistools.text import Text

if TYPE_CHECKING:
    from gistools.text import Language

_BOTH: tuple[Language, Language] = ("da", "en")

LEGEND = Text("Signaturforklaring", "Legend")
LAYERS_HELP = Text(
    "Sæt eller fjern flueben for at vise eller skjule et lag.", "Tick or untick to show or hide a layer."
)
SOME_HIDDEN = Text(
    "Lag uden flueben dækker et andet og er slået fra.", "Layers without a tick cover another and are switched off."
)
PROJECTION = Text(
    "Kortet er tegnet i Web Mercator (EPSG:3857); filerne har deres eget koordinatsystem.",
    "The map is drawn in Web Mercator (EPSG:3857); the files have their own coordinate system.",
)
LIMITS_HEADING = Text("Hvad kortet ikke viser", "What the map does not show")
LIMITS = Text(
    "Statisk screening: ingen tid, ingen rørhydraulik, ingen vandhastighed. Kortet viser, hvor vand samler sig og "
    "løber over i terrænet, og erstatter ikke en detailberegning.",
    "Static screening: no time, no pipe hydraulics, no velocity. The map shows where water collects and spills on the "
    "terrain, and does not replace a detailed calculation.",
)
NOTES_HEADING = Text("Bemærkninger", "Notes")
GUIDANCE = Text("Vejledende", "For guidance only")
SOURCES = Text("Kilder", "Sources")
MADE = Text("Beregnet {date} med gistools {version}", "Computed {date} with gistools {version}")
UNKNOWN_CLASS = Text("ukendt", "unknown")
NOTHING = Text("intet at vise", "nothing to show")
HILLSHADE = Text("Skyggekort af terrænet", "Hillshade of the terrain")
SKIP = Text("Spring til signaturforklaringen", "Skip to the legend")
NO_SCRIPT = Text(
    "Kortet kræver JavaScript. Signaturforklaring og bemærkninger kan læses uden.",
    "The map needs JavaScript. Legend and notes can be read without.",
)
MAP_OF = Text("Kort: {title}", "Map: {title}")
KEYS = Text(
    "Flyt med piletasterne, zoom med plus og minus. Klik på en signatur for at se tallene.",
    "Move with the arrow keys, zoom with plus and minus. Click a symbol to see its figures.",
)
ZOOM_IN = Text("Zoom ind", "Zoom in")
ZOOM_OUT = Text("Zoom ud", "Zoom out")
WHOLE = Text("Vis hele kortet", "Show the whole map")
CLOSE = Text("Luk", "Close")
PLAY = Text("Afspil", "Play")
PAUSE = Text("Pause", "Pause")
NEXT_CLASS = Text("Næste klasse", "Next class")
ALL = Text("alle", "all")
ALL_UP_TO = Text("alle, til {limit}", "all, to {limit}")
REACHED = Text("{area} ha {reached} ({share} % af terrænet)", "{area} ha {reached} ({share} % of the terrain)")
NORTH = Text("N", "N")
SMALLER_MAX = Text(
    "{name} er tegnet med {factor} × {factor} celler som én; den største værdi i hver er vist, så små dybe steder ses.",
    "{name} is drawn with {factor} × {factor} cells as one; the largest value of each is shown.",
)
SMALLER_MIN = Text(
    "{name} er tegnet med {factor} × {factor} celler som én; den mindste værdi i hver er vist, så små steder ses.",
    "{name} is drawn with {factor} × {factor} cells as one; the smallest value of each is shown.",
)
SMALLER_MEAN = Text(
    "{name} er tegnet med gennemsnittet af {factor} × {factor} celler.",
    "{name} is drawn with the mean of {factor} × {factor} cells.",
)
SMALLER_NEAREST = Text(
    "{name} er tegnet med hver {factor}. celle.",
    "{name} is drawn with every {factor}th cell.",
)
LEFT_OUT = Text(
    "{name} er ikke tegnet: den ville dække en anden raster af samme slags.",
    "{name} is not drawn: it would cover another raster of its kind.",
)
SIMPLIFIED = Text(
    "{name} er tegnet forenklet (indtil {tolerance} m), så kortet ikke bliver for tungt; filerne er uændrede.",
    "{name} is drawn simplified (up to {tolerance} m) to keep the map light; the files are unchanged.",
)


def about(sentence: Text, name: Text, **values: float) -> Text:
    """Fill the name of a layer and numbers into a sentence, each as its language writes it."""
    danish, english = ({key: format_limit(v, x) for key, v in values.items()} for x in _BOTH)
    return Text(sentence.da.format(name=name.da, **danish), sentence.en.format(name=name.en, **english))
