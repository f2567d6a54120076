"""The language of the user, and the sentences that the plugin itself says.

All sentences about tools come from the catalogue. A sentence is a mapping ``{"da": ..., "en": ...}`` here and there.
"""

import html

from qgis.core import QgsApplication


def text(da, en):
    """Declare one sentence in both languages."""
    return {"da": da, "en": en}


def language():
    """Return ``"da"`` when QGIS speaks Danish, otherwise ``"en"``."""
    return "da" if QgsApplication.locale().lower().startswith("da") else "en"


def say(sentence):
    """Return the sentence in the language of QGIS."""
    return sentence[language()]


def both(sentence):
    """Return the sentence in the language of QGIS with the other language beneath."""
    first, other = (sentence["da"], sentence["en"]) if language() == "da" else (sentence["en"], sentence["da"])
    return first if first == other else f"{first}\n{other}"


def fill(sentence, **values):
    """Put values into both languages; a value that is itself a sentence goes in by its own language."""
    return {
        name: words.format(**{key: value[name] if isinstance(value, dict) else value for key, value in values.items()})
        for name, words in sentence.items()
    }


def with_fix(sentence, **values):
    """Fill the sentence, and say how a Python environment is chosen."""
    return fill(sentence, fix=FIX_PYTHON, **values)


def both_html(sentence):
    """Return both languages as two escaped paragraphs."""
    return "".join(f"<p>{html.escape(line)}</p>" for line in both(sentence).split("\n"))


PROVIDER = text("gistools", "gistools")
RESULTS_GROUP = text("gistools", "gistools")
WINDOW = text("Kun dette udsnit", "Only this extent")
WINDOW_HELP = text(
    "Regn kun på denne del af højdemodellen. Tomt betyder det hele.",
    "Work on this part of the elevation model only. Empty means all of it.",
)
PLACE_HELP = text(
    "Klik på kortet (knappen med de tre prikker), eller skriv øst,nord [EPSG:25832].",
    "Click on the map (the button with three dots), or write east,north [EPSG:25832].",
)
IN_ORDER = text("Flere rastere, i den viste rækkefølge.", "Several rasters, in the order shown.")
ZIP_FILES = text("Zip-filer (*.zip)", "Zip files (*.zip)")
GRAPH_FILES = text("Figurer (*.png *.svg *.pdf)", "Figures (*.png *.svg *.pdf)")
PDF_FILES = text("PDF-filer (*.pdf)", "PDF files (*.pdf)")
WORD_FILES = text("Word-dokumenter (*.docx)", "Word documents (*.docx)")
PAGES = text("Sider til telefonen (*.html)", "Pages for phones (*.html)")
TRACKS = text("Spor til GPS (*.gpx)", "Tracks for GPS (*.gpx)")
WORKBOOKS = text("Regneark (*.xlsx)", "Workbooks (*.xlsx)")
FIX_PYTHON = text(
    "Installér gistools i et Python-miljø (se README), og vælg det: Indstillinger > Generelle "
    "indstillinger > Processering > Udbydere > gistools, eller sæt miljøvariablen GISTOOLS_PYTHON, før QGIS startes.",
    "Install gistools in a Python environment (see README), and choose it: Settings > Options > "
    "Processing > Providers > gistools, or set the environment variable GISTOOLS_PYTHON before QGIS starts.",
)
PYTHON_SETTING = text("Python med gistools installeret", "Python that has gistools installed")
NO_PYTHON = text(
    "gistools mangler et Python-miljø at regne i. {fix}", "gistools has no Python environment to work in. {fix}"
)
BAD_PYTHON = text(
    "Det valgte Python til gistools findes ikke eller kan ikke køres: {python}. {fix}",
    "The Python chosen for gistools does not exist or cannot be run: {python}. {fix}",
)
NOT_STARTED = text("Kunne ikke starte {python}: {reason}. {fix}", "Could not start {python}: {reason}. {fix}")
NO_GISTOOLS = text(
    "gistools er ikke installeret i {python}. {fix}",
    "gistools is not installed in {python}. {fix}",
)
NO_HELLO = text(
    "{python} svarede ikke som en gistools-arbejder. {reason} {fix}",
    "{python} did not answer as a gistools worker. {reason} {fix}",
)
NO_HELLO_TIME = text("Der kom intet svar i {seconds} sekunder.", "No answer came within {seconds} seconds.")
WRONG_VERSION = text(
    "gistools i {python} er version {found} (protokol {protocol}), men dette QGIS-plugin skal bruge mindst version "
    "{needed} (protokol {needed_protocol}). Opdatér gistools i det Python-miljø (se README).",
    "gistools in {python} is version {found} (protocol {protocol}), but this QGIS plugin needs at least version "
    "{needed} (protocol {needed_protocol}). Update gistools in that Python environment (see README).",
)
NEWER_PROTOCOL = text(
    "gistools i {python} taler protokol {protocol}, og dette QGIS-plugin kun {needed_protocol}. Opdatér pluginet.",
    "gistools in {python} speaks protocol {protocol}, this QGIS plugin only {needed_protocol}. Update the plugin.",
)
WORKER_DIED = text(
    "gistools-arbejderen stoppede uden at give et resultat ({reason}), og intet er lavet. Blev den lukket, eller slap "
    "hukommelsen op? Prøv et mindre udsnit. {tail}",
    "The gistools worker stopped without giving a result ({reason}), and nothing was made. Was it closed, or did "
    "memory run out? Try a smaller extent. {tail}",
)
NOT_PROTOCOL = text(
    "gistools-arbejderen sendte noget, der ikke er et svar: {line}. Opdatér gistools og pluginet til samme version.",
    "The gistools worker sent what is no answer: {line}. Update gistools and the plugin to the same version.",
)
CRASHED = text("afbrudt af systemet", "ended by the system")
EXIT_CODE = text("afslutningskode {code}", "exit code {code}")
LAST_WORDS = text("Det sidste, den skrev: {words}", "The last that it wrote: {words}")
CANCELLED = text(
    "Stoppet af brugeren; der er ikke efterladt halve filer.", "Cancelled by the user; no half-made file was left."
)
MISSING_OUTPUT = text(
    "gistools meldte færdig, men {label} findes ikke: {path}. Kør igen, og sig det til os, hvis det gentager sig.",
    "gistools reported success, but {label} is not there: {path}. Run again, and tell us if it happens again.",
)
NO_OUTPUT = text("Vælg mindst ét resultat, der skal laves.", "Choose at least one result to make.")
NOT_A_FILE = text(
    "{label} skal gemmes i en fil af typen {endings}, ikke i {found}.",
    "{label} must be saved to a file of type {endings}, not to {found}.",
)
SAME_FILE = text(
    "{label} og {other} er sat til samme fil: {path}. Vælg hver sin fil.",
    "{label} and {other} are set to the same file: {path}. Choose a file for each.",
)
BAD_LAYER = text(
    "{label} kan ikke læses: {found}. Vælg et andet lag eller en anden fil.",
    "{label} cannot be read: {found}. Choose another layer or file.",
)
NOT_EXPORTED = text(
    "{label} kunne ikke gemmes til en midlertidig fil: {reason}. Gem selv laget som GeoPackage "
    "eller GeoTIFF, og vælg filen.",
    "{label} could not be saved to a temporary file: {reason}. Save the layer as GeoPackage or GeoTIFF "
    "and choose that.",
)
EXPORTED = text(
    "{label} er gemt midlertidigt, så det kan læses.", "{label} was saved temporarily so that it can be read."
)
