"""The official lists as tables: what is on them by hand, and a list that was not asked is never an empty one."""

from __future__ import annotations

import dataclasses

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gistools.addresses import AddressCheckParams, CheckLayers, read_building_register, read_register
from gistools.addresses.checking import check_standing
from gistools.addresses.ground import Ground
from gistools.addresses.quality_tables import all_lists, list_table, listed_table, lists_told
from gistools.addresses.standing import Standing
from gistools.cli import main
from gistools.styles.columns_readiness import OFFICIAL_LISTS

DAY = AddressCheckParams(day="2026-11-28")
HOUSE = gpd.GeoDataFrame(
    {"id_lokalId": ["b"]}, geometry=[shapely.box(700_000, 6_170_000, 700_010, 6_170_008)], crs="EPSG:25832"
)


def house(one, x, status="3", **more):
    """A house number whose point lies ``x`` metres east of the west side of the building."""
    number = {"id": one, "status": status, "husnummertekst": one[1:], "navngivenVej": "v", "adgangspunkt": f"p{one}",
              "geoDanmarkBygning": "b", "registreringFra": "2026-01-01T00:00:00Z", **more}  # fmt: skip
    return number, {"id": f"p{one}", "status": "8", "position": f"POINT ({700_000 + x} 6170004)"}


def asked(houses, *, addresses=(), units=None, outlines=HOUSE, params=DAY, rules=None, suppressions=None):
    numbers, points = zip(*houses, strict=True)
    road = {"id": "v", "status": "3", "vejnavn": "Åvej"}
    register = read_register({"NavngivenVej": [road], "Husnummer": numbers, "Adressepunkt": points,
                              "Adresse": addresses}).at("2026-11-28")  # fmt: skip
    standing, layers = Standing(register), CheckLayers(outlines=outlines)
    bbr = None if units is None else read_building_register({"Enhed": units}).at("2026-11-28")
    found = check_standing(standing, params, layers, bbr, rules=rules, suppressions=suppressions)
    return all_lists(found, Ground(standing, layers, params)), found


def counts(lists, params=DAY):
    table = list_table(lists, params).set_index("official_list")
    assert list(table.index) == list(OFFICIAL_LISTS)
    return {name: (row.list_asked, None if pd.isna(row.listed_count) else int(row.listed_count))
            for name, row in table.iterrows()}  # fmt: skip


def test_each_list_has_what_belongs_on_it_and_nothing_else():
    houses = [house("h1", 5), house("h3", 10.5), house("h5", 11), house("h7", 60), house("h9", 61),
              house("h11", 5, status="2")]  # fmt: skip
    addresses = [
        {"id": one, "status": "3", "adressebetegnelse": f"Åvej 1, {floor}., 4370 By", "etagebetegnelse": floor,
         "husnummer": "h1"}
        for one, floor in (("with", "1"), ("bare", "2"))
    ]  # fmt: skip
    units = [{"id_lokalId": "u", "status": "6", "adresseIdentificerer": "with"}]
    lists, _ = asked(houses, addresses=addresses, units=units)
    assert counts(lists) == {"access_points_outside": ("yes", 2), "provisional_addresses": ("yes", 1),
                             "addresses_without_unit": ("yes", 1)}  # fmt: skip
    rows = listed_table(lists)
    assert rows[["official_list", "object_id"]].values.tolist() == [
        ["access_points_outside", "h7"], ["access_points_outside", "h5"], ["provisional_addresses", "h11"],
        ["addresses_without_unit", "bare"],
    ]  # fmt: skip
    assert rows.found_da[:2].tolist() == ["50,0 m uden for sin bygning", "1,0 m uden for sin bygning"]
    assert rows.x_m[:3].tolist() == [700_060.0, 700_011.0, 700_005.0]
    assert "Adgangspunkter uden for deres bygning: 2" in lists_told(lists).da
    assert "ikke spurgt" not in lists_told(lists).da
    assert "kan ikke afgøres" not in lists_told(lists).da


