"""Bundles of service levels, plans and maps: verify works them out again and names what was changed."""

from __future__ import annotations

import math
import re
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from gistools.errors import ParamError
from gistools.floodcost.bundle_cells import BundleTable, CellKind
from gistools.floodcost.recompute import recompute
from gistools.run.verify import verify
from tests.floodcost.bundle_town import members_of, rehashed, written
from tests.floodcost.value_town import levels, maps, plan

MAKERS = {"levels": levels, "plan": plan, "maps": maps}
BOTH = pytest.mark.parametrize("houses", [False, True], ids=["public", "houses"])
EACH = pytest.mark.parametrize("kind", MAKERS)


@pytest.fixture(scope="module")
def bundles():
    return {(kind, houses): make(houses=houses) for kind, make in MAKERS.items() for houses in (False, True)}


@pytest.fixture(scope="module")
def zips(bundles, tmp_path_factory):
    folder = tmp_path_factory.mktemp("zips")
    return {key: written(bundle, folder / f"{key[0]}-{key[1]}.zip") for key, bundle in bundles.items()}


def frames(bundle):
    return {name: table.frame for name, table in bundle.tables.items()}


def failing(tables):
    return [fault.en for check in recompute(tables) for fault in check.faults]


@EACH
@BOTH
def test_what_was_written_holds(zips, kind, houses):
    verdict = verify(zips[kind, houses])
    assert verdict.holds, verdict.faults
    assert all(check.count > 0 for check in verdict.checks)
    assert verdict.public is not houses
    assert verdict.conclusion.en.startswith("THE BUNDLE HOLDS")
    said = {"levels": "shown between bounds only", "plan": "only that it lies from", "maps": "damage of each map"}[kind]
    assert any(said in text.en for text in verdict.shown) is not houses


@pytest.mark.parametrize("houses", [False, True], ids=["public", "houses"])
@pytest.mark.parametrize(
    "make",
    [
        lambda **more: levels(first_year="year-0", years=(), **more),
        lambda **more: levels(years=(49,), seed=8, **more),
        lambda **more: levels(years=(49,), level_climate="today", **more),
        lambda **more: levels(years=(49,), giant=1e12, **more),
        lambda **more: plan(years=(), seed=9, **more),
        lambda **more: maps(method="trapezoid", tail="none", **more),
        lambda **more: maps(tail="log-linear", zero_at=2.0, seed=5, **more),
    ],
)
def test_other_choices_hold_too(make, houses):
    assert not failing(frames(make(houses=houses)))


@EACH
def test_a_byte_changed_is_named(zips, kind, tmp_path):
    data = zips[kind, False].read_bytes()
    with zipfile.ZipFile(zips[kind, False]) as archive:
        places = {i.filename: (i.header_offset + 30 + len(i.filename), i.file_size) for i in archive.infolist()}
    rng = np.random.default_rng(3)
    for name in ("report.html", "tables.xlsx", "tables/totals.csv", "tables/cells.csv"):
        start, size = places[name]
        changed = bytearray(data)
        changed[start + int(rng.integers(size))] ^= 1
        path = tmp_path / "changed.zip"
        path.write_bytes(changed)
        verdict = verify(path)
        assert f"{name} is changed" in {fault.en for fault in verdict.faults}


@EACH
def test_a_number_changed_in_the_report_is_named(zips, kind, tmp_path):
    members = members_of(zips[kind, False])
    page = members["report.html"].decode()
    name = {"levels": "level_best", "plan": "plan_account", "maps": "totals"}[kind]
    found = next(re.finditer(rf'data-cell="{name}/[^>]*>[^<0-9]*([0-9])', page))
    other = "7" if found.group(1) != "7" else "8"
    changed = page[: found.start(1)] + other + page[found.end(1) :]
    verdict = verify(rehashed({**members, "report.html": changed.encode()}, tmp_path / "changed.zip"))
    assert any("the report says" in fault.en and name in fault.en for fault in verdict.faults), verdict.faults


