"""Planned changes to addresses in a store: the register's columns, Danish places, codes with their zeros."""

from __future__ import annotations

import pytest
import shapely

from gistools.addresses.keying_form import form_of, has_status
from gistools.addresses.register_form import Cell
from gistools.addresses.store_form import CASE_COLUMNS, PLANNED, planned_tables
from gistools.errors import TableError
from gistools.io.journal_geopackage import open_geopackage_store
from gistools.journal import Change, ColumnKind

WHO = {"role": "adressemyndighed", "why": "lokalplan 18", "case_number": "24/000123"}
FORMS = {form.name: form for form in planned_tables()}


def test_the_tables_have_the_columns_of_the_register():
    assert tuple(FORMS) == PLANNED
    for name, form in FORMS.items():
        theirs = {column.name for column in form_of(name).columns if column.cell not in {Cell.POINT, Cell.SHAPE}}
        case = {column.name for column in CASE_COLUMNS} - (set() if has_status(name) else {"status"})
        assert {column.name for column in form.columns} == theirs | case
        assert (form.geometry is not None) == (name in {"named_road", "point", "reserved_name"})


def test_a_planned_road_with_its_numbers_is_made_and_undone(tmp_path):
    line = shapely.LineString([(712000, 6175000), (712100, 6175020)])
    road = Change.insert("named_road", {"road_name": "Rønnebærvænget", "managed_by": "0165", "status": 2,
                                        "provisional": True, "plan_reference": "Lokalplan 18",
                                        "geometry": line})  # fmt: skip
    point = Change.insert("point", {"geometry": shapely.Point(712050, 6175012), "status": 7})
    number = Change.insert("house_number", {"number": "1", "road_id": road.object_id, "status": 2,
                                            "access_point_id": point.object_id, "provisional": True})  # fmt: skip
    address = Change.insert("address", {"house_number_id": number.object_id, "status": 2, "provisional": True})
    with open_geopackage_store(tmp_path / "plan.gpkg", planned_tables(), role="adressemyndighed") as store:
        made = store.apply([road, point, number, address], **WHO)
        assert [entry.table for entry in made] == ["named_road", "point", "house_number", "address"]
        assert store.objects("named_road")[0].values["managed_by"] == "0165"
        assert store.objects("house_number")[0].values["road_id"] == road.object_id
        store.undo([entry.number for entry in made], **WHO)
        assert [one for name in PLANNED for one in store.objects(name)] == []


@pytest.mark.parametrize(
    ("table", "values", "said"),
    [
        ("named_road", {"managed_by": "165"}, "managed_by = '165': passer ikke til"),
        ("named_road", {"managed_by": 165}, "managed_by = 165: ikke en tekst"),
        ("named_road", {"geometry": shapely.Point(712000, 6175000)}, "Point og ikke LINESTRING"),
        ("point", {"geometry": shapely.Point(12.35, 55.66)}, "i grader; transformér til EPSG:25832"),
        ("point", {"geometry": shapely.Point(6175000, 712000)}, "uden for"),
        ("point", {"geometry": shapely.Point(712000, 6175000, 3)}, "har højder"),
        ("house_number", {"road_id": "Rønnebærvænget"}, "ikke et id"),
        ("house_number", {"vejkode": "0001"}, "vejkode findes ikke"),
        ("address", {"status": 12}, "status = 12: passer ikke til"),
        ("address", {"planned_from": "1. maj"}, "ikke en dag"),
    ],
)
def test_what_cannot_be_an_object_of_the_register_is_told(table, values, said):
    with pytest.raises(TableError) as caught:
        FORMS[table].checked(values)
    assert said in str(caught.value)


def test_parcels_and_outlines_have_ids_that_are_no_uuids():
    told = {"parcel_id": "2253432", "provisional_parcel_id": "2253433", "outline_id": "1011223344"}
    assert FORMS["house_number"].checked(told, whole=False) == told


def test_all_faults_are_told_at_once():
    with pytest.raises(TableError) as caught:
        FORMS["named_road"].checked({"managed_by": "1", "status": True, "provisional": "ja", "x": 1})
    assert len(caught.value.faults) == 4


def test_titles_are_danish_and_english():
    for form in FORMS.values():
        for column in form.columns:
            assert column.title.da
            assert column.title.en
            assert isinstance(column.kind, ColumnKind)
