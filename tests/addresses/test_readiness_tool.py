"""The tool address-readiness on the sample plans: each answer, in layers, table and notes."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

from gistools.cli import main


@pytest.fixture(scope="module")
def made(sample_dir, tmp_path_factory):
    out = tmp_path_factory.mktemp("klar") / "ud"
    plans = sample_dir / "local_plans.gpkg"
    assert main(["address-readiness", "--register", str(sample_dir / "address_register.gpkg"), "--local-plans",
                 f"{plans}:local_plans", "--plan-targets", f"{plans}:building_fields", "--day", "2026-11-28",
                 "--out", str(out)]) == 0  # fmt: skip
    return out


def test_each_plan_has_its_answer_and_a_sentence_late_first(made):
    table = pd.read_csv(made / "plan_list.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert table[["plan_name", "plan_answer", "with_address", "target_count"]].values.tolist() == [
        ["Ringkvarteret", "late", 0, 6], ["Skovkvarteret", "unknown", 1, 3], ["Engkvarteret", "on_the_way", 0, 8],
        ["Bakkekvarteret", "on_the_way", 0, 4], ["Roemarken", "ready", 12, 12],
    ]  # fmt: skip
    assert table.binding_targets.tolist() == [5, 3, 8, 4, 12]
    assert table.advisory_targets.tolist() == [1, 0, 0, 0, 0]
    assert table.told_da[0].endswith("vedtaget for 291 dage siden, over grænsen på 180 dage.")
    assert table.told_en[1].endswith("cannot be told: the day of adoption is missing.")
    assert table.adopted_days.isna().tolist() == [False, True, True, False, False]
    assert (table.maerke == "OPDIGTET EKSEMPEL / INVENTED EXAMPLE").all()
    assert "of_targets" not in table.columns


def test_the_layers_say_the_same(made):
    plans = gpd.read_file(made / "plan_readiness.gpkg", layer="plan_readiness")
    assert plans.of_targets.tolist() == ["0/6", "1/3", "0/8", "0/4", "12/12"]
    fields = gpd.read_file(made / "target_readiness.gpkg", layer="target_readiness")
    count = fields.groupby(["in_plans", "has_address"]).size()
    assert count.to_dict() == {
        ("Bakkekvarteret", "no"): 4, ("Engkvarteret", "no"): 8, ("Ringkvarteret", "no"): 6, ("Roemarken", "yes"): 12,
        ("Skovkvarteret", "no"): 2, ("Skovkvarteret", "yes"): 1,
    }  # fmt: skip
    for name, area in zip(plans.plan_name, plans.geometry, strict=True):
        assert fields.geometry[fields.in_plans == name].within(area.buffer(0.01)).all()
    assert {str(plans.crs), str(fields.crs)} == {"EPSG:25832"}


def test_what_has_no_area_is_left_out_and_what_lies_in_no_plan_is_not_counted_and_both_are_told(
    sample_dir, tmp_path, capsys
):
    source = sample_dir / "local_plans.gpkg"
    plans, fields = (gpd.read_file(source, layer=name) for name in ("local_plans", "building_fields"))
    plans.loc[1, "geometry"] = None
    fields.loc[len(fields) - 1, "lokplan_id"] = 1
    fields = fields.set_geometry(fields.geometry.where(fields.lokplan_id != 1, fields.geometry.translate(9_000)))
    plans.to_file(tmp_path / "planer.gpkg")
    fields.to_file(tmp_path / "felter.gpkg")
    assert main(["address-readiness", "--register", str(sample_dir / "address_register.gpkg"), "--local-plans",
                 str(tmp_path / "planer.gpkg"), "--plan-targets", str(tmp_path / "felter.gpkg"), "--day", "2026-11-28",
                 "--out", str(tmp_path / "ud")]) == 0  # fmt: skip
    captured = capsys.readouterr()
    said = " ".join((captured.out + captured.err).split())
    assert "planer.gpkg: 1 objekter uden geometri er udeladt" in said
    assert "7 grunde eller byggefelter ligger ikke i nogen plan" in said  # the six of the plan that is left out too
    table = pd.read_csv(tmp_path / "ud" / "plan_list.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert sorted(table.target_count) == [2, 4, 8, 12]


def test_ids_of_plans_may_hold_blanks(sample_dir, tmp_path):
    source = sample_dir / "local_plans.gpkg"
    plans, fields = (gpd.read_file(source, layer=name) for name in ("local_plans", "building_fields"))
    plans.assign(planid=[f"Plan {one}" for one in plans.planid]).to_file(tmp_path / "planer.gpkg")
    fields.assign(lokplan_id=[f"plan {one}" for one in fields.lokplan_id]).to_file(tmp_path / "felter.gpkg")
    assert main(["address-readiness", "--register", str(sample_dir / "address_register.gpkg"), "--local-plans",
                 str(tmp_path / "planer.gpkg"), "--plan-targets", str(tmp_path / "felter.gpkg"), "--day", "2026-11-28",
                 "--out", str(tmp_path / "ud")]) == 0  # fmt: skip
    told = gpd.read_file(tmp_path / "ud" / "target_readiness.gpkg", layer="target_readiness")
    assert told.in_plans.value_counts()["Roemarken"] == 12


def test_days_that_cannot_be_read_are_refused_by_row(sample_dir, tmp_path, capsys):
    source = sample_dir / "local_plans.gpkg"
    plans = gpd.read_file(source, layer="local_plans").assign(datoikraft=["", "02-10-2026", "", "2019-31-12", ""])
    plans.to_file(tmp_path / "planer.gpkg")
    assert main(["address-readiness", "--register", str(sample_dir / "address_register.gpkg"), "--local-plans",
                 str(tmp_path / "planer.gpkg"), "--plan-targets", f"{source}:building_fields", "--day", "2026-11-28",
                 "--out", str(tmp_path / "ud")]) != 0  # fmt: skip
    said = capsys.readouterr()
    assert "række 4: '2019-31-12'" in said.out + said.err
    assert "række 2" not in said.out + said.err
