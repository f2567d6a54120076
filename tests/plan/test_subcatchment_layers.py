"""Sub-catchments as layers and tables: sums to the øre and to the unit, and the tool on the sample town."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

import gistools as gt
from gistools.errors import LayerError
from gistools.plan import SubCatchmentParams, sub_catchment_damage, sub_catchment_ledger, sub_catchments
from gistools.plan.subcatchment_params import SubCatchmentToolParams
from gistools.plan.subcatchments_layers import flow_lines, flow_table, sub_catchment_layer, vulnerable_places

CRS = "EPSG:25832"
SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"


@pytest.fixture(scope="module")
def town():
    """Two hollows of 1 m and 0.5 m on a slope to the east, 40 x 20 cells of 2 m; and a rain of 80 mm on them."""
    row, col = np.mgrid[0:20, 0:40].astype(np.float64)
    z = 20.0 - 0.1 * col + 0.01 * (row - 10.0) ** 2
    for r, c, deep in ((10, 10, 1.5), (10, 28, 1.0)):
        z -= deep * np.exp(-((row - r) ** 2 + (col - c) ** 2) / 8.0)
    dem = gt.Raster(z.astype(np.float32), gt.Grid(20, 40, 0.0, 40.0, 2.0, 2.0, CRS), unit="m")
    terrain = gt.condition(dem)
    flow = gt.route_flow(terrain)
    found = gt.find_bluespots(terrain, flow)
    parts = sub_catchments(terrain, flow, found, SubCatchmentParams(min_area_ha=0.02, stream_area_ha=0.05))
    return parts, sub_catchment_ledger(parts, gt.runoff_classes(terrain, gt.LossParams()), 80.0)


def costs(*rows):
    """Return buildings with what they cost a year: shape, today, future."""
    data = {"annual_today_dkk": [r[1] for r in rows], "annual_future_dkk": [r[2] for r in rows]}
    return gpd.GeoDataFrame(data, geometry=[r[0] for r in rows], crs=CRS)


def house(col, row, size=2.0):
    """Return a house around the middle of a cell of the town."""
    x, y = 2.0 * col + 1.0, 40.0 - (2.0 * row + 1.0)
    return shapely.box(x - size, y - size, x + size, y + size)


def test_the_layer_tells_what_the_ledger_holds(town):
    parts, ledger = town
    layer = sub_catchment_layer(parts, ledger)
    assert parts.count > 3
    assert layer["area_m2"].tolist() == [shape.area for shape in layer.geometry]
    assert layer["area_m2"].sum() == 20 * 40 * 4.0
    assert layer.union_all().area == 20 * 40 * 4.0
    town_m3 = ledger.flood.ledger
    assert layer["rain_m3"].sum() == pytest.approx(town_m3.m3("rain"), rel=1e-12)
    assert layer["stored_m3"].sum() == pytest.approx(town_m3.m3("stored"), rel=1e-12)
    came = layer["rain_m3"] + layer["received_m3"]
    went = layer[["lost_m3", "drained_m3", "stored_m3", "sent_m3", "left_m3"]].sum(axis=1)
    assert came.to_numpy() == pytest.approx(went.to_numpy(), rel=1e-12)
    assert layer["bluespots"].sum() == parts.bluespots.roots.size
    assert layer["bluespot_volume_m3"].sum() == pytest.approx(parts.bluespots.volume_m3(parts.bluespots.roots).sum())
    assert set(layer["goes_to"]) <= {*parts.names, "kortets kant", "havet", "huller", ""}


def test_tables_add_up_to_the_unit(town):
    _, ledger = town
    frame = ledger.to_frame()
    own = frame[frame["subcatchment_id"] > 0]
    whole = frame[frame["subcatchment_id"] == 0].set_index("term")["units"]
    assert (frame[frame["term"] == "difference"]["units"] == 0).all()
    for term in ("rain", "infiltrated", "initial", "drained", "stored", "edge", "sea", "hole"):
        assert own[own["term"] == term]["units"].sum() == whole[term] == ledger.flood.ledger.terms[term]
    flows = flow_table([ledger])
    between = flows[flows["to_subcatchment"] > 0]
    assert between["units"].sum() == own[own["term"] == "received"]["units"].sum()
    off = flows[flows["to_subcatchment"] < 0]
    assert off["units"].sum() == sum(whole[term] for term in ("edge", "sea", "hole"))
    assert len(flow_lines(ledger)) == len(between)
    assert (flow_lines(ledger).length > 0).all()
    lines = flow_lines(ledger)
    assert np.allclose(lines["flow_share"] * lines["volume_m3"].max(), lines["volume_m3"])


def test_damage_adds_up_to_the_oere_and_unknown_is_told(town):
    parts, ledger = town
    rows = costs(
        (house(10, 10), 1000.01, 2000.02),
        (house(11, 10), 0.99, 1.0),
        (house(28, 10), 333.33, np.nan),
        (house(5, 3), np.nan, np.nan),
        (shapely.box(500, 500, 510, 510), 7.77, 8.88),
    )
    damage = sub_catchment_damage(parts, rows)
    table = damage.to_frame()
    assert round(table["annual_today_dkk"].sum() * 100) == 134210
    assert round(table["annual_future_dkk"].sum() * 100) == 200990
    outside = table[table["subcatchment_id"] == -4].iloc[0]
    assert (outside["buildings"], outside["annual_today_dkk"]) == (1, 7.77)
    assert table["unknown_today"].sum() == 1
    assert table["unknown_future"].sum() == 2
    assert table["buildings"].sum() == 5
    at = parts.label[10, 10]
    assert table.set_index("subcatchment_id")["annual_today_dkk"][at] == 1001.0
    places = vulnerable_places(parts, ledger, gt.ReportParams(min_volume_m3=0.1), 3, damage)
    first = places[places["subcatchment_id"] == at].iloc[0]
    assert (first["place_rank"], first["annual_today_dkk"], first["buildings_at"]) == (1, 1001.0, 2)
    assert first["stored_m3"] > 0
    with pytest.raises(LayerError, match="annual_today_dkk"):
        sub_catchment_damage(parts, rows.drop(columns="annual_today_dkk"))


def test_a_building_on_a_border_counts_where_most_of_it_lies(town):
    parts, _ = town
    border = np.argwhere(parts.label[:, 1:] != parts.label[:, :-1])
    row, col = next((int(r), int(c)) for r, c in border if 2 <= r < 18 and 3 <= c < 36)
    x, y = 2.0 * (col + 1), 40.0 - (2.0 * row + 1.0)
    for shift, number in ((-1.5, parts.label[row, col]), (1.5, parts.label[row, col + 1])):
        shape = shapely.box(min(x + shift, x) - 0.2, y - 0.4, max(x + shift, x) + 0.2, y + 0.4)
        shape = shape.difference(
            shapely.box(x - 0.2, y - 1, x, y + 1) if shift > 0 else shapely.box(x, y - 1, x + 1, y + 1)
        )
        assert sub_catchment_damage(parts, costs((shape, 1.0, 1.0))).place[0] == number


def test_places_without_damage_are_ranked_by_water(town):
    parts, ledger = town
    places = vulnerable_places(parts, ledger, gt.ReportParams(min_volume_m3=0.1), 5)
    assert len(places) == 2
    for _, rows in places.groupby("subcatchment_id"):
        assert rows["place_rank"].tolist() == list(range(1, len(rows) + 1))
        assert rows["stored_m3"].is_monotonic_decreasing
    assert {shapely.get_x(p) for p in places.geometry} == {21.0, 57.0}


def test_rains_are_read_and_checked():
    assert SubCatchmentToolParams(rains_mm="10 20,5; 30").rains == (10.0, 20.5, 30.0)
    for words in ("", "30 20", "a", "0 10", "10 9000"):
        assert any("rains_mm" in f.en for f in SubCatchmentToolParams(rains_mm=words).conflicts(frozenset()))
    assert not SubCatchmentToolParams(rains_mm="30 75 100").conflicts(frozenset())


def test_the_tools_run_on_the_sample_town(tmp_path):
    """Every ledger closes, the parts are the window's, and what the structure lacks is told with the stamp."""
    window = (650_400.0, 6_268_900.0, 651_200.0, 6_269_500.0)
    layers = {n: f"{SAMPLE / 'town.gpkg'}|layername={n}" for n in ("adjustment_lines", "horseshoes", "buildings")}
    given = {"elevation": str(SAMPLE / "terrain"), **layers}
    parts = gt.run_job(
        gt.Job(
            tool="sub-catchments",
            inputs={**given, "sewer_catchments": f"{SAMPLE / 'town.gpkg'}|layername=sewer_catchments"},
            params={"min_area_ha": 3.0, "rains_mm": "30 100"},
            window=window,
            out_dir=str(tmp_path / "dele"),
        )
    )
    layer = gt.read_layer(parts.outputs["sub_catchments"], crs=CRS).value
    assert layer["area_m2"].sum() == pytest.approx(376 * 500 * 1.6 * 1.6, rel=1e-9)  # whole cells around the window
    assert {"I1", "I2", "I3"} <= set(layer["sewer_catchment"])
    ledgers = gt.read_table(parts.outputs["sub_catchment_ledgers"]).value
    assert (ledgers[ledgers["term"] == "difference"]["units"] == 0).all()
    checked = gt.run_job(
        gt.Job(
            tool="cloudburst-structure",
            inputs={**given, "structure": str(SAMPLE / "structure.gpkg")},
            params={"rain_mm": 60.0},
            out_dir=str(tmp_path / "struktur"),
        )
    )
    links = gt.read_layer(checked.outputs["structure_links"], crs=CRS).value
    assert set(links["maerke"]) == {"OPDIGTET EKSEMPEL / INVENTED EXAMPLE"}
    account = gt.read_table(checked.outputs["structure_account"]).value.set_index("term")["units"]
    assert account["difference"] == 0
    assert account["ground"] > 0


