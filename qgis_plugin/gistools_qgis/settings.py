"""Where the plugin finds a Python that has gistools."""

import os

from processing.core.ProcessingConfig import ProcessingConfig, Setting

from . import texts
from .compat import setting

KEY = "gistools/python"
VARIABLE = "GISTOOLS_PYTHON"
_NAME = "GISTOOLS_PYTHON"


def python():
    """Return the interpreter that the user chose, or empty when none was.

    The setting comes first; the environment variable serves machines that are set up centrally. The Python that runs
    QGIS is never used: its libraries are those of QGIS, and in an embedded Python ``sys.executable`` is something else.
    """
    return setting(KEY) or os.environ.get(VARIABLE, "").strip()


def problem():
    """Return what is wrong with the chosen interpreter as a sentence in both languages, or None."""
    chosen = python()
    if not chosen:
        return texts.with_fix(texts.NO_PYTHON)
    if not (os.path.isfile(chosen) and os.access(chosen, os.X_OK)):
        return texts.with_fix(texts.BAD_PYTHON, python=chosen)
    return None


def register(group, icon):
    """Show the setting under Processing > Providers in the options of QGIS."""
    chosen = Setting(group, _NAME, texts.say(texts.PYTHON_SETTING), "", valuetype=Setting.FILE)
    chosen.qname = KEY  # its own key, so that an administrator can preset it without knowing Processing
    ProcessingConfig.setGroupIcon(group, icon)
    ProcessingConfig.addSetting(chosen)
    ProcessingConfig.readSettings()


def unregister():
    """Take the setting off the options of QGIS."""
    if _NAME in ProcessingConfig.settings:
        ProcessingConfig.removeSetting(_NAME)
