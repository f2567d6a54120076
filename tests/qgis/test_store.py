"""Edits in QGIS itself of a store of planned changes are caught, explained and undone."""

from __future__ import annotations

import pytest
import shapely

from gistools.addresses.store_form import planned_tables
from gistools.io.journal_geopackage import open_geopackage_store
from gistools.io.journal_postgis import open_postgis_store
from gistools.journal import Action, Change, replay
from gistools.journal.roles import DIRECT

pytestmark = pytest.mark.qgis
WHY = {"role": "gis", "why": "prøve"}


def edited(store, qgis, source, provider):
    points = {"rettes": shapely.Point(712000.1, 6175000.2), "slettes": shapely.Point(712500, 6175000)}
    new = [Change.insert("point", {"point_source": name, "geometry": shape}) for name, shape in points.items()]
    made = store.apply(new, **WHY)
    told = qgis.inside("edit_store.py", source, provider)
    assert told == {"valid": True, "crs": "EPSG:25832", "rows": 2, "saved": True, "errors": []}
    found = store.open_direct()
    assert {(entry.role, entry.why) for entry in found} == {(DIRECT, "")}
    last = {entry.after["point_source"]: entry.after for entry in found if entry.after}
    assert last["rettes"]["accuracy"] == "B"
    assert last["rettes"]["geometry"] == shapely.to_wkb(shapely.Point(712009, 6175009), hex=True).lower()
    assert last["tegnet æ'"]["geometry"] == shapely.to_wkb(shapely.Point(712001.5, 6175002.25), hex=True).lower()
    assert [entry.object_id for entry in found if entry.action is Action.DELETE] == [made[1].object_id]
    assert {(one.table, one.object_id): one.values for one in store.objects("point")} == replay(store.journal())
    store.explain_direct([entry.number for entry in found], **WHY)
    assert store.open_direct() == ()
    store.undo([entry.number for entry in found], **WHY)
    assert {one.object_id: one.values for one in store.objects("point")} == {one.object_id: one.after for one in made}


def test_edits_of_a_geopackage_in_qgis_are_caught(qgis, tmp_path):
    path = tmp_path / "plan æ.gpkg"
    with open_geopackage_store(path, planned_tables(), role="gis") as store:
        edited(store, qgis, f"{path}|layername=point", "ogr")
    assert sorted(tmp_path.iterdir()) == [path, path.with_name(path.name + ".lock")]


@pytest.mark.postgis
def test_edits_of_a_postgis_table_in_qgis_are_caught(qgis, postgis):
    pytest.importorskip("pg8000", reason="pg8000 is not installed (gistools[postgis])")
    with open_postgis_store(postgis.url, planned_tables(), schema="in_qgis") as store:
        source = (
            f"dbname='{postgis.database}' host={postgis.host} port={postgis.port} user='{postgis.user}' key='fid'"
            ' srid=25832 type=Point table="in_qgis"."point" (geometry)'
        )
        edited(store, qgis, source, "postgres")
