"""Verify holds for what was written, and names whatever was changed: bytes, members, cells, numbers, rows."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from gistools.cli import main
from gistools.cloudburst.rain import RainStatistics
from gistools.errors import InputError, MissingDependencyError, OutputError
from gistools.floodcost.bundle_cells import BundleTable, CellKind
from gistools.floodcost.recompute import Recomputation, recompute
from gistools.io.bundle import MANIFEST, WORKBOOK, open_bundle, write_bundle
from gistools.io.sheets import packed
from gistools.run.verify import Verdict, verify
from tests.floodcost.bundle_town import Town, everything, members_of, rehashed, written

if TYPE_CHECKING:
    from gistools.floodcost.bundle_values import Bundle
    from gistools.floodcost.checking import Check

BOTH = pytest.mark.parametrize("houses", [False, True], ids=["public", "houses"])


@pytest.fixture(scope="module")
def town() -> Town:
    return Town()


@pytest.fixture(scope="module")
def bundles(town) -> dict[bool, Bundle]:
    return {houses: town.bundle(houses=houses) for houses in (False, True)}


@pytest.fixture(scope="module")
def zips(bundles, tmp_path_factory):
    folder = tmp_path_factory.mktemp("zips")
    return {houses: written(bundle, folder / f"{houses}.zip") for houses, bundle in bundles.items()}


def names(verdict: Verdict, *parts: str) -> bool:
    """Whether one fault holds all the parts."""
    return any(all(part in fault.en for part in parts) for fault in verdict.faults)


@BOTH
def test_what_was_written_holds(zips, houses):
    verdict = verify(zips[houses])
    assert verdict.holds, verdict.faults
    assert verdict.public is not houses
    assert all(check.count > 0 for check in verdict.checks)
    assert json.loads(json.dumps(verdict.to_dict()))["holds"] is True


@pytest.mark.parametrize(("n", "seed", "curves"), [(12, 2, False), (300, 4, True), (25, 5, True)])
@BOTH
def test_other_towns_hold_too(tmp_path, n, seed, curves, houses):
    town = Town(n, seed, curves=curves, side_m=900.0, head="hold", tail="none", drained_years=5)
    made = written(town.bundle(houses=houses, economics=None, ledger=None, pictures=(), stamps=()), tmp_path / "t.zip")
    verdict = verify(made)
    assert verdict.holds, verdict.faults


@pytest.mark.parametrize("series", ["partial-duration", "annual-maxima"])
@pytest.mark.parametrize("beyond", ["cut", "hold"])
def test_a_rain_table_that_reaches_beyond_the_scenario_holds(tmp_path, series, beyond):
    """T = 1.5-500 and a scenario of T = 2-100: both ends go on as today's, which the zip must be able to tell again."""
    table = pd.DataFrame({"varighed_min": [60], "T=1,5": [13.0], "T=40": [34.0], "T=500": [58.0]})
    town = Town(25, 5, given=RainStatistics.from_table(table, series=series), beyond=beyond)
    verdict = verify(written(town.bundle(houses=True, economics=None), tmp_path / "t.zip"))
    assert verdict.holds, verdict.faults


def test_a_town_without_any_damage_holds(tmp_path):
    town = Town(20, curves=False)
    onset = np.full_like(town.evidence.onset_mm, np.inf)
    town.evidence = replace(town.evidence, onset_mm=onset)
    town.scenarios = [replace(one, annual=town.annual(one.rate)) for one in town.scenarios]
    for houses in (False, True):
        verdict = verify(written(town.bundle(houses=houses, economics=None), tmp_path / "t.zip"))
        assert verdict.holds, verdict.faults


@BOTH
def test_a_byte_changed_in_any_member_is_named(zips, houses, tmp_path):
    data = zips[houses].read_bytes()
    with zipfile.ZipFile(zips[houses]) as archive:
        places = {i.filename: (i.header_offset + 30 + len(i.filename), i.file_size) for i in archive.infolist()}
    rng = np.random.default_rng(7)
    if houses:
        places = {name: places[name] for name in ("tables/buildings.csv", "tables/steps.csv", "tables.xlsx")}
    for name, (start, size) in places.items():
        at = start + int(rng.integers(size))
        changed = bytearray(data)
        changed[at] ^= 1 << int(rng.integers(7))
        path = tmp_path / "changed.zip"
        path.write_bytes(changed)
        if name != MANIFEST:
            assert f"{name} is changed" in {fault.en for fault in open_bundle(path).faults}, name
        if name in {MANIFEST, WORKBOOK, "report.html", "tables/columns.csv", "tables/steps.csv"}:
            assert not verify(path).holds, name


