"""The report of a bundle: Danish first, escaped, offline, every number bound; a browser draws and prints it."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from gistools.floodcost.bundle import bundle_table
from gistools.floodcost.bundle_values import InputFile, Section
from gistools.text import Text
from gistools.view.flood_report import flood_report_page
from tests.floodcost.bundle_town import Town

HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)> {{ 7*7 }} ' & Æ"
BLACK = 60


@pytest.fixture(scope="module")
def town() -> Town:
    return Town()


@pytest.fixture(scope="module")
def page(town) -> str:
    return flood_report_page(town.bundle())


class Words(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data):
        if self.tags and self.tags[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def test_danish_stands_first_and_numbers_are_danish(page):
    text = Words(page).text
    assert text.index("Resultat") < text.index("Result ")
    assert text.index("Forventet årlig skade, i dag") < text.index("Expected annual damage, today: DKK")
    annual = re.search(r"i dag: ([\d.]+) kr\.", text)
    english = re.search(r"today: DKK ([\d,]+)\.", text)
    assert annual is not None
    assert english is not None
    assert annual.group(1).replace(".", "") == english.group(1).replace(",", "")
    assert "0,035" in text
    assert "Screening, ikke dokumentation efter BEK 2276." in text
    assert "helårsbolig" in text
    assert "OPDIGTET EKSEMPEL" in text
    assert "Antal bygninger, hvis skade helt eller delvis er ukendt:" in text


def test_it_says_what_verify_can_and_cannot_do(town, page):
    assert "Den enkelte bygning og cellens egen årlige skade kan det ikke regne forfra" in Words(page).text
    assert "kan det ikke regne forfra" not in Words(flood_report_page(town.bundle(houses=True))).text


def test_unverified_defaults_are_told(town, page):
    assert "er ikke efterprøvet i deres kilde" in Words(page).text
    assert town.bundle().tables["defaults"].frame["verified"].tolist() == [True, False, False, False, False]
    assert "ikke efterprøvet i loven selv" in Words(page).text


def test_hostile_texts_stay_texts(town):
    hostile = Text(HOSTILE, HOSTILE)
    town = Town(30)
    town.scenarios = [replace(one, label=hostile) for one in town.scenarios]
    table = bundle_table("more", pd.DataFrame({"navn": [HOSTILE, "b"]}), hostile, {"navn": hostile})
    heading = Section(Text('"><script>x</script>', "<i onclick=x>"), (), ("more",))
    bundle = town.bundle(
        economics=None,
        tables=[table],
        sections=[heading],
        notes=[hostile],
        inputs=[InputFile("buildings", HOSTILE, HOSTILE, 1, HOSTILE)],
    )
    made = Words(flood_report_page(bundle))
    assert not {"script", "iframe", "link", "object"} & set(made.tags)
    assert made.tags.count("img") == 1
    assert not [name for name, _ in made.attributes if name.startswith("on")]
    assert "{{ 7*7 }}" in made.text
    assert "{{ 49 }}" not in made.text
    assert '"><script>x</script> <i onclick=x>' in made.text


def test_the_page_asks_for_nothing_from_elsewhere(page):
    attributes = dict.fromkeys(Words(page).attributes)
    assert not [value for name, value in attributes if name in {"href", "src"} and not value.startswith("data:")]
    assert "http" not in page.replace('http-equiv="Content-Security-Policy"', "")
    assert "url(" not in page
    assert "default-src 'none'" in page


def test_long_tables_show_their_largest_rows_and_say_so():
    bundle = Town(900, 3, side_m=1200.0).bundle(economics=None)
    page = flood_report_page(bundle)
    rows = [int(row) for row in re.findall(r'data-cell="cells/(\d+)/annual_today_dkk"', page)]
    told = bundle.tables["cells"].frame["annual_today_dkk"].to_numpy()
    assert len(rows) == 20 < len(told)
    assert rows == np.argsort(-told, kind="stable")[:20].tolist()
    assert "Tabellen har flere rækker i regnearket." in page


@pytest.fixture(scope="module")
def chromium(tmp_path_factory) -> list[str]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    profile = tmp_path_factory.mktemp("chromium")
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage")
    return [program, *flags, "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={profile}"]


@pytest.mark.browser
def test_a_browser_draws_it_within_its_margins_and_prints_it(chromium, page, tmp_path):
    file, shot, paper = (tmp_path / name for name in ("report.html", "report.png", "report.pdf"))
    file.write_text(page, encoding="utf-8")
    more = ["--window-size=1000,4000", "--hide-scrollbars", f"--screenshot={shot}"]
    subprocess.run([*chromium, *more, file.as_uri()], check=True, capture_output=True, timeout=90)
    with Image.open(shot) as image:
        dark = np.asarray(image.convert("L")).astype(int) < BLACK
    assert dark.sum() > 20_000, "words are drawn"
    assert not dark[:, :15].any()
    assert not dark[:, -15:].any()
    subprocess.run([*chromium, f"--print-to-pdf={paper}", file.as_uri()], check=True, capture_output=True, timeout=90)
    assert paper.read_bytes().startswith(b"%PDF")
    assert paper.stat().st_size > 20_000
