"""The frame of a figure is that of what a tool made, not of the ground beneath."""

import geopandas as gpd
import shapely

from gistools.text import Text
from gistools.view import MapLayer, figure
from gistools.view.figure import as_sentence

NAME = Text("Lag", "Layer")


def _width(path_m: float) -> float:
    ground = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 5000, 5000)], crs="EPSG:25832")
    made = gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (path_m, 0)])], crs="EPSG:25832")
    drawn = figure([MapLayer(ground, "buildings", NAME), MapLayer(made, "line", NAME)], title=NAME)
    west, east = drawn.axes[0].get_xlim()
    return east - west


def test_ground_beneath_does_not_widen_the_frame_unless_there_is_next_to_nothing_else() -> None:
    assert _width(200.0) < 300.0
    assert _width(5.0) > 5000.0


def test_a_file_is_written_as_it_is_called() -> None:
    assert as_sentence("path_survey.gpkg: rettet") == "path_survey.gpkg: rettet."
    assert as_sentence("planned.csv: 3 rækker") == "planned.csv: 3 rækker."
    assert as_sentence("ret de 5 gab.") == "Ret de 5 gab."
