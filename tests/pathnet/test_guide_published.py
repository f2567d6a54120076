"""What is published of a guide: a page that asks for nothing, a track that GPX allows, a document with real text."""

import html.parser
import re
import xml.etree.ElementTree as ET

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from gistools.errors import ParamError
from gistools.io.gpx import GPX, gpx_of
from gistools.pathnet import assemble
from gistools.pathnet.guide import Spot, find_guide
from gistools.pathnet.guide_outputs import route_layer, step_table, warning_table
from gistools.pathnet.guide_places import find_spot
from gistools.pathnet.guide_report import guide_document, told_table
from gistools.pathnet.guide_sheet import GuideSheet
from gistools.pathnet.judge import passable
from gistools.pathnet.profiles import one_profile
from gistools.stamps import INVENTED
from gistools.view.guide_page import guide_page
from gistools.view.sheet_pdf import pdf_of
from tests.pathnet.made import network
from tests.pathnet.test_guide import KNOWN, level
from tests.view.pdf_text import Pdf

EVIL = '<script>alert("1")</script> & Sønner'
X, Y = 650_000.0, 6_268_000.0


def made(profile=None, **columns):
    """Return a network at a real place in Denmark: a street, a branch to the right and one to the left."""
    told = {name: [value] * 3 for name, value in KNOWN.items()} | columns
    lines = [(X, Y, X, Y + 100), (X, Y + 100, X + 60, Y + 100), (X, Y + 100, X - 60, Y + 100)]
    net = network(*lines, **told)
    return net, passable(net, profile or level())


def sheet(goal="Skolen", **columns):
    net, answers = made(**columns)
    ends = Spot(shapely.Point(X, Y + 10), "Torvet 1"), Spot(shapely.Point(X + 50, Y + 103), goal)
    house = gpd.GeoDataFrame(geometry=[shapely.box(X + 10, Y + 10, X + 30, Y + 30)], crs=25832)
    return GuideSheet(
        find_guide(net, answers, *ends), "Eksempelby Kommune", "sti@eksempelby.dk", "2026-05-01", {"buildings": house},
        (INVENTED,),
    )  # fmt: skip