@pytest.mark.parametrize(
    ("name", "given", "why"),
    [("addresses_without_unit", {}, "kræver et BBR-udtræk"),
     ("access_points_outside", {"outlines": None}, "laget mangler: bygningsomrids"),
     ("access_points_outside", {"rules": ["A17"]}, "reglen er ikke spurgt"),
     ("provisional_addresses", {"rules": ["A19"]}, "reglen er ikke spurgt")],
)  # fmt: skip
def test_a_list_that_was_not_asked_says_why_and_has_no_count(name, given, why):
    lists, _ = asked([house("h1", 30, status="2")], **given)
    assert counts(lists)[name] == ("no", None)
    table = list_table(lists, DAY).set_index("official_list")
    assert why in table.why_da[name]
    assert pd.isna(table.cannot_tell[name])
    assert name not in set(listed_table(lists).official_list)
    assert "ikke spurgt" in lists_told(lists).da


def test_an_extract_that_tells_of_no_buildings_cannot_have_an_empty_list_of_points():
    lists, _ = asked([house("h1", 30, geoDanmarkBygning="")])
    assert counts(lists)["access_points_outside"] == ("no", None)
    assert "hvilken bygning" in list_table(lists, DAY).why_da[0]


def test_points_that_are_not_told_of_are_counted_as_such():
    lists, _ = asked([house("h1", 5), house("h3", 5, geoDanmarkBygning="elsewhere")])
    row = list_table(lists, DAY).iloc[0]
    assert (row.list_asked, row.listed_count, row.cannot_tell) == ("yes", 0, 1)
    assert "intet omrids" in row.why_da
    assert "Adgangspunkter uden for deres bygning: 0 (1 kan ikke afgøres)" in lists_told(lists).da


def test_what_was_put_aside_stays_on_the_list_with_its_reason():
    _, found = asked([house("h7", 60)])
    one = found.of("A19").finding_id.iloc[0]
    aside = pd.DataFrame({"finding_id": [one], "suppressed_why": ["opmålt"], "suppressed_date": ["2026-11-01"]})
    lists, _ = asked([house("h7", 60)], suppressions=aside)
    assert listed_table(lists).suppressed_why.tolist() == ["opmålt"]


def test_limits_that_are_not_the_official_ones_are_told():
    own = dataclasses.replace(DAY, provisional_days=60, outside_to_m=20.0)
    lists, _ = asked([house("h7", 60)], params=own)
    table = list_table(lists, own).set_index("official_list")
    assert table.why_da["access_points_outside"] == "outside_to_m er 20, officielt 50"
    assert table.why_en["provisional_addresses"] == "provisional_days is 60, officially 120"
    assert table.listed_count["access_points_outside"] == 0
    assert list_table(lists, DAY).why_da[0] == ""


def test_no_rows_at_all_are_an_empty_table_of_the_same_columns():
    lists, _ = asked([house("h1", 5)], rules=["A43"])
    full, _ = asked([house("h1", 30)])
    assert list(listed_table(lists).columns) == list(listed_table(full).columns)
    assert not len(listed_table(lists))


def test_the_tool_writes_both_tables(sample_dir, tmp_path):
    register = sample_dir / "address_register.gpkg"
    assert main(["address-check", "--register", str(register), "--day", "2026-11-28", "--outlines",
                 f"{sample_dir / 'town.gpkg'}:buildings", "--out", str(tmp_path)]) == 0  # fmt: skip
    told = pd.read_csv(tmp_path / "official_lists.csv", sep=";", encoding="utf-8-sig")
    assert told[["list_asked", "listed_count"]].astype(object).where(told.notna(), None).values.tolist() == [
        ["yes", 0], ["yes", 1], ["yes", 1],
    ]  # fmt: skip
    rows = pd.read_csv(tmp_path / "official_list_rows.csv", sep=";", encoding="utf-8-sig")
    names = ["Mølleåvej 2, 0099 Eksempelby", "Mølleåvej 22, 11. th, 0099 Eksempelby"]
    assert rows.object_name.tolist() == names
