"""Mapped lots: each locality once, unknown stays unknown, what a delivery says is kept beside what was understood."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.contamination.site_cells import is_cut, read_cells
from gistools.contamination.site_form import SITE_COLUMNS, SiteCell, matched_columns
from gistools.contamination.sites import Delivery, Sites, read_sites
from gistools.contamination.status import SoilStatus, joined_status, soil_status
from gistools.errors import CrsError, LayerError


def square(k: int, size: float = 10.0) -> shapely.Geometry:
    return shapely.box(700_000 + 20 * k, 6_170_000, 700_000 + 20 * k + size, 6_170_000 + size)


def layer(rows: dict[str, list[Any]], shapes: list[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:25832")


def of(rows: dict[str, list[Any]], shapes: list[Any] | None = None, **more: Any) -> Delivery:
    count = len(next(iter(rows.values())))
    return Delivery(layer(rows, shapes or [square(k) for k in range(count)]), more.pop("name", "lag"), **more)


def repairs(sites: Sites) -> list[tuple[str, int, str]]:
    return list(sites.repairs[["repair", "source_row", "column"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("V1 kortlagt", SoilStatus.V1),
        ("v2", SoilStatus.V2),
        ("V1 og V2 kortlagt", SoilStatus.V1_V2),
        ("V1/V2", SoilStatus.V1_V2),
        ("Udga\u030aet inden kortlægning", SoilStatus.OUT_BEFORE),
        ("UDGÅET EFTER KORTLÆGNING", SoilStatus.OUT_AFTER),
        ("Lokaliseret (uafklaret)", SoilStatus.LOCATED),
        ("F1", SoilStatus.UNKNOWN),
        ("ikke V1 kortlagt", SoilStatus.UNKNOWN),
    ],
)
def test_statuses_are_read_as_they_are_written(text: str, status: SoilStatus) -> None:
    assert soil_status(text) is status


def test_every_status_has_words_and_only_unknown_does_not_tell_whether_it_is_mapped() -> None:
    for one in SoilStatus:
        assert one.word.da
        assert one.means.da
    assert [one.value for one in SoilStatus if one.mapped is None] == ["UNKNOWN"]
    assert {one.value for one in SoilStatus if one.mapped} == {"V1", "V2", "V1V2"}
    assert not any("ren" in one.word.da.split() for one in SoilStatus)


@given(st.lists(st.sampled_from(list(SoilStatus))))
def test_a_joined_status_does_not_hang_on_order_and_never_loses_what_is_mapped(statuses: list[SoilStatus]) -> None:
    joined = joined_status(statuses)
    assert joined is joined_status(reversed(statuses))
    assert (joined in {SoilStatus.V1, SoilStatus.V2, SoilStatus.V1_V2}) == any(one.mapped for one in statuses)
    if SoilStatus.UNKNOWN in statuses and not any(one.mapped for one in statuses):
        assert joined is SoilStatus.UNKNOWN


@pytest.mark.parametrize(
    ("cell", "text", "read"),
    [
        (SiteCell.DAY, "2019-05-03T00:00:00", np.datetime64("2019-05-03")),
        (SiteCell.DAY, "20190503", np.datetime64("2019-05-03")),
        (SiteCell.DAY, "03-05-2019", np.datetime64("2019-05-03")),
        (SiteCell.DAY, "3.5.2019 12:00", np.datetime64("2019-05-03")),
        (SiteCell.DAY, "1/3 2026", np.datetime64("2026-03-01")),
        (SiteCell.DAY, "03-05-2019 00:00:00", np.datetime64("2019-05-03")),
        (SiteCell.DAY, "2026-02-28T23:00:00Z", np.datetime64("2026-03-01")),  # in Denmark
        (SiteCell.CODE, 2000174.0, 2000174),
        (SiteCell.LIST, "1695aø;1695ba; 1695ba", ("1695aø", "1695ba")),
        (SiteCell.NUANCE, "Nuance F1", "F1"),
        (SiteCell.NUANCE, "01", "F0"),
        (SiteCell.YES_NO, "Nej", False),
    ],
)
def test_cells_are_read(cell: SiteCell, text: object, read: object) -> None:
    values, odd = read_cells(pd.Series([text], dtype=object), cell)
    assert not odd.any()
    assert values.iloc[0] == read


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (SiteCell.DAY, "2019-13-03"),
        (SiteCell.DAY, "i foråret"),
        (SiteCell.DAY, "2019-05-03 eller senere"),
        (SiteCell.DAY, "03-05-2019 ca."),
        (SiteCell.DAY, "03-05-2019 25:00"),
        (SiteCell.CODE, "165a"),
        (SiteCell.CODE, "1.5"),
        (SiteCell.NUANCE, "F3"),
        (SiteCell.NUANCE, "02"),
        (SiteCell.YES_NO, "måske"),
        (SiteCell.STATUS, "V3"),
    ],
)
def test_cells_that_nobody_understands_are_unknown_and_told(cell: SiteCell, text: str) -> None:
    values, odd = read_cells(pd.Series([text], dtype=object), cell)
    assert odd.tolist() == [True]
    assert pd.isna(values.iloc[0]) or values.iloc[0] in {"", "UNKNOWN"}


def test_a_text_as_long_as_mapinfo_lets_it_be_may_be_cut() -> None:
    assert is_cut(pd.Series(["å" * 127, "å" * 254, "a" * 255, "a" * 253, None])).tolist() == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_columns_of_dkjord_misspelt_and_of_shapefiles_are_known() -> None:
    found, doubtful = matched_columns(["Lokalitetsnr", "Lokalitetetsforureningsstatus", "Lokalitetetsadresse", "Farve"])
    assert found == {
        "site_id": "Lokalitetsnr",
        "soil_status": "Lokalitetetsforureningsstatus",
        "site_address": "Lokalitetetsadresse",
    }  # fmt: skip
    assert not doubtful
    found, doubtful = matched_columns(["Lokalitetsnr", "Regionsnav", "Lokalitete"])
    assert found == {"site_id": "Lokalitetsnr", "region": "Regionsnavn"[:10]}
    assert "site_address" in doubtful["Lokalitete"]
    assert len({one.name for one in SITE_COLUMNS}) == len(SITE_COLUMNS)
    assert max(len(one.name) for one in SITE_COLUMNS) <= 31


def test_a_locality_in_both_layers_is_counted_once_and_its_parts_know_their_layer() -> None:
    both = ["V1 og V2 kortlagt"]
    first = of({"Lokalitetsnr": ["101-1"], "status": both}, name="V1", layer_status=SoilStatus.V1)
    second = of({"Lokalitetsnr": ["101-1"], "status": both}, [square(5)], name="V2", layer_status=SoilStatus.V2)
    sites = read_sites([second, first])
    assert sites.layer[["site_id", "soil_status", "part_count", "area_m2"]].values.tolist() == [
        ["101-1", "V1V2", 2, 200.0]
    ]
    assert sites.parts[["part_id", "part_status"]].values.tolist() == [["101-1/1", "V1"], ["101-1/2", "V2"]]
    assert sites.repairs.empty


def test_v1_in_one_layer_and_v2_in_another_is_both() -> None:
    first = of({"lok_nr": ["7"], "status": ["V1 kortlagt"]}, name="a")
    second = of({"lok_nr": ["7"], "status": ["V2 kortlagt"]}, [square(9)], name="b")
    assert read_sites([first, second]).layer.soil_status.tolist() == ["V1V2"]


def test_a_status_that_does_not_go_with_its_layer_is_told_and_kept() -> None:
    given_ = of({"lok_nr": ["7"], "status": ["Udgået efter kortlægning"]}, layer_status=SoilStatus.V2)
    sites = read_sites([given_])
    assert sites.parts.part_status.tolist() == ["UEK"]
    assert repairs(sites) == [("layer", 1, "soil_status")]


def test_what_is_missing_is_unknown_and_not_known_to_be_empty() -> None:
    sites = read_sites([of({"lok_nr": ["7"], "status": [""], "delvis": [None]})])
    row = sites.layer.iloc[0]
    assert row.soil_status == "UNKNOWN"
    assert pd.isna(row.part_of_lot)
    assert pd.isna(row.effort_groundwater)
    assert sites.known == {"site_id", "soil_status", "part_of_lot"}


def test_invalid_polygons_are_made_valid_and_the_original_is_kept() -> None:
    bow = shapely.Polygon([(700_000, 6_170_000), (700_010, 6_170_010), (700_010, 6_170_000), (700_000, 6_170_010)])
    sites = read_sites([of({"lok_nr": ["7", "8"], "status": ["V1", "V1"]}, [bow, square(3)])])
    assert shapely.is_valid(np.asarray(sites.parts.geometry.array)).all()
    assert sites.parts.geometry.iloc[0].area == pytest.approx(50.0)
    assert shapely.from_wkb(sites.parts.geometry_was.iloc[0]).equals_exact(bow)
    assert sites.parts.geometry_was.iloc[1] == ""
    assert repairs(sites) == [("polygon", 1, "")]


def test_lots_without_geometry_or_number_stay() -> None:
    rows = {"lok_nr": ["7", "", ""], "status": ["V1", "V2", "V2"]}
    sites = read_sites([of(rows, [None, square(1), square(2)])])
    assert sites.layer.site_id.tolist() == ["7", "?1:2", "?1:3"]
    assert sites.layer.area_m2.tolist() == [0.0, 100.0, 100.0]
    assert repairs(sites) == [("no_geometry", 1, ""), ("no_number", 2, ""), ("no_number", 3, "")]


def test_the_latest_delivery_holds_and_what_differs_is_told() -> None:
    old = of({"lok_nr": ["7"], "status": ["V1"], "Adresse": ["Gammelvej 1"]}, name="b", day="2025-01-01")
    new = of({"lok_nr": ["7"], "status": ["V1"], "Adresse": ["Nyvej 1"]}, [square(4)], name="a", day="2026-01-01")
    for order in ([old, new], [new, old]):
        sites = read_sites(order)
        assert sites.layer.site_address.tolist() == ["Nyvej 1"]
        assert sites.layer.source_day.tolist() == ["2026-01-01"]
        assert repairs(sites) == [("differs", 1, "site_address")]


def test_the_same_polygon_in_two_deliveries_is_one_part() -> None:
    one = of({"lok_nr": ["7"], "status": ["V1"]}, [square(0)], name="a")
    other = of({"lok_nr": ["7"], "status": ["V1"]}, [shapely.reverse(square(0))], name="b")
    sites = read_sites([one, other])
    assert sites.layer.part_count.tolist() == [1]
    assert repairs(sites) == [("twice", 1, "")]


def test_what_the_earlier_of_two_alike_alone_tells_is_kept() -> None:
    old = of({"lok_nr": ["7"], "status": ["V1"], "Stoffer": ["bly;zink"], "delvis": ["ja"], "Adresse": ["Gammelvej 1"],
              "Farve": ["blå"]}, name="a", day="2025-01-01")  # fmt: skip
    new = of({"lok_nr": ["7"], "status": ["V1"], "Stoffer": ["zink;olie"], "delvis": [None], "Adresse": ["Nyvej 1"]},
             name="b", day="2026-01-01")  # fmt: skip
    sites = read_sites([new, old])
    for table in (sites.layer, sites.parts):
        (row,) = table.itertuples()
        assert (row.substances, row.part_of_lot, row.site_address) == (("bly", "zink", "olie"), True, "Nyvej 1")
    assert sites.parts[["source_name", "raw_Farve", "raw_Adresse"]].values.tolist() == [["b", "blå", "Nyvej 1"]]
    assert repairs(sites) == [("differs", 1, "site_address"), ("twice", 1, "")]


def test_lots_without_a_number_stay_apart_and_their_names_tell_no_file() -> None:
    rows = {"lok_nr": [""], "status": ["V1"]}
    one = of(rows, name="Hansens grund", layer_status=SoilStatus.V1)
    other = of(rows, [square(4)], name="V2")
    for order in ([one, other], [other, one]):
        assert read_sites(order).layer.site_id.tolist() == ["?1:1", "?2:1"]
        assert read_sites(order).layer.area_m2.tolist() == [100.0, 100.0]


def test_two_deliveries_of_one_name_and_day_are_refused() -> None:
    rows = {"lok_nr": ["7"], "status": ["V1"]}
    with pytest.raises(LayerError, match="two deliveries are lag 2026-01-01"):
        read_sites([of(rows, day="2026-01-01"), of(rows, [square(3)], day="2026-01-01")])
    assert len(read_sites([of(rows, day="2026-01-01"), of(rows, [square(3)], day="2025-01-01")]).parts) == 2


def test_a_row_without_a_status_has_that_of_its_layer_and_one_that_nobody_reads_has_not() -> None:
    rows = {"lok_nr": ["7", "8", "9"], "status": ["", None, "V3"]}
    sites = read_sites([of(rows, layer_status=SoilStatus.V2)])
    assert sites.layer.soil_status.tolist() == ["V2", "V2", "UNKNOWN"]
    assert sites.parts.part_status.tolist() == ["V2", "V2", "UNKNOWN"]
    assert repairs(sites) == [
        ("layer", 3, "soil_status"),
        ("no_status", 1, "soil_status"),
        ("no_status", 2, "soil_status"),
        ("odd", 3, "soil_status"),
    ]


def test_raw_columns_are_kept_and_cut_texts_flagged() -> None:
    long = ";".join(f"{k}a" for k in range(60, 200))[:254]
    sites = read_sites([of({"lok_nr": ["7"], "status": ["V1"], "matrikler": [long], "Farve": ["blå"]})])
    assert sites.parts.raw_Farve.tolist() == ["blå"]
    assert sites.parts.raw_matrikler.tolist() == [long]
    assert sites.parts.cut_columns.tolist() == ["parcels"]
    assert repairs(sites) == [("cut", 1, "parcels")]


def test_hostile_text_is_text() -> None:
    name = "<script>alert(1)</script>'; DROP TABLE lots;--"
    sites = read_sites([of({"lok_nr": [name], "status": ["V1"], "lok_navn": [name]})])
    assert sites.layer[["site_id", "site_name"]].values.tolist() == [[name, name]]


def test_bad_deliveries_are_refused_by_name() -> None:
    with pytest.raises(LayerError, match="no delivery"):
        read_sites([])
    with pytest.raises(LayerError, match="Lokalitetsnummer"):
        read_sites([of({"nr": ["7"], "status": ["V1"]})])
    with pytest.raises(LayerError, match="Soil status"):
        read_sites([of({"lok_nr": ["7"], "farve": ["V1"]})])
    with pytest.raises(LayerError, match="row 2 is Point"):
        read_sites([of({"lok_nr": ["7", "8"], "status": ["V1", "V1"]}, [square(0), shapely.Point(700_000, 6_170_000)])])
    with pytest.raises(CrsError, match="degrees"):
        read_sites([Delivery(of({"lok_nr": ["7"], "status": ["V1"]}).frame.to_crs(4326), "lag")])
    with pytest.raises(LayerError, match="LokNr"):
        read_sites([of({"lok_nr": ["7"], "status": ["V1"]}, names={"site_id": "LokNr"})])


@pytest.mark.parametrize(
    ("moved", "told"),
    [
        (lambda shape: shapely.transform(shape, lambda at: at[:, ::-1]), "swapped"),
        (lambda _: shapely.box(12.1, 55.1, 12.2, 55.2), "degrees"),
        (lambda _: shapely.box(80_000, 140_000, 80_010, 140_010), "System 34"),
        (lambda _: shapely.box(2_000_000, 8_000_000, 2_000_010, 8_000_010), "east 2000000, north 8000000"),
    ],
)
def test_coordinates_that_are_not_in_denmark_are_named(moved, told):
    with pytest.raises(CrsError, match=told):
        read_sites([of({"lok_nr": ["7"], "status": ["V1"]}, [moved(square(0))])])


def test_one_lot_outside_denmark_is_told_and_kept():
    far = shapely.box(80_000, 140_000, 80_010, 140_010)
    sites = read_sites([of({"lok_nr": ["7", "8"], "status": ["V1", "V1"]}, [square(0), far])])
    assert repairs(sites) == [("outside", 2, "")]
    assert len(sites.layer) == 2


def test_names_can_be_told() -> None:
    sites = read_sites([of({"nr": ["7"], "kode": ["V2"]}, names={"site_id": "nr", "soil_status": "kode"})])
    assert sites.layer[["site_id", "soil_status"]].values.tolist() == [["7", "V2"]]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["V1", "V2", "UIK", "?"]), st.integers(0, 8)), min_size=1))
def test_counts_are_those_of_a_plain_count(rows: list[tuple[int, str, int]]) -> None:
    given_ = of({"lok_nr": [str(site) for site, _, _ in rows], "status": [said for _, said, _ in rows]},
                [square(place) for _, _, place in rows])  # fmt: skip
    sites = read_sites([given_])
    plain: dict[str, set[tuple[str, int]]] = {}
    for site, said, place in rows:
        plain.setdefault(str(site), set()).add((soil_status(said).value, place))
    assert sites.layer.site_id.tolist() == sorted(plain)
    assert sites.layer.part_count.tolist() == [len(plain[site]) for site in sorted(plain)]
    for row in sites.layer.itertuples():
        own = plain[row.site_id]
        assert row.soil_status == joined_status(SoilStatus(said) for said, _ in own).value
        assert row.area_m2 == pytest.approx(100.0 * len({place for _, place in own}))


@pytest.mark.real_data
def test_real_layers_are_read(real_data):
    folder = real_data / "registers" / "dkjord_mapinfo"
    first, second = (gpd.read_file(folder / name) for name in ("V1_cp1252.mif", "V2_cp1252.tab"))
    given_ = [
        Delivery(first.set_crs(25832, allow_override=True), "V1", layer_status=SoilStatus.V1),
        Delivery(second.set_crs(25832, allow_override=True), "V2", layer_status=SoilStatus.V2),
    ]
    sites = read_sites(given_)
    assert len(sites.parts) == len(first) + len(second)
    assert sites.layer.site_id.tolist() == sorted({*first.Lokalitetsnr, *second.Lokalitetsnr})
    said = pd.concat([first, second]).groupby("Lokalitetsnr").Lokalitetetsforureningsstatus.agg(set)
    for site, status in zip(sites.layer.site_id, sites.layer.soil_status, strict=True):
        assert status == joined_status(soil_status(one) for one in said[site]).value
    assert sites.repairs.repair.tolist() == ["polygon", "polygon"]
    assert "1695aø" in next(row.parcels for row in sites.layer.itertuples() if row.site_id == "101-30226")
    assert "Stubbeløbgade 4 , 2100 København Ø" in set(sites.layer.site_address)