@pytest.mark.parametrize(
    ("kind", "table", "column"),
    [("levels", "level_curve", "npv_dkk"), ("plan", "net", "npv_dkk"), ("plan", "plan_account", "dkk")],
)
@BOTH
def test_a_net_present_value_changed_everywhere_with_new_hashes_is_named(
    bundles, kind, table, column, houses, tmp_path
):
    """CSV, workbook, report and manifest agree on another NPV: the flows and rates of the zip do not."""
    bundle = bundles[kind, houses]
    frame = bundle.tables[table].frame.copy()
    row = int(np.flatnonzero(frame["term"] == "npv")[0]) if "term" in frame else 0
    frame.loc[row, column] = round(frame.loc[row, column] + 100_000.0, 2)
    made = BundleTable(table, bundle.tables[table].title, frame, bundle.tables[table].columns)
    changed = replace(bundle, tables={**bundle.tables, table: made})
    verdict = verify(written(changed, tmp_path / "changed.zip"))
    assert any(fault.en.startswith(f"{table}.{column}") for fault in verdict.faults), verdict.faults


# columns that are worked out again by nothing, or within bounds alone, with the reason
UNCHECKED = {
    "buildings.ground_area_m2",  # from the register
    "step_groups.group_id",  # a name
    "step_groups.buildings",  # only that there are enough
    "level_terms.near_percent",  # shown in words; near itself is checked
    "plan_account.buildings",  # counts
    *(f"step_groups.{side}_{state}_mm" for side in ("from", "to") for state in ("all", "as_is", "plan")),  # bounds
    "totals.head_dkk", "totals.tail_dkk",  # only the shares, of a public bundle
    "level_damage.annual_dkk", "level_damage.none_dkk",  # those of one year alone: within bounds, of a public bundle
    "level_terms.first_mm",  # within bounds, of a public bundle
}  # fmt: skip
LOOSE = {True: {"buildings.ground_area_m2", "level_terms.near_percent", "plan_account.buildings"}, False: UNCHECKED}
AGAIN = {
    "totals", "classes", "cells", "buildings", "steps", "step_groups", "building_maps", "map_sums", "maps", "rain",
    "discount_rates", "flows", "horizons", "values", "net", "levels", "level_damage", "level_curve", "level_best",
    "level_more", "level_terms", "measures", "plan_account",
}  # fmt: skip


@EACH
@BOTH
def test_each_number_that_is_worked_out_again_tells_when_it_is_changed(kind, houses):
    """One number of each column is changed alone, by one øre, one, or a thousandth: the checks must not hold."""
    small = {"levels": {"n": 150, "years": (49,)}, "plan": {"n": 150, "years": (49,)}, "maps": {}}
    bundle = MAKERS[kind](houses=houses, **small[kind])
    tables = frames(bundle)
    assert not failing(tables)
    missed = set()
    for name in sorted(AGAIN & set(tables)):
        for column in bundle.tables[name].columns:
            if column.kind in {CellKind.TEXT, CellKind.YES_NO}:
                continue
            values = tables[name][column.name].to_numpy(float)
            if np.isnan(values).all():
                continue
            row = int(np.nanargmax(np.abs(values)))
            if column.name == "onset_mm":
                row = int(np.nanargmax(np.where(values > 15.0, tables[name]["amount_dkk"], np.nan)))
            if column.name == "to_year":
                row = 0  # that of the last rate is beyond the horizon
            step = {CellKind.DKK: 0.02, CellKind.WHOLE: 1}.get(column.kind, max(abs(values[row]) / 1000.0, 1e-3))
            frame = tables[name].copy()
            frame[column.name] = frame[column.name].astype(float)
            frame.loc[row, column.name] += step
            if not failing({**tables, name: frame}):
                missed.add(f"{name}.{column.name}")
    assert missed <= LOOSE[houses], missed - LOOSE[houses]


def test_the_curve_of_levels_is_that_of_the_tool(bundles):
    """The bundle tells the same øre as the table of the tool, which discounts in another way."""
    curve = bundles["levels", True].tables["level_curve"].frame
    values = bundles["levels", True].tables["values"].frame.set_index("flow")["present_dkk"]
    for above, rows in curve.groupby("above"):
        for i, row in enumerate(rows[rows["choice"] == "level"].itertuples(), start=1):
            assert values[f"saved_{above}_{i}"] == row.avoided_dkk
            assert values[f"cost_{i}"] == row.cost_dkk


