"""The tools of the path network, joined; loads no numeric library."""

from __future__ import annotations

from gistools.pathnet.assessment_tools import ASSESSMENT_TOOLS
from gistools.pathnet.build_tools import BUILD_TOOLS
from gistools.pathnet.connectivity_tools import PATH_CONNECTIVITY_TOOLS
from gistools.pathnet.guide_tools import GUIDE_TOOLS
from gistools.pathnet.missing_tools import MISSING_TOOLS
from gistools.pathnet.profile_tools import PROFILE_TOOLS
from gistools.pathnet.school_tools import SCHOOL_TOOLS

PATH_TOOLS = (
    *BUILD_TOOLS,
    *PROFILE_TOOLS,
    *PATH_CONNECTIVITY_TOOLS,
    *ASSESSMENT_TOOLS,
    *MISSING_TOOLS,
    *GUIDE_TOOLS,
    *SCHOOL_TOOLS,
)