def test_names_and_volumes_stand_on_the_map_and_none_covers_another(town):
    """In QGIS too: an expression with the line break as QGIS reads it."""
    from xml.etree import ElementTree as ET

    from gistools.styles import STYLES
    from gistools.view.figure import figure
    from gistools.view.layers import MapLayer

    parts, ledger = town
    layer = sub_catchment_layer(parts, ledger)
    drawn = figure([MapLayer(layer, "sub_catchments", parts.title)], title=parts.title)
    said = [t for t in drawn.axes[0].texts if t.get_text().startswith("Delopland") or "kant" in t.get_text()]
    largest = layer.loc[layer["area_m2"].idxmax()]
    assert any(t.get_text() == f"{largest['name']}\n{largest['stored_m3']:.0f} m³" for t in said)
    boxes = [t.get_window_extent() for t in said]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    root = ET.fromstring(STYLES["sub_catchments"].to_qml())  # noqa: S314 - made here
    assert root.get("labelsEnabled") == "1"
    expression = root.find("labeling/settings/text-style").get("fieldName")
    assert expression.startswith("CASE WHEN coalesce(\"name\", '') = '' OR \"name\" = 0 THEN")
    assert r"|| '\n' ||" in expression
    assert ET.fromstring(STYLES["ponds"].to_qml()).find("labeling") is None  # noqa: S314 - made here