@BOTH
def test_doing_nothing_stands_before_the_levels_and_verify_knows_its_row(bundles, houses):
    """One row for each assumption: no return period, worth nothing, all damage left; each cell of it is checked."""
    tables = frames(bundles["levels", houses])
    curve = tables["level_curve"]
    nothing = curve[curve["choice"] == "nothing"]
    assert nothing["above"].tolist() == ["shift", "unchanged"]
    assert nothing["choice_da"].tolist() == ["ikke at gøre noget"] * 2
    assert nothing["return_period_years"].isna().all()
    assert (nothing[["avoided_dkk", "cost_dkk", "npv_dkk"]] == 0.0).all(axis=None)
    assert tables["level_more"]["return_period_years"].notna().all()
    row = nothing.index[-1]
    changes = {
        "choice": "level", "return_period_years": 1.0, "annual_damage_dkk": nothing["annual_damage_dkk"].iloc[0] + 0.02,
        "avoided_dkk": 0.01, "cost_dkk": 0.01, "npv_dkk": 0.01, "best": True, "near_best": True, "always_allowed": True,
    }  # fmt: skip
    for column, value in changes.items():
        frame = curve.copy()
        frame.loc[row, column] = value
        assert any(text.startswith("level_curve") for text in failing({**tables, "level_curve": frame})), column
    assert failing({**tables, "level_curve": curve.drop(index=row)})


@BOTH
def test_levels_of_which_none_pays_say_so_and_hold(houses):
    """Of works a thousand times as dear nothing done is the best: verify works that out too."""
    bundle = levels(150, houses=houses, years=(), dear=1000.0)
    tables = frames(bundle)
    curve = tables["level_curve"]
    assert curve.loc[curve["best"], "choice"].tolist() == ["nothing"] * 2
    assert tables["level_best"]["return_period_years"].isna().all()
    assert not failing(tables)
    curve = curve.assign(best=False)
    assert any("best" in text for text in failing({**tables, "level_curve": curve}))


def test_levels_of_a_later_climate_carry_the_rain_of_it(bundles):
    """By default the level is that of the climate year: 49 years on its rain is more than that of today."""
    later, now = frames(bundles["levels", True]), frames(levels(150, houses=True, level_climate="today"))
    assert (later["level_terms"]["scenario"].item(), now["level_terms"]["scenario"].item()) == ("future", "today")
    assert (later["levels"]["rain_mm"] > now["levels"]["rain_mm"]).all()
    wrong = {**later, "level_terms": later["level_terms"].assign(scenario="today")}
    assert any(text.startswith("levels.rain_mm") for text in failing(wrong))


def test_levels_that_too_few_houses_lie_between_are_named_and_refused():
    """Of twelve houses there are too few between some of four levels; with houses it may be made."""
    with pytest.raises(ParamError, match=r"færre end 3 bygninger mellem to niveauers regn \(T = "):
        levels(12)
    assert "buildings" in levels(12, houses=True).tables


def test_a_plan_that_concerns_two_houses_is_not_public():
    with pytest.raises(ParamError, match="med skade eller en forskel i skade"):
        plan(300, changed=0.005, seed=4)


def test_maps_that_few_houses_lie_between_are_told_without_sums():
    """Of eight houses one or two have damage on a map for the first time: the sums by map would tell it."""
    tables = frames(maps(9, seed=11))
    assert "map_sums" not in tables
    assert not failing(tables)


def test_always_allowed_levels_are_marked_with_the_reason(bundles):
    told = bundles["levels", False].tables["levels"].frame
    assert told["always_allowed"].tolist() == [True, True, False, False]
    assert told["allowed_da"].tolist()[:2] == ["må altid vælges (separatkloak)", "må altid vælges (fælleskloak)"]


def test_what_a_plan_saves_is_held_against_each_house(bundles):
    """With houses the sum of whole øre is known to the øre; without, to the rounding of each house."""
    for houses, off in ((True, 0.02), (False, 5.0)):
        tables = frames(bundles["plan", houses])
        account = tables["plan_account"].copy()
        hit = account["term"].isin(["avoided", "npv"])
        account.loc[hit, "dkk"] += off
        assert any("(avoided)" in text for text in failing({**tables, "plan_account": account})), houses


def test_present_value_of_works_by_hand():
    """100 in year 0 with a lifetime of 2 of 3 years at 0 %: 100 + 3 of upkeep + 100 anew - half of it left = 153."""
    from gistools.floodcost.discount import FOREVER, Discounting
    from gistools.floodcost.publishing_value import by_year
    from gistools.floodcost.works import Works

    flat = Discounting(np.array([FOREVER]), np.array([0.0]), horizon_years=3)
    works = Works(100.0, 1.0, 2)
    assert math.fsum(np.sum(list(by_year(works, flat).values()), axis=0)) == works.costs(flat).total_dkk == 153.0
