"""Corrections: judged row by row, put into a copy with a journal, undone to the bit; sources never change."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.errors import LayerError, ParamError
from gistools.pathnet import BuildParams, build_network, undo_repairs
from gistools.pathnet.corrections import apply_corrections, judge_corrections, undo_corrections
from gistools.pathnet.judge import passable
from gistools.pathnet.path_survey import CODED, NUMBERS, PATH_FORM, path_survey_form
from gistools.pathnet.profiles import one_profile
from gistools.styles import COLUMNS
from gistools.styles.columns_paths import SURFACES
from gistools.tables import load_table
from tests.pathnet.made import network

LINES = [(0, 0, 40, 0), (40, 0, 80, 0), (80, 0, 80, 50)]


def net(**columns):
    return network(*LINES, **columns)


def said(lines, **columns):
    shapes = [shapely.LineString(np.reshape(one, (-1, 2))) for one in lines]
    told = {"said_by": [None] * len(shapes), "said_date": [None] * len(shapes)} | columns
    return gpd.GeoDataFrame(told, geometry=shapes, crs=25832)


def states(judged):
    rows = judged.rows
    return rows[["correction_id", "edge_id", "corrected_column", "correction_state"]].values.tolist()


def test_a_correction_holds_for_all_edges_along_its_line_and_none_where_they_do_not_cover_it():
    layer = said([(0, 0, 80, 0), (0, 5, 40, 5), (0, 0, 30, 0), (80, 0, 80, 50)], width_m=[1.4, 1.5, 1.6, 1.7])
    assert states(judge_corrections(net(), layer)) == [
        [1, 1, "width_m", "accepted"], [1, 2, "width_m", "accepted"], [2, 0, "width_m", "unknown_edge"],
        [3, 0, "width_m", "unknown_edge"], [4, 3, "width_m", "accepted"],
    ]  # fmt: skip


def test_edges_of_other_features_are_passed_over_where_the_form_tells_its_own():
    made = network((0, 0, 40, 0), (0, 0.5, 40, 0.5), source=["paths", "paths"], feature=["sti", "bro"])
    layer = said([(0, 0, 40, 0)], width_m=[1.4], source=["paths"], feature=["sti"])
    assert [row[1] for row in states(judge_corrections(made, layer))] == [1]


def test_rank_decides_and_equal_ranks_that_differ_decide_nothing():
    def outcome(values, roles, before=np.nan):
        layer = said([LINES[0]] * len(values), width_m=values, said_by=roles)
        return [row[3] for row in states(judge_corrections(net(width_m=[before, np.nan, np.nan]), layer))]

    assert outcome([1.4, 2.0], ["surveyor", "user"]) == ["accepted", "conflict"]
    assert outcome([1.4, 2.0], ["opmåler", "kommunens medarbejder"]) == ["accepted", "conflict"]
    assert outcome([1.4, 2.0], ["user", "user"]) == ["conflict", "conflict"]
    assert outcome([1.4, 1.4], ["user", "user"]) == ["accepted", "accepted"]
    assert outcome([1.4], ["user"], before=2.0) == ["conflict"]
    assert outcome([1.4], ["surveyor"], before=2.0) == ["accepted"]
    assert outcome([2.0, 1.4], ["surveyor", "surveyor"], before=2.0) == ["conflict", "conflict"]
    assert outcome([2.0], ["user"], before=2.0) == ["same"]
    assert outcome([1.4], [None], before=2.0) == ["conflict"]
    assert outcome([1.4], ["nobody we know"], before=2.0) == ["conflict"]


def test_what_cannot_be_right_is_implausible_with_the_reason():
    layer = said(
        [LINES[0]] * 6,
        width_m=["14", "0", "bred", None, None, None],
        surface=[None, None, None, "marmor", "Asfalt", None],
        steps=[None, None, None, None, "ja", "måske"],
        said_date=["2026-05-01", "2027-05-01", None, "snart", None, None],
    )
    judged = judge_corrections(net(), layer, today="2026-06-01")
    assert [row[2:] for row in states(judged)] == [
        ["width_m", "accepted"], ["width_m", "implausible"], ["width_m", "implausible"], ["surface", "implausible"],
        ["steps", "accepted"], ["surface", "accepted"], ["steps", "implausible"],
    ]  # fmt: skip
    rows = judged.rows.set_index(["correction_id", "corrected_column"])
    assert rows.loc[(1, "width_m"), "correction_state"] == "accepted"
    assert "0,2 til 30" in rows.loc[(2, "width_m"), "correction_why_da"]
    assert rows.loc[(3, "width_m"), "correction_why_en"] == "bred is no number"
    assert "marmor" in rows.loc[(4, "surface"), "correction_why_da"]
    assert rows.loc[(5, "surface"), "value_after"] == "asphalt"
    assert rows.loc[(5, "steps"), "value_after"] == "yes"
    late = said([LINES[0]], width_m=[1.4], said_date=["2026-07-01"])
    judged = judge_corrections(net(), late, today="2026-06-01")
    assert judged.rows["correction_state"].tolist() == ["implausible"]
    assert "2026-07-01" in judged.rows["correction_why_da"][0]


def test_blank_and_unknown_are_no_answer():
    layer = said([LINES[0]] * 3, width_m=[None, np.nan, ""], steps=["unknown", "ukendt", None])
    assert not len(judge_corrections(net(), layer).rows)


def test_a_layer_that_corrects_nothing_and_a_date_that_is_none_are_refused():
    with pytest.raises(LayerError) as caught:
        judge_corrections(net(), said([LINES[0]], color=["red"]))
    assert "width_m" in caught.value.expected.da


@pytest.mark.parametrize("lacking", [["said_by"], ["said_date"], ["said_by", "said_date"]])
def test_a_layer_of_paths_is_no_layer_of_corrections(lacking):
    layer = said([LINES[0]], width_m=[1.0], surface=["grus"]).drop(columns=lacking)
    with pytest.raises(LayerError) as caught:
        judge_corrections(net(), layer)
    assert all(name in caught.value.found.da for name in lacking)
    assert all(name in caught.value.found.en for name in lacking)


def test_a_day_that_is_none_is_refused():
    with pytest.raises(ParamError):
        judge_corrections(net(), said([LINES[0]], width_m=[1.0]), today="i morgen")


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**9))
def test_undoing_gives_back_the_network_and_nothing_but_copies_change(seed):
    rng = np.random.default_rng(seed)
    made = net(
        width_m=rng.choice([np.nan, 1.0, 2.0], 3), surface=rng.choice(["unknown", "asphalt"], 3),
        steps=rng.choice(["unknown", "yes", "no"], 3),
    )  # fmt: skip
    kept = made.edges.copy(deep=True)
    count = int(rng.integers(1, 8))
    layer = said(
        [LINES[k] for k in rng.integers(0, 3, count)],
        width_m=rng.choice([np.nan, 1.0, 1.5, 99.0], count),
        surface=rng.choice([None, "grus", "asphalt"], count),
        steps=rng.choice([None, "ja", "no"], count),
        said_by=rng.choice(["user", "staff", "surveyor"], count),
    )
    asked = layer.copy(deep=True)
    judged = judge_corrections(made, layer)
    applied = apply_corrections(made, judged)
    pd.testing.assert_frame_equal(made.edges, kept)
    pd.testing.assert_frame_equal(layer, asked)
    accepted = judged.rows[judged.rows["correction_state"] == "accepted"]
    assert len(applied.journal) == len(accepted.drop_duplicates(["edge_id", "corrected_column"]))
    for row in applied.journal.itertuples():
        now = applied.network.edges[row.corrected_column].iloc[row.edge_id - 1]
        assert str(now) in (row.value_after, f"{row.value_after}.0")
    now, before = (
        one.drop(columns="geometry").astype(object).fillna("") for one in (applied.network.edges, made.edges)
    )
    different = (now != before).to_numpy().sum()
    assert different == len(applied.journal)
    back = undo_corrections(applied.network, applied.journal)
    pd.testing.assert_frame_equal(back.edges, kept)
    again = judge_corrections(applied.network, layer)
    assert not (again.rows["correction_state"] == "accepted").any()  # idempotent


def test_an_undo_over_a_later_change_is_refused():
    first = apply_corrections(net(), judge_corrections(net(), said([LINES[0]], width_m=[1.4], said_by=["user"])))
    later = said([LINES[0]], width_m=[1.8], said_by=["surveyor"])
    second = apply_corrections(first.network, judge_corrections(first.network, later))
    assert second.journal[["value_before", "value_after"]].values.tolist() == [["1.4", "1.8"]]
    with pytest.raises(LayerError) as caught:
        undo_corrections(second.network, first.journal)
    assert "'1.8'" in caught.value.found.da
    assert (
        undo_corrections(undo_corrections(second.network, second.journal), first.journal).edges["width_m"].isna().all()
    )


def test_the_filled_form_settles_the_answer_it_was_made_for():
    chair = one_profile("wheelchair")
    told = {"way_type": ["path"] * 3, "foot": ["yes"] * 3, "feature": list("abc"), "source": ["paths"] * 3}
    made = net(**told)
    form = path_survey_form(made, passable(made, chair))
    assert sorted(form["edge_id"]) == [1, 2, 3]
    assert form["survey_order"].tolist() == [1, 2, 3]
    assert form.attrs["form"] is PATH_FORM
    before = judge_corrections(made, form)
    assert (before.rows["correction_state"] == "same").all()  # an empty form corrects nothing
    form.loc[form["edge_id"] == 2, ["width_m", "kerb_cm", "cross_fall_permille"]] = [1.5, 0.0, 10.0]
    form.loc[form["edge_id"] == 2, ["steps", "ramp", "surface", "said_by"]] = ["no", "no", "asphalt", "surveyor"]
    applied = apply_corrections(made, judge_corrections(made, form))
    asked = {"slope_up", "slope_down", "landing_40"}
    left = passable(applied.network, chair).reasons
    assert set(left.loc[left["edge_id"] == 2, "rule"]) <= asked
    assert set(left.loc[left["edge_id"] == 1, "rule"]) > asked


def test_the_form_asks_by_columns_and_codes_that_are_declared():
    fields = {field.column: field for field in PATH_FORM.fields()}
    assert set(NUMBERS) | set(CODED) <= set(fields)
    assert set(fields) <= set(COLUMNS)
    for name, field in fields.items():
        if field.widget.value == "choice":
            assert COLUMNS[name].codes
    assert set(SURFACES) == set(load_table("path_surfaces").frame["surface"])


def test_repairs_of_a_corrected_network_cannot_be_taken_back_since_that_would_lose_the_corrections():
    lines = [shapely.LineString([(0, 0), (40, 0)]), shapely.LineString([(40.2, 0), (80, 0)])]
    built = build_network({"paths": gpd.GeoDataFrame(geometry=lines, crs=25832)}, BuildParams())
    on_it = gpd.GeoDataFrame(
        {"width_m": [1.4], "said_by": [None], "said_date": [None]}, geometry=built.edges.geometry[:1], crs=25832
    )
    made = apply_corrections(built, judge_corrections(built, on_it))
    assert made.network.edges.width_m[0] == 1.4
    for changed in (made.network, undo_corrections(made.network, made.journal)):
        with pytest.raises(ParamError) as error:
            undo_repairs(changed, built.audit.repair_id[:1])
        assert "ændret siden det blev bygget" in error.value.found.da
        assert "kept_apart" in error.value.fix.en
    assert undo_repairs(built, built.audit.repair_id[:1]).nodes.component.max() == 2
