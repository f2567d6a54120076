"""The faults of a layer of measures: all told at once, in words that say which row."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, MultiLineString, Point, Polygon, box

import gistools as gt
from gistools.cloudburst.whatif import apply_measures, read_measures
from gistools.cloudburst.whatif.kinds import BY_NAME, KINDS, VALUES
from gistools.errors import CrsError, LayerError, ParamError, WrongKindError
from tests.cloudburst.whatif.plan import CRS, layer_of, planned, terrain_of

GRID = gt.Grid(6, 8, 0.0, 6.0, 1.0, 1.0, CRS)
LINE, AREA = LineString([(1, 1), (5, 3)]), box(1, 1, 4, 4)


def test_all_faults_of_all_rows_are_told_at_once():
    bow = Polygon([(1, 1), (4, 4), (4, 1), (1, 4)])
    layer = layer_of(
        {"type": "murr", "shape": LINE},
        {"type": "mur", "shape": LINE},
        {"type": "mur", "kote_m": 3.0, "hoejde_m": 1.0, "shape": LINE},
        {"type": "sænket vej", "bredde_m": -2.0, "dybde_m": 0.5, "shape": LINE},
        {"type": "bassin", "dybde_m": "dyb", "shape": AREA},
        {"type": "bassin", "bund_m": 1.0, "shape": LINE},
        {"type": "bassin", "bund_m": 1.0, "shape": bow},
        {"type": "bassin", "bund_m": 1.0, "bredde_m": 2.0, "shape": AREA},
        {"type": "mur", "kote_m": 3.0, "shape": LineString([(1, 1), (9, 1)])},
        {"type": "mur", "kote_m": 3.0, "shape": None},
        {"type": "dige", "kote_m": 3.0, "shape": LINE},
        {"type": "omlagt vandløb", "bredde_m": 1.0, "kote_fra_m": 3.0, "shape": LINE},
        {"type": None, "shape": LINE},
        {"type": "fjernet bassin", "shape": Point(1, 1)},
        {"type": "mur", "kote_m": 3.0, "shape": MultiLineString([[(1, 1), (2, 2)], [(3, 3), (4, 4)]])},
    )
    with pytest.raises(LayerError) as caught:
        read_measures(layer, GRID)
    said = caught.value.found.da
    for part in (
        "nr. 1: ukendt type 'murr'",
        "nr. 2 (Mur): præcis ét af: kote_m | hoejde_m",
        "nr. 3 (Mur): præcis ét af",
        "nr. 4 (Sænket vej): bredde_m = -2 (over 0 til 1000)",
        "nr. 5 (Bassin): dybde_m = dyb",
        "nr. 6 (Bassin): LineString, ikke en flade",
        "nr. 7 (Bassin): en ugyldig flade",
        "nr. 8 (Bassin): bredde_m bruges ikke",
        "nr. 9 (Mur): helt eller delvis uden for kortet",
        "nr. 10 (Mur): ingen geometri",
        "nr. 11 (Dige): kronebredde_m mangler",
        "nr. 11 (Dige): anlaeg mangler",
        "nr. 12 (Omlagt vandløb): præcis ét af: dybde_m | kote_fra_m og kote_til_m",
        "nr. 13: ukendt type ''",
        "nr. 14 (Fjernet bassin): Point, ikke en flade",
        "nr. 15 (Mur): MultiLineString, ikke en linje",
    ):
        assert part in said, part
    assert len(said.split("; ")) == 16


def test_what_cannot_be_read_at_all():
    with pytest.raises(LayerError, match="kolonnen type mangler"):
        read_measures(gpd.GeoDataFrame(geometry=[LINE], crs=CRS), GRID)
    with pytest.raises(LayerError, match="intet tiltag"):
        read_measures(gpd.GeoDataFrame({"type": []}, geometry=[], crs=CRS), GRID)
    with pytest.raises(CrsError):
        read_measures(layer_of({"type": "mur", "kote_m": 1.0, "shape": LINE}).to_crs(25833), GRID)
    with pytest.raises(WrongKindError):
        read_measures([LINE], GRID)
    with pytest.raises(LayerError, match="to kolonner for kote_m"):
        read_measures(layer_of({"type": "mur", "kote_m": 1.0, "level_m": 2.0, "shape": LINE}), GRID)
    with pytest.raises(LayerError, match="id 3 står flere gange"):
        read_measures(layer_of(*({"type": "mur", "kote_m": 1.0, "id": 3, "shape": LINE},) * 2), GRID)
    with pytest.raises(LayerError, match="en vandføring"):
        read_measures(layer_of({"type": "rørunderføring", "l_s": 30.0, "shape": LINE}), GRID)


def test_neither_measures_nor_design():
    terrain = terrain_of(np.ones((3, 3)))
    with pytest.raises(ParamError, match="hverken tiltag"):
        planned(terrain)
    other = terrain_of(np.zeros((3, 3)))
    with pytest.raises(gt.GistoolsError, match="andet terræn"):
        apply_measures(terrain, gt.route_flow(other), gt.runoff_classes(terrain, gt.LossParams()))


def test_cells_in_the_sea_and_shapes_that_meet_no_cell():
    z = np.full((6, 8), 2.0)
    z[:, 6:] = np.nan
    terrain = terrain_of(z, params=gt.TerrainParams(nodata="sea"))
    with pytest.raises(LayerError) as caught:
        planned(
            terrain,
            {"type": "mur", "kote_m": 3.0, "shape": LineString([(3.5, 2.5), (7.5, 2.5)])},
            {"type": "bassin", "bund_m": 1.0, "shape": box(1.6, 1.6, 1.9, 1.9)},
        )
    assert "nr. 1 (Mur 1): 2 celler i hav eller huller" in caught.value.found.da
    assert "nr. 2 (Bassin 2): rammer ingen celle på land" in caught.value.found.da


def test_names_in_both_languages_and_numbers_as_danes_write_them():
    layer = layer_of({"type": " Lowered Road ", "Width_m": "2,5", "DEPTH_M": "0,3", "name": "Vej", "shape": LINE})
    one = read_measures(layer, GRID)[0]
    assert one.values == {"bredde_m": 2.5, "dybde_m": 0.3}
    assert (one.kind.id, one.name, one.id, one.order) == ("lowered_road", "Vej", "1", 30.0)
    danish = read_measures(
        layer_of({"type": "dige", "højde_m": 1.0, "anlæg": 2.0, "kronebredde_m": 1, "shape": LINE}), GRID
    )
    assert danish[0].values == {"hoejde_m": 1.0, "anlaeg": 2.0, "kronebredde_m": 1.0}


def test_kinds_are_declared_whole():
    names = [name for kind in KINDS for name in kind.names]
    assert len(names) == len(set(names)) == len(BY_NAME)
    assert all(name == name.lower() for name in names)
    assert {name for kind in KINDS for name in kind.columns} - {"fjern_id"} == set(VALUES)