def test_a_byte_of_the_zip_itself_is_named(zips, tmp_path):
    data = zips[False].read_bytes()
    path = tmp_path / "changed.zip"
    for at in (
        10,
        38,
        len(data) - 30,
        len(data) - 1,
    ):  # the date of the first member, others of its head, the directory
        changed = bytearray(data)
        changed[at] ^= 1
        path.write_bytes(changed)
        try:
            assert not verify(path).holds, at
        except InputError:
            continue
    path.write_bytes(data + b"x")
    assert not verify(path).holds
    changed = bytearray(data)
    changed[10] ^= 1
    path.write_bytes(changed)
    assert names(verify(path), "byte 10 outside of the files")


def test_members_missing_added_doubled_or_packed_anew_are_named(zips, tmp_path):
    members, path = members_of(zips[False]), tmp_path / "changed.zip"
    less = {name: data for name, data in members.items() if name != "tables/cells.csv"}
    path.write_bytes(packed(less))
    assert names(verify(path), "tables/cells.csv is missing")
    path.write_bytes(packed({**members, "tables/more.csv": b"x\r\n"}))
    verdict = verify(path)
    assert names(verdict, "tables/more.csv was added")
    assert names(verdict, "the table more is in one place only")
    path.write_bytes(packed({name: data for name, data in members.items() if name != MANIFEST}))
    assert names(verify(path), "manifest.json is missing")
    path.write_bytes(packed({**members, MANIFEST: b"{}"}))
    assert names(verify(path), "manifest.json cannot be read")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    verdict = verify(path)
    assert names(verdict, "another program packed it")
    assert len(verdict.faults) == 1
    shutil.copy(zips[False], path)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("report.html", b"<p>")
    assert names(verify(path), "report.html is there more than once")


def test_what_is_no_bundle_is_an_error(tmp_path):
    for data in (b"", b"PK", b"hello" * 100):
        path = tmp_path / "x.zip"
        path.write_bytes(data)
        with pytest.raises(InputError, match="kan ikke læses"):
            verify(path)
    with pytest.raises(InputError, match="kan ikke læses"):
        verify(tmp_path / "none.zip")


@BOTH
def test_a_number_changed_in_a_csv_alone_is_named_by_its_cell(zips, houses, tmp_path):
    """The manifest agrees with what was changed, as it would when somebody wants to deceive."""
    members = members_of(zips[houses])
    for name in ("cells", "totals", "rain", "defaults"):
        member = f"tables/{name}.csv"
        text = members[member].decode("utf-8-sig")
        column, row = {"cells": (1, 2), "totals": (6, 1), "rain": (3, 2), "defaults": (3, 1)}[name]
        lines = [line.split(";") for line in text.split("\r\n")]
        if name == "totals":
            column = lines[0].index("annual_dkk")
        cell = lines[row][column]
        lines[row][column] = cell[:-1] + ("1" if cell[-1] != "1" else "2")
        changed = {**members, member: "\r\n".join(";".join(line) for line in lines).encode("utf-8-sig")}
        verdict = verify(rehashed(changed, tmp_path / "changed.zip"))
        assert names(verdict, f"{name}.{lines[0][column]}, row {row}:", "in the workbook"), (name, verdict.faults)


def test_a_number_changed_in_the_workbook_alone_is_named(zips, tmp_path):
    members = members_of(zips[False])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(members[WORKBOOK])) as book, zipfile.ZipFile(out, "w") as archive:
        for part in book.namelist():
            data = book.read(part)
            if part == "xl/worksheets/sheet3.xml":
                data, count = re.subn(rb"<v>(\d+)\.(\d+)</v>", rb"<v>9\1.\2</v>", data, count=1)
                assert count == 1
            archive.writestr(part, data)
    verdict = verify(rehashed({**members, WORKBOOK: out.getvalue()}, tmp_path / "changed.zip"))
    assert names(verdict, "totals.annual_dkk, row 1:", "in the workbook")


def test_numbers_changed_in_the_report_are_named(zips, tmp_path):
    members = members_of(zips[False])
    page = members["report.html"].decode()
    path = tmp_path / "changed.zip"

    def of(text: str) -> Verdict:
        assert text != page
        return verify(rehashed({**members, "report.html": text.encode()}, path))

    bound = re.search(r'data-cell="(totals/0/annual_dkk)" lang="da" data-decimals="0">([\d.]+)<', page)
    assert bound is not None
    shown = bound.group(2)
    one = of(page.replace(f">{shown}<", f">{shown[:-1]}{(int(shown[-1]) + 1) % 10}<", 1))
    assert names(one, f"but {bound.group(1)} is {shown}")
    assert names(of(page.replace("<h2>", "<h2>7 ", 1)), "the number 7 stands in no table")
    assert names(of(page.replace("</footer>", "<p>kun 12 kr.</p></footer>")), "the number 12 stands")
    assert names(of(page.replace("</footer>", '<p title="5 kr.">x</p></footer>')), "the number 5 stands")
    assert names(of(page.replace("totals/0/annual_dkk", "totals/9/annual_dkk", 1)), "which is not there")
    assert names(of(page.replace("totals/0/annual_dkk", "totals/-1/annual_dkk", 1)), "which is not there")
    assert names(of(page.replace("</body>", "<script>1</script></body>")), "script")
    assert names(of(page.replace("</style>", "td::after { content: '9'; }</style>")), "the report has style")
    assert names(of(page.replace("iVBOR", "iVBOX", 1)), "the picture risk_curve")
    split = f"{shown[:1]}<b>{shown[1:]}</b>"
    assert names(of(page.replace(f">{shown}<", f">{split}<", 1)), "which gistools does not write")


