"""Address readiness of local plans by hand-drawn plans, and the official lists out of findings."""

from __future__ import annotations

import dataclasses
import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.addresses import (
    AddressCheckParams,
    ReadinessParams,
    address_readiness,
    check_buildings,
    check_register,
    official_lists,
    read_building_register,
    read_register,
)
from gistools.addresses.moments import read_day
from gistools.errors import CrsError, LayerError, ParamError, WrongKindError

EAST, NORTH = 700_000.0, 6_170_000.0
DAY = ReadinessParams(day="2026-11-28")
CHECK = AddressCheckParams(day="2026-11-28")


def box(west, south, east, north):
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def layer(shapes, crs="EPSG:25832", **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


def plan(shape=None, **changes):
    told = {"planid": [7], "lp_plannr": ["12"], "lp_plannavn": ["Skeen"], "status": ["V"], "datoikraft": [20260101]}
    told |= {name: [value] for name, value in changes.items()}
    return layer([box(0, 0, 40, 10) if shape is None else shape],
                 **{name: value for name, value in told.items() if value != [...]})  # fmt: skip


def plots(count=4, **columns):
    return layer([box(10 * k, 0, 10 * k + 10, 10) for k in range(count)],
                 id_lokalId=[f"J{k}" for k in range(count)], **columns)  # fmt: skip


def fields(*flags):
    return layer([box(10 * k + 2, 2, 10 * k + 8, 8) for k in range(len(flags))], planid=list(range(len(flags))),
                 bygkunifelt=[one for one, _ in flags], bygvejledende=[other for _, other in flags])  # fmt: skip


def register(*houses, points=True):
    """Return a register of house numbers, each a place, a status and the parcel that it names."""
    rows = {"Husnummer": [], "Adressepunkt": []}
    for k, (x, status, parcel) in enumerate(houses):
        point = None if x is None else f"k{k}"
        rows["Husnummer"].append({"id": f"h{k}", "status": status, "husnummertekst": f"{k + 1}", "navngivenVej": "v",
                                  "adgangspunkt": point, "jordstykke": parcel})  # fmt: skip
        if x is not None and points:
            place = f"POINT ({EAST + x} {NORTH + 5})"
            rows["Adressepunkt"].append({"id": f"k{k}", "status": "7", "position": place})
    return read_register(rows).at("2026-11-28")


def test_plots_have_an_address_by_a_point_in_them_or_by_their_parcel_while_it_is_provisional_or_in_force():
    held = register((5, "3", None), (None, "2", "j1"), (25, "4", None), (None, "5", "j3"))
    ready = address_readiness(plan(), plots(), held, DAY)
    assert ready.targets.has_address.tolist() == ["yes", "yes", "no", "no"]
    assert ready.targets.plan_ids.tolist() == ["7"] * 4
    one = ready.plans.iloc[0]
    assert (one.target_count, one.with_address, one.address_share, one.plot_count) == (4, 2, 0.5, 4)
    assert (one.adopted_days, one.late) == (331, "yes")
    assert one.told_da == (
        "Lokalplan 12 Skeen: 2 af 4 grunde har en adresse; vedtaget for 331 dage siden, over grænsen på 180 dage."
    )
    found = ready.findings.layer
    assert found[["rule", "register_object", "object_id", "object_name", "found_da"]].values.tolist() == [
        ["A16", "plan", "7", "Lokalplan 12 Skeen", "2 uden adresse 331 dage efter vedtagelsen"]
    ]
    assert found.geometry[0].within(ready.plans.geometry[0])


def test_advisory_fields_are_told_apart_from_binding_ones_and_make_no_plan_late():
    bare = register((500, "3", None))
    flags = fields((True, False), ("nej", "ja"), (None, False), (1, 1))
    ready = address_readiness(plan(), flags, bare, DAY)
    assert ready.targets.target_kind.tolist() == ["binding", "advisory", "undecided", "undecided"]
    one = ready.plans.iloc[0]
    assert (one.binding_count, one.advisory_count, one.undecided_count, one.plot_count) == (1, 1, 2, 0)
    assert one.late == "yes"
    assert "0 af 1 vejledende byggefelter" in one.told_da
    assert "0 of 1 binding building fields" in one.told_en
    assert ready.findings.layer.found_en[0].startswith("1 without")
    advisory = address_readiness(plan(), fields((False, True), (None, True)), bare, DAY)
    assert advisory.plans.late.tolist() == ["no"]
    undecided = address_readiness(plan(), fields((None, None)), bare, DAY)
    assert undecided.plans.late.tolist() == ["unknown"]
    assert undecided.findings.answers.cannot_tell.tolist() == [1]


@pytest.mark.parametrize(
    ("changes", "late", "days"),
    [({"datoikraft": "2026-06-01"}, "no", 180), ({"datoikraft": dt.date(2026, 5, 31)}, "yes", 181),
     ({"datoikraft": pd.Timestamp("2026-05-31")}, "yes", 181), ({"datoikraft": 20260531.0}, "yes", 181),
     ({"datoikraft": None}, "unknown", np.nan), ({"datoikraft": 0}, "unknown", np.nan),
     ({"datoikraft": "01-06-2026"}, "no", 180), ({"datoikraft": "31.05.2026"}, "yes", 181),
     ({"datoikraft": "31/5 2026"}, "yes", 181), ({"datoikraft": "2026-05-31T22:00:00Z"}, "no", 180),
     ({"datoikraft": pd.Timestamp("2026-05-31T22:00:00Z")}, "no", 180),
     ({"datoikraft": ...}, "unknown", np.nan), ({"status": ...}, "unknown", 331), ({"status": "?"}, "unknown", 331),
     ({"status": "F", "datoikraft": None}, "no", np.nan), ({"status": "aflyst"}, "no", 331),
     ({"datoikraft": 20270101}, "no", -34)],
)  # fmt: skip
def test_a_plan_is_late_by_its_status_and_day_and_else_it_is_not_known(changes, late, days):
    ready = address_readiness(plan(**changes), plots(), register((500, "3", None)), DAY)
    assert ready.plans.late.tolist() == [late]
    np.testing.assert_equal(ready.plans.adopted_days[0], days)
    assert len(ready.findings.layer) == (late == "yes")
    assert ready.findings.answers.cannot_tell.tolist() == [int(late == "unknown")]
    assert ("kan ikke afgøres" in ready.plans.told_da[0]) == (late == "unknown")


@pytest.mark.parametrize("told", ["05-13-2026", "01-06-26", "snart", "2026", "20261301", "2026-06-31", "10102026"])
def test_a_day_that_cannot_be_read_one_way_alone_is_refused_by_name(told):
    with pytest.raises(LayerError, match=rf"række 1: '{told}'"):
        address_readiness(plan(datoikraft=told), plots(), register(), DAY)


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_days_of_any_clock_are_read(unit):
    timed = plan().assign(datoikraft=pd.DatetimeIndex(["2026-05-31"]).as_unit(unit))
    assert address_readiness(timed, plots(), register(), DAY).plans.adopted_days[0] == 181


@given(st.dates(dt.date(1800, 1, 1), dt.date(2199, 12, 31)))
def test_days_are_read_in_danish_order_and_never_swapped(day):
    for form in ("%Y%m%d", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y", "%d/%m %Y", "%Y-%m-%dT00:00:00"):
        assert read_day(day.strftime(form)) == day, form
    american = read_day(day.strftime("%m-%d-%Y"))
    assert american is None if day.day > 12 else american == dt.date(day.year, day.day, day.month)


@pytest.mark.parametrize(
    ("changes", "bare", "answer"),
    [({}, True, "late"), ({}, False, "ready"), ({"datoikraft": 20261001}, True, "on_the_way"),
     ({"status": "F"}, True, "on_the_way"), ({"status": "F"}, False, "ready"), ({"status": "A"}, True, "cancelled"),
     ({"datoikraft": None}, True, "unknown"), ({"datoikraft": None}, False, "ready"),
     ({"status": ...}, True, "unknown")],
)  # fmt: skip
def test_a_plan_is_ready_on_the_way_late_or_not_to_be_told(changes, bare, answer):
    houses = [(x, "3", None) for x in (5, 15, 25, 35)][: 3 if bare else 4]
    ready = address_readiness(plan(**changes), plots(), register(*houses), DAY)
    assert ready.plans.plan_answer.tolist() == [answer]


def test_fields_that_need_none_make_no_plan_ready_or_late_where_others_are():
    def answer(only, advisory, houses, **changes):
        fields = plots(len(only), bygkunifelt=only, bygvejledende=advisory)
        return address_readiness(plan(**changes), fields, register(*houses), DAY).plans.plan_answer[0]

    first, far = (5, "3", None), (500, "3", None)
    assert answer([1, 0], [0, 1], [first]) == "ready"  # the advisory field needs none
    assert answer([0, 0], [1, 1], [first]) == "on_the_way"
    assert answer([0], [1], [first]) == "ready"
    assert answer([None], [None], [far]) == "unknown"
    assert answer([None], [None], [far], status="F") == "unknown"
    assert answer([1, None], [0, None], [far], status="F") == "on_the_way"
    assert answer([1], [0], []) == "late"
    elsewhere = layer([box(900, 0, 910, 10)], id_lokalId=["J"])
    assert address_readiness(plan(), elsewhere, register(first), DAY).plans.plan_answer[0] == "unknown"


def test_a_limit_of_days_is_a_parameter_and_a_plan_that_is_ready_is_not_late():
    patient = dataclasses.replace(DAY, plan_days=331)
    assert address_readiness(plan(), plots(), register((500, "3", None)), patient).plans.late[0] == "no"
    all_there = register(*((10 * k + 5, "2", None) for k in range(4)))
    ready = address_readiness(plan(datoikraft=None), plots(), all_there, DAY)
    assert ready.plans[["late", "address_share"]].values.tolist() == [["no", 1.0]]


def test_what_has_no_shape_or_no_point_is_unknown_and_never_without_an_address():
    some = plots(2)
    some.loc[1, "geometry"] = None
    some["lokplan_id"] = ["7", "7"]
    ready = address_readiness(plan(), some, register((5, "3", None)), DAY)
    assert ready.targets.has_address.tolist() == ["yes", "unknown"]
    assert ready.plans[["target_count", "address_unknown", "address_share"]].values.tolist() == [[2, 1, 1.0]]
    assert ready.plans.late.tolist() == ["unknown"]
    bare = address_readiness(plan(), plots(), register((5, "3", "j1"), points=False), DAY)
    assert bare.targets.has_address.tolist() == ["unknown", "yes", "unknown", "unknown"]
    none = address_readiness(plan(), plots(), read_register({"Postnummer": []}).at("2026-11-28"), DAY)
    assert set(none.targets.has_address) == {"unknown"}
    flat = plan()
    flat.loc[0, "geometry"] = None
    unplaced = address_readiness(flat, plots(), register((5, "3", None)), DAY)
    assert unplaced.plans.late.tolist() == ["unknown"]
    assert np.isnan(unplaced.plans.target_count[0])
    assert set(unplaced.targets.plan_ids) == {""}


def test_rows_of_one_plan_are_joined_and_a_field_that_names_its_plan_counts_there_alone():
    parts = layer([box(0, 0, 10, 10), box(20, 0, 30, 10), box(0, 0, 40, 10)], planid=["7", "7", "8"],
                  status=["V", "V", "V"], datoikraft=[20260201, 20260101, 20260101])  # fmt: skip
    ready = address_readiness(parts, plots(), register((5, "3", None)), DAY)
    assert ready.plans.set_index("plan_id").target_count.to_dict() == {"7": 2, "8": 4}
    assert ready.plans.adopted_days.tolist() == [331, 331]
    assert ready.targets.plan_ids.tolist() == ["7 8", "8", "7 8", "8"]
    named = address_readiness(parts, plots(lokplan_id=["8", "9", None, "8"]), register((5, "3", None)), DAY)
    assert named.targets.plan_ids.tolist() == ["8", "8", "7 8", "8"]


def test_a_plan_that_was_seen_can_be_put_aside_and_faults_are_named():
    late = address_readiness(plan(), plots(), register((500, "3", None)), DAY)
    aside = pd.DataFrame({"finding_id": late.findings.layer.finding_id, "suppressed_why": ["udskudt"],
                          "suppressed_date": ["2026-11-01"]})  # fmt: skip
    again = address_readiness(plan(), plots(), register((500, "3", None)), DAY, suppressions=aside)
    assert not len(again.findings.open)
    assert "1 late" in repr(again)
    degrees = layer([shapely.box(12, 55, 13, 56)], crs="EPSG:4326", planid=[7])
    with pytest.raises(CrsError, match="planområder"):
        address_readiness(degrees, plots(), register(), DAY)
    with pytest.raises(LayerError, match="lokplan_id"):
        address_readiness(layer([box(0, 0, 9, 9)], navn=["x"]), plots(), register(), DAY)
    with pytest.raises(LayerError, match="grunde eller byggefelter"):
        address_readiness(plan(), layer([shapely.Point(EAST, NORTH)], id_lokalId=["x"]), register(), DAY)
    with pytest.raises(WrongKindError, match="targets"):
        address_readiness(plan(), pd.DataFrame({"id_lokalId": ["x"]}), register(), DAY)
    with pytest.raises(ParamError, match="i morgen"):
        address_readiness(plan(), plots(), register(), ReadinessParams(day="i morgen"))


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(-2, 44), st.sampled_from("2345")), max_size=6))
def test_points_in_plots_are_those_that_a_naive_count_finds(houses):
    ready = address_readiness(plan(), plots(), register(*((x + 0.5, status, None) for x, status in houses)), DAY)
    have = {(x // 10) for x, status in houses if status in "23" and 0 <= x < 40}
    told = ready.targets.has_address.tolist()
    stand = [x for x, status in houses if status in "23"]
    assert [k for k, one in enumerate(told) if one == "yes"] == sorted(have)
    assert set(told) <= {"yes", "no"}
    assert ready.plans.with_address[0] == len(have)
    assert bool(stand) or not have


def test_official_lists_are_those_findings_and_what_was_not_asked_is_no_empty_list():
    old = {"id": "a", "status": "2", "registreringFra": "2026-01-01T00:00:00Z", "adressebetegnelse": "Ny 1, 4370 By",
           "etagebetegnelse": "", "husnummer": "h"}  # fmt: skip
    bare = {"id": "b", "status": "3", "adressebetegnelse": "Ny 1, 1., 4370 By", "etagebetegnelse": "1",
            "husnummer": "h"}  # fmt: skip
    gone = bare | {"id": "c", "status": "4", "etagebetegnelse": "2"}
    held = read_register({"Adresse": [old, bare, gone], "Husnummer": []}).at("2026-11-28")
    units = [{"id_lokalId": "u", "status": "6", "adresseIdentificerer": "c"}]
    found = check_buildings(read_building_register({"Enhed": units}).at("2026-11-28"), held, CHECK)
    lists = official_lists(check_register(held, CHECK), found)
    assert lists["provisional_addresses"].rows.object_id.tolist() == ["a"]
    assert lists["addresses_without_unit"].rows.object_id.tolist() == ["b"]
    assert len(found.of("B02")) == 2
    alone = official_lists(check_register(held, CHECK))
    assert alone["addresses_without_unit"].rows is None
    assert alone["addresses_without_unit"].why.da
    assert official_lists()["provisional_addresses"].rows is None
    with pytest.raises(WrongKindError, match="findings"):
        official_lists(held)
