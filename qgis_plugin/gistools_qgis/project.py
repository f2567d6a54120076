"""Builds a project file in the worker, and shows what was built: one group of layers for each step."""

import os

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputFile,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterFolderDestination,
)

from . import client, compat, settings, texts
from .algorithm import Styler
from .own import OwnAlgorithm

PROJECT, OUT, AGAIN, OVERWRITE, SHOW = "PROJECT", "OUT", "AGAIN", "OVERWRITE", "SHOW"
CONTENTS = "CONTENTS"

TITLE = texts.text("Byg projekt", "Build project")
GROUP = texts.text("Projekt", "Project")
SUMMARY = texts.text(
    "Kører en hel kæde af værktøjer fra én projektfil; kun det, der er ændret, regnes igen.",
    "Runs a whole chain of tools from one project file; only what changed is computed again.",
)
HELP = texts.text(
    "En projektfil (TOML) nævner kilder, fælles parametre og trin. Hvert trin skriver sin egen mappe, og index.html i "
    "resultatmappen fører til det hele. Alle fejl i projektet nævnes, før noget køres. "
    "Formatet står i docs/project.md.",
    "A project file (TOML) names sources, common parameters and steps. Each step writes a folder of its own, and "
    "index.html in the folder of results leads to all of it. All faults of the project are told before anything runs. "
    "The form stands in docs/project.md.",
)
LABELS = {
    PROJECT: texts.text("Projektfil", "Project file"),
    OUT: texts.text("Resultatmappe (tom: projektfilens)", "Folder of results (empty: the project file's)"),
    AGAIN: texts.text("Kør alle trin, også uændrede", "Run all steps, also unchanged ones"),
    OVERWRITE: texts.text("Erstat også filer, som ikke er skrevet af et byg", "Also replace files that no build wrote"),
    SHOW: texts.text("Vis lagene i QGIS", "Show the layers in QGIS"),
    CONTENTS: texts.text("Indholdsside", "Page of contents"),
}
FILES = texts.text("Projektfiler (*.toml)", "Project files (*.toml)")


class BuildProject(OwnAlgorithm):
    """Builds a project of many tools.

    Parameters
    ----------
    version:
        The version of gistools that the catalogue was made by.
    """

    ID, TITLE, GROUP, GROUP_ID = "build_project", TITLE, GROUP, "project"
    SUMMARY, HELP = SUMMARY, HELP

    def __init__(self, version):
        super().__init__()
        self._version = version

    def createInstance(self):  # noqa: N802 - the name that QGIS calls
        """Return a fresh copy for one run."""
        return type(self)(self._version)

    def initAlgorithm(self, configuration=None):  # noqa: N802, ARG002 - the signature that QGIS calls
        """Declare the parameters and results."""
        self.addParameter(QgsProcessingParameterFile(PROJECT, texts.say(LABELS[PROJECT]), fileFilter=texts.say(FILES)))
        self.addParameter(
            QgsProcessingParameterFolderDestination(OUT, texts.say(LABELS[OUT]), optional=True, createByDefault=False)
        )
        for name, default in ((SHOW, True), (AGAIN, False), (OVERWRITE, False)):
            one = QgsProcessingParameterBoolean(name, texts.say(LABELS[name]), defaultValue=default)
            if name != SHOW:
                one.setFlags(one.flags() | compat.FLAG_ADVANCED)
            self.addParameter(one)
        self.addOutput(QgsProcessingOutputFile(CONTENTS, texts.say(LABELS[CONTENTS])))

    def canExecute(self):  # noqa: N802 - the name that QGIS calls
        """Return whether a worker can be started, and if not, what to do."""
        wrong = settings.problem()
        return (True, "") if wrong is None else (False, texts.both(wrong))

    def processAlgorithm(self, values, context, feedback):  # noqa: N802 - the name that QGIS calls
        """Build the project in a worker and return the folder and its page of contents."""
        out = self.parameterAsString(values, OUT, context) if values.get(OUT) else ""
        request = {
            "project": os.path.abspath(self.parameterAsFile(values, PROJECT, context)),
            "again": self.parameterAsBoolean(values, AGAIN, context),
            "overwrite": self.parameterAsBoolean(values, OVERWRITE, context),
        }
        if out:
            request["out"] = os.path.abspath(out)
        built = client.build_project(request, self._version, feedback)
        for step in built["steps"]:
            state = texts.text("uændret", "unchanged") if step["kept"] else texts.text("beregnet", "computed")
            feedback.pushInfo(f"{texts.say(step['title'])}: {texts.say(state)}")
        if self.parameterAsBoolean(values, SHOW, context):
            for step in reversed(built["steps"]):
                show(step, context)
        return {OUT: os.path.dirname(built["contents"]), CONTENTS: built["contents"]}


def show(step, context):
    """Ask QGIS to load the layers of a step that have a style, in a group that bears its title."""
    for file in reversed(step["files"]):
        if file["kind"] not in {"raster", "layer"} or not file["style"]:
            continue
        name = texts.say(file["label"])
        details = QgsProcessingContext.LayerDetails(name, context.project(), name)
        details.setPostProcessor(Styler(details, texts.say(step["title"])))
        context.addLayerToLoadOnCompletion(file["path"], details)