@BOTH
def test_a_row_removed_everywhere_is_named(bundles, houses, tmp_path):
    """Removed from CSV, workbook and report, with a manifest that agrees: the sums still tell."""
    for name in ("cells", "classes", *(("buildings", "steps") if houses else ("step_groups",))):
        bundle = changed_bundle(bundles[houses], name, lambda frame: frame.drop(index=frame.index[-1]))
        verdict = verify(written(bundle, tmp_path / "changed.zip"))
        assert not verdict.holds, name


def changed_bundle(bundle: Bundle, name: str, change) -> Bundle:
    table = bundle.tables[name]
    made = BundleTable(name, table.title, change(table.frame.copy()).reset_index(drop=True), table.columns)
    return replace(bundle, tables={**bundle.tables, name: made})


# columns of the tables that are worked out again which are not numbers to be recomputed, each with the reason
UNCHECKED = {
    True: {
        "buildings.ground_area_m2",  # from the register
    },
    False: {
        "step_groups.group_id",  # a name
        "step_groups.buildings",  # only that there are enough
        "step_groups.from_all_mm",
        "step_groups.to_all_mm",
        "totals.head_dkk",  # only that the share is its
        "totals.tail_dkk",
    },
}
AGAIN = {
    *(
        "totals",
        "classes",
        "cells",
        "buildings",
        "steps",
        "building_curves",
        "step_groups",
        "rains",
    ),
    *("rain", "discount_rates", "flows", "horizons", "values", "net"),
}


def failing(tables: dict[str, pd.DataFrame]) -> tuple[Check, ...]:
    return tuple(check for check in recompute(tables) if not check.holds)


@BOTH
def test_each_number_that_is_worked_out_again_tells_when_it_is_changed(bundles, houses):
    """One number of each column is changed alone, by one øre, one, or a thousandth: the checks must not hold."""
    bundle = bundles[houses]
    tables = {name: table.frame for name, table in bundle.tables.items()}
    assert not failing(tables)
    missed = set()
    for name in AGAIN & set(tables):
        for column in bundle.tables[name].columns:
            if column.kind in {CellKind.TEXT, CellKind.YES_NO}:
                continue
            values = tables[name][column.name].to_numpy(float)
            # the largest: what happens oftenest or costs most, so that a thousandth of it is more than rounding
            row = int(np.nanargmax(np.abs(values))) if not np.isnan(values).all() else 0
            if column.name == "onset_mm":
                row = int(np.nanargmax(np.where(values > 25.0, tables[name]["amount_dkk"], np.nan)))
            if column.name == "to_year":
                row = 0  # that of the last rate is beyond the horizon
            least = 10.0 if column.unit == "DKK" else 0.1
            step = {CellKind.DKK: 0.01, CellKind.WHOLE: 1, CellKind.NUMBER: max(abs(values[row]) / 1000.0, least)}[
                column.kind
            ]
            frame = tables[name].copy()
            frame.loc[row, column.name] += step
            if not failing({**tables, name: frame}):
                missed.add(f"{name}.{column.name}")
    expected = UNCHECKED[houses]
    assert missed <= expected, missed - expected


