"""The fixed sentences of maps and figures, in both languages."""

from __future__ import annotations

from gistools.text import Text

LEGEND = Text("Signaturforklaring", "Legend")
LAYERS_HELP = Text(
    "Sæt eller fjern flueben for at vise eller skjule et lag.", "Tick or untick to show or hide a layer."
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
NORTH = Text("N", "N")
INVENTED = Text("OPDIGTET EKSEMPEL", "INVENTED EXAMPLE")
SMALLER_MAX = Text(
    "{name} er tegnet med {factor} × {factor} celler som én; den største værdi i hver er vist, så små dybe steder ses.",
    "{name} is drawn with {factor} × {factor} cells as one; the largest value of each is shown.",
)
SMALLER_MEAN = Text(
    "{name} er tegnet med gennemsnittet af {factor} × {factor} celler.",
    "{name} is drawn with the mean of {factor} × {factor} cells.",
)
SMALLER_NEAREST = Text(
    "{name} er tegnet med hver {factor}. celle.",
    "{name} is drawn with every {factor}th cell.",
)
SIMPLIFIED = Text(
    "{name} er tegnet forenklet (indtil {tolerance} m), så kortet ikke bliver for tungt; filerne er uændrede.",
    "{name} is drawn simplified (up to {tolerance} m) to keep the map light; the files are unchanged.",
)


def about(sentence: Text, name: Text, **values: object) -> Text:
    """Fill the name of a layer, in each language, and other values into a sentence."""
    return Text(sentence.da.format(name=name.da, **values), sentence.en.format(name=name.en, **values))