class Page(html.parser.HTMLParser):
    """Notes all elements with their attributes, and what is said in the page."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.said, self._skip = [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._skip = tag in ("script", "style")

    def handle_endtag(self, _tag):
        self._skip = False

    def handle_data(self, data):
        if not self._skip:
            self.said.append(data)

    def all(self, tag):
        return [attrs for one, attrs in self.elements if one == tag]


def test_the_page_is_one_file_that_asks_for_nothing():
    text = guide_page(sheet())
    page = Page(text)
    asks = [attrs for _, attrs in page.elements if {"src", "data", "poster", "srcset"} & set(attrs)]
    assert not asks
    assert not page.all("link")
    assert [attrs["href"] for attrs in page.all("a")] == ["#content"]
    assert not re.search(r"https?://|@import|url\(|fetch\(|XMLHttp", text)


def test_the_page_can_be_read_by_those_it_is_for():
    page = Page(guide_page(sheet(width_m=[2.0, np.nan, 2.0])))
    assert page.all("html") == [{"lang": "da"}]
    assert {"lang": "en", "data-language": "en"} in page.all("div")
    assert len(page.all("h1")) == 2
    assert all(attrs.get("type") == "button" for attrs in page.all("button"))
    for picture in page.all("svg"):
        assert picture.get("aria-hidden") == "true" or (picture["role"] == "img" and picture["aria-labelledby"])
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    labelled = " ".join(one.get("aria-labelledby", "") for one in page.all("svg")).split()
    assert set(labelled) <= set(ids)
    assert page.all("meta")[1]["content"].startswith("width=device-width")
    assert "user-scalable" not in page.all("meta")[1]["content"]


def contrast(a, b):
    """Return the contrast of two colours by WCAG."""

    def light(colour):
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        r, g, b = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((light(a), light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_all_letters_of_the_page_stand_out():
    style = re.search(r"<style>(.*?)</style>", guide_page(sheet()), re.DOTALL)[1]
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", style)
    checked = 0
    for _, body in rules:
        ink = re.search(r"(?<!-)\bcolor: (#[0-9a-f]{6})", body)
        paper = re.search(r"background: (#[0-9a-f]{6})", body)
        if ink:
            checked += 1
            assert contrast(ink[1], paper[1] if paper else "#ffffff") >= 4.5
    assert checked >= 5


def test_texts_of_the_users_data_are_texts():
    told = sheet(EVIL, name=[EVIL, EVIL, ""])
    page = guide_page(told)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert len(Page(page).all("script")) == 1
    root = ET.fromstring(gpx_of(told.track))  # noqa: S314 - made here
    assert EVIL in root.find(f"{{{GPX}}}metadata/{{{GPX}}}name").text
    assert EVIL in " ".join(Pdf(pdf_of(guide_document(told))).pages()).replace("\n", " ")


def test_the_page_says_answer_steps_warnings_and_stamps_in_both_languages():
    told = sheet(cross_fall_permille=[10.0, np.nan, 10.0])
    said = " ".join(" ".join(Page(guide_page(told)).said).split())
    guide = told.guide
    for one in (guide.sentence, *(step.text for step in guide.way.steps), guide.way.warnings[0].text, INVENTED):
        assert one.da in said
        assert one.en in said
    assert "ikke efterprøvet" in said
    assert "ikke en afgørelse" in said
    assert "Eksempelby Kommune" in said
    assert "3 m, som ikke er vurderet" in said


def test_a_way_that_cannot_be_used_gives_no_instructions_and_no_line():
    told = sheet(width_m=[2.0, 0.9, 2.0])
    page = guide_page(told)
    assert "Hvorfor ikke" in page
    assert '<ol class="steps">' not in page
    assert not told.track.points
    assert [one.name for one in told.track.waypoints] == ["Start", "Mål | Goal"]
    assert not len(step_table(told.guide))
    assert warning_table(told.guide)["warning_verdict"].tolist() == ["no"]
    assert route_layer(told.guide)["way_state"].tolist() == ["certain", "blocked"]
    text = " ".join(Pdf(pdf_of(guide_document(told))).pages())
    assert "Hvorfor ikke" in text
    assert "Fortsæt 50 m" not in text


def test_the_track_lies_where_the_way_does():
    told = sheet()
    root = ET.fromstring(gpx_of(told.track, created="2026-05-01T12:00:00+02:00"))  # noqa: S314 - made here
    assert root.tag == f"{{{GPX}}}gpx"
    assert (root.get("version"), root.get("creator")) == ("1.1", "gistools")
    order = [one.tag.split("}")[1] for one in root]
    assert order == ["metadata", *["wpt"] * 4, "trk"]  # as the schema has them: metadata, wpt, rte, trk
    assert [one.tag.split("}")[1] for one in root[0]] == ["name", "desc", "time"]
    assert root[0][2].text == "2026-05-01T10:00:00Z"
    for point in root.iter(f"{{{GPX}}}wpt"):
        assert [one.tag.split("}")[1] for one in point] == ["name", "desc"]
    points = [(float(one.get("lat")), float(one.get("lon"))) for one in root.iter(f"{{{GPX}}}trkpt")]
    assert all(54.0 < lat < 58.0 and 8.0 < lon < 16.0 for lat, lon in points)
    back = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:25832", always_xy=True)
    line = shapely.LineString([back.transform(lon, lat) for lat, lon in points])
    assert line.hausdorff_distance(told.guide.way.route.line(told.guide.network)) < 0.05


def test_the_document_has_title_language_bookmarks_and_its_steps_as_text():
    told = sheet()
    document = guide_document(told)
    data = pdf_of(document)
    pdf = Pdf(data)
    assert pdf.info("Title").replace("\x85", "–") == told.title.da  # the reader knows no PDFDocEncoding
    assert b"/Lang (da" in data
    assert {"Svar", "Kort", "Sådan kommer du frem", "How to get there"} <= set(pdf.bookmarks())
    text = re.sub(r"\s+", " ", " ".join(pdf.pages()))
    assert "Fortæl det til sti@eksempelby.dk." in text
    assert "Kilder" not in text
    for step in told.guide.way.steps:
        assert step.text.da in text
        assert step.text.en in text


def test_places_are_found_by_coordinates_address_and_the_beginning_of_a_name():
    names = ["Elmevej 1, 0099 By", "Elmevej 11, 0099 By", "Å-skolen", "Å-skolen", None]
    layer = gpd.GeoDataFrame(
        {"Navn": names}, geometry=[shapely.Point(k, k) for k in (0, 1, 2, 2)] + [shapely.Point(9, 9)], crs=25832
    )

    def found(asked):
        return find_spot(asked, "EPSG:25832", [layer])

    assert found("elmevej 1").point == shapely.Point(0, 0)
    assert found("Elmevej 11").point == shapely.Point(1, 1)
    assert found(" å skolen ").name == "Å-skolen"
    assert found("A\u030a-skolen").point == shapely.Point(2, 2)
    assert found("650000,5; 6268000,5").point == shapely.Point(650000.5, 6268000.5)
    assert found("650000.5 6268000.5").point == shapely.Point(650000.5, 6268000.5)
    x, y = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:25832", always_xy=True).transform(12.4, 55.65)
    assert found("55.65, 12.4").point.distance(shapely.Point(x, y)) < 0.01
    for asked, word in (("Elmevej", "Elmevej 11"), ("Elmvej 1", "mente du"), ("", "koordinater"), ("!", "koordinater")):
        with pytest.raises(ParamError) as caught:
            found(asked)
        assert word in f"{caught.value.fix.da} {caught.value.expected.da}"


def test_equal_guides_are_equal_bytes():
    assert guide_page(sheet()) == guide_page(sheet())
    assert gpx_of(sheet().track) == gpx_of(sheet().track)
    assert one_profile("wheelchair").name.da in guide_page(sheet())


def test_the_longest_stretch_without_a_bench_is_held_against_what_is_advised():
    net, answers = made()
    ends = Spot(shapely.Point(X, Y + 10), "A"), Spot(shapely.Point(X + 50, Y + 103), "B")

    def told(*points):
        benches = gpd.GeoDataFrame(geometry=[shapely.Point(one) for one in points], crs=25832)
        return " ".join(one.da for one in GuideSheet(find_guide(net, answers, *ends, benches=benches)).remarks)

    assert "uden bænk: 140 m. Anbefalet: højst 100 m" in told((X + 500, Y))
    assert "ikke efterprøvet" in told((X + 500, Y))
    assert "uden bænk: 90 m." in told((X, Y + 100))
    assert "Anbefalet" not in told((X, Y + 100))
    assert "bænk" not in " ".join(one.da for one in GuideSheet(find_guide(net, answers, *ends)).remarks)


def test_where_the_general_rule_stands_for_a_registration_the_guide_says_so():
    ways = [shapely.LineString([(X, Y), (X, Y + 100)]), shapely.LineString([(X, Y + 100), (X, Y + 160)])]
    ends = Spot(shapely.Point(X, Y), "A"), Spot(shapely.Point(X, Y + 160), "B")

    def shown(foot):
        net = assemble(ways, [0, 1], [1, 2], {"way_type": ["path"] * 2, "foot": ["yes", foot]})
        return GuideSheet(find_guide(net, passable(net, one_profile("walking")), *ends))

    told = "På 60 m siger kortet ikke, om gang er tilladt; det er regnet tilladt efter færdselslovens hovedregel"
    open_, registered = shown("unknown"), shown("yes")
    assert told in guide_page(open_)
    assert "ikke efterprøvet" in guide_page(open_).split(told)[1][:60]
    assert told in " ".join(told_table(open_)["text_da"])
    assert "hovedregel" not in guide_page(registered)
