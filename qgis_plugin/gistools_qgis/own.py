"""What algorithms that are no tool of the catalogue say of themselves."""

from qgis.core import QgsProcessingAlgorithm
from qgis.PyQt.QtGui import QIcon

from . import texts
from .algorithm import ICON


class OwnAlgorithm(QgsProcessingAlgorithm):
    """An algorithm with its words as attributes of the class: ID, TITLE, GROUP, GROUP_ID, SUMMARY, HELP, TAGS."""

    ID = GROUP_ID = ""
    TITLE = GROUP = SUMMARY = HELP = texts.text("", "")
    TAGS = ()

    def name(self):
        """Return the id within the provider."""
        return self.ID

    def displayName(self):  # noqa: N802 - the name that QGIS calls
        """Return the name in the toolbox."""
        return texts.say(self.TITLE)

    def group(self):
        """Return the branch in the toolbox."""
        return texts.say(self.GROUP)

    def groupId(self):  # noqa: N802 - the name that QGIS calls
        """Return the id of the branch, the same in both languages."""
        return self.GROUP_ID

    def shortDescription(self):  # noqa: N802 - the name that QGIS calls
        """Return one sentence on what it does."""
        return texts.both(self.SUMMARY)

    def shortHelpString(self):  # noqa: N802 - the name that QGIS calls
        """Return the help shown beside the dialog, in both languages."""
        return texts.both_html(self.SUMMARY) + texts.both_html(self.HELP)

    def tags(self):
        """Return the words that find it whatever the language of QGIS."""
        return [*self.TITLE.values(), *self.GROUP.values(), *self.TAGS]

    def icon(self):
        """Return the icon in the toolbox."""
        return QIcon(ICON)

    def svgIconPath(self):  # noqa: N802 - the name that QGIS calls
        """Return the icon for places that draw it themselves."""
        return ICON
