"""The algorithm that makes print layouts and an atlas; works in QGIS alone, without a worker."""

import traceback

from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorLayer,
)

from . import compat, texts
from . import layout_texts as words
from .layouts import Layouts
from .own import OwnAlgorithm
from .sheets import PAPERS


class LayoutAlgorithm(OwnAlgorithm):
    """Makes an overview layout and an atlas over a layer of polygons, and PDFs of them."""

    ID, TITLE, GROUP, GROUP_ID = words.ID, words.TITLE, words.GROUP, "plan_sheets"
    SUMMARY, HELP, TAGS = words.SUMMARY, words.HELP, ("PDF",)

    def createInstance(self):  # noqa: N802 - the name that QGIS calls
        """Return a fresh copy for one run."""
        return type(self)()

    def flags(self):
        """Return that it must run in the main thread, where projects and layouts live."""
        return super().flags() | QgsProcessingAlgorithm.Flag.FlagNoThreading

    def initAlgorithm(self, configuration=None):  # noqa: N802, ARG002 - the signature that QGIS calls
        """Declare the parameters and results."""
        for one, help_ in self._parameters():
            one.setHelp(texts.both(help_))
            self.addParameter(one)
        self.addOutput(QgsProcessingOutputNumber("PAGES", texts.say(words.PAGES)))

    @staticmethod
    def _parameters():
        say = texts.say
        polygons = QgsProcessingParameterVectorLayer("COVERAGE", say(words.COVERAGE), [compat.SOURCE_POLYGON])
        field = QgsProcessingParameterField(
            "NAME_FIELD", say(words.NAME_FIELD), parentLayerParameterName="COVERAGE", optional=True
        )
        layers = QgsProcessingParameterMultipleLayers(
            "LAYERS", say(words.LAYERS), QgsProcessing.SourceType.TypeMapLayer, optional=True
        )
        made = [(polygons, words.COVERAGE_HELP), (field, words.NAME_FIELD_HELP), (layers, words.LAYERS_HELP)]
        for name, label, default in (
            ("HEADING", words.HEADING, say(words.HEADING_DEFAULT)),
            ("MUNICIPALITY", words.MUNICIPALITY, ""),
            ("CASE", words.CASE, ""),
            ("DATA_DATE", words.DATA_DATE, ""),
            ("SOURCE", words.SOURCE, ""),
        ):
            made.append((QgsProcessingParameterString(name, say(label), default, optional=True), label))
        ways = [say(words.LANDSCAPE), say(words.PORTRAIT)]
        choices = (("PAPER", words.PAPER, list(PAPERS)), ("ORIENTATION", words.ORIENTATION, ways))
        made += [
            (QgsProcessingParameterEnum(name, say(label), options, defaultValue=0), label)
            for name, label, options in choices
        ]
        files = (
            (QgsProcessingParameterFileDestination, "PROJECT", words.PROJECT, words.FILES_QGZ, words.PROJECT_HELP),
            (QgsProcessingParameterFileDestination, "PDF", words.PDF, words.FILES_PDF, words.PDF_HELP),
        )
        for kind, name, label, ending, help_ in files:
            made.append((kind(name, say(label), say(ending), optional=True, createByDefault=False), help_))
        folder = QgsProcessingParameterFolderDestination(
            "PDF_FOLDER", say(words.PDF_FOLDER), optional=True, createByDefault=False
        )
        return [*made, (folder, words.PDF_FOLDER_HELP)]

    def checkParameterValues(self, values, context):  # noqa: N802 - the name that QGIS calls
        """Return whether the names of files end as they must."""
        ok, message = super().checkParameterValues(values, context)
        if not ok:
            return ok, message
        for name, label, ending in (("PROJECT", words.PROJECT, ".qgz"), ("PDF", words.PDF, ".pdf")):
            found = self.parameterAsFileOutput(values, name, context) if values.get(name) else ""
            if found and not found.lower().endswith(ending):
                return False, texts.both(texts.fill(words.WRONG_ENDING, label=label, ending=ending, found=found))
        return True, ""

    def processAlgorithm(self, values, context, feedback):  # noqa: N802 - the name that QGIS calls
        """Make the layouts and what is exported of them."""
        work = Layouts(self, values, context, feedback)
        try:
            return work.make()
        except Exception as error:  # whose traceback would keep layouts alive when their project is gone
            traceback.clear_frames(error.__traceback__.tb_next)
            raise
        finally:
            work.close()
