"""What the print layouts and their dialog say."""

from .texts import text

ID = "print_layouts"
TITLE = text("Udskriftslayout og atlas", "Print layouts and atlas")
GROUP = text("Planark", "Plan sheets")
SUMMARY = text(
    "Laver et oversigtsark og et atlas med ét ark for hvert delopland, i rund målestok, klar til udskrift og PDF.",
    "Makes an overview sheet and an atlas of one sheet for each sub-catchment, at a round scale, for print and PDF.",
)
HELP = text(
    "Hvert ark har kort, målestok, nordpil, signaturforklaring, kilde, datadato og sagsnummer, og siger at resultatet "
    "er vejledende. Lag, der bygger på opdigtede eksempler eller på tal, der ikke er verificeret, giver en påtegning. "
    "Grænserne lægges i projektet som et lag for sig. Layoutene kan rettes bagefter som alle andre: Projekt > Layout.",
    "Each sheet has map, scale, north arrow, legend, source, date of data and case number, and says that the result "
    "is guidance only. Layers that rest on invented examples, or on figures that are not verified, are marked. The "
    "borders become a layer of their own. The layouts can be edited afterwards as any others: Project > Layouts.",
)

COVERAGE = text("Deloplande", "Sub-catchments")
COVERAGE_HELP = text("Flader: atlasset får ét ark for hver.", "Polygons: the atlas gets one sheet for each.")
NAME_FIELD = text("Felt med deloplandets navn", "Field with the name of the sub-catchment")
NAME_FIELD_HELP = text(
    "Står på arket og i filnavnet. Tomt: navn, name eller subcatchment_id.",
    "Stands on the sheet and in the name of its file. Empty: navn, name or subcatchment_id.",
)
LAYERS = text("Lag på kortet", "Layers on the map")
LAYERS_HELP = text(
    "Øverste lag først, med den signatur de har. Tomt: de lag, der er synlige i projektet.",
    "The topmost first, in the style that they have. Empty: the layers that are visible in the project.",
)
HEADING = text("Overskrift", "Heading")
HEADING_DEFAULT = text("Skybrudsplan", "Cloudburst plan")
MUNICIPALITY = text("Kommune", "Municipality")
CASE = text("Sagsnummer", "Case number")
DATA_DATE = text("Datadato", "Date of data")
SOURCE = text("Kilde", "Source")
PAPER = text("Papir", "Paper")
ORIENTATION = text("Retning", "Orientation")
LANDSCAPE, PORTRAIT = text("Liggende", "Landscape"), text("Stående", "Portrait")
PROJECT = text("Ny projektfil", "New project file")
PROJECT_HELP = text(
    "Layout og lag lægges i en ny projektfil (.qgz). Tomt: i det åbne projekt.",
    "Layouts and layers go into a new project file (.qgz). Empty: into the open project.",
)
PDF = text("Alle deloplande i én PDF", "All sub-catchments in one PDF")
PDF_HELP = text(
    "Oversigtsarket lægges ved siden af i NAVN_oversigt.pdf.",
    "The overview sheet is laid beside it in NAME_overview.pdf.",
)
PDF_FOLDER = text("Én PDF for hvert delopland", "One PDF for each sub-catchment")
PDF_FOLDER_HELP = text("Mappe til filerne, og oversigtsarket.", "Folder for the files, and the overview sheet.")
PAGES = text("Antal deloplande", "Number of sub-catchments")
FILES_QGZ, FILES_PDF = text("QGIS-projekt (*.qgz)", "QGIS project (*.qgz)"), text("PDF (*.pdf)", "PDF (*.pdf)")

OVERVIEW = text("Oversigt", "Overview")
OVERVIEW_FILE = text("oversigt", "overview")
ATLAS = text("Deloplande", "Sub-catchments")
BORDERS = text("Deloplandsgrænser", "Borders of sub-catchments")
THIS_ONE, OTHERS = text("dette delopland", "this sub-catchment"), text("deloplande", "sub-catchments")
OF_RAIN = text("{name}, {mm} mm regn", "{name}, {mm} mm of rain")
LEGEND = text("Signaturforklaring", "Legend")
SCALE = text("Mål 1:{scale} i {paper}", "Scale 1:{scale} at {paper}")
PAGE = text("Ark {page} af {pages}", "Sheet {page} of {pages}")
GUIDANCE = text("Vejledende", "Guidance only")
CRS = text("Koordinatsystem", "Coordinate system")
NOT_STATED = text("ikke angivet", "not stated")
DOUBT = text("Bygger på tal, der ikke er verificeret", "Rests on figures that are not verified")
STAMPS = {
    "OPDIGTET": text("OPDIGTET EKSEMPEL", "INVENTED EXAMPLE"),
    "EKSEMPELREGN": text("EKSEMPELREGN", "EXAMPLE RAIN"),
}

NO_LAYERS = text(
    "Der er ingen lag at vise. Vælg dem under Lag på kortet, eller gør dem synlige i projektet.",
    "There are no layers to show. Choose them under Layers on the map, or make them visible in the project.",
)
NO_SHEETS = text(
    "{label} har ingen flader med geometri, så der er ingen ark at lave. Vælg et andet lag.",
    "{label} has no polygons with geometry, so there are no sheets to make. Choose another layer.",
)
NO_PROJECT = text(
    "Der er intet åbent projekt. Angiv en ny projektfil (.qgz).",
    "There is no open project. Name a new project file (.qgz).",
)
WRONG_ENDING = text("{label} skal ende på {ending}: {found}.", "{label} must end with {ending}: {found}.")
NOT_WRITTEN = text(
    "{path} kunne ikke skrives ({reason}). Luk filen i andre programmer, eller vælg en anden.",
    "{path} could not be written ({reason}). Close the file in other programs, or choose another.",
)
LEGEND_TOO_TALL = text(
    "Signaturforklaringen er højere end sin plads. Vis færre lag, eller vælg A3.",
    "The legend is taller than its place. Show fewer layers, or choose A3.",
)
MADE = text(
    "Layout lavet: {overview} og {atlas} ({pages} ark).", "Layouts made: {overview} and {atlas} ({pages} sheets)."
)
NOT_KEPT = text(
    "Lag, der kun findes i hukommelsen, følger ikke med en projektfil: {names}. Gem dem først, fx som GeoPackage.",
    "Layers that exist in memory alone do not go with a project file: {names}. Save them first, as GeoPackage.",
)
WROTE = text("Skrev {path}", "Wrote {path}")
