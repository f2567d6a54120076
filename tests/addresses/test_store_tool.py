"""The tool ``planned-changes``: what a store plans as layers and tables, with and without the register."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
import shapely

from gistools.addresses import PlannedChange, changes_of_journal, planned_table, store_changes
from gistools.addresses.store_form import planned_tables
from gistools.addresses.store_layers import LAYER_COLUMNS
from gistools.addresses.store_tables import JOURNAL_COLUMNS
from gistools.catalogue import tool
from gistools.errors import TableError
from gistools.io import open_geopackage_store, read_store
from gistools.journal import ColumnKind, TableColumn, TableForm
from gistools.progress import NoProgress
from gistools.text import Text
from gistools.tool import Made, run_steps
from tests.addresses.test_change_store import HOUSE, LETTER, LINE, ROAD, put, uid

RECORDS = {
    "NavngivenVej": [{**ROAD, "maerke": "OPDIGTET EKSEMPEL"}],
    "Husnummer": [{**HOUSE, "adgangspunkt_id": uid("p"), "adgangsadressebetegnelse": "Åvej 8, 8000 Aarhus C"}],
    "Adressepunkt": [{"id": uid("p"), "status": "8", "position": "POINT (650010 6268009)"}],
    "Adresse": [{"id": uid("a"), "status": "3", "husnummer_id": uid("h"), "etagebetegnelse": "1", "dørbetegnelse": "th",
                 "adressebetegnelse": "Åvej 8, 1. th, 8000 Aarhus C"}],
}  # fmt: skip
NEW = (
    PlannedChange("named_road", uid("ny vej"), None, {"road_name": "Engen", "status": 2, "road_line": LINE}, "26/1"),
    PlannedChange("point", uid("nyt punkt"), None, {"position": "POINT (650050 6268020)", "status": 7}, "26/1"),
    PlannedChange("house_number", uid("nyt nr"), None,
                  {"number": "2", "road_id": uid("ny vej"), "access_point_id": uid("nyt punkt"), "status": 2}, "26/1",
                  "2027-01-01"),
    PlannedChange("address", uid("ny adr"), None, {"house_number_id": uid("nyt nr"), "floor": "st", "status": 2}),
)  # fmt: skip
ENDS = PlannedChange("address", uid("a"), {"status": 3}, {"status": 4}, why="Nedrevet (A41)")


@pytest.fixture
def store(tmp_path):
    from gistools.addresses import read_register

    path = tmp_path / "plan.gpkg"
    register = read_register(RECORDS).at("2026-11-28")
    with open_geopackage_store(path, planned_tables(), role="adressemyndighed") as opened:
        put(opened, [LETTER, ENDS, *NEW], register, case_number="26/9")
    return path


def look(path, register=None, **params):
    one = tool("planned-changes")
    made = one.load()(
        store=read_store(path).value,
        register=register,
        params=one.params.from_mapping({"day": "2026-11-28", **params}),
        steps=run_steps,
        wanted=frozenset(o.name for o in one.outputs),
        progress=NoProgress(),
    )
    assert isinstance(made, Made)
    return made, [note.da for note in made.notes]


def test_what_is_planned_is_told_where_it_is(store):
    made, notes = look(store, RECORDS)
    layer = made["planned_addresses"].set_index("object_id")
    assert list(made["planned_addresses"].columns) == ["maerke", *LAYER_COLUMNS, "geometry"]
    assert set(layer.index) == {uid("h"), uid("a"), uid("nyt nr"), uid("ny adr")}  # the point is that of its number
    shown = layer[["planned_as", "address_line", "planned_what", "planned_status", "case_number", "in_force"]]
    assert shown.loc[uid("h")].tolist() == ["changed", "Åvej 8A, 8000 Aarhus C", "number: 8 → 8A", "3", "26/9", ""]
    assert shown.loc[uid("a")].tolist() == ["ending", "Åvej 8A, 1. th, 8000 Aarhus C", "status: 3 → 4", "4", "26/9", ""]
    assert shown.loc[uid("nyt nr")].tolist() == ["new", "Engen 2", "", "2", "26/1", "2027-01-01"]
    assert shown.loc[uid("ny adr")].tolist()[:2] == ["new", "Engen 2, st."]
    places = {one: (shape.x, shape.y) for one, shape in layer.geometry.items()}
    assert places[uid("h")] == places[uid("a")] == (650010, 6268009)
    assert places[uid("nyt nr")] == places[uid("ny adr")] == (650050, 6268020)
    roads = made["planned_roads"]
    assert roads[["planned_as", "road_name", "last_role"]].values.tolist() == [["new", "Engen", "adressemyndighed"]]
    assert roads.geometry[0] == shapely.from_wkt(LINE)
    assert notes[0] == "6 planlagte objekter efter 8 poster i journalen"
    assert not any("intet kendt sted" in note for note in notes)


def test_roads_of_the_register_lie_beneath(store):
    lined = RECORDS | {"NavngivenVej": [{**RECORDS["NavngivenVej"][0], "vejnavnelinje": LINE}]}
    roads = look(store, lined)[0]["named_roads"]
    assert roads["road_name"].tolist() == ["Åvej"]
    assert "OPDIGTET EKSEMPEL" in roads["maerke"][0]


def test_without_the_register_what_it_alone_knows_is_told_as_missing(store):
    made, notes = look(store)
    assert not len(made["named_roads"])
    assert set(made["planned_addresses"]["object_id"]) == {uid("nyt nr"), uid("ny adr")}
    assert any(note.startswith("2 planlagte objekter har intet kendt sted") for note in notes)
    changes = changes_of_journal(read_store(store).value.entries)
    assert made["planned_changes"].equals(planned_table(changes))


def test_direct_edits_are_red_listed_and_told(store):
    with closing(sqlite3.connect(store)) as database, database:
        database.execute("UPDATE house_number SET number = '4' WHERE object_id = ?", [uid("nyt nr")])
    made, notes = look(store, RECORDS)
    assert "1 direkte rettelse mangler begrundelse: post 9 (gistools store explain)" in notes
    edits = made["direct_edits"]
    assert list(edits.columns) == ["maerke", *JOURNAL_COLUMNS]
    assert edits[["entry_number", "entry_role", "column", "value_before", "value_after", "why"]].values.tolist() == [
        [9, "QGIS direkte", "number", "2", "4", ""]
    ]
    assert made["planned_addresses"]["planned_as"].tolist()[-1] == "unexplained"  # drawn above the others
    assert made["planned_addresses"]["address_line"].tolist()[-1] == "Engen 4"
    since, _ = look(store, RECORDS, since=8)
    assert set(since["journal_entries"]["entry_number"]) == {9}
    assert since["planned_changes"][["change", "before", "after"]].values.tolist() == [["changed", "2", "4"]]


def test_a_row_that_no_register_can_have_is_told_and_the_rest_is_there(store):
    with closing(sqlite3.connect(store)) as database, database:
        database.execute("UPDATE house_number SET status = 7 WHERE object_id = ?", [uid("nyt nr")])
    made, notes = look(store, RECORDS)
    assert any("ikke med, da intet register kan have det: house_number" in note for note in notes)
    assert uid("nyt nr") not in set(made["planned_addresses"]["object_id"])
    assert len(made["direct_edits"]) == 1


def test_a_road_with_an_area_is_drawn_by_its_border(store):
    area = shapely.box(650000, 6268000, 650100, 6268100)
    changed = replace(NEW[0], before={"road_line": LINE, "road_area": ""}, after={"road_line": "", "road_area": area})
    with open_geopackage_store(store, planned_tables(), role="gis") as opened:
        put(opened, [changed])
    made, _ = look(store)
    assert made["planned_roads"].geometry[0].equals(area.boundary)


def test_nothing_planned_gives_empty_layers_and_tables(tmp_path):
    path = tmp_path / "tomt.gpkg"
    with open_geopackage_store(path, planned_tables(), role="gis"):
        pass
    made, notes = look(path)
    assert {name: len(value) for name, value in made.items()} == {
        "planned_addresses": 0, "planned_roads": 0, "named_roads": 0, "planned_changes": 0, "direct_edits": 0,
        "journal_entries": 0,
    }  # fmt: skip
    assert notes == ["0 planlagte objekter efter 0 poster i journalen"]


def test_a_store_of_other_tables_is_told(tmp_path):
    path = tmp_path / "andet.gpkg"
    form = TableForm("lot", Text("Grunde", "Lots"), (TableColumn("name", ColumnKind.TEXT, Text("Navn", "Name")),))
    with open_geopackage_store(path, [form], role="gis"):
        pass
    with pytest.raises(TableError, match=r"tabellerne .*lot.* er anderledes eller mangler"):
        look(path)


def test_changes_of_a_store_go_into_another(store, tmp_path):
    from gistools.addresses import read_register

    changes = changes_of_journal(read_store(store).value.entries)
    made = store_changes(changes, [], read_register(RECORDS).at("2026-11-28"))
    with open_geopackage_store(tmp_path / "to.gpkg", planned_tables(), role="gis") as other:
        other.apply(made, role="gis", why="kopi")
        assert planned_table(changes_of_journal(other.journal())).equals(planned_table(changes))