def test_a_unit_price_that_is_doubled_for_one_house_is_named_by_house(bundles, tmp_path):
    steps = bundles[True].tables["steps"].frame
    hit = steps.index[(steps["onset_state"] == "reached") & (steps["amount_dkk"] > 0.0)][0]

    def doubled(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[hit, "amount_dkk"] *= 2.0
        return frame

    verdict = verify(written(changed_bundle(bundles[True], "steps", doubled), tmp_path / "changed.zip"))
    assert names(verdict, f"(building_id {steps.loc[hit, 'building_id']})", "onset x rate")


def test_houses_behind_a_manifest_that_says_public_are_named(bundles, tmp_path):
    verdict = verify(written(replace(bundles[True], public=True), tmp_path / "changed.zip"))
    assert names(verdict, "the manifest says other than the tables")


def test_climate_counted_twice_is_named(town, tmp_path):
    rain = town.bundle(houses=True).tables["rain"].frame

    def twice(frame: pd.DataFrame) -> pd.DataFrame:
        frame["rain_mm"] *= frame["climate_factor"]
        return frame

    assert (rain["climate_factor"] > 1.0).any()
    verdict = verify(written(changed_bundle(town.bundle(houses=True), "rain", twice), tmp_path / "changed.zip"))
    assert names(verdict, "rain (s2120", "climate_factor x rain")


def test_the_command_says_what_holds_and_what_does_not(zips, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("GISTOOLS_LANG", "")
    assert main(["verify", str(zips[False])]) == 0
    told = capsys.readouterr().out
    assert "PAKKEN HOLDER" in told
    assert "THE BUNDLE HOLDS" in told
    assert verify(zips[False]).fingerprint in told
    assert "enkelte bygning" in told
    data = bytearray(zips[False].read_bytes())
    data[data.index(b"tables/totals.csv") + 300] ^= 1
    path = tmp_path / "changed.zip"
    path.write_bytes(data)
    assert main(["verify", str(path)]) == 1
    assert "PAKKEN HOLDER IKKE" in capsys.readouterr().out
    assert main(["verify", "--json", str(path)]) == 1
    assert json.loads(capsys.readouterr().out)["holds"] is False
    assert main(["verify", str(tmp_path / "none.zip")]) == 1


def test_a_public_bundle_says_between_which_bounds_its_annual_damage_was_shown(bundles, tmp_path):
    """Damage within the bounds may be changed with its sums and still hold: so the bounds are told, kr. and factor."""
    bundle = bundles[False]
    groups, totals = bundle.tables["step_groups"].frame, bundle.tables["totals"].frame.set_index("scenario")
    again = Recomputation({name: table.frame for name, table in bundle.tables.items()})
    rate = again.rates["today"]
    amount = groups["amount_dkk"].to_numpy()
    low, high = (float(amount @ rate.rate(groups[f"{side}_all_mm"].to_numpy())) for side in ("to", "from"))
    told = totals.loc["today", "annual_dkk"]
    assert low < told < high
    verdict = verify(written(bundle, tmp_path / "public.zip"))
    line = next(text.en for text in verdict.shown if text.en.startswith("Annual damage (today)"))
    numbers = [float(one.replace(",", "")) for one in re.findall(r"DKK ([0-9,.]+) to ([0-9,.]+[0-9])", line)[0]]
    assert numbers == pytest.approx([low, high], abs=0.01 * (len(groups) + 1))
    assert f"{told:,.2f}" in line
    shares = [float(one) for one in re.findall(r", ([0-9.]+) to ([0-9.]+) times", line)[0]]
    assert shares == pytest.approx([low / told, high / told], abs=0.005)
    assert "only between the bounds above" in verdict.conclusion.en
    assert any(text.en.endswith("as sums of classes and as sums of cells.") for text in verdict.shown)
    assert any("no better than the annual damage" in text.en for text in verdict.shown)


def test_a_bundle_with_houses_says_that_every_total_was_recomputed(zips, tmp_path):
    verdict = verify(zips[True])
    assert verdict.conclusion.en.startswith("THE BUNDLE HOLDS: every total was recomputed to the øre, from the steps")
    assert not any("between" in text.en for text in verdict.shown)
    told = verdict.to_dict()
    assert len(told["shown"]) == len(verdict.shown) > 0
    members = members_of(zips[True])
    broken = rehashed({**members, "report.html": members["report.html"] + b"<p>77</p>"}, tmp_path / "broken.zip")
    assert verify(broken).shown == (), "what does not hold shows nothing"


def test_without_openpyxl_a_workbook_of_others_is_an_error_and_no_verdict(zips, tmp_path, monkeypatch):
    """The workbook that the tables make is known by its parts; any other must be read."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert verify(zips[False]).holds
    members = members_of(zips[False])
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(members[WORKBOOK])) as book, zipfile.ZipFile(made, "w") as other:
        for name in book.namelist():
            other.writestr(name, book.read(name) + b"\n")
    changed = rehashed({**members, WORKBOOK: made.getvalue()}, tmp_path / "changed.zip")
    with pytest.raises(MissingDependencyError, match="openpyxl"):
        verify(changed)
    monkeypatch.undo()
    assert verify(changed).holds, "read cell by cell it is the same"


def test_a_stopped_or_wrong_write_leaves_nothing(bundles, tmp_path):
    with pytest.raises(OutputError, match=r"\.zip"):
        write_bundle(bundles[False], tmp_path / "x.rar", report="")
    assert not list(tmp_path.iterdir())


def test_members_are_what_the_issue_asks_for(bundles):
    members = everything(bundles[False])
    assert {"manifest.json", "report.html", "tables.xlsx", "pictures/risk_curve.png"} <= set(members)
    assert sum(name.startswith("tables/") for name in members) == len(bundles[False].tables)
