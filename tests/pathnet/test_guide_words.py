"""What the guide says: to whoever goes, at places asked for by coordinates, and where there is nothing to go."""

import re

import pytest
import shapely

from gistools.pathnet import Spot, assemble, find_guide, one_profile, passable
from gistools.pathnet.guide_places import beside_way, find_spot
from gistools.pathnet.guide_sheet import JUNCTION, GuideSheet
from tests.pathnet.test_guide import A, B, path


def test_who_is_there_already_is_told_so_whatever_the_paths_are_like():
    net = assemble([shapely.LineString([(0, 0), (100, 0)])], [0], [1], {"way_type": ["path"], "name": ["Engstien"]})
    here, beside = (Spot(shapely.Point(30.0, y), name) for y, name in ((5.0, "A"), (5.4, "B")))
    for profile in ("walking", "wheelchair"):
        guide = find_guide(net, passable(net, one_profile(profile)), here, beside)
        assert guide.already_there
        assert guide.answer == "yes"
        assert guide.sentence.da.startswith("Du er der allerede")
        assert "allerede" in GuideSheet(guide).track.description
        assert GuideSheet(guide).remarks == ()
    far = Spot(shapely.Point(30.0, 7.0), "C")
    assert not find_guide(net, passable(net, one_profile("walking")), here, far).already_there


def test_a_goal_beside_the_spot_where_one_stands_is_told_by_the_compass():
    net = assemble([shapely.LineString([(0, 0), (100, 0)])], [0], [1], {"way_type": ["path"], "foot": ["yes"]})
    start = Spot(shapely.Point(30.0, 0.0), "A")
    guide = find_guide(net, passable(net, one_profile("walking")), start, Spot(shapely.Point(30.0, -9.0), "B"))
    assert [one.text.da for one in guide.way.steps] == ["Start: der er ingen sti at følge. Målet ligger 9 m mod syd."]


@pytest.mark.parametrize("profile", ["walking", "cycling", "wheelchair"])
def test_the_words_of_the_way_suit_whoever_goes_it(profile):
    guide = find_guide(path(), passable(path(), one_profile(profile)), A, B)
    told = " ".join(step.text.da for step in guide.way.steps)
    assert "Fortsæt" in told
    assert not re.search(r"\b[Gg]å\b", f"{told} {JUNCTION.da}")


def test_a_point_is_told_with_the_nearest_way_that_has_a_name():
    lines = [shapely.LineString([(1000, y), (1400, y)]) for y in (0, 30, 40)]
    made = assemble(lines, [0, 2, 4], [1, 3, 5], {"name": ["Engstien", "", "Planstien"],
                                                  "status": ["built", "built", "planned"]})  # fmt: skip
    assert beside_way(find_spot("1100, 32", "EPSG:25832"), made).called.da == "punktet 1100, 32 ved Engstien"
    assert beside_way(find_spot("1100, 900", "EPSG:25832"), made).called.en == "the point 1100, 900"
    named = Spot(shapely.Point(1100, 32), "Torvet 1")
    assert beside_way(named, made) == named
