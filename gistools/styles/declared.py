"""The styles: one for each kind of layer, declared once.

The colours are told apart by people with red-green colour blindness too: the tests simulate deuteranopia and protanopia
and measure the CIEDE2000 distance of neighbouring classes and of every pair of categories.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from gistools.styles.addresses import ADDRESS_STYLES
from gistools.styles.budget import BUDGET_STYLES
from gistools.styles.check import CHECK_STYLES
from gistools.styles.circuits import CIRCUIT_STYLES
from gistools.styles.compared import COMPARED_STYLES
from gistools.styles.connectivity import CONNECTIVITY_STYLES
from gistools.styles.costs import FLOOD_COST_STYLES, PUBLISHED_STYLES, ROAD_COST_STYLES
from gistools.styles.green_map import GREEN_MAP_STYLES
from gistools.styles.habitat import HABITAT_STYLES
from gistools.styles.keying import KEYING_STYLES
from gistools.styles.levels import LEVEL_STYLES
from gistools.styles.nature import NATURE_STYLES
from gistools.styles.numbering import NUMBERING_STYLES
from gistools.styles.paths import PATH_STYLES
from gistools.styles.paths_area import PATH_AREA_STYLES
from gistools.styles.paths_con import PATH_CONNECTIVITY_STYLES
from gistools.styles.paths_guide import GUIDE_STYLES
from gistools.styles.paths_links import LINK_STYLES
from gistools.styles.paths_profiles import PATH_PROFILE_STYLES
from gistools.styles.paths_school import SCHOOL_STYLES
from gistools.styles.plan import SHEET_STYLES, STRUCTURE_STYLES, SUB_CATCHMENT_STYLES
from gistools.styles.preparedness import PREPAREDNESS_STYLES
from gistools.styles.rasters import RASTER_STYLES
from gistools.styles.readiness import READINESS_STYLES
from gistools.styles.return_periods import PLACE_STYLES, RETURN_PERIOD_STYLES
from gistools.styles.solutions import SOLUTION_STYLES
from gistools.styles.store import STORE_STYLES
from gistools.styles.uncertain import UNCERTAIN_STYLES
from gistools.styles.variants import VARIANT_STYLES
from gistools.styles.vectors import VECTOR_STYLES
from gistools.styles.whatif import WHAT_IF_STYLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.model import Style

ALL_STYLES: tuple[Style, ...] = (
    *RASTER_STYLES,
    *VECTOR_STYLES,
    *RETURN_PERIOD_STYLES,
    *UNCERTAIN_STYLES,
    *WHAT_IF_STYLES,
    *FLOOD_COST_STYLES,
    *PUBLISHED_STYLES,
    *ROAD_COST_STYLES,
    *PLACE_STYLES,
    *SUB_CATCHMENT_STYLES,
    *STRUCTURE_STYLES,
    *LEVEL_STYLES,
    *SHEET_STYLES,
    *COMPARED_STYLES,
    *PREPAREDNESS_STYLES,
    *SOLUTION_STYLES,
    *VARIANT_STYLES,
    *NATURE_STYLES,
    *GREEN_MAP_STYLES,
    *HABITAT_STYLES,
    *PATH_CONNECTIVITY_STYLES,
    *CONNECTIVITY_STYLES,
    *CHECK_STYLES,
    *CIRCUIT_STYLES,
    *BUDGET_STYLES,
    *PATH_STYLES,
    *GUIDE_STYLES,
    *LINK_STYLES,
    *PATH_AREA_STYLES,
    *PATH_PROFILE_STYLES,
    *SCHOOL_STYLES,
    *ADDRESS_STYLES,
    *READINESS_STYLES,
    *NUMBERING_STYLES,
    *KEYING_STYLES,
    *STORE_STYLES,
)
STYLES: Mapping[str, Style] = MappingProxyType({style.name: style for style in ALL_STYLES})
